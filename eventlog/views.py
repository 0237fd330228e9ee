"""Reads the lists: cases, clocks, breaches, safeguards. They are written with the events, and never by this class.

The rows say what the log says; they hold no "days late so far", which whoever shows them counts to today.
Read next: `rebuild.py`, which proves them equal to what the log says.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

import asyncpg

from domain.look_alikes import likeness
from domain.prosecution.rows import ProsecutionRow
from domain.referral.rows import BreachRow, CaseRow, ClockRow, SafeguardRow
from eventlog.pool import Pool
from eventlog.statements import statements


class LinkedCase(NamedTuple):
    """A person linked to a prosecution: their case as it says itself, and how the prosecution has them."""

    case: UUID
    reference: str | None
    stage: str | None
    witness: bool
    linked: bool


class Unfinished(NamedTuple):
    """A case or prosecution that needs a lane, and what the lane should show of it.

    `owes`: a linked case has yet to be told. Not `is_quiet`: something was recorded just now. The lane of a prosecution
    shows no breaches and waits for no instant.
    """

    kind: str
    id: UUID
    stage: str
    nation: str
    next_wake_at: datetime | None
    open_breaches: int | None
    owes: bool
    is_quiet: bool


@dataclass(frozen=True)
class BreachesWanted:
    """Which breaches a list is to hold; None asks for nothing. `after` names one by its case and number."""

    statuses: tuple[str, ...] | None = None
    force: str | None = None
    clock: str | None = None
    nation: str | None = None
    owner: str | None = None
    team: str | None = None
    case: UUID | None = None
    after: tuple[str, int] | None = None
    limit: int | None = None

    @property
    def parameters(self) -> tuple[object, ...]:
        """As the statement takes them."""
        reference, number = self.after or (None, None)
        asked = (self.statuses, self.force, self.clock, self.nation, self.owner, self.team, self.case)
        return (*asked, reference, number, self.limit)


@dataclass(frozen=True)
class ListedBreach:
    """A breach with its case, and how its clock stands: the day on which the run ended, and how late that was."""

    row: BreachRow
    reference: str
    nation: str
    owners: tuple[str, ...]
    teams: tuple[str, ...]
    ended_on: date | None
    clock_days_late: int | None


class Views:
    """The read models behind a pool of connections."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._sql = statements("views")

    async def cases(self, after: str | None = None, limit: int | None = None) -> tuple[CaseRow, ...]:
        """The cases by reference: all, or those after one, at most so many."""
        return tuple(CaseRow(**row) for row in await self._pool.fetch(self._sql["cases"], after or "", limit))

    async def open_cases(self) -> tuple[CaseRow, ...]:
        """The cases that need a lane, the next to wake first."""
        return tuple(CaseRow(**row) for row in await self._pool.fetch(self._sql["open_cases"]))

    async def unfinished(self, quiet: float) -> tuple[Unfinished, ...]:
        """Every case and prosecution that needs a lane, the next to wake first; `quiet` is in seconds."""
        rows = await self._pool.fetch(self._sql["unfinished"], timedelta(seconds=quiet))
        return tuple(Unfinished(*row) for row in rows)

    async def unheeded(self) -> tuple[UUID, ...]:
        """The open cases whose next instant has passed by a minute, and nothing was made of it."""
        return tuple(row["case"] for row in await self._pool.fetch(self._sql["unheeded"]))

    async def decided_by_others(self, rules: str) -> tuple[CaseRow, ...]:
        """The open cases that were last decided by another rule-book than events name so."""
        return tuple(CaseRow(**row) for row in await self._pool.fetch(self._sql["decided_by_others"], rules))

    async def find_case(self, case: str | UUID) -> CaseRow | None:
        """The case with this id or this reference, in whatever case and look-alike letters it is typed."""
        row = await self._pool.fetchrow(self._sql["find_case"], _as_id(case), str(case), likeness(str(case)))
        return CaseRow(**row) if row else None

    async def clocks(self, case: UUID | None = None) -> tuple[ClockRow, ...]:
        """The clocks of one case, or of all."""
        return tuple(ClockRow(**row) for row in await self._of("clocks", case))

    async def breaches(self, case: UUID | None = None) -> tuple[BreachRow, ...]:
        """The breaches of one case, or of all."""
        return tuple(BreachRow(**row) for row in await self._of("breaches", case))

    async def listed_breaches(self, wanted: BreachesWanted) -> tuple[ListedBreach, ...]:
        """The breaches that are wanted, the earliest last day first; all at one moment, with their cases and clocks."""
        async with self._pool.acquire() as connection, connection.transaction(readonly=True):
            await connection.execute(self._sql["plan_for_what_is_asked"])
            rows = await connection.fetch(self._sql["listed_breaches"], *wanted.parameters)
        return tuple(_listed(dict(row)) for row in rows)

    async def uncounted(self) -> tuple[tuple[str, ClockRow], ...]:
        """Every clock that cannot be computed, with the reference of its case."""
        rows = [dict(row) for row in await self._pool.fetch(self._sql["uncounted"])]
        return tuple((row.pop("reference"), ClockRow(**row)) for row in rows)

    async def references(self, ids: Collection[UUID]) -> Mapping[UUID, str]:
        """What these cases and prosecutions are called, where they are known."""
        rows = await self._pool.fetch(self._sql["references"], list(ids)) if ids else ()
        return {row["id"]: row["reference"] for row in rows}

    async def safeguards(self, case: UUID | None = None) -> tuple[SafeguardRow, ...]:
        """The concerns of one case, or of all, the cleared ones too."""
        return tuple(SafeguardRow(**row) for row in await self._of("safeguards", case))

    async def prosecutions(self) -> tuple[ProsecutionRow, ...]:
        """Every prosecution, by reference."""
        return tuple(ProsecutionRow(**row) for row in await self._pool.fetch(self._sql["prosecutions"]))

    async def prosecutions_among(self, wanted: Collection[UUID]) -> tuple[ProsecutionRow, ...]:
        """These prosecutions, by reference."""
        rows = await self._pool.fetch(self._sql["prosecutions_among"], list(wanted))
        return tuple(ProsecutionRow(**row) for row in rows)

    async def unfinished_prosecutions(self) -> tuple[ProsecutionRow, ...]:
        """The prosecutions that need a lane: those that go on, and those of which a case has yet to be told."""
        return tuple(ProsecutionRow(**row) for row in await self._pool.fetch(self._sql["unfinished_prosecutions"]))

    async def find_prosecution(self, prosecution: str | UUID) -> ProsecutionRow | None:
        """The prosecution with this id or this reference, in whatever case and look-alike letters it is typed."""
        typed = str(prosecution)
        row = await self._pool.fetchrow(self._sql["find_prosecution"], _as_id(typed), typed, likeness(typed))
        return ProsecutionRow(**row) if row else None

    async def victims(self, prosecution: UUID) -> tuple[LinkedCase, ...]:
        """Everybody ever linked to a prosecution, in the order in which they were."""
        return tuple(LinkedCase(*row) for row in await self._pool.fetch(self._sql["victims_of"], prosecution))

    async def _of(self, rows: str, case: UUID | None) -> Sequence[asyncpg.Record]:
        """The rows of this list: those of one case, or all."""
        if case is None:
            return await self._pool.fetch(self._sql[rows])
        return await self._pool.fetch(self._sql[f"{rows}_of"], case)


def _listed(row: dict[str, Any]) -> ListedBreach:
    return ListedBreach(
        reference=row.pop("reference"),
        nation=row.pop("nation"),
        owners=tuple(row.pop("owners")),
        teams=tuple(row.pop("teams")),
        ended_on=row.pop("ended_on"),
        clock_days_late=row.pop("clock_days_late"),
        row=BreachRow(**row),
    )


def _as_id(case: str | UUID) -> UUID | None:
    try:
        return UUID(str(case))
    except ValueError:
        return None
