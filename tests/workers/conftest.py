"""Folders and stacks for these tests; nothing of them is left running or lying about."""

import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from workers.settings import StackSettings
from workers.stack.control import down, own_parts, up
from workers.stack.state import is_held
from workers.stack.status import status


def quietly(_line: str) -> None:
    """Nobody reads along."""


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """A folder that every account can pass; pytest's own are closed to the account PostgreSQL runs under."""
    made = Path(tempfile.mkdtemp(prefix="nrm-"))
    made.chmod(0o711)
    yield made
    shutil.rmtree(made)


@pytest.fixture(scope="module")
def settings(folder: Path) -> Iterator[StackSettings]:
    """One data folder, with a worker that does nothing but say that it is at work."""
    idle = (sys.executable, str(Path(__file__).with_name("idle_worker.py")))
    chosen = StackSettings(data=folder / "d", worker_command=idle)
    yield chosen
    _take_down(chosen)


@pytest.fixture
def stack(settings: StackSettings) -> StackSettings:
    """The stack of that folder, up, whatever the test before has done to it."""
    if not status(settings)["healthy"]:
        _take_down(settings)
        up(settings, quietly, detach=True)
    return settings


@pytest.fixture
def resting(settings: StackSettings) -> StackSettings:
    """The stack of that folder, down."""
    _take_down(settings)
    return settings


def _take_down(settings: StackSettings) -> None:
    if is_held(settings.data) or any(part.pid for part in own_parts(settings).values()):
        down(settings, quietly)
