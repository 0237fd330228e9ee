"""What the engine itself fails on: it holds up nobody else, repeats nothing in vain, and says no person's words."""

import asyncio
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from temporalio.api.enums.v1 import EventType
from temporalio.client import WorkflowHandle

from activities import record as record_module
from activities.acceptance import Acceptance, accept
from activities.submission import Submission
from domain.errors import Code, Unavailable
from domain.roles import Role
from domain.staff import Asker
from eventlog.log import EventLog, Loaded
from tests.support.lanes import Engine
from tests.support.law import proclaimed, soon
from tests.support.trials import ask, investigate, lane_of, told
from workflows.acceptance import adopt_everywhere
from workflows.lanes import recover

_TYPED = "words of a person"
_A_WHILE = timedelta(minutes=2)


@pytest.fixture
async def unadoptable(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> list[UUID]:
    """Three open cases and another rule-book, of which the first cannot say what has moved in it."""
    cases = [await engine.awaiting_reasonable_grounds() for _ in range(3)]
    asked = Acceptance(
        proclaimed(soon()), "A late bank holiday", Asker("an.administrator", Role.ADMINISTRATOR), uuid4()
    )
    await accept(engine.gateway.recorder.law, engine.log, asked)
    adoption = record_module.adoption

    def broken(case: UUID, *more: Any) -> Submission | None:
        made = adoption(case, *more)
        spoilt = made is not None and case == cases[0]
        return made.model_copy(update={"fields": {**made.fields, "moves": []}}) if made and spoilt else made

    monkeypatch.setattr(record_module, "adoption", broken)
    return cases


async def test_a_case_that_cannot_be_taken_over_does_not_keep_the_others_from_it(
    engine: Engine, unadoptable: list[UUID]
) -> None:
    with pytest.raises(Unavailable, match="failed on 1 of 3") as failed:
        await adopt_everywhere(engine.client, engine.gateway.recorder, engine.views, lambda _done, _of: None)
    assert Code.INTERNAL_ERROR is failed.value.code
    has_moved = ["clocks-moved" in await engine.events(case) for case in unadoptable]
    assert [False, True, True] == has_moved


async def test_a_case_that_cannot_be_taken_over_does_not_keep_the_others_from_their_lanes(
    engine: Engine, unadoptable: list[UUID]
) -> None:
    for case in unadoptable:
        await engine.lane(case).terminate()
    steps: list[int] = []
    with pytest.raises(Unavailable, match="failed on 1 of 3"):
        await recover(engine.client, engine.gateway.recorder, engine.views, lambda done, _of: steps.append(done))
    assert [1, 2, 3] == steps
    for case in unadoptable[1:]:
        assert "RUNNING" == (await engine.lane(case).describe()).status.name


async def test_nobody_is_refused_in_the_words_of_the_engines_own_command(
    engine: Engine, unadoptable: list[UUID]
) -> None:
    with pytest.raises(Unavailable) as failed:
        await engine.do(unadoptable[0], "add-note", text="A note.")
    assert Code.INTERNAL_ERROR is failed.value.code
    assert () == await engine.log.refusals()


def break_loading(monkeypatch: pytest.MonkeyPatch, fails: Callable[[str], bool]) -> None:
    """Let the engine fail on the commands asked of these streams."""
    load = EventLog.load

    async def broken(log: EventLog, stream: str, command_id: UUID | None = None) -> Loaded:
        if command_id is not None and fails(stream):
            raise ValueError(_TYPED)
        return await load(log, stream, command_id)

    monkeypatch.setattr(EventLog, "load", broken)


async def until(handle: WorkflowHandle[Any, Any], kind: "EventType.ValueType", named: str = "") -> None:
    """Wait until the history has this entry, and a timer of this name."""
    async with asyncio.timeout(30):
        async for event in handle.fetch_history_events(wait_new_event=True):
            if event.event_type == kind and named in event.user_metadata.summary.data.decode():
                return


async def test_a_pointer_that_the_engine_fails_on_is_left_for_a_while(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    case, prosecution = await engine.awaiting_reasonable_grounds(), await investigate(engine)
    with monkeypatch.context() as broken:
        break_loading(broken, lambda stream: stream == f"case/{case}")
        await ask(engine, prosecution, "link-victim", case=str(case))
        await until(lane_of(engine, prosecution), EventType.EVENT_TYPE_TIMER_STARTED, "Waiting to look again")
        histories = [await handle.fetch_history() for handle in (lane_of(engine, prosecution), engine.lane(case))]
    assert not any(_TYPED in history.to_json() for history in histories)
    attempts, updates = [Counter(event.event_type for event in history.events) for history in histories]
    assert 1 == attempts[EventType.EVENT_TYPE_ACTIVITY_TASK_FAILED]
    # Two for what the case was asked before; then the pointer under its first name, and once more under its second.
    assert 2 + 2 == updates[EventType.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ACCEPTED]

    await engine.time.fast_forward(lane_of(engine, prosecution), _A_WHILE)
    await told(engine, prosecution, 1)
    assert "prosecution-linked" in await engine.events(case)


async def test_a_lane_that_rests_after_a_failure_hears_of_the_end_of_its_case(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = await engine.awaiting_reasonable_grounds()
    row = await engine.views.find_case(case)
    assert row is not None
    assert row.next_wake_at is not None
    now = await engine.time.get_current_time(engine.lane(case))
    with monkeypatch.context() as broken:
        break_loading(broken, lambda stream: stream == f"case/{case}")
        passing = asyncio.create_task(engine.time.fast_forward(engine.lane(case), row.next_wake_at - now))
        await until(engine.lane(case), EventType.EVENT_TYPE_TIMER_STARTED, "Waiting to look again")
        await passing
    await engine.do(case, "withdraw")
    async with asyncio.timeout(20):
        await engine.lane(case).result()
