"""The runs of a clock in one case: what started each, what closed it, and under which version of the rule.

A start begins a run; the first stop or end after it closes the run; a further start while a run is open changes
nothing, and after it begins another. A closing on record without any start is a run of which nothing can be counted.
Read next: `deadline.py`.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from domain.calendars import WorkingCalendar
from domain.clocks.facts import Asked, Moment
from domain.clocks.reading import Reading, RungInstant, Status
from domain.rules.model import ClockVersion


@dataclass(frozen=True, slots=True)
class Run:
    """One start under one version. `stop` does what the clock asks for; `end` closes the case first."""

    asked: Asked
    version: ClockVersion
    calendar: WorkingCalendar
    start: Moment
    stop: Moment | None
    end: Moment | None

    @property
    def closing(self) -> Moment | None:
        """Whichever of stop and end came first."""
        if self.stop is None or self.end is None:
            return self.stop or self.end
        return self.stop if self.stop.precedes(self.end) else self.end

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
    end = asked.first_after(start, version.ends_with, taken)
    return Run(asked, version, asked.rules.calendars[asked.nation], start, stop, end)


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
