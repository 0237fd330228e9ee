"""What is on record about clocks and safeguards. These events are no facts: no clock counts from them."""

from dataclasses import replace

from domain.referral.events import clocks as e
from domain.referral.evolve.base import Evolve, changed
from domain.referral.state import Breach, Referral, RungKey
from domain.referral.strands import Raised
from domain.when import When


def _reached(state: Referral, event: e.RungReached, _: When) -> Referral:
    return changed(state, version=state.version + 1, reached=state.reached | {_key(event)})


def _ended(state: Referral, event: e.PeriodEnded, _: When) -> Referral:
    return changed(state, version=state.version + 1, ended={**state.ended, _key(event): event.ended_on})


def _breached(state: Referral, event: e.BreachRecorded, _: When) -> Referral:
    return _with_breach(state, event, Breach(event, state.version + 1))


def _cured(state: Referral, event: e.BreachCured, _: When) -> Referral:
    return _with_breach(state, event, replace(state.breaches[_key(event)], status="cured", days_late=event.days_late))


def _no_longer_open(state: Referral, event: e.BreachEnded, _: When) -> Referral:
    return _with_breach(state, event, replace(state.breaches[_key(event)], status="ended", days_late=event.days_late))


def _disproved(state: Referral, event: e.BreachDisproved, _: When) -> Referral:
    return _with_breach(state, event, replace(state.breaches[_key(event)], status="disproved", days_late=None))


def _reinstated(state: Referral, event: e.BreachReinstated, _: When) -> Referral:
    return _with_breach(state, event, replace(state.breaches[_key(event)], status="open", days_late=None))


def _with_breach(state: Referral, event: e.OnClock, breach: Breach) -> Referral:
    return changed(state, version=state.version + 1, breaches={**state.breaches, _key(event): breach})


def _key(event: e.OnClock) -> RungKey:
    return event.clock, event.run, event.rung


def _raised(state: Referral, event: e.SafeguardRaised, when: When) -> Referral:
    return _with_safeguard(state, Raised(event.check, event.about, state.version + 1, when))


def _cleared(state: Referral, event: e.SafeguardCleared, when: When) -> Referral:
    raised = state.safeguards.get((event.check, event.about))
    if raised is None:
        return changed(state, version=state.version + 1)
    return _with_safeguard(state, changed(raised, cleared=when))


def _with_safeguard(state: Referral, raised: Raised) -> Referral:
    safeguards = {**state.safeguards, (raised.check, raised.about): raised}
    return changed(state, version=state.version + 1, safeguards=safeguards)


EVOLVE: Evolve = {
    e.RungReached: _reached,
    e.PeriodEnded: _ended,
    e.BreachRecorded: _breached,
    e.BreachCured: _cured,
    e.BreachEnded: _no_longer_open,
    e.BreachDisproved: _disproved,
    e.BreachReinstated: _reinstated,
    e.SafeguardRaised: _raised,
    e.SafeguardCleared: _cleared,
}
