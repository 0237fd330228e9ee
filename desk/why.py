"""Why this date? The whole sum of each run of a clock, with the law and the calendar behind it.

Nothing here counts: `domain/clocks/explaining.py` does. Read next: `steps.py`, how a sum is shown.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from desk.opened import CaseThen, opened
from desk.page import Block, Heading, Page, Pairs, Words
from desk.records import Records
from desk.rule_words import certainty_of, force_of, length_of, points
from desk.steps import documents, sum_of
from domain.clocks import Explanation
from domain.clocks.words import status_in_words
from domain.errors import Code, NotFound
from domain.nearest import did_you_mean
from domain.rules.model import ClockVersion, Kind
from domain.when import clock_in_words, day_in_words, hour_due


@dataclass(frozen=True, kw_only=True)
class ExplainClock(CaseThen):
    """Why a date of this clock is what it is. `every_day`: each day has a line."""

    clock: str
    every_day: bool = False
    name: ClassVar = "explain-clock"

    async def look(self, records: Records, /) -> "Reasons":
        """Each run of the clock; raises NotFound (clock-not-found)."""
        found = await opened(records, self)
        known = dict.fromkeys(reading.clock for reading in found.clocks)
        if self.clock not in known:
            raise NotFound(Code.CLOCK_NOT_FOUND, _which_there_are(self.clock, tuple(known)))
        runs = found.outlook.runs.explained(self.clock, found.now)
        return Reasons(UUID(found.id), found.state.reference, found.outlook.rules.identity, runs, self.every_day)


@dataclass(frozen=True)
class Reasons:
    """A clock of a case, explained run by run, under the rule-book that decides."""

    case: UUID
    reference: str
    rules: str
    runs: tuple[Explanation, ...]
    every_day: bool

    def document(self) -> dict[str, Any]:
        """Each run with every step."""
        return {
            "case": self.case,
            "reference": self.reference,
            "rules": self.rules,
            "runs": [_run(run) for run in self.runs],
        }

    def page(self) -> Page:
        """Each run: its dates, its law, and the sum."""
        runs = [block for run in self.runs for block in _shown(run, every_day=self.every_day)]
        return [*runs, Words(f"Case {self.reference}, by the rule-book {self.rules}.")]


def _which_there_are(typed: str, known: Sequence[str]) -> str:
    if not known:
        return "No clock of this case has started."
    return f"This case has no such clock.{did_you_mean(typed, known)} Its clocks are: {', '.join(known)}."


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


def _shown(run: Explanation, *, every_day: bool) -> Iterator[Block]:
    reading, calendar = run.reading, run.calendar
    yield Heading(f"{reading.title}: {status_in_words(reading.kind, reading.status)}")
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
    yield Pairs(lines)
    yield sum_of(run.steps, every_day=every_day)


def _law(version: ClockVersion) -> list[tuple[str, str]]:
    cited = version.citation
    lines = [
        ("Rule", f"{version.rule}: {length_of(version)}"),
        ("Force", f"{force_of(version)}, {certainty_of(version)}"),
        ("Source", f"{cited.instrument}\n{cited.provision}\n{cited.url}"),
    ]
    return [*lines, ("Doubts", points(version.uncertain))] if version.uncertain else lines
