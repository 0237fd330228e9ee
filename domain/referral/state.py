"""What is true of a case: the stages of a person's path, and the ledger the clocks count from.

How a case moves, in the field's own words:

1.  A person is *referred*. Nobody has yet said which competent authority decides.
2.  Once an authority is allocated the person is *awaiting reasonable grounds*.
3.  A negative decision leads to *reasonable grounds negative*. A positive one opens the *recovery period*, which is the
    stage in which the person is protected and the conclusive decision is outstanding.
4.  The conclusive decision leads to *conclusive grounds positive* or *negative*.
5.  A case ends *withdrawn* or *closed*. Nothing but notes can follow.
6.  An account imported from elsewhere may say nothing about referral or decision: *history only*.

A stage says where the person is; it holds only what is needed to say so. Everything that has a date is in `facts`,
in the order in which it was recorded, because clocks are computed from facts and never stored. Which breaches and
rungs are already on record is kept too, so that none is recorded twice.

This module decides nothing. Read next: `evolve.py`, which moves a case on, then `decide.py`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar, Literal
from uuid import UUID

from domain.clocks import Fact
from domain.nations import Nation
from domain.referral.commands import AgeGroup, Authority, ClosingReason
from domain.referral.events import BreachRecorded
from domain.when import When


@dataclass(frozen=True)
class NoReferral:
    """Nothing has been recorded under this id."""


@dataclass(frozen=True)
class Referred:
    """A referral was received; no competent authority has been allocated."""

    name: ClassVar[str] = "referred"


@dataclass(frozen=True)
class AwaitingReasonableGrounds:
    """The authority has the case and owes the first decision."""

    name: ClassVar[str] = "awaiting-reasonable-grounds"

    authority: Authority


@dataclass(frozen=True)
class ReasonableGroundsNegative:
    """The first decision was negative."""

    name: ClassVar[str] = "reasonable-grounds-negative"

    decided: When


@dataclass(frozen=True)
class RecoveryPeriod:
    """The first decision was positive: the person is protected, and the conclusive decision is outstanding."""

    name: ClassVar[str] = "recovery-period"

    decided: When


@dataclass(frozen=True)
class ConclusiveGroundsPositive:
    """The person is conclusively a victim."""

    name: ClassVar[str] = "conclusive-grounds-positive"

    decided: When


@dataclass(frozen=True)
class ConclusiveGroundsNegative:
    """The conclusive decision was negative."""

    name: ClassVar[str] = "conclusive-grounds-negative"

    decided: When


@dataclass(frozen=True)
class Withdrawn:
    """The person withdrew."""

    name: ClassVar[str] = "withdrawn"

    withdrawn: When


@dataclass(frozen=True)
class Closed:
    """The case was closed."""

    name: ClassVar[str] = "closed"

    closed: When
    reason: ClosingReason


@dataclass(frozen=True)
class HistoryOnly:
    """An imported account that speaks of neither referral nor decision."""

    name: ClassVar[str] = "history-only"


Stage = (
    Referred
    | AwaitingReasonableGrounds
    | ReasonableGroundsNegative
    | RecoveryPeriod
    | ConclusiveGroundsPositive
    | ConclusiveGroundsNegative
    | Withdrawn
    | Closed
    | HistoryOnly
)

Decided = ReasonableGroundsNegative | ConclusiveGroundsPositive | ConclusiveGroundsNegative
"""The stages in which no decision is owed, and the case can be closed."""

Undecided = Referred | AwaitingReasonableGrounds | RecoveryPeriod
"""The stages in which the authority still owes a decision."""

Ended = Withdrawn | Closed

RungKey = tuple[str, int, str]
"""A clock, the version of the fact that started its run, and the rung: one rung is recorded once."""


@dataclass(frozen=True)
class Breach:
    """A breach on record and what became of it."""

    recorded: BreachRecorded
    version: int
    status: Literal["open", "cured", "disproved"] = "open"
    days_late: int | None = None


@dataclass(frozen=True)
class Referral:
    """A case as the log knows it. `version` is the number of its events."""

    reference: str
    nation: Nation
    person: UUID
    age_group: AgeGroup
    origin: Literal["live", "imported"]
    opened: When
    stage: Stage
    version: int
    account_ends: When | None = None
    facts: tuple[Fact, ...] = ()
    reached: frozenset[RungKey] = frozenset()
    breaches: Mapping[RungKey, Breach] = field(default_factory=dict[RungKey, Breach])

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to do something, so that the case needs a lane.

        A live case is open until it is withdrawn or closed. An imported one is open only while a decision is owed and
        its account is not known to have stopped: a history that has ended needs no running workflow.
        """
        if self.origin == "imported":
            return isinstance(self.stage, Undecided) and self.account_ends is None
        return not isinstance(self.stage, Ended)

    def last(self, event: str) -> Fact | None:
        """The latest recorded fact of this type."""
        return next((fact for fact in reversed(self.facts) if fact.event == event), None)


State = NoReferral | Referral
