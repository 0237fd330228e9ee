"""`nrm why CASE CLOCK`: why this date? The whole sum of each run of a clock, with the law and the calendar behind it.

Nothing here counts: `domain/clocks/explaining.py` does. Read next: `steps.py`, how a sum is printed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID

import typer

from cli import output
from cli.case_file import opened
from cli.engine import Records, with_records
from cli.options import AsJson, CaseArgument, DataFolder, EffectiveAt, KnownAt, settings_of
from cli.rule_words import certainty_of, force_of, length_of, points
from cli.steps import documents, show_steps
from domain.clocks import Explanation
from domain.clocks.words import status_in_words
from domain.errors import Code, NotFound
from domain.nearest import did_you_mean
from domain.rules.model import ClockVersion, Kind
from domain.when import When, clock_in_words, day_in_words, hour_due


@dataclass(frozen=True)
class Reasons:
    """A clock of a case, explained run by run, under the rule-book that decides."""

    case: UUID
    reference: str
    rules: str
    runs: tuple[Explanation, ...]


def why(
    *,
    case: CaseArgument,
    clock: Annotated[str, typer.Argument(metavar="CLOCK", help="A clock of that case, as `nrm clocks` names them.")],
    known_at: KnownAt = None,
    effective_at: EffectiveAt = None,
    days: Annotated[bool, typer.Option("--days", help="List every day, not only spans of days.")] = False,
    data: DataFolder = None,
    as_json: AsJson = False,
) -> None:
    """Say why a date is what it is. How a clock was counted, by which rule, and why each day was left out."""
    found = with_records(settings_of(data), lambda records: _explained(records, case, clock, known_at, effective_at))
    if as_json:
        output.document(_document(found))
        return
    for run in found.runs:
        _show(run, every_day=days)
    output.text(f"Case {found.reference}, by the rule-book {found.rules}.")


async def _explained(
    records: Records, case: str, clock: str, known_at: When | None, effective_at: When | None
) -> Reasons:
    found = await opened(records, case, known_at, effective_at)
    known = dict.fromkeys(reading.clock for reading in found.clocks)
    if clock not in known:
        raise NotFound(Code.CLOCK_NOT_FOUND, _which_there_are(clock, tuple(known)))
    runs = found.outlook.runs.explained(clock, found.now)
    return Reasons(UUID(found.id), found.state.reference, found.outlook.rules.identity, runs)


def _which_there_are(typed: str, known: Sequence[str]) -> str:
    if not known:
        return "No clock of this case has started."
    return f"This case has no such clock.{did_you_mean(typed, known)} Its clocks are: {', '.join(known)}."


def _document(found: Reasons) -> dict[str, Any]:
    return {
        "case": found.case,
        "reference": found.reference,
        "rules": found.rules,
        "runs": [_run(run) for run in found.runs],
    }


def _run(run: Explanation) -> dict[str, Any]:
    reading, version, calendar = run.reading, run.version, run.calendar
    return {
        "clock": reading.clock,
        "title": reading.title,
        "kind": reading.kind,
        "force": reading.force,
        "rule": reading.rule,
        "run": reading.run,
        "status": reading.status,
        "starts_on": reading.starts_on,
        "due_on": reading.due_on,
        "due_at": reading.due_at,
        "ended_on": reading.ended_on,
        "days_late": reading.days_late,
        "why": reading.why,
        "citation": _citation(version),
        "verified": version.verified if version else None,
        "uncertain": version.uncertain if version else (),
        "default_standard": version.is_default_standard if version else False,
        "calendar": {"covers_from": calendar.first, "covers_to": calendar.last} if calendar else None,
        "steps": documents(run.steps),
    }


def _citation(version: ClockVersion | None) -> dict[str, str] | None:
    if version is None:
        return None
    cited = version.citation
    return {"instrument": cited.instrument, "provision": cited.provision, "url": cited.url}


def _show(run: Explanation, *, every_day: bool) -> None:
    reading, calendar = run.reading, run.calendar
    output.heading(f"{reading.title}: {status_in_words(reading.kind, reading.status)}")
    last = "Target" if reading.kind is Kind.TARGET else "Last day"
    dates = {"Starts": reading.starts_on, last: reading.due_on, "Ended": reading.ended_on}
    lines = [(name, day_in_words(day)) for name, day in dates.items() if day]
    if hour := hour_due(reading.due_on, reading.due_at):
        lines.append(("Due at", clock_in_words(hour)))
    lines.append(("Started by", f"event {reading.run} of the case's history"))
    lines += _law(run.version) if run.version else [("Rule", reading.rule)]
    if calendar:
        lines.append(
            ("Calendar", f"working days, known from {day_in_words(calendar.first)} to {day_in_words(calendar.last)}")
        )
    lines.append(("In words", reading.why))
    output.lines(lines)
    show_steps(run.steps, every_day=every_day)


def _law(version: ClockVersion) -> list[tuple[str, str]]:
    cited = version.citation
    lines = [
        ("Rule", f"{version.rule}: {length_of(version)}"),
        ("Force", f"{force_of(version)}, {certainty_of(version)}"),
        ("Source", f"{cited.instrument}\n{cited.provision}\n{cited.url}"),
    ]
    return [*lines, ("Doubts", points(version.uncertain))] if version.uncertain else lines
