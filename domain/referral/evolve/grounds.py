"""What the two decisions, their review and their service make of a case. Read next: `recovery.py`.

No decision is ever removed. One that was set aside, or that another of its kind has replaced, stays where it is and
says since when it no longer stands. The day of service is written on the decision's own fact as well, because windows
for challenge count from it.
"""

from typing import get_args

from domain.clocks import Fact
from domain.referral.commands.base import Decision
from domain.referral.commands.intake import Authority
from domain.referral.events import grounds as e
from domain.referral.events.base import Event
from domain.referral.evolve.base import Evolve, changed, step
from domain.referral.stages import (
    AwaitingReasonableGrounds,
    Closed,
    ConclusiveGroundsNegative,
    ConclusiveGroundsPositive,
    Live,
    ReasonableGroundsNegative,
    RecoveryPeriod,
    Stage,
    Withdrawn,
)
from domain.referral.state import Referral
from domain.referral.strands import DecisionMade, Reviewed
from domain.when import When


def _set_aside(state: Referral, event: e.DecisionSetAside, on: When) -> Referral:
    """The case goes back to where it was before the decision; one that has ended, when it is reopened.

    Where no decision of that kind stands, it is a fact and nothing more; where the answer was struck, it is none.
    """
    answer = next((fact for fact in state.facts if fact.version == event.by), None)
    if answer is None and event.by is not None:
        return changed(state, version=state.version + 1)
    made, when = state.standing(event.decision), on if answer is None else answer.when
    if made is None:
        return step(state, event, when, outcome=event.decision)
    decisions = _no_longer_standing(state, made, when)
    stage = _stage_before(state, made)
    return step(state, event, when, stage=stage, outcome=event.decision, decisions=decisions)


def _stage_before(state: Referral, made: DecisionMade) -> Stage:
    stage = state.stage
    if isinstance(stage, Closed | Withdrawn):
        return changed(stage, before=_before(state, stage.before, made))
    return _before(state, stage, made)


def _before(state: Referral, stage: Live, made: DecisionMade) -> Live:
    """Where the case stood before this decision was made."""
    if made.decision == "reasonable-grounds" and isinstance(stage, ReasonableGroundsNegative | RecoveryPeriod):
        return AwaitingReasonableGrounds(_authority(state))
    if made.decision == "conclusive-grounds" and isinstance(
        stage, ConclusiveGroundsPositive | ConclusiveGroundsNegative
    ):
        first = state.standing("reasonable-grounds")
        return RecoveryPeriod(first.on if first else state.opened)
    return stage


def _authority(state: Referral) -> Authority | None:
    allocated = state.last("competent-authority-allocated")
    return next((name for name in get_args(Authority) if allocated and allocated.outcome == name), None)


def _no_longer_standing(state: Referral, made: DecisionMade | None, when: When) -> tuple[DecisionMade, ...]:
    return tuple(changed(one, set_aside=when) if one is made else one for one in state.strands.decisions)


def _reasonable_grounds(state: Referral, event: e.ReasonableGroundsDecided, when: When) -> Referral:
    stage = RecoveryPeriod(when) if event.outcome == "positive" else ReasonableGroundsNegative(when)
    made = changed(_made("reasonable-grounds", state, event, when), further_recovery=event.further_recovery)
    return _decided(state, event, when, stage, made)


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
    earlier = _no_longer_standing(state, state.standing(made.decision), when)
    return step(state, event, when, stage=stage, outcome=event.outcome, decisions=(*earlier, made))


def _reviewed(state: Referral, event: e.DecisionReviewed, when: When) -> Referral:
    made = state.standing(event.decision)
    review = Reviewed(event.reviewed_by, event.outcome, when)
    decisions = tuple(
        changed(one, reviews=(*one.reviews, review)) if one is made else one for one in state.strands.decisions
    )
    return step(state, event, when, outcome=event.outcome, decisions=decisions)


def _served(state: Referral, event: e.DecisionServed, when: When) -> Referral:
    after = step(state, event, when, outcome=f"{event.decision}-{event.outcome}")
    made = state.standing(event.decision)
    if made is None or made.served is not None:
        return after
    decisions = tuple(changed(one, served=when) if one is made else one for one in after.strands.decisions)
    facts = tuple(_with_service(fact, when) if fact.version == made.version else fact for fact in after.facts)
    return changed(after, strands=changed(after.strands, decisions=decisions), facts=facts)


def _with_service(fact: Fact, when: When) -> Fact:
    return Fact(fact.event, fact.when, fact.version, fact.outcome, {**fact.dates, "served": when})


def _kept(state: Referral, event: Event, when: When) -> Referral:
    return step(state, event, when)


EVOLVE: Evolve = {
    e.InformationRequested: _kept,
    e.ReasonableGroundsDecided: _reasonable_grounds,
    e.RecoveryPeriodNotOwed: _kept,
    e.DecisionReviewed: _reviewed,
    e.ConclusiveGroundsDecided: _conclusive_grounds,
    e.DecisionSetAside: _set_aside,
    e.DecisionServed: _served,
}
