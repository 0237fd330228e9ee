"""What can be asked of a case or a prosecution now, by which role, and why the rest cannot: `nrm do CASE`.

The decider is asked and nothing is recorded (`domain/askable.py`). Read next: `casework.py`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from activities.history import history_of, prosecution_history_of, prosecution_stream, stream_of
from cli import output
from cli.engine import Records, with_records
from cli.grid import Column
from domain.askable import Askable
from domain.prosecution.askable import what_can_be_asked as of_prosecution
from domain.prosecution.evolve import fold as fold_prosecution
from domain.prosecution.state import Prosecution
from domain.referral.askable import what_can_be_asked as of_case
from domain.referral.evolve import fold
from domain.referral.state import Referral
from domain.roles import as_typed, in_words
from domain.words import plain
from workers.settings import StackSettings


@dataclass(frozen=True)
class Now:
    """What a case or a prosecution is called, how it stands, and what can be asked of it."""

    reference: str
    stage: str
    version: int
    commands: Sequence[Askable]


def show_askable(of: str, settings: StackSettings, *, prosecution: bool, as_json: bool) -> None:
    """Show what can be asked of a case or a prosecution now, and what cannot."""
    found = with_records(settings, lambda records: (_prosecution if prosecution else _case)(records, of))
    if as_json:
        output.document(_document(found))
    else:
        _show(found)


async def _case(records: Records, case: str) -> Now:
    row = await records.find(case)
    state = fold(history_of((await records.log.load(stream_of(row.case))).events))
    assert isinstance(state, Referral)  # noqa: S101 - a case in the list has its first event
    asked = of_case(row.case, state, await records.law.current(), datetime.now(UTC))
    return Now(state.reference, state.stage.name, state.version, asked)


async def _prosecution(records: Records, prosecution: str) -> Now:
    row = await records.find_prosecution(prosecution)
    stored = (await records.log.load(prosecution_stream(row.prosecution))).events
    state = fold_prosecution(prosecution_history_of(stored))
    assert isinstance(state, Prosecution)  # noqa: S101 - as is the case above
    asked = of_prosecution(row.prosecution, state, await records.law.current(), datetime.now(UTC))
    return Now(state.reference, state.stage.value, state.version, asked)


def _document(found: Now) -> dict[str, Any]:
    return {
        "reference": found.reference,
        "stage": found.stage,
        "version": found.version,
        "commands": [
            {
                "command": as_typed(one.command),
                "roles": sorted(one.roles),
                "can_be_asked": one.refusal is None,
                "refusal": None if one.refusal is None else output.error_document(one.refusal),
            }
            for one in found.commands
        ],
    }


def _show(found: Now) -> None:
    can = [(as_typed(one.command), in_words(one.roles)) for one in found.commands if one.refusal is None]
    cannot = [(as_typed(one.command), one.refusal.message) for one in found.commands if one.refusal is not None]
    title = f"What can be asked of {found.reference} now (version {found.version}, stage: {plain(found.stage)})"
    output.table(title, [Column("Command", whole=True), Column("By")], can, none="Nothing can be asked of it.")
    columns = [Column("Command", whole=True), Column("Because")]
    output.table("What cannot be asked now", columns, cannot, none="There is nothing that cannot be asked.")
    output.text("With COMMAND --help you see its fields, and with --help alone how to ask.")
