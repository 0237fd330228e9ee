"""The stages of a person's path: where the case stands in the process. Exactly one at a time.

How a case moves, in the field's own words:

1.  Somebody who may be a victim is *encountered*. Without a referral the case is *not referred*, or, for an adult who
    does not consent, *notified* without identity.
2.  A person is *referred*. Nobody has yet said which competent authority decides.
3.  Once an authority is allocated the person is *awaiting reasonable grounds*.
4.  A negative decision leads to *reasonable grounds negative*. A positive one opens the *recovery period*, which is the
    stage in which the person is protected and the conclusive decision is outstanding. Where no recovery period is owed,
    because the person is disqualified from it or has had one already, they are *awaiting conclusive grounds*.
5.  The conclusive decision leads to *conclusive grounds positive* or *negative*.
6.  A decision that is set aside (reconsidered, quashed) takes the case back to where it was before the decision.
7.  A case ends *withdrawn* or *closed*; reopened, it goes on where it stood.
8.  An account imported from elsewhere may say nothing about referral or decision: *history only*.

A stage says where the case is; it holds only what is needed to say so. Read next: `strands.py`, for all that is true
beside it.
"""

from dataclasses import dataclass
from typing import ClassVar

from domain.referral.commands.after import ClosingReason
from domain.referral.commands.intake import Authority, NotReferredReason
from domain.when import When


@dataclass(frozen=True)
class Encountered:
    """Somebody who may be a victim was met; no referral has been made."""

    name: ClassVar[str] = "encountered"


@dataclass(frozen=True)
class NotReferred:
    """No referral followed the encounter."""

    name: ClassVar[str] = "not-referred"

    reason: NotReferredReason


@dataclass(frozen=True)
class Notified:
    """An adult did not consent; the Home Office was notified without identity."""

    name: ClassVar[str] = "notified"

    notified: When


@dataclass(frozen=True)
class Referred:
    """A referral was received; no competent authority has been allocated."""

    name: ClassVar[str] = "referred"


@dataclass(frozen=True)
class AwaitingReasonableGrounds:
    """The authority has the case and owes the first decision; None where an account does not name it."""

    name: ClassVar[str] = "awaiting-reasonable-grounds"

    authority: Authority | None


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
class AwaitingConclusiveGrounds:
    """The first decision was positive and the conclusive one is outstanding; no recovery period is owed meanwhile."""

    name: ClassVar[str] = "awaiting-conclusive-grounds"

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
class HistoryOnly:
    """An imported account that speaks of neither referral nor decision."""

    name: ClassVar[str] = "history-only"


@dataclass(frozen=True)
class Withdrawn:
    """The person withdrew; `before` is where the case stood."""

    name: ClassVar[str] = "withdrawn"

    withdrawn: When
    before: "Live"

    @property
    def ended(self) -> When:
        """When the case ended."""
        return self.withdrawn


@dataclass(frozen=True)
class Closed:
    """The case was closed; `before` is where it stood."""

    name: ClassVar[str] = "closed"

    closed: When
    reason: ClosingReason
    before: "Live"

    @property
    def ended(self) -> When:
        """When the case ended."""
        return self.closed


Live = (
    Encountered
    | NotReferred
    | Notified
    | Referred
    | AwaitingReasonableGrounds
    | ReasonableGroundsNegative
    | RecoveryPeriod
    | AwaitingConclusiveGrounds
    | ConclusiveGroundsPositive
    | ConclusiveGroundsNegative
    | HistoryOnly
)
"""The stages of a case that has not ended."""

Decided = ReasonableGroundsNegative | ConclusiveGroundsPositive | ConclusiveGroundsNegative
"""The stages in which no decision is owed, and the case can be closed."""

Outstanding = RecoveryPeriod | AwaitingConclusiveGrounds
"""The stages between a positive first decision and the conclusive one, with and without protection."""

Undecided = Referred | AwaitingReasonableGrounds | RecoveryPeriod | AwaitingConclusiveGrounds
"""The stages in which the authority still owes a decision."""

BeforeReferral = Encountered | NotReferred | Notified
"""The stages of somebody who was met and not referred."""

Ended = Withdrawn | Closed

Stage = Live | Ended
