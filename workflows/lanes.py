"""Opens lanes: at intake, after an import, and for every open case when Temporal has lost its memory.

A lane can always be opened again: it holds nothing that the log cannot rebuild, and opening one that runs changes
nothing. Read next: `referral.py`, what a lane does.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

from temporalio.client import Client, WithStartWorkflowOperation
from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy
from temporalio.service import RPCError

from activities.kinds import standing_of
from activities.record import Recorder
from activities.submission import CASE
from domain.errors import Code, Unavailable
from domain.prosecution.commands import KIND
from domain.referral.receipt import Standing
from eventlog.views import Views
from workflows.messages import LANES, LOOK_AGAIN, TASK_QUEUE, Lane, lane_id

AT_ONCE = 16
"""Lanes opened, or histories settled, at the same time."""

_RPC_TIMEOUT = timedelta(seconds=20)

Item = TypeVar("Item")


def starting(case: UUID, kind: str) -> WithStartWorkflowOperation[Any, Any]:
    """Starts the lane together with its first command, or uses the one that runs. Good for one request."""
    return WithStartWorkflowOperation(  # pyright: ignore[reportUnknownVariableType]
        LANES[kind],
        Lane(case=case),
        id=lane_id(case, kind),
        task_queue=TASK_QUEUE,
        id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
        id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
        static_summary=_summary(case, kind),
    )


async def open_lane(client: Client, case: UUID, standing: Standing, kind: str = CASE) -> None:
    """A lane that waits for what the case waits for; one that runs already takes over the standing.

    Raises Unavailable (no-answer-yet) when Temporal does not answer.
    """
    try:
        await client.start_workflow(
            LANES[kind],
            Lane(case=case),
            id=lane_id(case, kind),
            task_queue=TASK_QUEUE,
            id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
            id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
            start_signal=LOOK_AGAIN,
            start_signal_args=[standing],
            static_summary=_summary(case, kind),
            rpc_timeout=_RPC_TIMEOUT,
        )
    except RPCError as error:
        raise Unavailable(Code.NO_ANSWER_YET, "Temporal does not answer; try again in a moment.") from error


def _summary(case: UUID, kind: str) -> str:
    return f"{LANES[kind].capitalize()} {case}"


async def recover(client: Client, recorder: Recorder, views: Views, progress: Callable[[int, int], None]) -> int:
    """Give every open case and prosecution its lane; `progress` gets (done, of). Returns how many there are.

    What another rule-book has moved since a case was last decided is put on record first. A prosecution that has ended
    gets its lane too, while a case has yet to be told.
    """
    wanted = [(CASE, row.case) for row in await views.open_cases()]
    wanted += [(KIND, row.prosecution) for row in await views.unfinished_prosecutions()]
    done = 0

    async def one(lane: tuple[str, UUID]) -> None:
        nonlocal done
        kind, case = lane
        now = datetime.now(UTC)
        after = await (recorder.adopt(case, now) if kind == CASE else recorder.prosecution(case))
        if after is not None:
            await open_lane(client, case, standing_of(after, now), kind)
        done += 1
        progress(done, len(wanted))

    await several_at_once(wanted, one)
    return len(wanted)


async def several_at_once(items: Iterable[Item], work: Callable[[Item], Awaitable[None]]) -> None:
    """Do this for each item, a few at a time; the first failure ends it and is raised as it is."""
    waiting = iter(items)

    async def one_after_another() -> None:
        for item in waiting:
            await work(item)

    try:
        async with asyncio.TaskGroup() as group:
            for _ in range(AT_ONCE):
                group.create_task(one_after_another())
    except BaseExceptionGroup as failures:
        raise failures.exceptions[0] from failures
