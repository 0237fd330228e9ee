"""The worker process: connects to the log and to Temporal, runs the lanes, and sees to it that every case has its own.

It reads NRM_DATABASE_URL, NRM_TEMPORAL_ADDRESS and NRM_DATA from the environment, and the key-encryption key as every
process does, once. It says that it is at work by writing its process number to DATA/run/worker.ready, and which cases
are too long for it in DATA/run/too-long.json. Of the key it keeps only what is derived from it to know what the gateway
has signed. It holds nothing else: it may be killed at any instant, and another one is at work at once (`standby.py`).

Read next: `workflows/connection.py`, which says what a worker runs; `workflows/sweeping.py`.
"""

import asyncio
import os
import signal
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import NoReturn

import orjson
import structlog

from activities.law import Law
from activities.long_cases import LongCases
from activities.record import Recorder
from activities.signing import Signer
from domain.errors import NrmError
from eventlog.keys import key_encryption_key
from eventlog.log import EventLog
from eventlog.migrate import check_schema
from eventlog.pool import open_pool
from eventlog.views import Views
from workers.logs import log_what_nobody_caught
from workers.process import begin, leave
from workers.stack.worker import TOO_LONG
from workers.standby import work_in_a_child
from workflows.connection import connect, register_search_attributes, worker
from workflows.sweeping import Sweeper

_log = structlog.get_logger()

_CONNECTIONS = 16
_LOOK_SECONDS = 0.2
_LEAVE_SECONDS = 15.0
"""How long to finish what is in hand. A command that still waits for the log after that is asked for again later."""


async def run(database: str, temporal: str, data: Path, standby: int) -> NoReturn:
    """Work until SIGTERM or SIGINT, then finish what is in hand and leave; at once if the process `standby` is gone."""
    stopping = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopping.set)
    pool = await open_pool(database, _CONNECTIONS)
    async with pool.acquire() as connection:
        await check_schema(connection)
    signer = Signer(key_encryption_key(data, may_make=False).signing_key)
    law = Law(pool)
    rules = await law.current()  # read now, so that no command waits for it
    client = await connect(temporal)
    await register_search_attributes(client)
    (data / "run" / TOO_LONG).unlink(missing_ok=True)
    long_cases = LongCases(partial(_write_too_long, data / "run" / TOO_LONG))
    recorder = Recorder(EventLog(pool), law, long_cases)
    working = worker(client, recorder, signer, long_cases)
    work = asyncio.create_task(working.run())
    (data / "run" / "worker.ready").write_text(str(os.getpid()))
    _log.info("worker_ready", rules=rules.identity)
    sweeps = asyncio.create_task(Sweeper(client, recorder, Views(pool)).run())
    alone = asyncio.create_task(_leave_when_alone(standby))
    await asyncio.wait({work, asyncio.create_task(stopping.wait())}, return_when=asyncio.FIRST_COMPLETED)
    for task in (sweeps, alone):
        task.cancel()
    await asyncio.wait({asyncio.create_task(working.shutdown())}, timeout=_LEAVE_SECONDS)
    failed = work.done() and work.exception() is not None
    _log.info("worker_stopped")
    leave(1 if failed else 0)


async def _leave_when_alone(standby: int) -> NoReturn:
    """A worker whose standby was killed would outlive the stack; another one is being started in its place."""
    while os.getppid() == standby:  # noqa: ASYNC110 - the kernel gives no other sign of it
        await asyncio.sleep(_LOOK_SECONDS)
    leave(1)


def _write_too_long(file: Path, cases: Mapping[str, int]) -> None:
    """Say which cases are too long, each with its number of events; a reader finds the file whole or not at all."""
    draft = file.with_suffix(".draft")
    draft.write_bytes(orjson.dumps(cases))
    draft.replace(file)


def main() -> NoReturn:
    """Run, and leave through the one exit that is safe for a process that has loaded Temporal's client."""
    begin()
    log_what_nobody_caught()
    standby = work_in_a_child()
    database, temporal, data = (os.environ[name] for name in ("NRM_DATABASE_URL", "NRM_TEMPORAL_ADDRESS", "NRM_DATA"))
    try:
        asyncio.run(run(database, temporal, Path(data), standby))
    except NrmError as error:
        _log.error("worker_failed", code=error.code)
    except Exception:  # noqa: BLE001 - the edge of the process
        _log.exception("worker_failed")
    leave(1)


if __name__ == "__main__":
    main()
