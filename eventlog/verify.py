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
from collections.abc import AsyncGenerator, Callable, Collection
from contextlib import asynccontextmanager
from typing import Literal, TypeAlias

from domain.shapes import shapes
from eventlog.beside import Beside, beside, not_as_listed
from eventlog.chains import AnswerChain, EventChain
from eventlog.cited import Citations
from eventlog.findings import MOST_PROBLEMS, Head, Problem, Verification
from eventlog.keys import KeyEncryptionKey
from eventlog.pool import Connection, Pool
from eventlog.statements import statements
from eventlog.unwrapped import not_as_sealed

__all__ = ["Head", "Problem", "Progress", "Verification", "verify"]

Progress: TypeAlias = Callable[[int, int], None]
"""Told the number of events and answers done, and of all."""

Isolation: TypeAlias = Literal["read_committed", "repeatable_read"]

_LONGEST_SECONDS = 600.0

_NO_HEAD = "No head noted earlier was given: a log cut short or rewritten from end to end would not show."
_NO_KEY = "The key-encryption key is not at hand: an altered key, or a text that no event cites, would not show."
_NEVER = (
    "Of the lists only the versions were looked at: `nrm rebuild --check` compares every row.",
    "Whether what was recorded is true, and whether PostgreSQL tells the truth, nobody can see from inside.",
)


async def verify(
    pool: Pool, progress: Progress, noted: Collection[Head] = (), key: KeyEncryptionKey | None = None
) -> Verification:
    """Check everything up to the present end of the log, and against heads noted earlier if any are given.

    With the key-encryption key at hand also what only that can tell of the vault; no text leaves this function.
    """
    cited = Citations()
    async with _reading(pool, "repeatable_read") as connection:
        ends = await connection.fetchrow(statements("verify")["ends"])
        assert ends is not None  # noqa: S101 - without a FROM there is always one row
        answers = AnswerChain(noted, ends["events"])
        events = EventChain(cited, answers.told)
        around = asyncio.create_task(beside(connection, ends, shapes(), _LONGEST_SECONDS))

        def advance() -> None:
            progress(answers.rows + events.rows, ends["answers"] + ends["events"])

        try:
            await _follow(answers, pool, "answers", ends["answers"], advance)
            await _follow(events, pool, "events", ends["events"], advance)
            found = await around
        finally:
            around.cancel()
            await asyncio.wait({around}, timeout=_LONGEST_SECONDS)
        sealed = await _of_the_vault(connection, cited, key)
    problems = (*events.problems, *answers.problems, *found.problems, *_of_the_lists(found, events), *sealed)
    return Verification(events.rows, answers.head, problems[:MOST_PROBLEMS], _not_looked_at(noted, key))


def _of_the_lists(found: Beside, events: EventChain) -> list[Problem]:
    """Nothing, where the events could not be read to the end: no version would be the last."""
    return not_as_listed(found.listed, events.versions) if events.rows == found.last_event else []


async def _of_the_vault(connection: Connection, cited: Citations, key: KeyEncryptionKey | None) -> list[Problem]:
    """What events cite from the vault and is not so any longer; with the key, what else is not as it was sealed."""
    problems = await cited.check(connection, _LONGEST_SECONDS)
    if key is not None:
        problems += await not_as_sealed(connection, key, cited.refs, _LONGEST_SECONDS)
    return problems


def _not_looked_at(noted: Collection[Head], key: KeyEncryptionKey | None) -> tuple[str, ...]:
    return (*(() if noted else (_NO_HEAD,)), *(() if key else (_NO_KEY,)), *_NEVER)


@asynccontextmanager
async def _reading(pool: Pool, isolation: Isolation = "read_committed") -> AsyncGenerator[Connection]:
    """A connection for a read that may take longer than the limits of an ordinary one."""
    async with pool.acquire() as connection, connection.transaction(isolation=isolation, readonly=True):
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
