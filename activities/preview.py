"""What another rule-book would move in the cases there are. Looks at every case, and changes nothing.

Read next: `domain/rules/moves.py`, the comparison for one case; `acceptance.py`, how a rule-book comes to decide.
"""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from activities.history import history_of
from domain.errors import NotFound
from domain.referral.evolve import fold
from domain.referral.outlook import Outlook
from domain.referral.rows import CaseRow
from domain.referral.state import Referral, State
from domain.rules.model import RuleBook
from domain.rules.moves import Move, moves
from domain.stream import stream_of
from eventlog.log import EventLog
from eventlog.views import Views


@dataclass(frozen=True)
class CaseMoves:
    """A case in which something would move."""

    case: UUID
    reference: str
    open: bool
    moves: tuple[Move, ...]


@dataclass(frozen=True)
class Previewed:
    """The cases that would move, by reference; and those that cannot be read, so that nobody can say."""

    cases: tuple[CaseMoves, ...]
    unreadable: tuple[str, ...]


async def preview(
    log: EventLog, views: Views, old: RuleBook, new: RuleBook, progress: Callable[[int, int], None]
) -> Previewed:
    """What would move in every case; `progress` gets (done, of)."""
    rows = await views.cases()
    found: list[CaseMoves] = []
    unreadable: list[str] = []
    for done, row in enumerate(rows, start=1):
        events = (await log.load(stream_of(row.case))).events
        try:
            found += _moves(row, fold(history_of(events)), old, new)
        except NotFound:
            unreadable.append(row.reference)
        progress(done, len(rows))
    return Previewed(tuple(found), tuple(unreadable))


def _moves(row: CaseRow, state: State, old: RuleBook, new: RuleBook) -> list[CaseMoves]:
    if not isinstance(state, Referral):
        return []
    moved = moves(Outlook(state, old).readings(None), Outlook(state, new).readings(None))
    return [CaseMoves(row.case, row.reference, state.is_open, moved)] if moved else []
