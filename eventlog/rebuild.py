"""Recomputes the read models from the log, says where they are not equal, and mends them.

Cases, then prosecutions, a few hundred at a time: their events are folded by the function given, and the result is held
against the live rows of the same instant; nobody is held up. Whatever cannot be read is named, and the others go on.
What differs is put right afterwards (`mending.py`). Read next: `activities/kinds.py`, which has what is passed in.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from itertools import groupby
from operator import itemgetter
from typing import TypeAlias
from uuid import UUID

import asyncpg
from pydantic import ValidationError

from domain.errors import NrmError
from domain.frozen import Frozen
from domain.prosecution.rows import ProsecutionRow, ProsecutionViews, VictimRow
from domain.referral.rows import BreachRow, CaseRow, CaseViews, ClockRow, SafeguardRow
from eventlog.mending import Unmended, Wanted, mend
from eventlog.pool import Connection, Pool
from eventlog.records import ToldEvent
from eventlog.statements import statements

AnyViews: TypeAlias = CaseViews | ProsecutionViews

Project: TypeAlias = Callable[[Sequence[ToldEvent], str], Awaitable[AnyViews]]
"""From the whole history of a case or a prosecution, and the rule-book that decided it last, to its rows."""

_History: TypeAlias = tuple[tuple[ToldEvent, ...], str]

Progress: TypeAlias = Callable[[int, int], None]
"""Told the number of events done, and of all."""

_Live: TypeAlias = dict[str, dict[UUID, list[Frozen | None]]]
"""By table and by case; None for a row that cannot be one."""

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
class Unreadable:
    """A stream from which no rows can be worked out, and why; its live rows are left as they are."""

    stream: str
    why: str


@dataclass(frozen=True)
class Rebuilt:
    """What a rebuild found. Where it was to mend, all is equal to the log now but `unmended` and `unreadable`."""

    cases: int
    events: int
    differences: tuple[Difference, ...]
    prosecutions: int = 0
    unreadable: tuple[Unreadable, ...] = ()
    unmended: tuple[Unmended, ...] = ()

    @property
    def equal(self) -> bool:
        """Whether every live row was what the log says."""
        return not self.differences

    @property
    def whole(self) -> bool:
        """Whether nothing is left that could not be read, or not be mended."""
        return not self.unreadable and not self.unmended


@dataclass
class _Found:
    """What was compared so far, and what was not equal."""

    streams: int = 0
    events: int = 0
    wanted: list[Wanted] = field(default_factory=list[Wanted])
    strays: list[UUID] = field(default_factory=list[UUID])
    unreadable: list[Unreadable] = field(default_factory=list[Unreadable])

    def differences(self, lists: _Lists) -> list[Difference]:
        """Each case or prosecution that was not equal."""
        strays = (Difference(stray, tuple(lists.shapes)) for stray in self.strays)
        return [*(Difference(one.views.id, one.tables) for one in self.wanted), *strays]


async def rebuild(pool: Pool, project: Project, progress: Progress, *, mends: bool = True) -> Rebuilt:
    """Fold every stream again and, if it `mends`, replace the rows that differ; strays are removed."""
    total: int = await pool.fetchval(statements("views")["count_events"])
    cases = await _compare(pool, _CASES, project, lambda done: progress(done, total))
    others = await _compare(pool, _PROSECUTIONS, project, lambda done: progress(cases.events + done, total))
    wanted = [*cases.wanted, *others.wanted]

    async def again(stream: str) -> Wanted | None:
        return await _again(pool, stream, project)

    return Rebuilt(
        cases=cases.streams,
        events=cases.events + others.events,
        differences=(*cases.differences(_CASES), *others.differences(_PROSECUTIONS)),
        prosecutions=others.streams,
        unreadable=(*cases.unreadable, *others.unreadable),
        unmended=await mend(pool, wanted, again) if mends else (),
    )


async def _compare(pool: Pool, lists: _Lists, project: Project, progress: Callable[[int], None]) -> _Found:
    sql, prefix, found = statements("views"), f"{lists.kind}/", _Found()
    last = prefix
    while streams := [row["stream"] for row in await pool.fetch(sql["next_streams"], last, prefix, _PAGE)]:
        async with pool.acquire() as connection, connection.transaction(isolation="repeatable_read", readonly=True):
            await _compare_page(connection, lists, streams, project, found)
        last = streams[-1]
        progress(found.events)
    found.strays = [row[lists.kind] for row in await pool.fetch(sql[f"{lists.kind}_strays"])]
    return found


async def _compare_page(
    connection: Connection, lists: _Lists, streams: Sequence[str], project: Project, found: _Found
) -> None:
    """Events and rows as they were at one instant."""
    histories = await _histories(connection, streams)
    projected = [await _projected(history, project) for history in histories]
    found.unreadable += [one for one in projected if isinstance(one, Unreadable)]
    readable = [one for one in projected if isinstance(one, Wanted)]
    live = await _live(connection, lists, [one.views.id for one in readable])
    found.wanted += [one._replace(tables=tables) for one in readable if (tables := _differing(one.views, live))]
    found.streams += len(streams)
    found.events += sum(len(told) for told, _ in histories)


async def _again(pool: Pool, stream: str, project: Project) -> Wanted | None:
    """What the rows of a stream are to be now, after somebody appended to it; None when it can no longer be read."""
    async with pool.acquire() as connection:
        (history,) = await _histories(connection, [stream])
    projected = await _projected(history, project)
    return projected if isinstance(projected, Wanted) else None


async def _histories(connection: Connection, streams: Sequence[str]) -> list[_History]:
    """The events of each stream, and the rule-book that decided it last."""
    rows = await connection.fetch(statements("views")["events_of"], streams)
    return [_history(list(of_one)) for _, of_one in groupby(rows, key=itemgetter("stream"))]


def _history(rows: Sequence[asyncpg.Record]) -> _History:
    return tuple(ToldEvent(*row[:_TOLD]) for row in rows), rows[-1]["rules"]


async def _projected(history: _History, project: Project) -> Wanted | Unreadable:
    told, _ = history
    try:
        return Wanted(told[0].stream, told[-1].version, await project(*history))
    except NrmError as error:
        return Unreadable(told[0].stream, error.message)
    except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError):
        raise
    except Exception as error:  # noqa: BLE001 - whatever it was, the other cases are not to blame
        return Unreadable(told[0].stream, f"The engine fails on it ({type(error).__name__}).")


async def _live(connection: Connection, lists: _Lists, ids: Sequence[UUID]) -> _Live:
    """The rows there are: by table, then by the case or prosecution they are of."""
    found: _Live = {table: {one: [] for one in ids} for table in lists.shapes}
    for table, shape in lists.shapes.items():
        for row in await connection.fetch(statements("views")[f"{table}_among"], ids):
            found[table][row[lists.kind]].append(_row(shape, row))
    return found


def _row(shape: type[Frozen], row: asyncpg.Record) -> Frozen | None:
    try:
        return shape(**row)
    except ValidationError:
        return None


def _differing(wanted: AnyViews, live: _Live) -> tuple[str, ...]:
    return tuple(table for table, rows in wanted.rows.items() if not _same(rows, live[table][wanted.id]))


def _same(wanted: Sequence[Frozen], live: Sequence[Frozen | None]) -> bool:
    """Whether these are the same rows in any order; no row is there twice, its table has a key."""
    return len(wanted) == len(live) and all(row in live for row in wanted)
