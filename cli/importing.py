"""`nrm import`: histories that began elsewhere, many at once. What cannot be read is named by its line and skipped.

Read next: `domain/referral/accounts.py`, the format; `workflows/importing.py`, what happens to each account.
"""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli import output
from cli.engine import with_engine
from cli.fields import or_invalid, source_text
from cli.options import ActorOption, AsJson, DataFolder, RoleOption, asker, settings_of
from desk.page import Column
from domain.errors import Code, Invalid
from domain.nearest import did_you_mean
from domain.referral.account_words import WORDS
from domain.referral.accounts import Unknown, Wishes
from domain.referral.jurisdictions import KNOWN

if TYPE_CHECKING:
    from workflows.importing import ImportReport

_SOME_REFUSED = 2


def _nation(typed: str) -> str:
    if typed not in KNOWN:
        message = f"--nation takes one of these: {', '.join(KNOWN)}.{did_you_mean(typed, KNOWN)}"
        raise Invalid(Code.INVALID_VALUE, message)
    return typed


def import_file(
    *,
    file: Annotated[
        str, typer.Argument(metavar="FILE|-", help="A JSON array of accounts, or one a line; - is standard input.")
    ],
    nation: Annotated[
        str | None,
        typer.Option(
            "--nation",
            metavar="N",
            parser=_nation,
            help="Whose law applies to accounts that do not say it for certain.",
        ),
    ] = None,
    keep_unknown: Annotated[
        bool, typer.Option("--keep-unknown", help="Keep facts of a type that is not known, as dated notes.")
    ] = False,
    actor: ActorOption = None,
    role: RoleOption = None,
    data: DataFolder = None,
    as_json: AsJson = False,
) -> int:
    """Import histories that began elsewhere. Their facts are dated to the day, month or year.

    The exit status is 2 when an account could not be imported; one that was imported before is no failure.
    """
    who, text, wishes = asker(actor, role), or_invalid(lambda: source_text(file)), Wishes(nation, keep_unknown)
    with output.progress("Importing") as advance:
        report = with_engine(settings_of(data), lambda engine: engine.import_text(text, wishes, who, advance))
    if as_json:
        output.document(_document(report))
    else:
        show_report(report)
    return _SOME_REFUSED if any(one.error.code is not Code.ALREADY_OPEN for one in report.skipped) else 0


def show_report(report: "ImportReport") -> None:
    """Say how many were imported, list those that were not, and say what was assumed and what kept as a note."""
    output.text(summary(report))
    if report.unread:
        output.text(f"{report.unread:,} more were not looked at, because so many were refused.")
    if report.skipped:
        columns = [Column("Skipped", whole=True), Column("Line"), Column("Why"), Column("Code")]
        rows = [(one.reference, str(one.line), one.error.message, one.error.code.value) for one in report.skipped]
        output.table("", columns, rows, none="")
    _show_unknown("Not known", [(one.reference, word) for one in report.skipped for word in one.unknown])
    _show_unknown("Kept as notes", [(one.receipt.reference, word) for one in report.imported for word in one.kept])
    if silent := sum(one.names_no_jurisdiction for one in report.imported):
        output.text(f"{silent:,} named no jurisdiction. They are under the law of England and Wales, or of --nation.")


def _show_unknown(title: str, found: list[tuple[str, Unknown]]) -> None:
    if not found:
        return
    columns = [Column("Account", whole=True), Column("Field"), Column("Says"), Column("Times"), Column("Nearest known")]
    rows = [(account, word.field, word.said, str(word.times), word.nearest or "") for account, word in found]
    output.table(title, columns, rows, none="")
    if any(word.field == "type" for _, word in found):
        output.text(f"The known types are: {', '.join(sorted(WORDS))}.")


def summary(report: "ImportReport") -> str:
    """How many were imported, and how many not."""
    return f"{len(report.imported):,} imported, {len(report.skipped):,} skipped."


def was_all_imported_before(report: "ImportReport") -> bool:
    """Whether nothing was new."""
    return not report.imported and all(one.error.code is Code.ALREADY_OPEN for one in report.skipped)


def _document(report: "ImportReport") -> dict[str, Any]:
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
