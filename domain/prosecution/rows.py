"""A prosecution as the lists show it: one row for it, one for each person ever linked.

Read next: `views.py`, which fills them; `eventlog/views.py`, where they are stored and read.
"""

from collections.abc import Mapping, Sequence
from uuid import UUID

from domain.frozen import Frozen


class ProsecutionRow(Frozen):
    """One prosecution in the list. `likeness` and `claimed`: as of a case."""

    prosecution: UUID
    reference: str
    nation: str
    stage: str
    opened_on: str
    open: bool
    version: int
    likeness: str
    claimed: bool


class VictimRow(Frozen):
    """One person ever linked, by their case. `pointer` is the last command owed to that case."""

    prosecution: UUID
    case: UUID
    witness: bool
    linked_version: int
    linked: bool
    pointer: UUID


class ProsecutionViews(Frozen):
    """Every row of one prosecution."""

    prosecution: ProsecutionRow
    victims: tuple[VictimRow, ...]

    @property
    def id(self) -> UUID:
        """Whose rows these are."""
        return self.prosecution.prosecution

    @property
    def rows(self) -> Mapping[str, Sequence[Frozen]]:
        """The rows by table."""
        return {"prosecutions": (self.prosecution,), "victims": self.victims}
