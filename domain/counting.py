"""Day sums: the last day of a length of time, with the days a pause takes out of it.

A length is a budget. Each counted day spends one unit of it; a day inside a pause, and for working days a weekend or
bank holiday, spends nothing. Nothing here knows about events or rules' texts, and nothing is ever stored: whoever
needs a date counts again. Months follow the corresponding-date rule (31 January plus one month is the last day of
February). Read next: `clocks`, which decides what is counted from when.
"""

from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from domain.calendars import WorkingCalendar
from domain.when import london_day

_ONE_DAY = timedelta(days=1)


class Unit(StrEnum):
    """What a length is counted in."""

    CALENDAR_DAYS = "calendar-days"
    WORKING_DAYS = "working-days"
    MONTHS = "months"
    HOURS = "hours"

    def in_words(self, number: int) -> str:
        """`5 working days`, `1 month`."""
        noun = self.value.replace("-", " ")
        return f"{number} {noun.removesuffix('s') if number == 1 else noun}"


@dataclass(frozen=True, slots=True)
class CountRule:
    """How much time there is, in which unit, and whether the day it starts on is already day 1."""

    length: int
    unit: Unit
    first_day_counts: bool


@dataclass(frozen=True, slots=True, order=True)
class DaySpan:
    """The days from `first` to `last`, both included."""

    first: date
    last: date


def last_day(start: date, rule: CountRule, calendar: WorkingCalendar, pauses: Sequence[DaySpan] = ()) -> date:
    """The last day of the time allowed, counted in days or months; raises PastHorizon.

    Pauses may overlap each other and reach beyond either end; each day is left out once.
    """
    if not pauses:
        return _unpaused(start, rule, calendar, 0)
    spans = merged(pauses)
    left_out = 0
    while True:
        last = _unpaused(start, rule, calendar, left_out)
        found = _paused_days(start, last, rule, calendar, spans)
        if found == left_out:
            return last
        left_out = found


def last_instant(start: datetime, hours: int, pauses: Iterable[DaySpan] = ()) -> datetime:
    """The instant a number of hours has run out; each whole day of a pause after the first instant adds 24 hours."""
    spans = merged(pauses)
    left_out = 0
    while True:
        last = start + timedelta(hours=hours, days=left_out)
        found = sum(_overlap(span, london_day(start) + _ONE_DAY, london_day(last)) for span in spans)
        if found == left_out:
            return last
        left_out = found


def merged(spans: Iterable[DaySpan]) -> tuple[DaySpan, ...]:
    """The same days as spans that neither overlap nor touch, in order."""
    result: list[DaySpan] = []
    for span in sorted(spans):
        if result and span.first <= result[-1].last + _ONE_DAY:
            result[-1] = DaySpan(result[-1].first, max(result[-1].last, span.last))
        else:
            result.append(span)
    return tuple(result)


def add_months(day: date, months: int) -> date:
    """The corresponding date: the same day of the month, or the month's last day where it has none."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _unpaused(start: date, rule: CountRule, calendar: WorkingCalendar, extra: int) -> date:
    """The last day when `extra` units are added for days left out."""
    before_day_one = start - _ONE_DAY if rule.first_day_counts else start
    if rule.unit is Unit.WORKING_DAYS:
        return calendar.add_working_days(before_day_one, rule.length + extra)
    if rule.unit is Unit.MONTHS:
        return add_months(start, rule.length) - (start - before_day_one) + timedelta(days=extra)
    return before_day_one + timedelta(days=rule.length + extra)


def _paused_days(
    start: date, last: date, rule: CountRule, calendar: WorkingCalendar, spans: tuple[DaySpan, ...]
) -> int:
    first = start if rule.first_day_counts else start + _ONE_DAY
    if rule.unit is not Unit.WORKING_DAYS:
        return sum(_overlap(span, first, last) for span in spans)
    inside = ((max(span.first, first), min(span.last, last)) for span in spans)
    return sum(calendar.working_days_between(begin, end) for begin, end in inside if begin <= end)


def _overlap(span: DaySpan, first: date, last: date) -> int:
    return max(0, (min(span.last, last) - max(span.first, first)).days + 1)
