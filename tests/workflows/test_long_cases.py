"""A case that has grown too long for its worker holds up nobody but itself."""

import asyncio
import threading
from collections.abc import AsyncIterator, Iterator, Sequence
from typing import Any
from uuid import UUID

import pytest

from activities import long_cases as long_cases_module
from activities.kinds import _Cases
from activities.long_cases import LongCases
from domain.errors import Code, Unavailable
from eventlog.log import ToldEvent
from tests.support.lanes import Engine, running_engine
from tests.support.postgres import Database


class Endless:
    """Lets the decisions of one case take for ever; `end` is for the threads that wait for them."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.case: UUID | None = None
        self.end = threading.Event()
        decide = _Cases.decide

        def slow(kind: _Cases, stored: Sequence[ToldEvent], command: Any, context: Any) -> Any:
            if context.case == self.case:
                self.end.wait()
            return decide(kind, stored, command, context)

        monkeypatch.setattr(_Cases, "decide", slow)
        monkeypatch.setattr(long_cases_module, "SHORT", 1)


@pytest.fixture
def endless(monkeypatch: pytest.MonkeyPatch) -> Iterator[Endless]:
    made = Endless(monkeypatch)
    yield made
    made.end.set()


@pytest.fixture
async def impatient(database: Database, temporal: str) -> AsyncIterator[Engine]:
    """An engine whose worker soon gives up on a long case."""
    async with running_engine(database, temporal, long_cases=LongCases(patience=0.2)) as running:
        yield running


async def test_a_case_that_takes_too_long_is_left_at_that_and_others_are_served(
    impatient: Engine, endless: Endless
) -> None:
    bad, good = [await impatient.awaiting_reasonable_grounds() for _ in range(2)]
    before = await impatient.events(bad)
    endless.case = bad
    asked = asyncio.create_task(impatient.do(bad, "add-note", text="Too long."))
    for number in range(5):
        assert ("note-added",) == (await impatient.do(good, "add-note", text=f"Note {number}")).events
    with pytest.raises(Unavailable) as failed:
        await asked
    assert Code.CASE_TOO_LONG is failed.value.code
    assert "Nothing was recorded" in failed.value.message
    assert before == await impatient.events(bad)
    assert "RUNNING" == (await impatient.lane(bad).describe()).status.name  # type: ignore[union-attr]


async def test_it_is_tried_again_once_the_worker_is_started_anew(
    database: Database, temporal: str, endless: Endless
) -> None:
    async with running_engine(database, temporal, long_cases=LongCases(patience=0.2)) as engine:
        case = await engine.awaiting_reasonable_grounds()
        endless.case = case
        for _ in range(2):
            with pytest.raises(Unavailable) as failed:
                await engine.do(case, "add-note", text="Too long.")
            assert Code.CASE_TOO_LONG is failed.value.code
    endless.case = None
    async with running_engine(database, temporal) as engine:
        assert ("note-added",) == (await engine.do(case, "add-note", text="Now it goes.")).events
