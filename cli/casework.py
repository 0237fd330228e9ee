"""Asking the engine for something: `refer`, `report-encounter`, `do`, and `commands`, which says what can be asked.

What cannot even be read as a command's fields is handed on too, as the error that it is, to be put on record as a
refusal. Read next: `fields.py`, `writing.py`.
"""

from collections.abc import Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID, uuid4

import typer

from cli import output
from cli.engine import with_engine
from cli.fields import (
    as_typed,
    command_document,
    each_once,
    fields_of,
    help_on,
    known,
    or_invalid,
    roles_of,
    source_text,
    summary_of,
    typed_fields,
)
from cli.grid import Column
from cli.options import ActorOption, AsJson, CaseArgument, CommandId, DataFolder, RoleOption, Who, asker, settings_of
from domain.errors import Invalid
from domain.referral.commands import COMMANDS
from domain.referral.commands.intake import Refer, ReportEncounter
from domain.referral.parse import Commands
from domain.referral.receipt import Receipt
from domain.roles import Role
from domain.when import instant_in_words

FieldsFile = Annotated[
    str | None, typer.Option("--file", metavar="F|-", help="A JSON object with fields; options go before it.")
]
ExpectedVersion = Annotated[
    int | None, typer.Option("--expected-version", min=0, help="Refuse if the case has moved on from this version.")
]


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
    _open(Refer.name, file, asker(actor, role), command_id, data, as_json=as_json)


def report_encounter(
    *,
    file: Annotated[
        str,
        typer.Argument(
            metavar="FILE|-", help="A JSON object with the fields of report-encounter; - is standard input."
        ),
    ],
    command_id: CommandId = None,
    actor: ActorOption,
    role: RoleOption = Role.CASEWORKER,
    data: DataFolder = None,
    as_json: AsJson = False,
) -> None:
    """Report an encounter: opens a case before any referral."""
    _open(ReportEncounter.name, file, asker(actor, role), command_id, data, as_json=as_json)


def _open(command: str, file: str, who: Who, command_id: UUID | None, data: Path | None, *, as_json: bool) -> None:
    given = command_id or uuid4()
    fields = or_invalid(lambda: fields_of(source_text(file)))
    receipt = with_engine(settings_of(data), lambda engine: engine.open(command, fields, who, given))
    show_receipt(receipt, "case", as_json=as_json)


def do(
    *,
    context: typer.Context,
    case: CaseArgument,
    command: Annotated[str, typer.Argument(metavar="COMMAND", help="One of those that `nrm commands` lists.")],
    file: FieldsFile = None,
    command_id: CommandId = None,
    expected_version: ExpectedVersion = None,
    actor: ActorOption,
    role: RoleOption = Role.CASEWORKER,
    data: DataFolder = None,
    as_json: AsJson = False,
) -> None:
    """Ask a command of a case. Its fields follow as options: --outcome positive; add --help to see them."""
    who, given = asker(actor, role), command_id or uuid4()
    fields = read_fields(file, context.args)
    receipt = with_engine(
        settings_of(data), lambda engine: engine.do(case, command, fields, who, given, expected_version)
    )
    show_receipt(receipt, "case", as_json=as_json)


def read_fields(file: str | None, options: Sequence[str]) -> dict[str, Any] | Invalid:
    """The fields from a file and those typed as options, each once, or why they cannot be read."""
    return or_invalid(lambda: each_once(chain(_in_file(file).items(), typed_fields(options).items())))


def _in_file(file: str | None) -> Mapping[str, Any]:
    return {} if file is None else fields_of(source_text(file))


def show_receipt(receipt: Receipt, of: str, *, as_json: bool) -> None:
    """Say what was recorded, and of what: a case or a prosecution."""
    if as_json:
        output.document(receipt)
        return
    recorded = ", ".join(event.replace("-", " ") for event in receipt.events)
    output.text(f"Recorded on {of} {receipt.reference}: {recorded}.")
    output.text(f"It is at version {receipt.version}, stage: {receipt.stage.replace('-', ' ')}.")
    for one in receipt.still_open:
        output.text(f"Still open: {one}.")
    if receipt.next_instant is not None:
        output.text(f"Time alone changes something next on {instant_in_words(receipt.next_instant)}.")


def commands(
    *,
    name: Annotated[str | None, typer.Argument(metavar="[COMMAND]", help="Show the fields of this one.")] = None,
    as_json: AsJson = False,
) -> None:
    """List the engine's commands, or the fields of one."""
    show_commands(name, COMMANDS, as_json=as_json)


def show_commands(name: str | None, commands: Commands, *, as_json: bool) -> None:
    """Show these commands, or the fields of the one that is named; raises Invalid (unknown-command)."""
    if name is None:
        _list_commands(commands, as_json=as_json)
    elif as_json:
        output.document(command_document(name))
    else:
        show_fields(name)


def _list_commands(commands: Commands, *, as_json: bool) -> None:
    if as_json:
        output.document([command_document(name) for name in commands])
        return
    columns = [Column("Command", whole=True), Column("What it does"), Column("Who may ask")]
    rows = [(as_typed(name), summary_of(command), ", ".join(roles_of(name))) for name, command in commands.items()]
    output.table("Commands", columns, rows, none="There are no commands.")


def show_fields(name: str) -> None:
    """Print the fields of a command; raises Invalid (unknown-command)."""
    columns = [Column("Field", whole=True), Column("Needed"), Column("Accepts"), Column("Meaning")]
    rows = [
        (f"--{field.name.replace('_', '-')}", "yes" if field.required else "", field.accepts, field.meaning)
        for field in help_on(name)
    ]
    title = f"{as_typed(name)}: {summary_of(known(name))}"
    output.table(title, columns, rows, none="It has no fields.")
    output.text(f"Asked for by: {', '.join(map(str, roles_of(name)))}.")
