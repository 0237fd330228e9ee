"""Age, guardianship, consent at eighteen. Read next: `after.py`."""

from typing import ClassVar, Literal

from domain.sealed import Sealed
from domain.stream.command import AnySlug, Month
from domain.stream.event import Event


class AgeClaimed(Event):
    """The person said which age group they belong to."""

    type: ClassVar[str] = "age-claimed"

    claimed: Literal["adult", "child"]


class AgeDisputed(Event):
    """Somebody disputes it."""

    type: ClassVar[str] = "age-disputed"

    disputed_by: AnySlug
    reasons: Sealed | None = None


class AgeAssessed(Event):
    """The age was assessed."""

    type: ClassVar[str] = "age-assessed"

    outcome: Literal["adult", "child"]
    assessor: AnySlug
    reasons: Sealed | None = None


class LoneChildRecorded(Event):
    """It is known, since the referral, that a child is here without parent or guardian."""

    type: ClassVar[str] = "lone-child-recorded"


class EighteenthBirthdayRecorded(Event):
    """It is known in which month the person turns eighteen."""

    type: ClassVar[str] = "eighteenth-birthday-recorded"

    month: Month


class GuardianshipReferralMade(Event):
    """A child who is here alone was put forward to the service that provides guardians."""

    type: ClassVar[str] = "guardianship-referral-made"

    scheme: AnySlug


class GuardianAppointed(Event):
    """A child was given a guardian."""

    type: ClassVar[str] = "guardian-appointed"

    scheme: AnySlug


class GuardianshipEnded(Event):
    """The guardian no longer acts."""

    type: ClassVar[str] = "guardianship-ended"

    reason: Literal["turned-18", "family-found", "child-left", "other"]


class ConsentAt18Recorded(Event):
    """Somebody referred as a child answered as an adult whether to remain in the NRM."""

    type: ClassVar[str] = "consent-at-18-recorded"

    answer: Literal["given", "refused"]
