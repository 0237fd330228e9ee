"""Rule-books are kept with their acceptance, as they were accepted, and the log says which of them decides."""

import asyncio
from datetime import timedelta

import asyncpg
import orjson
import pytest

from domain.errors import Code, Conflict
from domain.rules.loader import digest_of
from eventlog.log import EventLog, Loaded
from eventlog.pool import Pool
from eventlog.rule_books import STREAM, RuleBooks
from eventlog.verify import verify
from tests.eventlog.given import DIGEST, RULES, VERSION, accept, acceptance, append, as_superuser, book, stream
from tests.support.postgres import Database

ONE, OTHER = book("2030.1"), book("2030.2")


async def test_before_any_was_accepted_none_decides(pool: Pool) -> None:
    assert await RuleBooks(pool).accepted() is None
    assert (None, None) == _law(await EventLog(pool).load(stream()))


async def test_the_last_one_accepted_decides(pool: Pool) -> None:
    await accept(pool, ONE)
    await accept(pool, OTHER, at=1)
    assert digest_of(OTHER) == await RuleBooks(pool).accepted()


async def test_loading_a_stream_says_which_decides_and_which_decided_last(log: EventLog, pool: Pool) -> None:
    digest = await accept(pool, ONE)
    case = stream()
    assert (digest, None) == _law(await log.load(case))
    await append(log, case, many=3)
    loaded = await log.load(case)
    assert (digest, RULES) == _law(loaded)
    assert 3 == len(loaded.events)


async def test_the_one_that_decided_at_an_earlier_moment_is_known(log: EventLog, pool: Pool) -> None:
    books = RuleBooks(pool)
    one, other = await accept(pool, ONE), await accept(pool, OTHER, at=1)
    first, second = [event.recorded_at for event in await log.read_stream(STREAM)]
    assert one == await books.accepted(first)
    assert other == await books.accepted(second)
    assert one == await books.accepted(first - timedelta(days=1))


async def test_who_accepted_one_and_why_is_known_and_the_last_time_counts(pool: Pool) -> None:
    for at, (files, reason) in enumerate([(ONE, "first"), (OTHER, "a new holiday"), (ONE, "taken back")]):
        await accept(pool, files, at, reason)
    assert ("a.person", "taken back") == await RuleBooks(pool).acceptance(digest_of(ONE))
    assert ("a.person", "a new holiday") == await RuleBooks(pool).acceptance(digest_of(OTHER))


async def test_texts_come_back_as_they_were_kept(pool: Pool) -> None:
    books, digest = RuleBooks(pool), await accept(pool, ONE)
    assert ONE == await books.files(digest)
    assert digest == await books.named(f"2030.1+{digest[:16]}")
    assert f"2030.1+{digest[:16]}" == await books.identity(digest)
    assert await books.files("d" * 64) is None
    assert await books.named("2030.1+nothing") is None


async def test_one_that_is_accepted_by_two_at_once_is_kept_once_and_one_is_told_it_was_second(pool: Pool) -> None:
    outcomes = await asyncio.gather(accept(pool, ONE), accept(pool, ONE), return_exceptions=True)
    (conflict,) = [outcome for outcome in outcomes if isinstance(outcome, Conflict)]
    assert Code.CASE_HAS_MOVED is conflict.code
    assert 1 == await pool.fetchval("SELECT count(*) FROM law.rule_books")


async def test_one_that_is_accepted_second_is_not_kept(pool: Pool) -> None:
    await accept(pool, ONE)
    with pytest.raises(Conflict):
        await accept(pool, OTHER)
    assert await RuleBooks(pool).files(digest_of(OTHER)) is None


async def test_two_cannot_have_one_name(pool: Pool, database: Database) -> None:
    """Two digests that begin alike are beyond anybody; here the index is made to see no more than the version."""
    await as_superuser(
        database,
        "DROP INDEX law.rule_books_identity",
        "CREATE UNIQUE INDEX rule_books_identity ON law.rule_books (version)",
    )
    await accept(pool, ONE)
    another = {**ONE, "clocks/x.yaml": "other"}
    with pytest.raises(Conflict) as refused:
        await accept(pool, another, at=1)
    assert Code.REFERENCE_IN_USE is refused.value.code
    assert await RuleBooks(pool).files(digest_of(another)) is None


@pytest.mark.parametrize(
    ("digest", "version", "files"),
    [
        ("a" * 64, "2030.1", ONE),
        (digest_of(OTHER), "2030.2", ONE),
        (digest_of(ONE), "2030.2", ONE),
        (digest_of({"a": "5"}), "2030.1", {"a": "5"}),
        (digest_of({}), "2030.1", {}),
        ("a" * 64, "2030.1", {"rule-book.yaml": 5}),
        ("a" * 64, "2030.1", {"rule-book.yaml": ["5"]}),
        ("a" * 64, "2030.1", ["rule-book.yaml"]),
        ("a" * 64, "2030.1", None),
    ],
)
async def test_no_texts_are_kept_under_a_digest_or_a_version_that_is_not_their_own(
    pool: Pool, digest: str, version: str, files: object
) -> None:
    """Also where the rule-book is kept already, under its own version."""
    await accept(pool, ONE)
    request = acceptance(version, digest, at=1)
    with pytest.raises(asyncpg.CheckViolationError):
        await pool.execute("SELECT law.accept($1, $2::jsonb, now())", request, orjson.dumps(files).decode())
    assert [digest_of(ONE)] == [row["digest"] for row in await pool.fetch("SELECT digest FROM law.rule_books")]
    assert 1 == len(await EventLog(pool).read_stream(STREAM))


async def test_the_database_computes_the_digest_as_the_program_does(pool: Pool, database: Database) -> None:
    """Names that sort otherwise by language, texts with letters of several bytes, an empty one."""
    files = {**ONE, "B.yaml": "ä\r\n", "a.yaml": "", "ä.yaml": "🙂", "a-b.yaml": "x"}
    digest = await accept(pool, files)
    assert digest == await RuleBooks(pool).accepted()
    connection = await asyncpg.connect(database.owner)
    try:
        computed = await connection.fetchval("SELECT law.digest_of($1::jsonb)", orjson.dumps(files).decode())
    finally:
        await connection.close()
    assert digest_of(files) == computed


async def test_an_acceptance_that_cannot_be_read_decides_nothing_and_stops_nobody(
    log: EventLog, pool: Pool, database: Database
) -> None:
    """From when the log took everything: no JSON, no digest, the digest of what was never kept."""
    digest = await accept(pool, ONE)
    for at, body in enumerate(["not json", "{}", '{"digest":"' + "e" * 64 + '"}', "5"], start=2):
        await as_superuser(
            database,
            f"INSERT INTO log.events SELECT position + {at}, {at}, schema, gen_random_uuid(), command_id, effective_at,"  # noqa: S608
            f" recorded_at, hash, NULL, stream, type, effective, actor, role, rules, '{body}'::bytea, hash, log_hash"
            " FROM log.events WHERE position = 1",
        )
    books = RuleBooks(pool)
    assert digest == await books.accepted()
    assert digest == (await log.load(stream())).accepted
    assert 5 == (await log.load(stream())).acceptances
    assert ("a.person", "first start") == await books.acceptance(digest)
    assert digest_of(OTHER) == await accept(pool, OTHER, at=5)


async def test_a_rule_book_that_was_altered_is_found(log: EventLog, pool: Pool, database: Database) -> None:
    await append(log, stream())
    for files in ('{"rule-book.yaml": "Somebody wrote something else."}', '{"a": 5}', "[]"):
        await as_superuser(
            database,
            "ALTER TABLE law.rule_books DISABLE TRIGGER ALL",
            "ALTER TABLE law.rule_books DROP CONSTRAINT IF EXISTS digest_is_of_the_texts",
            f"UPDATE law.rule_books SET files = '{files}'",  # noqa: S608
            "ALTER TABLE law.rule_books ENABLE ALWAYS TRIGGER only_ever_added_to",
        )
        found = await verify(pool, lambda _done, _of: None)
        assert [
            f"The rule-book {VERSION} is not as it was accepted.",
            "The database lacks the constraint digest_is_of_the_texts of law.rule_books, which the migrations make.",
        ] == [problem.what for problem in found.problems]


async def test_a_rule_book_that_nobody_accepted_is_found(log: EventLog, pool: Pool, database: Database) -> None:
    await append(log, stream())
    digest, files = digest_of(ONE), orjson.dumps(ONE).decode()
    await as_superuser(database, f"INSERT INTO law.rule_books VALUES ('{digest}', '2030.1', '{files}')")  # noqa: S608
    found = await verify(pool, lambda _done, _of: None)
    said = [f"The rule-book 2030.1+{digest[:16]} is kept, and nobody accepted it."]
    assert said == [problem.what for problem in found.problems]


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
