"""How a history is read once some of its events were corrected: which was struck, and which has another date.

Nothing recorded is changed. A correction is an event of the same history, and is taken back by striking it.
Read next: `domain/prosecution/evolve.py`, which folds what this reads.
"""

from collections.abc import Sequence
from typing import Protocol, TypeVar

from domain.when import When


class Correction(Protocol):
    """An event that says of an earlier one, by its number, that it was so on another date, or never was so."""

    @property
    def event(self) -> int:
        """The number of the event that is corrected."""
        ...

    @property
    def becomes(self) -> When | None:
        """When it was really so; None where it is struck."""
        ...

    @property
    def struck(self) -> bool:
        """Whether it never was so."""
        ...


Found = TypeVar("Found", bound=Correction)


def in_force(events: Sequence[object], kind: type[Found]) -> dict[int, Found]:
    """The correction that counts for each corrected event, by its number: the latest that was not itself struck."""
    counts: dict[int, Found] = {}
    for number in range(len(events), 0, -1):
        event, own = events[number - 1], counts.get(number)
        if isinstance(event, kind) and not (own is not None and own.struck):
            counts.setdefault(event.event, event)
    return counts
