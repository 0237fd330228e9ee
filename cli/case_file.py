"""One case, as it stands or as it stood: `show` and `clocks`.

A case can be asked for on two axes: as it was *known* at one moment, and as things were *in force* at another. Both
keep only the events that qualify and fold those; nothing else is different. Clocks are read at the moment asked for,
so a clock that is late only since then is not yet late. Read next: `domain/referral/evolve`.
"""

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from activities.history import history_of, prosecution_history_of, prosecution_stream, stream_of
from cli import output, strands
from cli.engine import Records, with_records
from cli.grid import Column
from cli.options import AsJson, CaseArgument, DataFolder, EffectiveAt, KnownAt, settings_of
from domain.clocks import Reading
from domain.clocks.words import standing_of, status_in_words
from domain.errors import Code, NotFound
from domain.prosecution.evolve import fold as fold_prosecution
from domain.prosecution.rows import ProsecutionRow, prosecution_views
from domain.prosecution.state import Prosecution
from domain.referral.consequences import consequences
from domain.referral.evolve import fold_without
from domain.referral.outlook import Outlook, key_of
from domain.referral.state import Breach, Referral, RungKey
from domain.referral.words import why_breached
from domain.rules.model import Kind, RuleBook
from domain.when import Precision, When, clock_in_short, clock_in_words, day_in_words, hour_due
from eventlog.log import StoredEvent


@dataclass(frozen=True)
class CaseFile:
    """A case at an instant. `id` is its uuid as text."""

    id: str
    outlook: Outlook
    now: datetime
    prosecutions: tuple[ProsecutionRow, ...]

    @property
    def state(self) -> Referral:
        """What was true of the case."""
        return self.outlook.state

    @property
    def clocks(self) -> tuple[Reading, ...]:
        """What the clocks said."""
        return self.outlook.readings(self.now)


def show(
    *,
    case: CaseArgument,
    known_at: KnownAt = None,
    effective_at: EffectiveAt = None,
    data: DataFolder = None,
    as_json: AsJson = False,
) -> None:
    """Show a case, now or as it was."""
    found = with_records(settings_of(data), lambda records: _opened(records, case, known_at, effective_at))
    if as_json:
        output.document(document_of(found, known_at, effective_at))
    else:
        _show(found)


def clocks(*, case: CaseArgument, data: DataFolder = None, as_json: AsJson = False) -> None:
    """Show a case's clocks, and why each date is what it is."""
    found = with_records(settings_of(data), lambda records: _opened(records, case, None, None))
    if as_json:
        output.document([_clock(reading) for reading in found.clocks])
        return
    if not found.clocks:
        output.text("No clock has started.")
    for reading in found.clocks:
        _explain(reading)


async def _opened(records: Records, case: str, known_at: When | None, effective_at: When | None) -> CaseFile:
    row = await records.find(case)
    stored = await records.log.read_stream(stream_of(row.case), _instant(known_at) if known_at else None)
    rules = await (records.law.known_at(_instant(known_at)) if known_at else records.law.current())
    state = _state_of(stored) if effective_at is None else _state_at(stored, effective_at, rules)
    moment = effective_at or known_at
    now = _instant(moment) if moment else datetime.now(UTC)
    linked = [await _linked(records, one.prosecution, known_at, effective_at) for one in state.strands.prosecutions]
    return CaseFile(str(row.case), Outlook(state, rules), now, tuple(one for one in linked if one is not None))


async def _linked(
    records: Records, prosecution: UUID, known_at: When | None, effective_at: When | None
) -> ProsecutionRow | None:
    """A prosecution that the case points to, from its own stream, as it stood then; None where there was none yet."""
    stored = await records.log.read_stream(prosecution_stream(prosecution), _instant(known_at) if known_at else None)
    was_so = [event for event in stored if effective_at is None or _was_so(event, effective_at)]
    if not was_so or was_so[0].version != 1:
        return None
    state = fold_prosecution(prosecution_history_of(was_so))
    return prosecution_views(state).prosecution if isinstance(state, Prosecution) else None


def _state_at(stored: Sequence[StoredEvent], moment: When, rules: RuleBook) -> Referral:
    """The case as things were then, at the version of the last event that was so. Its account may end later only."""
    was_so = {event.version for event in stored if _was_so(event, moment)}
    state = _state_of(stored, {event.version for event in stored} - was_so)
    goes_on = state.account_ends is not None and state.account_ends.until > moment.until
    then = replace(state, account_ends=None if goes_on else state.account_ends)
    return replace(then, version=max(was_so), breaches=_breaches_then(then, rules, _instant(moment)))


def _breaches_then(state: Referral, rules: RuleBook, moment: datetime) -> dict[RungKey, Breach]:
    """The breaches on record, each as the facts of that day show it.

    That a breach was disproved is dated to the day on which it was noticed. The fact that shows it may be older.
    """
    outlook = Outlook(state, rules)
    found = outlook.after(consequences(outlook, moment)).state.breaches
    return {key: found[key] for key in state.breaches}


def _instant(moment: When) -> datetime:
    """The moment itself, or the last instant of a day, month or year."""
    return moment.until if moment.precision is Precision.INSTANT else moment.until - timedelta(microseconds=1)


def _was_so(event: StoredEvent, moment: When) -> bool:
    """Whether it was so by then: an exact midnight belongs to the day that it begins."""
    when = When.parse(event.effective)
    return when.until <= moment.until if when.precision is not Precision.INSTANT else when.earliest <= _instant(moment)


def _state_of(stored: Sequence[StoredEvent], left_out: Container[int] = ()) -> Referral:
    """The case these events add up to. Each keeps its own version, by which clocks and breaches are known."""
    state = fold_without(history_of(stored), left_out)
    if not isinstance(state, Referral):
        raise NotFound(Code.CASE_NOT_FOUND, "At that moment there was nothing of this case yet.")
    return state


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
                "what": what,
                "event": breach.version,
                "cure": breach.recorded.cure,
            }
            for breach, what in _breaches(found)
        ],
    }


def _breaches(found: CaseFile) -> list[tuple[Breach, str]]:
    """The breaches on record, in the words that the clocks have for them now, or else had when they were recorded."""
    now = {key_of(reading, finding.rung): finding.what for reading in found.clocks for finding in reading.findings}
    return [(breach, now.get(key, breach.recorded.what)) for key, breach in found.state.breaches.items()]


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
    for name, said in strands.in_words(state):
        output.text(f"{name}: {said}")
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
    for breach, what in _breaches(found):
        output.text(f"Breach, {breach.status} (event {breach.version}): {what}")
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
