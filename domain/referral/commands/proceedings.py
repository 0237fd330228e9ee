"""Criminal proceedings against the person, and pointers to those against the traffickers.

The law asks that a victim need not be punished for what they were compelled to do (Convention, Article 26; Modern
Slavery Act 2015, section 45). Where a command names a charge, leaving it out means the one that is open.
Read next: `file.py`; for the traffickers `domain/prosecution`.
"""

from typing import ClassVar, Literal
from uuid import UUID

from pydantic import Field

from domain.sealed import Sealed
from domain.stream.command import Command, EventNumber, Slug


class RecordCharge(Command):
    """Record that the person was charged with an offence."""

    name: ClassVar[str] = "record-charge"

    offence: Slug = Field(description="the offence, for instance cannabis-cultivation")
    details: Sealed | None = Field(default=None, description="further details")


class OnCharge(Command):
    """What every later step has in common."""

    charge: EventNumber | None = Field(default=None, description="which charge, by its number in the history")


class ReviewNonPunishment(OnCharge):
    """Record that a prosecutor looked at whether a victim should be prosecuted at all."""

    name: ClassVar[str] = "review-non-punishment"

    outcome: Literal["continues", "discontinued"] = Field(description="what was decided")
    reasons: Sealed | None = Field(default=None, description="why; required when the prosecution continues")


class RecordPlea(OnCharge):
    """Record a plea."""

    name: ClassVar[str] = "record-plea"

    plea: Literal["guilty", "not-guilty"] = Field(description="the plea")


class RecordVerdict(OnCharge):
    """Record a verdict."""

    name: ClassVar[str] = "record-verdict"

    verdict: Literal["convicted", "acquitted"] = Field(description="the verdict")
    details: Sealed | None = Field(default=None, description="further details")


class RecordSentence(OnCharge):
    """Record a sentence."""

    name: ClassVar[str] = "record-sentence"

    sentence: Literal["custody", "suspended", "community", "fine", "discharge", "other"] = Field(description="its kind")
    details: Sealed | None = Field(default=None, description="further details")


class RecordConvictionQuashed(OnCharge):
    """Record that a conviction was quashed."""

    name: ClassVar[str] = "record-conviction-quashed"

    details: Sealed | None = Field(default=None, description="further details")


class LinkProsecution(Command):
    """Point to the prosecution of the traffickers in which this person is a victim. Only the engine asks for this."""

    name: ClassVar[str] = "link-prosecution"

    prosecution: UUID = Field(description="the id of the prosecution")
    witness: bool = Field(description="whether the person is to be a witness")
    crime_recorded: bool | None = Field(
        default=None, description="whether the crime against the person has been recorded there"
    )


class EndProsecutionLink(Command):
    """Note that a linked prosecution has ended, or that the link was made in error. Only the engine asks for this."""

    name: ClassVar[str] = "end-prosecution-link"

    prosecution: UUID = Field(description="the id of the prosecution")
    crime_recorded: bool | None = Field(
        default=None, description="whether a crime against the person is still on record there"
    )
    in_error: bool | None = Field(default=None, description="whether the person is no victim there after all")
