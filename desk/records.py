"""The records of a stack, as every question finds them: log, lists and law. It loads nothing of Temporal.

Read next: `door.py`; `eventlog/log.py`, the truth, and `eventlog/views.py`, the lists.
"""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from domain.errors import Code, NotFound, Unavailable
from domain.prosecution.rows import ProsecutionRow
from domain.referral.rows import CaseRow
from eventlog.log import EventLog
from eventlog.migrate import check_migrations
from eventlog.pool import Pool, has_stopped_answering, open_pool
from eventlog.views import Views

if TYPE_CHECKING:
    from activities.law import Law

_CONNECTIONS = 8


@dataclass(frozen=True)
class Records:
    """What reading needs."""

    pool: Pool
    log: EventLog
    views: Views

    @cached_property
    def law(self) -> "Law":
        """The rule-books of these records."""
        # What reads rules takes longer to load than a list takes to print: whoever asks for no rule never waits for it.
        from activities.law import Law  # noqa: PLC0415

        return Law(self.pool)

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
                await check_migrations(connection)
            yield Records(pool, EventLog(pool), Views(pool))
    except Exception as error:
        if not has_stopped_answering(error):
            raise
        raise Unavailable(Code.NO_ANSWER_YET, "The database stopped answering; try again in a moment.") from error
