"""Asking the engine for something: `refer`, `report-encounter`, `do`, and `commands`, which says what can be asked.

What cannot even be read as a command's fields is put on record as a refusal. Read next: `fields.py`, `do_help.py`,
`writing.py`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID, uuid4

import typer

from cli.ask import reader
from cli.askable import show_askable
from cli.defects import asked_under
from cli.engine import refused_on_record, with_engine
from cli.fields import read_fields
from cli.options import ActorOption, AsJson, CaseArgument, CommandId, DataFolder, RoleOption, asker, settings_of
from cli.print import show
from desk.forms import form_of, forms_of
from desk.receipts import ShownReceipt
from domain.errors import Code, Invalid
from domain.referral.commands import COMMANDS
from domain.referral.commands.intake import Refer, ReportEncounter
from domain.referral.parse import Commands
from domain.staff import Asker
from domain.stream.answers import Receipt
from workers.settings import StackSettings

FieldsFile = Annotated[
    str | None,
    typer.Option(
        "--file", metavar="F|-", help="Fields as a JSON object; - is standard input, which nobody else can read."
    ),
]
WholeFile = Annotated[
    str | None, typer.Argument(metavar="[FILE|-]", help="The same as --file; - is standard input.", show_default=False)
]
CommandArgument = Annotated[
    str | None,
    typer.Argument(metavar="[COMMAND]", help="What is asked; without it you see what can be.", show_default=False),
]
ExpectedVersion = Annotated[
    int | None, typer.Option("--expected-version", min=0, help="Refuse if the case has moved on from this version.")
]


@dataclass(frozen=True)
class Request:
    """What is asked, by whom, under which command id."""

    command: str
    fields: Mapping[str, Any]
    who: Asker
    command_id: UUID


def requested(
    command: str,
    file: str | None,
    options: list[str],
    who: Asker,
    command_id: UUID | None,
    settings: StackSettings,
    of: str | None = None,
) -> Request:
    """The request that was typed; its id is made, if none was given. Where it cannot be read, that is on record."""
    given = command_id or uuid4()
    with asked_under(given), refused_on_record(settings, command, who, given, of):
        return Request(command, read_fields(command, file, options), who, given)


def refer(
    *,
    context: typer.Context,
    whole: WholeFile = None,
    file: FieldsFile = None,
    command_id: CommandId = None,
    actor: ActorOption = None,
    role: RoleOption = None,
    data: DataFolder = None,
    as_json: AsJson = False,
) -> None:
    """Refer a person: opens a case. Its fields are options, or a JSON object; add --help to see them."""
    who, source = asker(actor, role), source_of(whole, file, context.args)
    asked = requested(Refer.name, source, context.args, who, command_id, settings_of(data))
    show_receipt(opened(asked, settings_of(data)), "case", as_json=as_json)


def report_encounter(
    *,
    context: typer.Context,
    whole: WholeFile = None,
    file: FieldsFile = None,
    command_id: CommandId = None,
    actor: ActorOption = None,
    role: RoleOption = None,
    data: DataFolder = None,
    as_json: AsJson = False,
) -> None:
    """Report an encounter: opens a case before any referral. Add --help to see its fields."""
    who, source = asker(actor, role), source_of(whole, file, context.args)
    asked = requested(ReportEncounter.name, source, context.args, who, command_id, settings_of(data))
    show_receipt(opened(asked, settings_of(data)), "case", as_json=as_json)


def source_of(whole: str | None, file: str | None, options: list[str]) -> str | None:
    """The one file of fields that was named; None where they are options only."""
    if whole is not None and file is not None:
        raise Invalid(Code.WRONG_USAGE, "The fields stand in one file: name it once.")
    if whole is None and file is None and not options:
        raise Invalid(Code.WRONG_USAGE, "No field is given; with --help you see which there are.")
    return whole if whole is not None else file


def opened(asked: Request, settings: StackSettings) -> Receipt:
    """Open a case or a prosecution; the receipt."""
    with asked_under(asked.command_id):
        return with_engine(
            settings, lambda engine: engine.gateway.open(asked.command, asked.fields, asked.who, asked.command_id)
        )


def do(
    *,
    context: typer.Context,
    case: CaseArgument,
    command: CommandArgument = None,
    file: FieldsFile = None,
    command_id: CommandId = None,
    expected_version: ExpectedVersion = None,
    actor: ActorOption = None,
    role: RoleOption = None,
    data: DataFolder = None,
    as_json: AsJson = False,
) -> None:
    """Ask a command of a case. Its fields follow as options: --outcome positive; add --help to see them.

    A text need not stand on the command line, where others on this machine can read it: with --file - all fields come
    as JSON from standard input, and with --text - that text does.
    """
    settings = settings_of(data)
    if command is None:
        refuse_fields(context.args, file)
        show_askable(case, settings, reader(actor, role), prosecution=False, as_json=as_json)
        return
    asked = requested(command, file, context.args, asker(actor, role), command_id, settings, of=case)
    show_receipt(done(asked, case, expected_version, settings), "case", as_json=as_json)


def refuse_fields(options: list[str], file: str | None) -> None:
    """Refuse fields that belong to no command: somebody has forgotten to name it."""
    if options or file is not None:
        raise Invalid(Code.WRONG_USAGE, "Fields are given and no command; without fields you see which there are.")


def done(asked: Request, of: str, expected_version: int | None, settings: StackSettings) -> Receipt:
    """Ask this of a case or a prosecution; the receipt."""
    with asked_under(asked.command_id):
        return with_engine(
            settings,
            lambda engine: engine.gateway.do(
                of, asked.command, asked.fields, asked.who, asked.command_id, expected_version
            ),
        )


def show_receipt(receipt: Receipt, of: str, *, as_json: bool) -> None:
    """Say what was recorded, and of what: a case or a prosecution."""
    show(ShownReceipt(receipt, of), as_json=as_json)


def commands(
    *,
    name: Annotated[str | None, typer.Argument(metavar="[COMMAND]", help="Show the fields of this one.")] = None,
    as_json: AsJson = False,
) -> None:
    """List the engine's commands, or the fields of one."""
    show_commands(name, COMMANDS, as_json=as_json)


def show_commands(name: str | None, commands: Commands, *, as_json: bool) -> None:
    """Show these commands, or the fields of the one that is named; raises Invalid (unknown-command)."""
    show(forms_of(commands) if name is None else form_of(name), as_json=as_json)


def show_fields(name: str) -> None:
    """Print the fields of a command; raises Invalid (unknown-command)."""
    show(form_of(name), as_json=False)
