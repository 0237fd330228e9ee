"""A long history is worked out beside everything else, and given up on in the end."""

import asyncio
import threading
from collections.abc import Mapping
from functools import partial
from typing import NoReturn

import pytest

from activities.long_cases import SHORT, AtOnce, LongCases
from domain.errors import Code, Conflict, Unavailable

LONG = SHORT + 1
PATIENCE = 0.05


def here() -> int:
    return threading.get_ident()


async def test_a_short_one_is_worked_out_at_once_and_a_long_one_elsewhere() -> None:
    cases = LongCases()
    assert here() == await cases.work_out("case/1", SHORT, here)
    assert here() != await cases.work_out("case/1", LONG, here)
    assert here() == await AtOnce().work_out("case/1", LONG, here)


async def test_what_it_raises_is_raised() -> None:
    def refuse() -> NoReturn:
        raise Conflict(Code.ALREADY_DECIDED, "Decided already.")

    with pytest.raises(Conflict):
        await LongCases().work_out("case/1", LONG, refuse)


async def test_others_go_on_while_a_long_one_is_worked_out() -> None:
    cases, may_end = LongCases(), threading.Event()
    long = asyncio.create_task(cases.work_out("case/1", LONG, may_end.wait))
    assert 7 == await cases.work_out("case/2", SHORT, lambda: 7)
    assert 8 == await cases.work_out("case/3", LONG, lambda: 8)
    assert not long.done()
    may_end.set()
    assert await long


async def test_a_case_that_takes_too_long_twice_is_left_at_that_and_named() -> None:
    told: list[Mapping[str, int]] = []
    cases, may_end = LongCases(told.append, PATIENCE), threading.Event()
    try:
        codes = [await code_of(cases, "case/1", may_end) for _ in range(3)]
    finally:
        may_end.set()
    assert [Code.NO_ANSWER_YET, Code.CASE_TOO_LONG, Code.CASE_TOO_LONG] == codes
    assert [{"case/1": LONG}] == told
    with pytest.raises(Unavailable, match=f"{LONG:,} events"):
        cases.refuse_if_too_long("case/1")
    cases.refuse_if_too_long("case/2")


async def code_of(cases: LongCases, stream: str, may_end: threading.Event) -> Code:
    with pytest.raises(Unavailable) as given_up:
        await cases.work_out(stream, LONG, may_end.wait)
    return given_up.value.code


async def test_of_one_case_nothing_is_worked_out_twice_at_once() -> None:
    cases, at_work, most = LongCases(), 0, 0

    def work() -> None:
        nonlocal at_work, most
        at_work += 1
        most = max(most, at_work)
        at_work -= 1

    await asyncio.gather(*(cases.work_out("case/1", LONG, work) for _ in range(20)))
    assert 1 == most


async def test_giving_up_on_one_takes_no_place_from_the_others() -> None:
    cases, may_end = LongCases(patience=PATIENCE), threading.Event()
    try:
        for _ in range(2):
            await code_of(cases, "case/1", may_end)
        assert [0, 1, 2] == [await cases.work_out(f"case/other-{n}", LONG, partial(int, n)) for n in range(3)]
    finally:
        may_end.set()


async def test_whoever_asks_and_loses_patience_sooner_counts_too() -> None:
    cases, may_end = LongCases(), threading.Event()
    try:
        for _ in range(2):
            asked = asyncio.create_task(cases.work_out("case/1", LONG, may_end.wait))
            for _ in range(3):
                await asyncio.sleep(0)
            asked.cancel()
            with pytest.raises(asyncio.CancelledError):
                await asked
    finally:
        may_end.set()
    with pytest.raises(Unavailable):
        cases.refuse_if_too_long("case/1")
