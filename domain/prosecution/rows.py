"""A prosecution as the lists show it: one row for it, one for each person ever linked.

The rows follow from the prosecution alone, so that those rebuilt from the log equal those written with the events.
Read next: `eventlog/views.py`, where they are stored and read.
"""

from collections.abc import Mapping, Sequence
from uuid import UUID

from domain.frozen import Frozen
from domain.look_alikes import likeness
from domain.prosecution.pointers import pointer_of
from domain.prosecution.state import Link, Prosecution, Telling


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


def prosecution_views(state: Prosecution) -> ProsecutionViews:
    """Every read-model row of one prosecution."""
    row = ProsecutionRow(
        prosecution=state.id,
        reference=state.reference,
        nation=state.nation,
        stage=state.stage.value,
        opened_on=state.opened.text,
        open=state.is_open,
        version=state.version,
        likeness=state.likeness or likeness(state.reference),
        claimed=state.likeness is not None,
    )
    last = {telling.case: telling for telling in state.tellings}
    victims = tuple(_victim(state, telling, state.links.get(case)) for case, telling in last.items())
    return ProsecutionViews(prosecution=row, victims=victims)


def _victim(state: Prosecution, last: Telling, link: Link | None) -> VictimRow:
    """The row of one case that was ever told anything; no link where it was struck as never having been."""
    return VictimRow(
        prosecution=state.id,
        case=last.case,
        witness=link is not None and link.witness,
        linked_version=link.version if link is not None else last.version,
        linked=link is not None and link.unlinked is None,
        pointer=pointer_of(state.id, last).command_id,
    )
