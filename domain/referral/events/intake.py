"""Before and at referral. Read next: `grounds.py`."""

from typing import ClassVar, Literal
from uuid import UUID

from domain.nations import AnyNation
from domain.referral.commands.base import AgeGroup
from domain.referral.commands.intake import Authority, NotReferredReason, Relation
from domain.sealed import Sealed
from domain.stream.command import AnyOrganisation, AnyReference, AnySlug
from domain.stream.event import Event
from domain.when import When


class EncounterReported(Event):
    """Somebody met a person who may be a victim. `likeness`: what the reference looks like, as no other may look."""

    type: ClassVar[str] = "encounter-reported"

    reference: AnyReference
    nation: AnyNation
    person: UUID
    age_group: AgeGroup
    indicators: bool
    organisation: AnyOrganisation
    account: Sealed | None = None
    likeness: str | None = None


class ReferralNotMade(Event):
    """No referral followed an encounter."""

    type: ClassVar[str] = "referral-not-made"

    reason: NotReferredReason
    details: Sealed | None = None


class TurnedAway(Event):
    """An agency turned the person away."""

    type: ClassVar[str] = "turned-away"

    agency: AnyOrganisation
    details: Sealed | None = None


class DutyToNotifyDischarged(Event):
    """The Home Office was notified of an adult who did not consent; nothing here identifies the person."""

    type: ClassVar[str] = "duty-to-notify-discharged"

    notifying_body: AnySlug
    gender: Literal["female", "male", "other", "unknown"]
    nationality: AnySlug | None = None
    began_under_18: bool | None = None
    believed: Literal["slavery", "trafficking", "both"]
    country: AnySlug | None = None
    exploitation: tuple[AnySlug, ...] = ()
    told_police: bool | None = None
    police_area: AnySlug | None = None


class ReferralMade(Event):
    """A person was referred; the clock for the first decision starts when the authority receives it.

    `likeness`, of the event that opens a case: what its reference looks like, as no other may look.
    """

    type: ClassVar[str] = "referral-made"

    reference: AnyReference
    nation: AnyNation
    person: UUID
    age_group: AgeGroup
    consent: Literal["given", "not-needed", "not-recorded"]
    alone: bool = False
    first_responder: AnyOrganisation | None = None
    received_on: When | None = None
    person_details: Sealed | None = None
    account: Sealed | None = None
    likeness: str | None = None


class CompetentAuthorityAllocated(Event):
    """It was settled which authority decides."""

    type: ClassVar[str] = "competent-authority-allocated"

    authority: Authority


class ReferralLinked(Event):
    """This case was linked to another."""

    type: ClassVar[str] = "referral-linked"

    other: UUID
    relation: Relation
