"""The lists can be made again from the log, and it is said whether they had been equal."""

from collections.abc import Sequence
from uuid import UUID, uuid4

import pytest

from domain.referral.rows import CaseViews
from eventlog.log import EventLog, ToldEvent
from eventlog.pool import Pool
from eventlog.rebuild import Difference, rebuild
from eventlog.views import Views
from tests.eventlog.given import RULES, accept, append, as_superuser, book, rows_of, stream_of
from tests.support.postgres import Database

CASES = [UUID(int=number) for number in (1, 2, 3)]


async def project(history: Sequence[ToldEvent], decided_by: str) -> CaseViews:
    assert RULES == decided_by
    return rows_of(UUID(history[0].stream.removeprefix("case/")), len(history))


def no_progress(_done: int, _all: int) -> None:
    """Nobody watches."""


@pytest.fixture
async def views(log: EventLog, pool: Pool) -> Views:
    """Three cases of two events each, and a stream that is no case."""
    for case in CASES:
        await append(log, stream_of(case), 0, views=rows_of(case, 1))
        await append(log, stream_of(case), 1, views=rows_of(case, 2))
    await accept(pool, book("2030.1"))
    return Views(pool)


async def _all_rows(views: Views) -> list[CaseViews]:
    return [
        CaseViews(
            case=row,
            clocks=await views.clocks(row.case),
            breaches=await views.breaches(row.case),
            safeguards=await views.safeguards(row.case),
        )
        for row in await views.cases()
    ]


async def test_lists_written_with_the_events_are_equal(views: Views, pool: Pool) -> None:
    told: list[tuple[int, int]] = []
    rebuilt = await rebuild(pool, project, lambda done, total: told.append((done, total)))
    assert (True, 3, 6) == (rebuilt.equal, rebuilt.cases, rebuilt.events)
    assert [(6, 6)] == told
    assert [rows_of(case, 2) for case in CASES] == await _all_rows(views)


async def test_every_row_is_made_again_when_all_are_lost(views: Views, pool: Pool, database: Database) -> None:
    await as_superuser(database, "TRUNCATE views.cases, views.clocks, views.breaches, views.safeguards")
    rebuilt = await rebuild(pool, project, no_progress)
    every = ("cases", "clocks", "breaches", "safeguards")
    assert [Difference(case, every) for case in CASES] == list(rebuilt.differences)
    assert [rows_of(case, 2) for case in CASES] == await _all_rows(views)
    assert (await rebuild(pool, project, no_progress)).equal


@pytest.mark.parametrize(
    ("change", "tables"),
    [
        ("UPDATE views.cases SET stage = 'closed' WHERE reference LIKE '%2'", ("cases",)),
        ("UPDATE views.clocks SET due_at = NULL WHERE \"case\"::text LIKE '%2'", ("clocks",)),
        ("DELETE FROM views.breaches WHERE \"case\"::text LIKE '%2'", ("breaches",)),
        ("UPDATE views.safeguards SET status = 'cleared' WHERE \"case\"::text LIKE '%2'", ("safeguards",)),
    ],
)
async def test_a_row_that_differs_is_named_and_mended(
    views: Views, pool: Pool, database: Database, change: str, tables: tuple[str, ...]
) -> None:
    await as_superuser(database, change)
    rebuilt = await rebuild(pool, project, no_progress)
    assert (Difference(CASES[1], tables),) == rebuilt.differences
    assert [rows_of(case, 2) for case in CASES] == await _all_rows(views)


async def test_a_case_that_the_log_does_not_know_is_removed(views: Views, pool: Pool, database: Database) -> None:
    stray = uuid4()
    rows = rows_of(stray).model_dump_json()
    await as_superuser(database, f"SELECT views.write(ARRAY['case/{stray}'], ARRAY['{rows}'::jsonb])")
    rebuilt = await rebuild(pool, project, no_progress)
    assert [stray] == [difference.case for difference in rebuilt.differences]
    assert CASES == [row.case for row in await views.cases()]


async def test_a_case_is_found_by_id_and_by_reference(views: Views) -> None:
    row = rows_of(CASES[0], 2).case
    assert [row] * 3 == [await views.find_case(case) for case in (row.case, str(row.case), row.reference)]
    assert None is await views.find_case("no such reference")
    assert None is await views.find_case(uuid4())


async def test_open_cases_come_by_the_instant_they_wake(log: EventLog, views: Views) -> None:
    closed = rows_of(CASES[0], 3)
    shut = closed.case.model_copy(update={"open": False, "next_wake_at": None})
    await append(log, stream_of(CASES[0]), 2, views=closed.model_copy(update={"case": shut}))
    assert CASES[1:] == [row.case for row in await views.open_cases()]


async def test_clocks_breaches_and_safeguards_of_all_cases_come_together(views: Views) -> None:
    assert CASES == [row.case for row in await views.clocks()]
    assert CASES == [row.case for row in await views.breaches()]
    assert CASES == [row.case for row in await views.safeguards()]
