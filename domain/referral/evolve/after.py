"""What follows the decision, in the case. Read next: `proceedings.py`."""

from domain.referral.beside import Challenge
from domain.referral.events import after as e
from domain.referral.evolve.base import Evolve, changed, step
from domain.referral.evolve.challenge import with_challenge
from domain.referral.evolve.meant import number_of
from domain.referral.stages import Closed, Ended
from domain.referral.state import Referral
from domain.referral.strands import LeaveGiven, LeaveRefused, SupportOver
from domain.when import When


def _leave_decided(state: Referral, event: e.LeaveDecided, when: When) -> Referral:
    leave = LeaveGiven(when, event.until) if event.outcome == "granted" else LeaveRefused(when)
    dates = {"until": event.until} if event.until else {}
    return step(state, event, when, outcome=event.outcome, dates=dates, strands=changed(state, leave=leave))


def _leave_asked_about(state: Referral, event: e.LeaveReconsiderationRequested, when: When) -> Referral:
    about = event.about or number_of(state, "leave")
    challenge = Challenge("reconsideration", "leave", state.version + 1, (("requested", when),), about=about)
    return step(state, event, when, about=about, strands=changed(state, challenges=with_challenge(state, challenge)))


def _move_on_support_ended(state: Referral, event: e.MoveOnSupportEnded, when: When) -> Referral:
    return step(
        state,
        event,
        when,
        outcome=event.reason,
        strands=changed(state, support=SupportOver(when, state.version + 1, event.reason)),
    )


def _closed(state: Referral, event: e.CaseClosed, when: When) -> Referral:
    before = state.stage.before if isinstance(state.stage, Ended) else state.stage
    return step(state, event, when, stage=Closed(when, event.reason, before), outcome=event.reason)


def _reopened(state: Referral, event: e.CaseReopened, when: When) -> Referral:
    before = state.stage.before if isinstance(state.stage, Ended) else state.stage
    return step(state, event, when, stage=before)


def _renewal_requested(state: Referral, event: e.LeaveRenewalRequested, when: When) -> Referral:
    return step(state, event, when)


EVOLVE: Evolve = {
    e.LeaveDecided: _leave_decided,
    e.LeaveReconsiderationRequested: _leave_asked_about,
    e.LeaveRenewalRequested: _renewal_requested,
    e.MoveOnSupportEnded: _move_on_support_ended,
    e.CaseClosed: _closed,
    e.CaseReopened: _reopened,
}
