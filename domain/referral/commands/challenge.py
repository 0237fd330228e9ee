"""Challenges: reconsideration, judicial review, and appeals to a tribunal that concern the same facts.

No statute gives an appeal against a decision of the NRM. Where a command names a challenge, leaving it out means the
one that is open. Read next: `disqualification.py`.
"""

from typing import ClassVar, Literal

from pydantic import Field

from domain.referral.commands.base import Command, Decision, EventNumber
from domain.sealed import Sealed
from domain.when import When

RequestedBy = Literal["person", "first-responder", "support-provider", "legal-representative"]
Reconsidered = Literal["maintained", "decide-again", "out-of-time", "withdrawn"]
ReviewStep = Literal[
    "acknowledged", "permission-granted", "permission-refused", "interim-relief", "hearing",
    "dismissed", "quashed", "declaration", "consent-order", "withdrawn",
]  # fmt: skip
TribunalStep = Literal["lodged", "found-a-victim", "found-not-a-victim", "allowed", "dismissed", "withdrawn"]


class RequestReconsideration(Command):
    """Ask the competent authority to look at a negative decision again."""

    name: ClassVar[str] = "request-reconsideration"

    decision: Decision = Field(description="which decision")
    requested_by: RequestedBy = Field(description="who asks")
    grounds: Sealed | None = Field(default=None, description="further evidence, or what was not in line with guidance")


class ExtendReconsiderationWindow(Command):
    """Allow more time to ask for reconsideration."""

    name: ClassVar[str] = "extend-reconsideration-window"

    until: When = Field(description="the new last day")
    reasons: Sealed | None = Field(default=None, description="why")


class DecideReconsideration(Command):
    """Answer a request for reconsideration; decide-again sets the first decision aside."""

    name: ClassVar[str] = "decide-reconsideration"

    outcome: Reconsidered = Field(description="the answer")
    request: EventNumber | None = Field(default=None, description="which request, by its number in the history")
    reasons: Sealed | None = Field(default=None, description="why")


class IssueJudicialReview(Command):
    """Record that a claim for judicial review was issued."""

    name: ClassVar[str] = "issue-judicial-review"

    decision: Decision | None = Field(default=None, description="the decision challenged; left out for delay")
    grounds: Sealed | None = Field(default=None, description="what is claimed")


class RecordJudicialReviewStep(Command):
    """Record a step of a judicial review; quashed and consent-order set the decision aside."""

    name: ClassVar[str] = "record-judicial-review-step"

    step: ReviewStep = Field(description="what happened")
    review: EventNumber | None = Field(default=None, description="which claim, by its number in the history")
    details: Sealed | None = Field(default=None, description="further details")


class RecordTribunalAppeal(Command):
    """Record a step of an appeal to a tribunal, which decides for itself whether the person was trafficked."""

    name: ClassVar[str] = "record-tribunal-appeal"

    step: TribunalStep = Field(description="what happened")
    details: Sealed | None = Field(default=None, description="further details")
