"""A log whose rule-book is on record, as that of a stack is."""

import pytest

from eventlog.log import EventLog
from eventlog.pool import Pool
from tests.eventlog.given import keep_rules


@pytest.fixture
async def log(pool: Pool) -> EventLog:
    await keep_rules(pool)
    return EventLog(pool)
