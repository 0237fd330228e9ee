"""Challenges. Read next: `disqualification.py`."""

from typing import ClassVar, Literal

from domain.referral.commands.base import Challenged, Reconsidered
from domain.referral.commands.challenge import AnswerGiven, Court, RequestedBy, ReviewStep, TribunalStep
from domain.sealed import Sealed
from domain.staff import AnyStaff
from domain.stream.command import EventNumber
from domain.stream.event import Event
from domain.when import When


class ReconsiderationRequested(Event):
    """Somebody asked for a decision to be looked at again; None: an account does not say which."""

    type: ClassVar[str] = "reconsideration-requested"

    decision: Reconsidered | None = None
    about: EventNumber | None = None
    requested_by: RequestedBy | None = None
    grounds: Sealed | None = None


class ReconsiderationWindowExtended(Event):
    """More time was allowed to ask."""

    type: ClassVar[str] = "reconsideration-window-extended"

    until: When
    about: EventNumber | None = None
    reasons: Sealed | None = None


class ReconsiderationDecided(Event):
    """A request was answered; after `decide-again` the decision is set aside. No outcome: the account does not say."""

    type: ClassVar[str] = "reconsideration-decided"

    outcome: AnswerGiven | None = None
    request: EventNumber | None = None
    decided_by: AnyStaff | None = None
    reasons: Sealed | None = None


class JudicialReviewIssued(Event):
    """A claim for judicial review was issued. No decision: it is about delay, or an account does not say."""

    type: ClassVar[str] = "judicial-review-issued"

    decision: Challenged | None = None
    about: EventNumber | None = None
    court: Court | None = None
    grounds: Sealed | None = None


class JudicialReviewStepRecorded(Event):
    """A step of a judicial review; after `quashed` and `consent-order` the decision is set aside.

    The step `judgment` is an imported one whose outcome the account does not say.
    """

    type: ClassVar[str] = "judicial-review-step-recorded"

    step: ReviewStep | Literal["judgment"]
    review: EventNumber | None = None
    details: Sealed | None = None


class TribunalAppealRecorded(Event):
    """A step of an appeal to a tribunal. The step `determination` is an imported one without a known outcome."""

    type: ClassVar[str] = "tribunal-appeal-recorded"

    step: TribunalStep | Literal["determination"]
    details: Sealed | None = None
