"""The recovery period and what is done in it. Read next: `challenge.py`."""

from typing import ClassVar, Literal

from domain.referral.commands.recovery import EnforcementStep, InterpretedAt, SupportEnd, SupportItem
from domain.sealed import Sealed
from domain.stream.command import AnyOrganisation, AnySlug, EventNumber
from domain.stream.event import Event
from domain.when import When


class SupportStarted(Event):
    """Support began."""

    type: ClassVar[str] = "support-started"

    provider: AnySlug


class SupportOffered(Event):
    """A kind of support was offered."""

    type: ClassVar[str] = "support-offered"

    item: SupportItem
    answer: Literal["accepted", "declined"]


class SupportDelivered(Event):
    """A kind of support was given."""

    type: ClassVar[str] = "support-delivered"

    item: SupportItem


class RecoveryPeriodReviewed(Event):
    """It was looked at whether the recovery period is long enough."""

    type: ClassVar[str] = "recovery-period-reviewed"

    outcome: Literal["long-enough", "to-be-extended"]
    reasons: Sealed | None = None


class RecoveryPeriodExtended(Event):
    """The recovery period was given a later last day."""

    type: ClassVar[str] = "recovery-period-extended"

    until: When
    reasons: Sealed | None = None


class RecoveryNeedsAssessed(Event):
    """It was assessed until when support is needed."""

    type: ClassVar[str] = "recovery-needs-assessed"

    support_until: When
    reasons: Sealed | None = None


class EnforcementStepRecorded(Event):
    """A step was taken against the person."""

    type: ClassVar[str] = "enforcement-step-recorded"

    step: EnforcementStep
    unit: AnySlug | None = None
    details: Sealed | None = None


class EnforcementStepCancelled(Event):
    """A step was taken back."""

    type: ClassVar[str] = "enforcement-step-cancelled"

    step: EventNumber
    details: Sealed | None = None


class SupportEnded(Event):
    """Support ended."""

    type: ClassVar[str] = "support-ended"

    reason: SupportEnd
    details: Sealed | None = None


class RightsInformationGiven(Event):
    """The person was told their rights."""

    type: ClassVar[str] = "rights-information-given"

    language: AnySlug
    interpreter: bool
    understood: bool


class InterpreterBooked(Event):
    """An interpreter was booked for the person, for a day that may lie ahead."""

    type: ClassVar[str] = "interpreter-booked"

    interpreter: AnyOrganisation
    language: AnySlug
    purpose: InterpretedAt
    booked_for: When
