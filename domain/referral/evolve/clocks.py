"""What is on record about clocks and safeguards. These events are no facts: no clock counts from them."""

from collections.abc import Callable

from domain.referral.events import clocks as e
from domain.referral.evolve.base import Evolve
from domain.referral.state import Breach, Referral, RungKey
from domain.referral.strands import Raised
from domain.when import When


def _reached(state: Referral, event: e.RungReached, _: When) -> Referral:
    return state._replace(version=state.version + 1, reached=state.reached | {_key(event)})


def _ended(state: Referral, event: e.PeriodEnded, _: When) -> Referral:
    return state._replace(version=state.version + 1, ended={**state.ended, _key(event): event.ended_on})


def _breached(state: Referral, event: e.BreachRecorded, _: When) -> Referral:
    return _with_breach(state, event, Breach(event, state.version + 1))


def _cured(state: Referral, event: e.BreachCured, when: When) -> Referral:
    cured = _open(state, event)._replace(status="cured", days_late=event.days_late, cured=when)
    return _with_breach(state, event, cured)


def _no_longer_open(state: Referral, event: e.BreachEnded, when: When) -> Referral:
    over = _open(state, event)._replace(status="ended", days_late=event.days_late, ended=when, ended_by=event.shown_by)
    return _with_breach(state, event, over)


def _disproved(state: Referral, event: e.BreachDisproved, _: When) -> Referral:
    return _with_breach(state, event, _open(state, event)._replace(status="disproved"))


def _reinstated(state: Referral, event: e.BreachReinstated, _: When) -> Referral:
    return _with_breach(state, event, _open(state, event))


def _open(state: Referral, event: e.OnClock) -> Breach:
    """The breach as it was recorded."""
    known = state.breaches[_key(event)]
    return Breach(known.recorded, known.version)


def _with_breach(state: Referral, event: e.OnClock, breach: Breach) -> Referral:
    return state._replace(version=state.version + 1, breaches={**state.breaches, _key(event): breach})


def _key(event: e.OnClock) -> RungKey:
    return event.clock, event.run, event.rung


def _raised(state: Referral, event: e.SafeguardRaised, when: When) -> Referral:
    if event.again is not None:
        return _with_one(state, event, event.again, lambda one: one._replace(since=when, cleared=None, disproved=False))
    raised = Raised(event.check, event.about, state.version + 1, when)
    return _with_safeguard(state, event, (*_every(state, event), raised))


def _cleared(state: Referral, event: e.SafeguardCleared, when: When) -> Referral:
    every = _every(state, event)
    meant = event.raised or next((one.version for one in reversed(every) if one.is_open or one is every[-1]), 0)
    return _with_one(state, event, meant, lambda one: one._replace(cleared=when))


def _never_stood(state: Referral, event: e.SafeguardDisproved, _: When) -> Referral:
    return _with_one(state, event, event.raised, lambda one: one._replace(disproved=True))


def _every(state: Referral, event: e.OnSafeguard) -> tuple[Raised, ...]:
    """Each time this concern was raised."""
    known = state.safeguards.get((event.check, event.about))
    return known.every if known else ()


def _with_one(state: Referral, event: e.OnSafeguard, number: int, now: Callable[[Raised], Raised]) -> Referral:
    """The case with what is now so of one raising; of one that is not on record nothing is so."""
    every = (now(one) if one.version == number else one for one in _every(state, event))
    return _with_safeguard(state, event, tuple(every))


def _with_safeguard(state: Referral, event: e.OnSafeguard, every: tuple[Raised, ...]) -> Referral:
    safeguards = {**state.safeguards, (event.check, event.about): with_latest(every)} if every else state.safeguards
    return state._replace(version=state.version + 1, safeguards=safeguards)


def with_latest(every: tuple[Raised, ...]) -> Raised:
    """The last of them in time that stood, or was believed to have, with the others."""
    *others, last = sorted(every, key=lambda one: (not one.disproved, one.since.earliest, one.version))
    return last._replace(others=tuple(one._replace(others=()) for one in others))


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
    e.SafeguardDisproved: _never_stood,
}
