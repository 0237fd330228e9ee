"""What one event makes of a case.

It never refuses, never consults the rules and never looks at a clock: what happened, happened, and an old history must
fold the same for ever.

Read next: `decide.py`, the only place that makes events.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import reduce

from domain.clocks import Fact
from domain.referral.events import (
    BreachCured,
    BreachDisproved,
    BreachRecorded,
    CaseClosed,
    CaseWithdrawn,
    CompetentAuthorityAllocated,
    ConclusiveGroundsDecided,
    DecisionServed,
    Event,
    HistoryImported,
    OnClock,
    PeriodEnded,
    ReasonableGroundsDecided,
    RecoveryPeriodExtended,
    ReferralMade,
    RungReached,
)
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

Dated = tuple[Event, When]
"""An event and when it was so in the world."""


def fold(history: Sequence[Dated], state: State | None = None) -> State:
    """The case after all of these, in the order in which they were recorded."""
    return reduce(evolve, history, NoReferral() if state is None else state)


def evolve(state: State, dated: Dated) -> State:
    """The case after one more event."""
    event, when = dated
    if isinstance(state, NoReferral):
        return _opened(event, when)
    if isinstance(event, OnClock):
        return _on_clock(replace(state, version=state.version + 1), event)
    return _in_the_world(replace(state, version=state.version + 1), event, when)


def _opened(event: Event, when: When) -> State:
    match event:
        case HistoryImported():
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
        case ReferralMade():
            return Referral(
                reference=event.reference,
                nation=event.nation,
                person=event.person,
                age_group=event.age_group,
                origin="live",
                opened=when,
                stage=Referred(),
                version=1,
                facts=(_fact(event, when, 1),),
            )
        case _:
            message = f"a case cannot begin with {event.type}"
            raise AssertionError(message)


def _in_the_world(state: Referral, event: Event, when: When) -> Referral:
    moved = replace(
        state,
        stage=_stage_after(state.stage, event, when),
        facts=(*state.facts, _fact(event, when, state.version)),
    )
    return replace(moved, age_group=event.age_group) if isinstance(event, ReferralMade) else moved


def _stage_after(stage: Stage, event: Event, when: When) -> Stage:
    match event:
        case ReferralMade():
            return Referred()
        case CompetentAuthorityAllocated():
            return AwaitingReasonableGrounds(event.authority)
        case ReasonableGroundsDecided(outcome="positive"):
            return RecoveryPeriod(when)
        case ReasonableGroundsDecided():
            return ReasonableGroundsNegative(when)
        case ConclusiveGroundsDecided(outcome="positive"):
            return ConclusiveGroundsPositive(when)
        case ConclusiveGroundsDecided():
            return ConclusiveGroundsNegative(when)
        case CaseWithdrawn():
            return Withdrawn(when)
        case CaseClosed():
            return Closed(when, event.reason)
        case _:
            return stage


def _fact(event: Event, when: When, version: int) -> Fact:
    return Fact(event.type, when, version, outcome=_outcome(event), dates=_other_dates(event, when))


def _outcome(event: Event) -> str | None:
    match event:
        case ReasonableGroundsDecided() | ConclusiveGroundsDecided():
            return event.outcome
        case DecisionServed():
            return f"{event.decision}-{event.outcome}"
        case _:
            return None


def _other_dates(event: Event, when: When) -> Mapping[str, When]:
    match event:
        case ReferralMade():
            return {"received": event.received_on or when}
        case RecoveryPeriodExtended():
            return {"until": event.until}
        case _:
            return {}


def _on_clock(state: Referral, event: OnClock) -> Referral:
    key: RungKey = (event.clock, event.run, event.rung)
    match event:
        case RungReached() | PeriodEnded():
            return replace(state, reached=state.reached | {key})
        case BreachRecorded():
            return _with_breach(state, key, Breach(event, state.version))
        case BreachCured():
            cured = replace(state.breaches[key], status="cured", days_late=event.days_late)
            return _with_breach(state, key, cured)
        case BreachDisproved():
            return _with_breach(state, key, replace(state.breaches[key], status="disproved", days_late=None))
        case _:
            message = f"no clock knows {event.type}"
            raise AssertionError(message)


def _with_breach(state: Referral, key: RungKey, breach: Breach) -> Referral:
    return replace(state, breaches={**state.breaches, key: breach})
