"""Whether the read models are what the log says: every row worked out again, and mended where that is wanted.

A row is no fact: it can be written again at any time, so looking may mend it. Read next: `eventlog/rebuild.py`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

from activities.kinds import project
from desk.page import Block, Column, Grid, Page, Words
from desk.records import Records
from eventlog import rebuild as rebuilding
from eventlog.rebuild import Progress, Rebuilt


@dataclass(frozen=True)
class RebuildLists:
    """Whether every row is what the log says; with `mends`, it is afterwards."""

    advance: Progress
    mends: bool
    name: ClassVar = "rebuild-lists"

    async def look(self, records: Records, /) -> "Lists":
        """Every row, worked out again."""
        found = await rebuilding.rebuild(records.pool, project(records.law), self.advance, mends=self.mends)
        return Lists(found, self.mends)


@dataclass(frozen=True)
class Lists:
    """What was not equal, and what could not be worked out."""

    found: Rebuilt
    mended: bool

    def document(self) -> dict[str, Any]:
        """All of it."""
        found = self.found
        return {
            "equal": found.equal,
            "cases": found.cases,
            "prosecutions": found.prosecutions,
            "events": found.events,
            "differences": found.differences,
            "unreadable": found.unreadable,
            "unmended": found.unmended,
        }

    def page(self) -> Page:
        """How much was worked out, each case that differs, and what is left over."""
        return [Words(self._how_much()), self._differences(), *self._left()]

    def _how_much(self) -> str:
        found, how = self.found, "rebuilt" if self.mended else "worked out"
        prosecutions = f" and {found.prosecutions:,} prosecutions" if found.prosecutions else ""
        return f"{found.cases:,} cases{prosecutions} {how} from {found.events:,} events."

    def _differences(self) -> Grid:
        rows = [(str(one.case), ", ".join(one.tables)) for one in self.found.differences]
        case = Column("Case", whole=True)
        if self.mended:
            columns = [case, Column("Tables that differed")]
            return Grid("What was not equal, and is now", columns, rows, none="Every row was equal.")
        return Grid("What is not equal", [case, Column("Tables that differ")], rows, none="Every row is equal.")

    def _left(self) -> Iterator[Block]:
        unreadable = [(one.stream, one.why) for one in self.found.unreadable]
        left = [*unreadable, *((one.stream, one.why) for one in self.found.unmended)]
        if left:
            columns = [Column("Stream", whole=True), Column("Why")]
            yield Grid("What could not be worked out, or not be mended", columns, left, none="")
