"""A sum told step by step: which days spent the time allowed, which did not, and because of what.

Days, whether all or only working days, are told one by one, from the start to the last day. Of months only the start,
the corresponding date and what pauses and extensions changed are told, and of hours where they begin, stand still and
run out: nobody counts a month by its days, or hours one by one. The last day itself comes from the one sum there is
(`ledger.py`); nothing here adds up to another.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count as numbers

from domain.clocks import words
from domain.clocks.ledger import Sum
from domain.clocks.reading import Reading
from domain.clocks.runs import Run
from domain.counting import CountRule, Unit, add_months, last_of_months
from domain.when import Precision, day_in_words, london_day

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Step:
    """One day of a sum: whether it spent some of the time allowed, and because of what."""

    day: date
    counted: bool
    because: str


def steps_of(run: Run, count: CountRule, total: Sum) -> tuple[Step, ...]:
    """The steps from the start of a run to its last day."""
    told = {Unit.MONTHS: _months, Unit.HOURS: _hours}.get(count.unit, _days)(run, count, total)
    return (*told, *_moved(run, total), *_extension(total))


def steps_until(run: Run, count: CountRule, total: Sum, stands_since: date) -> tuple[Step, ...]:
    """The steps of a run that stands still: as far as it had come, and the day it stopped."""
    before = tuple(step for step in steps_of(run, count, total) if step.day < stands_since)
    return (*before, Step(stands_since, False, "the clock stands still from this day"))


def bands_of(run: Run, reading: Reading) -> tuple[Step, ...]:
    """A wait without a limit: the start, and each band it has passed or will pass."""
    if run.start.when.day is None:
        return ()
    bands = (Step(london_day(rung.at), True, rung.rung.replace("-", " ")) for rung in reading.rungs)
    return (Step(run.start.when.day, False, "waiting is counted from this day"), *bands)


def _days(run: Run, count: CountRule, total: Sum) -> Iterator[Step]:
    """Every day to the end of the length."""
    start, spent = run.start.when.first_day, 0
    for day in _each_day(start, total.length_ends):
        why_not = _why_not(run, count, total, day)
        spent += why_not is None
        yield Step(day, why_not is None, why_not or f"day {spent} of {count.length}")


def _why_not(run: Run, count: CountRule, total: Sum, day: date) -> str | None:
    """Why a day spends nothing; None where it does."""
    if day == run.start.when.first_day and not count.first_day_counts:
        return words.FIRST_DAY_NOT_COUNTED
    if _is_paused(total, day):
        return words.STOOD_STILL
    return run.calendar.why_off(day) if count.unit is Unit.WORKING_DAYS else None


def _months(run: Run, count: CountRule, total: Sum) -> Iterator[Step]:
    """The start, the last day of the months, each day that pauses took out, and each that was given back for one."""
    start, last = run.start.when.first_day, last_of_months(run.start.when.first_day, count)
    first = words.FIRST_DAY if count.first_day_counts else words.FIRST_DAY_NOT_COUNTED
    yield Step(start, count.first_day_counts, first)
    given_back = numbers(1)
    for day in _each_day(start + _ONE_DAY, total.length_ends):
        if _is_paused(total, day):
            yield Step(day, False, words.STOOD_STILL)
        elif day == last:
            yield Step(day, True, _last_of_months(start, count))
        elif day == total.length_ends and day < last:
            yield Step(day, True, "the last day that was named, before the months are over")
        elif day > last:
            yield Step(day, True, f"day {next(given_back)} given back for the days the clock stood still")


def _last_of_months(start: date, count: CountRule) -> str:
    """Which day the months end on: the corresponding date, or what the rule puts in its place."""
    length = f"{count.unit.in_words(count.length)} from {day_in_words(start)}"
    if add_months(start, count.length).day != start.day:
        return f"{length}: a month without a day {start.day} ends on its last"
    return f"{length}: the {'day before the ' if count.first_day_counts else ''}corresponding date"


def _hours(run: Run, count: CountRule, total: Sum) -> Iterator[Step]:
    """Where the hours begin, each day on which none ran, and where they run out."""
    start = run.start.when
    knows_the_hour = start.precision is Precision.INSTANT
    begins = f"the hours begin at {words.hour_in_words(start.until)}" if knows_the_hour else words.HOURS_OF_A_DAY
    yield Step(start.first_day, knows_the_hour, begins)
    for day in _each_day(start.first_day, total.length_ends):
        if _is_paused(total, day):
            yield Step(day, False, words.STOOD_STILL)
    length = count.unit.in_words(count.length)
    yield Step(total.length_ends, True, f"{length} had run at {words.hour_in_words(total.length_at)}")


def _moved(run: Run, total: Sum) -> Iterator[Step]:
    """Each day to the one on which an office is open, where the period ended on a day on which none is."""
    for day in _each_day(total.length_ends + _ONE_DAY, total.opens_on):
        because = run.calendar.why_off(day)
        yield Step(day, False, f"no office is open ({because})" if because else words.OPEN_AGAIN)


def _extension(total: Sum) -> Iterator[Step]:
    """Each day that only an extension added."""
    for day in _each_day(total.opens_on + _ONE_DAY, total.on):
        yield Step(day, True, f"added by the extension to {day_in_words(total.on)}")


def _is_paused(total: Sum, day: date) -> bool:
    return any(span.first <= day <= span.last for span in total.pauses)


def _each_day(first: date, last: date) -> Iterator[date]:
    return map(date.fromordinal, range(first.toordinal(), last.toordinal() + 1))
