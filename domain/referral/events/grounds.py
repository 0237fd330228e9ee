"""The two decisions, their review and their service. Read next: `recovery.py`."""

from typing import ClassVar, Literal

from domain.frozen import Frozen
from domain.referral.commands.base import Decision, Outcome
from domain.referral.commands.grounds import FurtherRecovery, ReasonCode, ServedOn
from domain.sealed import Sealed
from domain.staff import AnyStaff
from domain.stream.command import AnySlug, AnyText, EventNumber
from domain.stream.event import Event
from domain.when import When


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
    decided_by: AnyStaff | None = None
    unit: AnySlug | None = None
    test: AnySlug | None = None
    guidance: AnyText | None = None
    reason_codes: tuple[ReasonCode, ...] = ()
    reasons: Sealed | None = None
    evidence: tuple[Evidence, ...] = ()


class ReasonableGroundsDecided(GroundsDecided):
    """The first decision was made; if positive, the recovery period began."""

    type: ClassVar[str] = "reasonable-grounds-decided"

    further_recovery: FurtherRecovery | None = None


class RecoveryPeriodNotOwed(Event):
    """No further recovery period was determined, so a further positive decision gives none (2022 Act, section 62)."""

    type: ClassVar[str] = "recovery-period-not-owed"


class FurtherRecoveryPeriodDetermined(Event):
    """The authority determined another recovery period for a further positive decision (2022 Act, section 62(2))."""

    type: ClassVar[str] = "further-recovery-period-determined"


class DecisionReviewed(Event):
    """A second person looked at a decision."""

    type: ClassVar[str] = "decision-reviewed"

    decision: Decision
    outcome: Literal["agreed", "disagreed"]
    reviewed_by: AnyStaff
    reasons: Sealed | None = None


class ConclusiveGroundsDecided(GroundsDecided):
    """The conclusive decision was made."""

    type: ClassVar[str] = "conclusive-grounds-decided"


class DecisionSetAside(Event):
    """A decision no longer stands and is to be made again; `by` is the number of the answer or order that says so.

    It goes with that event: it has its date, also once that is corrected, and is struck when that is. No `by`: an
    account tells that the decision was given up and not by what, so this has a date of its own. `about` is the number
    of the decision, where its kind alone does not say which.
    """

    type: ClassVar[str] = "decision-set-aside"

    decision: Decision | Literal["leave", "reconsideration"]
    by: EventNumber | None = None
    about: EventNumber | None = None


class DecisionDelayRequested(Event):
    """Somebody asked for the conclusive decision to be made later."""

    type: ClassVar[str] = "decision-delay-requested"

    requested_by: AnySlug
    reasons: Sealed | None = None


class DecisionDelayAnswered(Event):
    """That request was answered; `until` is the day before which the decision is not to be made."""

    type: ClassVar[str] = "decision-delay-answered"

    outcome: Literal["granted", "refused"]
    until: When | None = None
    reasons: Sealed | None = None


class DecisionServed(Event):
    """A decision reached the person or whoever acts for them."""

    type: ClassVar[str] = "decision-served"

    decision: Decision
    outcome: Outcome
    served_on: ServedOn | None = None
