"""How another rule-book comes to decide: `nrm rules preview` shows what it would move, `nrm rules accept` lets it.

A rule file that lies on a disk changes nothing. Read next: `desk/preview.py`; `activities/acceptance.py`.
"""

from dataclasses import replace
from pathlib import Path
from typing import Annotated
from uuid import uuid4

import typer

from activities.acceptance import Acceptance
from cli import output
from cli.ask import ask_and_show, asked, reader
from cli.defects import asked_under
from cli.engine import with_engine
from cli.options import (
    ActorOption,
    AsJson,
    CommandId,
    DataFolder,
    ReaderName,
    ReaderRole,
    RoleOption,
    asker,
    settings_of,
)
from cli.print import show
from desk.acceptances import ListAcceptances
from desk.preview import PreviewRules
from domain.errors import Invalid
from workers.rule_files import deployed_files, files_in
from workers.settings import StackSettings

Folder = Annotated[
    Path | None,
    typer.Argument(metavar="[FOLDER]", help="A folder of rule files; those of this release, if left out."),
]


def preview(
    *,
    folder: Folder = None,
    name: ReaderName = None,
    role: ReaderRole = None,
    data: DataFolder = None,
    as_json: AsJson = False,
) -> None:
    """Show what other rules would move. Which clocks of which cases, from which day to which; nothing is changed.

    The exit status is 1 when there are cases that cannot be read.
    """
    settings = settings_of(data)
    with output.progress("Counting every case again") as advance:
        found = asked(PreviewRules(_files(settings, folder), advance), settings, reader(name, role))
    show(found, as_json=as_json)
    if not (as_json or found.is_the_same or found.refusal):
        output.text("To let these rules decide: nrm rules accept --role administrator --reason …")
    if found.unreadable:
        raise typer.Exit(1)


def accept(
    *,
    folder: Folder = None,
    reason: Annotated[
        str, typer.Option("--reason", metavar="TEXT", help="Why, for the public record: no personal details.")
    ],
    command_id: CommandId = None,
    actor: ActorOption = None,
    role: RoleOption = None,
    data: DataFolder = None,
    as_json: AsJson = False,
) -> None:
    """Let other rules decide from now on. Only an administrator may; what moves is recorded in each case."""
    settings = settings_of(data)
    wanted = Acceptance({}, reason, asker(actor, role), command_id or uuid4())
    with asked_under(wanted.command_id):
        wanted = replace(wanted, files=_readable(settings, folder, wanted))
        with output.progress("Taking every case over") as advance:
            done = with_engine(settings, lambda engine: engine.accept_rules(wanted, advance))
    if as_json:
        output.document({"rules": done.rules.identity, "digest": done.rules.digest, "cases_moved": done.cases_moved})
        return
    moved = f"{done.cases_moved:,} case{'' if done.cases_moved == 1 else 's'}"
    output.text(f"The rule-book {done.rules.identity} decides from now on.")
    output.text(f"Clocks moved in {moved}; each history says which." if done.cases_moved else "No clock moved.")


def _readable(settings: StackSettings, folder: Path | None, wanted: Acceptance) -> dict[str, str]:
    """The rule files; where they cannot be read, that is put on record, and raised."""
    try:
        return _files(settings, folder)
    except Invalid as refusal:
        unreadable = refusal
        with_engine(settings, lambda engine: engine.refuse_rules(wanted, unreadable))
        raise


def accepted(
    *, reader: ReaderName = None, role: ReaderRole = None, data: DataFolder = None, as_json: AsJson = False
) -> None:
    """List the rule-books that were accepted. When, by whom, and why; the last one decides."""
    ask_and_show(ListAcceptances(), data, reader, role, as_json=as_json)


def _files(settings: StackSettings, folder: Path | None) -> dict[str, str]:
    standards = settings.service_standards
    return files_in(folder, standards) if folder else deployed_files(standards)
