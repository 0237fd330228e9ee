"""Prosecutions of traffickers: `nrm prosecution open`, `do`, `show`, `list`, `history` and `commands`.

They are asked as cases are (`casework.py`); the names of their commands are typed without the word that tells them from
a case's. A prosecution names nobody: victims are shown by the reference and stage of their cases, read from these.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID

import typer

from activities.history import prosecution_history_of, prosecution_stream
from cli import casework, output, reading
from cli.askable import show_askable
from cli.casework import Request
from cli.do_help import FIELDS_FOLLOW, Investigation, ProsecutionCommandWithFields
from cli.engine import Records, with_records
from cli.grid import Column
from cli.options import ActorOption, AsJson, CommandId, DataFolder, RoleOption, asker, case_name, settings_of
from cli.reading import Told, told
from cli.untold import Untold, untold
from domain.prosecution import words
from domain.prosecution.commands import COMMANDS, KIND, OPENING
from domain.prosecution.events import read_event
from domain.prosecution.evolve import fold
from domain.prosecution.receipt import in_words
from domain.prosecution.state import Defendant, Prosecution
from eventlog.views import LinkedCase

app = typer.Typer(rich_markup_mode=None)

ProsecutionArgument = Annotated[
    str,
    typer.Argument(
        metavar="PROSECUTION", parser=case_name, help="A prosecution's id or reference.", show_default=False
    ),
]


@dataclass(frozen=True)
class Shown:
    """A prosecution, its nation in words, its victims, and by case what these have not been told."""

    state: Prosecution
    nation: str
    victims: tuple[LinkedCase, ...]
    untold: Mapping[UUID, Sequence[Untold]]


@app.command(name="open", cls=Investigation, context_settings=FIELDS_FOLLOW)
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
    asked = Request.read(OPENING, source, context.args, who, command_id)
    casework.show_receipt(casework.opened(asked, settings_of(data)), KIND, as_json=as_json)


@app.command(cls=ProsecutionCommandWithFields, context_settings=FIELDS_FOLLOW)
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
        show_askable(prosecution, settings, prosecution=True, as_json=as_json)
        return
    asked = Request.read(f"{KIND}/{command}", file, context.args, asker(actor, role), command_id)
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
def list_prosecutions(*, data: DataFolder = None, as_json: AsJson = False) -> None:
    """List the prosecutions."""
    rows = with_records(settings_of(data), lambda records: records.views.prosecutions())
    if as_json:
        output.document(rows)
        return
    columns = [Column("Reference", whole=True), Column("Stage"), Column("Opened", whole=True), Column("Open")]
    shown = [
        (row.reference, _plain(row.stage), reading.short(row.opened_on), "yes" if row.open else "no") for row in rows
    ]
    output.table("Prosecutions", columns, shown, none="There are no prosecutions.")


@app.command()
def history(*, prosecution: ProsecutionArgument, data: DataFolder = None, as_json: AsJson = False) -> None:
    """List the events of a prosecution, in order."""

    async def look(records: Records) -> Sequence[Told]:
        stream = prosecution_stream((await records.find_prosecution(prosecution)).prosecution)
        return await told(records, stream, read_event, words.tell, words.corrected)

    reading.show_history(with_records(settings_of(data), look), as_json=as_json)


@app.command()
def show(*, prosecution: ProsecutionArgument, data: DataFolder = None, as_json: AsJson = False) -> None:
    """Show a prosecution: its stage, its defendants, its victims' cases, and what these have not been told yet."""

    async def look(records: Records) -> Shown:
        found = (await records.find_prosecution(prosecution)).prosecution
        state = fold(prosecution_history_of((await records.log.load(prosecution_stream(found))).events))
        assert isinstance(state, Prosecution)  # noqa: S101 - it was just found in the list, which the log writes
        nation = (await records.law.current()).in_words(state.nation)
        return Shown(state, nation, await records.views.victims(found), await untold(records.log, state))

    shown = with_records(settings_of(data), look)
    if as_json:
        output.document(_document(shown))
    else:
        _show(shown)


def _document(shown: Shown) -> dict[str, Any]:
    state = shown.state
    return {
        "prosecution": state.id,
        "reference": state.reference,
        "nation": state.nation,
        "force": state.force,
        "stage": state.stage.value,
        "open": state.is_open,
        "opened_on": state.opened.text,
        "crime_numbers": state.crime_numbers,
        "trial": state.trial,
        "ended_on": state.ended.on.text if state.ended else None,
        "reason": state.reason,
        "version": state.version,
        "victims": [_victim(shown, victim) for victim in shown.victims],
        "defendants": [_defendant(defendant) for defendant in state.defendants.values()],
    }


def _victim(shown: Shown, victim: LinkedCase) -> dict[str, Any]:
    link = shown.state.links.get(victim.case)
    not_told = [one.document() for one in shown.untold.get(victim.case, ())]
    return {**victim._asdict(), "measures": link.measures if link is not None else (), "untold": not_told}


def _defendant(defendant: Defendant) -> dict[str, Any]:
    return {
        "defendant": defendant.number,
        "sentenced_on": defendant.sentenced.text if defendant.sentenced else None,
        "charges": [
            {
                "offence": count.offence,
                "charged_on": count.charged.text,
                "verdict": count.verdict,
                "ended_on": count.ended.text if count.ended else None,
            }
            for count in defendant.counts
        ],
    }


def _show(shown: Shown) -> None:
    state = shown.state
    output.text(f"Prosecution {state.reference} ({state.id})")
    output.text(f"Stage: {_plain(state.stage.value)}. {'Open' if state.is_open else 'Not open'}.")
    output.text(f"Nation: {shown.nation}. Investigated by {_plain(state.force)}. Version {state.version}.")
    if state.crime_numbers:
        output.text(f"Crime numbers: {', '.join(state.crime_numbers)}.")
    for line in in_words(state):
        output.text(line)
    columns = [
        Column("Victim's case", whole=True),
        *map(Column, ("Stage of the case", "Witness", "Linked", "Not yet told")),
    ]
    rows = [
        (
            victim.reference or str(victim.case),
            _plain(victim.stage or ""),
            "yes" if victim.witness else "no",
            "yes" if victim.linked else "no longer",
            "; ".join(one.in_words() for one in shown.untold.get(victim.case, ())),
        )
        for victim in shown.victims
    ]
    output.table("", columns, rows, none="No victim has been linked.")


def _plain(name: str) -> str:
    return name.replace("-", " ")
