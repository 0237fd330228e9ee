"""`nrm import`: histories that began elsewhere, many at once. What cannot be read is named by its line and skipped.

Read next: `domain/referral/accounts.py`, the format; `workflows/importing.py`, what happens to each account.
"""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli import output
from cli.engine import with_engine
from cli.fields import or_invalid, source_text
from cli.grid import Column
from cli.options import ActorOption, AsJson, DataFolder, RoleOption, asker, settings_of
from domain.errors import Code

if TYPE_CHECKING:
    from workflows.importing import ImportReport

_SOME_REFUSED = 2


def import_file(
    *,
    file: Annotated[
        str, typer.Argument(metavar="FILE|-", help="A JSON array of accounts, or one a line; - is standard input.")
    ],
    actor: ActorOption = None,
    role: RoleOption = None,
    data: DataFolder = None,
    as_json: AsJson = False,
) -> int:
    """Import histories that began elsewhere. Their facts are dated to the day, month or year.

    The exit status is 2 when an account could not be imported; one that was imported before is no failure.
    """
    who, text = asker(actor, role), or_invalid(lambda: source_text(file))
    with output.progress("Importing") as advance:
        report = with_engine(settings_of(data), lambda engine: engine.import_text(text, who, advance))
    if as_json:
        output.document(_document(report))
    else:
        show_report(report)
    return _SOME_REFUSED if any(error.code is not Code.ALREADY_OPEN for _, error in report.skipped) else 0


def show_report(report: "ImportReport") -> None:
    """Say how many were imported, and list those that were not."""
    output.text(summary(report))
    if report.skipped:
        columns = [Column("Skipped", whole=True), Column("Why"), Column("Code")]
        rows = [(reference, error.message, error.code.value) for reference, error in report.skipped]
        output.table("", columns, rows, none="")


def summary(report: "ImportReport") -> str:
    """How many were imported, and how many not."""
    return f"{len(report.cases):,} imported, {len(report.skipped):,} skipped."


def was_all_imported_before(report: "ImportReport") -> bool:
    """Whether nothing was new."""
    return not report.cases and all(error.code is Code.ALREADY_OPEN for _, error in report.skipped)


def _document(report: "ImportReport") -> dict[str, Any]:
    return {
        "imported": len(report.cases),
        "skipped": [
            {"reference": reference, "code": error.code, "why": error.message} for reference, error in report.skipped
        ],
        "cases": [{"reference": receipt.reference, "case": receipt.case} for receipt in report.cases],
    }
