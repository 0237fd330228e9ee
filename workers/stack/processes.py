"""Child processes: how they are launched, recognised and ended.

Each part of the stack works from inside a folder of its own, and whoever works there under the part's name belongs to
it. That recognises what an earlier supervisor left behind, however it died, without trusting a process number, which
the kernel hands out again, or a creation time, which moves when the machine's clock is set.
Children live in their own session: Ctrl-C in a terminal reaches only the supervisor, which ends them in order.
"""

import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TypeAlias

import psutil

from domain.errors import Code, Unavailable
from workers.stack.account import Account

Process: TypeAlias = subprocess.Popen[bytes]

LOG_LIMIT = 10_000_000  # bytes; a longer log is set aside, once, when its part starts
KILL_SECONDS = 5.0  # the kernel may need a moment to end a process that is writing
PAUSE = 0.02  # seconds between two questions


def launch(
    command: Sequence[str], log: Path, folder: Path, environment: Mapping[str, str], account: Account | None = None
) -> Process:
    """Start a child in its own session inside `folder`, its output appended to `log`, under `account` if given."""
    log.parent.mkdir(mode=0o700, exist_ok=True)
    if log.exists() and log.stat().st_size > LOG_LIMIT:
        log.replace(log.with_suffix(".old.log"))
    with os.fdopen(os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), "ab") as output:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd=folder,
            env=dict(environment),
            start_new_session=True,
            umask=0o077,
            user=account.uid if account else None,
            group=account.gid if account else None,
            extra_groups=[] if account else None,
        )


def tenants(folder: Path, program: str) -> list[psutil.Process]:
    """Return every living process called `program` that works from inside `folder`, whoever started it."""
    found = psutil.process_iter(["cwd", "name", "status"])
    here = str(folder.resolve())
    return [process for process in found if _is_tenant(process.info, here, Path(program).name)]


def members(folder: Path, program: str, child: Process | None) -> list[psutil.Process]:
    """Return the tenants, and our own child even when its folder was removed from under it."""
    found = tenants(folder, program)
    if child is None or has_died(child) or child.pid in {process.pid for process in found}:
        return found
    return [*found, psutil.Process(child.pid)]


def _is_tenant(info: Mapping[str, str | None], folder: str, program: str) -> bool:
    return info["cwd"] == folder and info["name"] == program and info["status"] != psutil.STATUS_ZOMBIE


def ask(process: psutil.Process, request: signal.Signals) -> None:
    """Send a signal; a process that has gone meanwhile did what was asked."""
    try:
        process.send_signal(request)
    except psutil.NoSuchProcess:
        return


def await_end(processes: Sequence[psutil.Process], grace: float) -> None:
    """Wait `grace` seconds for processes that were asked to finish, then make them; Unavailable if that fails."""
    if wait_for(lambda: not _living(processes), grace):
        return
    for process in _living(processes):
        ask(process, signal.SIGKILL)
    if not wait_for(lambda: not _living(processes), KILL_SECONDS):
        raise Unavailable(Code.STACK_FAILED, f"Process {_living(processes)[0].pid} does not end.")


def _living(processes: Sequence[psutil.Process]) -> list[psutil.Process]:
    return [process for process in processes if process.is_running() and condition(process) != psutil.STATUS_ZOMBIE]


def condition(process: psutil.Process) -> str:
    """What the kernel says of a process, in psutil's words; one that has gone counts as a zombie."""
    # An orphan's remains stay until the first process of the machine collects them, in some containers for ever.
    try:
        return process.status()
    except psutil.NoSuchProcess:
        return psutil.STATUS_ZOMBIE


def end(processes: Sequence[psutil.Process], grace: float) -> None:
    """Ask all to finish, wait `grace` seconds, and then make them."""
    for process in processes:
        ask(process, signal.SIGTERM)
    await_end(processes, grace)


def has_died(process: Process | None) -> bool:
    """Whether a child that was launched is no longer running."""
    return process is not None and process.poll() is not None


def wait_for(condition: Callable[[], bool], timeout: float, stopping: threading.Event | None = None) -> bool:
    """Ask until the condition holds. False when `timeout` seconds have passed or `stopping` was set."""
    pause = stopping or threading.Event()
    deadline = time.monotonic() + timeout
    while not condition():
        if time.monotonic() >= deadline or pause.wait(PAUSE):
            return False
    return True
