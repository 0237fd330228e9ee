"""Asking the engine for something: `refer`, `do`, and `commands`, which says what can be asked.

What cannot even be read as a command's fields is handed on too, as the error that it is, to be put on record as a
refusal. Read next: `fields.py`, `writing.py`.
"""

from typing import Annotated, Any
from uuid import uuid4

import typer

from cli import output
from cli.engine import with_engine
from cli.fields import command_document, fields_of, help_on, or_invalid, roles_of, source_text, summary_of, typed_fields
from cli.grid import Column
from cli.options import ActorOption, AsJson, CaseArgument, CommandId, DataFolder, RoleOption, asker, settings_of
from domain.referral.commands import COMMANDS
from domain.referral.receipt import Receipt
from domain.roles import Role
from domain.when import day_in_words, london_day


def refer(
    *,
    file: Annotated[
        str, typer.Argument(metavar="FILE|-", help="A JSON object with the fields of refer; - is standard input.")
    ],
    command_id: CommandId = None,
    actor: ActorOption,
    role: RoleOption = Role.CASEWORKER,
    data: DataFolder = None,
    as_json: AsJson = False,
) -> None:
    """Refer a person: opens a case. `nrm commands refer` shows the fields."""
    who, given = asker(actor, role), command_id or uuid4()
    fields = or_invalid(lambda: fields_of(source_text(file)))
    receipt = with_engine(settings_of(data), lambda engine: engine.refer(fields, who, given))
    _show(receipt, as_json=as_json)


def do(
    *,
    context: typer.Context,
    case: CaseArgument,
    command: Annotated[str, typer.Argument(metavar="COMMAND", help="One of those that `nrm commands` lists.")],
    file: Annotated[
        str | None, typer.Option("--file", metavar="F|-", help="A JSON object with fields; options go before it.")
    ] = None,
    command_id: CommandId = None,
    expected_version: Annotated[
        int | None, typer.Option("--expected-version", min=0, help="Refuse if the case has moved on from this version.")
    ] = None,
    actor: ActorOption,
    role: RoleOption = Role.CASEWORKER,
    data: DataFolder = None,
    as_json: AsJson = False,
) -> None:
    """Ask a command of a case. Its fields follow as options: --outcome positive; add --help to see them."""
    who, given = asker(actor, role), command_id or uuid4()

    def read() -> dict[str, Any]:
        return {**(fields_of(source_text(file)) if file is not None else {}), **typed_fields(context.args)}

    fields = or_invalid(read)
    receipt = with_engine(
        settings_of(data), lambda engine: engine.do(case, command, fields, who, given, expected_version)
    )
    _show(receipt, as_json=as_json)


def _show(receipt: Receipt, *, as_json: bool) -> None:
    if as_json:
        output.document(receipt)
        return
    recorded = ", ".join(event.replace("-", " ") for event in receipt.events)
    output.text(f"Recorded on case {receipt.reference}: {recorded}.")
    output.text(f"It is at version {receipt.version}, stage: {receipt.stage.replace('-', ' ')}.")
    if receipt.next_instant is not None:
        output.text(f"Time alone changes something next on {day_in_words(london_day(receipt.next_instant))}.")


def commands(
    *,
    name: Annotated[str | None, typer.Argument(metavar="[COMMAND]", help="Show the fields of this one.")] = None,
    as_json: AsJson = False,
) -> None:
    """List the engine's commands, or the fields of one."""
    if name is None:
        _list_commands(as_json=as_json)
    elif as_json:
        output.document(command_document(name))
    else:
        show_fields(name)


def _list_commands(*, as_json: bool) -> None:
    if as_json:
        output.document([command_document(name) for name in COMMANDS])
        return
    columns = [Column("Command", whole=True), Column("What it does"), Column("Who may ask")]
    rows = [(name, summary_of(command), ", ".join(roles_of(name))) for name, command in COMMANDS.items()]
    output.table("Commands", columns, rows, none="There are no commands.")


def show_fields(name: str) -> None:
    """Print the fields of a command; raises Invalid (unknown-command)."""
    columns = [Column("Field", whole=True), Column("Needed"), Column("Accepts"), Column("Meaning")]
    rows = [
        (f"--{field.name.replace('_', '-')}", "yes" if field.required else "", field.accepts, field.meaning)
        for field in help_on(name)
    ]
    title = f"{name}: {summary_of(COMMANDS[name])}"
    output.table(title, columns, rows, none="It has no fields.")
    output.text(f"Asked for by: {', '.join(map(str, roles_of(name)))}.")
