"""What became of an import: how many accounts came in, which did not and why, and what was assumed or kept as a note.

Read next: `workflows/importing.py`, what happens to each account.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from desk.page import Block, Column, Grid, Page, Words
from domain.errors import Code
from domain.referral.account_words import WORDS
from domain.referral.accounts import Unknown

if TYPE_CHECKING:  # it loads Temporal's library, which whoever shows a report has loaded, and nobody else needs
    from workflows.importing import ImportReport


@dataclass(frozen=True)
class Imported:
    """The report of an import."""

    report: "ImportReport"

    @property
    def summary(self) -> str:
        """How many were imported, and how many not."""
        return f"{len(self.report.imported):,} imported, {len(self.report.skipped):,} skipped."

    @property
    def were_all_there(self) -> bool:
        """Whether nothing was new."""
        return not self.report.imported and not self.some_were_refused

    @property
    def some_were_refused(self) -> bool:
        """Whether an account could not be imported; that one was imported before is no failure."""
        return any(one.error.code is not Code.ALREADY_OPEN for one in self.report.skipped)

    def document(self) -> dict[str, Any]:
        """Each account, imported or skipped."""
        report = self.report
        return {
            "imported": len(report.imported),
            "skipped": [
                {
                    "reference": one.reference,
                    "line": one.line,
                    "code": one.error.code,
                    "why": one.error.message,
                    "unknown": [word._asdict() for word in one.unknown],
                }
                for one in report.skipped
            ],
            "unread": report.unread,
            "cases": [
                {
                    "reference": one.receipt.reference,
                    "case": one.receipt.case,
                    "kept_as_notes": [word._asdict() for word in one.kept],
                    "names_no_jurisdiction": one.names_no_jurisdiction,
                }
                for one in report.imported
            ],
        }

    def page(self) -> Page:
        """How many, then what needs a look."""
        return [Words(self.summary), *self._skipped(), *self._unknown(), *self._silent()]

    def _skipped(self) -> Iterator[Block]:
        if self.report.unread:
            yield Words(f"{self.report.unread:,} more were not looked at, because so many were refused.")
        if self.report.skipped:
            columns = [Column("Skipped", whole=True), Column("Line"), Column("Why"), Column("Code")]
            rows = [
                (one.reference, str(one.line), one.error.message, one.error.code.value) for one in self.report.skipped
            ]
            yield Grid("", columns, rows, none="")

    def _unknown(self) -> Iterator[Block]:
        skipped, imported = self.report.skipped, self.report.imported
        yield from _unknown("Not known", [(one.reference, word) for one in skipped for word in one.unknown])
        kept = [(one.receipt.reference, word) for one in imported for word in one.kept]
        yield from _unknown("Kept as notes", kept)

    def _silent(self) -> Iterator[Block]:
        if silent := sum(one.names_no_jurisdiction for one in self.report.imported):
            law = "They are under the law of England and Wales, or of --nation."
            yield Words(f"{silent:,} named no jurisdiction. {law}")


def _unknown(title: str, found: list[tuple[str, Unknown]]) -> Iterator[Block]:
    if not found:
        return
    columns = [Column("Account", whole=True), *map(Column, ("Field", "Says", "Times", "Nearest known"))]
    rows = [(account, word.field, word.said, str(word.times), word.nearest or "") for account, word in found]
    yield Grid(title, columns, rows, none="")
    if any(word.field == "type" for _, word in found):
        yield Words(f"The known types are: {', '.join(sorted(WORDS))}.")
