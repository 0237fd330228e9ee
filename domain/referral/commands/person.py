"""What happens to the person meanwhile: missing and found, suspended, withdrawn, placed, detained, died.

Read next: `age.py`.
"""

from typing import ClassVar, Literal

from pydantic import Field

from domain.sealed import Sealed
from domain.stream.command import Command, EventNumber, Slug
from domain.when import When

PlacementKind = Literal[
    "safe-house", "foster-care", "childrens-home", "semi-independent", "asylum-accommodation", "hotel", "hospital",
    "private-address", "with-family", "place-of-safety", "other",
]  # fmt: skip
CustodyKind = Literal[
    "adult-prison", "young-offender-institution", "secure-childrens-home", "immigration-detention", "police-custody"
]


class ReportMissing(Command):
    """Report that the person has gone missing."""

    name: ClassVar[str] = "report-missing"

    reported_by: Slug | None = Field(default=None, description="the organisation that reports it")
    details: Sealed | None = Field(default=None, description="circumstances")


class RecordMissingResponse(Command):
    """Record what was done about a missing person."""

    name: ClassVar[str] = "record-missing-response"

    response: Literal["police-told", "strategy-meeting"] = Field(description="what was done")
    missing: EventNumber | None = Field(
        default=None, description="which disappearance, by its number in the history; the last by that date"
    )
    details: Sealed | None = Field(default=None, description="for instance the police reference")


class RecordFound(Command):
    """Record that a missing person was found or came back."""

    name: ClassVar[str] = "record-found"

    details: Sealed | None = Field(default=None, description="circumstances")


class RecordReturnInterview(Command):
    """Record that a child who came back was interviewed by somebody independent, or did not want that."""

    name: ClassVar[str] = "record-return-interview"

    outcome: Literal["held", "declined"] = Field(description="whether it was held, or the child did not want it")
    details: Sealed | None = Field(default=None, description="what was learnt")


class Suspend(Command):
    """Suspend the case while the person is missing and there is too little to decide on."""

    name: ClassVar[str] = "suspend"

    reasons: Sealed | None = Field(default=None, description="why it cannot be decided")


class Resume(Command):
    """Take a suspended case up again."""

    name: ClassVar[str] = "resume"


class Withdraw(Command):
    """Record that the person withdrew from the NRM."""

    name: ClassVar[str] = "withdraw"

    how: Literal["asked", "left-the-uk"] = Field(
        default="asked", description="whether the person asked for it, or left the UK before the first decision"
    )
    statement: Sealed | None = Field(default=None, description="how the person asked for it, in words")


class RecordDeath(Command):
    """Record that the person has died."""

    name: ClassVar[str] = "record-death"

    details: Sealed | None = Field(default=None, description="circumstances")


class RecordPlacement(Command):
    """Record where the person lives from now on, by kind of place."""

    name: ClassVar[str] = "record-placement"

    kind: PlacementKind = Field(description="what kind of place it is")
    place: Sealed | None = Field(default=None, description="where it is")


class EndPlacement(Command):
    """Record that the person no longer lives where they were placed."""

    name: ClassVar[str] = "end-placement"


class RecordDetention(Command):
    """Record that the person is held."""

    name: ClassVar[str] = "record-detention"

    kind: CustodyKind = Field(description="in what kind of place")
    place: Sealed | None = Field(default=None, description="where it is")


class PlanRelease(Command):
    """Record that the person is to be released: when, and whether there is a plan for their safety by now."""

    name: ClassVar[str] = "plan-release"

    planned_for: When = Field(description="the day of the release, as exactly as it is known; it may lie ahead")
    safety_plan: bool = Field(description="whether there is a safety plan")
    details: Sealed | None = Field(default=None, description="the plan, or further details")


class RecordSafetyPlan(Command):
    """Record that a plan for the safety of somebody who is held, or was released, was made."""

    name: ClassVar[str] = "record-safety-plan"

    details: Sealed | None = Field(default=None, description="the plan")


class RecordRelease(Command):
    """Record that the person was released, and whether there was a plan for their safety."""

    name: ClassVar[str] = "record-release"

    safety_plan: bool = Field(description="whether there is a safety plan")
    details: Sealed | None = Field(default=None, description="the plan, or further details")
