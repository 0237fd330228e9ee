"""The engine under test: real Postgres, real Temporal with skipped time, the real worker and gateway."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from temporalio.client import Client, WorkflowHandle
from temporalio.service import RPCError
from temporalio.testing import TimeSkipper, TimeSkippingConfig

from activities.acceptance import begin
from activities.law import Law
from activities.long_cases import LongCases
from activities.record import Recorder
from activities.signing import Signer
from activities.submission import CASE, Submission
from domain.roles import Role
from domain.rules.shelf import packaged_files
from domain.staff import Asker
from domain.stream.answers import Receipt, Standing
from eventlog.keys import KeyEncryptionKey
from eventlog.log import EventLog
from eventlog.pool import open_pool
from eventlog.vault import Vault
from eventlog.views import Views
from tests.support.casework import ROLE_FOR, WHO_ASKS
from tests.support.postgres import Database
from workflows.asking import Lanes
from workflows.connection import connect, register_search_attributes, worker
from workflows.gateway import Gateway
from workflows.lanes import open_lane
from workflows.messages import TASK_QUEUE, Lane, lane_id
from workflows.names import LANES

SKIPPING = ("--dynamic-config-value", "frontend.WorkflowTimeSkippingEnabled=true")
"""Lets a test move the clock of one workflow."""

KEY = KeyEncryptionKey(bytes(32))
SIGNER = Signer(KEY.signing_key)
CASEWORKER = Asker("a.caseworker", Role.CASEWORKER)
ADULT = {
    "nation": "england-and-wales",
    "age_group": "adult",
    "consent": "given",
    "first_responder": "salvation-army",
}


@dataclass(frozen=True)
class Engine:
    """A running engine; every case of it has a clock of its own, which stands until a test moves it."""

    gateway: Gateway
    log: EventLog
    views: Views
    time: TimeSkipper

    @property
    def client(self) -> Client:
        return self.gateway.client

    def lane(self, case: UUID) -> WorkflowHandle[Any, Any]:
        return self.client.get_workflow_handle(lane_id(case))

    async def refer(self, **fields: Any) -> Receipt:
        return await self.gateway.refer({**ADULT, **fields}, CASEWORKER)

    async def do(self, case: UUID, command: str, by: str | None = None, **fields: Any) -> Receipt:
        asker = Asker(by or WHO_ASKS.get(command, "somebody"), ROLE_FOR.get(command, Role.CASEWORKER))
        return await self.gateway.do(str(case), command, fields, asker)

    async def awaiting_reasonable_grounds(self) -> UUID:
        case = (await self.refer()).case
        await self.do(case, "allocate-competent-authority", authority="sca")
        return case

    async def look_after(self, case: UUID) -> None:
        """Have the crime recorded, give support and explain the rights: no clock about these has anything to say."""
        await self.record_crime(case)
        await self.do(case, "start-support", provider="salvation-army")
        await self.do(case, "record-rights-information", language="english", interpreter=False, understood=True)

    async def record_crime(self, case: UUID) -> None:
        """Put the pointer to a prosecution into a case, as the lane of the prosecution would."""
        pointer: dict[str, Any] = {"prosecution": str(uuid4()), "witness": False, "crime_recorded": True}
        asked = Submission.of(Asker("engine", Role.ENGINE), uuid4(), case, "link-prosecution", pointer)
        await Lanes(self.client, self.gateway.recorder, SIGNER).answer(SIGNER.signed(asked), str(uuid4()))

    async def days_pass(self, case: UUID, days: int) -> None:
        until = await self.time.get_current_time(self.lane(case)) + timedelta(days=days)
        await self._without_children(case)
        now = await self.time.get_current_time(self.lane(case))
        await self.time.fast_forward(self.lane(case), until - now)

    async def _without_children(self, case: UUID) -> None:
        """Temporal moves no clock of a workflow whose children run. A lane started anew finds them, and has none."""
        described = await self.lane(case).describe()
        if described.raw_description.pending_children:
            await self.lane(case).terminate()
            await open_lane(self.client, case)

    async def mislead(self, case: UUID, standing: Standing) -> None:
        """Put a lane in the place of the one that runs, which believes that the case stands so."""
        await self.lane(case).terminate()
        await self.client.start_workflow(
            LANES[CASE],
            Lane(case=case, standing=standing, shows_wake=True),
            id=lane_id(case),
            task_queue=TASK_QUEUE,
        )

    async def events(self, case: UUID) -> list[str]:
        return [event.type for event in await self.log.read_stream(f"case/{case}")]


@asynccontextmanager
async def running_engine(
    database: Database, address: str, *, cached: int = 1000, long_cases: LongCases | None = None
) -> AsyncIterator[Engine]:
    """An engine on this database and this Temporal, with its worker polling."""
    skipper = TimeSkipper(await connect(address), config=TimeSkippingConfig(enabled=False))
    await register_search_attributes(skipper.client)
    async with await open_pool(database.app) as pool:
        log, views = EventLog(pool), Views(pool)
        law = Law(pool)
        await begin(law, log, packaged_files())
        recorder = Recorder(log, law)
        gateway = Gateway(skipper.client, recorder, Vault(pool, KEY), views)
        async with worker(skipper.client, recorder, SIGNER, long_cases, max_cached_workflows=cached):
            yield Engine(gateway, log, views, skipper)


async def eventually(holds: Callable[[], Awaitable[bool]]) -> None:
    """Ask until it holds: what Temporal lists lags behind by a moment."""
    async with asyncio.timeout(30):
        while not await holds():
            pass


async def end_all(client: Client) -> None:
    """End every workflow there is, so that none of them comes to ask an engine on another database."""
    async for found in client.list_workflows("ExecutionStatus = 'Running'"):
        with suppress(RPCError):  # it has ended meanwhile
            await client.get_workflow_handle(found.id).terminate()
