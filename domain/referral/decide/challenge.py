"""Answers what is asked about challenges. No statute gives an appeal, so each runs beside the case and never stops it.

A challenge outlives the closing of a case. Where one succeeds after the closing, a decision is owed again, and the same
answer opens the case again. Whoever made a decision does not answer the request to look at it again, unless the rule
of the date lets them. Read next: `challenged.py`, which finds the decision; `disqualification.py`.
"""

from collections.abc import Mapping
from datetime import date
from typing import get_args

from domain.errors import Code, Invalid, NotAllowed
from domain.referral.beside import Challenge, ChallengeKind
from domain.referral.commands import challenge as c
from domain.referral.commands.base import Challenged, Reconsidered
from domain.referral.decide.challenged import Standing, every_standing, meant, refuse_the_decider, set_aside
from domain.referral.decide.context import Answers, not_before_opening, wrong_stage
from domain.referral.decide.named import the_one
from domain.referral.events import challenge as e
from domain.referral.events.recovery import EnforcementStepCancelled
from domain.referral.evolve import as_at
from domain.referral.state import Referral
from domain.rules.model import EventPattern
from domain.stream.context import Context, contradicts, not_before
from domain.stream.event import Event, told
from domain.when import When

_ANYONE_MAY_ASK_FROM = date(2019, 11, 15)
"""R (DS) v Secretary of State for the Home Department [2019] EWHC 3046 (Admin): until that judgment the guidance let
only first responders and support providers ask."""

_COULD_ALWAYS_ASK = frozenset({"first-responder", "support-provider"})

_WINDOW = "reconsideration-window"

_SETS_ASIDE = frozenset({"decide-again", "quashed", "consent-order"})
"""The answers and steps after which the decision that was challenged is set aside."""

_RECONSIDERED: tuple[Challenged, ...] = get_args(Reconsidered)
_IN_COURT: tuple[Challenged, ...] = get_args(Challenged)

_FOLLOWS: Mapping[str, str] = {
    "replied": "acknowledged",
    "hearing": "permission-granted",
    "dismissed": "hearing",
    "quashed": "hearing",
    "declaration": "hearing",
}
"""What comes first in a judicial review; everything else can come at any time while the claim is open."""


def _request(
    state: Referral, command: c.RequestReconsideration, when: When, context: Context
) -> e.ReconsiderationRequested:
    made = meant(state, command.decision, command.about, _RECONSIDERED)
    if made.outcome == "positive":
        wrong_stage(state, "Only a negative decision can be reconsidered, and the one that stands is positive.")
    not_before(when, made.on, "Nobody can have asked for reconsideration before the decision was made.")
    refuse_second_request(state, made)
    _may_ask(command, when)
    _not_excluded(state, made, when, context)
    return told(e.ReconsiderationRequested, command, about=made.number)


def refuse_second_request(state: Referral, made: Standing) -> None:
    """Refuse a request about a decision while one about it is open."""
    if any(one.about == made.number for one in _open(state, "reconsideration")):
        contradicts("A request to reconsider that decision is open already; it has to be answered first.")


def _may_ask(command: c.RequestReconsideration, when: When) -> None:
    if when.last_day < _ANYONE_MAY_ASK_FROM and command.requested_by not in _COULD_ALWAYS_ASK:
        message = "Before 15 November 2019 only a first responder or a support provider could ask for reconsideration."
        raise NotAllowed(Code.NO_RECONSIDERATION, message)


def _not_excluded(state: Referral, made: Standing, when: When, context: Context) -> None:
    """The rule that governs the decision's window may name steps towards removal that leave no window at all.

    A request after a window has lapsed is another matter: it is a fact, and the authority answers it as out of time.
    """
    rule = context.rules.find(_WINDOW, state.nation, made.on.first_day)
    if rule is None or not any(_stands(as_at(state, when), step) for step in rule.unless):
        return
    message = (
        "No reconsideration is offered where removal to a state bound by the Convention and by the European Convention "
        "on Human Rights is intended (statutory guidance, paragraph 14.216). The decision can be challenged by "
        "judicial review."
    )
    raise NotAllowed(Code.NO_RECONSIDERATION, message)


def _stands(state: Referral, step: EventPattern) -> bool:
    """Whether such a step was taken, and not cancelled."""
    cancelled = {fact.about for fact in state.facts if fact.event == EnforcementStepCancelled.type}
    return any(step.matches(fact.event, fact.outcome) and fact.version not in cancelled for fact in state.facts)


def _extend(state: Referral, command: c.ExtendReconsiderationWindow, when: When, _: Context) -> Event:
    made = _can_still_be_asked_about(state, command.about)
    if command.until.day is None:
        raise Invalid(Code.NOT_A_DATE, "The field until needs a day, written as YYYY-MM-DD.")
    not_before(when, made.on, "The time to ask cannot be extended before the decision was made.")
    not_before(command.until, when, "The new last day lies before the day of the extension.")
    return told(e.ReconsiderationWindowExtended, command, about=made.number)


def _can_still_be_asked_about(state: Referral, number: int | None) -> Standing:
    """The decision named, or the last one against the person that stands; a decision on leave only by its number."""
    if number is not None:
        named = meant(state, None, number, (*_RECONSIDERED, "leave"))
        against = [] if named.outcome == "positive" else [named]
    else:
        against = [one for one in every_standing(state) if one.kind in _RECONSIDERED and one.outcome != "positive"]
    if not against:
        wrong_stage(state, "There is time to ask for reconsideration only after a negative decision that stands.")
    return against[-1]


def _answer(state: Referral, command: c.DecideReconsideration, when: When, context: Context) -> tuple[Event, ...]:
    request = _meant(state, "reconsideration", command.request)
    _still_open(request)
    not_before(when, request.opened, "A request cannot be answered before it was made.")
    if command.outcome == "maintained" and command.reasons is None:
        raise NotAllowed(Code.REASONS_REQUIRED, "A decision that is maintained needs its reasons.")
    refuse_the_decider(state, request, when, context)
    answered = told(e.ReconsiderationDecided, command, request=request.version, decided_by=context.actor)
    return (answered, *_setting_aside(state, request, command.outcome))


def _issue(state: Referral, command: c.IssueJudicialReview, when: When, _: Context) -> e.JudicialReviewIssued:
    kind = command.decision
    if kind is not None or command.about is not None:
        made = meant(state, kind, command.about, _IN_COURT)
        not_before(when, made.on, "A decision cannot be challenged before it was made.")
        kind = made.kind
    not_before_opening(state, when)
    return told(e.JudicialReviewIssued, command, decision=kind)


def _review_step(state: Referral, command: c.RecordJudicialReviewStep, when: When, _: Context) -> tuple[Event, ...]:
    renewal = [one for one in _of_kind(state, "judicial-review").values() if _is_renewed(one, command.step)]
    review = _meant(state, "judicial-review", command.review, renewal)
    if not _is_renewed(review, command.step):
        _still_open(review)
    _in_order(review, command.step, when)
    if command.step == "quashed" and review.decision is None:
        contradicts("That claim is about delay, so there is no decision to quash; a court can declare delay unlawful.")
    recorded = told(e.JudicialReviewStepRecorded, command, review=review.version)
    return (recorded, *_setting_aside(state, review, command.step))


def _is_renewed(review: Challenge, step: str) -> bool:
    """Permission refused on paper can be asked for again at a hearing (CPR 54.12), which revives the claim.

    So does an appeal: a higher court can quash what the first has left standing.
    """
    return (step, review.step) in {("permission-granted", "permission-refused"), ("quashed", "dismissed")}


def _in_order(review: Challenge, step: c.ReviewStep, when: When) -> None:
    not_before(when, review.opened, "A claim cannot have moved before it was issued.")
    if step in ("permission-granted", "permission-refused") and review.date_of("permission-granted") is not None:
        contradicts("Permission was given for that claim already.")
    first = _FOLLOWS.get(step)
    if first is None:
        return
    before = review.date_of(first)
    if before is None:
        contradicts(f"The step {step} follows the step {first}, which is not on record for that claim.")
    not_before(when, before, f"The step {step} cannot have come before the step {first}.")


def _appeal_step(state: Referral, command: c.RecordTribunalAppeal, when: When, _: Context) -> e.TribunalAppealRecorded:
    not_before_opening(state, when)
    appeal = next(iter(_open(state, "tribunal-appeal")), None)
    if command.step == "lodged":
        if appeal is not None:
            contradicts("An appeal is lodged already; record a further one once it has ended.")
        return told(e.TribunalAppealRecorded, command)
    if appeal is None:
        contradicts("No appeal is open: the first step of one is that it was lodged.")
    not_before(when, appeal.opened, "An appeal cannot have moved before it was lodged.")
    if command.step.startswith("found") and appeal.step.startswith("found"):
        contradicts("The tribunal's finding is on record already; another follows only from a further appeal.")
    return told(e.TribunalAppealRecorded, command)


def _setting_aside(state: Referral, challenge: Challenge, outcome: str) -> tuple[Event, ...]:
    return set_aside(state, challenge) if outcome in _SETS_ASIDE else ()


def _of_kind(state: Referral, kind: ChallengeKind) -> Mapping[int, Challenge]:
    return {number: one for number, one in state.strands.challenges.items() if one.kind == kind}


def _open(state: Referral, kind: ChallengeKind) -> list[Challenge]:
    return [one for one in _of_kind(state, kind).values() if one.is_open]


_NOUNS: Mapping[ChallengeKind, tuple[str, str]] = {
    "reconsideration": ("request for reconsideration", "request"),
    "judicial-review": ("claim for judicial review", "review"),
}


def _meant(
    state: Referral, kind: ChallengeKind, number: int | None, renewed: list[Challenge] | None = None
) -> Challenge:
    noun, field = _NOUNS[kind]
    return the_one(state, _of_kind(state, kind), _open(state, kind) or renewed or [], number, noun, field)


def _still_open(challenge: Challenge) -> None:
    if not challenge.is_open:
        noun, _field = _NOUNS[challenge.kind]
        contradicts(f"That {noun} has ended: {challenge.step}, {challenge.steps[-1][1].in_words()}.")


ANSWERS: Answers = {
    c.RequestReconsideration: _request,
    c.ExtendReconsiderationWindow: _extend,
    c.DecideReconsideration: _answer,
    c.IssueJudicialReview: _issue,
    c.RecordJudicialReviewStep: _review_step,
    c.RecordTribunalAppeal: _appeal_step,
}
