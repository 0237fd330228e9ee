"""Working days: Monday to Friday, except the bank holidays of one nation.

A calendar covers the days between two dates and refuses every other day: a holiday not yet proclaimed must never be
counted as a working day by accident. It knows dates and names, never rules. The holidays themselves are data
(`rules/data/calendars`); read next: `counting.py`, which adds days up.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from domain.errors import Code, Invalid
from domain.nations import Nation
from domain.when import day_in_words

_FRIDAY = 4
_ONE_DAY = timedelta(days=1)


class PastHorizon(Invalid):
    """A day outside those a calendar covers was needed (calendar-horizon)."""

    def __init__(self, message: str) -> None:
        super().__init__(Code.CALENDAR_HORIZON, message)


@dataclass(frozen=True)
class WorkingCalendar:
    """The working days of a nation from `covers_from` to `covers_to`, both included; `holidays` maps day to name."""

    nation: Nation
    holidays: Mapping[date, str]
    covers_from: date
    covers_to: date

    def is_working_day(self, day: date) -> bool:
        """Whether offices work on that day; raises PastHorizon outside the days covered."""
        self._require(day)
        return day.weekday() <= _FRIDAY and day not in self.holidays

    def add_working_days(self, day: date, count: int) -> date:
        """The `count`-th working day after `day` (count 1 or more); raises PastHorizon."""
        self._require(day)
        if count < 1:
            raise Invalid(Code.INVALID_VALUE, "Working days are counted forward: the number must be 1 or more.")
        position = bisect_right(self._working_days, day) + count - 1
        if position >= len(self._working_days):
            raise self._beyond(self.covers_to + _ONE_DAY)
        return self._working_days[position]

    def working_days_between(self, first: date, last: date) -> int:
        """How many working days there are from `first` to `last`, both included; 0 when `last` comes before `first`."""
        self._require(first)
        self._require(last)
        return max(0, bisect_right(self._working_days, last) - bisect_left(self._working_days, first))

    def days_off(self, first: date, last: date) -> tuple[tuple[date, str], ...]:
        """The days from `first` to `last` that are not working days, each with its reason."""
        self._require(first)
        self._require(last)
        return tuple((day, self._reason(day)) for day in _each_day(first, last) if not self.is_working_day(day))

    def _reason(self, day: date) -> str:
        return self.holidays.get(day) or f"{day:%A}"

    @cached_property
    def _working_days(self) -> tuple[date, ...]:
        return tuple(day for day in _each_day(self.covers_from, self.covers_to) if self.is_working_day(day))

    def _require(self, day: date) -> None:
        if not self.covers_from <= day <= self.covers_to:
            raise self._beyond(day)

    def _beyond(self, day: date) -> PastHorizon:
        return PastHorizon(
            f"The working days of {self.nation.in_words()} are known from {day_in_words(self.covers_from)} "
            f"to {day_in_words(self.covers_to)}; this needs {day_in_words(day)} or a day beyond it.",
        )


def _each_day(first: date, last: date) -> Iterator[date]:
    return map(date.fromordinal, range(first.toordinal(), last.toordinal() + 1))
