"""The lists can be made again from the log, and it is said whether they had been equal."""

from collections.abc import Sequence
from uuid import UUID, uuid4

import pytest

from domain.errors import Code, NotFound
from domain.referral.rows import CaseViews
from eventlog import mending
from eventlog import rebuild as rebuilding
from eventlog.log import EventLog, ToldEvent
from eventlog.pool import Pool
from eventlog.rebuild import Difference, Unreadable, rebuild
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


SWAP = """
UPDATE views.cases SET reference = 'x' WHERE reference = '{0}';
UPDATE views.cases SET reference = '{0}' WHERE reference = '{1}';
UPDATE views.cases SET reference = '{1}' WHERE reference = 'x'
"""
REFERENCES = [rows_of(case).case.reference for case in CASES]


@pytest.mark.parametrize("page", [1, 2, 200])
async def test_references_that_changed_places_are_mended(
    views: Views, pool: Pool, database: Database, monkeypatch: pytest.MonkeyPatch, page: int
) -> None:
    """Row by row there is no way: each needs what another has. Also where the two are not read together."""
    monkeypatch.setattr(rebuilding, "_PAGE", page)
    monkeypatch.setattr(mending, "_TOGETHER", page)
    await as_superuser(database, SWAP.format(REFERENCES[0], REFERENCES[2]))
    rebuilt = await rebuild(pool, project, no_progress)
    assert (Difference(CASES[0], ("cases",)), Difference(CASES[2], ("cases",))) == rebuilt.differences
    assert rebuilt.whole
    assert [rows_of(case, 2) for case in CASES] == await _all_rows(views)


async def test_looks_of_references_that_changed_places_are_mended(views: Views, pool: Pool, database: Database) -> None:
    looks = [rows_of(case).case.likeness for case in CASES[:2]]
    await as_superuser(database, SWAP.format(*looks).replace("reference", "likeness"))
    rebuilt = await rebuild(pool, project, no_progress)
    assert ([("cases",)] * 2, True) == ([one.tables for one in rebuilt.differences], rebuilt.whole)
    assert [rows_of(case, 2) for case in CASES] == await _all_rows(views)


async def test_references_that_went_round_are_mended(views: Views, pool: Pool, database: Database) -> None:
    await as_superuser(database, SWAP.format(REFERENCES[0], REFERENCES[1]), SWAP.format(REFERENCES[1], REFERENCES[2]))
    rebuilt = await rebuild(pool, project, no_progress)
    assert (3, True) == (len(rebuilt.differences), rebuilt.whole)
    assert [rows_of(case, 2) for case in CASES] == await _all_rows(views)


async def test_a_reference_that_a_stray_has_taken_is_given_back(views: Views, pool: Pool, database: Database) -> None:
    """The row of the case itself was lost, or it would stand in the way."""
    await as_superuser(
        database,
        f"""UPDATE views.cases SET "case" = gen_random_uuid() WHERE reference = '{REFERENCES[1]}'""",  # noqa: S608
    )
    rebuilt = await rebuild(pool, project, no_progress)
    assert (CASES[1], ("cases",)) == (rebuilt.differences[0].case, rebuilt.differences[0].tables)
    assert (2, True) == (len(rebuilt.differences), rebuilt.whole)
    assert [rows_of(case, 2) for case in CASES] == await _all_rows(views)


async def test_a_check_says_what_differs_and_changes_nothing(views: Views, pool: Pool, database: Database) -> None:
    await as_superuser(database, "DELETE FROM views.breaches", SWAP.format(REFERENCES[0], REFERENCES[1]))
    before = await _all_rows(views)
    rebuilt = await rebuild(pool, project, no_progress, mends=False)
    assert [("cases", "breaches"), ("cases", "breaches"), ("breaches",)] == [one.tables for one in rebuilt.differences]
    assert before == await _all_rows(views)


@pytest.mark.parametrize(
    ("error", "why"),
    [
        (NotFound(Code.EVENT_UNREADABLE, "Event 1 cannot be read."), "Event 1 cannot be read."),
        (KeyError("nonsense"), "The engine fails on it (KeyError)."),
    ],
)
async def test_one_that_cannot_be_read_is_named_and_the_others_are_mended(
    views: Views, pool: Pool, database: Database, error: Exception, why: str
) -> None:
    async def failing(history: Sequence[ToldEvent], decided_by: str) -> CaseViews:
        if history[0].stream == stream_of(CASES[1]):
            raise error
        return await project(history, decided_by)

    await as_superuser(database, "UPDATE views.cases SET stage = 'closed'")
    rebuilt = await rebuild(pool, failing, no_progress)
    assert (Unreadable(stream_of(CASES[1]), why),) == rebuilt.unreadable
    assert [CASES[0], CASES[2]] == [one.case for one in rebuilt.differences]
    assert not rebuilt.whole
    assert ["recovery-period", "closed", "recovery-period"] == [row.stage for row in await views.cases()]


async def test_two_to_whom_the_log_gives_one_reference_do_not_stop_the_others(
    views: Views, pool: Pool, database: Database
) -> None:
    """No append can lead to this; whoever forged the log can."""

    async def alike(history: Sequence[ToldEvent], decided_by: str) -> CaseViews:
        rows = await project(history, decided_by)
        if rows.case.case == CASES[2]:
            return rows
        return rows.model_copy(update={"case": rows.case.model_copy(update={"reference": "R-1"})})

    await as_superuser(database, "UPDATE views.cases SET stage = 'closed'")
    rebuilt = await rebuild(pool, alike, no_progress)
    assert [stream_of(CASES[1])] == [one.stream for one in rebuilt.unmended]
    assert {"R-1": "recovery-period", REFERENCES[1]: "closed", REFERENCES[2]: "recovery-period"} == {
        row.reference: row.stage for row in await views.cases()
    }


async def test_what_somebody_appends_to_meanwhile_is_worked_out_again(
    log: EventLog, views: Views, pool: Pool, database: Database
) -> None:
    await as_superuser(database, "DELETE FROM views.breaches")
    appended = False

    async def interrupted(history: Sequence[ToldEvent], decided_by: str) -> CaseViews:
        nonlocal appended
        if not appended:
            appended = True
            await append(log, stream_of(CASES[0]), 2, views=rows_of(CASES[0], 3))
        return await project(history, decided_by)

    rebuilt = await rebuild(pool, interrupted, no_progress)
    assert (3, True) == (len(rebuilt.differences), rebuilt.whole)
    assert [3, 2, 2] == [row.version for row in await views.cases()]
    assert CASES == [row.case for row in await views.breaches()]


async def test_a_row_that_cannot_be_one_is_replaced(views: Views, pool: Pool, database: Database) -> None:
    await as_superuser(database, "UPDATE views.breaches SET due_at = NULL")
    rebuilt = await rebuild(pool, project, no_progress)
    assert [("breaches",)] * 3 == [one.tables for one in rebuilt.differences]
    assert [rows_of(case, 2) for case in CASES] == await _all_rows(views)
