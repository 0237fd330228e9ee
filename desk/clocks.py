"""The clocks of a case, now or as they were, each with why its date is what it is.

Nothing here counts. Read next: `why.py`, for the whole sum of one clock.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

from desk.opened import CaseThen, opened
from desk.page import Block, Heading, Page, Words
from desk.records import Records
from domain.clocks import Reading
from domain.clocks.words import status_in_words
from domain.rules.model import Kind
from domain.when import clock_in_words, day_in_words, hour_due


@dataclass(frozen=True)
class ShowClocks(CaseThen):
    """What the clocks of a case say."""

    name: ClassVar = "show-clocks"

    async def look(self, records: Records, /) -> "ClocksOfCase":
        """The clocks at that moment."""
        return ClocksOfCase((await opened(records, self)).clocks)


@dataclass(frozen=True)
class ClocksOfCase:
    """What each clock says."""

    readings: tuple[Reading, ...]

    def document(self) -> list[dict[str, Any]]:
        """Each clock with all its dates."""
        return [document_of(reading) for reading in self.readings]

    def page(self) -> Page:
        """Each clock, and why."""
        if not self.readings:
            return [Words("No clock has started.")]
        return [block for reading in self.readings for block in _explained(reading)]


def document_of(reading: Reading) -> dict[str, Any]:
    """One clock with all its dates, for a script."""
    return {
        "clock": reading.clock,
        "title": reading.title,
        "kind": reading.kind,
        "force": reading.force,
        "rule": reading.rule,
        "starts_on": reading.starts_on,
        "due_on": reading.due_on,
        "due_at": reading.due_at,
        "status": reading.status,
        "ended_on": reading.ended_on,
        "days_late": reading.days_late,
        "why": reading.why,
    }


def _explained(reading: Reading) -> Iterator[Block]:
    yield Heading(f"{reading.title}: {status_in_words(reading.kind, reading.status)}")
    yield Words(f"{reading.kind}, {reading.force.in_words()}, {reading.rule}", indent=2)
    due, hour = "target" if reading.kind is Kind.TARGET else "due", hour_due(reading.due_on, reading.due_at)
    dates = {"from": reading.starts_on, due: reading.due_on, "ended": reading.ended_on}
    words = {name: day_in_words(day) for name, day in dates.items() if day}
    said = [f"{name} {day}" for name, day in {**words, **({due: clock_in_words(hour)} if hour else {})}.items()]
    said += [f"{reading.days_late:,} days late"] if reading.days_late else []
    if said:
        yield Words(", ".join(said), indent=2)
    yield Words(reading.why, indent=2, ends=True)
