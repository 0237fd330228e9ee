"""What follows the decision, in the case. Read next: `proceedings.py`."""

from domain.referral.events import after as e
from domain.referral.evolve.base import Evolve, step
from domain.referral.stages import Closed, Ended
from domain.referral.state import Referral
from domain.referral.strands import LeaveGiven, LeaveRefused, SupportOver
from domain.when import When


def _leave_decided(state: Referral, event: e.LeaveDecided, when: When) -> Referral:
    leave = LeaveGiven(when, event.until) if event.outcome == "granted" else LeaveRefused(when)
    return step(state, event, when, outcome=event.outcome, leave=leave)


def _move_on_support_ended(state: Referral, event: e.MoveOnSupportEnded, when: When) -> Referral:
    return step(state, event, when, outcome=event.reason, support=SupportOver(when, state.version + 1, event.reason))


def _closed(state: Referral, event: e.CaseClosed, when: When) -> Referral:
    before = state.stage.before if isinstance(state.stage, Ended) else state.stage
    return step(state, event, when, stage=Closed(when, event.reason, before))


def _reopened(state: Referral, event: e.CaseReopened, when: When) -> Referral:
    before = state.stage.before if isinstance(state.stage, Ended) else state.stage
    return step(state, event, when, stage=before)


EVOLVE: Evolve = {
    e.LeaveDecided: _leave_decided,
    e.MoveOnSupportEnded: _move_on_support_ended,
    e.CaseClosed: _closed,
    e.CaseReopened: _reopened,
}
