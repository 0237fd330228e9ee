"""The clocks of a case: what each says, and the whole sum behind it.

`readings` is a pure function of four things: the facts of a case, the nation that decides it, the rule-book, and how
far time is known to have come. The rules it follows, in order:

 1. A clock is a budget and a ledger. The budget is the length in the rule; pauses and extensions are entries. No due
    date is ever stored or moved: it is summed again from the facts each time.
 2. A run begins with a start. The version of the rule in force on that London day governs the run to its end; a later
    change of law never moves it. A start while a run is open changes nothing; after it has closed, it is a second run.
 3. The last day counts to its end, at midnight in London. What happens in the first instant after it is late.
 4. The first stop after the start closes a run: in time, it is met; late, it is a breach that has been cured.
    Withdrawal and closure end a run that is not yet due; of one already late they cure nothing.
 5. Without `now`, time has not been consulted: an open deadline is running, however old it is. With `now`, a deadline
    whose last day has passed is breached, and its lateness grows by the calendar day.
 6. A protected period has a minimum, and the statutory one also lasts until the conclusive grounds decision. What must
    not happen inside it is a breach of its own. Any fact dated after its end proves that it has ended.
 7. An age clock has no limit. It never breaches; it shows how long somebody has waited.
 8. A date known only to its month or year is never turned into a day. From such a start nothing is counted: the
    clock says `cannot_compute`, why, and between which bounds. Such a stop is judged where every day it can have
    been gives the same answer, and only there.
 9. Outside the United Kingdom, before the rule-book begins and past the horizon of a calendar nothing is counted, and
    the reading says so.

`facts.py` puts facts in order, `runs.py` pairs starts with closings, `ledger.py` sums, and `deadline.py`,
`protected.py` and `age.py` each read one kind of clock. None of them knows an hour, a file or a case's state.
"""

from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime

from domain.calendars import PastHorizon
from domain.clocks import words
from domain.clocks.age import read_age
from domain.clocks.deadline import read_deadline
from domain.clocks.facts import Asked, Fact, Moment, certainly_before
from domain.clocks.protected import read_protected
from domain.clocks.reading import Finding, Reading, RungInstant, Status
from domain.clocks.runs import Run, begin, uncounted, unknown
from domain.nations import Nation
from domain.rules.model import ClockVersion, Kind, RuleBook

__all__ = ["Fact", "Finding", "Reading", "RungInstant", "Status", "readings"]


def readings(
    facts: Sequence[Fact], nation: Nation, rules: RuleBook, now: datetime | None, account_ends: date | None = None
) -> tuple[Reading, ...]:
    """Every run of every clock of a case, in the order of the rule-book.

    `now` None: only what the facts say. `account_ends` is the last day an imported history tells of; a clock it
    leaves open is not called late, because nobody knows.
    """
    asked = Asked.about(facts, nation, rules, now, account_ends)
    return tuple(reading for versions in rules.clocks.values() for reading in _of_clock(asked, versions))


def _of_clock(asked: Asked, versions: tuple[ClockVersion, ...]) -> Iterator[Reading]:
    """The runs of one clock; nothing where the nation never had it."""
    if asked.nation is not Nation.OUTSIDE_UK and not any(asked.nation in version.nations for version in versions):
        return
    starts = asked.moments(asked.rules.starts[versions[0].clock])
    yield from _closing_without_a_start(asked, versions, starts)
    previous: tuple[Run, Reading] | None = None
    taken: set[int] = set()
    for start in starts:
        if previous is not None and not _is_over(*previous, start):
            continue
        why_not = asked.rules.why_not_covered(asked.nation, start.when.first_day)
        if why_not is not None:
            yield uncounted(versions[0], start, why_not, starts_on=start.when.day)
        elif run := _begun(asked, versions[0].clock, start, taken):
            previous = (run, _read(run))
            taken |= {run.closing.fact.version} if run.closing else set()
            yield previous[1]


def _begun(asked: Asked, clock: str, start: Moment, taken: Collection[int]) -> Run | None:
    """The run a start begins under the version of its day; None where that version starts on something else."""
    version = asked.rules.find(clock, asked.nation, start.when.first_day)
    if version is None or start.pattern not in version.starts_on:
        return None
    return begin(asked, version, start, taken)


def _read(run: Run) -> Reading:
    try:
        return _by_kind(run)
    except PastHorizon as refusal:
        return unknown(run, refusal.message)


def _by_kind(run: Run) -> Reading:
    count = run.version.count
    if count is None:
        return read_age(run)
    if run.version.kind is Kind.PROTECTED:
        return read_protected(run, count)
    return read_deadline(run, count)


def _is_over(run: Run, reading: Reading, start: Moment) -> bool:
    """Whether a run had ended when a later start came."""
    if run.closing is not None and run.closing.precedes(start):
        return True
    is_protected = run.version.kind is Kind.PROTECTED
    return is_protected and reading.ended_on is not None and reading.ended_on < start.when.first_day


def _closing_without_a_start(
    asked: Asked, versions: tuple[ClockVersion, ...], starts: Sequence[Moment]
) -> Iterator[Reading]:
    """An imported history can tell how something ended and not when it began."""
    closings = asked.moments(asked.rules.closings[versions[0].clock])
    if not closings or (starts and not certainly_before(closings[0].when, starts[0].when)):
        return
    day = closings[0].when.first_day
    version = asked.rules.find(versions[0].clock, asked.nation, day) or versions[0]
    why = asked.rules.why_not_covered(asked.nation, day) or words.no_start(version)
    yield uncounted(version, closings[0], why)
