"""Reads the whole log and recomputes every hash in it, with nothing taken from the database's own functions.

The format, which an outsider can follow with any language that has SHA-256:

* `hash` = SHA-256 over the columns position, version, schema, event_id, command_id, effective_at, recorded_at,
  previous_hash, cause, stream, type, effective, actor, role, rules, body, in this order. Each column is its length
  (4 bytes, big-endian) and its bytes; ff ff ff ff stands for a null. Integers are big-endian (8 bytes for position, 4
  for version and schema), ids their 16 bytes, times microseconds since 2000-01-01T00:00:00Z in 8 bytes, texts UTF-8.
* `previous_hash` = the hash of the stream's previous event; 32 zero bytes for the first.
* `log_hash` = SHA-256(log_hash of the previous position, then hash); before position 1, 32 zero bytes.

These bytes are also what PostgreSQL's binary COPY sends for the row (`copied.py`), hashed here as they came. A head
noted elsewhere (`position`, `log_hash`) is what shows that a log was cut short or rewritten from end to end.
"""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TypeAlias

from eventlog.copied import CopiedRows, NotARow, Row
from eventlog.pool import Connection, Pool
from eventlog.statements import statements

Progress: TypeAlias = Callable[[int, int], None]
"""Told the number of events done, and of all."""

_ZERO = bytes(32)
_NEW_STREAM = (0, _ZERO)
_MOST_PROBLEMS = 100
_UNREADABLE = "The event after this position cannot be read as one."
_LONGEST_SECONDS = 600.0


@dataclass(frozen=True)
class Head:
    """How far the log goes, and the fingerprint of all of it up to there, in hex."""

    position: int
    log_hash: str


@dataclass(frozen=True)
class Problem:
    """Something that is not as it was written, as exactly as it can be placed."""

    what: str
    position: int | None = None
    stream: str | None = None
    version: int | None = None


@dataclass(frozen=True)
class Verification:
    """What was read. At most a hundred problems are listed."""

    events: int
    head: Head
    problems: tuple[Problem, ...]

    @property
    def ok(self) -> bool:
        """Whether every event is as it was written."""
        return not self.problems


async def verify(pool: Pool, progress: Progress, noted: Head | None = None) -> Verification:
    """Check every event up to the present end of the log, and against a head noted earlier if one is given."""
    end: int = await pool.fetchval(statements("verify")["end"])
    chain = _Chain(noted)
    unaccounted = asyncio.create_task(_unaccounted(pool, end))
    try:
        await _follow(chain, pool, end, progress)
        problems = (*chain.problems, *await unaccounted)
    finally:
        unaccounted.cancel()
        await asyncio.wait({unaccounted}, timeout=_LONGEST_SECONDS)
    return Verification(chain.events, Head(chain.position, chain.log_hash.hex()), problems[:_MOST_PROBLEMS])


@asynccontextmanager
async def _reading(pool: Pool) -> AsyncGenerator[Connection]:
    """A connection for a read that may take longer than the limits of an ordinary one."""
    async with pool.acquire() as connection, connection.transaction(readonly=True):
        await connection.execute(statements("verify")["take_time"])
        yield connection


async def _follow(chain: "_Chain", pool: Pool, end: int, progress: Progress) -> None:
    """Check each piece as it comes in, while the database is busy with the next."""

    async def take(piece: bytes) -> None:
        chain.take(piece)
        progress(chain.events, end)

    query = statements("verify")["rows"]
    async with _reading(pool) as connection:
        await connection.copy_from_query(query, end, output=take, format="binary", timeout=_LONGEST_SECONDS)
    chain.finish()


async def _unaccounted(pool: Pool, end: int) -> list[Problem]:
    """Events and answers that should be there in pairs, and are not."""
    sql = statements("verify")
    async with _reading(pool) as connection:
        unasked = await connection.fetch(sql["unasked"], end, timeout=_LONGEST_SECONDS)
        unanswered = await connection.fetch(sql["unanswered"], timeout=_LONGEST_SECONDS)
    return [
        *(Problem("No accepted command accounts for this event.", *row) for row in unasked),
        *(Problem("A command was accepted, and its last event is missing.", None, *row) for row in unanswered),
    ]


@dataclass(slots=True)
class _Chain:
    """The place reached in the log, and everything found wrong on the way there.

    Each link is checked against its stored neighbour, so one altered event is one problem and not a problem for ever.
    """

    noted: Head | None
    position: int = 0
    log_hash: bytes = _ZERO
    recorded_at: int = -(2**63)
    events: int = 0
    noted_found: bool = False
    readable: bool = True
    copied: CopiedRows = field(default_factory=CopiedRows)
    streams: dict[bytes, tuple[int, bytes]] = field(default_factory=dict[bytes, tuple[int, bytes]])
    problems: list[Problem] = field(default_factory=list[Problem])

    def take(self, piece: bytes) -> None:
        """Check the rows of the next piece. After one that cannot be read there is nothing to go by."""
        if not self.readable:
            return
        try:
            for row in self.copied.feed(piece):
                self._check(row)
        except NotARow:
            self.readable = False
            self.problems.append(Problem(_UNREADABLE, self.position))

    def finish(self) -> None:
        """Say so if something was left over, or if the log does not contain the head noted earlier."""
        if self.readable and not self.copied.finished:
            self.problems.append(Problem(_UNREADABLE, self.position))
        if self.noted is not None and not self.noted_found:
            self.problems.append(Problem("The log is not a continuation of the one whose head was noted."))

    def _check(self, row: Row) -> None:
        """Check one event against those before it."""
        position, version, recorded_at, previous_hash, stream, preimage, row_hash, log_hash = row
        last_version, last_hash = self.streams.get(stream, _NEW_STREAM)
        if not (
            sha256(preimage).digest() == row_hash
            and sha256(self.log_hash + row_hash).digest() == log_hash
            and previous_hash == last_hash
            and version == last_version + 1
            and position == self.position + 1
            and recorded_at >= self.recorded_at
        ):
            self._say_what_is_wrong(row, last_version, last_hash)
        self.position, self.log_hash, self.recorded_at = position, log_hash, recorded_at
        self.streams[stream] = (version, row_hash)
        self.events += 1
        if self.noted is not None and position == self.noted.position:
            self.noted_found = log_hash.hex() == self.noted.log_hash

    def _say_what_is_wrong(self, row: Row, last_version: int, last_hash: bytes) -> None:
        if len(self.problems) >= _MOST_PROBLEMS:
            return
        position, version, recorded_at, previous_hash, stream, preimage, row_hash, log_hash = row
        wrong = {
            "The event is not what its hash was computed over.": sha256(preimage).digest() != row_hash,
            "The log up to this event is not what its fingerprint says.": (
                sha256(self.log_hash + row_hash).digest() != log_hash
            ),
            "The event does not follow the previous one of its stream.": previous_hash != last_hash,
            "The version does not follow the previous one of its stream.": version != last_version + 1,
            "The position does not follow the previous one.": position != self.position + 1,
            "The event is recorded as earlier than the one before it.": recorded_at < self.recorded_at,
        }
        name = stream.decode(errors="replace")
        self.problems += [Problem(what, position, name, version) for what, found in wrong.items() if found]
