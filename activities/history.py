"""How cases and prosecutions lie in the log: the names of streams, events as the domain folds them, rows for the lists.

It loads nothing of Temporal, so a command that only reads begins at once. Read next: `record.py`.
"""

from collections.abc import Awaitable, Callable, Sequence
from uuid import UUID

from activities.law import Law
from domain.prosecution.commands import KIND
from domain.prosecution.events import read_event as read_prosecution_event
from domain.prosecution.evolve import fold as fold_prosecution
from domain.prosecution.rows import ProsecutionViews, prosecution_views
from domain.prosecution.state import Prosecution
from domain.referral.events import read_event
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
    """Stored events as the domain folds them."""
    return tuple((read_event(event.type, event.schema, event.body), When.parse(event.effective)) for event in stored)


def prosecution_history_of(stored: Sequence[StoredEvent | ToldEvent]) -> tuple[Dated, ...]:
    """Stored events of a prosecution as the domain folds them."""
    return tuple(
        (read_prosecution_event(event.type, event.schema, event.body), When.parse(event.effective)) for event in stored
    )


def project(law: Law) -> Callable[[Sequence[ToldEvent], str], Awaitable[CaseViews | ProsecutionViews]]:
    """How a stored stream becomes its read-model rows: for rebuilding them, and for proving that they are right.

    A stream is counted by the rule-book that decided it last, as its rows were when they were written; where that one
    cannot be read any more, by the one that decides now.
    """

    async def rows_of(told: Sequence[ToldEvent], decided_by: str) -> CaseViews | ProsecutionViews:
        if told[0].stream.startswith(f"{KIND}/"):
            prosecution = fold_prosecution(prosecution_history_of(told))
            assert isinstance(prosecution, Prosecution)  # noqa: S101 - as is the case below
            return prosecution_views(prosecution)
        state = fold(history_of(told))
        assert isinstance(state, Referral)  # noqa: S101 - a stored case has its first event
        rules = await law.named(decided_by) or await law.current()
        return case_views(UUID(told[0].stream.removeprefix("case/")), Outlook(state, rules))

    return rows_of
