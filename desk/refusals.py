"""The commands that were refused, and why. They are in the log as everything else is. Read next: `eventlog/log.py`."""

from dataclasses import dataclass
from typing import ClassVar

from desk.page import Column, Grid, Page
from desk.records import Records
from domain.stream import stream_of
from domain.when import clock_in_short
from eventlog.log import RefusedCommand


@dataclass(frozen=True)
class ListRefusals:
    """What was refused, of one case or of all."""

    case: str | None = None
    name: ClassVar = "list-refusals"

    async def look(self, records: Records, /) -> "Refusals":
        """Every refusal."""
        stream = stream_of((await records.find(self.case)).case) if self.case else None
        return Refusals(tuple(await records.log.refusals(stream)))


@dataclass(frozen=True)
class Refusals:
    """What was refused."""

    refused: tuple[RefusedCommand, ...]

    def document(self) -> tuple[RefusedCommand, ...]:
        """Each with who asked for what."""
        return self.refused

    def page(self) -> Page:
        """A line for each."""
        columns = [Column("Recorded", whole=True), *map(Column, ("Command", "Asked by", "Code", "Why"))]
        rows = [
            (clock_in_short(one.recorded_at), one.type, f"{one.actor}, {one.role}", one.code.value, one.message)
            for one in self.refused
        ]
        return [Grid("Refusals (times are London's)", columns, rows, none="Nothing was refused.")]
