"""The wiring of the command line: from a data folder to the log, the lists, the vault and the gateway.

`with_records` is for commands that only read: it opens no connection to Temporal, and loads nothing of it.
`with_engine` is for those that write. Where the parts answer is known from the environment, or from what the running
local stack wrote down. Read next: `writing.py`.
"""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from activities.law import Law
from domain.errors import Code, NotFound, Unavailable
from domain.prosecution.rows import ProsecutionRow
from domain.referral.rows import CaseRow
from eventlog.log import EventLog
from eventlog.migrate import check_schema
from eventlog.pool import Pool, has_stopped_answering, open_pool
from eventlog.views import Views
from workers.settings import StackSettings
from workers.stack.state import running

if TYPE_CHECKING:
    from cli.writing import Engine

_CONNECTIONS = 8

Result = TypeVar("Result")


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


def with_records(settings: StackSettings, work: Callable[[Records], Awaitable[Result]]) -> Result:
    """Do this with the records of the stack; raises Unavailable when they cannot be reached."""

    async def run() -> Result:
        async with _records(settings) as records:
            return await work(records)

    return asyncio.run(run())


def with_engine(settings: StackSettings, work: "Callable[[Engine], Awaitable[Result]]") -> Result:
    """Do this with the engine of the stack; raises Unavailable when a part of it cannot be reached."""

    async def run() -> Result:
        async with _records(settings) as records:
            # Temporal's library takes longer to load than a list takes to print: whoever only reads never waits for it.
            from cli.writing import open_engine  # noqa: PLC0415

            temporal = settings.temporal_address or running(settings).temporal_address
            may_make_key = settings.database_url is None
            engine = await open_engine(records.pool, temporal, settings.data, may_make_key=may_make_key)
            return await work(engine)

    return asyncio.run(run())


@asynccontextmanager
async def _records(settings: StackSettings) -> AsyncGenerator[Records]:
    try:
        async with await open_pool(settings.database_url or running(settings).database_url, _CONNECTIONS) as pool:
            async with pool.acquire() as connection:
                await check_schema(connection)
            yield Records(pool, EventLog(pool), Views(pool), Law(pool))
    except Exception as error:
        if not has_stopped_answering(error):
            raise
        raise Unavailable(Code.NO_ANSWER_YET, "The database stopped answering; try again in a moment.") from error
