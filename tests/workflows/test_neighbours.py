"""Linking one case to another: the other must exist, and links never run in a circle, however long it is."""

from uuid import UUID, uuid4

import pytest

from domain.errors import Code, NrmError
from tests.support.lanes import Engine


async def link(engine: Engine, case: UUID, other: str) -> None:
    await engine.do(case, "link-referral", other=other, relation="earlier-referral")


async def strike(engine: Engine, case: UUID, event: str) -> None:
    number = (await engine.events(case)).index(event) + 1
    await engine.do(case, "correct-fact", event=number, struck=True, reasons="Another person.")


async def refused(engine: Engine, case: UUID, other: str) -> Code:
    with pytest.raises(NrmError) as caught:
        await link(engine, case, other)
    return caught.value.code


async def test_a_case_is_linked_to_another_by_id_or_by_reference(engine: Engine) -> None:
    first = (await engine.refer(reference="FIRST-1")).case
    for other in (str(first), "FIRST-1"):
        later = (await engine.refer()).case
        await link(engine, later, other)
        assert "referral-linked" in await engine.events(later)


async def test_a_case_that_does_not_exist_cannot_be_linked(engine: Engine) -> None:
    case = (await engine.refer()).case
    for unknown in (str(uuid4()), "no such reference"):
        assert Code.CASE_NOT_FOUND == await refused(engine, case, unknown)


async def test_links_never_run_in_a_circle(engine: Engine) -> None:
    first, second, third = [(await engine.refer()).case for _ in range(3)]
    await link(engine, second, str(first))
    await link(engine, third, str(second))

    assert Code.CONTRADICTS_RECORD == await refused(engine, first, str(third))
    assert Code.CONTRADICTS_RECORD == await refused(engine, first, str(first))
    assert ["referral-made"] == await engine.events(first)


async def test_a_link_that_was_struck_does_not_come_back_to_close_a_circle(engine: Engine) -> None:
    first, second = [(await engine.refer()).case for _ in range(2)]
    await link(engine, first, str(second))
    await strike(engine, first, "referral-linked")
    await link(engine, second, str(first))

    with pytest.raises(NrmError, match="never run in a circle"):
        await strike(engine, first, "fact-corrected")


async def test_however_many_cases_a_case_is_linked_to_others_can_be_linked_to_it(engine: Engine) -> None:
    middle, *others = [(await engine.refer()).case for _ in range(6)]
    for other in others:
        await link(engine, middle, str(other))

    await link(engine, (await engine.refer()).case, str(middle))
    assert Code.CONTRADICTS_RECORD == await refused(engine, others[-1], str(middle))
