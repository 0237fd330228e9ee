"""One case, as it stands or as it stood: `show` and `clocks`.

A case can be asked for on two axes: as it was *known* at one moment, and as things were *in force* at another. Clocks
are read at the moment asked for, so a clock that is late only since then is not yet late. Read next:
`domain/referral/as_it_was.py`, which says what was so.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from activities.history import history_of, prosecution_history_of, prosecution_stream, stream_of
from cli import output
from cli.engine import Records, with_records
from cli.grid import Column
from cli.options import AsJson, CaseArgument, DataFolder, EffectiveAt, KnownAt, settings_of
from desk import strands
from domain.clocks import Reading
from domain.clocks.words import standing_of, status_in_words
from domain.errors import Code, NotFound
from domain.prosecution.evolve import as_it_was as prosecution_as_it_was
from domain.prosecution.rows import ProsecutionRow, prosecution_views
from domain.prosecution.state import Prosecution
from domain.referral.as_it_was import as_it_was
from domain.referral.events.intake import ReferralLinked
from domain.referral.outlook import Outlook
from domain.referral.state import Breach, Referral
from domain.referral.strand_words import in_words
from domain.referral.words import why_breached
from domain.rules.model import Kind
from domain.timeline import last_instant_of
from domain.when import When, clock_in_short, clock_in_words, day_in_words, hour_due


@dataclass(frozen=True)
class LinkedCase:
    """Another case, by its id and reference, and what it is to this one; `is_theirs`: the link stands in that case."""

    id: str
    reference: str
    relation: str
    is_theirs: bool


@dataclass(frozen=True)
class CaseFile:
    """A case at an instant. `id` is its uuid as text."""

    id: str
    outlook: Outlook
    now: datetime
    prosecutions: tuple[ProsecutionRow, ...]
    links: tuple[LinkedCase, ...] = ()

    @property
    def state(self) -> Referral:
        """What was true of the case."""
        return self.outlook.state

    @property
    def clocks(self) -> tuple[Reading, ...]:
        """What the clocks said."""
        return self.outlook.readings(self.now)

    @property
    def breaches(self) -> tuple[Breach, ...]:
        """The breaches on record, each as its clock counted it."""
        return tuple(self.outlook.breaches(self.now).values())


def show(
    *,
    case: CaseArgument,
    known_at: KnownAt = None,
    effective_at: EffectiveAt = None,
    data: DataFolder = None,
    as_json: AsJson = False,
) -> None:
    """Show a case, now or as it was."""
    found = with_records(settings_of(data), lambda records: opened(records, case, known_at, effective_at))
    if as_json:
        output.document(document_of(found, known_at, effective_at))
    else:
        _show(found)


def clocks(
    *,
    case: CaseArgument,
    known_at: KnownAt = None,
    effective_at: EffectiveAt = None,
    data: DataFolder = None,
    as_json: AsJson = False,
) -> None:
    """Show a case's clocks, now or as they were. Says why each date is what it is."""
    found = with_records(settings_of(data), lambda records: opened(records, case, known_at, effective_at))
    if as_json:
        output.document([_clock(reading) for reading in found.clocks])
        return
    if not found.clocks:
        output.text("No clock has started.")
    for reading in found.clocks:
        _explain(reading)


async def opened(records: Records, case: str, known_at: When | None, effective_at: When | None) -> CaseFile:
    """The case now, or as it was known at one moment and as things were at another; raises NotFound."""
    row = await records.find(case)
    known = last_instant_of(known_at) if known_at else None
    history = history_of(await records.log.read_stream(stream_of(row.case), known))
    rules = await (records.law.known_at(known) if known else records.law.current())
    outlook = as_it_was(history, rules, effective_at)
    if outlook is None:
        raise NotFound(Code.CASE_NOT_FOUND, "At that moment there was nothing of this case yet.")
    moment = effective_at or known_at
    now = last_instant_of(moment) if moment else datetime.now(UTC)
    linked = [
        await _linked(records, one.prosecution, known, effective_at) for one in outlook.state.strands.prosecutions
    ]
    links = (*await _links_from(records, outlook), *await _links_to(records, row.case, known, effective_at))
    return CaseFile(str(row.case), outlook, now, tuple(one for one in linked if one is not None), links)


async def _links_from(records: Records, outlook: Outlook) -> list[LinkedCase]:
    """The cases that this one is linked to."""
    links = outlook.state.strands.links
    return [
        LinkedCase(str(link.other), (await records.find(str(link.other))).reference, link.relation, is_theirs=False)
        for link in links
    ]


async def _links_to(
    records: Records, case: UUID, known: datetime | None, effective_at: When | None
) -> list[LinkedCase]:
    """The cases that are linked to this one, as each then stood: a later referral of the person names an earlier."""
    found: list[LinkedCase] = []
    for stream in await records.log.streams_saying(ReferralLinked.type, str(case)):
        history = history_of(await records.log.read_stream(stream, known))
        other = as_it_was(history, await records.law.current(), effective_at)
        links = other.state.strands.links if other else ()
        found += [
            LinkedCase(stream.partition("/")[2], other.state.reference, _LATER.get(link.relation, link.relation), True)
            for link in links
            if other and link.other == case
        ]
    return found


_LATER = {"earlier-referral": "later-referral"}
"""What a case is to another that is this to it; a family member, and somebody met at the same scene, are both ways."""


async def _linked(
    records: Records, prosecution: UUID, known: datetime | None, effective_at: When | None
) -> ProsecutionRow | None:
    """A prosecution that the case points to, from its own stream, as it stood then; None where there was none yet."""
    history = prosecution_history_of(await records.log.read_stream(prosecution_stream(prosecution), known))
    state = prosecution_as_it_was(history, effective_at)
    return prosecution_views(state).prosecution if isinstance(state, Prosecution) else None


def document_of(found: CaseFile, known_at: When | None, effective_at: When | None) -> dict[str, Any]:
    """The whole case as one JSON document."""
    state, wake = found.state, found.outlook.next_instant
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
        "known_at": _text(known_at),
        "effective_at": _text(effective_at),
        "next": {"at": wake[0], "why": wake[1]} if wake else None,
        "strands": strands.document(state),
        "links": [{"case": one.id, "reference": one.reference, "relation": one.relation} for one in found.links],
        "safeguards": strands.safeguards(state),
        "prosecutions": [
            {"prosecution": one.prosecution, "reference": one.reference, "stage": one.stage}
            for one in found.prosecutions
        ],
        "clocks": [_clock(reading) for reading in found.clocks],
        "breaches": [
            {
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
            for breach in found.breaches
        ],
    }


def _text(when: When | None) -> str | None:
    return when.text if when else None


def _clock(reading: Reading) -> dict[str, Any]:
    return {
        "clock": reading.clock,
        "title": reading.title,
        "kind": reading.kind,
        "force": reading.force,
        "rule": reading.rule,
        "starts_on": reading.starts_on,
        "due_on": reading.due_on,
        "due_at": reading.due_at,
        "status": reading.status,
        "ended_on": reading.ended_on,
        "days_late": reading.days_late,
        "why": reading.why,
    }


def _show(found: CaseFile) -> None:
    state = found.state
    output.text(f"Case {state.reference} ({found.id})")
    output.text(f"Stage: {_plain(state.stage.name)}. {'Open' if state.is_open else 'Not open'}, {state.origin}.")
    nation = found.outlook.rules.in_words(state.nation)
    output.text(f"Nation: {nation}. Age group: {state.age_group}. Version {state.version}.")
    for name, said in in_words(state):
        output.text(f"{name}: {said}")
    for link in found.links:
        output.text(f"Linked case: {_plain(link.relation)}: {link.reference}")
    for said in _prosecutions(found):
        output.text(said)
    columns = [
        Column("Clock"),
        Column("Status"),
        Column("Starts", whole=True),
        Column("Due", whole=True),
        Column("Ended", whole=True),
        Column("Days late", "right"),
    ]
    rows = [
        (
            f"{reading.title} ({standing_of(reading.kind, reading.force)})",
            _status(reading),
            str(reading.starts_on or ""),
            _due(reading),
            *(str(day or "") for day in (reading.ended_on, reading.days_late)),
        )
        for reading in found.clocks
    ]
    output.table("", columns, rows, none="No clock has started.")
    for breach in found.breaches:
        output.text(f"Breach, {breach.status} (event {breach.version}): {breach.recorded.what}")
    if wake := found.outlook.next_instant:
        output.text(f"Next: {wake[1]}")


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


def _prosecutions(found: CaseFile) -> Iterator[str]:
    """The prosecutions that the case points to; of one that had no events at that moment, its id alone."""
    rows = {row.prosecution: row for row in found.prosecutions}
    for linked in found.state.strands.prosecutions:
        row = rows.get(linked.prosecution)
        name, stage = (row.reference, f": {_plain(row.stage)}") if row else (linked.prosecution, "")
        role = "a witness" if linked.witness else "a victim, not a witness"
        over = "; for this case it has ended" if linked.ended else ""
        yield f"Prosecution {name}, in which this person is {role}{stage}{over}."


def _explain(reading: Reading) -> None:
    output.heading(f"{reading.title}: {status_in_words(reading.kind, reading.status)}")
    output.text(f"{reading.kind}, {reading.force.in_words()}, {reading.rule}", indent=2)
    due, hour = "target" if reading.kind is Kind.TARGET else "due", hour_due(reading.due_on, reading.due_at)
    dates = {"from": reading.starts_on, due: reading.due_on, "ended": reading.ended_on}
    words = {name: day_in_words(day) for name, day in dates.items() if day}
    said = [f"{name} {day}" for name, day in {**words, **({due: clock_in_words(hour)} if hour else {})}.items()]
    said += [f"{reading.days_late:,} days late"] if reading.days_late else []
    if said:
        output.text(", ".join(said), indent=2)
    output.text(f"{reading.why}\n", indent=2)


def _plain(name: str) -> str:
    return name.replace("-", " ").replace("_", " ")
