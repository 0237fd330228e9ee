"""Migrations: each once, in order, whole or not at all, and never another text under the same name."""

import asyncio
from collections.abc import AsyncIterator
from uuid import UUID, uuid4

import asyncpg
import orjson
import pytest

from domain import shapes as known_shapes
from domain.errors import Code, Unavailable
from domain.referral.events.clocks import BreachRecorded
from domain.shapes import Shape, shapes
from domain.when import When
from eventlog import migrate as module
from eventlog.log import EventLog, NewEvent
from eventlog.migrate import check_migrations, check_schema, migrate, published
from eventlog.pool import Pool, open_pool
from eventlog.views import Views
from tests.eventlog.given import (
    RULES,
    append,
    as_superuser,
    command,
    keep_rules,
    receipt_of,
    rows_of,
    stream,
    stream_of,
)
from tests.support.postgres import Database, Databases


@pytest.fixture
async def bare(databases: Databases) -> AsyncIterator[Database]:
    """A database without anything in it."""
    made = await databases.empty()
    yield made
    await databases.drop(made)


async def _check(database: Database) -> None:
    async with await open_pool(database.app, 1) as pool, pool.acquire() as connection:
        await check_schema(connection)


async def test_every_migration_is_applied_once(bare: Database) -> None:
    assert tuple(published()) == await migrate(bare.owner)
    assert () == await migrate(bare.owner)
    await _check(bare)


async def test_migrators_that_start_at_once_take_turns(bare: Database) -> None:
    applied = await asyncio.gather(*(migrate(bare.owner) for _ in range(3)))
    assert sorted([(), (), tuple(published())]) == sorted(applied)


async def test_an_altered_migration_is_refused(database: Database) -> None:
    await as_superuser(database, "UPDATE log.migrations SET checksum = 'another' WHERE name = '0002_views'")
    for attempt in (migrate(database.owner), _check(database)):
        with pytest.raises(Unavailable, match="0002_views") as refused:
            await attempt
        assert Code.SCHEMA_MISMATCH is refused.value.code


async def test_a_database_ahead_of_the_program_is_refused(database: Database) -> None:
    await as_superuser(database, "INSERT INTO log.migrations VALUES ('9999_later', 'x')")
    for attempt in (migrate(database.owner), _check(database)):
        with pytest.raises(Unavailable, match="9999_later"):
            await attempt


async def test_a_database_behind_the_program_is_refused_until_migrated(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = {**published(), "9999_later": "CREATE TABLE log.later (x integer)"}
    monkeypatch.setattr(module, "published", lambda: later)
    with pytest.raises(Unavailable, match="yet to be migrated to 9999_later"):
        await _check(database)
    assert ("9999_later",) == await migrate(database.owner)
    await _check(database)


async def test_a_database_without_a_log_is_refused(bare: Database) -> None:
    with pytest.raises(Unavailable, match="no event log yet"):
        await _check(bare)


async def test_a_migration_that_fails_leaves_nothing(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = {**published(), "9999_broken": "CREATE TABLE log.half (x integer); SELECT 1 / 0"}
    monkeypatch.setattr(module, "published", lambda: broken)
    with pytest.raises(asyncpg.DivisionByZeroError):
        await migrate(database.owner)
    monkeypatch.undo()
    assert () == await migrate(database.owner)
    await _check(database)
    with pytest.raises(asyncpg.UndefinedTableError):
        await as_superuser(database, "SELECT * FROM log.half")


async def test_rows_written_before_there_were_safeguards_are_still_there_afterwards(
    bare: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    every, case = published(), uuid4()
    early = {name: sql for name, sql in every.items() if name < "0005"}
    monkeypatch.setattr(module, "published", lambda: early)
    assert tuple(early) == await migrate(bare.owner)
    await as_superuser(bare, f"SELECT views.put('{rows_of(case).model_dump_json()}')")
    monkeypatch.undo()

    assert tuple(every)[len(early) :] == await migrate(bare.owner)
    async with await open_pool(bare.app, 1) as pool:
        log, views = EventLog(pool), Views(pool)
        await keep_rules(bare)
        assert rows_of(case, claimed=False).case == await views.find_case(case)
        await append(log, stream_of(case), views=rows_of(case))
        assert rows_of(case).safeguards == await views.safeguards(case)


async def test_the_log_takes_what_this_release_writes(pool: Pool) -> None:
    rows = await pool.fetch("SELECT kind, type, schema, required, fields, dates FROM log.shapes")
    told = {(*row[:3], *map(frozenset, row[3:])) for row in rows}
    assert {(*one[:5], one.dates) for one in shapes()} == told


async def test_a_release_with_another_event_has_to_tell_the_database_first(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    another = Shape(
        "case",
        "placement-reviewed",
        1,
        frozenset({"outcome"}),
        frozenset({"outcome", "details"}),
        "$.outcome == 1",
        frozenset(),
    )
    monkeypatch.setattr(known_shapes, "shapes", lambda: (*shapes(), another))
    with pytest.raises(Unavailable, match="which events this release writes") as refused:
        await _check(database)
    assert Code.SCHEMA_MISMATCH is refused.value.code
    async with await open_pool(database.app, 1) as pool, pool.acquire() as connection:
        await check_migrations(connection)  # which is all that whoever only reads has to ask
    assert () == await migrate(database.owner)
    await _check(database)
    monkeypatch.undo()
    await _check(database)


async def test_what_another_release_may_write_is_not_taken_away(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A later release has given an event one key more; the earlier one, started after it, still can and lets it."""
    (one,) = (shape for shape in shapes() if (shape.kind, shape.type) == ("case", "case-assigned"))
    later = one._replace(fields=one.fields | {"since"}, required=one.required - {"assignee"})
    for known in (later, one):
        monkeypatch.setattr(known_shapes, "shapes", lambda known=known: (known,))
        await migrate(database.owner)
        await _check(database)
    async with await open_pool(database.app, 1) as pool:
        row = await pool.fetchrow(
            "SELECT required, fields FROM log.shapes WHERE kind = 'case' AND type = 'case-assigned'"
        )
    assert row is not None
    assert (sorted(later.required), sorted(one.fields | {"since"})) == (row["required"], row["fields"])


async def test_whenever_a_superuser_migrates_the_doors_are_closed(database: Database) -> None:
    """What only a superuser can close is closed by one, whenever one migrates; again is harmless."""
    await as_superuser(database, "DROP EVENT TRIGGER only_the_owner_defines")
    await as_superuser(database, "DELETE FROM log.shapes WHERE type = 'case-assigned'")
    assert () == await migrate(database.owner)
    async with await open_pool(database.app, 1) as pool:
        assert 1 == await pool.fetchval("SELECT count(*) FROM pg_event_trigger")


_RECORDED = NewEvent(
    uuid4(),
    BreachRecorded.type,
    BreachRecorded.schema_version,
    When.parse("2016-09-07"),
    None,
    orjson.dumps(
        {
            "clock": "reasonable-grounds-decision",
            "run": 1,
            "rung": "due",
            "rule": "decisions/1",
            "kind": "deadline",
            "force": "policy",
            "due_on": "2016-09-06",
            "due_at": "2016-09-06T23:00:00Z",
            "what": "It was due.",
            "duty": "Somebody owed it.",
            "cure": "Do it.",
            "historic": False,
        }
    ),
)


def _keys(shape: Shape) -> str:
    """What a release from before 0016 told the database of an event."""
    required, fields = ("{" + ",".join(sorted(keys)) + "}" for keys in (shape.required, shape.fields))
    return f"INSERT INTO log.shapes VALUES ('{shape.kind}', '{shape.type}', {shape.schema}, '{required}', '{fields}')"  # noqa: S608


async def test_a_breach_from_before_lists_said_what_it_is_says_so_afterwards(
    bare: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    every, to = published(), stream()
    monkeypatch.setattr(module, "published", lambda: {name: sql for name, sql in every.items() if name < "0011"})
    await migrate(bare.owner)
    await as_superuser(bare, *(f"{_keys(shape)} ON CONFLICT DO NOTHING" for shape in shapes()))
    await keep_rules(bare)
    case = UUID(to.removeprefix("case/"))
    views = rows_of(case).model_dump_json(exclude={"breaches": {"__all__": {"what"}}, "case": {"owners", "teams"}})
    receipt = receipt_of(1, [_RECORDED])
    async with await open_pool(bare.app, 1) as pool:
        await EventLog(pool).append(to, 0, command(), [_RECORDED], rules=RULES, receipt=receipt, views=views)
    monkeypatch.undo()
    await migrate(bare.owner)
    async with await open_pool(bare.app, 1) as pool:
        (row,) = await Views(pool).breaches(case)
        found = await Views(pool).find_case(case)
    assert "It was due." == row.what
    assert found is not None
    assert ((), ()) == (found.owners, found.teams)
