"""A person's lane on real Temporal, through whole protected periods, with skipped time."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4, uuid5

import asyncpg
import pytest
from temporalio.api.enums.v1 import EventType
from temporalio.client import WorkflowUpdateFailedError

from activities.submission import Submission
from domain.errors import Code, NrmError
from domain.referral.events.clocks import PeriodEnded
from domain.referral.receipt import standing
from domain.roles import Role
from domain.staff import Asker
from eventlog.verify import verify
from tests.support.lanes import ADULT, CASEWORKER, Engine
from tests.support.postgres import Database
from workflows.lanes import recover
from workflows.messages import NATION, NEXT_DUE, OPEN_BREACHES, STAGE, TASK_QUEUE, Lane, lane_id
from workflows.referral import ReferralWorkflow

DECIDER = Asker("a.decider", Role.DECISION_MAKER)


async def test_one_path_from_referral_to_closure(engine: Engine) -> None:
    case = await engine.awaiting_reasonable_grounds()
    await engine.look_after(case)
    await engine.do(case, "decide-reasonable-grounds", outcome="positive")
    await engine.days_pass(case, 31)
    await engine.do(case, "decide-conclusive-grounds", outcome="positive")
    await engine.do(case, "serve-decision", decision="conclusive-grounds")
    receipt = await engine.do(case, "close", reason="identification-complete")

    assert "closed" == receipt.stage
    assert "breach-recorded" not in await engine.events(case)
    async with asyncio.timeout(10):
        await engine.lane(case).result()


async def test_a_missed_deadline_is_recorded_though_nobody_asks(engine: Engine) -> None:
    case = await engine.awaiting_reasonable_grounds()
    await engine.look_after(case)
    await engine.days_pass(case, 20)

    breaches = await engine.views.breaches()
    assert [("reasonable-grounds-decision", "open")] == [(breach.clock, breach.status) for breach in breaches]


async def test_the_statutory_thirty_days_pass_and_protection_goes_on(engine: Engine) -> None:
    case = await engine.awaiting_reasonable_grounds()
    await engine.look_after(case)
    await engine.do(case, "decide-reasonable-grounds", outcome="positive")
    await engine.days_pass(case, 45)
    await engine.do(case, "record-enforcement-step", step="removal-directions")

    told = await engine.log.read_stream(f"case/{case}")
    ended = [PeriodEnded.model_validate_json(event.body).clock for event in told if event.type == PeriodEnded.type]
    assert ["conclusive-grounds-not-before"] == ended
    assert ["recovery-period"] == [breach.clock for breach in await engine.views.breaches()]


async def test_a_lane_can_be_read_in_temporals_own_screens(engine: Engine) -> None:
    case = await engine.awaiting_reasonable_grounds()
    await engine.look_after(case)
    described = await engine.lane(case).describe()

    shown = described.typed_search_attributes
    assert "awaiting-reasonable-grounds" == shown.get(STAGE)
    assert "england-and-wales" == shown.get(NATION)
    assert 0 == shown.get(OPEN_BREACHES)
    assert shown.get(NEXT_DUE) is not None
    timers = await timer_names(engine, case)
    assert any("Reasonable grounds decision" in name for name in timers), timers


async def timer_names(engine: Engine, case: object) -> list[str]:
    handle = engine.lane(case)  # type: ignore[arg-type]
    return [
        event.user_metadata.summary.data.decode()
        async for event in handle.fetch_history_events()
        if event.event_type == EventType.EVENT_TYPE_TIMER_STARTED
    ]


async def test_the_same_command_id_twice_is_one_event_and_one_answer(engine: Engine) -> None:
    case = await engine.awaiting_reasonable_grounds()
    command = uuid4()
    first = await engine.gateway.do(str(case), "add-note", {"text": "Seen today."}, CASEWORKER, command)
    again = await engine.gateway.do(str(case), "add-note", {"text": "Seen today."}, CASEWORKER, command)

    assert first == again
    assert 1 == (await engine.events(case)).count("note-added")


async def test_a_command_id_used_for_something_else_is_refused(engine: Engine) -> None:
    case = await engine.awaiting_reasonable_grounds()
    command = uuid4()
    await engine.gateway.do(str(case), "add-note", {"text": "Seen today."}, CASEWORKER, command)

    with pytest.raises(NrmError) as caught:
        await engine.gateway.do(str(case), "add-note", {"text": "Seen yesterday."}, CASEWORKER, command)
    assert Code.COMMAND_ID_REUSED == caught.value.code


async def test_a_command_id_used_for_another_command_is_refused_and_that_is_on_record(engine: Engine) -> None:
    case = await engine.awaiting_reasonable_grounds()
    command = uuid4()
    await engine.gateway.do(str(case), "record-enforcement-step", {"step": "other"}, CASEWORKER, command)

    for _ in range(2):
        with pytest.raises(NrmError) as caught:
            await engine.gateway.do(str(case), "record-enforcement-step", {"step": "expulsion"}, CASEWORKER, command)
        assert Code.COMMAND_ID_REUSED == caught.value.code
    assert [Code.COMMAND_ID_REUSED] == [refusal.code for refusal in await engine.log.refusals(f"case/{case}")]


async def test_neighbouring_command_ids_do_not_get_into_each_others_way(engine: Engine) -> None:
    first, second = UUID(int=0x10), UUID(int=0x0F)
    await engine.gateway.refer(ADULT, CASEWORKER, first)
    case = await engine.awaiting_reasonable_grounds()
    await engine.do(case, "decide-reasonable-grounds", outcome="positive")
    given = await engine.gateway.do(str(case), "record-enforcement-step", {"step": "expulsion"}, CASEWORKER, second)

    assert ("enforcement-step-recorded", "breach-recorded", "safeguard-raised") == given.events


async def test_a_command_on_which_the_engine_fails_does_not_block_the_lane(engine: Engine, database: Database) -> None:
    case = await engine.awaiting_reasonable_grounds()
    async with broken(database):
        with pytest.raises(NrmError) as caught:
            await engine.do(case, "add-note", text="First.")

    assert Code.INTERNAL_ERROR == caught.value.code
    assert ("note-added",) == (await engine.do(case, "add-note", text="The lane goes on.")).events


async def test_a_defect_while_time_passes_does_not_end_the_lane(engine: Engine, database: Database) -> None:
    case = await engine.awaiting_reasonable_grounds()
    (row,) = await engine.views.open_cases()
    assert row.next_wake_at is not None
    async with broken(database):
        a_little_later = row.next_wake_at - datetime.now(UTC) + timedelta(seconds=30)
        await engine.time.fast_forward(engine.lane(case), a_little_later)
    await engine.days_pass(case, 7)

    assert "breach-recorded" in await engine.events(case)


async def test_a_command_the_engine_failed_on_is_answered_when_asked_again(engine: Engine, database: Database) -> None:
    case, command = await engine.awaiting_reasonable_grounds(), uuid4()
    async with broken(database):
        with pytest.raises(NrmError):
            await engine.gateway.do(str(case), "add-note", {"text": "First."}, CASEWORKER, command)
    given = await engine.gateway.do(str(case), "add-note", {"text": "First."}, CASEWORKER, command)

    assert ("note-added",) == given.events
    assert 1 == (await engine.events(case)).count("note-added")


async def test_a_lane_whose_first_command_failed_goes_on_waiting(engine: Engine, database: Database) -> None:
    case = await engine.awaiting_reasonable_grounds()
    await engine.lane(case).terminate()
    async with broken(database):
        with pytest.raises(NrmError):
            await engine.do(case, "add-note", text="First.")
    await engine.days_pass(case, 7)

    assert "breach-recorded" in await engine.events(case)


async def test_a_lane_that_waits_for_the_wrong_instant_is_put_right_by_recovery(engine: Engine) -> None:
    case = await engine.awaiting_reasonable_grounds()
    outlook = await engine.gateway.recorder.outlook(case)
    assert outlook is not None
    late = standing(outlook, datetime.now(UTC)).model_copy(update={"wake_at": datetime.now(UTC) + timedelta(days=365)})
    await engine.mislead(case, late)
    await recover(engine.client, engine.gateway.recorder, engine.views, lambda _done, _of: None)
    await engine.days_pass(case, 7)

    assert "breach-recorded" in await engine.events(case)


async def test_a_lane_whose_first_command_never_arrives_asks_how_the_case_stands(engine: Engine) -> None:
    case = await engine.awaiting_reasonable_grounds()
    await engine.lane(case).terminate()
    await engine.client.start_workflow(ReferralWorkflow.run, Lane(case=case), id=lane_id(case), task_queue=TASK_QUEUE)
    await engine.days_pass(case, 7)

    assert "breach-recorded" in await engine.events(case)


async def test_a_lane_of_no_case_ends(engine: Engine) -> None:
    case = uuid4()
    await engine.client.start_workflow(ReferralWorkflow.run, Lane(case=case), id=lane_id(case), task_queue=TASK_QUEUE)
    await engine.days_pass(case, 1)

    async with asyncio.timeout(10):
        await engine.lane(case).result()


@asynccontextmanager
async def broken(database: Database) -> AsyncIterator[None]:
    """Inside this the log refuses every append, as a defect of ours might make it do."""
    owner = await asyncpg.connect(database.owner, timeout=10)
    try:
        await owner.execute("ALTER TABLE views.cases ADD CONSTRAINT broken CHECK (version < 0) NOT VALID")
        yield
        await owner.execute("ALTER TABLE views.cases DROP CONSTRAINT broken")
    finally:
        await owner.close(timeout=10)


async def test_a_lane_answers_for_its_own_person_only(engine: Engine) -> None:
    one, other = await engine.awaiting_reasonable_grounds(), await engine.awaiting_reasonable_grounds()
    strayed = Submission.of(CASEWORKER, uuid4(), other, "withdraw", {})

    with pytest.raises(WorkflowUpdateFailedError):
        await engine.lane(one).execute_update(ReferralWorkflow.submit, strayed)
    assert "case-withdrawn" not in await engine.events(other)


async def test_of_two_who_decide_at_once_one_wins_and_the_other_is_told(engine: Engine) -> None:
    case = await engine.awaiting_reasonable_grounds()
    both = [engine.gateway.do(str(case), "decide-reasonable-grounds", {"outcome": "positive"}, DECIDER)] * 1
    both.append(
        engine.gateway.do(str(case), "decide-reasonable-grounds", {"outcome": "negative", "reasons": "No."}, DECIDER)
    )
    answers = await asyncio.gather(*both, return_exceptions=True)

    refused = [answer for answer in answers if isinstance(answer, NrmError)]
    assert [Code.ALREADY_DECIDED] == [refusal.code for refusal in refused]
    assert 1 == (await engine.events(case)).count("reasonable-grounds-decided")


async def test_a_refusal_is_on_record_and_leaves_the_case_as_it_was(engine: Engine) -> None:
    case = await engine.awaiting_reasonable_grounds()
    before = await engine.events(case)
    with pytest.raises(NrmError) as caught:
        await engine.gateway.do(str(case), "decide-reasonable-grounds", {"outcome": "positive"}, CASEWORKER)

    assert Code.ROLE_NOT_PERMITTED == caught.value.code
    assert before == await engine.events(case)
    assert [Code.ROLE_NOT_PERMITTED] == [refusal.code for refusal in await engine.log.refusals(f"case/{case}")]


@pytest.mark.parametrize(
    ("command", "fields", "code"),
    [
        ("rescue", {}, Code.UNKNOWN_COMMAND),
        ("add-note", {"text": "x", "colour": "red"}, Code.UNKNOWN_FIELD),
        ("add-note", {}, Code.MISSING_FIELD),
        ("add-note", {"text": "x" * 1_000_000}, Code.TEXT_TOO_LONG),
        ("add-note", {"text": "bell \x07"}, Code.CONTROL_CHARACTERS),
        ("withdraw", {"effective_at": "2026-02-30"}, Code.NOT_A_DATE),
        ("report-encounter", {}, Code.UNKNOWN_COMMAND),
    ],
)
async def test_what_cannot_be_handed_over_is_refused_at_the_door(
    engine: Engine, command: str, fields: dict[str, str], code: Code
) -> None:
    case = await engine.awaiting_reasonable_grounds()
    with pytest.raises(NrmError) as caught:
        await engine.gateway.do(str(case), command, fields, CASEWORKER)

    assert code == caught.value.code
    assert code in [refusal.code for refusal in await engine.log.refusals()]


async def test_a_case_that_does_not_exist_is_not_found_and_that_is_on_record(engine: Engine) -> None:
    with pytest.raises(NrmError) as caught:
        await engine.do(uuid4(), "close", reason="opened-in-error")

    assert Code.CASE_NOT_FOUND == caught.value.code
    assert [Code.CASE_NOT_FOUND] == [refusal.code for refusal in await engine.log.refusals()]


async def test_a_command_after_the_end_starts_the_lane_again_and_is_answered(engine: Engine) -> None:
    case = (await engine.refer()).case
    await engine.do(case, "withdraw")
    async with asyncio.timeout(10):
        await engine.lane(case).result()

    assert ("note-added",) == (await engine.do(case, "add-note", text="A letter came back.")).events


async def test_a_refused_referral_leaves_no_case_and_no_waiting_lane(engine: Engine) -> None:
    command = uuid4()
    with pytest.raises(NrmError) as caught:
        await engine.gateway.refer({**ADULT, "consent": "not-needed"}, CASEWORKER, command)

    assert Code.CONSENT_REQUIRED == caught.value.code
    assert [] == list(await engine.views.cases())
    async with asyncio.timeout(10):
        await engine.lane(uuid5(command, "case")).result()


async def test_two_cases_cannot_have_one_reference(engine: Engine) -> None:
    await engine.refer(reference="SCA-77")
    with pytest.raises(NrmError) as caught:
        await engine.refer(reference="SCA-77")

    assert Code.REFERENCE_IN_USE == caught.value.code


async def test_whoever_looked_too_long_ago_is_told_what_happened_since(engine: Engine) -> None:
    case = await engine.awaiting_reasonable_grounds()
    with pytest.raises(NrmError, match="competent-authority-allocated by the caseworker") as caught:
        await engine.gateway.do(str(case), "withdraw", {}, CASEWORKER, expected_version=1)

    assert Code.CASE_HAS_MOVED == caught.value.code


async def test_no_typed_text_reaches_temporal(engine: Engine) -> None:
    marker = "Nobody-Must-Read-This"
    case = (await engine.refer(person_details={"name": marker}, account=marker)).case
    await engine.do(case, "add-note", text=marker)

    history = await engine.lane(case).fetch_history()
    assert marker not in history.to_json()


async def test_the_log_verifies_after_all_that(engine: Engine) -> None:
    case = await engine.awaiting_reasonable_grounds()
    await engine.days_pass(case, 400)
    await engine.do(case, "decide-reasonable-grounds", outcome="positive")

    report = await verify(engine.log._pool, lambda _done, _of: None)
    assert report.ok
