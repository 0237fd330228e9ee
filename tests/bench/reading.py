"""Reading the record: load and fold one long case, verify the whole log, rebuild the read models."""

import time
from hashlib import sha256
from statistics import median
from uuid import UUID, uuid4

import orjson

from activities.history import history_of
from activities.kinds import project
from activities.law import Law
from domain.referral.evolve import fold
from domain.referral.state import Referral
from domain.rules.shelf import published
from domain.stream import stream_of
from eventlog.copied import CopiedRows, event_row
from eventlog.log import CommandRecord, EventLog, NewEvent
from eventlog.pool import Pool, open_pool
from eventlog.rebuild import rebuild
from eventlog.statements import statements
from eventlog.verify import verify
from tests.bench.appends import BODY, NOW, listed
from tests.bench.figures import ROUNDS, Figure, at_least, at_most, compared, noted
from tests.bench.importing import import_synthetic
from tests.support.lanes import CASEWORKER, running_engine
from tests.support.postgres import Database

LONG = 200
"""Events of one long case."""

LOG = 100_000
"""Events of the log that is verified."""

CASES = 2_000
"""Cases whose read models are rebuilt, each with seven events or more."""

_NO_END = 2**63 - 1


async def measure(database: Database, temporal: str) -> list[Figure]:
    """Milliseconds and events per second."""
    async with running_engine(database, temporal) as engine:
        case = (await engine.refer()).case
        for number in range(LONG - 1):
            await engine.gateway.do(str(case), "add-note", {"text": f"Contact {number}."}, CASEWORKER)
        load = await _load_and_fold(engine.log, case)
        await import_synthetic(engine, CASES)
    async with await open_pool(database.app) as pool:
        rebuilt = await _rebuilt(pool)
        await _fill(EventLog(pool), LOG)
        verified = await _verified(pool)
    return [at_most(f"load and fold a case of {LONG} events, p50", load, "ms", 10), *verified, *rebuilt]


async def _load_and_fold(log: EventLog, case: UUID) -> float:
    taken: list[float] = []
    for _ in range(50):
        started = time.perf_counter()
        state = fold(history_of((await log.load(stream_of(case))).events))
        taken.append(time.perf_counter() - started)
        assert isinstance(state, Referral)
        assert LONG == state.version
    return median(taken) * 1000


async def _rebuilt(pool: Pool) -> list[Figure]:
    started = time.perf_counter()
    report = await rebuild(pool, project(Law(pool)), lambda _done, _of: None)
    rate = report.events / (time.perf_counter() - started)
    assert report.equal
    return [
        at_least("read models rebuilt, and compared", rate, "events/s", 10_000),
        noted("… from a log of", report.events, "events"),
    ]


async def _verified(pool: Pool) -> list[Figure]:
    """By itself, and beside reading the same rows and hashing each."""
    pairs = [(await _verify(pool), await _read_and_hash(pool)) for _ in range(ROUNDS)]
    name = "log read and verified"
    return [
        at_least(name, median(ours for ours, _ in pairs), "events/s", 100_000),
        compared(f"{name}, against reading and hashing", "events/s", pairs, "≥ 0.5 ×", lambda ratio: ratio >= 0.5),
    ]


async def _verify(pool: Pool) -> float:
    started = time.perf_counter()
    report = await verify(pool, lambda _done, _of: None)
    assert report.ok
    return report.events / (time.perf_counter() - started)


async def _read_and_hash(pool: Pool) -> float:
    rows, hashed = CopiedRows(event_row), 0

    async def take(piece: bytes) -> None:
        nonlocal hashed
        for row in rows.feed(piece):
            sha256(row[6]).digest()
            hashed += 1

    started = time.perf_counter()
    async with pool.acquire() as connection:
        query = statements("verify")["events"]
        await connection.copy_from_query(query, _NO_END, output=take, format="binary", timeout=600.0)
    return hashed / (time.perf_counter() - started)


async def _fill(log: EventLog, events: int) -> None:
    """Lengthen the log, a hundred events at a time, through the one append there is."""
    receipt = orjson.dumps({"version": 100, "events": ["referral-made"] * 100}).decode()
    for _ in range(events // 100):
        case, command = uuid4(), CommandRecord(uuid4(), "import-history", "somebody", "caseworker", "0" * 64)
        new = [NewEvent(uuid4(), "referral-made", 1, NOW, None, BODY) for _ in range(100)]
        rows, rules = listed(case, 100), published().identity
        await log.append(stream_of(case), 0, command, new, rules=rules, receipt=receipt, views=rows)
