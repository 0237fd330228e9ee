"""Lists: `cases`, `history`, `refusals`. Nothing here writes, and nothing here decides.

The list of cases comes from the read models, histories and refusals from the log itself. Read next: `breaches.py`
for the deadlines that were missed, `case_file.py` for one case.
"""

import re
from collections.abc import Sequence
from typing import Any

import orjson

from activities.history import stream_of
from cli import output
from cli.engine import Records, with_records
from cli.grid import Column
from cli.options import AsJson, CaseArgument, DataFolder, MaybeCase, settings_of
from domain.referral.events.file import ClocksMoved
from domain.safeguards import SAFEGUARDS
from domain.when import When
from eventlog.log import RefusedCommand, StoredEvent


def cases(*, data: DataFolder = None, as_json: AsJson = False) -> None:
    """List the cases, and what each waits for."""
    rows = with_records(settings_of(data), lambda records: records.views.cases())
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
            row.stage.replace("-", " "),
            short(row.opened_on),
            "yes" if row.open else "no",
            row.next_wake_why or "",
        )
        for row in rows
    ]
    output.table("Cases", columns, shown, none="There are no cases.")


def history(*, case: CaseArgument, data: DataFolder = None, as_json: AsJson = False) -> None:
    """List the events of a case, in order."""

    async def look(records: Records) -> Sequence[StoredEvent]:
        row = await records.find(case)
        return await records.log.read_stream(stream_of(row.case))

    show_history(with_records(settings_of(data), look), as_json=as_json)


def show_history(events: Sequence[StoredEvent], *, as_json: bool) -> None:
    """Print the events of one stream."""
    if as_json:
        output.document([_event(event) for event in events])
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
            str(event.version),
            _words_of(event),
            short(event.effective),
            f"{event.recorded_at:%Y-%m-%d %H:%M}",
            f"{event.actor}, {event.role}",
            str(event.position),
        )
        for event in events
    ]
    output.table("History (times are UTC)", columns, rows, none="There are no events.")


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
        (f"{one.recorded_at:%Y-%m-%d %H:%M:%S}", one.type, f"{one.actor}, {one.role}", one.code.value, one.message)
        for one in refused
    ]
    output.table("Refusals (times are UTC)", columns, rows, none="Nothing was refused.")


_TELLING = ("check", "decision", "outcome", "authority", "step", "until", "reason", "clock", "rung")
"""The fields of a body that say, in a list, what the event was about."""

_STEP = re.compile(r"adverse-step:(\d+)")


def _event(event: StoredEvent) -> dict[str, Any]:
    return {
        "position": event.position,
        "stream": event.stream,
        "version": event.version,
        "event_id": event.event_id,
        "type": event.type,
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


def _words_of(event: StoredEvent) -> str:
    body = orjson.loads(event.body)
    if event.type == ClocksMoved.type:
        return f"{_plain(event.type)}: {_moves(body)}"
    about = ", ".join(_told(name, str(body[name])) for name in _TELLING if name in body)
    return f"{_plain(event.type)}: {about}" if about else _plain(event.type)


def _told(name: str, value: str) -> str:
    if name == "until":
        return short(value)
    if name == "check" and value in SAFEGUARDS:
        return SAFEGUARDS[value].title
    return _plain(_STEP.sub(r"adverse step (event \1)", value))


def _moves(body: dict[str, Any]) -> str:
    """What another rule-book moved, and in the words of the public record why it was accepted, and by whom."""
    why = f" ({body['reason']}; accepted by {body['accepted_by']})" if "reason" in body else ""
    return "; ".join(map(_moved, body["moves"])) + why


def _moved(move: dict[str, Any]) -> str:
    """A clock that another rule-book moved: from which last day, and to which."""
    days = [short(move.get(name)) or "no last day" for name in ("due_from", "due_to")]
    return f"{_plain(move['clock'])} from {days[0]} to {days[1]}"


def _plain(name: str) -> str:
    return name.replace("-", " ").replace("_", " ")


def short(when: str | None) -> str:
    """A date as exactly as it is known; an instant without its seconds."""
    if when is None:
        return ""
    known = When.parse(when)
    return when if known.day is None or "T" not in when else f"{known.earliest:%Y-%m-%d %H:%M}"
