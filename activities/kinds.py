"""The kinds of stream that commands are asked of, cases and prosecutions: how each is read, decided and listed.

What is the same for all (answering once, appending in one transaction, recording refusals) is in `record.py`; here is
only what differs, in one shape, so that nothing else asks which kind it is. A new kind is a class here and a row in
`KINDS`. Nothing of Temporal's is loaded. Read next: `domain/referral/decide`, `domain/prosecution/decide.py`.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeAlias
from uuid import UUID

from activities.history import history_of, prosecution_history_of, unreadable
from activities.law import Law
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
from domain.referral.decide import decide
from domain.referral.evolve import fold
from domain.referral.outlook import Outlook
from domain.referral.parse import Commands
from domain.referral.receipt import receipt, standing
from domain.referral.rows import CaseViews
from domain.referral.state import Dated, Referral
from domain.referral.views import case_views
from domain.rules.model import RuleBook
from domain.stream.answers import Receipt, Standing
from domain.stream.command import Command
from domain.stream.context import Context
from eventlog.log import ToldEvent

AnyViews: TypeAlias = CaseViews | ProsecutionViews


class After(Protocol):
    """What a stream adds up to after some events."""

    @property
    def version(self) -> int:
        """How many events this is the sum of."""
        ...

    def receipt(self, events: Sequence[Dated]) -> Receipt:
        """The receipt for the command that led to these events, the last there are."""
        ...

    def rows(self) -> AnyViews:
        """Every row of it in the lists."""
        ...

    def standing(self, now: datetime) -> Standing:
        """How it stands at the instant `now`: what its lane waits for and shows."""
        ...


@dataclass(frozen=True)
class CaseAfter:
    """A person's case, with what its clocks say."""

    case: UUID
    outlook: Outlook

    @property
    def version(self) -> int:
        """How many events this is the sum of."""
        return self.outlook.state.version

    def receipt(self, events: Sequence[Dated]) -> Receipt:
        """The receipt for the command that led to these events."""
        return receipt(self.case, self.outlook, events)

    def rows(self) -> CaseViews:
        """The case, its clocks, breaches and safeguards."""
        return case_views(self.case, self.outlook)

    def standing(self, now: datetime) -> Standing:
        """How the case stands at the instant `now`."""
        return standing(self.outlook, now)


@dataclass(frozen=True)
class ProsecutionAfter:
    """A prosecution. No clock runs in one."""

    state: Prosecution

    @property
    def version(self) -> int:
        """How many events this is the sum of."""
        return self.state.version

    def receipt(self, events: Sequence[Dated]) -> Receipt:
        """The receipt for the command that led to these events."""
        return prosecution_receipt(self.state, events)

    def rows(self) -> ProsecutionViews:
        """The prosecution, and every person ever linked."""
        return prosecution_views(self.state)

    def standing(self, now: datetime) -> Standing:  # noqa: ARG002 - no clock runs in it
        """How the prosecution stands, whatever the time."""
        return prosecution_standing(self.state)


@dataclass(frozen=True)
class Decided:
    """What a command led to, ready to be stored: of `events`, as many as `asked` were asked for, the rest followed."""

    events: tuple[Dated, ...]
    asked: int
    after: After
    receipt: Receipt
    rows: AnyViews


def _decided(events: tuple[Dated, ...], asked: int, after: After) -> Decided:
    return Decided(events, asked, after, after.receipt(events), after.rows())


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
        return _decided(decision.events, len(decision.asked), CaseAfter(context.case, decision.outlook))

    def after(self, stored: Sequence[ToldEvent], rules: RuleBook) -> CaseAfter | None:
        state = fold(history_of(stored))
        return CaseAfter(id_in(stored[0].stream), Outlook(state, rules)) if isinstance(state, Referral) else None


class _Prosecutions:
    """A criminal case against traffickers, which touches many people."""

    name = prosecution_commands.KIND
    commands = prosecution_commands.COMMANDS
    opening = only_opening = frozenset({prosecution_commands.OPENING})

    def decide(self, stored: Sequence[ToldEvent], command: Command, context: Context) -> Decided:
        decision = decide_prosecution(fold_prosecution(prosecution_history_of(stored)), command, context)
        return _decided(decision.events, len(decision.events), ProsecutionAfter(decision.state))

    def after(self, stored: Sequence[ToldEvent], _: RuleBook) -> ProsecutionAfter | None:
        state = fold_prosecution(prosecution_history_of(stored))
        return ProsecutionAfter(state) if isinstance(state, Prosecution) else None


_CASES = _Cases()

KINDS: Mapping[str, Kind] = {_CASES.name: _CASES, _Prosecutions.name: _Prosecutions()}
"""Every kind, by the first word of the names of its streams."""


def kind_of(command: str) -> Kind:
    """The kind of stream that this command is asked of: a case, unless its name says otherwise."""
    return KINDS.get(kind_named_by(command), _CASES)


def kind_named(stream: str) -> Kind:
    """The kind of stream that this is: the first word of its name."""
    return KINDS.get(stream.partition("/")[0], _CASES)


def id_in(stream: str) -> UUID:
    """Whose stream this is: the second word of its name."""
    return UUID(stream.partition("/")[2])


def project(law: Law) -> Callable[[Sequence[ToldEvent], str], Awaitable[AnyViews]]:
    """How a stored stream becomes its rows in the lists: for rebuilding them, and for proving that they are right.

    A stream is counted by the rule-book that decided it last, as its rows were when they were written; where that one
    cannot be read any more, by the one that decides now.
    """

    async def rows_of(told: Sequence[ToldEvent], decided_by: str) -> AnyViews:
        rules = await law.named(decided_by) or await law.current()
        after = kind_named(told[0].stream).after(told, rules)
        if after is None:
            raise unreadable(told[0])
        return after.rows()

    return rows_of
