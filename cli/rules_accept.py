"""How another rule-book comes to decide: `nrm rules preview` shows what it would move, `nrm rules accept` lets it.

A rule file that lies on a disk changes nothing. Read next: `activities/acceptance.py`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any
from uuid import uuid4

import typer

from activities import preview as previewing
from activities.acceptance import acceptances_in, objection
from activities.preview import CaseMoves
from cli import output
from cli.defects import asked_under
from cli.engine import with_engine, with_records
from cli.options import ActorOption, AsJson, CommandId, DataFolder, RoleOption, asker, settings_of
from desk.page import Column
from desk.records import Records
from domain.errors import Invalid
from domain.rules.acceptance import RuleBookAccepted
from domain.rules.changes import changes
from domain.rules.loader import parse
from domain.rules.model import RuleBook
from domain.rules.moves import Move
from domain.when import clock_in_short, day_in_words
from eventlog.log import StoredEvent
from eventlog.rule_books import STREAM
from workers.rule_files import deployed_files, files_in
from workers.settings import StackSettings

Folder = Annotated[
    Path | None,
    typer.Argument(metavar="[FOLDER]", help="A folder of rule files; those of this release, if left out."),
]


@dataclass(frozen=True)
class Preview:
    """Two rule-books, how they differ, the cases that would move, and why the new one would be refused, if it would."""

    old: RuleBook
    new: RuleBook
    cases: tuple[CaseMoves, ...]
    unreadable: tuple[str, ...]
    refusal: str | None

    @property
    def moves(self) -> Sequence[tuple[CaseMoves, Move]]:
        """Every run that would move, with its case."""
        return [(case, move) for case in self.cases for move in case.moves]


def preview(*, folder: Folder = None, data: DataFolder = None, as_json: AsJson = False) -> None:
    """Show what other rules would move. Which clocks of which cases, from which day to which; nothing is changed.

    The exit status is 1 when there are cases that cannot be read.
    """
    settings = settings_of(data)
    files = _files(settings, folder)
    new = parse(files)

    async def look(records: Records) -> Preview:
        old = await records.law.current()
        found = await previewing.preview(records.log, records.views, old, new, advance)
        refusal = await objection(records.law, records.log, files)
        return Preview(old, new, found.cases, found.unreadable, refusal)

    with output.progress("Counting every case again") as advance:
        found = with_records(settings, look)
    if as_json:
        output.document(_document(found))
    else:
        _show(found)
        if found.unreadable:
            output.text(f"What would move in these cannot be said: {', '.join(found.unreadable)}. They cannot be read.")
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
    settings, who, given = settings_of(data), asker(actor, role), command_id or uuid4()
    files: dict[str, str] | Invalid
    try:
        files = _files(settings, folder)
    except Invalid as unreadable:
        files = unreadable
    with asked_under(given), output.progress("Taking every case over") as advance:
        done = with_engine(settings, lambda engine: engine.accept_rules(files, reason, who, given, advance))
    if as_json:
        output.document({"rules": done.rules.identity, "digest": done.rules.digest, "cases_moved": done.cases_moved})
        return
    moved = f"{done.cases_moved:,} case{'' if done.cases_moved == 1 else 's'}"
    output.text(f"The rule-book {done.rules.identity} decides from now on.")
    output.text(f"Clocks moved in {moved}; each history says which." if done.cases_moved else "No clock moved.")


def accepted(*, data: DataFolder = None, as_json: AsJson = False) -> None:
    """List the rule-books that were accepted. When, by whom, and why; the last one decides."""
    events = with_records(settings_of(data), lambda records: records.log.read_stream(STREAM))
    found = acceptances_in(events)
    if as_json:
        output.document([_acceptance(event, body) for event, body in found])
        return
    columns = [Column("Accepted", whole=True), Column("Rule-book"), Column("By"), Column("Reason")]
    rows = [
        (clock_in_short(event.recorded_at), event.rules, f"{event.actor}, {event.role}", body.reason)
        for event, body in found
    ]
    output.table("Rule-books (times are London's)", columns, rows, none="No rule-book has been accepted.")


def _acceptance(event: StoredEvent, body: RuleBookAccepted) -> dict[str, Any]:
    return {
        "rules": event.rules,
        **body.model_dump(),
        "recorded_at": event.recorded_at,
        "actor": event.actor,
        "role": event.role,
        "command_id": event.command_id,
        "position": event.position,
    }


def _files(settings: StackSettings, folder: Path | None) -> dict[str, str]:
    standards = settings.service_standards
    return files_in(folder, standards) if folder else deployed_files(standards)


def _document(found: Preview) -> dict[str, Any]:
    return {
        "from": found.old.identity,
        "to": found.new.identity,
        "refusal": found.refusal,
        "changes": changes(found.old, found.new),
        "moves": [
            {
                "case": case.case,
                "reference": case.reference,
                "case_open": case.open,
                "clock": move.clock,
                "title": move.title,
                "run": move.run,
                "open": move.open,
                "rule_from": move.rule_from,
                "rule_to": move.rule_to,
                "due_from": move.due_from,
                "due_to": move.due_to,
                "ended_from": move.ended_from,
                "ended_to": move.ended_to,
            }
            for case, move in found.moves
        ],
        "unreadable": found.unreadable,
    }


def _show(found: Preview) -> None:
    if found.old.digest == found.new.digest:
        output.text(f"These are the rules that decide already: {found.old.identity}.")
        return
    output.heading(f"From {found.old.identity} to {found.new.identity}")
    output.text("\n".join(changes(found.old, found.new)) or "The same law, written otherwise.")
    open_moves = [(case, move) for case, move in found.moves if case.open and move.open]
    ended = [(case, move) for case, move in found.moves if not (case.open and move.open)]
    _show_moves("Open clocks that would move", open_moves, none="No open clock would move.")
    if ended:
        _show_moves("Clocks that have ended, and would be counted again for the record", ended, none="")
    if found.refusal:
        output.text(f"Nothing has been changed, and these rules would be refused. {found.refusal}")
        return
    output.text("Nothing has been changed. To let these rules decide: nrm rules accept --role administrator --reason …")


def _show_moves(title: str, moved: Sequence[tuple[CaseMoves, Move]], none: str) -> None:
    columns = [Column("Case", whole=True), Column("Clock"), Column("Now"), Column("Then")]
    rows = [
        (
            case.reference,
            move.title,
            _due(move.rule_from, move.due_from, other=move.rule_to) + _ended(move, move.ended_from),
            _due(move.rule_to, move.due_to, other=move.rule_from) + _ended(move, move.ended_to),
        )
        for case, move in moved
    ]
    output.table(title, columns, rows, none=none)


def _due(rule: str | None, due: date | None, other: str | None) -> str:
    """The last day; and the rule, where it is not the same before and after."""
    if rule is None:
        return "no such clock"
    day = day_in_words(due) if due else "no last day"
    return day if rule == other else f"{day}\n{rule}"


def _ended(move: Move, on: date | None) -> str:
    """When the period ended, where its last day is the same before and after and its end is not."""
    if move.due_from != move.due_to or move.ended_from == move.ended_to:
        return ""
    return f"\nended on {day_in_words(on)}" if on else "\nno end on record"
