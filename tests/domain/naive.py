"""The second counter: it walks, a day or a quarter of an hour at a time, and knows nothing of how the engine counts.

Of the engine it uses the list of holidays alone.
"""

from collections.abc import Collection
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from domain.nations import Nation
from domain.rules.shelf import published

_DAY = timedelta(days=1)
_QUARTER = timedelta(minutes=15)
_LONDON = ZoneInfo("Europe/London")


def is_off(day: date, nation: Nation) -> bool:
    """Whether nobody works that day."""
    return day.strftime("%a") in ("Sat", "Sun") or day in published().calendars[nation].holidays


def last_of_days(
    start: date, length: int, *, first_day_counts: bool, paused: Collection[date] = (), nation: Nation | None = None
) -> date:
    """Walk: each day spends one, unless it is paused or, where a nation's working days are counted, nobody works."""
    day = start if first_day_counts else start + _DAY
    while True:
        length -= day not in paused and not (nation and is_off(day, nation))
        if length == 0:
            return day
        day += _DAY


def last_of_months(start: date, months: int, *, first_day_counts: bool, paused: Collection[date] = ()) -> date:
    """Walk to the same day of the month so many months on, or to its last; a day for each paused day is added."""
    day, passed = start, 0
    while passed < months or (day.day != start.day and (day + _DAY).day != 1):
        day += _DAY
        passed += day.day == 1
    if first_day_counts and day.day == start.day:
        day -= _DAY
    first = start if first_day_counts else start + _DAY
    return last_of_days(start, (day - first).days + 1, first_day_counts=first_day_counts, paused=paused)


def last_of_hours(start: datetime, hours: int, paused: Collection[date] = ()) -> datetime:
    """Walk on a clock without summer time: each quarter of an hour spends itself, unless London's day is paused."""
    instant, quarters = start.astimezone(UTC), hours * 4
    while quarters:
        quarters -= instant.astimezone(_LONDON).date() not in paused
        instant += _QUARTER
    return instant


def open_on_or_after(day: date, nation: Nation) -> date:
    """Walk to the first day on which somebody works."""
    while is_off(day, nation):
        day += _DAY
    return day
