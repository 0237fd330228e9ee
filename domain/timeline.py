"""The order of time: what came before what, whatever the order in which it was recorded.

What is learnt of late takes its place among what is known already. Where the dates leave the order open, because a day,
a month or a year overlaps with another date, what was recorded first came first. A date known to the day is put before
what it certainly came before, and nowhere else.

Read next: `domain/referral/evolve`, which folds a case in this order.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Protocol, TypeVar

from domain.clocks.facts import certainly_before
from domain.when import Precision, When

_AN_INSTANT = timedelta(microseconds=1)


class Dated(Protocol):
    """Anything that was so at some time."""

    @property
    def when(self) -> When:
        """When it was so in the world."""
        ...


One = TypeVar("One", bound=Dated)


def in_time(recorded: Iterable[One]) -> list[One]:
    """These in the order of time, where they were given in the order of the record."""
    ordered: list[One] = []
    latest: When | None = None
    for one in recorded:
        if latest is None or not certainly_before(one.when, latest):
            ordered.append(one)
        else:
            ordered.insert(_place(one, ordered), one)
        latest = one.when if latest is None else later(latest, one.when)
    return ordered


def later(one: When, other: When) -> When:
    """Whichever of two dates begins later; the first where both begin together."""
    return other if other.earliest > one.earliest else one


def last_certain(*dates: When) -> When:
    """The one of these dates by which all of them have certainly come: a month only once it is over."""
    return max(dates, key=lambda when: (when.until, when.earliest))


def was_so(when: When, by: When) -> bool:
    """Whether it certainly was so by a moment: a day, month or year once it is over.

    An exact midnight belongs to the day that it begins.
    """
    is_exact = when.precision is Precision.INSTANT
    return when.earliest <= last_instant_of(by) if is_exact else when.until <= by.until


def last_instant_of(moment: When) -> datetime:
    """The moment itself, or the last instant of a day, month or year."""
    return moment.until if moment.precision is Precision.INSTANT else moment.until - _AN_INSTANT


def _place(one: One, ordered: list[One]) -> int:
    """Where it belongs: as late as its date allows."""
    return next(place for place, other in enumerate(ordered) if certainly_before(one.when, other.when))
