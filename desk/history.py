"""The history of a case or of a prosecution: its events in order, and what each says.

What an event says is for the domain to say. An event that this release cannot read is shown by its name alone. Read
next: `domain/referral/words.py` and `domain/prosecution/words.py`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple
from uuid import UUID

import orjson
from pydantic import ValidationError

from desk.page import Column, Grid, Page
from desk.records import Records
from desk.spelling import short
from domain.prosecution import words as prosecution_words
from domain.prosecution.events import read_event as read_prosecution_event
from domain.referral import words
from domain.referral.events import read_event
from domain.referral.events.person import CaseResumed
from domain.referral.state import Dated
from domain.roles import Role
from domain.stream import prosecution_stream, stream_of
from domain.stream.event import Event
from domain.when import When, clock_in_short
from domain.words import Names, plain
from eventlog.log import StoredEvent

_UNREAD = CaseResumed()
"""Stands in a history for an event that this release cannot read; it is shown by its name alone."""


@dataclass(frozen=True)
class ShowHistory:
    """What happened in a case."""

    case: str
    name: ClassVar = "show-history"

    async def look(self, records: Records, /) -> "History":
        """Every event of the case."""
        return await _history(records, stream_of((await records.find(self.case)).case), _OF_CASES)


@dataclass(frozen=True)
class ShowHistoryOfProsecution:
    """What happened in a prosecution."""

    prosecution: str
    name: ClassVar = "show-history-of-prosecution"

    async def look(self, records: Records, /) -> "History":
        """Every event of the prosecution."""
        found = await records.find_prosecution(self.prosecution)
        return await _history(records, prosecution_stream(found.prosecution), _OF_PROSECUTIONS)


class _Kind(NamedTuple):
    """How the events of a kind of stream are read, said and marked as corrected."""

    read: Callable[[str, int, bytes], Event]
    tell: Callable[[Sequence[Dated], int, Names], str]
    corrected: Callable[[Sequence[Dated]], Mapping[int, str]]


_OF_CASES = _Kind(read_event, words.tell, words.corrected)
_OF_PROSECUTIONS = _Kind(read_prosecution_event, prosecution_words.tell, prosecution_words.corrected)


@dataclass(frozen=True)
class Told:
    """An event of a history: what it says, whether the engine found it, and how a later one corrects it."""

    event: StoredEvent
    words: str
    found: bool
    corrected: str | None


@dataclass(frozen=True)
class History:
    """The events of one stream."""

    events: tuple[Told, ...]

    def document(self) -> list[dict[str, Any]]:
        """Each event as it is stored, and in words."""
        return [_event(one) for one in self.events]

    def page(self) -> Page:
        """Each event in words, with its two times and who asked."""
        columns = [
            Column("", "right"),
            Column("Event"),
            Column("It was so", whole=True),
            Column("Recorded", whole=True),
            Column("By"),
            Column("In log", "right"),
        ]
        rows = [_row(one) for one in self.events]
        return [Grid("History (times are London's)", columns, rows, none="There are no events.")]


async def _history(records: Records, stream: str, kind: _Kind) -> History:
    stored = await records.log.read_stream(stream)
    history = [(_read(event, kind), When.parse(event.effective)) for event in stored]
    names = await records.views.references({one for event, _ in history for one in _ids_in(event)})
    marks = kind.corrected(history)
    return History(
        tuple(
            Told(
                event=one,
                words=plain(one.type) if event is _UNREAD else kind.tell(history, number, names),
                found=words.is_found_by_the_engine(event) or one.role == Role.ENGINE,
                corrected=marks.get(number),
            )
            for number, (one, (event, _)) in enumerate(zip(stored, history, strict=True), start=1)
        )
    )


def _read(stored: StoredEvent, kind: _Kind) -> Event:
    try:
        return kind.read(stored.type, stored.schema, stored.body)
    except (KeyError, ValidationError):
        return _UNREAD


def _ids_in(event: Event) -> list[UUID]:
    return [value for name in type(event).model_fields if isinstance(value := getattr(event, name, None), UUID)]


def _row(one: Told) -> tuple[str, ...]:
    return (
        str(one.event.version),
        one.words if one.corrected is None else f"{one.words} [{one.corrected}]",
        short(one.event.effective),
        clock_in_short(one.event.recorded_at),
        "the engine" if one.found else f"{one.event.actor}, {one.event.role}",
        str(one.event.position),
    )


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
