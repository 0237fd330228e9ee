"""Day sums: the last day of a length of time, with the days a pause takes out of it.

A length is a budget. Each counted day spends one unit of it; a day inside a pause, and for working days a weekend or
bank holiday, spends nothing. Nothing here knows about events or rules' texts, and nothing is ever stored: whoever
needs a date counts again. Months follow the corresponding-date rule (31 January plus one month is the last day of
February). Hours are elapsed hours: the night the clocks go forward is an hour shorter. Read next: `clocks`, which
decides what is counted from when.
"""

from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from domain.calendars import WorkingCalendar
from domain.when import end_of_day, start_of_day

_ONE_DAY = timedelta(days=1)
_NO_TIME = timedelta()


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


_WORKING_DAYS = Unit.WORKING_DAYS
"""Asked for with every date, and a member of an enumeration is slow to look up."""


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
    if pauses:
        return _paused(start, rule, calendar, merged(pauses))
    if rule.unit is _WORKING_DAYS and not rule.first_day_counts:
        return calendar.add_working_days(start, rule.length)
    return _unpaused(start, rule, calendar, 0)


def last_instant(start: datetime, hours: int, pauses: Iterable[DaySpan] = ()) -> datetime:
    """The instant a number of hours has run out. None runs on a day inside a pause, be it 23, 24 or 25 long."""
    left, running_from = timedelta(hours=hours), start
    for span in merged(pauses):
        stops, resumes = start_of_day(span.first), end_of_day(span.last)
        ran = max(stops - running_from, _NO_TIME)
        if ran >= left:
            break
        if resumes > running_from:
            left, running_from = left - ran, resumes
    return running_from + left


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


def last_of_months(start: date, rule: CountRule) -> date:
    """The corresponding date, or the day before it where the first day counts; a month without it ends on its last."""
    corresponding = add_months(start, rule.length)
    has_the_day = corresponding.day == start.day
    return corresponding - _ONE_DAY if rule.first_day_counts and has_the_day else corresponding


def _paused(start: date, rule: CountRule, calendar: WorkingCalendar, spans: tuple[DaySpan, ...]) -> date:
    """The same with pauses: one that begins before the time has run out lengthens it by every day it takes out."""
    first = start if rule.first_day_counts else start + _ONE_DAY
    last = _unpaused(start, rule, calendar, 0)
    left_out = 0
    for span in spans:
        if span.first > last:
            break
        left_out += _countable(max(span.first, first), span.last, rule, calendar)
        last = _unpaused(start, rule, calendar, left_out)
    return last


def _unpaused(start: date, rule: CountRule, calendar: WorkingCalendar, extra: int) -> date:
    """The last day when `extra` units are added for days left out."""
    before_day_one = start - _ONE_DAY if rule.first_day_counts else start
    if rule.unit is Unit.WORKING_DAYS:
        return calendar.add_working_days(before_day_one, rule.length + extra)
    if rule.unit is Unit.MONTHS:
        return last_of_months(start, rule) + timedelta(days=extra)
    return before_day_one + timedelta(days=rule.length + extra)


def _countable(first: date, last: date, rule: CountRule, calendar: WorkingCalendar) -> int:
    """How many days from `first` to `last` would each have spent one of the length."""
    if last < first:
        return 0
    return calendar.working_days_between(first, last) if rule.unit is Unit.WORKING_DAYS else (last - first).days + 1
