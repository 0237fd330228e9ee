"""The records of a stack, as every question finds them: log, lists and law. It loads nothing of Temporal.

Read next: `door.py`; `eventlog/log.py`, the truth, and `eventlog/views.py`, the lists.
"""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from activities.law import Law
from domain.errors import Code, NotFound, Unavailable
from domain.prosecution.rows import ProsecutionRow
from domain.referral.rows import CaseRow
from eventlog.log import EventLog
from eventlog.migrate import check_schema
from eventlog.pool import Pool, has_stopped_answering, open_pool
from eventlog.views import Views

_CONNECTIONS = 8


@dataclass(frozen=True)
class Records:
    """What reading needs."""

    pool: Pool
    log: EventLog
    views: Views
    law: Law

    async def find(self, case: str) -> CaseRow:
        """The case with this id or reference; raises NotFound (case-not-found)."""
        row = await self.views.find_case(case)
        if row is None:
            raise NotFound(Code.CASE_NOT_FOUND, "There is no case with that id or reference.")
        return row

    async def find_prosecution(self, prosecution: str) -> ProsecutionRow:
        """The prosecution with this id or reference; raises NotFound (prosecution-not-found)."""
        row = await self.views.find_prosecution(prosecution)
        if row is None:
            raise NotFound(Code.PROSECUTION_NOT_FOUND, "There is no prosecution with that id or reference.")
        return row


@asynccontextmanager
async def open_records(database_url: str) -> AsyncGenerator[Records]:
    """The records behind this address; raises Unavailable when they cannot be reached."""
    try:
        async with await open_pool(database_url, _CONNECTIONS) as pool:
            async with pool.acquire() as connection:
                await check_schema(connection)
            yield Records(pool, EventLog(pool), Views(pool), Law(pool))
    except Exception as error:
        if not has_stopped_answering(error):
            raise
        raise Unavailable(Code.NO_ANSWER_YET, "The database stopped answering; try again in a moment.") from error
