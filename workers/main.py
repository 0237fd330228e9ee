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

from activities.law import Law
from activities.record import Recorder
from domain.errors import NrmError
from eventlog.log import EventLog
from eventlog.migrate import check_schema
from eventlog.pool import open_pool
from workers.logs import log_what_nobody_caught
from workers.process import begin, leave
from workflows.connection import connect, register_search_attributes, worker

_log = structlog.get_logger()

_CONNECTIONS = 16
_LEAVE_SECONDS = 15.0
"""How long to finish what is in hand. A command that still waits for the log after that is asked for again later."""


async def run(database: str, temporal: str, ready: Callable[[], object]) -> NoReturn:
    """Work until SIGTERM or SIGINT, then finish what is in hand and leave; `ready` is called once work is accepted."""
    stopping = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopping.set)
    pool = await open_pool(database, _CONNECTIONS)
    async with pool.acquire() as connection:
        await check_schema(connection)
    law = Law(pool)
    rules = await law.current()  # read now, so that no command waits for it
    client = await connect(temporal)
    await register_search_attributes(client)
    working = worker(client, Recorder(EventLog(pool), law))
    work = asyncio.create_task(working.run())
    ready()
    _log.info("worker_ready", rules=rules.identity)
    await asyncio.wait({work, asyncio.create_task(stopping.wait())}, return_when=asyncio.FIRST_COMPLETED)
    await asyncio.wait({asyncio.create_task(working.shutdown())}, timeout=_LEAVE_SECONDS)
    failed = work.done() and work.exception() is not None
    _log.info("worker_stopped")
    leave(1 if failed else 0)


def main() -> NoReturn:
    """Run, and leave through the one exit that is safe for a process that has loaded Temporal's client."""
    begin()
    log_what_nobody_caught()
    ready = partial((Path(os.environ["NRM_DATA"]) / "run" / "worker.ready").write_text, str(os.getpid()))
    try:
        asyncio.run(run(os.environ["NRM_DATABASE_URL"], os.environ["NRM_TEMPORAL_ADDRESS"], ready))
    except NrmError as error:
        _log.error("worker_failed", code=error.code)
    except Exception:  # noqa: BLE001 - the edge of the process
        _log.exception("worker_failed")
    leave(1)


if __name__ == "__main__":
    main()
