"""Reads the lists: cases, clocks, breaches. They are written with the events, and never by this class.

The rows say what the log says; they hold no "days late so far", which whoever shows them counts to today.
Read next: `rebuild.py`, which proves them equal to what the log says.
"""

from uuid import UUID

from domain.referral.rows import BreachRow, CaseRow, ClockRow
from eventlog.pool import Pool
from eventlog.statements import statements


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
        """The case with this id or this reference."""
        row = await self._pool.fetchrow(self._sql["find_case"], _as_id(case), str(case))
        return CaseRow(**row) if row else None

    async def clocks(self, case: UUID | None = None) -> tuple[ClockRow, ...]:
        """The clocks of one case, or of all."""
        return tuple(ClockRow(**row) for row in await self._pool.fetch(self._sql["clocks"], case))

    async def breaches(self, case: UUID | None = None) -> tuple[BreachRow, ...]:
        """The breaches of one case, or of all."""
        return tuple(BreachRow(**row) for row in await self._pool.fetch(self._sql["breaches"], case))


def _as_id(case: str | UUID) -> UUID | None:
    try:
        return UUID(str(case))
    except ValueError:
        return None
