"""How cases and prosecutions lie in the log: the names of streams, events as the domain folds them, rows for the lists.

An event that cannot be read is refused by its number, for its case alone. It loads nothing of Temporal, so a command
that only reads begins at once. Read next: `record.py`.
"""

from collections.abc import Awaitable, Callable, Sequence
from uuid import UUID

from activities.law import Law
from domain.errors import Code, NotFound, NrmError
from domain.prosecution.commands import KIND
from domain.prosecution.events import read_event as read_prosecution_event
from domain.prosecution.evolve import fold as fold_prosecution
from domain.prosecution.rows import ProsecutionViews
from domain.prosecution.state import Prosecution
from domain.prosecution.views import prosecution_views
from domain.referral.events import read_event
from domain.referral.events.base import Event
from domain.referral.evolve import fold
from domain.referral.outlook import Outlook
from domain.referral.rows import CaseViews
from domain.referral.state import Dated, Referral
from domain.referral.views import case_views
from domain.when import When
from eventlog.log import StoredEvent, ToldEvent


def stream_of(case: UUID) -> str:
    """The name of a case's stream in the log."""
    return f"case/{case}"


def prosecution_stream(prosecution: UUID) -> str:
    """The name of a prosecution's stream in the log."""
    return f"{KIND}/{prosecution}"


def history_of(stored: Sequence[StoredEvent | ToldEvent]) -> tuple[Dated, ...]:
    """Stored events as the domain folds them; raises NotFound (event-unreadable)."""
    return tuple((_read(event, read_event), _when(event)) for event in stored)


def prosecution_history_of(stored: Sequence[StoredEvent | ToldEvent]) -> tuple[Dated, ...]:
    """Stored events of a prosecution as the domain folds them; raises NotFound (event-unreadable)."""
    return tuple((_read(event, read_prosecution_event), _when(event)) for event in stored)


def _read(event: StoredEvent | ToldEvent, read: Callable[[str, int, bytes], Event]) -> Event:
    try:
        return read(event.type, event.schema, event.body)
    except (KeyError, ValueError) as error:
        raise _unreadable(event) from error


def _when(event: StoredEvent | ToldEvent) -> When:
    try:
        return When.parse(event.effective)
    except NrmError as error:
        raise _unreadable(event) from error


def _unreadable(event: StoredEvent | ToldEvent) -> NotFound:
    message = (
        f"Event {event.version} of {event.stream} cannot be read as one, so nothing can be said of what it is about."
    )
    return NotFound(Code.EVENT_UNREADABLE, f"{message} `nrm verify` says whether it was altered.")


def project(law: Law) -> Callable[[Sequence[ToldEvent], str], Awaitable[CaseViews | ProsecutionViews]]:
    """How a stored stream becomes its read-model rows: for rebuilding them, and for proving that they are right.

    A stream is counted by the rule-book that decided it last, as its rows were when they were written; where that one
    cannot be read any more, by the one that decides now.
    """

    async def rows_of(told: Sequence[ToldEvent], decided_by: str) -> CaseViews | ProsecutionViews:
        if told[0].stream.startswith(f"{KIND}/"):
            prosecution = fold_prosecution(prosecution_history_of(told))
            if not isinstance(prosecution, Prosecution):
                raise _unreadable(told[0])
            return prosecution_views(prosecution)
        state = fold(history_of(told))
        if not isinstance(state, Referral):
            raise _unreadable(told[0])
        rules = await law.named(decided_by) or await law.current()
        return case_views(UUID(told[0].stream.removeprefix("case/")), Outlook(state, rules))

    return rows_of
