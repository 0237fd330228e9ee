"""The wiring of the command line: from a data folder to the log, the lists, the vault and the gateway.

`with_records` is for commands that only read: it opens no connection to Temporal, and loads nothing of it.
`with_engine` is for those that write. Where the parts answer is known from the environment, or from what the running
local stack wrote down. Read next: `writing.py`.
"""

import asyncio
from collections.abc import Awaitable, Callable, Generator
from contextlib import AbstractAsyncContextManager, contextmanager
from typing import TYPE_CHECKING, TypeVar
from uuid import UUID

from desk.records import Records, open_records
from domain.errors import Invalid
from domain.staff import Asker
from eventlog.migrate import check_schema
from workers.settings import StackSettings
from workers.stack.state import running

if TYPE_CHECKING:
    from cli.writing import Engine

Result = TypeVar("Result")


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
            async with records.pool.acquire() as connection:
                await check_schema(connection)
            # Temporal's library takes longer to load than a list takes to print: whoever only reads never waits for it.
            from cli.writing import open_engine  # noqa: PLC0415

            temporal = settings.temporal_address or running(settings).temporal_address
            may_make_key = settings.database_url is None
            engine = await open_engine(records.pool, temporal, settings.data, may_make_key=may_make_key)
            return await work(engine)

    return asyncio.run(run())


@contextmanager
def refused_on_record(
    settings: StackSettings, command: str, asker: Asker, command_id: UUID, of: str | None = None
) -> Generator[None]:
    """What cannot even be read as this command, asked of that case or prosecution, is put on record, and raised."""
    try:
        yield
    except Invalid as refusal:
        unreadable = refusal  # the name of an exception ends with its block
        with_engine(settings, lambda engine: engine.refuse(command, asker, command_id, unreadable, of))
        raise


def _records(settings: StackSettings) -> AbstractAsyncContextManager[Records]:
    return open_records(settings.database_url or running(settings).database_url)
