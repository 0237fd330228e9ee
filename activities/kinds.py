"""The two kinds of stream that commands are asked of, a person's case and a prosecution: how each is read and decided.

What is the same for both (answering once, appending in one transaction, recording refusals) is in `record.py`; here is
only what differs. Read next: `domain/referral/decide`, `domain/prosecution/decide.py`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeAlias

from activities.history import history_of, prosecution_history_of
from activities.submission import CASE, kind_named_by
from domain.prosecution import commands as prosecution_commands
from domain.prosecution.decide import decide as decide_prosecution
from domain.prosecution.evolve import fold as fold_prosecution
from domain.prosecution.receipt import receipt as prosecution_receipt
from domain.prosecution.receipt import standing as prosecution_standing
from domain.prosecution.rows import ProsecutionViews
from domain.prosecution.state import Prosecution
from domain.prosecution.views import prosecution_views
from domain.referral.commands import COMMANDS, ONLY_OPENING, OPENING
from domain.referral.commands.base import Command
from domain.referral.decide import Context, decide
from domain.referral.evolve import fold
from domain.referral.outlook import Outlook
from domain.referral.parse import Commands
from domain.referral.receipt import Receipt, Standing, receipt, standing
from domain.referral.rows import CaseViews
from domain.referral.state import Dated, Referral
from domain.referral.views import case_views
from domain.rules.model import RuleBook
from eventlog.log import ToldEvent

After: TypeAlias = Outlook | Prosecution
"""A case with what its clocks say, or a prosecution, which has none."""


@dataclass(frozen=True)
class Decided:
    """What a command led to, ready to be stored: of `events`, as many as `asked` were asked for, the rest followed."""

    events: tuple[Dated, ...]
    asked: int
    receipt: Receipt
    views: CaseViews | ProsecutionViews
    after: After


class Kind(Protocol):
    """One kind of stream, and the commands that are asked of it: all, those that open one, those that do only that."""

    name: str
    commands: Commands
    opening: frozenset[str]
    only_opening: frozenset[str]

    def decide(self, stored: Sequence[ToldEvent], command: Command, context: Context) -> Decided:
        """What follows from a command, or an NrmError that says why it is refused."""
        ...

    def after(self, stored: Sequence[ToldEvent], rules: RuleBook, /) -> After | None:
        """What these events add up to; None for no events."""
        ...


class _Cases:
    """A person's case."""

    name = CASE
    commands = COMMANDS
    opening = OPENING
    only_opening = ONLY_OPENING

    def decide(self, stored: Sequence[ToldEvent], command: Command, context: Context) -> Decided:
        decision = decide(fold(history_of(stored)), command, context)
        return Decided(
            events=decision.events,
            asked=len(decision.asked),
            receipt=receipt(context.case, decision.outlook, decision.events),
            views=case_views(context.case, decision.outlook),
            after=decision.outlook,
        )

    def after(self, stored: Sequence[ToldEvent], rules: RuleBook) -> Outlook | None:
        state = fold(history_of(stored))
        return Outlook(state, rules) if isinstance(state, Referral) else None


class _Prosecutions:
    """A criminal case against traffickers, which touches many people."""

    name = prosecution_commands.KIND
    commands = prosecution_commands.COMMANDS
    opening = only_opening = frozenset({prosecution_commands.OPENING})

    def decide(self, stored: Sequence[ToldEvent], command: Command, context: Context) -> Decided:
        decision = decide_prosecution(fold_prosecution(prosecution_history_of(stored)), command, context)
        return Decided(
            events=decision.events,
            asked=len(decision.events),
            receipt=prosecution_receipt(decision.state, decision.events),
            views=prosecution_views(decision.state),
            after=decision.state,
        )

    def after(self, stored: Sequence[ToldEvent], _: RuleBook) -> Prosecution | None:
        state = fold_prosecution(prosecution_history_of(stored))
        return state if isinstance(state, Prosecution) else None


_CASES: Kind = _Cases()
_PROSECUTIONS: Kind = _Prosecutions()


def kind_of(command: str) -> Kind:
    """The kind of stream that this command is asked of: a case, unless its name says otherwise."""
    return _PROSECUTIONS if kind_named_by(command) == _PROSECUTIONS.name else _CASES


def kind_named(stream: str) -> Kind:
    """The kind of stream that this is: the first word of its name."""
    return _PROSECUTIONS if stream.partition("/")[0] == _PROSECUTIONS.name else _CASES


def standing_of(after: After, now: datetime) -> Standing:
    """How it stands at the instant `now`."""
    return prosecution_standing(after) if isinstance(after, Prosecution) else standing(after, now)
