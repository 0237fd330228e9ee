"""The recovery period: support, information, reviews, and steps taken against the person meanwhile.

Read next: `challenge.py`.
"""

from typing import ClassVar, Literal

from pydantic import Field

from domain.sealed import Sealed
from domain.stream.command import Command, EventNumber, Organisation, Slug
from domain.when import When

EnforcementStep = Literal[
    "removal-directions",
    "expulsion",
    "charter-listing",
    "requirement-to-leave",
    "detention-for-removal",
    "removal-to-convention-state",
    "other",
]
SupportItem = Literal["accommodation", "medical", "translation", "counselling", "legal", "education"]
InterpretedAt = Literal["interview", "information-about-rights", "assessment", "telling-of-a-decision", "other"]
SupportEnd = Literal[
    "needs-met", "left-by-choice", "negative-decision", "disqualified", "withdrawn", "time-limit", "other"
]


class StartSupport(Command):
    """Record that support began."""

    name: ClassVar[str] = "start-support"

    provider: Slug = Field(description="the support provider, for instance salvation-army")


class RecordSupportOffer(Command):
    """Record that a kind of support was offered, and the answer."""

    name: ClassVar[str] = "record-support-offer"

    item: SupportItem = Field(description="what was offered")
    answer: Literal["accepted", "declined"] = Field(description="the person's answer")


class RecordSupportDelivery(Command):
    """Record that a kind of support was given."""

    name: ClassVar[str] = "record-support-delivery"

    item: SupportItem = Field(description="what was given")


class ReviewRecoveryPeriod(Command):
    """Record that it was looked at whether the recovery period is long enough."""

    name: ClassVar[str] = "review-recovery-period"

    outcome: Literal["long-enough", "to-be-extended"] = Field(description="what was found")
    reasons: Sealed | None = Field(default=None, description="why")


class ExtendRecoveryPeriod(Command):
    """Lengthen the recovery period to a later last day."""

    name: ClassVar[str] = "extend-recovery-period"

    until: When = Field(description="the new last day of the period")
    reasons: Sealed | None = Field(default=None, description="why it is needed")


class AssessRecoveryNeeds(Command):
    """Record a recovery needs assessment: until when support is needed."""

    name: ClassVar[str] = "assess-recovery-needs"

    support_until: When = Field(description="the last day of the support that is needed")
    reasons: Sealed | None = Field(default=None, description="what was found")


class RecordEnforcementStep(Command):
    """Record a step taken against the person, such as removal directions."""

    name: ClassVar[str] = "record-enforcement-step"

    step: EnforcementStep = Field(description="what was done")
    unit: Slug | None = Field(default=None, description="the unit that did it")
    details: Sealed | None = Field(default=None, description="further details")


class CancelEnforcementStep(Command):
    """Record that a step taken against the person was taken back."""

    name: ClassVar[str] = "cancel-enforcement-step"

    step: EventNumber = Field(description="the step, by its number in the case's history")
    details: Sealed | None = Field(default=None, description="further details")


class EndSupport(Command):
    """Record that support ended."""

    name: ClassVar[str] = "end-support"

    reason: SupportEnd = Field(description="why support ended")
    details: Sealed | None = Field(default=None, description="further details")


class RecordRightsInformation(Command):
    """Record that the person was told their rights (Convention, Articles 12(1) and 15)."""

    name: ClassVar[str] = "record-rights-information"

    language: Slug = Field(description="the language, for instance vietnamese")
    interpreter: bool = Field(description="whether an interpreter took part")
    understood: bool = Field(description="whether the person understood the language")


class RecordInterpreterBooked(Command):
    """Record that an interpreter was booked for the person."""

    name: ClassVar[str] = "record-interpreter-booked"

    interpreter: Organisation = Field(description="who provides the interpreter, an organisation and no name")
    language: Slug = Field(description="the language, for instance vietnamese")
    purpose: InterpretedAt = Field(description="what is interpreted")
    booked_for: When = Field(description="the day for which the interpreter is booked")
