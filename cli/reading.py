"""Lists: `cases`, `history`, `refusals`. Nothing here writes, and nothing here decides.

The list of cases comes from the read models, histories and refusals from the log itself. What an event says is for the
domain to say (`domain/referral/words.py`). Read next: `breaches.py` for the deadlines that were missed, `case_file.py`
for one case.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson
from pydantic import ValidationError

from activities.history import stream_of
from cli import output
from cli.engine import Records, with_records
from cli.grid import Column
from cli.options import After, AsJson, CaseArgument, DataFolder, Limit, MaybeCase, settings_of
from domain.referral import words
from domain.referral.events import read_event
from domain.referral.events.base import Event
from domain.referral.events.person import CaseResumed
from domain.referral.state import Dated
from domain.roles import Role
from domain.when import Precision, When, clock_in_short
from domain.words import Names, plain
from eventlog.log import RefusedCommand, StoredEvent

MOST_ROWS = 200
"""How many rows a table has, unless another number is asked for. A document has them all."""

_UNREAD = CaseResumed()
"""Stands in a history for an event that this release cannot read; it is shown by its name alone."""


def cases(*, after: After = None, limit: Limit = None, data: DataFolder = None, as_json: AsJson = False) -> None:
    """List the cases, and what each waits for."""
    most = page_of(limit, as_json=as_json)
    rows = with_records(settings_of(data), lambda records: records.views.cases(after, most))
    if as_json:
        output.document(rows)
        return
    columns = [
        Column("Reference", whole=True),
        Column("Stage"),
        Column("Opened", whole=True),
        Column("Open"),
        Column("Waits for"),
    ]
    shown = [
        (
            row.reference,
            plain(row.stage),
            short(row.opened_on),
            "yes" if row.open else "no",
            row.next_wake_why or "",
        )
        for row in rows
    ]
    output.table("Cases", columns, shown, none="There are no cases." if after is None else "No case follows.")
    if len(rows) == most:
        output.text(f"There may be more: nrm cases --after {rows[-1].reference}")


def page_of(limit: int | None, *, as_json: bool) -> int | None:
    """How many rows to show at most; None for all."""
    return limit if limit is not None or as_json else MOST_ROWS


@dataclass(frozen=True)
class Told:
    """An event of a history: what it says, whether the engine found it, and how a later one corrects it."""

    event: StoredEvent
    words: str
    found: bool
    corrected: str | None


def history(*, case: CaseArgument, data: DataFolder = None, as_json: AsJson = False) -> None:
    """List the events of a case, in order, and what each says."""

    async def look(records: Records) -> Sequence[Told]:
        row = await records.find(case)
        return await told(records, stream_of(row.case), read_event, words.tell, words.corrected)

    show_history(with_records(settings_of(data), look), as_json=as_json)


async def told(
    records: Records,
    stream: str,
    read: Callable[[str, int, bytes], Event],
    tell: Callable[[Sequence[Dated], int, Names], str],
    corrected: Callable[[Sequence[Dated]], Mapping[int, str]],
) -> list[Told]:
    """The events of a stream, each in words."""
    stored = await records.log.read_stream(stream)
    history = [(_read(event, read), When.parse(event.effective)) for event in stored]
    names = await records.views.references({one for event, _ in history for one in _ids_in(event)})
    marks = corrected(history)
    return [
        Told(
            event=one,
            words=plain(one.type) if event is _UNREAD else tell(history, number, names),
            found=words.is_found_by_the_engine(event) or one.role == Role.ENGINE,
            corrected=marks.get(number),
        )
        for number, (one, (event, _)) in enumerate(zip(stored, history, strict=True), start=1)
    ]


def _read(stored: StoredEvent, read: Callable[[str, int, bytes], Event]) -> Event:
    try:
        return read(stored.type, stored.schema, stored.body)
    except (KeyError, ValidationError):
        return _UNREAD


def _ids_in(event: Event) -> list[UUID]:
    return [value for name in type(event).model_fields if isinstance(value := getattr(event, name, None), UUID)]


def show_history(events: Sequence[Told], *, as_json: bool) -> None:
    """Print the events of one stream."""
    if as_json:
        output.document([_event(one) for one in events])
        return
    columns = [
        Column("", "right"),
        Column("Event"),
        Column("It was so", whole=True),
        Column("Recorded", whole=True),
        Column("By"),
        Column("In log", "right"),
    ]
    rows = [
        (
            str(one.event.version),
            one.words if one.corrected is None else f"{one.words} [{one.corrected}]",
            short(one.event.effective),
            clock_in_short(one.event.recorded_at),
            "the engine" if one.found else f"{one.event.actor}, {one.event.role}",
            str(one.event.position),
        )
        for one in events
    ]
    output.table("History (times are London's)", columns, rows, none="There are no events.")


def refusals(*, case: MaybeCase = None, data: DataFolder = None, as_json: AsJson = False) -> None:
    """List the commands that were refused, and why."""

    async def look(records: Records) -> Sequence[RefusedCommand]:
        return await records.log.refusals(stream_of((await records.find(case)).case) if case else None)

    refused = with_records(settings_of(data), look)
    if as_json:
        output.document(refused)
        return
    columns = [Column("Recorded", whole=True), Column("Command"), Column("Asked by"), Column("Code"), Column("Why")]
    rows = [
        (clock_in_short(one.recorded_at), one.type, f"{one.actor}, {one.role}", one.code.value, one.message)
        for one in refused
    ]
    output.table("Refusals (times are London's)", columns, rows, none="Nothing was refused.")


def _event(one: Told) -> dict[str, Any]:
    event = one.event
    return {
        "position": event.position,
        "stream": event.stream,
        "version": event.version,
        "event_id": event.event_id,
        "type": event.type,
        "words": one.words,
        "found_by_engine": one.found,
        "corrected": one.corrected,
        "effective": event.effective,
        "effective_at": event.effective_at,
        "recorded_at": event.recorded_at,
        "actor": event.actor,
        "role": event.role,
        "command_id": event.command_id,
        "cause": event.cause,
        "rules": event.rules,
        "body": orjson.loads(event.body),
        "previous_hash": event.previous_hash,
        "hash": event.hash,
        "log_hash": event.log_hash,
    }


def short(when: str | None) -> str:
    """A date as exactly as it is known; an instant to the minute, on London's clocks."""
    if when is None:
        return ""
    known = When.parse(when)
    return clock_in_short(known.earliest) if known.precision is Precision.INSTANT else when
