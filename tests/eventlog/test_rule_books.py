"""Rule-books are kept as they were accepted, and the log says which of them decides."""

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import asyncpg
import pytest

from domain.errors import Code, Conflict
from domain.when import When
from eventlog.log import CommandRecord, EventLog, Loaded, NewEvent
from eventlog.pool import Pool
from eventlog.rule_books import STREAM, RuleBooks
from eventlog.statements import statements
from eventlog.verify import verify
from tests.eventlog.given import DIGEST, FILES, RECEIPT, RULES, VERSION, append, as_superuser, stream, waits_for_a_lock
from tests.support.postgres import Database


async def accept(log: EventLog, digest: str, version: int = 0, reason: str = "first start") -> None:
    command = CommandRecord(uuid4(), "accept-rule-book", "a.person", "administrator", "f" * 64)
    body = f'{{"digest":"{digest}","reason":"{reason}"}}'.encode()
    event = NewEvent(uuid4(), "rule-book-accepted", 1, _now(), None, body)
    await log.append(STREAM, version, command, [event], rules=RULES, receipt=RECEIPT)


def _now() -> When:
    return When.at(datetime.now(UTC))


async def test_before_any_was_accepted_none_decides(pool: Pool) -> None:
    assert await RuleBooks(pool).accepted() is None
    assert (None, None) == _law(await EventLog(pool).load(stream()))


async def test_the_last_one_accepted_decides(log: EventLog, pool: Pool) -> None:
    await accept(log, "a" * 64)
    await accept(log, "b" * 64, version=1)
    assert "b" * 64 == await RuleBooks(pool).accepted()


async def test_loading_a_stream_says_which_decides_and_which_decided_last(log: EventLog) -> None:
    await accept(log, "a" * 64)
    case = stream()
    assert ("a" * 64, None) == _law(await log.load(case))
    await append(log, case, many=3)
    loaded = await log.load(case)
    assert ("a" * 64, RULES) == _law(loaded)
    assert 3 == len(loaded.events)


async def test_the_one_that_decided_at_an_earlier_moment_is_known(log: EventLog, pool: Pool) -> None:
    books = RuleBooks(pool)
    await accept(log, "a" * 64)
    await accept(log, "b" * 64, version=1)
    first, second = [event.recorded_at for event in await log.read_stream(STREAM)]
    assert "a" * 64 == await books.accepted(first)
    assert "b" * 64 == await books.accepted(second)
    assert "a" * 64 == await books.accepted(first - timedelta(days=1))


async def test_who_accepted_one_and_why_is_known_and_the_last_time_counts(log: EventLog, pool: Pool) -> None:
    for version, (digest, reason) in enumerate([("a", "first"), ("b", "a new holiday"), ("a", "taken back")]):
        await accept(log, digest * 64, version, reason)
    assert ("a.person", "taken back") == await RuleBooks(pool).acceptance("a" * 64)
    assert ("a.person", "a new holiday") == await RuleBooks(pool).acceptance("b" * 64)


async def test_texts_come_back_as_they_were_kept(pool: Pool) -> None:
    books, files = RuleBooks(pool), {"rule-book.yaml": "# a\n\tb: “c”\n", "clocks/x.yaml": ""}
    await books.keep("c" * 64, "2030.1", files)
    await books.keep("c" * 64, "2030.1", files)
    assert files == await books.files("c" * 64)
    assert "c" * 64 == await books.named(f"2030.1+{'c' * 16}")
    assert f"2030.1+{'c' * 16}" == await books.identity("c" * 64)
    assert await books.files("d" * 64) is None
    assert await books.named("2030.1+nothing") is None


async def test_a_digest_is_one(pool: Pool) -> None:
    with pytest.raises(asyncpg.CheckViolationError):
        await RuleBooks(pool).keep("not a digest", VERSION, FILES)


async def test_a_rule_book_that_was_altered_is_found(log: EventLog, pool: Pool, database: Database) -> None:
    await append(log, stream())
    await as_superuser(
        database,
        "ALTER TABLE law.rule_books DISABLE TRIGGER ALL",
        """UPDATE law.rule_books SET files = '{"rule-book.yaml": "Somebody wrote something else."}'""",
        "ALTER TABLE law.rule_books ENABLE ALWAYS TRIGGER only_ever_added_to",
    )
    found = await verify(pool, lambda _done, _of: None)
    assert [f"The rule-book {VERSION} is not as it was accepted."] == [problem.what for problem in found.problems]


async def test_a_rule_book_that_is_missing_is_found(log: EventLog, pool: Pool, database: Database) -> None:
    await append(log, stream(), many=2)
    await as_superuser(
        database,
        "ALTER TABLE law.rule_books DISABLE TRIGGER ALL",
        f"DELETE FROM law.rule_books WHERE digest = '{DIGEST}'",  # noqa: S608
        "ALTER TABLE law.rule_books ENABLE ALWAYS TRIGGER only_ever_added_to",
    )
    found = await verify(pool, lambda _done, _of: None)
    said = [(problem.position, problem.what) for problem in found.problems]
    assert [(1, f"The rule-book {RULES} that decided this event is not on record.")] == said


def _law(loaded: Loaded) -> tuple[str | None, str | None]:
    return loaded.accepted, loaded.decided_by


async def test_one_that_is_kept_by_two_at_once_is_kept_once(pool: Pool, database: Database) -> None:
    """The first has not committed when the second comes: whichever index objects, it is the same rule-book."""
    connection = await asyncpg.connect(database.app)
    try:
        await connection.execute("BEGIN")
        await connection.execute(statements("rule_books")["keep"], DIGEST, VERSION, "{}")
        second = asyncio.create_task(RuleBooks(pool).keep(DIGEST, VERSION, {}))
        await waits_for_a_lock(connection)
        await connection.execute("COMMIT")
        await second
    finally:
        await connection.close()
    assert {} == await RuleBooks(pool).files(DIGEST)


async def test_two_cannot_have_one_name(pool: Pool) -> None:
    alike = DIGEST[:16] + "0" * 48
    await RuleBooks(pool).keep(DIGEST, VERSION, FILES)
    with pytest.raises(Conflict) as refused:
        await RuleBooks(pool).keep(alike, VERSION, FILES)
    assert Code.REFERENCE_IN_USE is refused.value.code
    assert await RuleBooks(pool).files(alike) is None
