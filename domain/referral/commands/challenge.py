"""Challenges: reconsideration, judicial review, and appeals to a tribunal that concern the same facts.

No statute gives an appeal against a decision of the NRM. Where a command names a challenge, leaving it out means the
one that is open. Read next: `disqualification.py`.
"""

from typing import ClassVar, Literal

from pydantic import Field

from domain.referral.commands.base import Challenged, Reconsidered
from domain.sealed import Sealed
from domain.stream.command import Command, EventNumber
from domain.when import When

RequestedBy = Literal["person", "first-responder", "support-provider", "legal-representative"]
AnswerGiven = Literal["maintained", "decide-again", "out-of-time", "withdrawn"]
Court = Literal["court", "upper-tribunal"]
ReviewStep = Literal[
    "acknowledged", "replied", "permission-granted", "permission-refused", "interim-relief", "hearing",
    "dismissed", "quashed", "declaration", "consent-order", "withdrawn",
]  # fmt: skip
TribunalStep = Literal["lodged", "found-a-victim", "found-not-a-victim", "allowed", "dismissed", "withdrawn"]


class RequestReconsideration(Command):
    """Ask the competent authority to look at a negative decision again."""

    name: ClassVar[str] = "request-reconsideration"

    decision: Reconsidered = Field(description="which decision")
    about: EventNumber | None = Field(default=None, description="the decision, by its number in the history")
    requested_by: RequestedBy = Field(description="who asks")
    grounds: Sealed | None = Field(default=None, description="further evidence, or what was not in line with guidance")


class ExtendReconsiderationWindow(Command):
    """Allow more time to ask for reconsideration, which the guidance does in exceptional circumstances."""

    name: ClassVar[str] = "extend-reconsideration-window"

    until: When = Field(description="the new last day")
    about: EventNumber | None = Field(
        default=None, description="the decision, by its number in the history; the last that can be asked about"
    )
    reasons: Sealed | None = Field(default=None, description="what is exceptional")


class DecideReconsideration(Command):
    """Answer a request for reconsideration; decide-again sets the first decision aside.

    Whoever made the decision does not answer, unless the rule of the date lets them.
    """

    name: ClassVar[str] = "decide-reconsideration"

    outcome: AnswerGiven = Field(description="the answer")
    request: EventNumber | None = Field(default=None, description="which request, by its number in the history")
    reasons: Sealed | None = Field(default=None, description="why")


class IssueJudicialReview(Command):
    """Record that a claim for judicial review was issued."""

    name: ClassVar[str] = "issue-judicial-review"

    decision: Challenged | None = Field(default=None, description="the decision challenged; left out for delay")
    about: EventNumber | None = Field(
        default=None, description="that decision, or that answer, by its number in the history, where only it is meant"
    )
    court: Court = Field(default="court", description="where: in court, or in the Upper Tribunal")
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
