"""A prosecution on real Temporal and Postgres: its lane, and the pointers by which linked cases learn of it."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from temporalio.api.enums.v1 import EventType
from temporalio.worker import Replayer

from activities.kinds import project
from activities.submission import Submission, Turn
from desk.untold import untold
from domain.errors import Code, NrmError
from domain.prosecution.commands import KIND
from domain.stream.answers import Answer
from eventlog.rebuild import rebuild
from eventlog.verify import verify
from tests.eventlog.given import as_superuser
from tests.support.lanes import CASEWORKER, SIGNER, SKIPPING, Engine, running_engine
from tests.support.postgres import Database
from tests.support.trials import INVESTIGATION, LIAISON, TRIAL, ask, investigate, lane_of, one_trial, told
from workers.stack.temporal import TemporalServer
from workflows.connection import DATA_CONVERTER, WORKFLOWS
from workflows.lanes import recover
from workflows.messages import NATION, STAGE, SUBMIT
from workflows.sandbox import sandboxed_runner


async def pointers_in(engine: Engine, case: UUID) -> list[str]:
    return [event for event in await engine.events(case) if event.startswith("prosecution-")]


def unseen(_done: int, _all: int) -> None:
    """Nobody watches."""


async def test_three_victims_and_one_trial(engine: Engine) -> None:
    cases = [await engine.awaiting_reasonable_grounds() for _ in range(3)]
    prosecution = await investigate(engine)
    for case in cases:
        await ask(engine, prosecution, "link-victim", case=str(case), witness=True)
    await told(engine, prosecution, 3)
    assert [["prosecution-linked"]] * 3 == [await pointers_in(engine, case) for case in cases]

    stages = [(await ask(engine, prosecution, command, **fields)).stage for command, fields in TRIAL]
    assert ["crime-recorded", "with-prosecutor", "charged", "charged", "on-trial"] == stages[:5]
    assert ["convicted", "sentenced", "sentenced", "ended"] == stages[5:]
    async with asyncio.timeout(30):
        await lane_of(engine, prosecution).result()
    assert [["prosecution-linked", "prosecution-linked", "prosecution-ended"]] * 3 == [
        await pointers_in(engine, case) for case in cases
    ]
    assert [case for case, *_ in await engine.views.victims(prosecution)] == cases
    assert () == await engine.views.unfinished_prosecutions()


async def test_a_whole_trial_replays(engine: Engine) -> None:
    prosecution, _ = await one_trial(engine)
    replayer = Replayer(workflows=WORKFLOWS, data_converter=DATA_CONVERTER, workflow_runner=sandboxed_runner())
    await replayer.replay_workflow(await lane_of(engine, prosecution).fetch_history())


async def test_the_lists_of_prosecutions_can_be_made_again_and_the_log_verifies(engine: Engine) -> None:
    case, prosecution = await engine.awaiting_reasonable_grounds(), await investigate(engine, reference="OP-9")
    await ask(engine, prosecution, "link-victim", case=str(case))
    await ask(engine, prosecution, "add-note", text="Nobody-Must-Read-This")
    await told(engine, prosecution, 1)

    rebuilt = await rebuild(engine.log._pool, project(engine.gateway.recorder.law), unseen)
    assert (True, 1, 1) == (rebuilt.equal, rebuilt.cases, rebuilt.prosecutions)
    row = await engine.views.find_prosecution("OP-9")
    assert row is not None
    assert ("investigating", True, 3) == (row.stage, row.open, row.version)
    assert (await verify(engine.log._pool, unseen)).ok
    history = await lane_of(engine, prosecution).fetch_history()
    assert "Nobody-Must-Read-This" not in history.to_json()


async def test_a_lost_row_of_a_prosecution_is_found_and_made_again(engine: Engine, database: Database) -> None:
    case, prosecution = await engine.awaiting_reasonable_grounds(), await investigate(engine)
    await ask(engine, prosecution, "link-victim", case=str(case))
    await as_superuser(
        database,
        f"DELETE FROM views.prosecutions WHERE prosecution = '{prosecution}'",  # noqa: S608
        f"DELETE FROM views.victims WHERE prosecution = '{prosecution}'",  # noqa: S608
    )

    rebuilt = await rebuild(engine.log._pool, project(engine.gateway.recorder.law), unseen)
    assert [(prosecution, ("prosecutions", "victims"))] == [(one.case, one.tables) for one in rebuilt.differences]
    assert [case] == [linked.case for linked in await engine.views.victims(prosecution)]


async def test_a_lane_can_be_read_in_temporals_own_screens(engine: Engine) -> None:
    prosecution = await investigate(engine)
    described = await lane_of(engine, prosecution).describe()
    assert "investigating" == described.typed_search_attributes.get(STAGE)
    assert "england-and-wales" == described.typed_search_attributes.get(NATION)


@pytest.mark.parametrize(
    ("command", "fields", "code"),
    [
        ("rescue", {}, Code.UNKNOWN_COMMAND),
        ("open-investigation", INVESTIGATION, Code.UNKNOWN_COMMAND),
        ("link-victim", {"case": str(uuid4())}, Code.CASE_NOT_FOUND),
        ("link-victim", {"case": "no such reference"}, Code.CASE_NOT_FOUND),
        ("link-victim", {}, Code.MISSING_FIELD),
        ("record-sentence", {"defendant": 1, "sentence": "custody"}, Code.CONTRADICTS_RECORD),
        ("pass-time", {}, Code.ROLE_NOT_PERMITTED),
    ],
)
async def test_what_is_refused_is_on_record_and_changes_nothing(
    engine: Engine, command: str, fields: dict[str, Any], code: Code
) -> None:
    prosecution = await investigate(engine)
    with pytest.raises(NrmError) as caught:
        await ask(engine, prosecution, command, **fields)
    assert code == caught.value.code
    assert [code] == [refusal.code for refusal in await engine.log.refusals(f"{KIND}/{prosecution}")]
    assert 1 == len(await engine.log.read_stream(f"{KIND}/{prosecution}"))


async def test_a_prosecution_nobody_opened_is_not_found(engine: Engine) -> None:
    for unknown in (str(uuid4()), "no such reference"):
        with pytest.raises(NrmError) as caught:
            await engine.gateway.do(unknown, f"{KIND}/refer-to-prosecutor", {}, LIAISON)
        assert Code.PROSECUTION_NOT_FOUND == caught.value.code


async def test_two_prosecutions_cannot_have_one_reference(engine: Engine) -> None:
    await investigate(engine, reference="OP-1")
    with pytest.raises(NrmError) as caught:
        await investigate(engine, reference="OP-1")
    assert Code.REFERENCE_IN_USE == caught.value.code


async def test_a_case_that_has_ended_is_told_too(engine: Engine) -> None:
    case, prosecution = (await engine.refer(reference="R-1")).case, await investigate(engine)
    await engine.do(case, "withdraw")
    await ask(engine, prosecution, "link-victim", case="R-1")
    await told(engine, prosecution, 1)
    assert ["prosecution-linked"] == await pointers_in(engine, case)


async def test_a_cold_case_is_told_of_again_and_a_link_in_error_can_be_made_anew(engine: Engine) -> None:
    victim, mistaken = [await engine.awaiting_reasonable_grounds() for _ in range(2)]
    prosecution = await investigate(engine)
    for case in (victim, mistaken):
        await ask(engine, prosecution, "link-victim", case=str(case))
    await ask(engine, prosecution, "unlink-victim", case=str(mistaken), reason="linked-in-error")
    await ask(engine, prosecution, "end-investigation", reason="no-suspect-identified")
    async with asyncio.timeout(30):
        await lane_of(engine, prosecution).result()
    await ask(engine, prosecution, "reopen-investigation", reason="new-evidence")
    await ask(engine, prosecution, "link-victim", case=str(mistaken))
    await told(engine, prosecution, 2)

    anew = ["prosecution-linked", "prosecution-ended", "prosecution-linked"]
    assert [anew, anew] == [await pointers_in(engine, case) for case in (victim, mistaken)]
    assert () == tuple(await engine.log.refusals(f"case/{victim}"))


async def test_a_correction_has_its_reasons_in_the_vault_and_the_lists_follow_it(engine: Engine) -> None:
    case, prosecution = await engine.awaiting_reasonable_grounds(), await investigate(engine)
    await ask(engine, prosecution, "link-victim", case=str(case))
    await told(engine, prosecution, 1)
    await ask(engine, prosecution, "correct-fact", event=2, struck=True, reasons="Nobody-Must-Read-This")
    await ask(engine, prosecution, "end-investigation", reason="opened-in-error")
    async with asyncio.timeout(30):
        await lane_of(engine, prosecution).result()

    assert ["prosecution-linked", "prosecution-ended"] == await pointers_in(engine, case)
    assert [(case, False)] == [(one.case, one.linked) for one in await engine.views.victims(prosecution)]
    rebuilt = await rebuild(engine.log._pool, project(engine.gateway.recorder.law), unseen)
    assert rebuilt.equal
    stored = await engine.log.read_stream(f"{KIND}/{prosecution}")
    assert not any(b"Nobody-Must-Read-This" in event.body for event in stored)


async def test_nobody_but_the_engine_can_put_a_pointer_into_a_case(engine: Engine) -> None:
    case = await engine.awaiting_reasonable_grounds()
    with pytest.raises(NrmError) as caught:
        await engine.gateway.do(
            str(case), "link-prosecution", {"prosecution": str(uuid4()), "witness": "true"}, CASEWORKER
        )
    assert Code.ROLE_NOT_PERMITTED == caught.value.code


async def committed_and_then_killed(engine: Engine, prosecution: UUID, command: str, **fields: Any) -> UUID:
    """What an engine has done that was killed right after its commit: it is in the log, and no lane knows of it."""
    submission = Submission.of(LIAISON, uuid4(), prosecution, f"{KIND}/{command}", fields)
    settled = await engine.gateway.recorder.settle(Turn(submission=submission, at=datetime.now(UTC)))
    assert settled.answer.receipt is not None
    return submission.command_id


async def test_a_pointer_that_a_crash_came_before_arrives_with_the_recovery_once(engine: Engine) -> None:
    case, prosecution = await engine.awaiting_reasonable_grounds(), await investigate(engine)
    await committed_and_then_killed(engine, prosecution, "link-victim", case=str(case))
    assert [] == await pointers_in(engine, case)

    await recover(engine.client, engine.gateway.recorder, engine.views, unseen)
    await told(engine, prosecution, 1)
    await recover(engine.client, engine.gateway.recorder, engine.views, unseen)
    await ask(engine, prosecution, "record-crime-number", number="1")
    assert ["prosecution-linked"] == await pointers_in(engine, case)


async def test_what_a_case_has_not_been_told_can_be_seen(engine: Engine) -> None:
    case, prosecution = await engine.awaiting_reasonable_grounds(), await investigate(engine)
    await committed_and_then_killed(engine, prosecution, "link-victim", case=str(case))
    assert {case: ["the link (event 2)"]} == await not_told(engine, prosecution)

    await recover(engine.client, engine.gateway.recorder, engine.views, unseen)
    await told(engine, prosecution, 1)
    assert {} == await not_told(engine, prosecution)


async def not_told(engine: Engine, prosecution: UUID) -> dict[UUID, list[str]]:
    state = await engine.gateway.recorder.prosecution(prosecution)
    assert state is not None
    return {case: [one.in_words() for one in ones] for case, ones in (await untold(engine.log, state)).items()}


async def test_a_pointer_that_a_crash_came_before_arrives_when_the_command_is_asked_again(engine: Engine) -> None:
    case, prosecution = await engine.awaiting_reasonable_grounds(), await investigate(engine)
    command = await committed_and_then_killed(engine, prosecution, "link-victim", case=str(case))

    await engine.gateway.do(str(prosecution), f"{KIND}/link-victim", {"case": str(case)}, LIAISON, command)
    await told(engine, prosecution, 1)
    assert ["prosecution-linked"] == await pointers_in(engine, case)


async def test_cases_are_told_of_the_end_though_temporal_lost_its_memory(database: Database, tmp_path: Path) -> None:
    server = TemporalServer(tmp_path / "stack", SKIPPING)
    server.start()
    try:
        async with running_engine(database, server.address) as engine:
            case, prosecution = await engine.awaiting_reasonable_grounds(), await investigate(engine)
            await ask(engine, prosecution, "link-victim", case=str(case))
            await told(engine, prosecution, 1)
            await committed_and_then_killed(engine, prosecution, "end-investigation", reason="insufficient-evidence")
    finally:
        server.stop()
    for file in (tmp_path / "stack" / "temporal").iterdir():
        file.unlink()
    server.start()
    try:
        async with running_engine(database, server.address) as engine:
            found = await recover(engine.client, engine.gateway.recorder, engine.views, unseen)
            async with asyncio.timeout(30):
                await lane_of(engine, prosecution).result()
            told_of = await pointers_in(engine, case)
            left = await engine.views.unfinished_prosecutions()
    finally:
        server.stop()

    assert 2 == found
    assert ["prosecution-linked", "prosecution-ended"] == told_of
    assert () == left


async def test_many_cases_are_told_a_few_at_a_time(engine: Engine) -> None:
    cases, prosecution = [(await engine.refer()).case for _ in range(25)], await investigate(engine)
    for case in cases:
        await committed_and_then_killed(engine, prosecution, "link-victim", case=str(case))
    await recover(engine.client, engine.gateway.recorder, engine.views, unseen)
    await told(engine, prosecution, len(cases))

    pending = most = 0
    async for event in lane_of(engine, prosecution).fetch_history_events():
        pending += event.event_type == EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED
        pending -= event.event_type == EventType.EVENT_TYPE_ACTIVITY_TASK_COMPLETED
        most = max(most, pending)
    assert 1 < most <= 20
    assert [["prosecution-linked"]] * 25 == [await pointers_in(engine, case) for case in cases]


async def test_what_a_case_has_answered_is_not_sent_again(engine: Engine) -> None:
    case, prosecution = await engine.awaiting_reasonable_grounds(), await investigate(engine)
    await committed_and_then_killed(engine, prosecution, "link-victim", case=str(case))
    recorder, now = engine.gateway.recorder, datetime.now(UTC)
    before = await recorder.look(f"{KIND}/{prosecution}", now)
    await recover(engine.client, recorder, engine.views, unseen)
    await told(engine, prosecution, 1)
    after = await recorder.look(f"{KIND}/{prosecution}", now)
    assert before is not None
    assert after is not None
    assert [case] == [pointer.case for pointer in before.pointers]
    assert () == after.pointers


async def test_how_things_stand_does_not_travel_back_to_whoever_asked(engine: Engine) -> None:
    case, prosecution = await engine.awaiting_reasonable_grounds(), await investigate(engine)
    crime_number = Submission.of(LIAISON, uuid4(), prosecution, f"{KIND}/record-crime-number", {"number": "1"})
    withdrawal = Submission.of(CASEWORKER, uuid4(), case, "withdraw", {})
    for lane, asked in ((lane_of(engine, prosecution), crime_number), (engine.lane(case), withdrawal)):
        answer = await lane.execute_update(SUBMIT, SIGNER.signed(asked), result_type=Answer)
        assert answer.receipt is not None
        assert answer.standing is None
