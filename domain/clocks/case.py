"""Every run of a clock in a case, each with what it says.

Starts are taken in the order of time. A start inside a run changes nothing; after the run has closed or run out, it
begins another, and what closed one run closes no other. Where the rule has one run for each start, every start begins
one, and a closing closes the run it names. Read next: `runs.py`, which pairs a start with its closing, and the module
of each kind.
"""

from collections.abc import Collection, Iterator, Sequence

from domain.calendars import PastHorizon
from domain.clocks import words
from domain.clocks.age import read_age
from domain.clocks.ages import is_of_age
from domain.clocks.deadline import read_deadline
from domain.clocks.facts import Asked, Moment, certainly_before
from domain.clocks.protected import read_protected
from domain.clocks.reading import Reading
from domain.clocks.runs import Closing, Run, begin, uncounted, undone, unknown
from domain.nations import OUTSIDE_UK, UNITED_KINGDOM
from domain.rules.model import ClockVersion, Kind
from domain.when import When

ReadRun = tuple[Run | None, Reading]
"""A run and what it says; no run where none could be pinned to a version."""


def runs_of(asked: Asked, versions: tuple[ClockVersion, ...]) -> Iterator[ReadRun]:
    """The runs of one clock; nothing where no fact speaks of it, or the nation never had it."""
    clock = versions[0].clock
    if not _could_apply(asked, versions):
        return
    starts = asked.moments(asked.rules.starts[clock])
    closings = asked.moments(asked.rules.presupposing[clock])
    if closings and (not starts or certainly_before(closings[0].when, starts[0].when)):
        yield from _closing_without_a_start(asked, versions, closings[0])
    yield from _each_start(asked, versions, starts)


def _could_apply(asked: Asked, versions: tuple[ClockVersion, ...]) -> bool:
    """Whether the nation ever had the clock; abroad, whether every case of the UK has it, so its lack is told."""
    if asked.nation == OUTSIDE_UK:
        return any(version.presupposed_by and version.nations.issuperset(UNITED_KINGDOM) for version in versions)
    return asked.nation in asked.rules.nations_of[versions[0].clock]


def _each_start(asked: Asked, versions: tuple[ClockVersion, ...], starts: Sequence[Moment]) -> Iterator[ReadRun]:
    alone = versions[0].one_run_per is not None
    previous: tuple[Run, Reading] | None = None
    begun: set[int] = set()
    taken: set[int] = set()
    for start in starts:
        if start.fact.version in begun or (previous is not None and not _is_over(*previous, start)):
            continue
        if previous is not None:
            taken |= _closed_it(previous[0], start)
        for run, reading in _from(asked, versions, start, taken):
            begun.add(start.fact.version)
            previous = (run, reading) if run and not alone else previous
            yield run, reading


def _from(asked: Asked, versions: tuple[ClockVersion, ...], start: Moment, taken: Collection[int]) -> Iterator[ReadRun]:
    """The run a start begins under the version of its day; nothing where that version starts on something else."""
    day = start.when.first_day
    if why_not := asked.rules.why_not_covered(asked.nation, day):
        yield None, uncounted(versions[0], start, why_not, starts_on=start.when.day)
        return
    version = _version_of(asked, versions[0].clock, start.when)
    if version is None or start.pattern not in version.starts_on or _is_for_others(asked, version, start):
        return
    before = tuple(_kept_from_running(asked, version, start))
    if any(version.kind is not Kind.WINDOW or closing.undone is None for closing in before):
        return
    run = begin(asked, version, start, taken, before)
    yield run, _read(run)


def _version_of(asked: Asked, clock: str, when: When) -> ClockVersion | None:
    """The version of the first day that can be meant; where the clock is younger than that day, of the last."""
    first = asked.rules.find(clock, asked.nation, when.first_day)
    return first or asked.rules.find(clock, asked.nation, when.last_day)


def _is_for_others(asked: Asked, version: ClockVersion, start: Moment) -> bool:
    """Whether the clock is not for this person, or not for a start of this kind."""
    if version.only_by is not None and not asked.was_by(version.only_by, start):
        return True
    return version.only_for is not None and not is_of_age(asked, version.only_for, start)


def _kept_from_running(asked: Asked, version: ClockVersion, start: Moment) -> Iterator[Closing]:
    """What was on record when the clock would have started, and kept it from running; with what undid that later.

    The person's own right is theirs again once that is undone, for what is left of its time. What somebody else would
    have had to do is not owed in hindsight.
    """
    for moment in asked.moments(version.unless):
        undoing = undone(asked, version, moment)
        taken_back = (*asked.taking_back(moment.fact.version), *([undoing] if undoing else []))
        if moment.precedes(start) and not any(taken.precedes(start) for taken in taken_back):
            yield Closing(moment, undoing)


def _read(run: Run) -> Reading:
    try:
        return _over(run, _by_kind(run))
    except PastHorizon as refusal:
        return unknown(run, refusal.message)


def _over(run: Run, reading: Reading) -> Reading:
    """The reading with no breach left open of which nothing can be put right any more."""
    over = run.over if reading.findings else None
    if over is None:
        return reading
    return reading._replace(findings=tuple(finding.over(over.when, over.fact.version) for finding in reading.findings))


def _by_kind(run: Run) -> Reading:
    count = run.version.count
    if count is None:
        return read_age(run)
    if run.version.kind is Kind.PROTECTED:
        return read_protected(run, count)
    return read_deadline(run, count)


def _is_over(run: Run, reading: Reading, start: Moment) -> bool:
    """Whether a run had ended when a later start came: closed, or for what time alone can end, run out."""
    if _closed_it(run, start):
        return True
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


def _closing_without_a_start(asked: Asked, versions: tuple[ClockVersion, ...], closing: Moment) -> Iterator[ReadRun]:
    """An imported history can tell how something ended and not when it began."""
    day = closing.when.first_day
    why_not = asked.rules.why_not_covered(asked.nation, day)
    version = asked.rules.find(versions[0].clock, asked.nation, day)
    if why_not is not None:
        yield None, uncounted(version or versions[0], closing, why_not)
    elif version is not None:
        yield None, uncounted(version, closing, words.no_start(version))
