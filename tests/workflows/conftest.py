"""One Temporal for the session; one engine on a fresh database for each test."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests.support.lanes import SKIPPING, Engine, end_all, running_engine
from tests.support.postgres import Database
from workers.stack.temporal import TemporalServer


@pytest.fixture(scope="session")
def temporal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a real Temporal server whose workflows' clocks a test may move."""
    server = TemporalServer(Path(tmp_path_factory.mktemp("temporal")), SKIPPING)
    server.start()
    yield server.address
    server.stop()


@pytest.fixture
async def engine(database: Database, temporal: str) -> AsyncIterator[Engine]:
    """An engine with nothing on record."""
    async with running_engine(database, temporal) as running:
        yield running
        await end_all(running.client)
