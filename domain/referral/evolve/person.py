"""What happened to the person meanwhile, in the case. Read next: `age.py`; `late.py`, for what is learnt of late."""

from domain.referral.events import person as e
from domain.referral.evolve.base import Evolve, changed, step
from domain.referral.evolve.late import is_overtaken, step_unless_overtaken
from domain.referral.evolve.meant import latest_by
from domain.referral.stages import Ended, Withdrawn
from domain.referral.state import Referral
from domain.referral.strands import (
    Dead,
    Held,
    Missing,
    NotPlaced,
    Placed,
    Present,
    Released,
    Whereabouts,
)
from domain.when import When

_ABSENCE = (e.PersonMissing.type, e.PersonFound.type)
_SUSPENSION = (e.CaseSuspended.type, e.CaseResumed.type)
_PLACEMENT = (e.PlacementRecorded.type, e.PlacementEnded.type)
_CUSTODY = (e.PersonDetained.type, e.PersonReleased.type)


def _missing(state: Referral, event: e.PersonMissing, when: When) -> Referral:
    missing = _unless_dead(state, Missing(when, state.version + 1))
    return step_unless_overtaken(state, event, when, _ABSENCE, outcome=event.age, whereabouts=missing)


def _response(state: Referral, event: e.MissingResponseRecorded, when: When) -> Referral:
    whereabouts = state.strands.whereabouts
    about = event.missing or latest_by(state, when, e.PersonMissing.type)
    if not isinstance(whereabouts, Missing) or is_overtaken(state, when, _ABSENCE):
        return step(state, event, when, outcome=event.response, about=about)
    told = {"police_told": True} if event.response == "police-told" else {"strategy_meeting": True}
    answered = changed(whereabouts, **told)
    return step(state, event, when, outcome=event.response, about=about, whereabouts=answered)


def _found(state: Referral, event: e.PersonFound, when: When) -> Referral:
    return step_unless_overtaken(state, event, when, _ABSENCE, whereabouts=_unless_dead(state, Present()))


def _unless_dead(state: Referral, whereabouts: Whereabouts) -> Whereabouts:
    return state.strands.whereabouts if isinstance(state.strands.whereabouts, Dead) else whereabouts


def _suspended(state: Referral, event: e.CaseSuspended, when: When) -> Referral:
    return step_unless_overtaken(state, event, when, _SUSPENSION, suspended=when)


def _resumed(state: Referral, event: e.CaseResumed, when: When) -> Referral:
    return step_unless_overtaken(state, event, when, _SUSPENSION, suspended=None)


def _withdrawn(state: Referral, event: e.CaseWithdrawn, when: When) -> Referral:
    before = state.stage.before if isinstance(state.stage, Ended) else state.stage
    return step(state, event, when, stage=Withdrawn(when, before))


def _died(state: Referral, event: e.DeathRecorded, when: When) -> Referral:
    return step(state, event, when, whereabouts=Dead(when))


def _placed(state: Referral, event: e.PlacementRecorded, when: When) -> Referral:
    placed = Placed(event.kind, when, state.version + 1)
    return step_unless_overtaken(state, event, when, _PLACEMENT, outcome=event.kind, placement=placed)


def _placement_ended(state: Referral, event: e.PlacementEnded, when: When) -> Referral:
    return step_unless_overtaken(state, event, when, _PLACEMENT, placement=NotPlaced())


def _detained(state: Referral, event: e.PersonDetained, when: When) -> Referral:
    held = Held(event.kind, when, state.version + 1)
    return step_unless_overtaken(state, event, when, _CUSTODY, outcome=event.kind, custody=held)


def _released(state: Referral, event: e.PersonReleased, when: When) -> Referral:
    released = Released(when, state.version + 1, event.safety_plan)
    return step_unless_overtaken(state, event, when, _CUSTODY, custody=released)


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
    e.PersonReleased: _released,
}
