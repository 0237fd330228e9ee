"""The wiring of the command line: from a data folder to the log, the lists, the vault and the gateway.

`with_records` is for commands that only read, and opens no connection to Temporal; `with_gateway` is for those that
write. Where the parts answer is known from the environment, or from what the running local stack wrote down.
"""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TypeVar

import asyncpg

from activities.record import Recorder
from domain.errors import Code, NotFound, Unavailable
from domain.referral.rows import CaseRow
from domain.rules.model import RuleBook
from domain.rules.shelf import published
from eventlog.keys import key_encryption_key
from eventlog.log import EventLog
from eventlog.migrate import check_schema
from eventlog.pool import Pool, open_pool
from eventlog.vault import Vault
from eventlog.views import Views
from workers.settings import StackSettings
from workers.stack.state import running
from workflows.connection import connect
from workflows.gateway import Gateway

_CONNECTIONS = 8

Result = TypeVar("Result")


@dataclass(frozen=True)
class Records:
    """What reading needs."""

    pool: Pool
    log: EventLog
    views: Views
    rules: RuleBook

    async def find(self, case: str) -> CaseRow:
        """The case with this id or reference; raises NotFound (case-not-found)."""
        row = await self.views.find_case(case)
        if row is None:
            raise NotFound(Code.CASE_NOT_FOUND, "There is no case with that id or reference.")
        return row


def with_records(settings: StackSettings, work: Callable[[Records], Awaitable[Result]]) -> Result:
    """Do this with the records of the stack; raises Unavailable when they cannot be reached."""

    async def run() -> Result:
        async with _records(settings) as records:
            return await work(records)

    return asyncio.run(run())


def with_gateway(settings: StackSettings, work: Callable[[Gateway], Awaitable[Result]]) -> Result:
    """Do this with the gateway of the stack; raises Unavailable when a part of it cannot be reached."""

    async def run() -> Result:
        async with _records(settings) as records:
            client = await connect(settings.temporal_address or running(settings).temporal_address)
            recorder = Recorder(records.log, records.rules)
            vault = Vault(records.pool, key_encryption_key(settings.data, may_make=settings.database_url is None))
            return await work(Gateway(client, recorder, vault, records.views))

    return asyncio.run(run())


@asynccontextmanager
async def _records(settings: StackSettings) -> AsyncGenerator[Records]:
    try:
        async with await open_pool(settings.database_url or running(settings).database_url, _CONNECTIONS) as pool:
            async with pool.acquire() as connection:
                await check_schema(connection)
            yield Records(pool, EventLog(pool), Views(pool), published())
    except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError, TimeoutError) as error:
        raise Unavailable(Code.NO_ANSWER_YET, "The database stopped answering; try again in a moment.") from error
