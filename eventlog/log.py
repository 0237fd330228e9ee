"""The event log: append, refuse, load and read. The only truth of the system, and the only way to it.

An append is one statement and one transaction: the events, the command's answer and the case's rows in the read
models, or nothing. It demands the version the decision was made on, and those of the other streams it has looked at.
The same command id gets the same answer, for ever. Nothing is ever changed or removed, and no hash is computed here:
the database computes them, `verify.py` recomputes them. Read next: `migrations/0003_append.sql` and `0008_seen.sql`,
where the guarantees are kept.
"""

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from types import MappingProxyType
from typing import NoReturn
from uuid import UUID

import asyncpg

from domain.errors import Code, Conflict
from eventlog.group_commit import GroupCommit
from eventlog.pool import Pool
from eventlog.records import (
    CommandRecord,
    Loaded,
    NewEvent,
    Outcome,
    RefusedCommand,
    StoredEvent,
    ToldEvent,
    outcome_of,
)
from eventlog.statements import statements

__all__ = ["CommandRecord", "EventLog", "Loaded", "NewEvent", "Outcome", "RefusedCommand", "StoredEvent", "ToldEvent"]

_NOTHING: Mapping[str, int] = MappingProxyType({})


class EventLog:
    """The log behind a pool of connections (`pool.open_pool`)."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._sql = statements("log")
        self._appends = GroupCommit(pool)

    async def append(
        self,
        stream: str,
        expected_version: int,
        command: CommandRecord,
        events: Sequence[NewEvent],
        *,
        rules: str,
        receipt: str,
        views: str | None = None,
        seen: Mapping[str, int] = _NOTHING,
    ) -> Outcome:
        """Append an accepted command's events after `expected_version`; `receipt` and `views` are JSON documents.

        `seen` are the other streams that the decision has looked at, each with the version it was at.
        Raises Conflict: case-has-moved (or a stream seen has), command-id-reused, reference-in-use. No events is a
        possible outcome too.
        """
        request = (
            stream,
            expected_version,
            command.command_id,
            command.type,
            command.actor,
            command.role,
            command.fingerprint,
            rules,
            receipt,
            views,
            [_as_row(event) for event in events],
            list(seen.items()),
        )
        try:
            answer = await self._appends.append(request)
        except asyncpg.UniqueViolationError as violation:
            _explain(violation)
        return _accept_answer(answer, expected_version)

    async def refuse(self, stream: str | None, command: CommandRecord, code: Code, message: str) -> Outcome:
        """Put a refusal on record; raises Conflict (command-id-reused). An earlier answer to the same id stands."""
        answer = await self._pool.fetchrow(
            self._sql["refuse"],
            stream,
            command.command_id,
            command.type,
            command.actor,
            command.role,
            command.fingerprint,
            code,
            message,
        )
        assert answer is not None  # noqa: S101 - the function always answers
        return _accept_answer(answer, 0)

    async def load(self, stream: str, command_id: UUID | None = None) -> Loaded:
        """The whole stream, the answer already given to `command_id`, and the law then and now; one round trip."""
        rows = await self._pool.fetch(self._sql["load"], stream, command_id)
        events = tuple(ToldEvent(*row[_ANSWER_COLUMNS:]) for row in rows if row["version"] is not None)
        first = rows[0]
        outcome = outcome_of(first, duplicate=True) if first["status"] else None
        return Loaded(len(events), events, outcome, first["accepted"], first["acceptances"] or 0, first["decided_by"])

    async def load_all(self, streams: Collection[str]) -> tuple[tuple[ToldEvent, ...], ...]:
        """The events of each of these streams that there is, in one round trip."""
        rows = await self._pool.fetch(self._sql["load_all"], list(streams))
        told = (ToldEvent(*row) for row in rows)
        return tuple(tuple(history) for _, history in groupby(told, key=attrgetter("stream")))

    async def read_stream(self, stream: str, known_at: datetime | None = None) -> tuple[StoredEvent, ...]:
        """A stream as it is on record, or as the log knew it at `known_at`. What was so when is for its readers."""
        rows = await self._pool.fetch(self._sql["read_stream"], stream, known_at)
        return tuple(_stored(row) for row in rows)

    async def streams_saying(self, event_type: str, text: str) -> tuple[str, ...]:
        """The streams with an event of this type that names this: the id of another stream, for instance."""
        rows = await self._pool.fetch(self._sql["streams_saying"], event_type, text)
        return tuple(row["stream"] for row in rows)

    async def read_all(self, after: int = 0, page: int = 5000) -> AsyncIterator[StoredEvent]:
        """Every event after a position, in order; reads `page` at a time and ends at the end of the log."""
        while rows := await self._pool.fetch(self._sql["read_all"], after, page):
            for row in rows:
                yield _stored(row)
            after = rows[-1]["position"]

    async def outcome_of(self, command_id: UUID) -> Outcome | None:
        """The answer on record to a command, for whoever was left in doubt."""
        row = await self._pool.fetchrow(self._sql["outcome_of"], command_id)
        return outcome_of(row, duplicate=True) if row else None

    async def answered(self, commands: Collection[UUID]) -> frozenset[UUID]:
        """Which of these commands have an answer on record."""
        if not commands:
            return frozenset()
        rows = await self._pool.fetch(self._sql["answered"], list(commands))
        return frozenset(row["command_id"] for row in rows)

    async def refusals(self, stream: str | None = None) -> tuple[RefusedCommand, ...]:
        """The refused commands of one stream, or of all, oldest first."""
        rows = await self._pool.fetch(self._sql["refusals"], stream)
        return tuple(_refused(row) for row in rows)


_ANSWER_COLUMNS = 10
"""How many columns of the `load` statement come before those of the event."""


def _stored(row: asyncpg.Record) -> StoredEvent:
    return StoredEvent(*row)


def _refused(row: asyncpg.Record) -> RefusedCommand:
    command_id, stream, kind, actor, role, recorded_at, code, message = row
    return RefusedCommand(command_id, stream, kind, actor, role, recorded_at, Code(code), message)


def _as_row(event: NewEvent) -> tuple[object, ...]:
    """A value of the type log.new_event."""
    effective = event.effective
    return (event.event_id, event.type, event.schema, effective.earliest, effective.text, event.cause, event.body)


def _accept_answer(answer: asyncpg.Record, expected_version: int) -> Outcome:
    if answer["status"] == "moved":
        raise Conflict(Code.CASE_HAS_MOVED, _moved(expected_version, answer["last_version"]))
    if answer["status"] == "reused":
        raise Conflict(Code.COMMAND_ID_REUSED, "This command id has been used before, for something else.")
    return outcome_of(answer, duplicate=answer["duplicate"])


def _moved(expected: int, last: int) -> str:
    if expected == last:
        return "What the decision has looked at besides the case has changed since."
    return f"The case has moved from version {expected} to {last} since it was read."


_OF_REFERENCES = frozenset(
    {
        *("reference_in_use", "reference_looks_used"),
        *("prosecution_reference_in_use", "prosecution_reference_looks_used"),
    }
)
"""The constraints that keep two cases, or two prosecutions, from one reference."""


def _explain(violation: asyncpg.UniqueViolationError) -> NoReturn:
    if violation.constraint_name in _OF_REFERENCES:
        raise Conflict(
            Code.REFERENCE_IN_USE, "Another case has this reference already, or one that looks the same."
        ) from violation
    raise violation
