"""The two decisions, their review and their service. Read next: `recovery.py`."""

from typing import ClassVar, Literal

from domain.frozen import Frozen
from domain.referral.commands.base import AnySlug, Decision, EventNumber, Outcome, PublicText
from domain.referral.commands.grounds import FurtherRecovery, ReasonCode, ServedOn
from domain.referral.events.base import Event
from domain.sealed import Sealed
from domain.staff import StaffOnRecord


class Evidence(Frozen):
    """One thing that was weighed: its number in the history, and the digest under which it was sealed."""

    event: EventNumber
    digest: str


class InformationRequested(Event):
    """Somebody was asked for more information."""

    type: ClassVar[str] = "information-requested"

    asked: AnySlug
    details: Sealed | None = None


class GroundsDecided(Event):
    """What both decisions have in common. `test` is the rule of decision in force that day, by its id."""

    outcome: Outcome
    decided_by: StaffOnRecord | None = None
    unit: AnySlug | None = None
    test: AnySlug | None = None
    guidance: PublicText | None = None
    reason_codes: tuple[ReasonCode, ...] = ()
    reasons: Sealed | None = None
    evidence: tuple[Evidence, ...] = ()


class ReasonableGroundsDecided(GroundsDecided):
    """The first decision was made; if positive, the recovery period began."""

    type: ClassVar[str] = "reasonable-grounds-decided"

    further_recovery: FurtherRecovery | None = None


class RecoveryPeriodNotOwed(Event):
    """A further positive decision gives no right to another recovery period (2022 Act, section 62)."""

    type: ClassVar[str] = "recovery-period-not-owed"


class DecisionReviewed(Event):
    """A second person looked at a decision."""

    type: ClassVar[str] = "decision-reviewed"

    decision: Decision
    outcome: Literal["agreed", "disagreed"]
    reviewed_by: StaffOnRecord
    reasons: Sealed | None = None


class ConclusiveGroundsDecided(GroundsDecided):
    """The conclusive decision was made."""

    type: ClassVar[str] = "conclusive-grounds-decided"


class DecisionSetAside(Event):
    """A decision no longer stands and is to be made again; `by` is the number of the answer or order that says so.

    It goes with that event: it has its date, also once that is corrected, and is struck when that is. No `by`: an
    account tells that the decision was given up and not by what, so this has a date of its own.
    """

    type: ClassVar[str] = "decision-set-aside"

    decision: Decision
    by: EventNumber | None = None


class DecisionServed(Event):
    """A decision reached the person or whoever acts for them."""

    type: ClassVar[str] = "decision-served"

    decision: Decision
    outcome: Outcome
    served_on: ServedOn | None = None
