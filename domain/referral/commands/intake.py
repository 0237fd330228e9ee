"""Before and at referral: the encounter, what became of it, the referral, who decides, and earlier referrals.

An adult who does not consent is never named: the duty to notify is discharged without anything that could identify
them (Modern Slavery Act 2015, section 52; SI 2015/1743). Read next: `grounds.py`.
"""

from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import BeforeValidator, Field

from domain.nations import Nation
from domain.referral.commands.base import AgeGroup
from domain.referral.places import Country, PoliceArea
from domain.sealed import Sealed
from domain.stream.command import Command, Organisation, Reference, listed
from domain.when import When

Authority = Literal["sca", "ieca", "ukhtc", "ukba", "nca", "ukvi", "devolved-child-panel"]
NotReferredReason = Literal[
    "fear-of-authorities", "declined", "turned-away", "no-indicators", "contact-lost", "left-the-country", "other"
]
NotifyingBody = Literal[
    "police-force", "british-transport-police", "national-crime-agency", "county-council", "county-borough-council",
    "district-council", "london-borough-council", "greater-london-authority", "city-of-london-corporation",
    "council-of-the-isles-of-scilly", "gangmasters-and-labour-abuse-authority", "fair-work-agency", "home-office",
]  # fmt: skip
"""Those of section 52(5), the agency that has taken the place of one, and the Home Office, which notifies by policy."""
ExploitationKind = Literal["labour", "criminal", "sexual", "domestic", "organ-harvesting", "unknown"]
"""As the official statistics count it since October 2019; there may be several."""
Exploitation = Annotated[tuple[ExploitationKind, ...], BeforeValidator(listed)]
Relation = Literal["earlier-referral", "family-member", "same-scene"]


class ReportEncounter(Command):
    """Report that somebody met a person who may be a victim: this opens the case, before any referral."""

    name: ClassVar[str] = "report-encounter"

    nation: Nation = Field(description="whose law and calendar apply")
    age_group: AgeGroup = Field(description="adult, child, or unknown (then presumed to be a child)")
    indicators: bool = Field(description="whether there were indicators of trafficking or slavery")
    organisation: Organisation = Field(description="the organisation that met the person")
    reference: Reference | None = Field(default=None, description="the reference people will use; made, if left out")
    account: Sealed | None = Field(default=None, description="what was seen and said, in words")


class RecordNotReferred(Command):
    """Record that no referral followed an encounter, and why."""

    name: ClassVar[str] = "record-not-referred"

    reason: NotReferredReason = Field(description="why the person was not referred")
    details: Sealed | None = Field(default=None, description="further details")


class RecordTurnedAway(Command):
    """Record that an agency turned the person away, or would not take a report."""

    name: ClassVar[str] = "record-turned-away"

    agency: Organisation = Field(description="the agency, for instance kent-police")
    details: Sealed | None = Field(default=None, description="what was asked and what was answered")


class NotifyWithoutConsent(Command):
    """Notify the Home Office of an adult who does not consent to referral; nothing here may identify the person."""

    name: ClassVar[str] = "notify-without-consent"

    notifying_body: NotifyingBody = Field(description="the public authority that notifies")
    gender: Literal["female", "male", "other", "unknown"] = Field(default="unknown", description="as far as known")
    nationality: Country | None = Field(default=None, description="a country, for instance vietnam")
    began_under_18: bool | None = Field(default=None, description="whether the exploitation began in childhood")
    believed: Literal["slavery", "trafficking", "both"] = Field(description="what is believed to have happened")
    country: Country | None = Field(default=None, description="where it happened, for instance united-kingdom")
    exploitation: Exploitation = Field(default=(), description="kinds of exploitation, with commas between them")
    told_police: bool | None = Field(default=None, description="whether it was reported to the police")
    police_area: PoliceArea | None = Field(default=None, description="the police area in which the person was met")


class Refer(Command):
    """Refer a person to the National Referral Mechanism: this opens the case, or follows an encounter."""

    name: ClassVar[str] = "refer"

    nation: Nation = Field(description="whose law and calendar apply")
    age_group: AgeGroup = Field(description="adult, child, or unknown (then presumed to be a child)")
    consent: Literal["given", "not-needed"] = Field(description="an adult must have given consent; a child need not")
    first_responder: Organisation = Field(description="the organisation that refers, for instance salvation-army")
    alone: bool = Field(default=False, description="whether a child is here without parent or guardian")
    reference: Reference | None = Field(default=None, description="the reference people will use; made, if left out")
    received_on: When | None = Field(
        default=None, description="the day the competent authority received it, if not the day it was made"
    )
    person_details: Sealed | None = Field(default=None, description="name, date of birth and the like")
    account: Sealed | None = Field(default=None, description="what happened, in words")


class AllocateCompetentAuthority(Command):
    """Say which competent authority will decide; again, when the case is transferred to another."""

    name: ClassVar[str] = "allocate-competent-authority"

    authority: Authority = Field(description="the competent authority")


class LinkReferral(Command):
    """Link this case to another: an earlier referral of the same person, or somebody else found with them."""

    name: ClassVar[str] = "link-referral"

    other: UUID = Field(description="the id of the other case")
    relation: Relation = Field(description="what the other case is to this one")
