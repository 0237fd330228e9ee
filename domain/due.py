"""The calculator that needs no case: the last day of a clock from a given start, with the sum told step by step.

It refuses whatever a person could not have meant (a start known only to its month, a pause that never ends) instead of
guessing. The sum is that of `clocks/ledger.py`, as for every case. Read next: `clocks/steps.py`.

Where hours are allowed from a bare day they run from the end of that day, because its hour is not known. Of a
protected period the last day is that of its minimum: what it lasts until beyond that needs a case.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise

from domain.clocks import words
from domain.clocks.facts import Fact, Moment, Told
from domain.clocks.ledger import Sum, sum_of
from domain.clocks.runs import Run
from domain.clocks.steps import Step, steps_of
from domain.counting import CountRule, DaySpan
from domain.errors import Code, Invalid, NotFound
from domain.nations import OUTSIDE_UK, Nation
from domain.rules.model import ClockVersion, RuleBook
from domain.when import When, day_in_words

_BETWEEN = ".."


@dataclass(frozen=True, slots=True)
class Due:
    """The answer: the last day, the first instant after the time allowed, the rule behind it, and the sum."""

    version: ClockVersion
    nation: Nation
    due_on: date
    due_at: datetime
    why: str
    steps: tuple[Step, ...]


def due(rules: RuleBook, clock: str, start: When | date, nation: Nation, pauses: Sequence[DaySpan] = ()) -> Due:
    """The last day of a clock; raises NotFound where there is no such clock, and Invalid where it has no last day.

    Invalid is also raised for a start or a pause that cannot be meant. `pauses` are days on which the clock stands
    still, first and last included; they neither overlap nor begin before the start.
    """
    when = _dated(start)
    version, count = _counted(rules, clock, nation, when.first_day)
    _check_pauses(version, when.first_day, pauses)
    run = _run(rules, version, nation, when)
    total = sum_of(run, count, tuple(sorted(pauses)))
    return Due(
        version=version,
        nation=nation,
        due_on=total.on,
        due_at=total.at,
        why=_why(run, total),
        steps=steps_of(run, count, total),
    )


def pause_of(text: str) -> DaySpan:
    """Read `2024-03-05..2024-03-08`: the first and the last day of a pause; raises Invalid."""
    first, between, last = text.partition(_BETWEEN)
    if not between:
        raise Invalid(Code.NOT_A_DATE, "A pause is written FROM..TO: its first day, two dots, and its last day.")
    if not last.strip():
        message = "A pause without its last day leaves open how long the clock stood still: write FROM..TO."
        raise Invalid(Code.INVALID_VALUE, message)
    return DaySpan(_day(first), _day(last))


def _day(text: str) -> date:
    day = When.parse(text.strip()).day
    if day is None:
        raise Invalid(Code.NOT_A_DATE, "The first and the last day of a pause are written as YYYY-MM-DD.")
    return day


def _dated(start: When | date) -> When:
    """The start, which must be known to the day or to the instant."""
    if isinstance(start, datetime):
        return When.at(start)
    when = start if isinstance(start, When) else When.on(start)
    if when.day is None:
        message = "The start is known only to its month or year, and a last day can only be counted from a day."
        raise Invalid(Code.NOT_A_DATE, message)
    return when


def _counted(rules: RuleBook, clock: str, nation: Nation, on: date) -> tuple[ClockVersion, CountRule]:
    """The version that governs the start, with its length; raises NotFound or Invalid where there is none."""
    versions = rules.clocks.get(clock)
    if versions is None:
        raise NotFound(Code.CLOCK_NOT_FOUND, f"There is no such clock. The clocks are: {', '.join(rules.clocks)}.")
    if nation not in rules.nations and nation != OUTSIDE_UK:
        raise Invalid(Code.INVALID_VALUE, f"There is no such nation. The nations are: {', '.join(rules.nations)}.")
    if why_not := rules.why_not_covered(nation, on):
        raise Invalid(Code.RULES_NOT_IN_FORCE, why_not)
    version = rules.find(clock, nation, on)
    if version is None:
        raise Invalid(Code.RULES_NOT_IN_FORCE, _not_in_force(rules, versions, nation, on))
    if version.count is None:
        raise Invalid(Code.INVALID_VALUE, _no_last_day(version))
    return version, version.count


def _not_in_force(rules: RuleBook, versions: tuple[ClockVersion, ...], nation: Nation, on: date) -> str:
    """Where the clock applies instead, or when it does in this nation."""
    title = f"The clock {versions[0].clock}"
    here = [version for version in versions if nation in version.nations]
    if not here:
        nations = sorted({rules.in_words(other) for version in versions for other in version.nations})
        return f"{title} does not apply in {rules.in_words(nation)}; it applies in {', '.join(nations)}."
    spans = ", and ".join(_in_force(version) for version in here)
    return f"{title} was not in force in {rules.in_words(nation)} on {day_in_words(on)}; it is {spans}."


def _in_force(version: ClockVersion) -> str:
    ends = "" if version.in_force_to is None else f" to {day_in_words(version.in_force_to)}"
    return f"from {day_in_words(version.in_force_from)}{ends}"


def _no_last_day(version: ClockVersion) -> str:
    bands = ", ".join(str(rung.offset) for rung in version.rungs)
    return f"{version.title} has no last day under {version.rule}: waiting is only shown, in bands of {bands} days."


def _check_pauses(version: ClockVersion, start: date, pauses: Sequence[DaySpan]) -> None:
    """A pause the rules know, that ends after it begins, inside the run, and beside every other; raises Invalid."""
    if pauses and not version.pauses:
        raise Invalid(Code.INVALID_VALUE, f"Nothing pauses this clock: {version.rule} knows no pause.")
    if any(pause.last < pause.first for pause in pauses):
        raise Invalid(Code.DATE_OUT_OF_ORDER, "A pause cannot end before it begins.")
    if any(pause.first < start for pause in pauses):
        message = f"A pause cannot begin before the clock does, on {day_in_words(start)}."
        raise Invalid(Code.DATE_OUT_OF_ORDER, message)
    for earlier, later in pairwise(sorted(pauses)):
        if later.first <= earlier.last:
            message = f"Two pauses overlap from {day_in_words(later.first)}; write them as one."
            raise Invalid(Code.INVALID_VALUE, message)


def _run(rules: RuleBook, version: ClockVersion, nation: Nation, when: When) -> Run:
    """A run of one start and nothing else on record."""
    pattern = version.starts_on[0]
    start = Moment(Fact(pattern.event, when, 1, pattern.outcome), pattern, when, is_named=True)
    return Run(Told((), nation), rules, version, rules.calendars[nation], start, None, (), ())


def _why(run: Run, total: Sum) -> str:
    """The sentences of the sum; where it is counted from is said anew, as nobody knows what happened on that day."""
    version = run.version
    lasts = () if version.continues_until is None else (words.lasts_until(version),)
    return " ".join((words.counted_from_any(version, run.start.when), *total.sentences[1:], *lasts))
