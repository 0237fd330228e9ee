"""One case on one page: its stage, what is true beside it, whom it is linked to, its clocks and its breaches.

Read next: `opened.py`, how it is opened; `domain/referral/strand_words.py`, what is true of the person.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

from desk import clocks, strands
from desk.opened import CaseThen, OpenedCase, opened
from desk.page import Block, Column, Grid, Page, Said, Words
from desk.records import Records
from domain.clocks import Reading
from domain.clocks.words import standing_of, status_in_words
from domain.referral.state import Breach
from domain.referral.strand_words import in_words
from domain.referral.words import why_breached
from domain.when import When, clock_in_short, hour_due
from domain.words import plain


@dataclass(frozen=True)
class ShowCase(CaseThen):
    """How a case stands, or stood."""

    name: ClassVar = "show-case"

    async def look(self, records: Records, /) -> "CaseFile":
        """The case at that moment."""
        return CaseFile(await opened(records, self), self.known_at, self.effective_at)


@dataclass(frozen=True)
class CaseFile:
    """A case, and the moments for which it was asked."""

    case: OpenedCase
    known_at: When | None = None
    effective_at: When | None = None

    def document(self) -> dict[str, Any]:
        """The whole case."""
        found, state, wake = self.case, self.case.state, self.case.outlook.next_instant
        return {
            "case": found.id,
            "reference": state.reference,
            "nation": state.nation,
            "stage": state.stage.name,
            "origin": state.origin,
            "open": state.is_open,
            "age_group": state.age_group,
            "opened_on": state.opened.text,
            "account_ends": _text(state.account_ends),
            "version": state.version,
            "known_at": _text(self.known_at),
            "effective_at": _text(self.effective_at),
            "next": {"at": wake[0], "why": wake[1]} if wake else None,
            "strands": strands.document(state),
            "links": [{"case": one.id, "reference": one.reference, "relation": one.relation} for one in found.links],
            "safeguards": strands.safeguards(state),
            "prosecutions": [
                {"prosecution": one.prosecution, "reference": one.reference, "stage": one.stage}
                for one in found.prosecutions
            ],
            "clocks": [clocks.document_of(reading) for reading in found.clocks],
            "breaches": [_breach(breach) for breach in found.breaches],
        }

    def page(self) -> Page:
        """The case as a person reads it."""
        clocks = Grid("", _COLUMNS, [_row(reading) for reading in self.case.clocks], none="No clock has started.")
        return [*_head(self.case), clocks, *_foot(self.case)]


def _text(when: When | None) -> str | None:
    return when.text if when else None


def _breach(breach: Breach) -> dict[str, Any]:
    return {
        "clock": breach.recorded.clock,
        "rung": breach.recorded.rung,
        "rule": breach.recorded.rule,
        "due_on": breach.recorded.due_on,
        "status": breach.status,
        "historic": breach.recorded.historic,
        "what": breach.recorded.what,
        "event": breach.version,
        "cure": breach.recorded.cure,
    }


def _head(found: OpenedCase) -> Iterator[Block]:
    """What the case is, and what is true beside its stage."""
    state = found.state
    yield Words(f"Case {state.reference} ({found.id})")
    yield Words(f"Stage: {plain(state.stage.name)}. {'Open' if state.is_open else 'Not open'}, {state.origin}.")
    nation = found.outlook.rules.in_words(state.nation)
    yield Words(f"Nation: {nation}. Age group: {state.age_group}. Version {state.version}.")
    for name, said in in_words(state):
        yield Words(f"{name}: {said}")
    for link in found.links:
        yield Words(f"Linked case: {plain(link.relation)}: {link.reference}")
    for said in _prosecutions(found):
        yield Words(said)


_COLUMNS = (
    Column("Clock"),
    Column("Status"),
    Column("Starts", whole=True),
    Column("Due", whole=True),
    Column("Ended", whole=True),
    Column("Days late", "right"),
)


def _row(reading: Reading) -> tuple[str | Said, ...]:
    status = Said(_status(reading), "alert" if reading.status == "breached" and not reading.ended_on else None)
    return (
        f"{reading.title} ({standing_of(reading.kind, reading.force)})",
        status,
        str(reading.starts_on or ""),
        _due(reading),
        *(str(day or "") for day in (reading.ended_on, reading.days_late)),
    )


def _foot(found: OpenedCase) -> Iterator[Block]:
    """Its breaches, and what comes next."""
    for breach in found.breaches:
        yield Words(f"Breach, {breach.status} (event {breach.version}): {breach.recorded.what}")
    if wake := found.outlook.next_instant:
        yield Words(f"Next: {wake[1]}")


def _status(reading: Reading) -> str:
    """How the clock stands; where it is breached and its last day has not come or does not matter, by what."""
    found = [why_breached(finding.rung) for finding in reading.findings]
    steps = [f"step in it (event {step})" for because, step in found if because == "adverse-step"]
    never = ["never given"] if "never-given" in [because for because, _ in found] else []
    return "; ".join([status_in_words(reading.kind, reading.status), *never, *steps])


def _due(reading: Reading) -> str:
    """The last day; of a clock that counts hours, the hour."""
    hour = hour_due(reading.due_on, reading.due_at)
    return clock_in_short(hour) if hour else str(reading.due_on or "")


def _prosecutions(found: OpenedCase) -> Iterator[str]:
    """The prosecutions that the case points to; of one that had no events at that moment, its id alone."""
    rows = {row.prosecution: row for row in found.prosecutions}
    for linked in found.state.strands.prosecutions:
        row = rows.get(linked.prosecution)
        name, stage = (row.reference, f": {plain(row.stage)}") if row else (linked.prosecution, "")
        role = "a witness" if linked.witness else "a victim, not a witness"
        over = "; for this case it has ended" if linked.ended else ""
        yield f"Prosecution {name}, in which this person is {role}{stage}{over}."
