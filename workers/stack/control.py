"""The way in: `up` and `down` for one data folder.

`up` supervises in the foreground until a signal, or leaves the supervisor behind as a process of its own. Either way
`when_healthy` runs in the calling process, and an `up` that fails leaves nothing running.
"""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, TextIO

import psutil
from pydantic import ValidationError

from domain.errors import Code, Unavailable
from domain.frozen import Wire
from workers.settings import CHECKOUT, StackSettings
from workers.stack.keeper import Part
from workers.stack.place import make_data_folder
from workers.stack.postgres import PostgresServer
from workers.stack.processes import Process, ask, has_died, wait_for
from workers.stack.state import StackState, already_running, is_held, read_state, remove_state, running, supervisor
from workers.stack.supervisor import HELD_BY_ANOTHER, Report, Supervisor
from workers.stack.temporal import TemporalServer
from workers.stack.worker import Worker

START_SECONDS = 240.0
STOP_SECONDS = 120.0


class _Logged(Wire):
    """A line of the supervisor's log."""

    said: str | None = None


def up(
    settings: StackSettings,
    report: Report,
    *,
    detach: bool = False,
    when_healthy: Callable[[StackState], None] = lambda _: None,
) -> None:
    """Bring the stack up and call `when_healthy`; then supervise until a signal or, detached, return.

    Raises Conflict(STACK_RUNNING), Unavailable(STACK_FAILED), and whatever `when_healthy` raises.
    """
    if is_held(settings.data):
        raise already_running(settings.data)
    if detach:
        _up_detached(settings, report, when_healthy)
    else:
        Supervisor(settings, report).run(when_healthy)


def down(settings: StackSettings, report: Report) -> None:
    """Stop the stack, and whatever a supervisor that was killed left running; the data stays.

    Raises Unavailable(STACK_NOT_RUNNING) when there is nothing to stop, Unavailable(STACK_FAILED) when it would not.
    """
    data = settings.data
    if is_held(data):
        _stop_supervisor(data, report)
    elif not _stop_orphans(settings, report):
        raise Unavailable(Code.STACK_NOT_RUNNING, f"No stack is running for {data}.")
    report("The stack is down.")


def _up_detached(settings: StackSettings, report: Report, when_healthy: Callable[[StackState], None]) -> None:
    make_data_folder(settings.data)
    log = settings.data / "logs" / "supervisor.log"
    log.parent.mkdir(mode=0o700, exist_ok=True)
    with (
        os.fdopen(os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), "ab") as output,
        log.open(encoding="utf-8") as said,
    ):
        said.seek(0, os.SEEK_END)
        process = _launch_supervisor(settings, output)
        try:
            _follow(process, said, settings.data, report)
            when_healthy(running(settings))
        except BaseException:
            process.terminate()
            process.wait(STOP_SECONDS)
            raise
    process.returncode = 0  # It outlives us on purpose; without a result `Popen` would warn of it.


def _launch_supervisor(settings: StackSettings, output: BinaryIO) -> Process:
    process = subprocess.Popen(
        [sys.executable, "-m", "workers.stack"],
        # Not as arguments, which everybody on the machine can read: a given address may hold a password.
        stdin=subprocess.PIPE,
        stdout=output,
        stderr=subprocess.STDOUT,
        cwd=CHECKOUT,
        start_new_session=True,
    )
    if process.stdin:
        with process.stdin as given:
            given.write(settings.model_dump_json().encode())
    return process


def _follow(process: Process, said: TextIO, data: Path, report: Report) -> None:
    """Pass on what the supervisor says until it has written that the stack is healthy."""
    last = ""

    def is_up() -> bool:
        nonlocal last
        for line in filter(None, map(_sentence, said)):
            last = line
            report(line)
        state = read_state(data)
        return state is not None and state.supervisor == process.pid

    wait_for(lambda: is_up() or has_died(process), START_SECONDS)
    if process.returncode == HELD_BY_ANOTHER:
        raise already_running(data)
    if not is_up():
        raise Unavailable(Code.STACK_FAILED, f"The stack did not start. {last} All that was said is in {said.name}.")


def _sentence(line: str) -> str | None:
    """What the supervisor says in a line of its log; None where the line is something else's."""
    try:
        return _Logged.model_validate_json(line).said
    except ValidationError:
        return None


def _stop_supervisor(data: Path, report: Report) -> None:
    report("The supervisor is asked to stop.")
    number = supervisor(data)
    if number is not None:
        ask(psutil.Process(number), signal.SIGTERM)
    if not wait_for(lambda: not is_held(data), STOP_SECONDS):
        raise Unavailable(Code.STACK_FAILED, f"The supervisor of {data} did not stop in {STOP_SECONDS:.0f} seconds.")


def _stop_orphans(settings: StackSettings, report: Report) -> bool:
    orphans = {name: part for name, part in own_parts(settings).items() if part.pid is not None}
    for name, part in orphans.items():
        report(f"{name} is stopping; its supervisor had been killed.")
        part.stop()
    remove_state(settings.data)
    return bool(orphans)


def own_parts(settings: StackSettings) -> dict[str, Part]:
    """Return the parts this stack runs itself, in the order in which they are stopped."""
    parts: dict[str, Part] = {"The worker": Worker(settings, {})}
    if settings.temporal_address is None:
        parts["Temporal"] = TemporalServer(settings.data)
    if settings.database_url is None:
        parts["PostgreSQL"] = PostgresServer(settings.data)
    return parts
