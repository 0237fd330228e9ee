"""What one event makes of a case: one function per event, in the table `_EVOLVE`.

It never refuses, never consults the rules and never looks at a clock: what happened, happened, and an old history must
fold the same for ever.

Read next: `decide.py`, the only place that makes events.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import reduce
from types import MappingProxyType
from typing import Any

from domain.clocks import Fact
from domain.referral import events as e
from domain.referral.state import (
    AwaitingReasonableGrounds,
    Breach,
    Closed,
    ConclusiveGroundsNegative,
    ConclusiveGroundsPositive,
    HistoryOnly,
    NoReferral,
    ReasonableGroundsNegative,
    RecoveryPeriod,
    Referral,
    Referred,
    RungKey,
    Stage,
    State,
    Withdrawn,
)
from domain.when import When

Dated = tuple[e.Event, When]
"""An event and when it was so in the world."""

_NO_DATES: Mapping[str, When] = MappingProxyType({})


def fold(history: Sequence[Dated], state: State | None = None) -> State:
    """The case after all of these, in the order in which they were recorded."""
    return reduce(evolve, history, NoReferral() if state is None else state)


def evolve(state: State, dated: Dated) -> State:
    """The case after one more event."""
    event, when = dated
    if isinstance(state, Referral):
        return _EVOLVE[type(event)](state, event, when)
    return _OPEN[type(event)](event, when)


def _with(state: Referral, **changes: Any) -> Referral:
    """The case with these fields changed.

    A long history is folded event by event, and `dataclasses.replace` looks at every field each time: that would take
    most of the time of a fold.
    """
    changed = object.__new__(Referral)
    changed.__dict__.update(state.__dict__, **changes)
    return changed


def _opened_by_referral(event: e.ReferralMade, when: When) -> Referral:
    return Referral(
        reference=event.reference,
        nation=event.nation,
        person=event.person,
        age_group=event.age_group,
        origin="live",
        opened=when,
        stage=Referred(),
        version=1,
        facts=(Fact(event.type, when, 1, dates=_received(event, when)),),
    )


def _opened_by_import(event: e.HistoryImported, when: When) -> Referral:
    return Referral(
        reference=event.reference,
        nation=event.nation,
        person=event.person,
        age_group="unknown",
        origin="imported",
        opened=when,
        stage=HistoryOnly(),
        version=1,
        account_ends=event.account_ends,
    )


def _referred(state: Referral, event: e.ReferralMade, when: When) -> Referral:
    told = _moved(state, Referred(), event, when, dates=_received(event, when))
    return _with(told, age_group=event.age_group)


def _received(event: e.ReferralMade, when: When) -> Mapping[str, When]:
    return {"received": event.received_on or when}


def _allocated(state: Referral, event: e.CompetentAuthorityAllocated, when: When) -> Referral:
    return _moved(state, AwaitingReasonableGrounds(event.authority), event, when)


def _reasonable_grounds(state: Referral, event: e.ReasonableGroundsDecided, when: When) -> Referral:
    stage = RecoveryPeriod(when) if event.outcome == "positive" else ReasonableGroundsNegative(when)
    return _moved(state, stage, event, when, outcome=event.outcome)


def _extended(state: Referral, event: e.RecoveryPeriodExtended, when: When) -> Referral:
    return _moved(state, state.stage, event, when, dates={"until": event.until})


def _conclusive_grounds(state: Referral, event: e.ConclusiveGroundsDecided, when: When) -> Referral:
    stage = ConclusiveGroundsPositive(when) if event.outcome == "positive" else ConclusiveGroundsNegative(when)
    return _moved(state, stage, event, when, outcome=event.outcome)


def _served(state: Referral, event: e.DecisionServed, when: When) -> Referral:
    return _moved(state, state.stage, event, when, outcome=f"{event.decision}-{event.outcome}")


def _withdrawn(state: Referral, event: e.CaseWithdrawn, when: When) -> Referral:
    return _moved(state, Withdrawn(when), event, when)


def _closed(state: Referral, event: e.CaseClosed, when: When) -> Referral:
    return _moved(state, Closed(when, event.reason), event, when)


def _noted(state: Referral, event: e.Event, when: When) -> Referral:
    return _moved(state, state.stage, event, when)


def _moved(
    state: Referral,
    stage: Stage,
    event: e.Event,
    when: When,
    *,
    outcome: str | None = None,
    dates: Mapping[str, When] = _NO_DATES,
) -> Referral:
    version = state.version + 1
    fact = Fact(event.type, when, version, outcome, dates)
    return _with(state, version=version, stage=stage, facts=(*state.facts, fact))


def _reached(state: Referral, event: e.RungReached | e.PeriodEnded, _: When) -> Referral:
    return _with(state, version=state.version + 1, reached=state.reached | {_key(event)})


def _breached(state: Referral, event: e.BreachRecorded, _: When) -> Referral:
    return _with_breach(state, event, Breach(event, state.version + 1))


def _cured(state: Referral, event: e.BreachCured, _: When) -> Referral:
    return _with_breach(state, event, replace(state.breaches[_key(event)], status="cured", days_late=event.days_late))


def _disproved(state: Referral, event: e.BreachDisproved, _: When) -> Referral:
    return _with_breach(state, event, replace(state.breaches[_key(event)], status="disproved", days_late=None))


def _with_breach(state: Referral, event: e.OnClock, breach: Breach) -> Referral:
    return _with(state, version=state.version + 1, breaches={**state.breaches, _key(event): breach})


def _key(event: e.OnClock) -> RungKey:
    return event.clock, event.run, event.rung


_OPEN: Mapping[type[e.Event], Callable[[Any, When], Referral]] = {
    e.ReferralMade: _opened_by_referral,
    e.HistoryImported: _opened_by_import,
}

_EVOLVE: Mapping[type[e.Event], Callable[[Referral, Any, When], Referral]] = {
    e.ReferralMade: _referred,
    e.CompetentAuthorityAllocated: _allocated,
    e.ReasonableGroundsDecided: _reasonable_grounds,
    e.RecoveryPeriodExtended: _extended,
    e.EnforcementStepRecorded: _noted,
    e.ConclusiveGroundsDecided: _conclusive_grounds,
    e.DecisionServed: _served,
    e.CaseWithdrawn: _withdrawn,
    e.CaseClosed: _closed,
    e.NoteAdded: _noted,
    e.FactNoted: _noted,
    e.RungReached: _reached,
    e.PeriodEnded: _reached,
    e.BreachRecorded: _breached,
    e.BreachCured: _cured,
    e.BreachDisproved: _disproved,
}
