"""Prosecutions of traffickers: `nrm prosecution open`, `do`, `show`, `list`, `history` and `commands`.

They are asked as cases are (`casework.py`); the names of their commands are typed without the word that tells them from
a case's. Read next: `desk/prosecutions.py`.
"""

from typing import Annotated

import typer

from cli import casework
from cli.ask import ask_and_show, reader
from cli.askable import show_askable
from cli.do_help import Investigation, ProsecutionCommandWithFields
from cli.options import (
    ActorOption,
    AsJson,
    CommandId,
    DataFolder,
    ReaderName,
    ReaderRole,
    RoleOption,
    asker,
    case_name,
    settings_of,
)
from desk.history import ShowHistoryOfProsecution
from desk.prosecutions import ListProsecutions, ShowProsecution
from domain.prosecution.commands import COMMANDS, KIND, OPENING

app = typer.Typer(rich_markup_mode=None)

ProsecutionArgument = Annotated[
    str,
    typer.Argument(
        metavar="PROSECUTION", parser=case_name, help="A prosecution's id or reference.", show_default=False
    ),
]


@app.command(name="open", cls=Investigation)
def open_prosecution(
    *,
    context: typer.Context,
    whole: casework.WholeFile = None,
    file: casework.FieldsFile = None,
    command_id: CommandId = None,
    actor: ActorOption = None,
    role: RoleOption = None,
    data: DataFolder = None,
    as_json: AsJson = False,
) -> None:
    """Open an investigation. Its fields are options, or a JSON object; add --help to see them."""
    who, source = asker(actor, role), casework.source_of(whole, file, context.args)
    asked = casework.requested(OPENING, source, context.args, who, command_id, settings_of(data))
    casework.show_receipt(casework.opened(asked, settings_of(data)), KIND, as_json=as_json)


@app.command(cls=ProsecutionCommandWithFields)
def do(
    *,
    context: typer.Context,
    prosecution: ProsecutionArgument,
    command: casework.CommandArgument = None,
    file: casework.FieldsFile = None,
    command_id: CommandId = None,
    expected_version: casework.ExpectedVersion = None,
    actor: ActorOption = None,
    role: RoleOption = None,
    data: DataFolder = None,
    as_json: AsJson = False,
) -> None:
    """Ask a command of a prosecution. Its fields follow as options; add --help to see them."""
    settings = settings_of(data)
    if command is None:
        casework.refuse_fields(context.args, file)
        show_askable(prosecution, settings, reader(actor, role), prosecution=True, as_json=as_json)
        return
    name, who = f"{KIND}/{command}", asker(actor, role)
    asked = casework.requested(name, file, context.args, who, command_id, settings, of=prosecution)
    casework.show_receipt(casework.done(asked, prosecution, expected_version, settings), KIND, as_json=as_json)


@app.command()
def commands(
    *,
    name: Annotated[str | None, typer.Argument(metavar="[COMMAND]", help="Show the fields of this one.")] = None,
    as_json: AsJson = False,
) -> None:
    """List the commands that are asked of prosecutions, or the fields of one."""
    casework.show_commands(None if name is None else f"{KIND}/{name}", COMMANDS, as_json=as_json)


@app.command(name="list")
def list_prosecutions(
    *, reader: ReaderName = None, role: ReaderRole = None, data: DataFolder = None, as_json: AsJson = False
) -> None:
    """List the prosecutions."""
    ask_and_show(ListProsecutions(), data, reader, role, as_json=as_json)


@app.command()
def history(
    *,
    prosecution: ProsecutionArgument,
    reader: ReaderName = None,
    role: ReaderRole = None,
    data: DataFolder = None,
    as_json: AsJson = False,
) -> None:
    """List the events of a prosecution, in order."""
    ask_and_show(ShowHistoryOfProsecution(prosecution), data, reader, role, as_json=as_json)


@app.command()
def show(
    *,
    prosecution: ProsecutionArgument,
    reader: ReaderName = None,
    role: ReaderRole = None,
    data: DataFolder = None,
    as_json: AsJson = False,
) -> None:
    """Show a prosecution: its stage, its defendants, its victims' cases, and what these have not been told yet."""
    ask_and_show(ShowProsecution(prosecution), data, reader, role, as_json=as_json)
