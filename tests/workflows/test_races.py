"""Two who act at once on what each other has looked at: who commits second decides again, on what is so by then."""

import asyncio
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest

from activities import law as law_module
from activities.acceptance import Acceptance, accept
from activities.kinds import project
from activities.law import Law
from activities.record import Recorder, Settlement
from activities.submission import Submission, Turn
from domain.errors import Code, Conflict
from domain.roles import Role
from domain.rules.shelf import packaged_files
from domain.staff import Asker
from eventlog.log import EventLog
from eventlog.pool import Pool
from eventlog.rebuild import rebuild
from eventlog.records import Loaded, Outcome
from eventlog.rule_books import RuleBooks
from tests.support.lanes import ADULT, CASEWORKER, Engine
from tests.support.law import proclaimed, soon
from workflows.acceptance import adopt_everywhere


class Held(EventLog):
    """A log whose first append waits until it is let go; it counts what is loaded."""

    def __init__(self, pool: Pool) -> None:
        super().__init__(pool)
        self.reached, self.let_go, self.loads = asyncio.Event(), asyncio.Event(), 0

    async def append(self, *given: Any, **more: Any) -> Outcome:
        self.reached.set()
        await self.let_go.wait()
        return await super().append(*given, **more)

    async def load(self, stream: str, command_id: UUID | None = None) -> Loaded:
        self.loads += 1
        return await super().load(stream, command_id)


class HeldBooks(RuleBooks):
    """Rule-books whose next acceptance waits until it is let go."""

    def __init__(self, pool: Pool) -> None:
        super().__init__(pool)
        self.reached, self.let_go = asyncio.Event(), asyncio.Event()

    async def accept(self, *given: Any, **more: Any) -> Outcome:
        self.reached.set()
        await self.let_go.wait()
        return await super().accept(*given, **more)


@pytest.fixture
def held(engine: Engine) -> Held:
    return Held(engine.log._pool)


def turn(case: UUID, command: str, **fields: Any) -> Turn:
    return Turn(submission=Submission.of(CASEWORKER, uuid4(), case, command, fields), at=datetime.now(UTC))


def through(engine: Engine, log: EventLog) -> Recorder:
    return Recorder(log, engine.gateway.recorder.law)


async def another_rule_book(engine: Engine) -> str:
    """Let another rule-book decide; how events name it."""
    asked = Acceptance(
        proclaimed(soon()), "A late bank holiday", Asker("an.administrator", Role.ADMINISTRATOR), uuid4()
    )
    return (await accept(engine.gateway.recorder.law, engine.log, asked)).identity


async def taken_over(engine: Engine) -> int:
    return await adopt_everywhere(engine.client, engine.gateway.recorder, engine.views, lambda _done, _of: None)


async def link_while(engine: Engine, held: Held, one: UUID, other: UUID) -> Settlement:
    """Link one case to another, but let the opposite link be recorded after the decision and before its commit."""
    first = asyncio.create_task(
        through(engine, held).settle(turn(one, "link-referral", other=str(other), relation="earlier-referral"))
    )
    await held.reached.wait()
    await engine.do(other, "link-referral", other=str(one), relation="earlier-referral")
    held.let_go.set()
    return await first


async def test_two_links_at_once_never_close_a_circle(engine: Engine, held: Held) -> None:
    one, other = [(await engine.refer()).case for _ in range(2)]
    refusal = (await link_while(engine, held, one, other)).answer.refusal
    assert refusal is not None
    assert Code.CONTRADICTS_RECORD == refusal.code
    assert "referral-linked" not in await engine.events(one)
    assert "referral-linked" in await engine.events(other)


async def test_a_case_opened_while_a_rule_book_is_accepted_is_decided_by_that_one(engine: Engine, held: Held) -> None:
    case = uuid4()
    opening = asyncio.create_task(through(engine, held).settle(turn(case, "refer", **ADULT)))
    await held.reached.wait()
    new = await another_rule_book(engine)
    assert 0 == await taken_over(engine)
    held.let_go.set()
    assert (await opening).answer.receipt is not None
    assert {new} == {event.rules for event in await engine.log.read_stream(f"case/{case}")}


async def test_a_command_decided_while_a_rule_book_is_accepted_is_decided_again(engine: Engine, held: Held) -> None:
    case = await engine.awaiting_reasonable_grounds()
    seen = len(await engine.events(case))
    withdrawing = asyncio.create_task(through(engine, held).settle(turn(case, "withdraw")))
    await held.reached.wait()
    new = await another_rule_book(engine)
    held.let_go.set()
    await withdrawing
    later = (await engine.log.read_stream(f"case/{case}"))[seen:]
    assert "clocks-moved" == later[0].type
    assert "case-withdrawn" in [event.type for event in later]
    assert {new} == {event.rules for event in later}


async def test_of_two_acceptances_at_once_the_second_is_told_of_the_other(engine: Engine) -> None:
    law = Law(engine.log._pool)
    law.books = held = HeldBooks(engine.log._pool)
    asked = Acceptance(proclaimed(soon(), "2099.2"), "Mourning", Asker("an.administrator", Role.ADMINISTRATOR), uuid4())
    second = asyncio.create_task(accept(law, engine.log, asked))
    await held.reached.wait()
    await another_rule_book(engine)
    held.let_go.set()
    with pytest.raises(Conflict, match="Another rule-book was accepted meanwhile"):
        await second


async def test_the_lists_are_healthy_between_an_acceptance_and_the_taking_over(engine: Engine) -> None:
    await engine.awaiting_reasonable_grounds()
    await another_rule_book(engine)
    projection = project(Law(engine.log._pool))
    assert (await rebuild(engine.log._pool, projection, lambda _done, _of: None)).equal
    assert 1 == await taken_over(engine)
    assert (await rebuild(engine.log._pool, projection, lambda _done, _of: None)).equal


async def test_a_case_is_loaded_once_to_be_taken_over(engine: Engine, held: Held) -> None:
    case, still = await engine.awaiting_reasonable_grounds(), (await engine.refer(nation="scotland")).case
    await another_rule_book(engine)
    held.let_go.set()
    recorder = through(engine, held)
    for one in (case, still):
        outlook = await recorder.adopt(one, datetime.now(UTC))
        assert outlook is not None
        assert outlook.state.version == len(await engine.events(one))
    assert 2 == held.loads


async def test_whoever_needs_a_rule_book_at_once_waits_for_one_reading(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    read, parse = [], law_module.parse
    monkeypatch.setattr(law_module, "_read", {})
    monkeypatch.setattr(law_module, "parse", lambda files: read.append(files) or parse(files))
    law = Law(engine.log._pool)
    books = await asyncio.gather(*(law.current() for _ in range(16)))
    assert 1 == len({id(book) for book in books})
    assert [packaged_files()] == read


async def test_lanes_that_are_ended_by_hand_under_load_lose_no_command(engine: Engine) -> None:
    case = await engine.awaiting_reasonable_grounds()
    commands = [uuid4() for _ in range(40)]

    async def ask(caller: int) -> None:
        for command in commands[caller::4]:
            await engine.gateway.do(str(case), "add-note", {"text": f"Note {command}"}, CASEWORKER, command)
            if caller == 0:
                await engine.lane(case).terminate()

    await asyncio.gather(*(ask(caller) for caller in range(4)))
    stored = [event.command_id for event in await engine.log.read_stream(f"case/{case}")][2:]
    assert sorted(commands) == sorted(stored)


async def test_a_case_that_ends_and_is_reopened_again_and_again_takes_every_note(engine: Engine) -> None:
    case = (await engine.refer()).case

    async def end_and_reopen() -> None:
        for _ in range(5):
            await engine.do(case, "withdraw")
            await engine.do(case, "reopen", reasons="It goes on.")

    async def note(caller: int) -> None:
        for number in range(10):
            await engine.do(case, "add-note", text=f"{caller}, {number}")

    await asyncio.gather(end_and_reopen(), *(note(caller) for caller in range(3)))
    assert 30 == (await engine.events(case)).count("note-added")
    assert "RUNNING" == (await engine.lane(case).describe()).status.name  # type: ignore[union-attr]
