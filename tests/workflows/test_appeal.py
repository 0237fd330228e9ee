"""Challenges beside the case: each has a child workflow with its own clocks, and the case carries on meanwhile."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from temporalio.api.enums.v1 import EventType
from temporalio.client import WorkflowExecutionStatus, WorkflowHandle

from domain.referral.receipt import standing
from tests.support.lanes import SKIPPING, Engine, running_engine
from tests.support.postgres import Database
from workers.stack.temporal import TemporalServer
from workflows.lanes import open_lane, recover
from workflows.messages import CHALLENGE, NATION, NEXT_DUE, STEP, appeal_id
from workflows.referral import ReferralWorkflow

_EARLY = ("--dynamic-config-value", "limit.historyCount.suggestContinueAsNew=40")
_REASONS = {"reasons": "Not believed."}


@pytest.fixture(scope="module")
def impatient_temporal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A Temporal that wants a lane to continue as new after forty entries."""
    server = TemporalServer(tmp_path_factory.mktemp("impatient"), (*SKIPPING, *_EARLY))
    server.start()
    yield server.address
    server.stop()


@pytest.fixture
async def impatient(database: Database, impatient_temporal: str) -> AsyncIterator[Engine]:
    async with running_engine(database, impatient_temporal) as running:
        yield running


@pytest.fixture
async def forgetful(database: Database, temporal: str) -> AsyncIterator[Engine]:
    """An engine whose worker remembers one workflow: with a child beside the lane, nearly every task replays.

    Not none: with several at work Temporal's library then forgets the one that it is about to answer.
    """
    async with running_engine(database, temporal, cached=1) as running:
        yield running


async def refused_at_first(engine: Engine) -> UUID:
    """A case whose first decision was negative."""
    case = await engine.awaiting_reasonable_grounds()
    await engine.do(case, "decide-reasonable-grounds", outcome="negative", **_REASONS)
    return case


async def ask_again(engine: Engine, case: UUID) -> int:
    """Ask for reconsideration; the number of the request."""
    receipt = await engine.do(
        case, "request-reconsideration", decision="reasonable-grounds", requested_by="support-provider"
    )
    return receipt.version - len(receipt.events) + 1


async def claim(engine: Engine, case: UUID, **fields: Any) -> int:
    """Issue a claim for judicial review; its number."""
    receipt = await engine.do(case, "issue-judicial-review", **fields)
    return receipt.version - len(receipt.events) + 1


def child(engine: Engine, case: UUID, number: int) -> WorkflowHandle[Any, Any]:
    return engine.client.get_workflow_handle(appeal_id(case, number))


async def running(engine: Engine, case: UUID, number: int) -> WorkflowHandle[Any, Any]:
    """The child of this challenge, once its lane has started it and its first timer is set."""
    handle = child(engine, case, number)
    await entry_of(engine, case, EventType.EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_STARTED, handle.id)
    async with asyncio.timeout(20):
        async for event in handle.fetch_history_events(wait_new_event=True):
            if event.event_type == EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED:
                return handle
    raise AssertionError


async def entry_of(engine: Engine, case: UUID, kind: "EventType.ValueType", child_id: str) -> None:
    """Wait until the lane's history has this entry about the child."""
    async with asyncio.timeout(20):
        async for event in engine.lane(case).fetch_history_events(wait_new_event=True):
            about = event.child_workflow_execution_started_event_attributes.workflow_execution.workflow_id
            if event.event_type == kind and about == child_id:
                return


async def over(handle: WorkflowHandle[Any, Any]) -> None:
    """Wait for the end of a child that has been told."""
    async with asyncio.timeout(20):
        await handle.result()


async def timer_names(handle: WorkflowHandle[Any, Any]) -> list[str]:
    return [
        event.user_metadata.summary.data.decode()
        async for event in handle.fetch_history_events()
        if event.event_type == EventType.EVENT_TYPE_TIMER_STARTED
    ]


async def test_two_challenges_run_at_once_and_the_case_is_decided_meanwhile(engine: Engine) -> None:
    case = await refused_at_first(engine)
    request, delay = await ask_again(engine, case), await claim(engine, case)
    children = [await running(engine, case, number) for number in (request, delay)]

    await engine.do(case, "decide-reconsideration", outcome="decide-again")
    await over(children[0])
    decided = await engine.do(case, "decide-reasonable-grounds", outcome="positive")
    assert "recovery-period" == decided.stage
    assert WorkflowExecutionStatus.RUNNING == (await children[1].describe()).status
    await engine.do(case, "record-judicial-review-step", step="withdrawn")
    await over(children[1])


async def test_lane_and_child_are_the_same_without_the_cache(forgetful: Engine) -> None:
    case = await refused_at_first(forgetful)
    number = await ask_again(forgetful, case)
    handle = await running(forgetful, case, number)
    await forgetful.do(case, "issue-judicial-review", decision="reasonable-grounds")
    await forgetful.do(case, "decide-reconsideration", outcome="maintained", **_REASONS)
    await over(handle)
    await forgetful.do(case, "record-judicial-review-step", step="consent-order")

    assert "awaiting-reasonable-grounds" == (await forgetful.do(case, "add-note", text="Read again.")).stage


async def test_a_child_can_be_read_in_temporals_own_screens(engine: Engine) -> None:
    case = await refused_at_first(engine)
    handle = await running(engine, case, await ask_again(engine, case))

    described = await handle.describe()
    shown = described.typed_search_attributes
    assert ("reconsideration", "requested") == (shown.get(CHALLENGE), shown.get(STEP))
    assert "england-and-wales" == shown.get(NATION)
    assert shown.get(NEXT_DUE) is not None
    assert "Reconsideration of the reasonable grounds decision" in (await described.static_summary() or "")
    (timer,) = await timer_names(handle)
    assert "Answer to a request for reconsideration" in timer


async def test_a_child_whose_time_has_come_wakes_a_lane_that_waits_for_the_wrong_instant(engine: Engine) -> None:
    case = await refused_at_first(engine)
    await engine.record_crime(case)
    handle = await running(engine, case, await ask_again(engine, case))
    await engine.days_pass(case, 1)
    outlook = await engine.gateway.recorder.outlook(case)
    assert outlook is not None
    late = standing(outlook, datetime.now(UTC)).model_copy(update={"wake_at": datetime.now(UTC) + timedelta(days=365)})
    await engine.lane(case).signal(ReferralWorkflow.look_again, late)
    await engine.days_pass(case, 40)
    assert "breach-recorded" not in await engine.events(case)

    asked = asyncio.create_task(engine.time.fast_forward(handle, timedelta(days=40)))
    await told_anew(handle)
    assert "reconsideration-answer" in await breached(engine)
    await asked


async def breached(engine: Engine) -> list[str]:
    """The clocks with a breach on record."""
    return [breach.clock for breach in await engine.views.breaches()]


async def told_anew(handle: WorkflowHandle[Any, Any]) -> None:
    """Wait until the lane has told this child something after the child's timer has fired."""
    has_fired = False
    async with asyncio.timeout(20):
        async for event in handle.fetch_history_events(wait_new_event=True):
            has_fired = has_fired or event.event_type == EventType.EVENT_TYPE_TIMER_FIRED
            if has_fired and event.event_type == EventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED:
                return


async def test_an_answer_that_never_comes_is_a_breach_though_nobody_asks(engine: Engine) -> None:
    case = await refused_at_first(engine)
    await running(engine, case, await ask_again(engine, case))
    await engine.days_pass(case, 31)

    assert "reconsideration-answer" in await breached(engine)


async def test_a_child_outlives_the_closing_of_its_case_and_the_lane_waits_for_it(engine: Engine) -> None:
    case = await refused_at_first(engine)
    handle = await running(engine, case, await claim(engine, case, decision="reasonable-grounds"))
    await engine.do(case, "close", reason="negative-decision")
    receipt = await engine.do(case, "record-judicial-review-step", step="consent-order")

    assert "awaiting-reasonable-grounds" == receipt.stage
    await over(handle)
    assert WorkflowExecutionStatus.RUNNING == (await engine.lane(case).describe()).status


async def test_lane_and_child_end_together_when_a_closed_case_loses_its_last_challenge(engine: Engine) -> None:
    case = await refused_at_first(engine)
    handle = await running(engine, case, await claim(engine, case, decision="reasonable-grounds"))
    await engine.do(case, "close", reason="negative-decision")
    await engine.do(case, "record-judicial-review-step", step="permission-refused")

    await over(handle)
    async with asyncio.timeout(20):
        await engine.lane(case).result()


async def test_a_claim_that_is_revived_has_a_child_again(engine: Engine) -> None:
    case = await refused_at_first(engine)
    number = await claim(engine, case, decision="reasonable-grounds")
    handle = await running(engine, case, number)
    await engine.do(case, "record-judicial-review-step", step="permission-refused")
    await over(handle)
    first_run = (await handle.describe()).run_id
    await engine.do(case, "record-judicial-review-step", step="permission-granted", review=number)
    await engine.do(case, "record-judicial-review-step", step="hearing")
    await engine.do(case, "record-judicial-review-step", step="dismissed")

    await over(handle)
    assert first_run != (await handle.describe()).run_id


async def test_a_struck_challenge_takes_its_child_with_it(engine: Engine) -> None:
    case = await refused_at_first(engine)
    number = await ask_again(engine, case)
    handle = await running(engine, case, number)
    await engine.do(case, "correct-fact", event=number, struck=True, reasons="Another person's letter.")

    await over(handle)


async def test_no_child_is_lost_or_doubled_when_the_lane_continues_as_new(impatient: Engine) -> None:
    case = await refused_at_first(impatient)
    number = await ask_again(impatient, case)
    handle = await running(impatient, case, number)
    first_run = (await handle.describe()).run_id
    first_lane = (await impatient.lane(case).describe()).run_id
    for note in range(30):
        await impatient.do(case, "add-note", text=f"Note {note}")
    assert first_lane != (await impatient.lane(case).describe()).run_id
    described = await handle.describe()
    assert (WorkflowExecutionStatus.RUNNING, first_run) == (described.status, described.run_id)

    await impatient.do(case, "decide-reconsideration", outcome="maintained", **_REASONS)
    await over(handle)
    assert first_run == (await handle.describe()).run_id


async def test_a_child_that_the_lane_has_forgotten_is_found_again(engine: Engine) -> None:
    case = await refused_at_first(engine)
    handle = await running(engine, case, await ask_again(engine, case))
    await engine.lane(case).terminate()
    assert WorkflowExecutionStatus.RUNNING == (await handle.describe()).status
    await engine.do(case, "add-note", text="The lane is started again.")
    await engine.do(case, "decide-reconsideration", outcome="maintained", **_REASONS)

    await over(handle)


async def test_no_child_is_started_for_a_case_that_is_over(engine: Engine) -> None:
    case = await refused_at_first(engine)
    handle = await running(engine, case, await ask_again(engine, case))
    outlook = await engine.gateway.recorder.outlook(case)
    assert outlook is not None
    for workflow in (handle, engine.lane(case)):
        await workflow.terminate()
    stands = standing(outlook, datetime.now(UTC))
    assert [True] == [challenge.open for challenge in stands.challenges]
    await open_lane(engine.client, case, stands.model_copy(update={"open": False}))
    async with asyncio.timeout(20):
        await engine.lane(case).result()
    assert WorkflowExecutionStatus.TERMINATED == (await handle.describe()).status


async def test_recovery_starts_the_children_again(database: Database, tmp_path: Path) -> None:
    server = TemporalServer(tmp_path / "stack", SKIPPING)
    server.start()
    try:
        async with running_engine(database, server.address) as engine:
            case = await refused_at_first(engine)
            request, delay = await ask_again(engine, case), await claim(engine, case)
            before = [await timer_names(await running(engine, case, number)) for number in (request, delay)]
    finally:
        server.stop()
    for file in (tmp_path / "stack" / "temporal").iterdir():
        file.unlink()
    server = TemporalServer(tmp_path / "stack", SKIPPING)
    server.start()
    try:
        async with running_engine(database, server.address) as engine:
            await recover(engine.client, engine.gateway.recorder, engine.views, lambda _done, _of: None)
            children = [await running(engine, case, number) for number in (request, delay)]
            after = [await timer_names(handle) for handle in children]
            await engine.do(case, "decide-reconsideration", outcome="maintained", **_REASONS)
            await over(children[0])
    finally:
        server.stop()

    assert before == after
