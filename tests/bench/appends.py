"""Appends at eight writers, beside bare inserts by the same driver and beside the recorder of `eventsourcing`.

One append is one command with one event on a stream of its own: what belongs to it checked, command id and version too,
hashes chained, the command's answer and the case's row in the list stored, all committed and flushed before it counts.
The bare insert writes one row with the same body, and so does the recorder.
"""

import asyncio
import threading
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit
from uuid import UUID, uuid4

import asyncpg
from eventsourcing.persistence import StoredEvent
from eventsourcing.postgres import PostgresApplicationRecorder, PostgresDatastore

from activities.acceptance import begin
from activities.law import Law
from domain.referral.rows import CaseViews
from domain.rules.shelf import packaged_files
from domain.when import When
from eventlog.log import CommandRecord, EventLog, NewEvent
from eventlog.pool import open_pool
from tests.bench.figures import ROUNDS, Figure, compared
from tests.eventlog.given import rows_of
from tests.support.postgres import Database

WRITERS = 8
SECONDS = 2.0
BODY = (
    b'{"reference":"R-1","nation":"england-and-wales","person":"0b5b8a3c-9a32-4c5e-8f0e-6a2d4c0c1f11","age_group":"adult",'
    b'"consent":"given","alone":false,"first_responder":"salvation-army"}'
)
NOW = When.parse("2026-03-02")


async def measure(database: Database) -> list[Figure]:
    """Appends per second against both."""
    async with await open_pool(database.app, WRITERS) as pool, await open_pool(database.owner, WRITERS) as owner:
        await owner.execute("CREATE TABLE bare (id uuid PRIMARY KEY, stream text, body bytea, at timestamptz)")
        log, recorder = EventLog(pool), _recorder(database)
        rules = (await begin(Law(pool), log, packaged_files())).identity
        bare, peer = [], []
        for _ in range(ROUNDS):
            ours = await _rate(lambda: _append(log, rules))
            bare.append((ours, await _rate(lambda: _insert(owner))))
            peer.append((ours, await asyncio.to_thread(_recorder_rate, recorder)))
        recorder.datastore.close()
    return [
        compared("appends, 8 writers, against bare inserts", "/s", bare, "≥ 0.35 ×", lambda ratio: ratio >= 0.35),
        compared("appends, 8 writers, against eventsourcing", "/s", peer, "≥ 1.8 ×", lambda ratio: ratio >= 1.8),
    ]


async def _rate(once: Callable[[], Awaitable[object]]) -> float:
    """How often a second eight writers, each waiting for its own last one, get this done."""
    deadline, done = time.perf_counter() + SECONDS, 0

    async def writer() -> None:
        nonlocal done
        while time.perf_counter() < deadline:
            await once()
            done += 1

    started = time.perf_counter()
    await asyncio.gather(*(writer() for _ in range(WRITERS)))
    return done / (time.perf_counter() - started)


async def _append(log: EventLog, rules: str) -> None:
    """As the bare insert does, with a body and rows that are there already."""
    case = uuid4()
    command = CommandRecord(uuid4(), "refer", "somebody", "caseworker", "0" * 64)
    event = NewEvent(uuid4(), "referral-made", 1, NOW, None, BODY)
    receipt, rows = '{"version":1,"events":["referral-made"]}', ROWS.replace(str(SOMEBODY), str(case))
    await log.append(f"case/{case}", 0, command, [event], rules=rules, receipt=receipt, views=rows)


def listed(case: UUID, version: int) -> str:
    """The rows of a case that no clock runs in."""
    return CaseViews(case=rows_of(case, version).case, clocks=(), breaches=(), safeguards=()).model_dump_json()


SOMEBODY = UUID("22222222-2222-4222-8222-222222222222")
ROWS = listed(SOMEBODY, 1)
"""Somebody's rows, to be made those of another; what such an id looks like is the id itself."""


async def _insert(pool: asyncpg.Pool) -> None:
    await pool.execute("INSERT INTO bare VALUES ($1, $2, $3, now())", uuid4(), f"case/{uuid4()}", BODY)


def _recorder(database: Database) -> PostgresApplicationRecorder:
    at = urlsplit(database.owner)
    options = parse_qs(at.query)
    datastore = PostgresDatastore(
        dbname=at.path.lstrip("/"),
        host=options["host"][0],
        port="5432",
        user=unquote(at.username or ""),
        password=Path(options["passfile"][0]).read_text().strip().rpartition(":")[2],
        pool_size=WRITERS,
        max_overflow=0,
    )
    recorder = PostgresApplicationRecorder(datastore, events_table_name="peer_events")
    recorder.create_table()
    return recorder


def _recorder_rate(recorder: PostgresApplicationRecorder) -> float:
    deadline, done = time.perf_counter() + SECONDS, [0] * WRITERS

    def writer(number: int) -> None:
        while time.perf_counter() < deadline:
            recorder.insert_events([StoredEvent(uuid4(), 1, "reasonable-grounds-decided", BODY)])
            done[number] += 1

    started = time.perf_counter()
    threads = [threading.Thread(target=writer, args=(number,)) for number in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(done) / (time.perf_counter() - started)
