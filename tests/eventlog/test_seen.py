"""What a decision has looked at besides its own stream must still be so when its events are appended."""

import asyncio
from itertools import permutations
from uuid import UUID

import asyncpg
import pytest

from domain.errors import Code, Conflict
from eventlog.log import EventLog, Outcome
from eventlog.pool import Pool
from eventlog.rule_books import STREAM
from tests.eventlog.given import accept, append, book, command, event, put, request, stream, waits_for_a_lock
from tests.support.postgres import Database

APPEND = "SELECT status FROM log.append($1, clock_timestamp())"


def having_looked_at(to: str, seen: str) -> tuple[object, ...]:
    """One event for `to`, at version 1, decided when `seen` was at version 1."""
    return request(to, 1, seen=[(seen, 1)])


async def having_seen(log: EventLog, to: str, at: int, **seen: int) -> Outcome:
    return await put(log, to, at, command(), [event()], seen=seen)


@pytest.fixture
async def pair(log: EventLog) -> tuple[str, str]:
    """Two streams of one event each."""
    one, other = stream(), stream()
    for each in (one, other):
        await append(log, each)
    return one, other


async def test_what_has_not_moved_admits(log: EventLog, pair: tuple[str, str]) -> None:
    one, other = pair
    assert (await having_seen(log, one, 1, **{other: 1, stream(): 0})).accepted


@pytest.mark.parametrize("looked_at", [0, 2])
async def test_what_is_at_another_version_is_a_conflict_that_leaves_nothing(
    log: EventLog, pair: tuple[str, str], looked_at: int
) -> None:
    one, other = pair
    with pytest.raises(Conflict, match="looked at besides the case") as conflict:
        await having_seen(log, one, 1, **{other: looked_at})
    assert Code.CASE_HAS_MOVED is conflict.value.code
    assert 1 == (await log.load(one)).version


async def test_of_two_who_looked_at_each_other_in_one_call_the_first_is_admitted(
    pool: Pool, pair: tuple[str, str]
) -> None:
    one, other = pair
    answers = await pool.fetch(APPEND, [having_looked_at(one, other), having_looked_at(other, one)])
    assert ["accepted", "moved"] == [answer["status"] for answer in answers]


async def test_no_order_in_one_call_closes_a_circle_of_three(log: EventLog, pool: Pool) -> None:
    for order in permutations(range(3)):
        ring = [stream() for _ in range(3)]
        for each in ring:
            await append(log, each)
        answers = await pool.fetch(APPEND, [having_looked_at(ring[at], ring[(at + 1) % 3]) for at in order])
        assert "moved" in [answer["status"] for answer in answers]


async def test_of_two_who_looked_at_each_other_at_once_the_second_waits_and_is_told(
    log: EventLog, database: Database, pair: tuple[str, str]
) -> None:
    one, other = pair
    connection = await asyncpg.connect(database.app)
    try:
        await connection.execute("BEGIN")
        assert "accepted" == await connection.fetchval(APPEND, [having_looked_at(one, other)])
        second = asyncio.create_task(having_seen(log, other, 1, **{one: 1}))
        await waits_for_a_lock(connection)
        await connection.execute("COMMIT")
        with pytest.raises(Conflict, match="looked at besides the case"):
            await second
    finally:
        await connection.close()


async def test_two_who_only_look_at_the_same_do_not_wait_for_each_other(
    log: EventLog, database: Database, pair: tuple[str, str]
) -> None:
    seen, _ = pair
    connection = await asyncpg.connect(database.owner)  # the application takes no locks of its own
    try:
        await connection.execute("BEGIN")
        await connection.execute("SELECT pg_advisory_xact_lock_shared(1, hashtext($1))", seen)
        assert (await having_seen(log, stream(), 0, **{seen: 1})).accepted
        with pytest.raises(asyncpg.LockNotAvailableError):
            await append(log, seen, 1)
    finally:
        await connection.close()


async def test_the_number_of_acceptances_is_loaded_with_the_one_that_decides(log: EventLog, pool: Pool) -> None:
    assert 0 == (await log.load(stream())).acceptances
    await accept(pool, book("2026.2"))
    await accept(pool, book("2026.3"), at=1)
    loaded = await log.load(stream())
    assert 2 == loaded.acceptances
    assert (await having_seen(log, stream(), 0, **{STREAM: loaded.acceptances})).accepted


async def test_it_is_known_which_commands_have_an_answer(log: EventLog) -> None:
    asked, refused = command(), command()
    await put(log, stream(), 0, asked, [event()])
    await log.refuse(None, refused, Code.CASE_NOT_FOUND, "There is no such case.")
    ids = {asked.command_id, refused.command_id}
    assert ids == await log.answered([*ids, UUID(int=1)])
    assert frozenset() == await log.answered([])
