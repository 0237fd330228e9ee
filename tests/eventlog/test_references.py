"""References that look the same are one reference: to whoever opens a case, and to whoever looks for one."""

import asyncio
import itertools
from collections.abc import AsyncIterator
from uuid import UUID, uuid4

import asyncpg
import pytest

from domain.errors import Code, Conflict
from domain.look_alikes import likeness
from domain.nations import ENGLAND_AND_WALES
from domain.prosecution.rows import ProsecutionRow, ProsecutionViews
from eventlog import migrate as module
from eventlog.log import EventLog
from eventlog.migrate import migrate, published
from eventlog.pool import Pool, open_pool
from eventlog.views import Views
from tests.eventlog.given import RULES, append, command, event, keep_rules, receipt_of, rows_of, stream_of
from tests.support.postgres import Database, Databases

ALIKE = ("DUP-1", "dup-1", "DUP-I", "Dup-l")


def prosecution(number: int, reference: str) -> ProsecutionViews:
    row = ProsecutionRow(
        prosecution=UUID(int=number),
        reference=reference,
        nation=ENGLAND_AND_WALES,
        stage="investigating",
        opened_on="2024-01-08",
        open=True,
        version=1,
        likeness=likeness(reference),
        claimed=True,
    )
    return ProsecutionViews(prosecution=row, victims=())


async def open_case(log: EventLog, number: int, reference: str, *, claimed: bool = True, at: int = 0) -> None:
    case = UUID(int=number)
    await append(log, stream_of(case), at, views=rows_of(case, at + 1, reference, claimed=claimed))


async def open_prosecution(log: EventLog, number: int, reference: str) -> None:
    rows, asked = prosecution(number, reference).model_dump_json(), [event(of="referred-to-prosecutor")]
    to, receipt = f"prosecution/{UUID(int=number)}", receipt_of(1, asked)
    await log.append(to, 0, command(), asked, rules=RULES, receipt=receipt, views=rows)


@pytest.mark.parametrize("other", ALIKE)
async def test_no_two_cases_have_references_that_look_the_same(log: EventLog, pool: Pool, other: str) -> None:
    """F12: `DUP-1` and `dup-1` were two cases."""
    await open_case(log, 1, "DUP-1")
    with pytest.raises(Conflict) as refused:
        await open_case(log, 2, other)
    assert Code.REFERENCE_IN_USE is refused.value.code
    await open_case(log, 2, "DUP-2")
    assert ["DUP-1", "DUP-2"] == [row.reference for row in await Views(pool).cases()]


async def test_of_several_who_open_such_cases_at_once_one_is_first(log: EventLog, pool: Pool) -> None:
    opened = await asyncio.gather(
        *(open_case(log, number, reference) for number, reference in enumerate(ALIKE, start=1)), return_exceptions=True
    )
    assert 1 == opened.count(None)
    assert 1 == len(await Views(pool).cases())


async def test_no_two_prosecutions_have_references_that_look_the_same(log: EventLog, pool: Pool) -> None:
    await open_prosecution(log, 1, "OP-10")
    with pytest.raises(Conflict) as refused:
        await open_prosecution(log, 2, "op-lO")
    assert Code.REFERENCE_IN_USE is refused.value.code
    found = await Views(pool).find_prosecution("op-1o")
    assert found is not None
    assert UUID(int=1) == found.prosecution


@pytest.mark.parametrize("typed", [*ALIKE, "\u0501\u057d\u0440-1", "D\u200bUP-1"])
async def test_a_case_is_found_by_what_looks_like_its_reference(log: EventLog, pool: Pool, typed: str) -> None:
    await open_case(log, 1, "DUP-1")
    await open_case(log, 2, "DUP-2")
    found = await Views(pool).find_case(typed)
    assert found is not None
    assert "DUP-1" == found.reference
    assert await Views(pool).find_case("DUP-7") is None


@pytest.fixture
async def before(databases: Databases, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Database]:
    """A database as it was before references were held against one another by their looks."""
    made = await databases.empty()
    everything = published()
    with monkeypatch.context() as patched:
        patched.setattr(module, "published", lambda: {name: everything[name] for name in everything if name < "0012"})
        await migrate(made.owner)
    yield made
    await databases.drop(made)


_OLD_ROW = """
INSERT INTO views.cases ("case", reference, nation, stage, origin, person, open, version)
VALUES ($1, $2, 'scotland', 'referred', 'live', $1, true, 1)
"""


async def given_cases(database: Database, *references: str) -> None:
    connection = await asyncpg.connect(database.owner, timeout=30, command_timeout=30)
    try:
        for number, reference in enumerate(references, start=1):
            await connection.execute(_OLD_ROW, UUID(int=number), reference)
    finally:
        await connection.close()


async def test_cases_from_before_stay_as_they_are_and_can_be_gone_on_with(before: Database) -> None:
    await given_cases(before, "DUP-1", "dup-1", "OLD-3")
    assert "0012_likeness" == (await migrate(before.owner))[0]
    await keep_rules(before)
    async with await open_pool(before.app, 4) as pool:
        log, views = EventLog(pool), Views(pool)
        for number, reference in enumerate(("DUP-1", "dup-1", "OLD-3"), start=1):
            await open_case(log, number, reference, claimed=False)
            await open_case(log, number, reference, claimed=False, at=1)
            found = await views.find_case(reference)
            assert found is not None
            assert (UUID(int=number), 2) == (found.case, found.version)
        assert await views.find_case("Dup-1") is None  # two look so: nobody guesses which was meant
        third = await views.find_case("old-3")
        assert third is not None
        for taken in ("DUP-I", "old-3", "OLD-3"):
            with pytest.raises(Conflict) as refused:
                await open_case(log, uuid4().int, taken)
            assert Code.REFERENCE_IN_USE is refused.value.code


async def test_what_the_database_made_of_references_from_before_is_what_the_program_makes(before: Database) -> None:
    parts = ("I", "i", "1", "L", "0", "O", "rn", "RN", "m", "vv", "W", "a/B", "9", ". ", "(r)n", "Vv", "NRM", "-_")
    references = [f"X{one}{other}" for one, other in itertools.product(parts, repeat=2)]
    await given_cases(before, *references)
    await migrate(before.owner)
    async with await open_pool(before.app, 1) as pool:
        rows = await Views(pool).cases()
    assert sorted(references) == sorted(row.reference for row in rows)
    assert [] == [row.reference for row in rows if row.likeness != likeness(row.reference) or row.claimed]
