"""The safeguards that stand: what must never happen to a person in the NRM, and happens.

Everything comes from the read models; nothing here decides. Read next: `domain/safeguards`, the checks themselves.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

from desk.page import Column, Grid, Link, Page, Said, Tone
from desk.records import Records
from domain.referral.rows import SafeguardRow
from domain.when import When
from domain.words import plain


@dataclass(frozen=True)
class ListSafeguards:
    """What stands that must never be, in one case or in all. `cleared_too`: also what is over."""

    case: str | None = None
    cleared_too: bool = False
    name: ClassVar = "list-safeguards"

    async def look(self, records: Records, /) -> "Concerns":
        """The concerns; what the cases are called is read last, so that each concern has one."""
        wanted = (await records.find(self.case)).case if self.case else None
        rows = [row for row in await records.views.safeguards(wanted) if self.cleared_too or _stands(row)]
        reference = await records.views.references({row.case for row in rows})
        return Concerns(tuple(Concern(reference[row.case], row) for row in rows), self.cleared_too)


@dataclass(frozen=True)
class Concern:
    """A concern as it is shown: with its case's reference."""

    reference: str
    row: SafeguardRow


@dataclass(frozen=True)
class Concerns:
    """Concerns; with their status, where some may be over."""

    found: tuple[Concern, ...]
    with_status: bool

    def document(self) -> list[dict[str, Any]]:
        """Each concern with all it has."""
        return [_document(concern) for concern in self.found]

    def page(self) -> Page:
        """A line for each concern, and whom to tell."""
        columns = [
            Column("Reference", whole=True),
            Column("Concern"),
            Column("Since", whole=True),
            Column("Event", "right"),
            Column("Tell"),
            Column("Convention"),
            *([Column("Status")] if self.with_status else []),
        ]
        rows = [tuple(self._row(concern)) for concern in self.found]
        return [Grid("Safeguards", columns, rows, none="No safeguard is raised.")]

    def _row(self, concern: Concern) -> Iterator[str | Said]:
        row = concern.row
        urgent: Tone | None = "alert" if row.severity == "urgent" and _stands(row) else None
        yield Said(concern.reference, leads_to=Link("show-case", {"case": concern.reference}))
        yield Said(f"{row.title} ({row.severity})", urgent)
        yield _day(row.since)
        yield str(row.about)
        yield plain(row.tell)
        yield row.article
        if self.with_status:
            yield Said(_status(row), None if _stands(row) else "quiet")


def _stands(row: SafeguardRow) -> bool:
    """Whether it is known to stand now."""
    return row.status == "open" and not row.historic


def _document(concern: Concern) -> dict[str, Any]:
    row = concern.row
    return {
        "case": row.case,
        "reference": concern.reference,
        "check": row.check,
        "about": row.about,
        "title": row.title,
        "severity": row.severity,
        "since": row.since,
        "cleared_on": row.cleared_on,
        "status": row.status,
        "historic": row.historic,
        "article": row.article,
        "tell": row.tell,
    }


def _status(row: SafeguardRow) -> str:
    status = f"cleared {_day(row.cleared_on)}" if row.cleared_on else row.status
    return f"{status}, historic" if row.historic else status


def _day(text: str) -> str:
    return When.parse(text).in_words()
