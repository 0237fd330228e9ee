"""What another rule-book would move in the cases there are. Looks at every case, and changes nothing.

Read next: `domain/rules/moves.py`, the comparison for one case; `acceptance.py`, how a rule-book comes to decide.
"""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from activities.history import history_of, stream_of
from domain.referral.evolve import fold
from domain.referral.outlook import Outlook
from domain.referral.state import Referral
from domain.rules.model import RuleBook
from domain.rules.moves import Move, moves
from eventlog.log import EventLog
from eventlog.views import Views


@dataclass(frozen=True)
class CaseMoves:
    """A case in which something would move."""

    case: UUID
    reference: str
    open: bool
    moves: tuple[Move, ...]


async def preview(
    log: EventLog, views: Views, old: RuleBook, new: RuleBook, progress: Callable[[int, int], None]
) -> tuple[CaseMoves, ...]:
    """The cases that would move, by reference; `progress` gets (done, of)."""
    rows = await views.cases()
    found: list[CaseMoves] = []
    for done, row in enumerate(rows, start=1):
        state = fold(history_of((await log.load(stream_of(row.case))).events))
        if isinstance(state, Referral):
            moved = moves(Outlook(state, old).readings(None), Outlook(state, new).readings(None))
            found += [CaseMoves(row.case, row.reference, state.is_open, moved)] if moved else []
        progress(done, len(rows))
    return tuple(found)
