"""A worker that dies is replaced at once: what takes seconds to load stays loaded in a process that does nothing else.

The process that is started loads everything, and then forks the one that works. It waits, and forks another when that
one was killed; it passes on what it is asked. One that ended by itself, or hardly lived, is not replaced here: why, may
be in what is loaded. Whoever started this process (`workers/stack/keeper.py`) starts it again, ever less often.

Nothing that is loaded has a thread of its own by then: Temporal's library makes its threads when it connects.
"""

import os
import signal
import time
from types import FrameType
from typing import NoReturn

import structlog

from workers.process import leave

SHORTEST_LIFE = 5.0
"""Seconds. A worker that is killed sooner is not replaced here."""

_log = structlog.get_logger()


def work_in_a_child() -> int:
    """Return in a process that is to work, with the number of the one that stands by; the latter never returns."""
    standby = _Standby()
    while True:
        born, child = time.monotonic(), os.fork()
        if child == 0:
            for number in standby.signals:
                signal.signal(number, signal.SIG_DFL)
            return os.getppid()
        standby.watch(child, born)


class _Standby:
    """The process that waits."""

    signals = (signal.SIGTERM, signal.SIGINT)

    def __init__(self) -> None:
        self._child = 0
        self._was_asked = False
        for number in self.signals:
            signal.signal(number, self._pass_on)

    def watch(self, child: int, born: float) -> None:
        """Wait for the child's end; return if there is to be another."""
        self._child = child
        if self._was_asked:  # before there was a child to pass it on to
            os.kill(child, signal.SIGTERM)
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        self._child = 0
        if self._was_asked or status >= 0 or time.monotonic() - born < SHORTEST_LIFE:
            self._leave(status)
        _log.warning("worker_killed", pid=child)

    def _leave(self, status: int) -> NoReturn:
        leave(status if status >= 0 else 0 if self._was_asked else 1)

    def _pass_on(self, number: int, _: FrameType | None) -> None:
        self._was_asked = True
        if self._child:
            os.kill(self._child, number)
