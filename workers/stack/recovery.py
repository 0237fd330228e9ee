"""The process that gives every open case its lane: `lanes.py` starts it, and its exit status says whether it is done.

It reads NRM_DATABASE_URL and NRM_TEMPORAL_ADDRESS from the environment. Read next: `workflows/lanes.py`.
"""

import asyncio
import os
from typing import NoReturn

import structlog

from activities.law import Law
from activities.record import Recorder
from domain.errors import NrmError
from eventlog.log import EventLog
from eventlog.pool import open_pool
from eventlog.views import Views
from workers.process import begin, leave
from workflows.connection import connect
from workflows.lanes import recover

_log = structlog.get_logger()


_LONGEST_PAUSE = 60.0
"""Seconds without a single lane more, after which something is wrong. How many there are is no limit."""


async def run(database: str, temporal: str) -> int:
    """Open the lanes; returns how many cases are open. Raises TimeoutError when it comes to a standstill."""
    clock = asyncio.get_running_loop().time
    async with asyncio.timeout(_LONGEST_PAUSE) as limit, await open_pool(database) as pool:
        recorder = Recorder(EventLog(pool), Law(pool))

        def advance(_done: int, _of: int) -> None:
            limit.reschedule(clock() + _LONGEST_PAUSE)

        return await recover(await connect(temporal), recorder, Views(pool), advance)


def main() -> NoReturn:
    """Run, and leave as every process does that has loaded Temporal's client."""
    begin()
    status = 0
    try:
        count = asyncio.run(run(os.environ["NRM_DATABASE_URL"], os.environ["NRM_TEMPORAL_ADDRESS"]))
        _log.info("lanes_opened", count=count)
    except NrmError as error:
        _log.error("lanes_not_opened", code=error.code)
        status = 1
    except TimeoutError:
        _log.exception("lanes_not_opened")
        status = 1
    leave(status)


if __name__ == "__main__":
    main()
