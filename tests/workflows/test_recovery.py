"""Temporal is disposable: delete its database while cases are open, and each waits for the same instants again."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from temporalio.api.enums.v1 import EventType

from tests.support.lanes import SKIPPING, Engine, running_engine
from tests.support.postgres import Database
from workers.stack.temporal import TemporalServer
from workflows.lanes import recover

Waiting = tuple[str, datetime]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "stack"


async def waiting(engine: Engine, case: UUID) -> Waiting:
    """What the timer is called that a lane started last, and the minute in which it fires; awaits the first one."""
    found: list[Waiting] = []
    async with asyncio.timeout(20):
        async for event in engine.lane(case).fetch_history_events(wait_new_event=True):
            if event.event_type == EventType.EVENT_TYPE_TIMER_STARTED:
                started = event.event_time.ToDatetime(UTC)
                fires = started + event.timer_started_event_attributes.start_to_fire_timeout.ToTimedelta()
                found.append((event.user_metadata.summary.data.decode(), _to_the_minute(fires)))
            if found and event.event_id >= (await engine.lane(case).describe()).history_length:
                break
    return found[-1]


def _to_the_minute(instant: datetime) -> datetime:
    """A timer counts from when its task was completed, a little after the lane's own now."""
    return (instant + timedelta(seconds=30)).replace(second=0, microsecond=0)


async def test_every_open_case_waits_for_the_same_instants_as_before(database: Database, folder: Path) -> None:
    server = TemporalServer(folder, SKIPPING)
    server.start()
    try:
        async with running_engine(database, server.address) as engine:
            cases = [await engine.awaiting_reasonable_grounds() for _ in range(3)]
            for case in cases:
                await engine.look_after(case)
            await engine.do(cases[1], "decide-reasonable-grounds", outcome="positive")
            ended = (await engine.refer()).case
            await engine.do(ended, "withdraw")
            before = {case: await waiting(engine, case) for case in cases}
            on_record = {row.case: row.next_wake_at for row in await engine.views.open_cases()}
    finally:
        server.stop()

    for file in (folder / "temporal").iterdir():
        file.unlink()

    server = TemporalServer(folder, SKIPPING)
    server.start()
    try:
        async with running_engine(database, server.address) as engine:
            found = await recover(engine.client, engine.gateway.recorder, engine.views, lambda _done, _of: None)
            after = {case: await waiting(engine, case) for case in cases}
            further = await engine.do(cases[0], "decide-reasonable-grounds", outcome="positive")
    finally:
        server.stop()

    assert 3 == found
    assert before == after
    assert {case: instant for case, (_, instant) in after.items()} == on_record
    assert "recovery-period" == further.stage


async def test_a_command_needs_no_recovery_to_reach_a_lost_lane(database: Database, folder: Path) -> None:
    server = TemporalServer(folder, SKIPPING)
    server.start()
    try:
        async with running_engine(database, server.address) as engine:
            case = await engine.awaiting_reasonable_grounds()
    finally:
        server.stop()
    for file in (folder / "temporal").iterdir():
        file.unlink()
    server.start()
    try:
        async with running_engine(database, server.address) as engine:
            receipt = await engine.do(case, "decide-reasonable-grounds", outcome="positive")
    finally:
        server.stop()

    assert "recovery-period" == receipt.stage
