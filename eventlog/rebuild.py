"""Recomputes the read models from the log, says where they were not equal, and mends them.

A few hundred cases at a time: their streams are locked, their events folded by the function given, the result held
against the live rows. Appends to other cases go on meanwhile, and nobody ever sees a list without its rows.
Read next: `domain/referral/views.py`, which is what is passed in.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import TypeAlias
from uuid import UUID

from domain.referral.rows import BreachRow, CaseRow, CaseViews, ClockRow
from eventlog.pool import Connection, Pool
from eventlog.records import ToldEvent
from eventlog.statements import statements

Project: TypeAlias = Callable[[Sequence[ToldEvent]], CaseViews]
"""From the whole history of a case to its rows."""

Progress: TypeAlias = Callable[[int, int], None]
"""Told the number of events done, and of all."""

Row: TypeAlias = CaseRow | ClockRow | BreachRow

_SHAPES: Mapping[str, type[Row]] = {"cases": CaseRow, "clocks": ClockRow, "breaches": BreachRow}
_Live: TypeAlias = dict[str, dict[UUID, list[Row]]]

_PAGE = 200
_PREFIX = "case/"


@dataclass(frozen=True)
class Difference:
    """A case whose live rows were not what the log says; `tables` names which."""

    case: UUID
    tables: tuple[str, ...]


@dataclass(frozen=True)
class Rebuilt:
    """What a rebuild found. All is equal to the log now; `equal` says whether it had been before."""

    cases: int
    events: int
    differences: tuple[Difference, ...]

    @property
    def equal(self) -> bool:
        """Whether every live row was what the log says."""
        return not self.differences


async def rebuild(pool: Pool, project: Project, progress: Progress) -> Rebuilt:
    """Fold every case again and replace the rows that differ; rows of cases the log does not know are removed."""
    sql = statements("views")
    total: int = await pool.fetchval(sql["count_events"])
    cases, events, last = 0, 0, _PREFIX
    differences: list[Difference] = []
    while streams := [row["stream"] for row in await pool.fetch(sql["next_streams"], last, _PAGE)]:
        async with pool.acquire() as connection, connection.transaction():
            histories = await _histories(connection, streams)
            differences += await _mend(connection, [project(history) for history in histories])
        cases, events, last = cases + len(streams), events + sum(map(len, histories)), streams[-1]
        progress(events, total)
    differences += await _forget_strays(pool)
    return Rebuilt(cases, events, tuple(differences))


async def _histories(connection: Connection, streams: Sequence[str]) -> list[tuple[ToldEvent, ...]]:
    """The events of each stream, which nobody can append to until the transaction ends."""
    await connection.execute(statements("views")["lock_streams"], streams)
    rows = await connection.fetch(statements("views")["events_of"], streams)
    told = (ToldEvent(*row) for row in rows)
    return [tuple(history) for _, history in groupby(told, key=attrgetter("stream"))]


async def _mend(connection: Connection, wanted: Sequence[CaseViews]) -> list[Difference]:
    """Replace the rows of the cases that differ, and say which these were."""
    live = await _live(connection, [views.case.case for views in wanted])
    found = [(views, tables) for views in wanted if (tables := _differing(views, live))]
    await connection.executemany(statements("views")["put"], [(views.model_dump_json(),) for views, _ in found])
    return [Difference(views.case.case, tables) for views, tables in found]


async def _live(connection: Connection, cases: Sequence[UUID]) -> _Live:
    """The rows there are: by table, then by case."""
    found: _Live = {table: {case: [] for case in cases} for table in _SHAPES}
    for table, shape in _SHAPES.items():
        for row in await connection.fetch(statements("views")[f"{table}_among"], cases):
            found[table][row["case"]].append(shape(**row))
    return found


def _differing(wanted: CaseViews, live: _Live) -> tuple[str, ...]:
    rows: dict[str, Sequence[Row]] = {"cases": (wanted.case,), "clocks": wanted.clocks, "breaches": wanted.breaches}
    return tuple(table for table in rows if not _same(rows[table], live[table][wanted.case.case]))


def _same(wanted: Sequence[Row], live: Sequence[Row]) -> bool:
    """Whether these are the same rows in any order; no row is there twice, its table has a key."""
    return len(wanted) == len(live) and all(row in live for row in wanted)


async def _forget_strays(pool: Pool) -> list[Difference]:
    strays = [row["case"] for row in await pool.fetch(statements("views")["strays"])]
    for case in strays:
        await pool.execute(statements("views")["forget"], case)
    return [Difference(case, tuple(_SHAPES)) for case in strays]
