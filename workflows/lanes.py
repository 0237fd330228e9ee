"""Opens lanes: at intake, after an import, and for every open case when Temporal has lost its memory.

A lane can always be opened again: it holds nothing that the log cannot rebuild. To open one is to ask it to look at the
log, and to start it where none runs. Whoever opens lanes waits for each, a few at a time, so that what people ask never
waits behind more than these. Read next: `referral.py`, what a lane does; `sweeping.py`, which lanes are opened when.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID, uuid4

import structlog
from temporalio.client import (
    Client,
    WithStartWorkflowOperation,
    WorkflowUpdateFailedError,
    WorkflowUpdateRPCTimeoutOrCancelledError,
)
from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy
from temporalio.service import RPCError, RPCStatusCode

from activities.record import Recorder
from activities.submission import CASE
from domain.errors import Code, NrmError, Unavailable
from domain.prosecution.commands import KIND
from eventlog.views import Views
from workflows.messages import LOOK, TASK_QUEUE, Lane, lane_id
from workflows.names import LANES

AT_ONCE = 16
"""Histories settled at the same time."""

OPENED_AT_ONCE = 4
"""Lanes opened at the same time, when somebody waits for all of them."""

_TASK_TIMEOUT = timedelta(seconds=5)
"""After the death of a worker, how long a lane waits for what that one had begun. A living one reports before that."""

_RPC_TIMEOUT = timedelta(seconds=20)

_ENDINGS = 5
"""How often a lane may end while it is being asked something, before that is given up."""

Item = TypeVar("Item")

_log = structlog.get_logger()


def starting(case: UUID, kind: str) -> WithStartWorkflowOperation[Any, Any]:
    """Starts the lane together with its first command, or uses the one that runs. Good for one request."""
    return WithStartWorkflowOperation(  # pyright: ignore[reportUnknownVariableType]
        LANES[kind],
        Lane(case=case, shows_wake=True),
        id=lane_id(case, kind),
        task_queue=TASK_QUEUE,
        id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
        id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
        task_timeout=_TASK_TIMEOUT,
        static_summary=f"{LANES[kind].capitalize()} {case}",
    )


async def ask_or_start(
    client: Client,
    case: UUID,
    kind: str,
    update: str,
    *given: Any,
    update_id: str,
    result_type: type[Any] | None = None,
) -> Any:
    """The result of an update of the lane, which is started where none runs or where one ends in the middle of it."""
    for tries_left in reversed(range(_ENDINGS)):
        start = starting(case, kind)
        try:
            return await client.execute_update_with_start_workflow(  # pyright: ignore[reportUnknownMemberType]
                update,
                *given,
                start_workflow_operation=start,
                id=update_id,
                result_type=result_type,
                rpc_timeout=_RPC_TIMEOUT,
            )
        except RPCError as error:
            with suppress(RPCError):
                await start.workflow_handle()  # seen here too, or the event loop would complain that nobody did
            if error.status is not RPCStatusCode.NOT_FOUND or not tries_left:
                raise
    raise AssertionError  # the last try returned or raised


async def open_lane(client: Client, case: UUID, kind: str = CASE) -> None:
    """A lane that waits for what the log says; one that runs already looks at the log.

    Raises Unavailable (no-answer-yet) when Temporal or the lane does not answer, WorkflowUpdateFailedError when the
    engine fails on this case.
    """
    try:
        await ask_or_start(client, case, kind, LOOK, update_id=str(uuid4()))
    except (RPCError, WorkflowUpdateRPCTimeoutOrCancelledError) as error:
        message = "Temporal, or the lane, does not answer; try again in a moment."
        raise Unavailable(Code.NO_ANSWER_YET, message) from error


async def end_lane(client: Client, case: UUID, kind: str = CASE) -> None:
    """End whatever runs in the place of a lane, so that it can be opened anew."""
    try:
        await client.get_workflow_handle(lane_id(case, kind)).terminate(
            reason="opened anew from the log", rpc_timeout=_RPC_TIMEOUT
        )
    except RPCError as error:
        if error.status is not RPCStatusCode.NOT_FOUND:
            raise Unavailable(Code.NO_ANSWER_YET, "Temporal does not answer; try again in a moment.") from error


async def recover(client: Client, recorder: Recorder, views: Views, progress: Callable[[int, int], None]) -> int:
    """Give every open case and prosecution its lane; `progress` gets (done, of). Returns how many there are.

    What another rule-book has moved since a case was last decided is put on record first. A prosecution that has ended
    gets its lane too, while a case has yet to be told. Raises Unavailable as `each_on_its_own` does.
    """
    wanted = [(CASE, row.case) for row in await views.open_cases()]
    wanted += [(KIND, row.prosecution) for row in await views.unfinished_prosecutions()]

    async def one(lane: tuple[str, UUID]) -> None:
        kind, case = lane
        if kind == CASE:
            await recorder.adopt(case, datetime.now(UTC))
        await open_lane(client, case, kind)

    await each_on_its_own(wanted, one, lambda lane: lane[1], progress, OPENED_AT_ONCE)
    return len(wanted)


async def each_on_its_own(
    items: Sequence[Item],
    work: Callable[[Item], Awaitable[None]],
    case_of: Callable[[Item], UUID],
    progress: Callable[[int, int], None],
    at_once: int,
) -> None:
    """Do this for each case; one that the engine fails on is logged and does not keep the others from their turn.

    Raises Unavailable: at once where a server does not answer; at the end (internal-error) where a case was left over.
    """
    done = failed = 0

    async def one(item: Item) -> None:
        nonlocal done, failed
        try:
            await work(item)
        except Unavailable:
            raise
        except Exception as error:  # noqa: BLE001 - whatever it was, the others are not to blame
            failed += 1
            _say_left_over(str(case_of(item)), error)
        done += 1
        progress(done, len(items))

    await several_at_once(items, one, at_once)
    if failed:
        message = f"The engine failed on {failed:,} of {len(items):,}; the log names them. All others are seen to."
        raise Unavailable(Code.INTERNAL_ERROR, message)


def _say_left_over(case: str, error: Exception) -> None:
    """Name the case. What failed in its lane is in the worker's log, and a refusal is no defect."""
    if isinstance(error, (NrmError, WorkflowUpdateFailedError)):
        _log.error("case_left_over", case=case, code=getattr(error, "code", None))
    else:
        _log.exception("case_left_over", case=case)


async def several_at_once(
    items: Iterable[Item], work: Callable[[Item], Awaitable[None]], at_once: int = AT_ONCE
) -> None:
    """Do this for each item, a few at a time; the first failure ends it and is raised as it is."""
    waiting = iter(items)

    async def one_after_another() -> None:
        for item in waiting:
            await work(item)

    try:
        async with asyncio.TaskGroup() as group:
            for _ in range(at_once):
                group.create_task(one_after_another())
    except BaseExceptionGroup as failures:
        raise failures.exceptions[0] from failures
