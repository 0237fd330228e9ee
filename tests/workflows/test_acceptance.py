"""Another rule-book decides once it was accepted, and not before; what it moves is on record in each case."""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from activities.acceptance import Acceptance, accept, objection
from activities.preview import preview
from domain.errors import Code, Conflict, Invalid, NotAllowed
from domain.roles import Role
from domain.rules.loader import parse
from domain.rules.model import RuleBook
from domain.rules.shelf import packaged_files, published
from domain.staff import Asker
from domain.when import london_day
from eventlog.rule_books import STREAM
from eventlog.verify import verify
from tests.eventlog.given import as_superuser
from tests.support.lanes import CASEWORKER, Engine, running_engine
from tests.support.law import a_working_day_later, broken, proclaimed, soon
from tests.support.postgres import Database
from workflows.acceptance import adopt_everywhere

CLOCK = "reasonable-grounds-decision"
REASON = "Proclamation of a day of national mourning"


def asked(files: Mapping[str, str], role: Role = Role.ADMINISTRATOR, command_id: UUID | None = None) -> Acceptance:
    return Acceptance(files, REASON, Asker("an.administrator", role), command_id or uuid4())


async def accepted(engine: Engine, files: Mapping[str, str]) -> RuleBook:
    return await accept(engine.gateway.recorder.law, engine.log, asked(files))


async def taken_over(engine: Engine) -> int:
    return await adopt_everywhere(engine.client, engine.gateway.recorder, engine.views, lambda _done, _of: None)


async def due(engine: Engine, case: UUID) -> date | None:
    return next(row.due_on for row in await engine.views.clocks(case) if row.clock == CLOCK)


async def breached(engine: Engine, case: UUID) -> list[str]:
    return [breach.clock for breach in await engine.views.breaches(case)]


async def moved(engine: Engine, case: UUID) -> list[dict[str, str]]:
    """What the case's history says has moved."""
    events = await engine.log.read_stream(f"case/{case}")
    bodies = [json.loads(event.body) for event in events if event.type == "clocks-moved"]
    return [move for body in bodies for move in body["moves"]]


async def test_a_late_bank_holiday_moves_an_open_clock_once_it_is_accepted(engine: Engine) -> None:
    case = await engine.awaiting_reasonable_grounds()
    before = await due(engine, case)
    assert before is not None
    new = await accepted(engine, proclaimed(soon()))
    assert 1 == await taken_over(engine)
    later = a_working_day_later(before)
    assert later == await due(engine, case)
    assert [(CLOCK, before.isoformat(), later.isoformat())] == [
        (move["clock"], move["due_from"], move["due_to"])
        for move in await moved(engine, case)
        if move["clock"] == CLOCK
    ]
    last = (await engine.log.read_stream(f"case/{case}"))[-1]
    assert ("engine", "engine", new.identity) == (last.actor, last.role, last.rules)
    assert 0 == await taken_over(engine)


async def test_the_acceptance_is_on_record_with_its_reason(engine: Engine) -> None:
    new = await accepted(engine, proclaimed(soon()))
    first, last = await engine.log.read_stream(STREAM)
    assert "first start" == json.loads(first.body)["reason"]
    assert "rule-book-accepted" == last.type
    assert {"version": "2099.1", "digest": new.digest, "reason": REASON, "replaces": published().digest} == json.loads(
        last.body
    )
    assert ("an.administrator", "administrator") == (last.actor, last.role)


async def test_the_log_is_sound_after_an_acceptance(engine: Engine) -> None:
    await engine.awaiting_reasonable_grounds()
    await accepted(engine, proclaimed(soon()))
    await taken_over(engine)
    found = await verify(engine.log._pool, lambda _done, _of: None)
    assert () == found.problems


async def test_the_lane_waits_for_the_new_instants(engine: Engine) -> None:
    case = await engine.awaiting_reasonable_grounds()
    before = await due(engine, case)
    await accepted(engine, proclaimed(soon()))
    await taken_over(engine)
    assert before is not None
    await engine.days_pass(case, (before - london_day(datetime.now(UTC))).days + 1)
    assert CLOCK not in await breached(engine, case)
    await engine.days_pass(case, 7)
    assert CLOCK in await breached(engine, case)


async def test_a_case_that_has_ended_does_not_move_in_silence(engine: Engine) -> None:
    case = (await engine.refer()).case
    await engine.do(case, "withdraw")
    before = await due(engine, case)
    await accepted(engine, proclaimed(soon()))
    await taken_over(engine)
    assert before != await due(engine, case)
    assert CLOCK in [move["clock"] for move in await moved(engine, case)]


async def test_a_case_that_nothing_moves_in_gets_no_event(engine: Engine) -> None:
    case = (await engine.refer(nation="scotland")).case
    before = await engine.events(case)
    await accepted(engine, proclaimed(soon()))
    assert 0 == await taken_over(engine)
    assert before == await engine.events(case)


async def test_a_command_that_comes_first_finds_what_has_moved_on_record(engine: Engine) -> None:
    case = await engine.awaiting_reasonable_grounds()
    await accepted(engine, proclaimed(soon()))
    await engine.do(case, "add-note", text="An interpreter was booked.")
    assert ["clocks-moved", "note-added"] == (await engine.events(case))[-2:]
    assert 0 == await taken_over(engine)


async def test_a_command_on_an_older_look_at_the_case_is_told_that_clocks_moved(engine: Engine) -> None:
    case = await engine.awaiting_reasonable_grounds()
    seen = len(await engine.events(case))
    await accepted(engine, proclaimed(soon()))
    with pytest.raises(Conflict, match="clocks-moved by the engine"):
        await engine.gateway.do(str(case), "add-note", {"text": "A note."}, CASEWORKER, expected_version=seen)


async def test_until_it_is_accepted_nothing_moves(engine: Engine, database: Database, temporal: str) -> None:
    case = await engine.awaiting_reasonable_grounds()
    before = await due(engine, case)
    law, new = engine.gateway.recorder.law, parse(proclaimed(soon()))
    found = (await preview(engine.log, engine.views, await law.current(), new, lambda _done, _of: None)).cases
    assert before is not None
    assert (case, CLOCK, before, a_working_day_later(before), True) in [
        (one.case, move.clock, move.due_from, move.due_to, move.open) for one in found for move in one.moves
    ]
    async with running_engine(database, temporal) as again:
        await again.do(case, "add-note", text="After a restart.")
        assert before == await due(again, case)
        assert [] == await moved(again, case)


async def test_a_broken_file_is_refused_with_its_place_and_the_engine_goes_on(engine: Engine) -> None:
    case = await engine.awaiting_reasonable_grounds()
    with pytest.raises(Invalid, match=r"calendars/england-and-wales.yaml:\d+: 2024-02-30") as refused:
        await accepted(engine, broken())
    assert Code.RULES_INVALID is refused.value.code
    assert [Code.RULES_INVALID] == [refusal.code for refusal in await engine.log.refusals(STREAM)]
    await engine.do(case, "decide-reasonable-grounds", outcome="positive")
    assert published().identity == (await engine.log.read_stream(f"case/{case}"))[-1].rules


async def test_a_case_that_an_unknown_rule_book_decided_is_not_held_up(engine: Engine, database: Database) -> None:
    case = (await engine.refer()).case
    await as_superuser(
        database,
        "ALTER TABLE log.events DISABLE TRIGGER ALL",
        f"UPDATE log.events SET rules = 'an-older-release' WHERE stream = 'case/{case}'",  # noqa: S608
    )
    await engine.do(case, "add-note", text="Decided all the same.")
    assert "note-added" == (await engine.events(case))[-1]


@pytest.mark.parametrize("role", [Role.CASEWORKER, Role.DECISION_MAKER, Role.AUDITOR])
async def test_only_an_administrator_accepts(engine: Engine, role: Role) -> None:
    law = engine.gateway.recorder.law
    with pytest.raises(NotAllowed):
        await accept(law, engine.log, asked(proclaimed(soon()), role))
    assert published().digest == await law.books.accepted()
    assert [Code.ROLE_NOT_PERMITTED] == [refusal.code for refusal in await engine.log.refusals(STREAM)]


@pytest.mark.parametrize("version", ["2099.1", published().version])
async def test_a_known_version_with_other_content_is_refused_and_that_is_on_record(
    engine: Engine, version: str
) -> None:
    await accepted(engine, proclaimed(soon()))
    before = await engine.gateway.recorder.law.books.accepted()
    other = proclaimed(soon() + timedelta(days=400), version)
    with pytest.raises(Invalid, match=f"Version {version} of the rule-book is known already"):
        await accepted(engine, other)
    assert before == await engine.gateway.recorder.law.books.accepted()
    assert [Code.RULES_INVALID] == [refusal.code for refusal in await engine.log.refusals(STREAM)]
    assert "is known already" in str(await objection(engine.gateway.recorder.law, engine.log, other))


async def test_a_rule_that_decides_cannot_be_changed_in_silence(engine: Engine) -> None:
    files = proclaimed(soon())
    clock = "clocks/recovery-period.yaml"
    files[clock] = files[clock].replace("first-day-counts: true", "first-day-counts: false")
    with pytest.raises(Invalid, match="changes the meaning of what was published or accepted before: recovery-period@"):
        await accepted(engine, files)
    assert published().digest == await engine.gateway.recorder.law.books.accepted()


async def test_other_service_standards_are_accepted_under_the_same_version(engine: Engine) -> None:
    standard = {"service-standards.yaml": "guardian-appointment: {length: 9, unit: working-days}\n"}
    new = await accepted(engine, {**packaged_files(), **standard})
    assert (published().version, True) == (new.version, new.digest != published().digest)
    again = await accepted(engine, packaged_files())
    assert published().digest == again.digest == await engine.gateway.recorder.law.books.accepted()


async def test_asking_again_with_the_same_id_accepts_once(engine: Engine) -> None:
    law, wanted = engine.gateway.recorder.law, asked(proclaimed(soon()))
    once, twice = [await accept(law, engine.log, wanted) for _ in range(2)]
    assert once.digest == twice.digest
    assert 2 == len(await engine.log.read_stream(STREAM))
    with pytest.raises(Conflict) as reused:
        await accept(law, engine.log, asked(proclaimed(soon(), "2099.2"), command_id=wanted.command_id))
    assert Code.COMMAND_ID_REUSED is reused.value.code


async def test_what_decides_already_is_not_accepted_again(engine: Engine) -> None:
    files = proclaimed(soon())
    await accepted(engine, files)
    with pytest.raises(Conflict) as refused:
        await accepted(engine, files)
    assert Code.ALREADY_ACCEPTED is refused.value.code
