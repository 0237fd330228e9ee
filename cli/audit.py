"""Proving the record: `verify` recomputes every hash of the log, `rebuild` every row of the read models.

Neither trusts what it checks. `verify` changes nothing; `rebuild` mends rows that were not what the log says, and says
which. Read next: `eventlog/verify.py`, the published format; `eventlog/rebuild.py`.
"""

import re
from typing import Annotated

import typer

from activities.history import project
from cli import output
from cli.engine import Records, with_records
from cli.grid import Column
from cli.options import AsJson, DataFolder, settings_of
from domain.errors import Code, Invalid
from eventlog import rebuild as rebuilding
from eventlog import verify as verifying
from eventlog.rebuild import Rebuilt
from eventlog.verify import Head, Verification

_NOTED = re.compile(r"(\d{1,18}):([0-9a-f]{64})")


def _head(typed: str) -> Head:
    noted = _NOTED.fullmatch(typed)
    if noted is None:
        raise Invalid(Code.INVALID_VALUE, "A noted head is written as POSITION:FINGERPRINT, as verify prints it.")
    return Head(int(noted[1]), noted[2])


def verify(
    *,
    noted: Annotated[
        Head | None, typer.Option(metavar="HEAD", parser=_head, help="A head that an earlier verify printed.")
    ] = None,
    data: DataFolder = None,
    as_json: AsJson = False,
) -> None:
    """Check every hash of the log. Exits with 1 when anything is not as it was written."""
    with output.progress("Verifying") as advance:
        found = with_records(settings_of(data), lambda records: verifying.verify(records.pool, advance, noted))
    if as_json:
        output.document({"ok": found.ok, "events": found.events, "head": found.head, "problems": found.problems})
    else:
        _show(found)
    if not found.ok:
        raise typer.Exit(1)


def _show(found: Verification) -> None:
    columns = [Column("Position", "right"), Column("Stream"), Column("Version", "right"), Column("Problem")]
    rows = [
        (str(problem.position or ""), problem.stream or "", str(problem.version or ""), problem.what)
        for problem in found.problems
    ]
    output.table("Problems", columns, rows, none=f"{found.events:,} events, each as it was written.")
    output.text(f"Head: {found.head.position}:{found.head.log_hash}")


def rebuild(*, data: DataFolder = None, as_json: AsJson = False) -> None:
    """Recompute the read models from the log. Says whether they were equal."""

    async def work(records: Records) -> Rebuilt:
        return await rebuilding.rebuild(records.pool, project(records.law), advance)

    with output.progress("Rebuilding") as advance:
        found = with_records(settings_of(data), work)
    if as_json:
        document = {
            "equal": found.equal,
            "cases": found.cases,
            "prosecutions": found.prosecutions,
            "events": found.events,
        }
        output.document({**document, "differences": found.differences})
        return
    prosecutions = f" and {found.prosecutions:,} prosecutions" if found.prosecutions else ""
    output.text(f"{found.cases:,} cases{prosecutions} rebuilt from {found.events:,} events.")
    columns = [Column("Case", whole=True), Column("Tables that differed")]
    rows = [(str(difference.case), ", ".join(difference.tables)) for difference in found.differences]
    output.table("What was not equal, and is now", columns, rows, none="Every row was equal.")
