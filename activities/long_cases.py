"""Long histories are worked out beside the event loop, and a case that takes too long twice is left at that.

What a worker does for one person must not hold up another. Folding and deciding are sums without a pause, short for
every case of an ordinary length; for a long one they go into a thread, a few at once and one for each case. A thread
cannot be broken off, so whoever waits for it gives up after a while. A case that was given up on twice is not worked
out again in this process: whoever asks something of it is told so, and `nrm status` names it.

Read next: `record.py`, which hands its sums over; `registrar.py`, which tells the lane.
"""

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, Protocol, TypeVar

import structlog

from domain.errors import Code, Unavailable

SHORT = 500
"""Events, or facts to import: what can be worked out at once, in some hundredths of a second."""

PATIENCE = 8.0
"""Seconds for one sum: less than a lane gives to an attempt (`workflows/turns.py`), so that it learns what happened."""

_TRIES = 2
_AT_ONCE = 2

_log = structlog.get_logger()

Result = TypeVar("Result")
Sum = Callable[[], Result]


class Working(Protocol):
    """How a sum over a history is worked out."""

    async def work_out(self, stream: str, length: int, work: Sum[Result]) -> Result:
        """What `work` returns or raises. `length` says how many events the history has, `stream` whose it is."""
        ...


class AtOnce:
    """For a process that works for one person only."""

    async def work_out(self, stream: str, length: int, work: Sum[Result]) -> Result:  # noqa: ARG002 - as in Working
        """Work it out here and now."""
        return work()


class LongCases:
    """For a worker. `report` gets every case that is too long, with its length, whenever there is one more."""

    def __init__(
        self, report: Callable[[Mapping[str, int]], object] = lambda _: None, patience: float = PATIENCE
    ) -> None:
        self._report = report
        self._patience = patience
        self._threads = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="long-case")
        self._free = asyncio.Semaphore(_AT_ONCE)
        self._running: dict[str, asyncio.Future[Any]] = {}
        self._given_up = Counter[str]()
        self._too_long: dict[str, int] = {}

    def refuse_if_too_long(self, stream: str) -> None:
        """Raise Unavailable (case-too-long) for a case that is."""
        if stream in self._too_long:
            message = (
                f"This case has grown too long to be decided in time ({self._too_long[stream]:,} events). "
                "Nothing was recorded; `nrm status` names it until the worker is started again."
            )
            raise Unavailable(Code.CASE_TOO_LONG, message)

    async def work_out(self, stream: str, length: int, work: Sum[Result]) -> Result:
        """Work it out, a long one in a thread.

        Raises Unavailable: no-answer-yet when patience is over, case-too-long when it is over for the second time.
        """
        if length <= SHORT:
            return work()
        await self._its_turn(stream, length)
        self._running[stream] = begun = asyncio.wrap_future(self._threads.submit(work))
        begun.add_done_callback(partial(self._ended, stream))
        await self._patiently(stream, length, begun)
        return begun.result()

    async def _its_turn(self, stream: str, length: int) -> None:
        """Wait for a thread, and for the end of what was begun for the same case."""
        while True:
            if (earlier := self._running.get(stream)) is not None:
                await self._patiently(stream, length, earlier)
            await self._free.acquire()
            if stream not in self._running:
                return
            self._free.release()  # somebody was first

    async def _patiently(self, stream: str, length: int, begun: "asyncio.Future[Result]") -> None:
        """Wait for a thread to end, but not for ever; it goes on all the same."""
        try:
            await asyncio.wait({begun}, timeout=self._patience)
        finally:  # also when whoever asks has lost patience sooner
            if not begun.done():
                self._give_up(stream, length)
        if not begun.done():
            self.refuse_if_too_long(stream)
            raise Unavailable(Code.NO_ANSWER_YET, "This case is too long to be decided at once; try again in a moment.")

    def _give_up(self, stream: str, length: int) -> None:
        self._given_up[stream] += 1
        if self._given_up[stream] >= _TRIES and stream not in self._too_long:
            self._too_long[stream] = length
            _log.error("case_too_long", case=stream, count=length)
            self._report(dict(self._too_long))

    def _ended(self, stream: str, begun: "asyncio.Future[Any]") -> None:
        del self._running[stream]
        self._free.release()
        if not begun.cancelled():
            begun.exception()  # seen, whether or not anybody still waits for it
