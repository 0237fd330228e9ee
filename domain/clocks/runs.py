"""The runs of a clock in one case: what started each, what closed it, and under which version of the rule.

A start begins a run; the first stop or end after it that can be about that run closes it. A further start while a run
is open changes nothing, and after it begins another; where the rule has one run for each start, it begins another at
once. A closing on record without any start is a run of which nothing can be counted. A closing that the rule says was
undone closes nothing: the run goes on as if it had not been, and no time is given back for the days between.

A run rests on what began it, and on the decision that is about. When that no longer stands, the run is over, and so is
whatever was owed in it. Read next: `deadline.py`.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import NamedTuple

from domain.calendars import WorkingCalendar
from domain.clocks.facts import Moment, Told
from domain.clocks.proofs import first_of
from domain.clocks.reading import Reading, RungInstant, Status
from domain.rules.connections import ENDS_EVERYTHING
from domain.rules.model import ClockVersion, EventPattern, RuleBook


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


class Run(NamedTuple):
    """One start under one version. `stop` does what the clock asks for; the first of `ends` that stands comes before.

    `decisions` are those that a protected period lasts until. `fallen` is what took back that on which the run rests.
    `closing` is whichever came first of the stop, and of the ends that stand.
    """

    told: Told
    law: RuleBook
    version: ClockVersion
    calendar: WorkingCalendar
    start: Moment
    stop: Moment | None
    ends: tuple[Closing, ...]
    decisions: tuple[Closing, ...]
    fallen: Moment | None = None
    closing: Moment | None = None

    @property
    def over(self) -> Moment | None:
        """What left nothing to be done in the run, not even to put anything right; None where nothing did."""
        last = (end.moment for end in self.ends if end.moment.fact.event in ENDS_EVERYTHING)
        return min(filter(None, (self.fallen, *last)), key=lambda moment: moment.when.earliest, default=None)

    @property
    def decided(self) -> Moment | None:
        """The decision it lasts until, if one stands."""
        return standing(self.decisions)

    def closing_at(self, moment: Moment) -> Moment | None:
        """What closed it, as it stood when a moment came: what was undone only later had not been undone yet."""
        return _first(self.stop, standing(self.ends, at=moment))

    @property
    def is_stopped(self) -> bool:
        """Whether what the clock asks for was done before the case ended."""
        return self.stop is not None and self.closing is self.stop

    @property
    def is_pinned(self) -> bool:
        """Whether every day the start can have been falls under the same version."""
        days = (self.start.when.first_day, self.start.when.last_day)
        return all(self.law.find(self.version.clock, self.told.nation, day) is self.version for day in days)


def _first(stop: Moment | None, end: Moment | None) -> Moment | None:
    if stop is None or end is None:
        return stop or end
    return stop if stop.precedes(end) else end


def begin(
    told: Told,
    law: RuleBook,
    version: ClockVersion,
    start: Moment,
    taken: Collection[int],
    before: tuple[Closing, ...] = (),
) -> Run:
    """The run a start begins; facts whose versions are `taken` closed an earlier run.

    `before` is what had ended it before it began, and was undone later.
    """
    fallen = next(_taking_back(told, version, start), None)
    ends = (*before, *_closings(told, version, start, _ends(told, law, version, start), taken))
    stop, ends = _stop(told, version, start, taken), _with(ends, fallen)
    return Run(
        told=told,
        law=law,
        version=version,
        calendar=law.calendars[told.nation],
        start=start,
        stop=stop,
        ends=ends,
        decisions=_decisions(told, version, start),
        fallen=fallen,
        closing=_first(stop, standing(ends)),
    )


def _stop(told: Told, version: ClockVersion, start: Moment, taken: Collection[int]) -> Moment | None:
    """The first that does what the clock asks for, on record or shown by what came later."""
    found = told.all_after(start, version.stops_on, taken)
    recorded = next((moment for moment in found if told.can_be_about(moment.fact, start.fact)), None)
    return first_of(told, version, start, version.stops_on, recorded)


def _decisions(told: Told, version: ClockVersion, start: Moment) -> tuple[Closing, ...]:
    """The decisions a protected period lasts until; one that only a later fact shows stands alone."""
    if version.continues_until is None:
        return ()
    until = (version.continues_until,)
    found = _closings(told, version, start, until)
    shown = None if found else first_of(told, version, start, until, None)
    return (Closing(shown, None),) if shown is not None else found


def _ends(told: Told, law: RuleBook, version: ClockVersion, start: Moment) -> Sequence[EventPattern]:
    """What ends the run; what hands it over to another clock does so only where that one runs from the same day."""
    if not version.handed_over:
        return version.ends_with
    stays = {
        handover.closing
        for handover in version.handed_over
        if law.find(handover.to, told.nation, start.when.first_day) is None
    }
    return [pattern for pattern in version.ends_with if pattern not in stays]


def _closings(
    told: Told, version: ClockVersion, start: Moment, patterns: Iterable[EventPattern], taken: Collection[int] = ()
) -> tuple[Closing, ...]:
    """Every match that can be about the run and cannot have come before its start, with what undid it."""
    found = told.all_after(start, patterns, taken)
    about = (moment for moment in found if told.can_be_about(moment.fact, start.fact))
    return tuple(Closing(moment, undone(told, version, moment)) for moment in about)


def undone(told: Told, version: ClockVersion, closing: Moment) -> Moment | None:
    """The first event that took a closing back, if the rule knows any and one came after it."""
    by = [undoing.by for undoing in version.undone_by if undoing.closing == closing.pattern]
    undoing = (moment for moment in told.moments(by) if told.can_be_about(moment.fact, closing.fact))
    return next((moment for moment in undoing if closing.precedes(moment)), None)


def _taking_back(told: Told, version: ClockVersion, start: Moment) -> Iterator[Moment]:
    """What took back the start of a run, or what that is about, after it.

    Another positive decision in the place of the first leaves the person as protected as before: where it starts the
    same clock, and not every start has its own run, the run goes on.
    """
    taken = (moment for fact in told.behind(start.fact) for moment in told.taking_back(fact.version))
    for moment in sorted(taken, key=lambda one: (one.when.earliest, one.fact.version)):
        goes_on = version.one_run_per is None and _starts(version, moment)
        if moment.fact.version != start.fact.version and start.precedes(moment) and not goes_on:
            yield moment


def _starts(version: ClockVersion, moment: Moment) -> bool:
    return any(pattern.matches(moment.fact.event, moment.fact.outcome) for pattern in version.starts_on)


def _with(ends: tuple[Closing, ...], fallen: Moment | None) -> tuple[Closing, ...]:
    """The ends in their order, with what took back that on which the run rests."""
    if fallen is None:
        return ends
    return tuple(
        sorted((*ends, Closing(fallen, None)), key=lambda end: (end.moment.when.earliest, end.moment.fact.version))
    )


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


def untold(reading: Reading, sentence: str, status: Status = Status.CANNOT_COMPUTE) -> Reading:
    """The same reading where the account does not say how it went on: its dates stand, nothing is waited for."""
    return reading._replace(status=status, why=f"{reading.why} {sentence}", rungs=())


def not_told(reading: Reading, sentence: str) -> Reading:
    """The same reading where an account says nothing of what would stop the clock: nothing follows from that."""
    return untold(reading, sentence, Status.NOT_TOLD)


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
