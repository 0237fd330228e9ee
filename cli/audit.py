"""Proving the record: `verify` recomputes every hash of the log, `rebuild` every row of the read models.

Neither trusts what it checks, and each says what it did not look at. `verify` changes nothing; `rebuild` mends rows
that were not what the log says, and says which. Read next: `eventlog/verify.py`, the published format;
`eventlog/rebuild.py`.
"""

from pathlib import Path
from typing import Annotated

import typer

from activities.kinds import project
from cli import output
from cli.engine import with_records
from cli.options import AsJson, DataFolder, settings_of
from desk.page import Column
from desk.records import Records
from eventlog import heads
from eventlog import rebuild as rebuilding
from eventlog import verify as verifying
from eventlog.heads import Noted
from eventlog.keys import key_at_hand
from eventlog.rebuild import Rebuilt
from eventlog.requests import our_time
from eventlog.verify import Verification

_NOTED = "A head that an earlier verify printed, or a file of heads."
_APPEND = "A file of heads: those in it are held against the log, and if all is well this one is added."


def verify(
    *,
    noted: Annotated[Noted | None, typer.Option(metavar="HEAD|FILE", parser=heads.noted, help=_NOTED)] = None,
    append_to: Annotated[Path | None, typer.Option("--append-head", metavar="FILE", help=_APPEND)] = None,
    data: DataFolder = None,
    as_json: AsJson = False,
) -> None:
    """Check every hash of the log, and what stands around it. Exits with 1 when anything is not as it was written.

    Keep the heads where whoever writes the database cannot write: nothing else shows a log that was cut short.
    """
    settings = settings_of(data)
    earlier = (*(noted.heads if noted else ()), *(heads.heads_in(append_to) if append_to else ()))
    key = key_at_hand(settings.data)
    with output.progress("Verifying") as advance:
        found = with_records(settings, lambda records: verifying.verify(records.pool, advance, earlier, key))
    if found.ok and append_to is not None:
        heads.append_head(append_to, found.head, our_time())
    if as_json:
        output.document(_document(found))
    else:
        _show(found)
    if not found.ok:
        raise typer.Exit(1)


def _document(found: Verification) -> dict[str, object]:
    return {
        "ok": found.ok,
        "events": found.events,
        "head": found.head,
        "problems": found.problems,
        "not_looked_at": found.not_looked_at,
    }


def _show(found: Verification) -> None:
    columns = [Column("Position", "right"), Column("Stream"), Column("Version", "right"), Column("Problem")]
    rows = [
        (str(problem.position or ""), problem.stream or "", str(problem.version or ""), problem.what)
        for problem in found.problems
    ]
    output.table("Problems", columns, rows, none=f"{found.events:,} events, each as it was written.")
    output.text(f"Head: {found.head.position}:{found.head.log_hash}")
    output.text("\n".join(("Not looked at:", *found.not_looked_at)))


def rebuild(
    *,
    check: Annotated[bool, typer.Option("--check", help="Only compare; change nothing.")] = False,
    data: DataFolder = None,
    as_json: AsJson = False,
) -> None:
    """Recompute the read models, and mend what was not equal.

    The exit status is 1 when there is a case that cannot be read or mended; with --check also when anything differs.
    """

    async def work(records: Records) -> Rebuilt:
        return await rebuilding.rebuild(records.pool, project(records.law), advance, mends=not check)

    with output.progress("Comparing" if check else "Rebuilding") as advance:
        found = with_records(settings_of(data), work)
    if as_json:
        output.document(_rebuilt(found))
    else:
        _show_rebuilt(found, mended=not check)
    if not found.whole or (check and not found.equal):
        raise typer.Exit(1)


def _rebuilt(found: Rebuilt) -> dict[str, object]:
    return {
        "equal": found.equal,
        "cases": found.cases,
        "prosecutions": found.prosecutions,
        "events": found.events,
        "differences": found.differences,
        "unreadable": found.unreadable,
        "unmended": found.unmended,
    }


def _show_rebuilt(found: Rebuilt, *, mended: bool) -> None:
    prosecutions = f" and {found.prosecutions:,} prosecutions" if found.prosecutions else ""
    output.text(
        f"{found.cases:,} cases{prosecutions} {'rebuilt' if mended else 'worked out'} from {found.events:,} events."
    )
    columns = [Column("Case", whole=True), Column("Tables that differ" if not mended else "Tables that differed")]
    rows = [(str(difference.case), ", ".join(difference.tables)) for difference in found.differences]
    title = "What was not equal, and is now" if mended else "What is not equal"
    output.table(title, columns, rows, none="Every row was equal." if mended else "Every row is equal.")
    left = [(one.stream, one.why) for one in found.unreadable] + [(one.stream, one.why) for one in found.unmended]
    if left:
        columns = [Column("Stream", whole=True), Column("Why")]
        output.table("What could not be worked out, or not be mended", columns, left, none="")
