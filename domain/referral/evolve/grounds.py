"""What the two decisions, their review and their service make of a case. Read next: `recovery.py`.

No decision is ever removed. One that was set aside, or that another of its kind has replaced, stays where it is and
says since when it no longer stands. The day of service is written on the decision's own fact as well, because support
after a negative decision counts from it.
"""

from dataclasses import replace
from typing import get_args

from domain.clocks import Fact
from domain.referral.commands.base import Decision
from domain.referral.commands.intake import Authority
from domain.referral.events import grounds as e
from domain.referral.evolve.base import Evolve, changed, step
from domain.referral.evolve.challenge import with_challenge
from domain.referral.evolve.meant import fact_numbered, number_of
from domain.referral.evolve.outstanding import outstanding
from domain.referral.stages import (
    AwaitingReasonableGrounds,
    Closed,
    ConclusiveGroundsNegative,
    ConclusiveGroundsPositive,
    Live,
    Outstanding,
    ReasonableGroundsNegative,
    Stage,
    Withdrawn,
)
from domain.referral.state import Referral
from domain.referral.strands import DecisionMade, NoLeaveDecision, Reviewed
from domain.stream.event import Event
from domain.when import When


def _set_aside(state: Referral, event: e.DecisionSetAside, on: When) -> Referral:
    """The case goes back to where it was before the decision; one that has ended, when it is reopened.

    Where no decision of that kind stands, it is a fact and nothing more; where the answer was struck, it is none.
    """
    answer = fact_numbered(state, event.by)
    if answer is None and event.by is not None:
        return state._replace(version=state.version + 1)
    when = on if answer is None else answer.when
    if event.decision == "leave":
        return _leave_set_aside(state, event, when)
    if event.decision == "reconsideration":
        return _answer_set_aside(state, event, when)
    made = state.standing(event.decision)
    if made is None:
        return step(state, event, when, outcome=event.decision, about=number_of(state, event.decision))
    decisions = _no_longer_standing(state, made, when)
    stage = _stage_before(state, made)
    return step(
        state,
        event,
        when,
        stage=stage,
        outcome=event.decision,
        about=made.version,
        strands=changed(state, decisions=decisions),
    )


def _leave_set_aside(state: Referral, event: e.DecisionSetAside, when: When) -> Referral:
    """Leave is to be decided again; an older decision on it that is set aside leaves the later one."""
    about, last = event.about or number_of(state, "leave"), number_of(state, "leave")
    leave = NoLeaveDecision() if about == last else state.strands.leave
    return step(state, event, when, outcome=event.decision, about=about, strands=changed(state, leave=leave))


def _answer_set_aside(state: Referral, event: e.DecisionSetAside, when: When) -> Referral:
    """The request is to be answered again."""
    answer = fact_numbered(state, event.about or number_of(state, "reconsideration"))
    request = state.strands.challenges.get(answer.about) if answer is not None and answer.about else None
    about = answer.version if answer is not None else event.about
    if request is None:
        return step(state, event, when, outcome=event.decision, about=about)
    again = replace(request, steps=(*request.steps, ("answer-set-aside", when)), is_open=True)
    return step(
        state,
        event,
        when,
        outcome=event.decision,
        about=about,
        strands=changed(state, challenges=with_challenge(state, again)),
    )


def _stage_before(state: Referral, made: DecisionMade) -> Stage:
    stage = state.stage
    if isinstance(stage, Closed | Withdrawn):
        return replace(stage, before=_before(state, stage.before, made))
    return _before(state, stage, made)


def _before(state: Referral, stage: Live, made: DecisionMade) -> Live:
    """Where the case stood before this decision was made."""
    if made.decision == "reasonable-grounds" and isinstance(stage, ReasonableGroundsNegative | Outstanding):
        return AwaitingReasonableGrounds(_authority(state))
    if made.decision == "conclusive-grounds" and isinstance(
        stage, ConclusiveGroundsPositive | ConclusiveGroundsNegative
    ):
        first = state.standing("reasonable-grounds")
        return outstanding(state.strands, first, first.on if first else state.opened)
    return stage


def _authority(state: Referral) -> Authority | None:
    allocated = state.last("competent-authority-allocated")
    return next((name for name in get_args(Authority) if allocated and allocated.outcome == name), None)


def _no_longer_standing(state: Referral, made: DecisionMade | None, when: When) -> tuple[DecisionMade, ...]:
    return tuple(replace(one, set_aside=when) if one is made else one for one in state.strands.decisions)


def _reasonable_grounds(state: Referral, event: e.ReasonableGroundsDecided, when: When) -> Referral:
    made = replace(
        _made("reasonable-grounds", state, event, when),
        further_recovery=event.further_recovery,
        gives_period=_gives_period(state, event),
    )
    is_positive = event.outcome == "positive"
    stage = outstanding(state.strands, made, when) if is_positive else ReasonableGroundsNegative(when)
    return _decided(state, event, when, stage, made)


def _gives_period(state: Referral, event: e.ReasonableGroundsDecided) -> bool:
    """A further positive decision gives another period only where that was determined (2022 Act, section 62)."""
    if event.further_recovery is not None:
        return event.further_recovery != "not-owed"
    first = state.standing("reasonable-grounds")
    return first is None or first.outcome != "positive"


def _conclusive_grounds(state: Referral, event: e.ConclusiveGroundsDecided, when: When) -> Referral:
    stage = ConclusiveGroundsPositive(when) if event.outcome == "positive" else ConclusiveGroundsNegative(when)
    return _decided(state, event, when, stage, _made("conclusive-grounds", state, event, when))


def _made(decision: Decision, state: Referral, event: e.GroundsDecided, when: When) -> DecisionMade:
    return DecisionMade(
        decision=decision,
        outcome=event.outcome,
        on=when,
        version=state.version + 1,
        decided_by=event.decided_by,
        unit=event.unit,
        reason_codes=event.reason_codes,
        has_reasons=event.reasons is not None,
        evidence=len(event.evidence),
    )


def _decided(state: Referral, event: e.GroundsDecided, when: When, stage: Stage, made: DecisionMade) -> Referral:
    """A decision takes the place of the one of its kind that stood until then."""
    replaced = state.standing(made.decision)
    earlier = _no_longer_standing(state, replaced, when)
    about = replaced.version if replaced is not None else None
    return step(
        state,
        event,
        when,
        stage=stage,
        outcome=event.outcome,
        about=about,
        strands=changed(state, decisions=(*earlier, made)),
    )


def _reviewed(state: Referral, event: e.DecisionReviewed, when: When) -> Referral:
    made = state.standing(event.decision)
    review = Reviewed(event.reviewed_by, event.outcome, when)
    decisions = tuple(
        replace(one, reviews=(*one.reviews, review)) if one is made else one for one in state.strands.decisions
    )
    about = made.version if made is not None else None
    return step(state, event, when, outcome=event.outcome, about=about, strands=changed(state, decisions=decisions))


def _served(state: Referral, event: e.DecisionServed, when: When) -> Referral:
    made = state.standing(event.decision)
    about = made.version if made is not None else None
    after = step(state, event, when, outcome=f"{event.decision}-{event.outcome}", about=about)
    if made is None or made.served is not None:
        return after
    decisions = tuple(replace(one, served=when) if one is made else one for one in after.strands.decisions)
    facts = tuple(_with_service(fact, when) if fact.version == made.version else fact for fact in after.facts)
    return after._replace(strands=changed(after, decisions=decisions), facts=facts)


def _with_service(fact: Fact, when: When) -> Fact:
    return fact._replace(dates={**fact.dates, "served": when})


def _delay_answered(state: Referral, event: e.DecisionDelayAnswered, when: When) -> Referral:
    dates = {"until": event.until} if event.until else {}
    return step(state, event, when, outcome=event.outcome, dates=dates)


def _kept(state: Referral, event: Event, when: When) -> Referral:
    return step(state, event, when)


EVOLVE: Evolve = {
    e.InformationRequested: _kept,
    e.ReasonableGroundsDecided: _reasonable_grounds,
    e.RecoveryPeriodNotOwed: _kept,
    e.FurtherRecoveryPeriodDetermined: _kept,
    e.DecisionReviewed: _reviewed,
    e.ConclusiveGroundsDecided: _conclusive_grounds,
    e.DecisionSetAside: _set_aside,
    e.DecisionServed: _served,
    e.DecisionDelayRequested: _kept,
    e.DecisionDelayAnswered: _delay_answered,
}
