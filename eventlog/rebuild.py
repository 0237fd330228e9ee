"""Recomputes the read models from the log, says where they were not equal, and mends them.

Cases, then prosecutions, a few hundred at a time: their streams are locked, their events folded by the function given,
the result held against the live rows. Appends to others go on meanwhile, and nobody ever sees a list without its rows.
Read next: `activities/history.py`, which has what is passed in.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from itertools import groupby
from operator import itemgetter
from typing import TypeAlias
from uuid import UUID

import asyncpg

from domain.frozen import Frozen
from domain.prosecution.rows import ProsecutionRow, ProsecutionViews, VictimRow
from domain.referral.rows import BreachRow, CaseRow, CaseViews, ClockRow, SafeguardRow
from eventlog.pool import Connection, Pool
from eventlog.records import ToldEvent
from eventlog.statements import statements

AnyViews: TypeAlias = CaseViews | ProsecutionViews

Project: TypeAlias = Callable[[Sequence[ToldEvent], str], Awaitable[AnyViews]]
"""From the whole history of a case or a prosecution, and the rule-book that decided it last, to its rows."""

_History: TypeAlias = tuple[tuple[ToldEvent, ...], str]

Progress: TypeAlias = Callable[[int, int], None]
"""Told the number of events done, and of all."""

_Live: TypeAlias = dict[str, dict[UUID, list[Frozen]]]

_PAGE = 200
_TOLD = len(fields(ToldEvent))


@dataclass(frozen=True)
class _Lists:
    """What one kind of stream fills: the tables, and the shape of a row of each."""

    kind: str
    shapes: Mapping[str, type[Frozen]]


_CASES = _Lists("case", {"cases": CaseRow, "clocks": ClockRow, "breaches": BreachRow, "safeguards": SafeguardRow})
_PROSECUTIONS = _Lists("prosecution", {"prosecutions": ProsecutionRow, "victims": VictimRow})


@dataclass(frozen=True)
class Difference:
    """A case or prosecution whose live rows were not what the log says; `tables` names which."""

    case: UUID
    tables: tuple[str, ...]


@dataclass(frozen=True)
class Rebuilt:
    """What a rebuild found. All is equal to the log now; `equal` says whether it had been before."""

    cases: int
    events: int
    differences: tuple[Difference, ...]
    prosecutions: int = 0

    @property
    def equal(self) -> bool:
        """Whether every live row was what the log says."""
        return not self.differences


async def rebuild(pool: Pool, project: Project, progress: Progress) -> Rebuilt:
    """Fold every stream again and replace the rows that differ; rows of what the log does not know are removed."""
    total: int = await pool.fetchval(statements("views")["count_events"])
    cases = await _rebuild(pool, _CASES, project, lambda done: progress(done, total))
    prosecutions = await _rebuild(pool, _PROSECUTIONS, project, lambda done: progress(cases.events + done, total))
    return Rebuilt(
        cases=cases.streams,
        events=cases.events + prosecutions.events,
        differences=(*cases.differences, *prosecutions.differences),
        prosecutions=prosecutions.streams,
    )


@dataclass
class _Done:
    """How far the lists of one kind of stream are."""

    streams: int = 0
    events: int = 0
    differences: list[Difference] = field(default_factory=list[Difference])


async def _rebuild(pool: Pool, lists: _Lists, project: Project, progress: Callable[[int], None]) -> _Done:
    sql, prefix, done = statements("views"), f"{lists.kind}/", _Done()
    last = prefix
    while streams := [row["stream"] for row in await pool.fetch(sql["next_streams"], last, prefix, _PAGE)]:
        async with pool.acquire() as connection, connection.transaction():
            histories = await _histories(connection, streams)
            done.differences += await _mend(connection, lists, [await project(*history) for history in histories])
        done.streams, done.events, last = (
            done.streams + len(streams),
            done.events + sum(len(told) for told, _ in histories),
            streams[-1],
        )
        progress(done.events)
    done.differences += await _forget_strays(pool, lists)
    return done


async def _histories(connection: Connection, streams: Sequence[str]) -> list[_History]:
    """The events of each stream, which nobody can append to until the transaction ends, and what decided it last."""
    await connection.execute(statements("views")["lock_streams"], streams)
    rows = await connection.fetch(statements("views")["events_of"], streams)
    return [_history(list(of_one)) for _, of_one in groupby(rows, key=itemgetter("stream"))]


def _history(rows: Sequence[asyncpg.Record]) -> _History:
    return tuple(ToldEvent(*row[:_TOLD]) for row in rows), rows[-1]["rules"]


async def _mend(connection: Connection, lists: _Lists, wanted: Sequence[AnyViews]) -> list[Difference]:
    """Replace the rows of those that differ, and say which these were."""
    live = await _live(connection, lists, [views.id for views in wanted])
    found = [(views, tables) for views in wanted if (tables := _differing(views, live))]
    await connection.executemany(statements("views")["put"], [(views.model_dump_json(),) for views, _ in found])
    return [Difference(views.id, tables) for views, tables in found]


async def _live(connection: Connection, lists: _Lists, ids: Sequence[UUID]) -> _Live:
    """The rows there are: by table, then by the case or prosecution they are of."""
    found: _Live = {table: {one: [] for one in ids} for table in lists.shapes}
    for table, shape in lists.shapes.items():
        for row in await connection.fetch(statements("views")[f"{table}_among"], ids):
            found[table][row[lists.kind]].append(shape(**row))
    return found


def _differing(wanted: AnyViews, live: _Live) -> tuple[str, ...]:
    return tuple(table for table, rows in wanted.rows.items() if not _same(rows, live[table][wanted.id]))


def _same(wanted: Sequence[Frozen], live: Sequence[Frozen]) -> bool:
    """Whether these are the same rows in any order; no row is there twice, its table has a key."""
    return len(wanted) == len(live) and all(row in live for row in wanted)


async def _forget_strays(pool: Pool, lists: _Lists) -> list[Difference]:
    sql = statements("views")
    strays = [row[lists.kind] for row in await pool.fetch(sql[f"{lists.kind}_strays"])]
    for stray in strays:
        await pool.execute(sql[f"forget_{lists.kind}"], stray)
    return [Difference(stray, tuple(lists.shapes)) for stray in strays]
