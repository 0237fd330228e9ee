"""A log whose rule-book is on record, as that of a stack is."""

import pytest

from eventlog.log import EventLog
from eventlog.pool import Pool
from tests.eventlog.given import keep_rules
from tests.support.postgres import Database


@pytest.fixture
async def log(pool: Pool, database: Database) -> EventLog:
    await keep_rules(database)
    return EventLog(pool)
