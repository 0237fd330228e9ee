"""How a case lies in the log: the name of its stream, its events as the domain folds them, its rows for the lists.

It loads nothing of Temporal, so a command that only reads begins at once. Read next: `record.py`.
"""

from collections.abc import Callable, Sequence
from uuid import UUID

from domain.referral.events import read_event
from domain.referral.evolve import Dated, fold
from domain.referral.outlook import Outlook
from domain.referral.rows import CaseViews
from domain.referral.state import Referral
from domain.referral.views import case_views
from domain.rules.model import RuleBook
from domain.when import When
from eventlog.log import StoredEvent, ToldEvent


def stream_of(case: UUID) -> str:
    """The name of a case's stream in the log."""
    return f"case/{case}"


def history_of(stored: Sequence[StoredEvent | ToldEvent]) -> tuple[Dated, ...]:
    """Stored events as the domain folds them."""
    return tuple((read_event(event.type, event.schema, event.body), When.parse(event.effective)) for event in stored)


def project(rules: RuleBook) -> Callable[[Sequence[ToldEvent]], CaseViews]:
    """How a stored case becomes its read-model rows: for rebuilding them, and for proving that they are right."""

    def rows_of(told: Sequence[ToldEvent]) -> CaseViews:
        state = fold(history_of(told))
        assert isinstance(state, Referral)  # noqa: S101 - a stored case has its first event
        return case_views(UUID(told[0].stream.removeprefix("case/")), Outlook(state, rules))

    return rows_of
