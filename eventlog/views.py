"""Reads the lists: cases, clocks, breaches, safeguards. They are written with the events, and never by this class.

The rows say what the log says; they hold no "days late so far", which whoever shows them counts to today.
Read next: `rebuild.py`, which proves them equal to what the log says.
"""

from collections.abc import Collection
from typing import NamedTuple
from uuid import UUID

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


class Views:
    """The read models behind a pool of connections."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._sql = statements("views")

    async def cases(self) -> tuple[CaseRow, ...]:
        """Every case, by reference."""
        return tuple(CaseRow(**row) for row in await self._pool.fetch(self._sql["cases"]))

    async def open_cases(self) -> tuple[CaseRow, ...]:
        """The cases that need a lane, the next to wake first."""
        return tuple(CaseRow(**row) for row in await self._pool.fetch(self._sql["open_cases"]))

    async def find_case(self, case: str | UUID) -> CaseRow | None:
        """The case with this id or this reference, in whatever case and look-alike letters it is typed."""
        row = await self._pool.fetchrow(self._sql["find_case"], _as_id(case), str(case), likeness(str(case)))
        return CaseRow(**row) if row else None

    async def clocks(self, case: UUID | None = None) -> tuple[ClockRow, ...]:
        """The clocks of one case, or of all."""
        return tuple(ClockRow(**row) for row in await self._pool.fetch(self._sql["clocks"], case))

    async def breaches(self, case: UUID | None = None) -> tuple[BreachRow, ...]:
        """The breaches of one case, or of all."""
        return tuple(BreachRow(**row) for row in await self._pool.fetch(self._sql["breaches"], case))

    async def safeguards(self, case: UUID | None = None) -> tuple[SafeguardRow, ...]:
        """The concerns of one case, or of all, the cleared ones too."""
        return tuple(SafeguardRow(**row) for row in await self._pool.fetch(self._sql["safeguards"], case))

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


def _as_id(case: str | UUID) -> UUID | None:
    try:
        return UUID(str(case))
    except ValueError:
        return None
