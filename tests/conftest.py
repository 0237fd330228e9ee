"""What any test may ask for: a real Postgres for the session, a fresh migrated database for the test."""

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest
from hypothesis import settings

from eventlog.log import EventLog
from eventlog.pool import Pool, open_pool
from tests.support.postgres import Database, Databases, running_postgres
from workers.logs import log_to_stderr

settings.register_profile("no-wall-clock", deadline=None)
settings.load_profile("no-wall-clock")


@pytest.fixture(scope="session", autouse=True)
def logs() -> None:
    """Log as the processes do, not as a library does that nobody has set up."""
    log_to_stderr()


@pytest.fixture(scope="session")
def databases() -> Iterator[Databases]:
    with running_postgres() as server:
        made = Databases(server)
        asyncio.run(made.prepare())
        yield made


@pytest.fixture
async def database(databases: Databases) -> AsyncIterator[Database]:
    fresh = await databases.fresh()
    yield fresh
    await databases.drop(fresh)


@pytest.fixture
async def pool(database: Database) -> AsyncIterator[Pool]:
    """Connections with the application's rights, and no others."""
    async with await open_pool(database.app, 8) as opened:
        yield opened


@pytest.fixture
def log(pool: Pool) -> EventLog:
    return EventLog(pool)
