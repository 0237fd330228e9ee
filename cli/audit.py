"""Proving the record at the command line: `verify` and `rebuild`, and the exit status that says what came of it.

Read next: `desk/verification.py`, `desk/rebuilding.py`.
"""

from pathlib import Path
from typing import Annotated

import typer

from cli import output
from cli.ask import asked, reader
from cli.options import AsJson, DataFolder, ReaderName, ReaderRole, settings_of
from cli.print import show
from desk.rebuilding import RebuildLists
from desk.verification import VerifyLog
from eventlog import heads
from eventlog.heads import Noted
from eventlog.keys import key_at_hand
from eventlog.requests import our_time

_NOTED = "A head that an earlier verify printed, or a file of heads."
_APPEND = "A file of heads: those in it are held against the log, and if all is well this one is added."


def verify(
    *,
    noted: Annotated[Noted | None, typer.Option(metavar="HEAD|FILE", parser=heads.noted, help=_NOTED)] = None,
    append_to: Annotated[Path | None, typer.Option("--append-head", metavar="FILE", help=_APPEND)] = None,
    name: ReaderName = None,
    role: ReaderRole = None,
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
        verified = asked(VerifyLog(advance, earlier, key), settings, reader(name, role))
    found = verified.found
    if found.ok and append_to is not None:
        heads.append_head(append_to, found.head, our_time())
    show(verified, as_json=as_json)
    if not found.ok:
        raise typer.Exit(1)


def rebuild(
    *,
    check: Annotated[bool, typer.Option("--check", help="Only compare; change nothing.")] = False,
    name: ReaderName = None,
    role: ReaderRole = None,
    data: DataFolder = None,
    as_json: AsJson = False,
) -> None:
    """Recompute the read models, and mend what was not equal.

    The exit status is 1 when there is a case that cannot be read or mended; with --check also when anything differs.
    """
    with output.progress("Comparing" if check else "Rebuilding") as advance:
        lists = asked(RebuildLists(advance, mends=not check), settings_of(data), reader(name, role))
    found = lists.found
    show(lists, as_json=as_json)
    if not found.whole or (check and not found.equal):
        raise typer.Exit(1)
