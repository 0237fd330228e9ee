"""The two decisions of the NRM, the second person who looks at them, and their service.

Who decided is whoever asks; which test applied follows from the date (`domain/rules`). Read next: `recovery.py`.
"""

from typing import Annotated, ClassVar, Literal

from pydantic import BeforeValidator, Field

from domain.referral.commands.base import Decision, Outcome
from domain.sealed import Sealed
from domain.stream.command import Command, EventNumbers, Guidance, Slug, listed
from domain.when import When

ReasonCode = Literal[
    "indicators-present", "account-credible", "expert-evidence", "independent-evidence", "insufficient-information",
    "means-not-shown", "act-not-shown", "purpose-not-shown", "credibility", "inconsistencies", "late-disclosure",
    "outside-definition", "other",
]  # fmt: skip
ReasonCodes = Annotated[tuple[ReasonCode, ...], BeforeValidator(listed)]
FurtherRecovery = Literal["owed", "not-owed", "allowed"]
ServedOn = Literal["person", "representative", "local-authority"]


class RequestInformation(Command):
    """Ask somebody for more information before deciding."""

    name: ClassVar[str] = "request-information"

    asked: Slug = Field(description="whom: an organisation, for instance kent-police")
    details: Sealed | None = Field(default=None, description="what was asked")


class Decide(Command):
    """What both decisions have in common."""

    outcome: Outcome = Field(description="the decision")
    reason_codes: ReasonCodes = Field(default=(), description="coded reasons, with commas between them")
    reasons: Sealed | None = Field(default=None, description="the reasons; required for a negative decision")
    evidence: EventNumbers = Field(
        default=(), description="the documents and notes that were weighed, by their numbers in the case's history"
    )
    guidance: Guidance | None = Field(default=None, description="the version of the guidance, for instance 3.14")
    unit: Slug | None = Field(default=None, description="the unit that decided")


class DecideReasonableGrounds(Decide):
    """Decide whether there are reasonable grounds to believe that the person is a victim."""

    name: ClassVar[str] = "decide-reasonable-grounds"

    further_recovery: FurtherRecovery | None = Field(
        default=None,
        description="for a person with an earlier referral: owed where the grounds arose since the first positive "
        "decision; else a further recovery period is allowed where you determine one (section 62), and not-owed if not",
    )


class ReviewDecision(Command):
    """Look at a decision as the second person, before it is served."""

    name: ClassVar[str] = "review-decision"

    decision: Decision = Field(description="which decision was looked at")
    outcome: Literal["agreed", "disagreed"] = Field(description="what the second person found")
    reasons: Sealed | None = Field(default=None, description="why")


class DecideConclusiveGrounds(Decide):
    """Decide conclusively whether the person is a victim."""

    name: ClassVar[str] = "decide-conclusive-grounds"


class RequestDecisionDelay(Command):
    """Record that somebody asked for the conclusive decision to be made later."""

    name: ClassVar[str] = "request-decision-delay"

    requested_by: Slug = Field(description="who asks: person, legal-representative, or an organisation")
    reasons: Sealed | None = Field(default=None, description="why more time is needed")


class AnswerDecisionDelay(Command):
    """Answer a request to make the conclusive decision later."""

    name: ClassVar[str] = "answer-decision-delay"

    outcome: Literal["granted", "refused"] = Field(description="the answer")
    until: When | None = Field(default=None, description="the last day on which the decision is not to be made yet")
    reasons: Sealed | None = Field(default=None, description="why")


class ServeDecision(Command):
    """Record that a decision was served; some periods count from here, and no time for a challenge does."""

    name: ClassVar[str] = "serve-decision"

    decision: Decision = Field(description="which decision was served")
    served_on: ServedOn = Field(default="person", description="on whom; papers are never served on a child")
