"""What the migrations make is published, and a database is held against it thing by thing."""

from importlib.resources import files

from eventlog.fingerprint import PUBLISHED
from eventlog.pool import Pool
from eventlog.verify import verify
from tests.eventlog.given import as_superuser
from tests.eventlog.publish import made_of
from tests.eventlog.tampering import no_progress
from tests.support.postgres import Database


async def test_what_is_published_is_what_the_migrations_make(pool: Pool) -> None:
    """If this fails, the migrations have changed: `make schema` publishes what they make now."""
    assert (files("eventlog") / PUBLISHED).read_text("utf-8") == await made_of(pool)


async def test_what_differs_is_named(pool: Pool, database: Database) -> None:
    await as_superuser(
        database,
        "DROP INDEX views.cases_open",
        "CREATE TABLE log.more (id integer)",
        "ALTER FUNCTION log.said COST 1000",
        "ALTER FUNCTION log.said VOLATILE",
    )
    assert [
        "The database has the column log.more.id, which no migration makes.",
        "The function log.said(bytea) is not what the migrations make it.",
        "The database lacks the index views.cases_open, which the migrations make.",
        "The database has the table log.more, which no migration makes.",
    ] == [problem.what for problem in (await verify(pool, no_progress)).problems]


async def test_other_schemas_are_nobodys_business(pool: Pool, database: Database) -> None:
    await as_superuser(database, "CREATE SCHEMA reports", "CREATE TABLE reports.counts (id integer)")
    assert (await verify(pool, no_progress)).ok
