"""The runs of a clock in one case: what started each, what closed it, and under which version of the rule.

A start begins a run; the first stop or end after it closes the run; a further start while a run is open changes
nothing, and after it begins another. A closing on record without any start is a run of which nothing can be counted.
A closing that the rule says was undone closes nothing: the run goes on as if it had not been, and no time is given back
for the days between. Read next: `deadline.py`.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import NamedTuple

from domain.calendars import WorkingCalendar
from domain.clocks.facts import Asked, Moment
from domain.clocks.reading import Reading, RungInstant, Status
from domain.rules.model import ClockVersion, EventPattern


class Closing(NamedTuple):
    """What ends a clock before its time, or the decision it lasts until; `undone` is what took that back."""

    moment: Moment
    undone: Moment | None


def standing(closings: Sequence[Closing], at: Moment | None = None) -> Moment | None:
    """The first that nothing has undone; with `at`, the first that nothing had undone when that came."""
    for moment, undone in closings:
        if undone is None or (at is not None and at.precedes(undone)):
            return moment
    return None


@dataclass(frozen=True)
class Run:
    """One start under one version. `stop` does what the clock asks for; the first of `ends` that stands comes before.

    `decisions` are those that a protected period lasts until.
    """

    asked: Asked
    version: ClockVersion
    calendar: WorkingCalendar
    start: Moment
    stop: Moment | None
    ends: tuple[Closing, ...]
    decisions: tuple[Closing, ...]

    @cached_property
    def end(self) -> Moment | None:
        """What closes the case first, if anything does."""
        return standing(self.ends)

    @cached_property
    def decided(self) -> Moment | None:
        """The decision it lasts until, if one stands."""
        return standing(self.decisions)

    @cached_property
    def closing(self) -> Moment | None:
        """Whichever of stop and end came first."""
        return self._first(self.end)

    def closing_at(self, moment: Moment) -> Moment | None:
        """The same, as it stood when a moment came: what was undone only later had not been undone yet."""
        return self._first(standing(self.ends, at=moment))

    def _first(self, end: Moment | None) -> Moment | None:
        if self.stop is None or end is None:
            return self.stop or end
        return self.stop if self.stop.precedes(end) else end

    @property
    def is_stopped(self) -> bool:
        """Whether what the clock asks for was done before the case ended."""
        return self.stop is not None and self.closing is self.stop

    @property
    def is_pinned(self) -> bool:
        """Whether every day the start can have been falls under the same version."""
        last = self.start.when.last_day
        return self.asked.rules.find(self.version.clock, self.asked.nation, last) is self.version


def begin(asked: Asked, version: ClockVersion, start: Moment, taken: Collection[int]) -> Run:
    """The run a start begins; facts whose versions are `taken` closed an earlier run."""
    stop = asked.first_after(start, version.stops_on, taken)
    ends = _closings(asked, version, start, _ends(asked, version, start), taken)
    until = [version.continues_until] if version.continues_until else []
    decisions = _closings(asked, version, start, until)
    return Run(asked, version, asked.rules.calendars[asked.nation], start, stop, ends, decisions)


def _ends(asked: Asked, version: ClockVersion, start: Moment) -> Sequence[EventPattern]:
    """What ends the run; what hands it over to another clock does so only where that one runs from the same day."""
    stays = {
        handover.closing
        for handover in version.handed_over
        if asked.rules.find(handover.to, asked.nation, start.when.first_day) is None
    }
    return [pattern for pattern in version.ends_with if pattern not in stays] if stays else version.ends_with


def _closings(
    asked: Asked, version: ClockVersion, start: Moment, patterns: Iterable[EventPattern], taken: Collection[int] = ()
) -> tuple[Closing, ...]:
    """Every match that cannot have come before the start, with what undid it."""
    found = asked.all_after(start, patterns, taken)
    return tuple(Closing(moment, undone(asked, version, moment)) for moment in found)


def undone(asked: Asked, version: ClockVersion, closing: Moment) -> Moment | None:
    """The first event that took a closing back, if the rule knows any and one came after it."""
    by = [undoing.by for undoing in version.undone_by if undoing.closing == closing.pattern]
    return next((moment for moment in asked.moments(by) if closing.precedes(moment)), None)


def opening(
    run: Run,
    why: str,
    *,
    due_on: date | None = None,
    due_at: datetime | None = None,
    rungs: tuple[RungInstant, ...] = (),
) -> Reading:
    """A reading of a run that has only begun."""
    version = run.version
    return Reading(
        clock=version.clock,
        title=version.title,
        kind=version.kind,
        force=version.force,
        rule=version.rule,
        run=run.start.fact.version,
        binds=version.binds,
        cure=version.cure,
        status=Status.RUNNING,
        why=why,
        starts_on=run.start.when.day,
        due_on=due_on,
        due_at=due_at,
        rungs=rungs,
    )


def unknown(run: Run, why: str) -> Reading:
    """A reading of a run that cannot be counted."""
    rule = run.version.rule if run.is_pinned else run.version.clock
    closed_by = run.closing.fact.version if run.closing else None
    return opening(run, why)._replace(rule=rule, status=Status.CANNOT_COMPUTE, closed_by=closed_by)


def untold(reading: Reading, sentence: str) -> Reading:
    """The same reading where the account does not say how it went on: its dates stand, nothing is waited for."""
    return reading._replace(status=Status.CANNOT_COMPUTE, why=f"{reading.why} {sentence}", rungs=())


def not_told(reading: Reading, sentence: str) -> Reading:
    """The same reading where an account says nothing of what would stop the clock: nothing follows from that."""
    return untold(reading, sentence)._replace(status=Status.NOT_TOLD)


def uncounted(version: ClockVersion, moment: Moment, why: str, *, starts_on: date | None = None) -> Reading:
    """A reading where no run could begin: its rule is the clock alone, because no version can be pinned."""
    return Reading(
        clock=version.clock,
        title=version.title,
        kind=version.kind,
        force=version.force,
        rule=version.clock,
        run=moment.fact.version,
        binds=version.binds,
        cure=version.cure,
        status=Status.CANNOT_COMPUTE,
        why=why,
        starts_on=starts_on,
    )
