"""What happened to the person meanwhile, in the case. Read next: `age.py`."""

from dataclasses import replace

from domain.referral.events import person as e
from domain.referral.evolve.base import Evolve, changed, step
from domain.referral.evolve.meant import latest_by
from domain.referral.stages import Ended, Withdrawn
from domain.referral.state import Referral
from domain.referral.strands import (
    Dead,
    Held,
    Missing,
    NotPlaced,
    Placed,
    PlannedRelease,
    Present,
    Released,
    Whereabouts,
    is_child_on,
)
from domain.when import When


def _missing(state: Referral, event: e.PersonMissing, when: When) -> Referral:
    """A child or an adult, as far as was so on that day; of an account, as far as it says."""
    missing = _unless_dead(state, Missing(when, state.version + 1))
    age = event.age and ("child" if is_child_on(state.strands, when.first_day) else "adult")
    return step(state, event, when, outcome=age, strands=changed(state, whereabouts=missing))


def _response(state: Referral, event: e.MissingResponseRecorded, when: When) -> Referral:
    """What was done about a disappearance that is over leaves a later one to be answered."""
    whereabouts = state.strands.whereabouts
    about = event.missing or latest_by(state, when, e.PersonMissing.type)
    if not isinstance(whereabouts, Missing) or whereabouts.version != about:
        return step(state, event, when, outcome=event.response, about=about)
    return step(
        state,
        event,
        when,
        outcome=event.response,
        about=about,
        strands=changed(state, whereabouts=_answered(whereabouts, event)),
    )


def _answered(missing: Missing, event: e.MissingResponseRecorded) -> Missing:
    told_police = event.response == "police-told"
    return replace(missing, police_told=True) if told_police else replace(missing, strategy_meeting=True)


def _found(state: Referral, event: e.PersonFound, when: When) -> Referral:
    return step(state, event, when, strands=changed(state, whereabouts=_unless_dead(state, Present())))


def _unless_dead(state: Referral, whereabouts: Whereabouts) -> Whereabouts:
    return state.strands.whereabouts if isinstance(state.strands.whereabouts, Dead) else whereabouts


def _suspended(state: Referral, event: e.CaseSuspended, when: When) -> Referral:
    return step(state, event, when, strands=changed(state, suspended=when))


def _resumed(state: Referral, event: e.CaseResumed, when: When) -> Referral:
    return step(state, event, when, strands=changed(state, suspended=None))


def _withdrawn(state: Referral, event: e.CaseWithdrawn, when: When) -> Referral:
    before = state.stage.before if isinstance(state.stage, Ended) else state.stage
    return step(state, event, when, stage=Withdrawn(when, before))


def _died(state: Referral, event: e.DeathRecorded, when: When) -> Referral:
    return step(state, event, when, strands=changed(state, whereabouts=Dead(when)))


def _placed(state: Referral, event: e.PlacementRecorded, when: When) -> Referral:
    placed = Placed(event.kind, when, state.version + 1)
    return step(state, event, when, outcome=event.kind, strands=changed(state, placement=placed))


def _placement_ended(state: Referral, event: e.PlacementEnded, when: When) -> Referral:
    return step(state, event, when, strands=changed(state, placement=NotPlaced()))


def _detained(state: Referral, event: e.PersonDetained, when: When) -> Referral:
    """Whoever is held already was moved, and keeps the safety plan and the release that was planned."""
    before, number = state.strands.custody, state.version + 1
    if isinstance(before, Held):
        held = replace(before, kind=event.kind, since=when, version=number)
    else:
        held = Held(event.kind, when, number)
    return step(state, event, when, outcome=event.kind, strands=changed(state, custody=held))


def _release_planned(state: Referral, event: e.ReleasePlanned, when: When) -> Referral:
    custody = state.strands.custody
    planned = PlannedRelease(event.planned_for, state.version + 1, event.safety_plan)
    held = replace(custody, planned=planned) if isinstance(custody, Held) else custody
    return step(state, event, when, dates={"planned-for": event.planned_for}, strands=changed(state, custody=held))


def _safety_plan(state: Referral, event: e.SafetyPlanMade, when: When) -> Referral:
    """A plan counts for the release that it comes before, and for the one that it comes after."""
    custody = state.strands.custody
    planned = replace(custody, safety_plan=True) if isinstance(custody, Held | Released) else custody
    return step(state, event, when, strands=changed(state, custody=planned))


def _released(state: Referral, event: e.PersonReleased, when: When) -> Referral:
    custody = state.strands.custody
    plan = event.safety_plan or (True if isinstance(custody, Held) and custody.safety_plan else event.safety_plan)
    released = Released(when, state.version + 1, plan)
    return step(state, event, when, strands=changed(state, custody=released))


def _return_interview(state: Referral, event: e.ReturnInterviewRecorded, when: When) -> Referral:
    return step(state, event, when, outcome=event.outcome)


EVOLVE: Evolve = {
    e.PersonMissing: _missing,
    e.MissingResponseRecorded: _response,
    e.PersonFound: _found,
    e.ReturnInterviewRecorded: _return_interview,
    e.CaseSuspended: _suspended,
    e.CaseResumed: _resumed,
    e.CaseWithdrawn: _withdrawn,
    e.DeathRecorded: _died,
    e.PlacementRecorded: _placed,
    e.PlacementEnded: _placement_ended,
    e.PersonDetained: _detained,
    e.ReleasePlanned: _release_planned,
    e.SafetyPlanMade: _safety_plan,
    e.PersonReleased: _released,
}
