"""Working days: Monday to Friday, except the bank holidays of one nation.

A calendar covers the days between two dates and refuses every other day: a holiday not yet proclaimed must never be
counted as a working day by accident. It knows dates and names, never rules. The holidays themselves are data
(`rules/data/calendars`); read next: `counting.py`, which adds days up.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from itertools import accumulate

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
    """The working days of a nation from `covers_from` to `covers_to`, both included; `holidays` maps day to name.

    `place` is the nation's name in words. `uncertain` says which days of the list are doubtful, and why.
    """

    nation: Nation
    place: str
    holidays: Mapping[date, str]
    covers_from: date
    covers_to: date
    uncertain: tuple[str, ...] = ()

    @classmethod
    def of_no_days(cls, nation: Nation, place: str) -> "WorkingCalendar":
        """The calendar of a nation whose bank holidays are not on file: every working day asked of it is refused."""
        return cls(nation, place, {}, date.max, date.min)

    @property
    def is_known(self) -> bool:
        """Whether it covers any day at all."""
        return self.covers_from <= self.covers_to

    def is_working_day(self, day: date) -> bool:
        """Whether offices work on that day; raises PastHorizon outside the days covered."""
        self._require(day)
        return day.weekday() <= _FRIDAY and day not in self.holidays

    def add_working_days(self, day: date, count: int) -> date:
        """The `count`-th working day after `day` (count 1 or more); raises PastHorizon."""
        passed = self._passed.get(day)
        if passed is None:
            raise self._beyond(day)
        if count < 1:
            raise Invalid(Code.INVALID_VALUE, "Working days are counted forward: the number must be 1 or more.")
        try:
            return self._working_days[passed + count - 1]
        except IndexError:
            raise self._beyond(self.covers_to + _ONE_DAY) from None

    def working_days_between(self, first: date, last: date) -> int:
        """How many working days there are from `first` to `last`, both included; 0 when `last` comes before `first`."""
        self._require(first)
        self._require(last)
        return max(0, self._passed[last] - self._passed[first] + self.is_working_day(first))

    def days_off(self, first: date, last: date) -> tuple[tuple[date, str], ...]:
        """The days from `first` to `last` that are not working days, each with its reason."""
        self._require(first)
        self._require(last)
        before = (first - self.covers_from).days - self._passed[first] + self.is_working_day(first)
        through = (last - self.covers_from).days + 1 - self._passed[last]
        return self._off[before:through]

    def why_off(self, day: date) -> str | None:
        """`Good Friday`, `Saturday`; None for a working day; raises PastHorizon outside the days covered."""
        if self.is_working_day(day):
            return None
        return self.holidays.get(day) or f"{day:%A}"

    @cached_property
    def _working_days(self) -> tuple[date, ...]:
        return tuple(day for day in _each_day(self.covers_from, self.covers_to) if self.is_working_day(day))

    @cached_property
    def _passed(self) -> Mapping[date, int]:
        """How many working days there are from the first day covered to each day: every sum is then a subtraction."""
        counts = accumulate(map(self.is_working_day, _each_day(self.covers_from, self.covers_to)))
        return dict(zip(_each_day(self.covers_from, self.covers_to), counts, strict=True))

    @cached_property
    def _off(self) -> tuple[tuple[date, str], ...]:
        reasons = ((day, self.why_off(day)) for day in _each_day(self.covers_from, self.covers_to))
        return tuple((day, reason) for day, reason in reasons if reason is not None)

    def _require(self, day: date) -> None:
        if not self.covers_from <= day <= self.covers_to:
            raise self._beyond(day)

    def _beyond(self, day: date) -> PastHorizon:
        if not self.is_known:
            return PastHorizon(f"The working days of {self.place} are not on file.")
        return PastHorizon(
            f"The working days of {self.place} are known from {day_in_words(self.covers_from)} "
            f"to {day_in_words(self.covers_to)}; this needs {day_in_words(day)} or a day beyond it.",
        )


def _each_day(first: date, last: date) -> Iterator[date]:
    return map(date.fromordinal, range(first.toordinal(), last.toordinal() + 1))
