"""The list of cases: where each stands, and what it waits for. It comes from the read models, a page at a time.

Read next: `breaches.py` for the deadlines that were missed, `case_file.py` for one case.
"""

from dataclasses import dataclass
from typing import ClassVar

from desk.page import MOST_ROWS, Block, Column, Grid, Link, Page, Said, Words
from desk.records import Records
from desk.spelling import short
from domain.referral.rows import CaseRow
from domain.words import plain


@dataclass(frozen=True)
class ListCases:
    """Which cases there are: all, or at most so many after one of them."""

    after: str | None = None
    limit: int | None = MOST_ROWS
    name: ClassVar = "list-cases"

    async def look(self, records: Records, /) -> "CaseList":
        """The cases by reference."""
        return CaseList(await records.views.cases(self.after, self.limit), self)


@dataclass(frozen=True)
class CaseList:
    """Cases, and how they were asked for."""

    rows: tuple[CaseRow, ...]
    asked: ListCases

    def document(self) -> tuple[CaseRow, ...]:
        """The rows."""
        return self.rows

    def page(self) -> Page:
        """A line for each case, and where the next page begins."""
        none = "There are no cases." if self.asked.after is None else "No case follows."
        shown: list[Block] = [Grid("Cases", _COLUMNS, [_row(row) for row in self.rows], none)]
        if len(self.rows) == self.asked.limit:
            shown.append(Words("There may be more", leads_to=self._next()))
        return shown

    def _next(self) -> Link:
        limit = {} if self.asked.limit == MOST_ROWS else {"limit": str(self.asked.limit)}
        return Link(ListCases.name, {"after": self.rows[-1].reference, **limit})


_COLUMNS = (
    Column("Reference", whole=True),
    Column("Stage"),
    Column("Opened", whole=True),
    Column("Open"),
    Column("Waits for"),
)


def _row(row: CaseRow) -> tuple[str | Said, ...]:
    return (
        Said(row.reference, leads_to=Link("show-case", {"case": row.reference})),
        plain(row.stage),
        short(row.opened_on),
        "yes" if row.open else "no",
        row.next_wake_why or "",
    )
