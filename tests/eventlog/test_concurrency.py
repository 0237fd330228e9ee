"""Many writers at once: positions without a hole, chains that hold, and nobody's mistake falls on another."""

import asyncio
from uuid import uuid4

import pytest

from domain.errors import Code, Conflict
from eventlog.log import CommandRecord, EventLog, Outcome
from eventlog.pool import Pool, open_pool
from eventlog.verify import verify
from tests.eventlog.given import (
    RULES,
    append,
    command,
    event,
    keep_rules,
    put,
    receipt_of,
    rows_of,
    stream,
    stream_of,
)
from tests.support.postgres import Database

WRITERS = 8


def no_progress(_done: int, _all: int) -> None:
    """Nobody watches."""


async def _write(log: EventLog, streams: int, each: int) -> None:
    for _ in range(streams):
        case = stream()
        for version in range(0, each * 2, 2):
            await append(log, case, version, many=2)


async def test_many_writers_leave_contiguous_positions_and_whole_chains(database: Database) -> None:
    """Half of the writers share a log object and its group commits, the others have one each, as processes would."""
    async with await open_pool(database.app, WRITERS) as one, await open_pool(database.app, WRITERS) as other:
        await keep_rules(database)
        logs = [EventLog(one)] * WRITERS + [EventLog(other) for _ in range(WRITERS)]
        await asyncio.gather(*(_write(log, 3, 4) for log in logs))
        stored = [found async for found in logs[0].read_all(page=50)]
        verified = await verify(one, no_progress)
    expected = WRITERS * 2 * 3 * 4 * 2
    assert list(range(1, expected + 1)) == [found.position for found in stored]
    assert sorted(found.recorded_at for found in stored) == [found.recorded_at for found in stored]
    assert (True, expected) == (verified.ok, verified.events)


async def test_refusals_and_appends_at_once_leave_contiguous_numbers(database: Database) -> None:
    async with await open_pool(database.app, WRITERS) as one, await open_pool(database.app, WRITERS) as other:
        await keep_rules(database)
        logs, asked = [EventLog(one), EventLog(other)] * 4, command()
        cases = [stream() for _ in logs]
        for case in cases:
            await append(logs[0], case)
        refusals = (log.refuse(None, command(), Code.WRONG_STAGE, "Not now.") for log in logs for _ in range(4))
        same = (log.refuse(None, asked, Code.WRONG_STAGE, "Not now.") for log in logs)
        *answered, _ = await asyncio.gather(
            *same,
            *refusals,
            *(append(log, case, 1, many=0) for log, case in zip(logs, cases, strict=True)),
            _write(logs[0], 2, 3),
        )
        verified = await verify(one, no_progress)
        numbers = [row["number"] for row in await one.fetch("SELECT number FROM log.commands ORDER BY recorded_at")]
    expected = 8 + 1 + 8 * 4 + 8 + 6
    assert list(range(1, expected + 1)) == numbers
    assert [False] + [True] * 7 == sorted(outcome.duplicate for outcome in answered[:8])
    assert (True, 8 + 12) == (verified.ok, verified.events)


async def test_a_reader_that_follows_the_log_misses_nothing(log: EventLog, pool: Pool) -> None:
    """It goes on from the last position it saw, while others append."""
    reader, seen = EventLog(pool), 0
    writers = asyncio.gather(*(_write(log, 2, 5) for _ in range(WRITERS)))
    while not writers.done():
        async for found in reader.read_all(after=seen):
            assert seen + 1 == found.position
            seen = found.position
        await asyncio.wait({writers}, timeout=0.001)
    await writers
    assert WRITERS * 2 * 5 * 2 == seen + len([found async for found in reader.read_all(after=seen)])


@pytest.mark.parametrize("shared", [True, False])
@pytest.mark.usefixtures("log")
async def test_of_two_writers_on_one_version_one_is_told_it_was_second(pool: Pool, *, shared: bool) -> None:
    case, one = stream(), EventLog(pool)
    other = one if shared else EventLog(pool)
    outcomes = await asyncio.gather(append(one, case), append(other, case), return_exceptions=True)
    (conflict,) = [outcome for outcome in outcomes if isinstance(outcome, Conflict)]
    assert Code.CASE_HAS_MOVED is conflict.code
    assert 1 == (await one.load(case)).version


@pytest.mark.parametrize("shared", [True, False])
@pytest.mark.parametrize("same_stream", [True, False])
@pytest.mark.usefixtures("log")
async def test_one_command_sent_many_times_at_once_makes_one_event(
    pool: Pool, *, shared: bool, same_stream: bool
) -> None:
    case, asked, one = stream(), command(), EventLog(pool)

    async def send() -> Outcome:
        to, log = (case if same_stream else stream()), (one if shared else EventLog(pool))
        return await put(log, to, 0, asked, [event()])

    outcomes = await asyncio.gather(*(send() for _ in range(WRITERS)))
    assert [False] + [True] * (WRITERS - 1) == sorted(outcome.duplicate for outcome in outcomes)
    assert {receipt_of(1, [event()])} == {outcome.receipt for outcome in outcomes}
    assert 1 == len([stored async for stored in one.read_all()])


async def test_appends_that_share_a_commit_do_not_share_a_fate(log: EventLog) -> None:
    """One has a reference in use, one bytes that are no JSON, one is stale: the others are appended."""
    taken, second = uuid4(), uuid4()
    await append(log, stream_of(taken), views=rows_of(taken, reference="PA-1"))
    outcomes = await asyncio.gather(
        append(log, stream()),
        append(log, stream_of(second), views=rows_of(second, reference="PA-1")),
        log.append(stream(), 0, command(), [event()], rules=RULES, receipt="{not json"),
        append(log, stream(), 7),
        append(log, stream()),
        put(log, stream(), 0, CommandRecord(uuid4(), "x", "", "r", "f" * 64), [event()]),
        return_exceptions=True,
    )
    assert ["Outcome", "Conflict", "InvalidTextRepresentationError", "Conflict", "Outcome", "CheckViolationError"] == [
        type(outcome).__name__ for outcome in outcomes
    ]
    assert [1, 2, 3] == [stored.position async for stored in log.read_all()]


async def test_an_append_whose_asker_has_gone_does_not_hold_up_the_others(log: EventLog) -> None:
    gone = asyncio.create_task(append(log, stream()))
    stays = asyncio.create_task(append(log, stream()))
    await asyncio.wait({gone}, timeout=0)
    gone.cancel()
    assert (await stays).accepted
    assert (await append(log, stream())).accepted
