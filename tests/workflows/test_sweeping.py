"""A lane that is lost while the stack runs is found and opened again, beside what people ask; others are left alone."""

import asyncio
import json
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest
from temporalio.api.enums.v1 import EventType
from temporalio.client import WorkflowExecutionStatus

from activities.acceptance import Acceptance, accept
from activities.record import Recorder
from domain.referral.accounts import read_accounts
from domain.referral.receipt import standing
from domain.roles import Role
from domain.staff import Asker
from eventlog.views import Unfinished, Views
from tests.eventlog.given import as_superuser
from tests.support.lanes import CASEWORKER, Engine, eventually
from tests.support.law import proclaimed, soon
from tests.support.postgres import Database
from tests.support.trials import investigate, lane_of
from workflows import lanes as lanes_module
from workflows import sweeping as sweeping_module
from workflows.importing import import_accounts
from workflows.messages import TASK_QUEUE, WAKES, Lane, lane_id
from workflows.sweeping import Sweeper
from workflows.visible import Shown, Verdict, running_lanes, verdict


@pytest.fixture
def sweeper(engine: Engine) -> Sweeper:
    """One that looks at a case at once, however lately something was recorded."""
    return Sweeper(engine.client, engine.gateway.recorder, engine.views, quiet=0.0)


def unheeded(case: UUID) -> str:
    """Let the time of this case have come and gone."""
    return f"UPDATE views.cases SET next_wake_at = now() - interval '2 minutes' WHERE \"case\" = '{case}'"  # noqa: S608


async def status(engine: Engine, case: UUID) -> str:
    return (await engine.lane(case).describe()).status.name  # type: ignore[union-attr]


async def are_listed(engine: Engine, *cases: UUID) -> None:
    """Wait until Temporal's list has the lanes of exactly these cases."""

    async def they_are() -> bool:
        return {place.id for place in await running_lanes(engine.client)} == set(cases)

    await eventually(they_are)


async def test_a_lane_that_was_ended_by_hand_is_opened_again(engine: Engine, sweeper: Sweeper) -> None:
    cases = [await engine.awaiting_reasonable_grounds() for _ in range(3)]
    for _ in range(2):  # again and again, if need be
        await engine.lane(cases[1]).terminate()
        await are_listed(engine, cases[0], cases[2])
        await sweeper.compare()
        assert "RUNNING" == await status(engine, cases[1])
        await are_listed(engine, *cases)
    await engine.days_pass(cases[1], 7)
    assert "breach-recorded" in await engine.events(cases[1])


async def test_lanes_that_are_right_are_left_alone(engine: Engine, sweeper: Sweeper) -> None:
    cases = [await engine.awaiting_reasonable_grounds() for _ in range(2)]
    await engine.do(cases[0], "decide-reasonable-grounds", outcome="positive")
    rows = {row.case: row.next_wake_at for row in await engine.views.open_cases()}

    async def they_show_it() -> bool:
        shown = await running_lanes(engine.client)
        return rows == {place.id: lane.wakes for place, lane in shown.items()}

    await eventually(they_show_it)
    before = [(await engine.lane(case).describe()).history_length for case in cases]
    for _ in range(2):
        await sweeper.compare()
        await sweeper.see_to_unheeded()
    assert before == [(await engine.lane(case).describe()).history_length for case in cases]


async def test_a_case_whose_time_came_and_went_is_given_its_lane(
    engine: Engine, sweeper: Sweeper, database: Database
) -> None:
    case, other = await engine.awaiting_reasonable_grounds(), await engine.awaiting_reasonable_grounds()
    for one in (case, other):
        await engine.lane(one).terminate()
    await as_superuser(database, unheeded(case))
    assert (case,) == await engine.views.unheeded()
    await sweeper.see_to_unheeded()
    assert "RUNNING" == await status(engine, case)
    assert "TERMINATED" == await status(engine, other)


async def test_a_lane_that_rests_is_woken_when_the_log_is_back(
    engine: Engine, sweeper: Sweeper, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = await engine.awaiting_reasonable_grounds()
    (row,) = await engine.views.open_cases()
    assert row.next_wake_at is not None
    now = await engine.time.get_current_time(engine.lane(case))
    with monkeypatch.context() as broken:
        broken.setattr(Recorder, "settle", _fail)
        passing = asyncio.create_task(engine.time.fast_forward(engine.lane(case), row.next_wake_at - now))
        await rests(engine, case)
        await passing
    before = await engine.events(case)
    await as_superuser(database, unheeded(case))
    await sweeper.see_to_unheeded()

    async def time_was_passed() -> bool:
        return before != await engine.events(case)

    await eventually(time_was_passed)


async def _fail(_recorder: Recorder, _turn: Any) -> None:
    raise ValueError


async def rests(engine: Engine, case: UUID) -> None:
    """Wait until the lane waits to look again."""
    async with asyncio.timeout(30):
        async for event in engine.lane(case).fetch_history_events(wait_new_event=True):
            named = event.user_metadata.summary.data.decode()
            if event.event_type == EventType.EVENT_TYPE_TIMER_STARTED and "Waiting to look again" in named:
                return


async def test_a_case_that_stays_unheeded_is_not_asked_again_and_again(
    engine: Engine, sweeper: Sweeper, database: Database
) -> None:
    case = await engine.awaiting_reasonable_grounds()
    await as_superuser(database, unheeded(case))
    await sweeper.see_to_unheeded()
    before = (await engine.lane(case).describe()).history_length
    for _ in range(3):
        await sweeper.see_to_unheeded()
    assert before == (await engine.lane(case).describe()).history_length


async def test_an_import_opens_no_lane_and_the_sweep_opens_them_all_the_next_to_wake_first(
    engine: Engine, sweeper: Sweeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    accounts = [
        {"id": f"NEW-{number}", "events": [{"date": f"2026-11-{25 - number:02}", "type": "referral"}]}
        for number in range(5)
    ]
    read = tuple(read_accounts(json.dumps(accounts)))
    report = await import_accounts(engine.gateway, read, CASEWORKER, lambda _done: None)
    assert {} == await running_lanes(engine.client)

    opened: list[UUID] = []
    starting = lanes_module.starting

    def noted(case: UUID, kind: str) -> Any:
        opened.append(case)
        return starting(case, kind)

    monkeypatch.setattr(lanes_module, "starting", noted)
    await sweeper.compare()
    wakes = {row.case: row.next_wake_at for row in await engine.views.open_cases()}
    assert {one.receipt.case for one in report.imported} == set(opened)
    assert list(wakes) == opened


async def test_people_are_served_while_lanes_are_opened(engine: Engine, sweeper: Sweeper) -> None:
    accounts = [{"id": f"MANY-{n}", "events": [{"date": "2026-11-20", "type": "referral"}]} for n in range(40)]
    read = tuple(read_accounts(json.dumps(accounts)))
    report = await import_accounts(engine.gateway, read, CASEWORKER, lambda _: None)
    sweep = asyncio.create_task(sweeper.compare())
    case = report.imported[-1].receipt.case
    receipt = await engine.do(case, "add-note", text="Asked while the lanes are being opened.")
    assert ("note-added",) == receipt.events
    assert not sweep.done()
    await sweep
    await are_listed(engine, *(imported.receipt.case for imported in report.imported))


async def test_a_case_is_left_alone_while_its_lane_is_about_to_show_what_was_recorded(engine: Engine) -> None:
    case = (await engine.refer()).case
    await engine.lane(case).terminate()
    await are_listed(engine)
    patient = Sweeper(engine.client, engine.gateway.recorder, engine.views, quiet=3600.0)
    await patient.compare()
    assert "TERMINATED" == await status(engine, case)


async def test_a_clock_that_had_run_ahead_keeps_no_case_from_its_lane(engine: Engine, database: Database) -> None:
    """Its last event is recorded in the future: that is not just now."""
    case = (await engine.refer()).case
    await engine.lane(case).terminate()
    await are_listed(engine)
    await as_superuser(
        database,
        "ALTER TABLE log.events DISABLE TRIGGER ALL",
        "UPDATE log.events SET recorded_at = now() + interval '400 days'",
    )
    await Sweeper(engine.client, engine.gateway.recorder, engine.views).compare()
    assert "RUNNING" == await status(engine, case)


async def test_a_lane_that_never_answers_is_ended_and_opened_anew(
    engine: Engine, sweeper: Sweeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lanes_module, "_RPC_TIMEOUT", timedelta(seconds=1))
    monkeypatch.setattr(sweeping_module, "_FIRST_PAUSE", 0.0)
    case = await engine.awaiting_reasonable_grounds()
    await engine.lane(case).terminate()
    await engine.client.start_workflow("referral", id=lane_id(case), task_queue="nobody's")

    async def it_is_a_lane_again() -> bool:
        await sweeper.compare()
        shown = (await engine.lane(case).describe()).typed_search_attributes
        return shown.get(WAKES) is not None

    await eventually(it_is_a_lane_again)
    assert ("note-added",) == (await engine.do(case, "add-note", text="It takes commands again.")).events


async def test_a_lane_that_fails_is_left_for_a_while_and_keeps_no_other_from_being_opened(
    engine: Engine, sweeper: Sweeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad, good = (await engine.refer()).case, (await engine.refer()).case
    for case in (bad, good):
        await engine.lane(case).terminate()
    await are_listed(engine)
    looked: list[str] = []
    look = Recorder.look

    async def broken(recorder: Recorder, stream: str, now: datetime) -> Any:
        looked.append(stream)
        if stream == f"case/{bad}":
            raise ValueError
        return await look(recorder, stream, now)

    monkeypatch.setattr(Recorder, "look", broken)
    for _ in range(3):
        await sweeper.compare()
    assert "RUNNING" == await status(engine, good)
    assert 1 == looked.count(f"case/{bad}")


async def test_a_lane_of_an_earlier_release_is_opened_anew(engine: Engine, sweeper: Sweeper) -> None:
    case = await engine.awaiting_reasonable_grounds()
    outlook = await engine.gateway.recorder.outlook(case)
    assert outlook is not None
    await engine.lane(case).terminate()
    old = await engine.client.start_workflow(
        "referral",
        Lane(case=case, standing=standing(outlook, datetime.now(UTC))),
        id=lane_id(case),
        task_queue=TASK_QUEUE,
    )

    async def it_is_opened_anew() -> bool:
        await sweeper.compare()
        found = await engine.lane(case).describe()
        return found.run_id != old.first_execution_run_id and found.typed_search_attributes.get(WAKES) is not None

    await eventually(it_is_opened_anew)


async def test_cases_that_an_acceptance_did_not_reach_are_taken_over(engine: Engine, sweeper: Sweeper) -> None:
    case = await engine.awaiting_reasonable_grounds()
    await engine.look_after(case)
    still = (await engine.refer(nation="scotland")).case
    before = {row.case: row for row in await engine.views.open_cases()}
    asked = Acceptance(
        proclaimed(soon()), "A late bank holiday", Asker("an.administrator", Role.ADMINISTRATOR), uuid4()
    )
    await accept(engine.gateway.recorder.law, engine.log, asked)
    await sweeper.take_over()
    after = {row.case: row for row in await engine.views.open_cases()}
    assert "clocks-moved" in await engine.events(case)
    assert before[still] == after[still]
    assert after[case].next_wake_at != before[case].next_wake_at
    assert after[case].next_wake_at == (await engine.lane(case).describe()).typed_search_attributes.get(WAKES)


async def test_a_case_that_wakes_at_another_instant_under_the_new_rules_is_listed_so(
    engine: Engine, sweeper: Sweeper, database: Database
) -> None:
    """Nothing has moved in it, so nothing is recorded but that the time was passed."""
    case = (await engine.refer(nation="scotland")).case
    (row,) = await engine.views.open_cases()
    asked = Acceptance(
        proclaimed(soon()), "A late bank holiday", Asker("an.administrator", Role.ADMINISTRATOR), uuid4()
    )
    await accept(engine.gateway.recorder.law, engine.log, asked)
    await as_superuser(database, unheeded(case))
    events = await engine.events(case)
    await sweeper.take_over()
    assert [row] == list(await engine.views.open_cases())
    assert events == await engine.events(case)


async def test_a_prosecution_whose_lane_is_lost_gets_it_again(engine: Engine, sweeper: Sweeper) -> None:
    prosecution = await investigate(engine)
    await lane_of(engine, prosecution).terminate()
    await are_listed(engine)
    await sweeper.compare()
    assert WorkflowExecutionStatus.RUNNING == (await lane_of(engine, prosecution).describe()).status


async def test_sweeping_goes_on_whatever_fails(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweeping_module, "EVERY", 0.0)
    case = (await engine.refer()).case
    await engine.lane(case).terminate()
    await are_listed(engine)
    failures = iter([RuntimeError(), OSError(), asyncpg.InternalClientError()])
    unfinished = Views.unfinished

    async def broken(views: Views, quiet: float) -> tuple[Unfinished, ...]:
        for failure in failures:
            raise failure
        return await unfinished(views, quiet)

    monkeypatch.setattr(Views, "unfinished", broken)
    running = asyncio.create_task(Sweeper(engine.client, engine.gateway.recorder, engine.views, quiet=0.0).run())

    async def it_is_opened() -> bool:
        return "RUNNING" == await status(engine, case)

    await eventually(it_is_opened)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running


WAKE = datetime(2026, 12, 3, tzinfo=UTC)
ROW = Unfinished("case", UUID(int=1), "referred", "scotland", WAKE, 0, owes=False, is_quiet=True)
RIGHT = Shown("referred", "scotland", 0, WAKE)


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        (RIGHT, Verdict.NOTHING),
        (RIGHT._replace(wakes=WAKE + timedelta(milliseconds=1)), Verdict.NOTHING),
        (RIGHT._replace(wakes=WAKE + timedelta(seconds=1)), Verdict.LOOK),
        (RIGHT._replace(wakes=WAKE - timedelta(days=1)), Verdict.LOOK),
        (RIGHT._replace(stage="closed"), Verdict.LOOK),
        (RIGHT._replace(nation="england-and-wales"), Verdict.LOOK),
        (RIGHT._replace(open_breaches=1), Verdict.LOOK),
        (RIGHT._replace(wakes=None), Verdict.ANEW),
        (None, Verdict.LOOK),
        (Shown(None, None, None, None), Verdict.LOOK),
    ],
)
def test_a_lane_is_judged_by_what_it_shows(shown: Shown | None, expected: Verdict) -> None:
    assert expected is verdict(ROW, shown)


def test_a_lane_that_waits_for_nothing_shows_no_instant() -> None:
    assert Verdict.NOTHING is verdict(ROW._replace(next_wake_at=None), RIGHT._replace(wakes=None))
    assert Verdict.LOOK is verdict(ROW._replace(next_wake_at=None), RIGHT)


def test_a_prosecution_that_owes_a_pointer_is_looked_at_and_else_judged_by_its_stage() -> None:
    row = Unfinished("prosecution", UUID(int=1), "charged", "scotland", None, None, owes=False, is_quiet=True)
    shown = Shown("charged", "scotland", None, None)
    assert Verdict.NOTHING is verdict(row, shown)
    assert Verdict.LOOK is verdict(row._replace(owes=True), shown)
    assert Verdict.LOOK is verdict(row, shown._replace(stage="on-trial"))
