"""The whole local stack as a person meets it: up, down, killed in every place, and up again."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path
from uuid import UUID

import asyncpg
import psutil
import pytest
from pydantic import JsonValue
from temporalio.client import WorkflowExecutionStatus
from temporalio.service import RPCError

from activities.law import Law
from activities.record import Recorder
from domain.errors import Code, Conflict, Unavailable
from domain.referral.accounts import read_accounts
from domain.roles import Role
from eventlog.keys import KeyEncryptionKey
from eventlog.log import EventLog
from eventlog.pool import open_pool
from eventlog.vault import Vault
from eventlog.views import Views
from workers.settings import CHECKOUT, StackSettings
from workers.stack.control import down, own_parts, up
from workers.stack.processes import wait_for
from workers.stack.state import StackState, read_state, running
from workers.stack.status import status, without_password
from workflows.connection import connect
from workflows.gateway import Asker, Gateway
from workflows.importing import import_accounts
from workflows.messages import lane_id

PATIENCE = 60.0
PARTS = ("postgres", "temporal", "worker")


def quietly(_line: str) -> None:
    """Nobody reads along."""


def part(settings: StackSettings, name: str) -> dict[str, JsonValue]:
    found = status(settings)[name]
    assert isinstance(found, dict)
    return found


def pid_of(settings: StackSettings, name: str) -> int:
    pid = part(settings, name)["pid"]
    assert isinstance(pid, int)
    return pid


def kill(settings: StackSettings, name: str) -> int:
    pid = pid_of(settings, name)
    os.kill(pid, signal.SIGKILL)
    return pid


def is_another(settings: StackSettings, name: str, killed: int) -> bool:
    return part(settings, name)["pid"] not in (None, killed)


def eventually(condition: Callable[[], bool]) -> None:
    assert wait_for(condition, PATIENCE)


def nothing_runs(settings: StackSettings) -> bool:
    return all(own.pid is None for own in own_parts(settings).values())


def test_up_tells_what_it_does_and_status_says_that_all_is_well(resting: StackSettings) -> None:
    said: list[str] = []
    states: list[StackState] = []
    up(resting, said.append, detach=True, when_healthy=states.append)
    assert [running(resting)] == states
    assert ["PostgreSQL", "Temporal", "The worker"] == [line[: -len(" is starting.")] for line in said[:6:2]]
    now = status(resting)
    assert now["healthy"] is True
    assert str(resting.data) == now["data"]
    assert states[0].database_url == part(resting, "postgres")["url"]
    assert states[0].temporal_address == part(resting, "temporal")["address"]
    assert states[0].temporal_ui == part(resting, "temporal")["ui"]
    assert 0o600 == (resting.data / "stack.json").stat().st_mode & 0o777


def test_the_schema_is_there_and_the_application_may_read_it(stack: StackSettings) -> None:
    async def count() -> int | None:
        connection = await asyncpg.connect(running(stack).database_url, timeout=5.0)
        try:
            found: int | None = await connection.fetchval("SELECT count(*) FROM log.events")
            return found
        finally:
            await connection.close(timeout=5.0)

    assert asyncio.run(count()) is not None


def test_a_second_up_is_refused_and_harms_nothing(stack: StackSettings) -> None:
    for detach in (True, False):
        with pytest.raises(Conflict) as refused:
            up(stack, quietly, detach=detach)
        assert Code.STACK_RUNNING == refused.value.code
    assert status(stack)["healthy"] is True


def test_of_two_that_start_it_at_once_one_is_refused(stack: StackSettings, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    monkeypatch.setattr("workers.stack.control.is_held", lambda _: False)  # neither sees the other yet
    with pytest.raises(Conflict) as refused:
        up(stack, said.append, detach=True)
    assert Code.STACK_RUNNING == refused.value.code
    assert [] == said
    assert status(stack)["healthy"] is True


def test_a_data_folder_that_others_may_write_to_is_refused(folder: Path) -> None:
    (folder / "open").mkdir()
    (folder / "open").chmod(0o777)
    for detach in (True, False):
        with pytest.raises(Unavailable) as refused:
            up(StackSettings(data=folder / "open"), quietly, detach=detach)
        assert Code.STACK_FAILED == refused.value.code
    assert [] == list((folder / "open").iterdir())


def test_a_worker_that_was_suspended_is_not_healthy(stack: StackSettings) -> None:
    pid = pid_of(stack, "worker")
    os.kill(pid, signal.SIGSTOP)
    eventually(lambda: part(stack, "worker")["healthy"] is False)
    assert "suspended" in str(part(stack, "worker")["why"])
    os.kill(pid, signal.SIGCONT)
    eventually(lambda: part(stack, "worker")["healthy"] is True)


def test_down_leaves_nothing_running_and_keeps_the_data(stack: StackSettings) -> None:
    down(stack, quietly)
    assert nothing_runs(stack)
    assert read_state(stack.data) is None
    assert (stack.data / "postgres" / "data" / "PG_VERSION").exists()
    assert status(stack)["healthy"] is False
    with pytest.raises(Unavailable) as refused:
        down(stack, quietly)
    assert Code.STACK_NOT_RUNNING == refused.value.code


def test_a_stack_that_never_was_is_not_running(folder: Path) -> None:
    never = StackSettings(data=folder / "never")
    assert status(never)["healthy"] is False
    for question in (running, lambda settings: down(settings, quietly)):
        with pytest.raises(Unavailable) as refused:
            question(never)
        assert Code.STACK_NOT_RUNNING == refused.value.code
    assert not never.data.exists()


def test_each_part_that_is_killed_comes_back_where_it_was(stack: StackSettings) -> None:
    before = running(stack)
    for name in PARTS:
        killed = kill(stack, name)
        eventually(partial(is_another, stack, name, killed))
        eventually(lambda: status(stack)["healthy"] is True)
    assert before == running(stack)


def test_all_parts_killed_at_once_come_back(stack: StackSettings) -> None:
    killed = {name: kill(stack, name) for name in PARTS}
    eventually(lambda: all(is_another(stack, name, killed[name]) for name in PARTS))
    eventually(lambda: status(stack)["healthy"] is True)


def test_cases_have_their_lanes_again_after_temporal_lost_its_file(stack: StackSettings) -> None:
    case = asyncio.run(open_case(stack))
    folder, supervised_by = stack.data / "temporal", pid_of(stack, "supervisor")
    for file in folder.glob("temporal.db*"):
        file.unlink()  # the living server has it open, and writes no more to what is there in its place
    (folder / "temporal.db").write_bytes(b"no database")
    killed = kill(stack, "temporal")
    eventually(partial(is_another, stack, "temporal", killed))
    eventually(lambda: asyncio.run(has_lane(stack, case)))
    assert (folder / "unreadable-1.db").exists()
    assert supervised_by == pid_of(stack, "supervisor")


async def open_case(settings: StackSettings) -> UUID:
    """A case that waits in its lane; an import needs no worker for that."""
    text = json.dumps({"id": "LOST-1", "events": [{"date": "2024-03-04", "type": "referral"}]})
    async with await open_pool(running(settings).database_url) as pool:
        client = await connect(running(settings).temporal_address)
        vault = Vault(pool, KeyEncryptionKey(bytes(32)))
        gateway = Gateway(client, Recorder(EventLog(pool), Law(pool)), vault, Views(pool))
        asker = Asker("somebody", Role.CASEWORKER)
        report = await import_accounts(gateway, list(read_accounts(text)), asker, lambda _: None)
        return report.imported[0].receipt.case


async def has_lane(settings: StackSettings, case: UUID) -> bool:
    try:
        client = await connect(running(settings).temporal_address)
        return (await client.get_workflow_handle(lane_id(case)).describe()).status is WorkflowExecutionStatus.RUNNING
    except (Unavailable, RPCError):
        return False


def test_a_killed_supervisor_is_noticed_and_the_next_up_recovers(stack: StackSettings) -> None:
    orphans = [pid_of(stack, name) for name in PARTS]
    psutil.Process(kill(stack, "supervisor")).wait(PATIENCE)
    now = status(stack)
    assert now["healthy"] is False
    assert all(part(stack, name)["healthy"] for name in PARTS)
    up(stack, quietly, detach=True)
    assert status(stack)["healthy"] is True
    assert set(orphans).isdisjoint(pid_of(stack, name) for name in PARTS)


def test_everything_killed_at_once_is_recovered_by_the_next_up(stack: StackSettings) -> None:
    psutil.Process(kill(stack, "supervisor")).wait(PATIENCE)
    for name in PARTS:
        kill(stack, name)
    up(stack, quietly, detach=True)
    assert status(stack)["healthy"] is True


def test_down_stops_what_a_killed_supervisor_left_running(stack: StackSettings) -> None:
    psutil.Process(kill(stack, "supervisor")).wait(PATIENCE)
    down(stack, quietly)
    assert nothing_runs(stack)


def test_two_stacks_with_different_data_run_at_once(stack: StackSettings) -> None:
    other = stack.model_copy(update={"data": stack.data.with_name("other")})
    up(other, quietly, detach=True)
    try:
        assert [True, True] == [status(both)["healthy"] for both in (stack, other)]
        assert all(pid_of(stack, name) != pid_of(other, name) for name in (*PARTS, "supervisor"))
    finally:
        down(other, quietly)
    assert status(stack)["healthy"] is True


def test_a_stack_whose_data_folder_is_removed_ends_and_makes_no_new_one(stack: StackSettings) -> None:
    doomed = stack.model_copy(update={"data": stack.data.with_name("doomed")})
    up(doomed, quietly, detach=True)
    pids = [pid_of(doomed, name) for name in (*PARTS, "supervisor")]
    doomed.data.rename(stack.data.with_name("removed"))
    eventually(lambda: not any(is_living(pid) for pid in pids))
    assert not (doomed.data / "postgres").exists()


def is_living(pid: int) -> bool:
    """Whether a process of this number runs; uncollected remains do not count."""
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def test_a_given_database_and_temporal_are_used_and_outlive_the_stack(stack: StackSettings) -> None:
    mine = running(stack)
    guest = StackSettings(
        data=stack.data.with_name("guest"),
        database_url=mine.database_url,
        migration_url=mine.owner_url,
        temporal_address=mine.temporal_address,
        worker_command=stack.worker_command,
    )
    up(guest, quietly, detach=True)
    assert status(guest)["healthy"] is True
    assert [None, None] == [part(guest, name)["pid"] for name in ("postgres", "temporal")]
    down(guest, quietly)
    assert status(stack)["healthy"] is True


def test_a_worker_that_cannot_start_leaves_nothing_running(resting: StackSettings) -> None:
    broken = resting.model_copy(update={"worker_command": (sys.executable, "-c", "raise SystemExit(3)")})
    with pytest.raises(Unavailable) as failed:
        up(broken, quietly, detach=True)
    assert Code.STACK_FAILED == failed.value.code
    assert nothing_runs(broken)


def test_a_first_task_that_fails_leaves_nothing_running(resting: StackSettings) -> None:
    def fail(_state: StackState) -> None:
        raise Unavailable(Code.NO_ANSWER_YET, "No answer yet.")

    for detach in (True, False):
        with pytest.raises(Unavailable) as failed:
            up(resting, quietly, detach=detach, when_healthy=fail)
        assert Code.NO_ANSWER_YET == failed.value.code
        assert nothing_runs(resting)


FOREGROUND = """
import asyncio, sys
from workers.settings import StackSettings
from workers.stack.control import up
settings = StackSettings.model_validate_json(sys.argv[1])
def first_task(state):
    print("told", flush=True)
    if sys.argv[2] == "busy":
        asyncio.run(asyncio.sleep(600))
up(settings, lambda line: print(line, flush=True), when_healthy=first_task)
print("returned", flush=True)
"""


@pytest.mark.parametrize(
    ("number", "task"), [(signal.SIGINT, "idle"), (signal.SIGINT, "busy"), (signal.SIGTERM, "busy")]
)
def test_a_signal_ends_the_foreground_stack_in_order(resting: StackSettings, number: signal.Signals, task: str) -> None:
    command = [sys.executable, "-c", FOREGROUND, resting.model_dump_json(), task]
    with subprocess.Popen(
        command, cwd=CHECKOUT, stdout=subprocess.PIPE, text=True, start_new_session=True
    ) as running_up:
        lines = _lines(running_up)
        eventually(lambda: "told" in lines or running_up.poll() is not None)
        assert {running_up.pid} == _session(running_up.pid)
        os.kill(running_up.pid, number)
        assert 0 == running_up.wait(PATIENCE)
    eventually(lambda: "returned" in lines)
    assert ["The worker is stopping.", "Temporal is stopping.", "PostgreSQL is stopping.", "returned"] == lines[-4:]
    assert nothing_runs(resting)


def test_ctrl_c_while_the_stack_is_starting_leaves_nothing_running(resting: StackSettings) -> None:
    never_ready = resting.model_copy(update={"worker_command": (sys.executable, "-c", "import signal; signal.pause()")})
    command = [sys.executable, "-c", FOREGROUND, never_ready.model_dump_json(), "idle"]
    with subprocess.Popen(command, cwd=CHECKOUT, stdout=subprocess.PIPE, text=True) as running_up:
        lines = _lines(running_up)
        eventually(lambda: "The worker is starting." in lines or running_up.poll() is not None)
        os.kill(running_up.pid, signal.SIGINT)
        assert 0 == running_up.wait(PATIENCE)
    assert nothing_runs(never_ready)


def _lines(process: "subprocess.Popen[str]") -> list[str]:
    """What the process says, line by line, as it says it."""
    lines: list[str] = []
    assert process.stdout is not None
    said = process.stdout
    threading.Thread(target=lambda: lines.extend(line.rstrip() for line in said), daemon=True).start()
    return lines


def _session(leader: int) -> set[int]:
    """Every process that a Ctrl-C in the terminal of `leader` would reach."""
    return {pid for pid in psutil.pids() if psutil.pid_exists(pid) and os.getsid(pid) == leader}


def test_a_password_is_left_out_of_what_is_shown() -> None:
    assert "postgresql://nrm@db:5432/nrm?x=1" == without_password("postgresql://nrm:secret@db:5432/nrm?x=1")
    assert "postgresql://db/nrm" == without_password("postgresql://db/nrm")
    assert without_password(None) is None


def test_a_wrong_password_is_not_healthy(stack: StackSettings, folder: Path) -> None:
    wrong = running(stack).database_url.replace("nrm@", "nrm:guessed@")
    guest = stack.model_copy(update={"data": folder / "wrong", "database_url": wrong})
    assert "No connection to the database: InvalidPasswordError." == part(guest, "postgres")["why"]
