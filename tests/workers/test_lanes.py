"""The stack with its real worker: people are served and every case keeps its lane, whatever was killed or put back."""

import asyncio
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import psutil
import pytest

from tests.workers.conftest import quietly
from workers.settings import CHECKOUT, StackSettings
from workers.stack.control import down, up
from workers.stack.processes import condition, wait_for
from workers.stack.state import is_held, running
from workers.stack.status import status
from workflows.connection import connect
from workflows.visible import running_lanes

PATIENCE = 90.0
REFERRAL = {
    "nation": "england-and-wales",
    "age_group": "adult",
    "consent": "given",
    "first_responder": "salvation-army",
}


@pytest.fixture
def stack(folder: Path) -> Iterator[StackSettings]:
    """A stack of its own, up."""
    settings = StackSettings(data=folder / f"w-{uuid4().hex[:6]}")
    up(settings, quietly, detach=True)
    yield settings
    if is_held(settings.data):
        down(settings, quietly)


ASKER = {"NRM_AS": "a.caseworker", "NRM_ROLE": "caseworker"}


def nrm(stack: StackSettings, *arguments: str, given: str = "", exit_status: int = 0) -> Any:
    """Run a command as a script does; what it prints is one JSON document."""
    done = subprocess.run(
        [sys.executable, "-m", "cli.main", *arguments, "--data", str(stack.data), "--json"], cwd=CHECKOUT,
        env=os.environ | ASKER, input=given, capture_output=True, text=True, timeout=PATIENCE, check=False,
    )  # fmt: skip
    assert exit_status == done.returncode, done.stdout + done.stderr
    assert "" == done.stderr
    return json.loads(done.stdout)


def refer(stack: StackSettings, reference: str) -> None:
    nrm(stack, "refer", "-", given=json.dumps({**REFERRAL, "reference": reference}))


def allocated(stack: StackSettings, reference: str) -> None:
    refer(stack, reference)
    nrm(stack, "do", reference, "allocate-competent-authority", "--authority", "sca")


def lanes(stack: StackSettings) -> dict[str, Any]:
    part = status(stack)["lanes"]
    assert isinstance(part, dict)
    return part


def shown(stack: StackSettings) -> set[str | None]:
    """The stages that the running lanes show."""

    async def ask() -> set[str | None]:
        return {lane.stage for lane in (await running_lanes(await connect(running(stack).temporal_address))).values()}

    return asyncio.run(ask())


def pid_of(stack: StackSettings, name: str) -> int:
    part = status(stack)[name]
    assert isinstance(part, dict)
    assert isinstance(part["pid"], int)
    return part["pid"]


def test_a_backup_that_is_put_back_makes_nobody_a_liar(stack: StackSettings) -> None:
    command, backup = str(uuid4()), stack.data / "backup"
    decide = ("do", "ROLL-1", "decide-reasonable-grounds", "--outcome", "positive", "--role", "decision-maker")
    allocated(stack, "ROLL-1")
    down(stack, quietly)
    database = (stack.data / "postgres" / "data").resolve()
    copy(database, backup)

    up(stack, quietly, detach=True)
    first = nrm(stack, *decide, "--command-id", command)
    down(stack, quietly)
    shutil.rmtree(database)
    copy(backup, database)

    up(stack, quietly, detach=True)
    assert wait_for(lambda: {"awaiting-reasonable-grounds"} == shown(stack), PATIENCE)
    lost = [event["type"] for event in nrm(stack, "history", "ROLL-1")]
    again = nrm(stack, *decide, "--command-id", command)
    found = [event["type"] for event in nrm(stack, "history", "ROLL-1")]
    assert "reasonable-grounds-decided" not in lost
    assert 1 == found.count("reasonable-grounds-decided")
    assert first["version"] == again["version"] == len(found)
    assert nrm(stack, "verify")["ok"] is True


def copy(source: Path, target: Path) -> None:
    """Copy a folder with its owners, as a backup of files does."""
    subprocess.run(["/bin/cp", "-a", str(source), str(target)], check=True, timeout=PATIENCE)


def test_cases_have_their_lanes_again_after_temporal_lost_its_file(stack: StackSettings) -> None:
    account = {"id": "LOST-1", "events": [{"date": "2024-03-04", "type": "referral"}]}
    nrm(stack, "import", "-", given=json.dumps(account))
    refer(stack, "LOST-2")
    assert wait_for(lambda: 2 == lanes(stack)["running"], PATIENCE)
    temporal = stack.data / "temporal"
    for file in temporal.glob("temporal.db*"):
        file.unlink()  # the living server has it open, and writes no more to what is there in its place
    (temporal / "temporal.db").write_bytes(b"no database")
    supervised_by = pid_of(stack, "supervisor")
    os.kill(pid_of(stack, "temporal"), signal.SIGKILL)
    assert wait_for(lambda: status(stack)["healthy"] is True and 2 == lanes(stack)["running"], PATIENCE)
    assert (temporal / "unreadable-1.db").exists()
    assert supervised_by == pid_of(stack, "supervisor")


@pytest.mark.parametrize("victim", ["worker", "temporal", "postgres"])
def test_a_command_asked_right_after_a_part_was_killed_is_answered_in_the_end(
    stack: StackSettings, victim: str
) -> None:
    allocated(stack, "KILL-1")
    command = str(uuid4())
    os.kill(pid_of(stack, victim), signal.SIGKILL)
    assert wait_for(lambda: is_answered(stack, "KILL-1", command), PATIENCE)
    assert 1 == [event["type"] for event in nrm(stack, "history", "KILL-1")].count("note-added")


def test_a_worker_whose_standby_was_killed_leaves_its_place_to_another(stack: StackSettings) -> None:
    old = psutil.Process(pid_of(stack, "worker"))
    os.kill(old.ppid(), signal.SIGKILL)
    assert wait_for(lambda: is_well_without(stack, old), PATIENCE)
    assert psutil.STATUS_ZOMBIE == condition(old)


def is_well_without(stack: StackSettings, old: psutil.Process) -> bool:
    """Whether all is well, and another worker is at work; asked once, as a worker may come or go between two asks."""
    said = status(stack)
    worker = said["worker"]
    assert isinstance(worker, dict)
    return said["healthy"] is True and worker["pid"] != old.pid


def is_answered(stack: StackSettings, case: str, command: str) -> bool:
    """Ask once; where there is no answer, that is said, in one document, with what to do."""
    asked = ("do", case, "add-note", "--text", "Once.", "--command-id", command)
    done = subprocess.run(
        [sys.executable, "-m", "cli.main", *asked, "--data", str(stack.data), "--json"],
        cwd=CHECKOUT, env=os.environ | ASKER, capture_output=True, text=True, timeout=PATIENCE, check=False,
    )  # fmt: skip
    said = json.loads(done.stdout)
    assert "" == done.stderr
    assert done.returncode in (0, 6), said
    assert 0 == done.returncode or "no-answer-yet" == said["error"]["code"], said
    return done.returncode == 0
