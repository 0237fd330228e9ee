"""Opens lanes: at intake, after an import, and for every open case when Temporal has lost its memory.

A lane can always be opened again: it holds nothing that the log cannot rebuild, and opening one that runs changes
nothing. Read next: `referral.py`, what a lane does.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import TypeVar
from uuid import UUID

from temporalio.client import Client, WithStartWorkflowOperation
from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy
from temporalio.service import RPCError

from activities.record import Recorder
from domain.errors import Code, Unavailable
from domain.referral.receipt import Standing, standing
from eventlog.views import Views
from workflows.messages import TASK_QUEUE, Lane, lane_id
from workflows.referral import ReferralWorkflow

AT_ONCE = 16
"""Lanes opened, or histories settled, at the same time."""

_RPC_TIMEOUT = timedelta(seconds=20)

Item = TypeVar("Item")


def starting(case: UUID) -> WithStartWorkflowOperation[ReferralWorkflow, None]:
    """Starts the lane together with its first command, or uses the one that runs. Good for one request."""
    return WithStartWorkflowOperation(
        ReferralWorkflow.run,
        Lane(case=case),
        id=lane_id(case),
        task_queue=TASK_QUEUE,
        id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
        id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
        static_summary=f"Referral {case}",
    )


async def open_lane(client: Client, case: UUID, standing: Standing) -> None:
    """A lane that waits for what the case waits for; one that runs already takes over the standing.

    Raises Unavailable (no-answer-yet) when Temporal does not answer.
    """
    try:
        await client.start_workflow(
            ReferralWorkflow.run,
            Lane(case=case),
            id=lane_id(case),
            task_queue=TASK_QUEUE,
            id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
            id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
            start_signal=ReferralWorkflow.look_again.__name__,
            start_signal_args=[standing],
            static_summary=f"Referral {case}",
            rpc_timeout=_RPC_TIMEOUT,
        )
    except RPCError as error:
        raise Unavailable(Code.NO_ANSWER_YET, "Temporal does not answer; try again in a moment.") from error


async def recover(client: Client, recorder: Recorder, views: Views, progress: Callable[[int, int], None]) -> int:
    """Give every open case its lane; `progress` gets (done, of). Returns the number of open cases."""
    cases = [row.case for row in await views.open_cases()]
    done = 0

    async def one(case: UUID) -> None:
        nonlocal done
        outlook = await recorder.outlook(case)
        if outlook is not None:
            await open_lane(client, case, standing(outlook, datetime.now(UTC)))
        done += 1
        progress(done, len(cases))

    await several_at_once(cases, one)
    return len(cases)


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
