"""Sees to it that every case has its lane, and that each lane waits for what the log says. The worker runs it.

A lane can be lost in many ways: Temporal loses its file, somebody ends a workflow by hand, a process dies between what
it recorded and what it meant to start, the database is put back to an earlier day. So nobody is trusted to open lanes:
what should be is compared with what is, again and again, and what differs is put right.

1.  Whose time has come, by the log, and nothing was made of it for a minute: one question to the log each half minute.
2.  Which lanes are missing, run for nothing, or show something else than the lists do: one question to the log and one
    list of Temporal's every few seconds, or as often as that takes a small part of the time.
3.  Which cases another rule-book decided than the one accepted last: when the worker starts, and after an acceptance,
    which may have been broken off.

People come first: a few lanes are opened at a time, and each is waited for, so that what somebody asks never waits
behind more than these; the next to wake come first, and a command opens its lane by itself. A lane that fails is left
for a while, ever longer; one that never answers is ended and opened anew. Read next: `visible.py`, `lanes.py`.
"""

import asyncio
from collections.abc import Awaitable, Callable, Collection
from functools import partial
from typing import NamedTuple

import structlog
from temporalio.client import Client, WorkflowUpdateFailedError, WorkflowUpdateRPCTimeoutOrCancelledError
from temporalio.service import RPCError, RPCStatusCode

from activities.record import Recorder
from activities.submission import CASE
from domain.errors import NrmError, Unavailable
from domain.referral.rows import CaseRow
from eventlog.pool import has_stopped_answering
from eventlog.views import Unfinished, Views
from workflows.acceptance import take_over
from workflows.connection import register_search_attributes
from workflows.lanes import end_lane, open_lane, several_at_once
from workflows.visible import Place, Shown, Verdict, running_lanes, verdict

EVERY = 30.0
"""Seconds between two sweeps of a kind."""

LOST_FOR = 5.0
"""Seconds between two comparisons while they cost next to nothing: for so long a lane that was lost stays so."""

QUIET = 10.0
"""Seconds for which a case is left alone after something was recorded: its lane is about to show it."""

_SOON = 1.0
"""Seconds until the next sweep after one that went wrong; doubled each time, and no more than between any two."""

_SHARE = 20
"""How many times as long as a comparison took it is at least until the next."""

_AT_ONCE = 2
_FIRST_PAUSE = 30.0  # seconds until a lane that failed is tried again; doubled each time
_LONGEST_PAUSE = 3600.0
_SILENCES = 3
"""How often a lane may leave a question unanswered, before it is ended and opened anew."""

_log = structlog.get_logger()


class _Trouble(NamedTuple):
    """How often a lane failed, how often it did not answer at all, and when to try again."""

    times: int = 0
    silences: int = 0
    until: float = 0.0


class Sweeper:
    """The sweeps of one worker. What it remembers only spares it work."""

    def __init__(self, client: Client, recorder: Recorder, views: Views, quiet: float = QUIET) -> None:
        self._client = client
        self._recorder = recorder
        self._views = views
        self._quiet = quiet
        self._slots = asyncio.Semaphore(_AT_ONCE)
        self._busy: set[Place] = set()
        self._trouble: dict[Place, _Trouble] = {}
        self._in_vain: dict[Place, _Trouble] = {}
        self._looked: dict[Place, tuple[Unfinished, Shown]] = {}
        self._strays: frozenset[Place] = frozenset()
        self._accepted: str | None = None

    async def run(self) -> None:
        """Sweep until cancelled."""
        async with asyncio.TaskGroup() as group:
            for sweep in (self.see_to_unheeded, self.compare, self.take_over):
                group.create_task(_again_and_again(sweep))

    async def see_to_unheeded(self) -> float:
        """Open the lane of every case whose time has come and gone; returns how long to wait until the next time."""
        unheeded = [Place(CASE, case) for case in await self._views.unheeded()]
        # One whose time comes and goes although its lane is asked to look is asked ever less often.
        self._in_vain = {place: self._in_vain[place] for place in unheeded if place in self._in_vain}
        due = [place for place in unheeded if self._in_vain.get(place, _Trouble()).until <= _now()]
        for place in await self._see_to(due):
            self._in_vain[place] = _later(self._in_vain.get(place, _Trouble()))
        return EVERY

    async def compare(self) -> float:
        """Put right what differs between the lists and Temporal; returns how long to wait until the next time."""
        began = _now()
        wanted = {Place(row.kind, row.id): row for row in await self._views.unfinished(self._quiet)}
        shown = await running_lanes(self._client)
        pause = max(LOST_FOR, _SHARE * (_now() - began))
        if not shown.keys() >= wanted.keys():
            await register_search_attributes(self._client)  # a Temporal that has begun anew may not know them
        found = {
            place: verdict(row, shown.get(place))
            for place, row in wanted.items()
            if row.is_quiet and self._is_news(place, row, shown.get(place))
        }
        strays, self._strays = self._strays, frozenset(shown.keys() - wanted.keys())
        places = [place for place, what in found.items() if what is not Verdict.NOTHING]
        anew = {place for place, what in found.items() if what is Verdict.ANEW}
        seen_to = await self._see_to([*places, *(strays & self._strays)], anew)
        self._looked.update((place, (wanted[place], shown[place])) for place in seen_to & wanted.keys() & shown.keys())
        return pause

    async def take_over(self) -> float:
        """Take over the cases that another rule-book decided last, once for each rule-book that is accepted."""
        rules = await self._recorder.law.current()
        if rules.identity != self._accepted:
            for row in await self._views.decided_by_others(rules.identity):
                began = _now()
                await self._one(Place(CASE, row.case), partial(self._take_over, row))
                await asyncio.sleep(_now() - began)  # half of the time is other people's
            self._accepted = rules.identity
        return EVERY

    async def _take_over(self, row: CaseRow) -> None:
        await take_over(self._client, self._recorder, row)

    def _is_news(self, place: Place, row: Unfinished, shown: Shown | None) -> bool:
        """Whether a lane is missing, or shows something that it was not asked about yet."""
        return shown is None or self._looked.get(place) != (row, shown)

    async def _see_to(self, places: Collection[Place], anew: Collection[Place] = ()) -> set[Place]:
        """Open these lanes in order, some of them anew; returns those that were."""
        opened = set[Place]()

        async def one(place: Place) -> None:
            if await self._one(place, partial(self._open, place, anew=place in anew)):
                opened.add(place)

        await several_at_once(places, one, _AT_ONCE)
        if opened:
            _log.info("lanes_opened", count=len(opened))
        return opened

    async def _open(self, place: Place, *, anew: bool) -> None:
        if anew or self._trouble.get(place, _Trouble()).silences >= _SILENCES:
            await end_lane(self._client, place.id, place.kind)
        await open_lane(self._client, place.id, place.kind)

    async def _one(self, place: Place, work: Callable[[], Awaitable[None]]) -> bool:
        """Do this for one lane, when it is its turn; whether that succeeded. Raises when Temporal itself is away."""
        if place in self._busy or self._trouble.get(place, _Trouble()).until > _now():
            return False
        self._busy.add(place)
        try:
            async with self._slots:
                await work()
        except Exception as error:
            if _is_away(error):
                raise
            self._note(place, error)
            return False
        finally:
            self._busy.remove(place)
        self._trouble.pop(place, None)
        return True

    def _note(self, place: Place, error: Exception) -> None:
        """Leave a lane that failed for a while, and say so."""
        before = self._trouble.get(place, _Trouble())
        silences = before.silences + 1 if _is_silence(error) else 0
        self._trouble[place] = _later(before)._replace(silences=silences)
        if isinstance(error, (NrmError, WorkflowUpdateFailedError)):
            _log.warning("lane_not_opened", case=str(place.id), code=getattr(error, "code", None))
        else:
            _log.exception("lane_not_opened", case=str(place.id))


async def _again_and_again(sweep: Callable[[], Awaitable[float]]) -> None:
    """Sweep for ever. Nothing that goes wrong ends it: the next sweep sees what there is to see.

    The next one follows soon, and ever later while sweeps go wrong: what was away is mostly back in a moment, and then
    somebody's lane may be missing.
    """
    after_trouble = _SOON
    while True:
        try:
            pause = await sweep()
            after_trouble = _SOON
        except Exception as error:  # noqa: BLE001 - as said
            pause, after_trouble = after_trouble, min(after_trouble * 2, EVERY)
            if isinstance(error, (NrmError, RPCError)) or has_stopped_answering(error):
                _log.warning("not_swept", code=getattr(error, "code", None))
            else:
                _log.exception("not_swept")
        await asyncio.sleep(pause)


def _later(trouble: _Trouble) -> _Trouble:
    """Once more, and twice as long until the next time."""
    pause = min(_FIRST_PAUSE * 2**trouble.times, _LONGEST_PAUSE)
    return trouble._replace(times=trouble.times + 1, until=_now() + pause)


def _is_away(error: Exception) -> bool:
    """Whether Temporal or the database does not answer at all, and not only one lane."""
    cause = error.__cause__ if isinstance(error, Unavailable) else error
    if isinstance(cause, RPCError):
        return cause.status is RPCStatusCode.UNAVAILABLE
    return has_stopped_answering(error)


def _is_silence(error: Exception) -> bool:
    """Whether the lane did not answer."""
    return isinstance(error.__cause__, (RPCError, WorkflowUpdateRPCTimeoutOrCancelledError))


def _now() -> float:
    return asyncio.get_running_loop().time()
