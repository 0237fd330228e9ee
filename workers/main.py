"""The worker process: connects to the log and to Temporal, and runs the lanes until it is told to stop.

It reads NRM_DATABASE_URL, NRM_TEMPORAL_ADDRESS and NRM_DATA from the environment, once, and says that it is at work by
writing its process number to DATA/run/worker.ready. It holds nothing: it may be killed at any instant.

Read next: `workflows/connection.py`, which says what a worker runs.
"""

import asyncio
import os
import signal
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import NoReturn

import structlog

from activities.record import Recorder
from domain.errors import NrmError
from domain.rules.shelf import published
from eventlog.log import EventLog
from eventlog.migrate import check_schema
from eventlog.pool import open_pool
from workers.process import begin, leave
from workflows.connection import connect, register_search_attributes, worker

_log = structlog.get_logger()

_CONNECTIONS = 16


async def run(database: str, temporal: str, ready: Callable[[], object]) -> None:
    """Work until SIGTERM or SIGINT; `ready` is called once work is accepted."""
    stopping = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopping.set)
    async with await open_pool(database, _CONNECTIONS) as pool:
        async with pool.acquire() as connection:
            await check_schema(connection)
        client = await connect(temporal)
        await register_search_attributes(client)
        async with worker(client, Recorder(EventLog(pool), published())):
            ready()
            _log.info("worker_ready", rules=published().identity)
            await stopping.wait()
    _log.info("worker_stopped")


def main() -> NoReturn:
    """Run, and leave through the one exit that is safe for a process that has loaded Temporal's client."""
    begin()
    status = 0
    ready = partial((Path(os.environ["NRM_DATA"]) / "run" / "worker.ready").write_text, str(os.getpid()))
    try:
        asyncio.run(run(os.environ["NRM_DATABASE_URL"], os.environ["NRM_TEMPORAL_ADDRESS"], ready))
    except NrmError as error:
        _log.error("worker_failed", code=error.code)
        status = 1
    leave(status)


if __name__ == "__main__":
    main()
