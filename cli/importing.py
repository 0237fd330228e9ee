"""`nrm import`: histories that began elsewhere, many at once. What cannot be read is named by its line and skipped.

Read next: `domain/referral/accounts.py`, the format; `workflows/importing.py`, what happens to each account.
"""

from typing import Annotated, Any

import typer

from cli import output
from cli.engine import with_gateway
from cli.fields import source_text
from cli.options import ActorOption, AsJson, DataFolder, RoleOption, asker, settings_of
from cli.output import Advance, Column
from domain.errors import Code
from domain.referral.accounts import read_accounts
from domain.roles import Role
from workflows.gateway import Asker, Gateway
from workflows.importing import ImportReport, import_accounts

_SOME_REFUSED = 2


def import_file(
    *,
    file: Annotated[
        str, typer.Argument(metavar="FILE|-", help="A JSON array of accounts, or one a line; - is standard input.")
    ],
    actor: ActorOption,
    role: RoleOption = Role.CASEWORKER,
    data: DataFolder = None,
    as_json: AsJson = False,
) -> int:
    """Import histories that began elsewhere. Their facts are dated to the day, month or year.

    The exit status is 2 when an account could not be imported; one that was imported before is no failure.
    """
    who, text = asker(actor, role), source_text(file)
    with output.progress("Importing") as advance:
        report = with_gateway(settings_of(data), lambda gateway: import_text(gateway, text, who, advance))
    if as_json:
        output.document(_document(report))
    else:
        show_report(report)
    return _SOME_REFUSED if any(error.code is not Code.ALREADY_OPEN for _, error in report.skipped) else 0


async def import_text(gateway: Gateway, text: str, who: Asker, advance: Advance) -> ImportReport:
    """Import every account of a text that can be read."""
    accounts = list(read_accounts(text))
    return await import_accounts(gateway, accounts, who, lambda done: advance(done, len(accounts)))


def show_report(report: ImportReport) -> None:
    """Say how many were imported, and list those that were not."""
    output.text(summary(report))
    if report.skipped:
        columns = [Column("Skipped", whole=True), Column("Why"), Column("Code")]
        rows = [(reference, error.message, error.code.value) for reference, error in report.skipped]
        output.table("", columns, rows, none="")


def summary(report: ImportReport) -> str:
    """How many were imported, and how many not."""
    return f"{len(report.cases):,} imported, {len(report.skipped):,} skipped."


def was_all_imported_before(report: ImportReport) -> bool:
    """Whether nothing was new."""
    return not report.cases and all(error.code is Code.ALREADY_OPEN for _, error in report.skipped)


def _document(report: ImportReport) -> dict[str, Any]:
    return {
        "imported": len(report.cases),
        "skipped": [
            {"reference": reference, "code": error.code, "why": error.message} for reference, error in report.skipped
        ],
        "cases": [{"reference": receipt.reference, "case": receipt.case} for receipt in report.cases],
    }
