"""Every run of a clock in a case, each with what it says.

Starts are taken in the order of time. A start inside a run changes nothing; after the run has closed or run out, it
begins another, and what closed one run closes no other. Where the rule has one run for each start, every start begins
one, and a closing closes the run it names. Read next: `runs.py`, which pairs a start with its closing, and the module
of each kind.
"""

from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from domain.calendars import PastHorizon
from domain.clocks import words
from domain.clocks.age import read_age
from domain.clocks.ages import is_of_age
from domain.clocks.deadline import read_deadline
from domain.clocks.facts import Moment, Told, certainly_before
from domain.clocks.protected import read_protected
from domain.clocks.reading import Says
from domain.clocks.runs import Closing, Run, begin, uncounted, undone, unknown
from domain.nations import OUTSIDE_UK, UNITED_KINGDOM
from domain.rules.model import ClockVersion, Kind, RuleBook
from domain.when import When


class Counted(NamedTuple):
    """A run and what it says; no run where none could be pinned to a version."""

    run: Run | None
    says: Says


def runs_of(told: Told, law: RuleBook, versions: tuple[ClockVersion, ...]) -> Iterator[Counted]:
    """The runs of one clock; nothing where no fact speaks of it, or the nation never had it."""
    clock = versions[0].clock
    if not _could_apply(told, law, versions):
        return
    starts = told.moments(law.starts[clock])
    closings = told.moments(law.presupposing[clock])
    if closings and (not starts or certainly_before(closings[0].when, starts[0].when)):
        yield from _closing_without_a_start(told, law, versions, closings[0])
    if starts:
        yield from _each_start(told, law, versions, starts)


def _could_apply(told: Told, law: RuleBook, versions: tuple[ClockVersion, ...]) -> bool:
    """Whether the nation ever had the clock; abroad, whether every case of the UK has it, so its lack is told."""
    if told.nation == OUTSIDE_UK:
        return any(version.presupposed_by and version.nations.issuperset(UNITED_KINGDOM) for version in versions)
    return told.nation in law.nations_of[versions[0].clock]


def _each_start(
    told: Told, law: RuleBook, versions: tuple[ClockVersion, ...], starts: Sequence[Moment]
) -> Iterator[Counted]:
    alone = versions[0].one_run_per is not None
    previous: tuple[Run, Says] | None = None
    begun: set[int] = set()
    taken: set[int] = set()
    for start in starts:
        if start.fact.version in begun or (previous is not None and not _is_over(*previous, start)):
            continue
        if previous is not None:
            taken |= _closed_it(previous[0], start)
        counted = _from(told, law, versions, start, taken)
        if counted is None:
            continue
        begun.add(start.fact.version)
        if counted.run is not None and not alone:
            previous = counted.run, counted.says
        yield counted


def _from(
    told: Told, law: RuleBook, versions: tuple[ClockVersion, ...], start: Moment, taken: Collection[int]
) -> Counted | None:
    """The run a start begins under the version of its day; None where that version starts on something else."""
    day = start.when.first_day
    if why_not := law.why_not_covered(told.nation, day):
        return Counted(None, Says(uncounted(versions[0], start, why_not, starts_on=start.when.day)))
    version = _version_of(told, law, versions[0].clock, start.when)
    if version is None or start.pattern not in version.starts_on or _is_for_others(told, law, version, start):
        return None
    before = tuple(_kept_from_running(told, version, start))
    if any(version.kind is not Kind.WINDOW or closing.undone is None for closing in before):
        return None
    run = begin(told, law, version, start, taken, before)
    return Counted(run, _read(run))


def _version_of(told: Told, law: RuleBook, clock: str, when: When) -> ClockVersion | None:
    """The version of the first day that can be meant; where the clock is younger than that day, of the last."""
    version = law.find(clock, told.nation, when.first_day)
    return law.find(clock, told.nation, when.last_day) if version is None and when.day is None else version


def _is_for_others(told: Told, law: RuleBook, version: ClockVersion, start: Moment) -> bool:
    """Whether the clock is not for this person, or not for a start of this kind."""
    if version.only_by is not None and not _was_by(told, law, version.only_by, start):
        return True
    return version.only_for is not None and not is_of_age(told, version.only_for, start)


def _was_by(told: Told, law: RuleBook, kind: str, moment: Moment) -> bool:
    """Whether an organisation of this kind did it; of one that is not on record, no."""
    by = moment.fact.by
    return by is not None and law.provisions.is_one(kind, by, told.nation, moment.when)


def _kept_from_running(told: Told, version: ClockVersion, start: Moment) -> Iterator[Closing]:
    """What was on record when the clock would have started, and kept it from running; with what undid that later.

    The person's own right is theirs again once that is undone, for what is left of its time. What somebody else would
    have had to do is not owed in hindsight.
    """
    for moment in told.moments(version.unless):
        undoing = undone(told, version, moment)
        taken_back = (*told.taking_back(moment.fact.version), *([undoing] if undoing else []))
        if moment.precedes(start) and not any(taken.precedes(start) for taken in taken_back):
            yield Closing(moment, undoing)


def _read(run: Run) -> Says:
    """What a run says, with no breach left open of which nothing can be put right any more."""
    try:
        says = _by_kind(run)
    except PastHorizon as refusal:
        return Says(unknown(run, refusal.message))
    over = run.over
    return says if over is None else says.then(lambda reading: reading.over(over.when, over.fact.version))


def _by_kind(run: Run) -> Says:
    count = run.version.count
    if count is None:
        return read_age(run)
    if run.version.kind is Kind.PROTECTED:
        return read_protected(run, count)
    return read_deadline(run, count)


def _is_over(run: Run, says: Says, start: Moment) -> bool:
    """Whether a run had ended when a later start came: closed, or for what time alone can end, run out."""
    if _closed_it(run, start):
        return True
    reading = says.by_facts
    if run.version.kind is Kind.WINDOW:
        return reading.due_at is not None and reading.due_at <= start.when.earliest
    is_protected = run.version.kind is Kind.PROTECTED
    return is_protected and reading.ended_on is not None and reading.ended_on < start.when.first_day


def _closed_it(run: Run, start: Moment) -> set[int]:
    """The version of what had closed a run when a later start came, or did so by being that start; else empty."""
    closing = run.closing
    if closing is None or not (closing.precedes(start) or closing.fact.version == start.fact.version):
        return set()
    return {closing.fact.version}


def _closing_without_a_start(
    told: Told, law: RuleBook, versions: tuple[ClockVersion, ...], closing: Moment
) -> Iterator[Counted]:
    """An imported history can tell how something ended and not when it began."""
    day = closing.when.first_day
    why_not = law.why_not_covered(told.nation, day)
    version = law.find(versions[0].clock, told.nation, day)
    if why_not is not None:
        yield Counted(None, Says(uncounted(version or versions[0], closing, why_not)))
    elif version is not None:
        yield Counted(None, Says(uncounted(version, closing, words.no_start(version))))
