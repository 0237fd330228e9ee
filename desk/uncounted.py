"""What cannot be computed: the clocks nobody can count, by what is missing. Read next: `domain/clocks/words.py`."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

from desk.page import Block, Heading, Page, Words
from desk.records import Records
from domain.clocks.words import in_short
from domain.referral.rows import ClockRow


@dataclass(frozen=True)
class ListWhatCannotBeComputed:
    """Which clocks cannot be computed, and for want of what."""

    name: ClassVar = "list-what-cannot-be-computed"

    async def look(self, records: Records, /) -> "Uncounted":
        """Every such clock."""
        return Uncounted(await records.views.uncounted())


@dataclass(frozen=True)
class Uncounted:
    """Clocks that cannot be computed, each with the reference of its case."""

    clocks: tuple[tuple[str, ClockRow], ...]

    def document(self) -> list[dict[str, Any]]:
        """Each clock with its case, and why."""
        return [{"reference": reference, "clock": row.clock, "why": row.why} for reference, row in self.clocks]

    def page(self) -> Page:
        """What is missing, how many clocks want it, and in which cases."""
        if not self.clocks:
            return [Words("Every clock can be computed.")]
        return [Heading("What cannot be computed"), *self._lines()]

    def _lines(self) -> Iterator[Block]:
        cases: dict[str, list[str]] = {}
        for reference, row in self.clocks:
            cases.setdefault(in_short(row.why), []).append(reference)
        for why, each in sorted(cases.items()):
            clocks = "1 clock" if len(each) == 1 else f"{len(each):,} clocks"
            yield Words(f"{why} {clocks} of {', '.join(dict.fromkeys(each))}.", indent=1)
