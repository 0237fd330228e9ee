"""A page of a list is looked up and not searched for, the first as the last; however much there is beside it."""

import json
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from eventlog.pool import Pool
from eventlog.statements import statements
from eventlog.views import BreachesWanted, Views
from tests.eventlog.given import as_superuser, rows_of
from tests.support.postgres import Database

CASES = 3_000
PAGE = 20
DEEP = "R-02900"
EXPLAIN = "EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON)"
# Each case but the first is as that one is, under a reference and with a last day of its own.
FILL = f"""
CREATE TEMP TABLE n AS
  SELECT number, gen_random_uuid() AS id, 'R-' || lpad(number::text, 5, '0') AS reference
  FROM generate_series(2, {CASES}) AS number;
INSERT INTO views.cases SELECT (jsonb_populate_record(
  c, jsonb_build_object('case', id, 'reference', n.reference, 'likeness', n.reference))).* FROM views.cases c, n;
INSERT INTO views.clocks SELECT (jsonb_populate_record(c, jsonb_build_object('case', id))).* FROM views.clocks c, n;
INSERT INTO views.breaches SELECT (jsonb_populate_record(
  b, jsonb_build_object('case', id, 'due_on', date '2016-09-07' + number))).* FROM views.breaches b, n;
INSERT INTO views.safeguards SELECT (jsonb_populate_record(
  s, jsonb_build_object('case', id))).* FROM views.safeguards s, n;
ANALYZE
"""  # noqa: S608
FIRST = UUID(int=1)


@pytest.fixture
async def full(pool: Pool, database: Database) -> Pool:
    """Many cases, each with a clock, a breach and a safeguard."""
    document = rows_of(FIRST, reference="R-00001").model_dump_json()
    first = f"SELECT views.write_cases(ARRAY['{document}'::jsonb])"
    await as_superuser(database, first, FILL)
    return pool


async def plan_of(pool: Pool, name: str, *arguments: object) -> dict[str, Any]:
    """How the database went about this statement, and what it met on the way."""
    sql = statements("views")
    async with pool.acquire() as connection, connection.transaction(readonly=True):
        await connection.execute(sql["plan_for_what_is_asked"])
        return in_plan(await connection.fetchval(f"{EXPLAIN} {sql[name]}", *arguments))


def in_plan(explained: str) -> dict[str, Any]:
    (found,) = json.loads(explained)
    plan: dict[str, Any] = found["Plan"]
    return plan


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for inner in plan.get("Plans", ()):
        yield from nodes(inner)


def assert_looked_up(plan: dict[str, Any], most: int) -> None:
    """No table was read from end to end, and no step met more rows than these."""
    for node in nodes(plan):
        assert node["Node Type"] != "Seq Scan", node
        assert node["Actual Rows"] * node["Actual Loops"] + node.get("Rows Removed by Filter", 0) <= most, node


@pytest.mark.parametrize("after", ["", DEEP])
async def test_a_page_of_cases(full: Pool, after: str) -> None:
    assert_looked_up(await plan_of(full, "cases", after, PAGE), PAGE)


@pytest.mark.parametrize("after", [None, (DEEP, 1)])
@pytest.mark.parametrize(
    "wanted", [{}, {"statuses": ("cured",)}, {"force": "guidance"}, {"nation": "england-and-wales"}]
)
async def test_a_page_of_breaches(full: Pool, wanted: dict[str, Any], after: tuple[str, int] | None) -> None:
    asked = BreachesWanted(**wanted, after=after, limit=PAGE)
    assert_looked_up(await plan_of(full, "listed_breaches", *asked.parameters), 3 * PAGE)


async def test_a_deep_page_of_breaches_is_the_one_asked_for(full: Pool) -> None:
    (first, *_) = await Views(full).listed_breaches(BreachesWanted(after=(DEEP, 1), limit=PAGE))
    assert ("R-02901", date(2016, 9, 7) + timedelta(days=2901)) == (first.reference, first.row.due_on)


@pytest.mark.parametrize("name", ["clocks_of", "breaches_of", "safeguards_of"])
async def test_the_rows_of_one_case_whatever_was_asked_for_before(full: Pool, name: str) -> None:
    """A connection that has asked often keeps one plan for every case."""
    async with full.acquire() as connection, connection.transaction(readonly=True):
        await connection.execute("SET LOCAL plan_cache_mode = force_generic_plan")
        await connection.execute(f"PREPARE asked AS {statements('views')[name]}")
        explained = await connection.fetchval(f"{EXPLAIN} EXECUTE asked ('{FIRST}')")
        await connection.execute("DEALLOCATE asked")
    assert_looked_up(in_plan(explained), 1)
