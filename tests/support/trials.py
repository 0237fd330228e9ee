"""Prosecutions on a running engine: one is opened, asked, taken through a whole trial, and waited for."""

import asyncio
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from temporalio.api.enums.v1 import EventType
from temporalio.client import WorkflowHandle

from domain.prosecution.commands import KIND
from domain.roles import Role
from domain.staff import Asker
from domain.stream.answers import Receipt
from tests.support.lanes import Engine
from workflows.messages import lane_id

LIAISON = Asker("a.liaison", Role.PROSECUTION_LIAISON)
INVESTIGATION = {"nation": "england-and-wales", "force": "kent-police"}
TRIAL: tuple[tuple[str, Mapping[str, Any]], ...] = (
    ("record-crime-number", {"number": "46/1234/24"}),
    ("refer-to-prosecutor", {}),
    ("decide-charge", {"defendant": 1, "decision": "charged", "offence": "trafficking-2015", "conduct": "2023-06"}),
    ("record-trial-step", {"step": "listed"}),
    ("record-trial-step", {"step": "begun"}),
    ("record-verdict", {"defendant": 1, "verdict": "convicted"}),
    ("record-sentence", {"defendant": 1, "sentence": "custody", "months": 96}),
    ("record-reparation-order", {"defendant": 1}),
    ("end-investigation", {"reason": "proceedings-concluded"}),
)


async def investigate(engine: Engine, **fields: Any) -> UUID:
    return (await engine.gateway.open(f"{KIND}/open-investigation", {**INVESTIGATION, **fields}, LIAISON)).case


async def ask(engine: Engine, prosecution: UUID, command: str, **fields: Any) -> Receipt:
    return await engine.gateway.do(str(prosecution), f"{KIND}/{command}", fields, LIAISON)


def lane_of(engine: Engine, prosecution: UUID) -> WorkflowHandle[Any, Any]:
    return engine.client.get_workflow_handle(lane_id(prosecution, KIND))


async def told(engine: Engine, prosecution: UUID, times: int) -> None:
    """Wait until the prosecution's lane has handed over so many pointers."""
    seen = 0
    async with asyncio.timeout(30):
        async for event in lane_of(engine, prosecution).fetch_history_events(wait_new_event=True):
            seen += event.event_type == EventType.EVENT_TYPE_ACTIVITY_TASK_COMPLETED
            if seen == times:
                return


async def one_trial(engine: Engine, victims: int = 3) -> tuple[UUID, list[UUID]]:
    """A prosecution from the report to its end, with every linked case told: its id, and those of the cases."""
    cases = [await engine.awaiting_reasonable_grounds() for _ in range(victims)]
    prosecution = await investigate(engine)
    for case in cases:
        await ask(engine, prosecution, "link-victim", case=str(case), witness=True)
    for command, fields in TRIAL:
        await ask(engine, prosecution, command, **fields)
    async with asyncio.timeout(60):
        await lane_of(engine, prosecution).result()
    return prosecution, cases
