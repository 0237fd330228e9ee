"""What the events of the recovery period make of a case. Read next: `challenge.py`."""

from domain.referral.events import recovery as e
from domain.referral.evolve.base import Evolve, changed, step
from domain.referral.state import Referral
from domain.referral.strands import Supported, SupportOver
from domain.stream.event import Event
from domain.when import When


def _started(state: Referral, event: e.SupportStarted, when: When) -> Referral:
    """Another provider takes over what has been given since the first began."""
    before = state.strands.support
    since = before.since if isinstance(before, Supported) else when
    return step(state, event, when, strands=changed(state, support=Supported(since, event.provider)))


def _ended(state: Referral, event: e.SupportEnded, when: When) -> Referral:
    over = SupportOver(when, state.version + 1, event.reason)
    return step(state, event, when, outcome=event.reason, strands=changed(state, support=over))


def _offered(state: Referral, event: e.SupportOffered, when: When) -> Referral:
    return step(state, event, when, outcome=event.answer)


def _delivered(state: Referral, event: e.SupportDelivered, when: When) -> Referral:
    return step(state, event, when, outcome=event.item)


def _extended(state: Referral, event: e.RecoveryPeriodExtended, when: When) -> Referral:
    return step(state, event, when, dates={"until": event.until})


def _needs(state: Referral, event: e.RecoveryNeedsAssessed, when: When) -> Referral:
    return step(state, event, when, dates={"support-until": event.support_until})


def _enforcement(state: Referral, event: e.EnforcementStepRecorded, when: When) -> Referral:
    return step(state, event, when, outcome=event.step)


def _rights(state: Referral, event: e.RightsInformationGiven, when: When) -> Referral:
    return step(state, event, when, outcome="understood" if event.understood else "not-understood")


def _booked(state: Referral, event: e.InterpreterBooked, when: When) -> Referral:
    return step(state, event, when, outcome=event.purpose, dates={"booked-for": event.booked_for})


def _kept(state: Referral, event: Event, when: When) -> Referral:
    return step(state, event, when)


def _cancelled(state: Referral, event: e.EnforcementStepCancelled, when: When) -> Referral:
    return step(state, event, when, about=event.step)


EVOLVE: Evolve = {
    e.SupportStarted: _started,
    e.SupportOffered: _offered,
    e.SupportDelivered: _delivered,
    e.RecoveryPeriodReviewed: _kept,
    e.RecoveryPeriodExtended: _extended,
    e.RecoveryNeedsAssessed: _needs,
    e.EnforcementStepRecorded: _enforcement,
    e.EnforcementStepCancelled: _cancelled,
    e.SupportEnded: _ended,
    e.RightsInformationGiven: _rights,
    e.InterpreterBooked: _booked,
}
