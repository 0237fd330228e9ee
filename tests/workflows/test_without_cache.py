"""The same paths with the workflow cache off: every task then replays from the start, which finds non-determinism."""

from collections.abc import AsyncIterator

import pytest

from tests.histories.record import PATHS
from tests.support.lanes import Engine, running_engine
from tests.support.postgres import Database


@pytest.fixture
async def forgetful(database: Database, temporal: str) -> AsyncIterator[Engine]:
    async with running_engine(database, temporal, cached=0) as running:
        yield running


@pytest.mark.parametrize("path", PATHS.values(), ids=PATHS)
async def test_a_path_is_the_same_without_the_cache(forgetful: Engine, path: object) -> None:
    case = await path(forgetful)  # type: ignore[operator]

    assert {"referral-made"} <= set(await forgetful.events(case))
