"""After the database was put back to an earlier day Temporal remembers what the log has lost: nobody is told of it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4, uuid5

import pytest
from temporalio.client import WorkflowExecutionStatus

from domain.errors import Code, NotFound, NrmError
from domain.roles import Role
from domain.staff import Asker
from tests.support.lanes import ADULT, CASEWORKER, SKIPPING, Engine, eventually, running_engine
from tests.support.postgres import Database, Databases
from tests.support.trials import ask, investigate, lane_of, told
from workers.stack.temporal import TemporalServer
from workflows.messages import STAGE, WAKES
from workflows.sweeping import Sweeper
from workflows.visible import Place, running_lanes

DECIDER = Asker("a.decider", Role.DECISION_MAKER)


@dataclass
class Site:
    """One Temporal, and the database as it is now, which can be put back to a backup."""

    databases: Databases
    temporal: str
    now: Database

    def engine(self) -> AbstractAsyncContextManager[Engine]:
        return running_engine(self.now, self.temporal)

    async def backup(self) -> Database:
        return await self.databases.backup(self.now)


@pytest.fixture
async def site(databases: Databases, database: Database, tmp_path: Path) -> AsyncIterator[Site]:
    server = TemporalServer(tmp_path, SKIPPING)
    server.start()
    yield Site(databases, server.address, database)
    server.stop()


async def swept(engine: Engine) -> None:
    await Sweeper(engine.client, engine.gateway.recorder, engine.views, quiet=0.0).compare()


async def wakes(engine: Engine, case: UUID) -> datetime | None:
    """When the lane says that it will wake."""
    return (await engine.lane(case).describe()).typed_search_attributes.get(WAKES)


async def test_a_receipt_that_the_log_has_lost_is_not_handed_out_again(site: Site) -> None:
    command = uuid4()
    async with site.engine() as engine:
        case = await engine.awaiting_reasonable_grounds()
    backup = await site.backup()
    async with site.engine() as engine:
        first = await engine.gateway.do(
            str(case), "decide-reasonable-grounds", {"outcome": "positive"}, DECIDER, command
        )
        ahead = await wakes(engine, case)
    site.now = backup
    async with site.engine() as engine:
        lost = await engine.events(case)
        again = await engine.gateway.do(
            str(case), "decide-reasonable-grounds", {"outcome": "positive"}, DECIDER, command
        )
        found = await engine.events(case)
        (row,) = await engine.views.open_cases()
        now_wakes = await wakes(engine, case)

    assert "reasonable-grounds-decided" not in lost
    assert ["reasonable-grounds-decided"] == [one for one in found if one == "reasonable-grounds-decided"]
    assert first.version == again.version == len(found)
    assert ahead is not None
    assert row.next_wake_at == now_wakes


async def test_a_refusal_that_the_log_has_lost_is_not_handed_out_again_either(site: Site) -> None:
    command = uuid4()
    async with site.engine() as engine:
        case = await engine.awaiting_reasonable_grounds()
    backup = await site.backup()
    async with site.engine() as engine:
        await engine.do(case, "withdraw")
        with pytest.raises(NrmError) as refused:
            await engine.gateway.do(str(case), "decide-reasonable-grounds", {"outcome": "positive"}, DECIDER, command)
    site.now = backup
    async with site.engine() as engine:
        given = await engine.gateway.do(
            str(case), "decide-reasonable-grounds", {"outcome": "positive"}, DECIDER, command
        )

    assert Code.WRONG_STAGE is refused.value.code
    assert "reasonable-grounds-decided" in given.events


async def test_what_the_log_refused_is_not_said_to_be_accepted(site: Site) -> None:
    """The same id: accepted before the backup was put back, refused after it, and asked once more."""
    command = uuid4()
    async with site.engine() as engine:
        case = await engine.awaiting_reasonable_grounds()
    backup = await site.backup()
    decide: tuple[str, dict[str, Any]] = ("decide-reasonable-grounds", {"outcome": "positive"})
    async with site.engine() as engine:
        await engine.gateway.do(str(case), *decide, DECIDER, command)
    site.now = backup
    async with site.engine() as engine:
        await engine.do(case, "withdraw")
        for _ in range(2):
            with pytest.raises(NrmError) as refused:
                await engine.gateway.do(str(case), *decide, DECIDER, command)
            assert Code.WRONG_STAGE is refused.value.code
        assert "reasonable-grounds-decided" not in await engine.events(case)


async def test_a_case_that_the_log_has_lost_is_opened_again_by_the_same_command(site: Site) -> None:
    command = uuid4()
    async with site.engine():
        pass
    backup = await site.backup()
    async with site.engine() as engine:
        await engine.gateway.refer({**ADULT, "reference": "LOST-1"}, CASEWORKER, command)
    site.now = backup
    async with site.engine() as engine:
        with pytest.raises(NotFound):
            await engine.gateway.do("LOST-1", "withdraw", {}, CASEWORKER)
        again = await engine.gateway.refer({**ADULT, "reference": "LOST-1"}, CASEWORKER, command)
        events = await engine.events(again.case)

    assert again.case == uuid5(command, "case")
    assert ["referral-made"] == events[:1]


async def test_a_sweep_puts_a_lane_right_that_is_ahead_of_the_log(site: Site) -> None:
    async with site.engine() as engine:
        case = await engine.awaiting_reasonable_grounds()
        await engine.look_after(case)
    backup = await site.backup()
    async with site.engine() as engine:
        await engine.do(case, "decide-reasonable-grounds", outcome="positive")
        ahead = await wakes(engine, case)
    site.now = backup
    async with site.engine() as engine:
        (row,) = await engine.views.open_cases()
        assert ahead != row.next_wake_at

        async def it_shows() -> bool:
            lane = (await running_lanes(engine.client)).get(Place("case", case))
            return lane is not None and ahead == lane.wakes

        await eventually(it_shows)
        await swept(engine)
        shown = (await engine.lane(case).describe()).typed_search_attributes
        await engine.days_pass(case, 7)
        breaches = [breach.clock for breach in await engine.views.breaches()]

    assert "awaiting-reasonable-grounds" == shown.get(STAGE)
    assert row.next_wake_at == shown.get(WAKES)
    assert ["reasonable-grounds-decision"] == breaches


async def test_a_sweep_ends_a_lane_of_a_case_that_the_log_does_not_know(site: Site) -> None:
    async with site.engine() as engine:
        kept = await engine.awaiting_reasonable_grounds()
    backup = await site.backup()
    async with site.engine() as engine:
        lost, prosecution = (await engine.refer()).case, await investigate(engine)
    site.now = backup
    async with site.engine() as engine:

        async def all_are_listed() -> bool:
            return 3 == len(await running_lanes(engine.client))

        await eventually(all_are_listed)
        sweeper = Sweeper(engine.client, engine.gateway.recorder, engine.views, quiet=0.0)
        for _ in range(2):  # what runs for nothing is looked at when it is seen for the second time
            await sweeper.compare()
        for handle in (engine.lane(lost), lane_of(engine, prosecution)):
            async with asyncio.timeout(20):
                await handle.result()
        status = (await engine.lane(kept).describe()).status

    assert WorkflowExecutionStatus.RUNNING == status


async def test_a_case_that_lost_its_pointer_is_told_again(site: Site) -> None:
    """The prosecution's lane remembers having told it; the log knows of the link, and of no answer."""
    async with site.engine() as engine:
        case, prosecution = await engine.awaiting_reasonable_grounds(), await investigate(engine)
    behind = await site.backup()
    async with site.engine() as engine:
        await ask(engine, prosecution, "link-victim", case=str(case))
        await told(engine, prosecution, 1)
        assert "prosecution-linked" in await engine.events(case)
    site.now = behind
    async with site.engine() as engine:
        # The same link again, under another command: the pointer's id follows from the event, and is the same.
        await ask(engine, prosecution, "link-victim", case=str(case))
        await swept(engine)

        async def is_told() -> bool:
            return "prosecution-linked" in await engine.events(case)

        await eventually(is_told)

        async def it_is_listed() -> bool:
            return Place("prosecution", prosecution) in await running_lanes(engine.client)

        await eventually(it_is_listed)
