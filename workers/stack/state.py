"""Who runs the stack of a data folder, and where its parts answer.

DATA/stack.lock is held by the supervisor for as long as it lives, however it dies. DATA/stack.json is written once
everything is healthy and removed at the end; after a `kill -9` of the supervisor it stays, and the parts still answer.
Neither holds a password, unless one was part of an address that was given from outside.
"""

import fcntl
import os
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path

import psutil
from pydantic import Field

from domain.errors import Code, Conflict, Unavailable
from domain.frozen import Frozen
from workers.settings import StackSettings
from workers.stack.processes import wait_for

LOCK_PATIENCE = 1.0  # seconds: whoever asks for the holder takes the lock for an instant


class StackState(Frozen):
    """A healthy stack. `database_url` is the application's account, `owner_url` the one that may change the schema."""

    data: Path
    supervisor: int
    database_url: str = Field(repr=False)
    owner_url: str = Field(repr=False)
    temporal_address: str
    temporal_ui: str | None


def write_state(state: StackState) -> None:
    """Write the state so that a reader finds either nothing or all of it."""
    draft = state.data / "stack.json.draft"
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(state.model_dump_json(indent=2))
    draft.replace(_state_file(state.data))


def read_state(data: Path) -> StackState | None:
    """Return the state last written; None when no stack came up here, or when it went down in order.

    Raises Unavailable(STACK_FAILED), as `is_held` does, when the data folder is another account's.
    """
    try:
        return StackState.model_validate_json(_state_file(data).read_text("utf-8"))
    except FileNotFoundError:
        return None
    except PermissionError as error:
        raise _somebody_elses(data) from error


def remove_state(data: Path) -> None:
    """Forget the state."""
    _state_file(data).unlink(missing_ok=True)


def running(settings: StackSettings) -> StackState:
    """Return where the parts answer; Unavailable(STACK_NOT_RUNNING) when there is no stack to ask."""
    state = read_state(settings.data)
    if state is None:
        raise Unavailable(Code.STACK_NOT_RUNNING, f"No stack is running for {settings.data}. Start it with `nrm up`.")
    return state


@contextmanager
def locked(data: Path) -> Generator[Callable[[], bool]]:
    """Hold the stack of `data`; Conflict(STACK_RUNNING) when another process does.

    Yields a question: is it still this data folder that is held, or was it removed, and perhaps made anew?
    """
    descriptor = os.open(_lock_file(data), os.O_RDWR | os.O_CREAT, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        if not wait_for(lambda: _lock(descriptor, fcntl.LOCK_EX), LOCK_PATIENCE):
            raise already_running(data)
        file.truncate()
        file.write(str(os.getpid()))
        file.flush()
        yield lambda: _is_at(_lock_file(data), descriptor)


def is_held(data: Path) -> bool:
    """Whether a supervisor lives."""
    try:
        descriptor = os.open(_lock_file(data), os.O_RDONLY)
    except FileNotFoundError:
        return False
    except PermissionError as error:
        raise _somebody_elses(data) from error
    try:
        return not _lock(descriptor, fcntl.LOCK_SH)
    finally:
        os.close(descriptor)


def supervisor(data: Path) -> int | None:
    """Return the process number of the living supervisor; None when there is none."""
    if not is_held(data):
        return None
    number = _lock_file(data).read_text("utf-8")
    if not number.isdecimal() or not psutil.pid_exists(int(number)):
        return None
    # The number could be of an earlier supervisor, in the instant before the present one has written its own.
    has_open = {opened.path for opened in psutil.Process(int(number)).open_files()}
    return int(number) if str(_lock_file(data).resolve()) in has_open else None


def already_running(data: Path) -> Conflict:
    """The refusal of a second supervisor."""
    return Conflict(Code.STACK_RUNNING, f"The stack of {data} is already running.")


def _somebody_elses(data: Path) -> Unavailable:
    return Unavailable(Code.STACK_FAILED, f"The stack of {data} belongs to another account.")


def _state_file(data: Path) -> Path:
    return data / "stack.json"


def _lock_file(data: Path) -> Path:
    return data / "stack.lock"


def _is_at(path: Path, descriptor: int) -> bool:
    return path.exists() and os.path.samestat(path.stat(), os.fstat(descriptor))


def _lock(descriptor: int, kind: int) -> bool:
    try:
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
