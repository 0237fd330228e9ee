"""Keeps one part of the stack alive: looks whether its process is there, and starts it again when it is not.

A part that dies again and again is started less and less often, and never given up: its dependency may come back.
"""

import threading
import time
from collections.abc import Callable
from typing import Protocol

from domain.errors import Unavailable
from workers.stack.processes import Process, has_died

SHORTEST_DELAY = 0.1  # seconds
LONGEST_DELAY = 30.0
SETTLED = 60.0  # a part that ran so long starts again with the shortest delay
PAUSE = 0.2


class Part(Protocol):
    """What a keeper needs of a part; `start` ends what is left of an earlier one."""

    process: Process | None

    def start(self, timeout: float = ..., stopping: threading.Event | None = ...) -> None:
        """Start and wait until healthy, or raise Unavailable."""
        ...

    def stop(self) -> None:
        """End it, whoever started it."""
        ...

    @property
    def pid(self) -> int | None:
        """Its main process, whoever started it."""
        ...


def keep(name: str, part: Part, report: Callable[[str], None], stopping: threading.Event) -> None:
    """Keep `part` alive until `stopping` is set."""
    delay, started = SHORTEST_DELAY, time.monotonic()
    while not stopping.wait(PAUSE):
        if part.process is not None and not has_died(part.process):
            continue
        if time.monotonic() - started > SETTLED:
            delay = SHORTEST_DELAY
        report(f"{name} has died. Starting it again.")
        if stopping.wait(delay):
            return
        started = time.monotonic()
        _start(name, part, report, stopping)
        delay = min(delay * 2, LONGEST_DELAY)


def _start(name: str, part: Part, report: Callable[[str], None], stopping: threading.Event) -> None:
    try:
        part.start(stopping=stopping)
    except Unavailable as error:
        report(error.message)
    else:
        report(f"{name} is up again.")
