"""Children: age claimed, disputed, assessed; the guardian; consent at eighteen.

Until it is assessed a person who may be a child is presumed to be one (Convention, Article 10(3); Modern Slavery Act
2015, section 51). No date of birth is kept: only the month in which somebody turns eighteen.
Read next: `after.py`.
"""

from typing import ClassVar, Literal

from pydantic import Field

from domain.sealed import Sealed
from domain.stream.command import Command, Month, Slug


class ClaimAge(Command):
    """Record the age group that the person says they belong to."""

    name: ClassVar[str] = "claim-age"

    claimed: Literal["adult", "child"] = Field(description="what the person says")


class DisputeAge(Command):
    """Record that somebody disputes the age claimed."""

    name: ClassVar[str] = "dispute-age"

    disputed_by: Slug = Field(description="the organisation that disputes it")
    reasons: Sealed | None = Field(default=None, description="why")


class AssessAge(Command):
    """Record the outcome of an age assessment."""

    name: ClassVar[str] = "assess-age"

    outcome: Literal["adult", "child"] = Field(description="what was found")
    assessor: Slug = Field(description="who assessed, for instance kent-county-council")
    reasons: Sealed | None = Field(default=None, description="why")


class RecordLoneChild(Command):
    """Record that a child is here without parent or guardian, where the referral did not say so."""

    name: ClassVar[str] = "record-lone-child"


class RecordEighteenthBirthday(Command):
    """Record in which month the person turns eighteen."""

    name: ClassVar[str] = "record-eighteenth-birthday"

    month: Month = Field(description="the month, written as YYYY-MM")


class ReferToGuardianship(Command):
    """Record that a child who is here alone was put forward to the service that provides guardians."""

    name: ClassVar[str] = "refer-to-guardianship"

    scheme: Slug = Field(description="the service, for instance guardianship-scotland")


class AppointGuardian(Command):
    """Record that an independent guardian was appointed for a child."""

    name: ClassVar[str] = "appoint-guardian"

    scheme: Slug = Field(description="the service that provides the guardian, for instance ictg")


class EndGuardianship(Command):
    """Record that a guardian no longer acts."""

    name: ClassVar[str] = "end-guardianship"

    reason: Literal["turned-18", "family-found", "child-left", "other"] = Field(description="why")


class RecordConsentAt18(Command):
    """Record whether a person who was referred as a child consents to remain in the NRM as an adult."""

    name: ClassVar[str] = "record-consent-at-18"

    answer: Literal["given", "refused"] = Field(description="the person's answer")
