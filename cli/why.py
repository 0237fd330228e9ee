"""`nrm why CASE CLOCK`. Read next: `desk/why.py`."""

from typing import Annotated

import typer

from cli.ask import ask_and_show
from cli.options import AsJson, CaseArgument, DataFolder, EffectiveAt, KnownAt, ReaderName, ReaderRole
from desk.why import ExplainClock


def why(
    *,
    case: CaseArgument,
    clock: Annotated[str, typer.Argument(metavar="CLOCK", help="A clock of that case, as `nrm clocks` names them.")],
    known_at: KnownAt = None,
    effective_at: EffectiveAt = None,
    days: Annotated[bool, typer.Option("--days", help="List every day, not only spans of days.")] = False,
    reader: ReaderName = None,
    role: ReaderRole = None,
    data: DataFolder = None,
    as_json: AsJson = False,
) -> None:
    """Say why a date is what it is. How a clock was counted, by which rule, and why each day was left out."""
    ask_and_show(
        ExplainClock(case, known_at, effective_at, clock=clock, every_day=days), data, reader, role, as_json=as_json
    )
