"""The steps of a sum, as `why` and `due` show them: which days were counted, which were not, and because of what.

Read next: `domain/clocks/steps.py`, which takes the steps.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from desk.page import Column, Grid
from domain.clocks import Step
from domain.when import day_in_words

_COLUMNS = tuple(map(Column, ("Days", "Counted", "Because")))
_ONE_DAY = timedelta(days=1)


def sum_of(steps: Sequence[Step], *, every_day: bool) -> Grid:
    """The sum; days in a row of which the same is true share a line, unless every day is asked for."""
    groups = [[step] for step in steps] if every_day else list(_in_a_row(steps))
    rows = [(_days(group), "yes" if group[0].counted else "no", _because(group)) for group in groups]
    return Grid("The sum", _COLUMNS, rows, none="There is no sum: nothing can be counted.")


def documents(steps: Sequence[Step]) -> list[dict[str, Any]]:
    """The steps, for a script."""
    return [{"day": step.day, "counted": step.counted, "because": step.because} for step in steps]


def _in_a_row(steps: Sequence[Step]) -> Iterator[list[Step]]:
    """Steps of days in a row that were all counted, or were not for the same reason."""
    numbered = enumerate(steps)
    alike = groupby(
        numbered,
        key=lambda pair: (
            pair[1].day - pair[0] * _ONE_DAY,
            pair[1].counted,
            "" if pair[1].counted else pair[1].because,
        ),
    )
    for _, group in alike:
        yield [step for _, step in group]


def _days(group: Sequence[Step]) -> str:
    first, last = group[0].day, group[-1].day
    if first == last:
        return _weekday(last)
    same_month = (first.year, first.month) == (last.year, last.month)
    return f"{f'{first:%a} {first.day}' if same_month else _weekday(first)} to {_weekday(last)}"


def _weekday(day: date) -> str:
    return f"{day:%a} {day_in_words(day)}"


def _because(group: Sequence[Step]) -> str:
    first, last = group[0].because, group[-1].because
    return first if first == last else f"{first} to {last}"
