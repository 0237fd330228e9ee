"""Fills the rows of a prosecution: one for it, one for each person ever linked.

The rows follow from the prosecution alone, so that those rebuilt from the log equal those written with the events.
Read next: `rows.py`.
"""

from domain.look_alikes import likeness
from domain.prosecution.pointers import pointer_of
from domain.prosecution.rows import ProsecutionRow, ProsecutionViews, VictimRow
from domain.prosecution.state import Link, Prosecution, Telling


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
