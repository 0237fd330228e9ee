"""A command through the whole engine, beside a bare Temporal update whose local activity does one INSERT.

Same servers, same process, same converter, one command at a time. The engine's commands are those of a plain case from
referral to closure, texts sealed and all. `record` as a regular activity is measured beside it, for ADR 0004.
"""

import time
from collections.abc import Awaitable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from statistics import median
from typing import TypeVar
from uuid import UUID, uuid4

import asyncpg
from pydantic import JsonValue
from temporalio import activity, workflow
from temporalio.client import Client
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

from activities.record import Recorder
from activities.submission import Submission, Turn
from domain.referral.commands.base import person_of
from domain.referral.commands.file import AddNote
from domain.sealed import Sealed
from domain.stream.answers import Answer
from eventlog.pool import open_pool
from tests.bench.figures import ROUNDS, Figure, compared, noted
from tests.support.lanes import CASEWORKER, SIGNER, Engine, running_engine
from tests.support.postgres import Database

CASES = 4
"""Cases a round; each has nine commands."""

TURNS = 40
"""Commands each way, when the two ways to run `record` are compared."""

Result = TypeVar("Result")

_TIMEOUT = timedelta(seconds=10)


@workflow.defn
class Bare:
    """The floor: an update, a local activity, one INSERT."""

    @workflow.run
    async def run(self) -> None:
        await workflow.wait_condition(lambda: False)

    @workflow.update
    async def write(self, body: str) -> str:
        return await workflow.execute_local_activity(insert, body, start_to_close_timeout=_TIMEOUT)


@dataclass(frozen=True)
class Settling:
    """What `record` does. That itself can be had by a local activity only, and by no other."""

    recorder: Recorder

    @activity.defn
    async def settle(self, turn: Turn) -> Answer:
        settled = await self.recorder.settle(turn)
        assert settled.after is not None
        standing = await self.recorder.standing(settled.after, turn.at)
        return SIGNER.signed_answer(settled.answer, turn.submission).model_copy(update={"standing": standing})


@workflow.defn
class Recording:
    """What `record` does, by a local or by a regular activity, and nothing else."""

    @workflow.run
    async def run(self) -> None:
        await workflow.wait_condition(lambda: False)

    @workflow.update
    async def locally(self, turn: Turn) -> Answer:
        return await workflow.execute_local_activity_method(Settling.settle, turn, start_to_close_timeout=_TIMEOUT)

    @workflow.update
    async def regularly(self, turn: Turn) -> Answer:
        return await workflow.execute_activity_method(Settling.settle, turn, start_to_close_timeout=_TIMEOUT)


_POOL: list[asyncpg.Pool] = []


@activity.defn
async def insert(body: str) -> str:
    await _POOL[0].execute("INSERT INTO bare VALUES ($1, $2)", uuid4(), body)
    return body


async def measure(database: Database, temporal: str) -> list[Figure]:
    """p50 of a command, in milliseconds, against the floor."""
    async with await open_pool(database.owner, 4) as pool, running_engine(database, temporal) as engine:
        await pool.execute("CREATE TABLE IF NOT EXISTS bare (id uuid PRIMARY KEY, body text)")
        _POOL[:] = [pool]
        async with Worker(
            engine.client,
            task_queue="floor",
            workflows=[Bare, Recording],
            activities=[insert, Settling(engine.gateway.recorder).settle],
            workflow_runner=UnsandboxedWorkflowRunner(),
        ):
            pairs = [(await _engine(engine), await _floor(engine.client)) for _ in range(ROUNDS + 1)][1:]
            local, regular = await _both_ways(engine)
    return [
        compared("command through the engine, p50", "ms", pairs, "≤ 1.6 ×", lambda ratio: ratio <= 1.6),
        noted("record as a regular activity, p50, against a local one", regular, "ms", local),
    ]


async def _engine(engine: Engine) -> float:
    taken: list[float] = []
    for _ in range(CASES):
        case = (await _timed(taken, engine.refer())).case
        for command, fields in _PATH:
            await _timed(taken, engine.do(case, command, **fields))
    return median(taken) * 1000


_PATH: list[tuple[str, dict[str, str]]] = [
    ("allocate-competent-authority", {"authority": "sca"}),
    ("add-note", {"text": "Interpreter booked for the first meeting."}),
    ("decide-reasonable-grounds", {"outcome": "positive", "reasons": "Consistent account, supported by records."}),
    ("add-note", {"text": "Support provider confirmed accommodation."}),
    ("record-enforcement-step", {"step": "other"}),
    ("decide-conclusive-grounds", {"outcome": "positive", "reasons": "On the balance of probabilities."}),
    ("serve-decision", {"decision": "conclusive-grounds"}),
    ("close", {"reason": "identification-complete"}),
]


async def _floor(client: Client) -> float:
    taken: list[float] = []
    for _ in range(CASES):
        handle = await client.start_workflow(Bare.run, id=str(uuid4()), task_queue="floor")
        for number in range(1 + len(_PATH)):
            await _timed(taken, handle.execute_update(Bare.write, f"note {number}"))
        await handle.terminate()
    return median(taken) * 1000


async def _both_ways(engine: Engine) -> tuple[float, float]:
    """p50 of `record` alone, by a local and by a regular activity, in turns."""
    case = (await engine.refer()).case
    [text] = await engine.gateway.vault.seal(person_of(case), [(uuid4(), "Interpreter booked for the first meeting.")])
    handle = await engine.client.start_workflow(Recording.run, id=str(uuid4()), task_queue="floor")
    local: list[float] = []
    regular: list[float] = []
    for _ in range(TURNS):
        await _timed(local, handle.execute_update(Recording.locally, _turn(case, text)))
        await _timed(regular, handle.execute_update(Recording.regularly, _turn(case, text)))
    await handle.terminate()
    return median(local) * 1000, median(regular) * 1000


def _turn(case: UUID, text: Sealed) -> Turn:
    note: dict[str, JsonValue] = {"text": text.model_dump(mode="json")}
    return Turn(submission=Submission.of(CASEWORKER, uuid4(), case, AddNote.name, note), at=datetime.now(UTC))


async def _timed(taken: list[float], work: Awaitable[Result]) -> Result:
    started = time.perf_counter()
    result = await work
    taken.append(time.perf_counter() - started)
    return result
