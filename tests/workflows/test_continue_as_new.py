"""A long life: the lane continues as new many times, and no command is lost, doubled or left without its answer."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from uuid import uuid4

import pytest

from tests.support.lanes import CASEWORKER, SKIPPING, Engine, running_engine
from tests.support.postgres import Database
from workers.stack.temporal import TemporalServer

_EARLY = ("--dynamic-config-value", "limit.historyCount.suggestContinueAsNew=40")
"""Temporal suggests it after four thousand entries; here after forty."""


@pytest.fixture(scope="module")
def impatient_temporal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    server = TemporalServer(tmp_path_factory.mktemp("impatient"), (*SKIPPING, *_EARLY))
    server.start()
    yield server.address
    server.stop()


@pytest.fixture
async def impatient(database: Database, impatient_temporal: str) -> AsyncIterator[Engine]:
    async with running_engine(database, impatient_temporal) as running:
        yield running


async def test_no_command_is_lost_when_the_lane_continues_as_new(impatient: Engine) -> None:
    case = await impatient.awaiting_reasonable_grounds()
    first_run = (await impatient.lane(case).describe()).run_id
    commands = [uuid4() for _ in range(60)]

    async def five_at_a_time(turn: int) -> None:
        for command in commands[turn::5]:
            await impatient.gateway.do(str(case), "add-note", {"text": f"Note {command}"}, CASEWORKER, command)

    await asyncio.gather(*(five_at_a_time(turn) for turn in range(5)))

    stored = [event.command_id for event in await impatient.log.read_stream(f"case/{case}")]
    assert set(commands) == set(stored[2:])
    assert 62 == len(stored)
    assert first_run != (await impatient.lane(case).describe()).run_id


async def test_a_command_answered_before_is_answered_the_same_after(impatient: Engine) -> None:
    case = await impatient.awaiting_reasonable_grounds()
    command = uuid4()
    before = await impatient.gateway.do(str(case), "add-note", {"text": "First."}, CASEWORKER, command)
    for number in range(30):
        await impatient.do(case, "add-note", text=f"Note {number}")

    assert before == await impatient.gateway.do(str(case), "add-note", {"text": "First."}, CASEWORKER, command)


async def test_the_deadline_is_still_waited_for_afterwards(impatient: Engine) -> None:
    case = await impatient.awaiting_reasonable_grounds()
    for number in range(30):
        await impatient.do(case, "add-note", text=f"Note {number}")
    await impatient.days_pass(case, 20)

    assert "breach-recorded" in await impatient.events(case)
