"""Reads the whole log and recomputes every hash in it, with nothing taken from the database's own functions.

The format, which an outsider can follow with any language that has SHA-256:

* An event's `hash` = SHA-256 over the columns position, version, schema, event_id, command_id, effective_at,
  recorded_at, previous_hash, cause, stream, type, effective, actor, role, rules, body, in this order. Each column is
  its length (4 bytes, big-endian) and its bytes; ff ff ff ff stands for a null. Integers are big-endian (8 bytes for
  position and number, 4 for version and schema), ids their 16 bytes, times microseconds since 2000-01-01T00:00:00Z in 8
  bytes, texts UTF-8, JSON the text as it was given.
* Its `previous_hash` = the hash of the stream's previous event; 32 zero bytes for the first.
* Its `log_hash` = SHA-256(log_hash of the previous position, then hash); before position 1, 32 zero bytes.
* An answer's `hash` = SHA-256, in the same way, over the columns number, position, recorded_at, command_id,
  previous_hash, log_hash, first_version, last_version, stream, type, actor, role, fingerprint, outcome, code, message,
  receipt. Its `previous_hash` = the hash of the previous number; 32 zero bytes for the first.
* Its `position` and `log_hash` = those of the last event when it was given; 0 and 32 zero bytes before the first.

So the hash of the last answer covers every event and every answer. It is the head: noted elsewhere with its position,
it is what shows that a log was cut short or rewritten from end to end. These bytes are also what PostgreSQL's binary
COPY sends for the row (`copied.py`), hashed as they came (`chains.py`).
"""

import asyncio
import json
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import TypeAlias

import asyncpg

from domain.rules.loader import digest_of
from eventlog.chains import AnswerChain, EventChain
from eventlog.cited import Citations
from eventlog.findings import MOST_PROBLEMS, Head, Problem, Verification
from eventlog.migrate import published
from eventlog.pool import Connection, Pool
from eventlog.statements import statements

__all__ = ["Head", "Problem", "Progress", "Verification", "verify"]

Progress: TypeAlias = Callable[[int, int], None]
"""Told the number of events and answers done, and of all."""

_GUARDED = ("log.commands", "log.events", "vault.items", "law.rule_books")
_LONGEST_SECONDS = 600.0


async def verify(pool: Pool, progress: Progress, noted: Head | None = None) -> Verification:
    """Check everything up to the present end of the log, and against a head noted earlier if one is given."""
    ends = await pool.fetchrow(statements("verify")["ends"])
    assert ends is not None  # noqa: S101 - without a FROM there is always one row
    cited = Citations()
    events, answers = EventChain(cited), AnswerChain(noted)
    beside = asyncio.create_task(_beside(pool, ends["events"], ends["answers"]))

    def advance() -> None:
        progress(answers.rows + events.rows, ends["answers"] + ends["events"])

    try:
        await _follow(answers, pool, "answers", ends["answers"], advance)
        await _follow(events, pool, "events", ends["events"], advance)
        problems = (*events.problems, *answers.problems, *await beside, *await _unkept(pool, cited))
    finally:
        beside.cancel()
        await asyncio.wait({beside}, timeout=_LONGEST_SECONDS)
    return Verification(events.rows, answers.head, problems[:MOST_PROBLEMS])


@asynccontextmanager
async def _reading(pool: Pool) -> AsyncGenerator[Connection]:
    """A connection for a read that may take longer than the limits of an ordinary one."""
    async with pool.acquire() as connection, connection.transaction(readonly=True):
        await connection.execute(statements("verify")["take_time"])
        yield connection


async def _follow(
    chain: AnswerChain | EventChain, pool: Pool, statement: str, end: int, advance: Callable[[], None]
) -> None:
    """Check each piece as it comes in, while the database is busy with the next."""

    async def take(piece: bytes) -> None:
        chain.take(piece)
        advance()

    query = statements("verify")[statement]
    async with _reading(pool) as connection:
        await connection.copy_from_query(query, end, output=take, format="binary", timeout=_LONGEST_SECONDS)
    chain.finish()


async def _beside(pool: Pool, last_event: int, last_answer: int) -> list[Problem]:
    """Events and answers that do not belong together, and tables that nothing guards."""
    sql = statements("verify")
    async with _reading(pool) as connection:
        unasked = await connection.fetch(sql["unasked"], last_event, timeout=_LONGEST_SECONDS)
        unbound = await connection.fetch(sql["unbound"], last_answer, timeout=_LONGEST_SECONDS)
        guards = await connection.fetch(sql["guards"], timeout=_LONGEST_SECONDS)
        unknown = await connection.fetch(sql["unknown_rules"], last_event, timeout=_LONGEST_SECONDS)
        books = await connection.fetch(sql["rule_books"], timeout=_LONGEST_SECONDS)
    written = published()["0001_log"]
    guarded = {guard["name"] for guard in guards if f"AS $${guard['source']}$$" in written}
    return [
        *(Problem("No accepted command accounts for this event.", *row) for row in unasked),
        *(Problem(f"The events up to answer {number} are not those there were.", None, of) for number, of in unbound),
        *(Problem(f"The rule-book {rules} that decided this event is not on record.", at) for at, rules in unknown),
        *(Problem(f"The rule-book {version} is not as it was accepted.") for version in _altered(books)),
        *(Problem(f"Nothing keeps {table} from being changed.") for table in _GUARDED if table not in guarded),
    ]


def _altered(books: Sequence[asyncpg.Record]) -> list[str]:
    """The rule-books whose texts no longer have the digest they are known by."""
    return [book["version"] for book in books if digest_of(json.loads(book["files"])) != book["digest"]]


async def _unkept(pool: Pool, cited: Citations) -> list[Problem]:
    """What events cite from the vault and the vault has no longer."""
    async with _reading(pool) as connection:
        return await cited.check(connection, _LONGEST_SECONDS)
