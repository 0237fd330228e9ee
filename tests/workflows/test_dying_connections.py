"""A connection to the database that dies in the middle: the worker tries again, and people are told the truth."""

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest

from domain.errors import Code, NrmError, Unavailable
from eventlog.log import EventLog, Outcome
from eventlog.vault import Vault
from eventlog.views import Views
from tests.support.lanes import CASEWORKER, Engine

DEATHS = [
    asyncpg.InternalClientError("could not resolve query result types"),
    asyncpg.ConnectionDoesNotExistError("connection was closed in the middle of operation"),
    asyncpg.InterfaceError("connection is closed"),
    ConnectionResetError(),
]


@pytest.mark.parametrize("death", DEATHS, ids=lambda death: type(death).__name__)
async def test_a_command_whose_answer_was_lost_is_recorded_once_and_answered(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, death: Exception
) -> None:
    case = await engine.awaiting_reasonable_grounds()
    append, deaths = EventLog.append, iter([death])

    async def dying(log: EventLog, *given: Any, **more: Any) -> Outcome:
        outcome = await append(log, *given, **more)
        for one in deaths:
            raise one
        return outcome

    monkeypatch.setattr(EventLog, "append", dying)
    assert ("note-added",) == (await engine.do(case, "add-note", text="Once.")).events
    assert 1 == (await engine.events(case)).count("note-added")


def before_asking(owner: type, name: str) -> Callable[[pytest.MonkeyPatch, Exception], None]:
    """Let this fail in the process of whoever asks."""

    def break_it(monkeypatch: pytest.MonkeyPatch, death: Exception) -> None:
        async def dying(*_: Any, **__: Any) -> None:
            raise death

        monkeypatch.setattr(owner, name, dying)

    return break_it


@pytest.mark.parametrize("death", DEATHS, ids=lambda death: type(death).__name__)
@pytest.mark.parametrize(
    "breaking", [before_asking(Views, "find_case"), before_asking(Vault, "seal")], ids=["find", "seal"]
)
async def test_whoever_asks_is_told_under_which_id_to_ask_again(
    engine: Engine,
    monkeypatch: pytest.MonkeyPatch,
    breaking: Callable[[pytest.MonkeyPatch, Exception], None],
    death: Exception,
) -> None:
    receipt, command = await engine.refer(), uuid4()
    with monkeypatch.context() as broken:
        breaking(broken, death)
        with pytest.raises(Unavailable) as failed:
            await note(engine, receipt.reference, command)
    assert Code.NO_ANSWER_YET is failed.value.code
    assert f"--command-id {command}" in failed.value.message
    await note(engine, receipt.reference, command)
    assert 1 == (await engine.events(receipt.case)).count("note-added")


async def note(engine: Engine, case: str, command: UUID) -> None:
    await engine.gateway.do(case, "add-note", {"text": "Once."}, CASEWORKER, command)


async def test_a_fault_of_ours_is_not_said_to_be_the_databases(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    receipt = await engine.refer()
    before_asking(Views, "find_case")(monkeypatch, asyncpg.UndefinedTableError())
    with pytest.raises(asyncpg.UndefinedTableError):
        await note(engine, receipt.reference, uuid4())


async def test_a_refusal_stays_a_refusal(engine: Engine) -> None:
    with pytest.raises(NrmError) as refused:
        await note(engine, "NOBODY-1", uuid4())
    assert Code.CASE_NOT_FOUND is refused.value.code
