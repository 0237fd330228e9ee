"""Temporal's port asks nobody who they are: whatever comes that way records nothing, and nobody is told a lie."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from temporalio import workflow
from temporalio.client import WorkflowFailureError, WorkflowUpdateFailedError
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

from activities.signing import Signer
from activities.submission import Glance, Submission, Turn
from domain.errors import Code, NotAllowed, Unavailable
from domain.referral.receipt import standing
from domain.roles import Role
from domain.staff import Asker
from domain.stream.answers import Answer, Receipt
from eventlog.keys import KeyEncryptionKey
from eventlog.vault import Vault
from tests.support.lanes import CASEWORKER, SIGNER, Engine
from tests.support.trials import investigate, lane_of
from workflows.connection import connect, worker
from workflows.messages import SUBMIT, TASK_QUEUE, lane_id
from workflows.referral import ReferralWorkflow

_SECONDS = timedelta(seconds=10)
_ANOTHER = Signer(KeyEncryptionKey(bytes([7] * 32)).signing_key)


def as_nobody(case: UUID, command: str = "record-death", role: Role = Role.CASEWORKER, **fields: Any) -> Submission:
    """What somebody with no secret hands to a lane."""
    actor = "engine" if role is Role.ENGINE else "Alice Smith"
    return Submission(command_id=uuid4(), case=case, command=command, fields=fields, actor=actor, role=role)


def forgeries(case: UUID) -> dict[str, Submission]:
    honest = SIGNER.signed(Submission.of(CASEWORKER, uuid4(), case, "withdraw", {}))
    return {
        "unsigned": as_nobody(case),
        "signed with another key": _ANOTHER.signed(as_nobody(case)),
        "in another's name": honest.model_copy(update={"actor": "Alice Smith"}),
        "of another command": honest.model_copy(update={"command": "record-death"}),
        "under another id": honest.model_copy(update={"command_id": uuid4()}),
        "as the engine": as_nobody(case, "pass-time", Role.ENGINE),
        "a pointer made up": as_nobody(
            case, "link-prosecution", Role.ENGINE, prosecution=str(uuid4()), witness=True, effective_at="2026-01-01"
        ),
        "a rule-book made up": as_nobody(case, "adopt-rule-book", Role.ENGINE),
        "no command at all": as_nobody(case, "rescue"),
    }


async def on_record(engine: Engine) -> int:
    """How many answers there are."""
    count: int = await engine.log._pool.fetchval("SELECT count(*) FROM log.commands")
    return count


async def test_what_is_not_signed_is_recorded_neither_as_a_fact_nor_as_a_refusal(engine: Engine) -> None:
    case = await engine.awaiting_reasonable_grounds()
    before, answers = await engine.events(case), await on_record(engine)
    for what, forged in forgeries(case).items():
        with pytest.raises(WorkflowUpdateFailedError) as failed:
            await engine.lane(case).execute_update(SUBMIT, forged, id=str(uuid4()))
        assert Code.NOT_SIGNED in repr(failed.value.cause), what
    assert before == await engine.events(case)
    assert answers == await on_record(engine)
    assert ("note-added",) == (await engine.do(case, "add-note", text="The lane goes on.")).events


async def test_a_prosecution_takes_nothing_unsigned_either(engine: Engine) -> None:
    prosecution = await investigate(engine)
    answers = await on_record(engine)
    for forged in (
        as_nobody(prosecution, "prosecution/end-investigation", Role.TEAM_LEADER, reason="insufficient-evidence"),
        as_nobody(prosecution, "prosecution/pass-time", Role.ENGINE),
    ):
        with pytest.raises(WorkflowUpdateFailedError):
            await lane_of(engine, prosecution).execute_update(SUBMIT, forged)
    assert answers == await on_record(engine)


async def test_a_case_cannot_be_opened_by_the_back_door(engine: Engine) -> None:
    case = uuid4()
    await engine.client.start_workflow("referral", {"case": str(case)}, id=lane_id(case), task_queue=TASK_QUEUE)
    forged = as_nobody(
        case, "refer", nation="scotland", age_group="adult", consent="given", first_responder="salvation-army"
    )
    with pytest.raises(WorkflowUpdateFailedError):
        await engine.lane(case).execute_update(SUBMIT, forged)
    assert [] == await engine.events(case)


async def test_a_lane_believes_nobody_that_its_case_is_over(engine: Engine) -> None:
    case = await engine.awaiting_reasonable_grounds()
    outlook = await engine.gateway.recorder.outlook(case)
    assert outlook is not None
    over = standing(outlook, datetime.now(UTC)).model_copy(update={"open": False, "version": 999})
    await engine.lane(case).signal(ReferralWorkflow.look_again, over)
    await engine.do(case, "add-note", text="After the signal was handled.")
    assert "RUNNING" == (await engine.lane(case).describe()).status.name
    await engine.days_pass(case, 7)
    assert "breach-recorded" in await engine.events(case)


@workflow.defn(name="intruder")
class Intruder:
    """A workflow of somebody else's, on a queue of their own, that asks our worker for an activity."""

    @workflow.run
    async def run(self, name: str, argument: Any) -> None:
        await workflow.execute_activity(name, argument, task_queue=TASK_QUEUE, schedule_to_close_timeout=_SECONDS)


async def test_no_workflow_but_a_lane_can_have_the_activities(engine: Engine) -> None:
    case = await engine.awaiting_reasonable_grounds()
    answers, events = await on_record(engine), await engine.events(case)
    later = datetime.now(UTC) + timedelta(days=400)
    asked: list[tuple[str, Any]] = [
        ("record", Turn(submission=as_nobody(case, "pass-time", Role.ENGINE), at=later, own=True)),
        ("record", Turn(submission=SIGNER.signed(Submission.of(CASEWORKER, uuid4(), case, "withdraw", {})), at=later)),
        ("look", Glance(stream=f"case/{case}", at=later)),
        ("tell", as_nobody(case, "link-prosecution", Role.ENGINE, prosecution=str(uuid4()), witness=False)),
    ]
    async with Worker(
        engine.client, task_queue="theirs", workflows=[Intruder], workflow_runner=UnsandboxedWorkflowRunner()
    ):
        for name, argument in asked:
            with pytest.raises(WorkflowFailureError):
                await engine.client.execute_workflow(
                    Intruder.run, args=[name, argument], id=str(uuid4()), task_queue="theirs"
                )
    assert events == await engine.events(case)
    assert answers == await on_record(engine)


async def test_nobody_acts_as_the_engine_and_that_is_on_record(engine: Engine) -> None:
    case = await engine.awaiting_reasonable_grounds()
    with pytest.raises(NotAllowed) as refused:
        await engine.gateway.do(str(case), "pass-time", {}, Asker("somebody", Role.ENGINE))
    assert Code.ROLE_NOT_PERMITTED is refused.value.code
    assert [Code.ROLE_NOT_PERMITTED] == [one.code for one in await engine.log.refusals(f"case/{case}")]


async def test_a_gateway_with_another_key_than_the_worker_is_told_so(engine: Engine) -> None:
    case = await engine.awaiting_reasonable_grounds()
    answers = await on_record(engine)
    gateway = replace(engine.gateway, vault=Vault(engine.log._pool, KeyEncryptionKey(bytes([7] * 32))))
    with pytest.raises(Unavailable) as failed:
        await gateway.do(str(case), "withdraw", {}, CASEWORKER)
    assert Code.NOT_SIGNED is failed.value.code
    assert "Nothing was recorded" in failed.value.message
    assert answers == await on_record(engine)


@workflow.defn(name="referral")
class Impostor:
    """A workflow of somebody else's in the place of a lane, which answers whatever is asked."""

    @workflow.run
    async def run(self) -> None:
        await workflow.wait_condition(lambda: False)

    @workflow.update
    async def submit(self, submission: Submission) -> Answer:
        receipt = Receipt(
            case=submission.case, reference="R-1", version=9, stage="closed", events=(), next_instant=None
        )
        return Answer(receipt=receipt, signature="0" * 64)


@asynccontextmanager
async def impostor_of(engine: Engine, case: UUID) -> AsyncIterator[None]:
    await engine.lane(case).terminate()
    async with Worker(
        engine.client, task_queue="theirs", workflows=[Impostor], workflow_runner=UnsandboxedWorkflowRunner()
    ):
        await engine.client.start_workflow("referral", id=lane_id(case), task_queue="theirs")
        yield


async def test_nobody_is_handed_an_answer_that_is_not_on_record(engine: Engine) -> None:
    case = await engine.awaiting_reasonable_grounds()
    before = await engine.events(case)
    async with impostor_of(engine, case):
        with pytest.raises(Unavailable) as failed:
            await engine.do(case, "withdraw")
    assert Code.NO_ANSWER_YET is failed.value.code
    assert "ask again with --command-id" in failed.value.message
    assert before == await engine.events(case)


async def test_old_submissions_of_an_older_gateway_are_turned_away_and_asked_again(engine: Engine) -> None:
    """A release before signatures: its lane is asked without one, and the same id is answered once it has one."""
    case, command = await engine.awaiting_reasonable_grounds(), uuid4()
    unsigned = Submission.of(CASEWORKER, command, case, "withdraw", {})
    with pytest.raises(WorkflowUpdateFailedError):
        await engine.lane(case).execute_update(SUBMIT, unsigned, id=unsigned.update_id)
    receipt = await engine.gateway.do(str(case), "withdraw", {}, CASEWORKER, command)
    assert ("case-withdrawn",) == receipt.events


async def test_a_worker_with_another_key_answers_nobody_wrongly(engine: Engine) -> None:
    """Two workers, one of them with another key: whichever takes the turn, what is told is on record."""
    case = await engine.awaiting_reasonable_grounds()
    client = await connect(engine.client.service_client.config.target_host)
    async with worker(client, engine.gateway.recorder, _ANOTHER):
        told = await asyncio.gather(
            *(engine.do(case, "add-note", text=str(number)) for number in range(8)), return_exceptions=True
        )
    receipts = [one for one in told if isinstance(one, Receipt)]
    assert len(receipts) == (await engine.events(case)).count("note-added")
