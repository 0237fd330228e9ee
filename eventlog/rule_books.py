"""The texts of every rule-book that was ever accepted, and which of them decides. Only ever added to.

A rule-book is known by its digest, so one that was kept cannot come back as another; it is kept with its acceptance,
and not otherwise. Which one decides is not stored here: it is the last acceptance in the stream `system/rules` that can
be read, so that it is hashed, ordered and signed for like any other fact. Nothing here reads a rule. Read next:
`activities/law.py`, which does.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

import asyncpg

from domain.errors import Code, Conflict
from domain.rules.acceptance import RuleBookAccepted
from eventlog.pool import Pool
from eventlog.records import CommandRecord, NewEvent, Outcome
from eventlog.requests import in_our_words, our_time, outcome_from, request_of
from eventlog.statements import statements

STREAM = "system/rules"
"""The stream in which rule-books are accepted. Statements that ask which one decides name it too."""


class Accepted(NamedTuple):
    """Who let a rule-book decide, and the sentence they gave for the public record."""

    by: str
    reason: str


class RuleBooks:
    """The rule-books behind a pool of connections."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._sql = statements("rule_books")

    async def accept(
        self, expected_version: int, command: CommandRecord, event: NewEvent, *, receipt: str, files: Mapping[str, str]
    ) -> Outcome:
        """Let a rule-book decide after the acceptance at `expected_version`: keep its texts, and append the event.

        Both or neither. The event names the rule-book by its digest, and no other texts are taken for it.
        Raises Conflict: case-has-moved, command-id-reused; reference-in-use when events would name another one just so,
        by its version and the beginning of its digest. Unavailable (clocks-disagree).
        """
        said = RuleBookAccepted.model_validate_json(event.body)
        request = request_of(STREAM, expected_version, command, [event], rules=said.identity, receipt=receipt)
        try:
            with in_our_words():
                answer = await self._pool.fetchrow(self._sql["accept"], request, json.dumps(dict(files)), our_time())
        except asyncpg.UniqueViolationError as violation:
            message = "Another rule-book is named like this one in the record; give this one another version."
            raise Conflict(Code.REFERENCE_IN_USE, message) from violation
        assert answer is not None  # noqa: S101 - the function always answers
        return outcome_from(answer, expected_version)

    async def accepted(self, known_at: datetime | None = None) -> str | None:
        """The digest of the rule-book that decides, or that decided at an instant; None before there was any."""
        if known_at is not None:
            return _as_text(await self._pool.fetchval(self._sql["accepted_at"], known_at))
        return _as_text(await self._pool.fetchval(self._sql["accepted"]))

    async def acceptance(self, digest: str) -> Accepted:
        """How a rule-book that decides came to decide."""
        row = await self._pool.fetchrow(self._sql["acceptance"], digest)
        assert row is not None  # noqa: S101 - nothing decides that was not accepted
        return Accepted(*row)

    async def files(self, digest: str) -> dict[str, str] | None:
        """The texts of a rule-book by name; None when it was never kept."""
        found = await self._pool.fetchval(self._sql["files"], digest)
        return None if found is None else json.loads(found)

    async def identity(self, digest: str) -> str | None:
        """How events name a rule-book; None when it was never kept."""
        return _as_text(await self._pool.fetchval(self._sql["identity"], digest))

    async def named(self, identity: str) -> str | None:
        """The digest of the rule-book that events name so; None when it was never kept."""
        return _as_text(await self._pool.fetchval(self._sql["named"], identity))


def _as_text(value: object) -> str | None:
    return None if value is None else str(value)
