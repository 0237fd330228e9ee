"""Puts rows of the lists right that were found not to be what the log says: each case on its own where it can be.

The database replaces the rows of a stream only at the version they were worked out for, and those of several at once
where one holds the reference that belongs to another. Read next: `rebuild.py`, which finds what differs;
`migrations/0009_what_the_log_takes.sql`, `views.mend`.
"""

from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

import asyncpg

from domain.prosecution.rows import ProsecutionRow, ProsecutionViews
from domain.referral.rows import CaseRow, CaseViews
from eventlog.pool import Pool
from eventlog.statements import statements

_TOGETHER = 200
_RACES = 10
"""How often to work rows out again while others keep appending."""


class Wanted(NamedTuple):
    """The rows of a stream as the log has them at a version; `tables` are those whose live rows differed."""

    stream: str
    version: int
    views: CaseViews | ProsecutionViews
    tables: tuple[str, ...] = ()

    @property
    def kind(self) -> str:
        """The kind of its stream."""
        return self.stream.partition("/")[0]

    @property
    def row(self) -> CaseRow | ProsecutionRow:
        """The row of the case or prosecution itself, whose reference no other of its list may have."""
        return self.views.case if isinstance(self.views, CaseViews) else self.views.prosecution


@dataclass(frozen=True)
class Unmended:
    """A stream whose rows could not be put right, and why."""

    stream: str
    why: str


Again: TypeAlias = Callable[[str], Awaitable[Wanted | None]]
"""The rows of a stream worked out anew; None when it can no longer be read."""


async def mend(pool: Pool, wanted: Sequence[Wanted], again: Again) -> tuple[Unmended, ...]:
    """Put all of these right, and remove the rows of what the log does not know; says what could not be put right."""
    await pool.execute(statements("views")["forget_strays"])
    entangled = await _entangled(pool, wanted)
    rest = [one for one in wanted if one.stream not in entangled]
    groups = [[one for one in wanted if one.stream in entangled], *_chunks(rest)]
    return tuple([left for group in groups if group for left in await _mend_together(pool, group, again)])


async def _mend_together(pool: Pool, group: Sequence[Wanted], again: Again) -> list[Unmended]:
    """Put the rows of all of these right at once; where that cannot be, of each on its own."""
    for _ in range(_RACES):
        if await _replaced(pool, group):
            return []
        latest = [one for stream in group if (one := await again(stream.stream))]
        if [one.version for one in latest] == [one.version for one in group]:
            break  # nobody has appended: it is another row that stands in the way
        group = latest
    if len(group) == 1:
        return [Unmended(group[0].stream, "The lists do not take its rows: another row has what belongs to it.")]
    return [left for one in group for left in await _mend_together(pool, [one], again)]


async def _entangled(pool: Pool, wanted: Sequence[Wanted]) -> set[str]:
    """Those whose reference, or the looks of it, the live row of another holds; and these others."""
    owners = {(one.kind, looks): one.stream for one in wanted for looks in (one.row.reference, one.row.likeness)}
    references, likenesses = [one.row.reference for one in wanted], [one.row.likeness for one in wanted]
    found: set[str] = set()
    for row in await pool.fetch(statements("views")["holders"], references, likenesses):
        holder = str(row["stream"])
        for looks in (row["reference"], row["likeness"]):
            owner = owners.get((row["kind"], looks), holder)
            found.update((owner, holder) if owner != holder else ())
    return found


def _chunks(wanted: Sequence[Wanted]) -> Iterator[Sequence[Wanted]]:
    return (wanted[at : at + _TOGETHER] for at in range(0, len(wanted), _TOGETHER))


async def _replaced(pool: Pool, group: Sequence[Wanted]) -> bool:
    """Replace the rows of all of these or of none; False when one has moved on, or stands in another's way."""
    streams, versions = [one.stream for one in group], [one.version for one in group]
    documents = [one.views.model_dump_json() for one in group]
    try:
        async with pool.acquire() as connection, connection.transaction():
            await connection.execute(statements("verify")["take_time"])
            return bool(await connection.fetchval(statements("views")["mend"], streams, versions, documents))
    except asyncpg.IntegrityConstraintViolationError:
        return False
