"""What the events before and at referral make of a case. Read next: `grounds.py`."""

from collections.abc import Callable, Mapping
from typing import Any

from domain.clocks import Fact
from domain.referral.events import intake as e
from domain.referral.evolve.base import Evolve, changed, step
from domain.referral.stages import (
    AwaitingReasonableGrounds,
    Encountered,
    Notified,
    NotReferred,
    Referred,
)
from domain.referral.state import Referral
from domain.referral.strands import AgeAsTold, Link, Strands
from domain.stream.event import Event
from domain.when import When


def _opened_by_encounter(event: e.EncounterReported, when: When) -> Referral:
    return Referral(
        reference=event.reference,
        nation=event.nation,
        person=event.person,
        origin="live",
        opened=when,
        stage=Encountered(),
        strands=Strands(AgeAsTold(event.age_group)),
        version=1,
        latest=when,
        facts=(_met(event, when, 1),),
        likeness=event.likeness,
    )


def _opened_by_referral(event: e.ReferralMade, when: When) -> Referral:
    fact = Fact(event.type, when, 1, _kind_of_person(event), _received(event, when))
    return Referral(
        reference=event.reference,
        nation=event.nation,
        person=event.person,
        origin="live",
        opened=when,
        stage=Referred(),
        strands=Strands(AgeAsTold(event.age_group), alone=event.alone),
        version=1,
        latest=when,
        facts=(fact,),
        likeness=event.likeness,
    )


def _encountered(state: Referral, event: e.EncounterReported, when: When) -> Referral:
    after = step(state, event, when)
    return after._replace(facts=(*state.facts, _met(event, when, after.version)))


def _met(event: e.EncounterReported, when: When, version: int) -> Fact:
    """The fact of the encounter: with signs of trafficking or without, who met the person, and how old they seemed."""
    outcome = "with-indicators" if event.indicators else "without-indicators"
    return Fact(event.type, when, version, outcome, by=event.organisation, age_group=event.age_group)


def _not_referred(state: Referral, event: e.ReferralNotMade, when: When) -> Referral:
    stage = NotReferred(event.reason) if isinstance(state.stage, Encountered) else state.stage
    return step(state, event, when, stage=stage, outcome=event.reason)


def _turned_away(state: Referral, event: e.TurnedAway, when: When) -> Referral:
    return step(state, event, when, outcome=event.agency)


def _notified(state: Referral, event: e.DutyToNotifyDischarged, when: When) -> Referral:
    unreferred = isinstance(state.stage, Encountered | NotReferred)
    return step(state, event, when, stage=Notified(when) if unreferred else state.stage)


def _referred(state: Referral, event: e.ReferralMade, when: When) -> Referral:
    """After an encounter, or within an account; an age that is in dispute, or was assessed, stays what it is."""
    told, known = AgeAsTold(event.age_group), state.strands.age
    return step(
        state, event, when,
        stage=Referred(),
        outcome=_kind_of_person(event),
        dates=_received(event, when),
        strands=changed(state, age=told if isinstance(known, AgeAsTold) else known, alone=event.alone),
    )  # fmt: skip


def _kind_of_person(event: e.ReferralMade) -> str:
    return "lone-child" if event.alone and event.age_group != "adult" else event.age_group


def _received(event: e.ReferralMade, when: When) -> Mapping[str, When]:
    return {"received": event.received_on or when}


def _allocated(state: Referral, event: e.CompetentAuthorityAllocated, when: When) -> Referral:
    referral = state.last("referral-made")
    dates = {"referred": referral.dates["received"]} if referral else {}
    undecided = isinstance(state.stage, Referred | AwaitingReasonableGrounds)
    stage = AwaitingReasonableGrounds(event.authority) if undecided else state.stage
    return step(state, event, when, stage=stage, outcome=event.authority, dates=dates)


def _linked(state: Referral, event: e.ReferralLinked, when: When) -> Referral:
    link = Link(event.other, event.relation, state.version + 1)
    return step(state, event, when, strands=changed(state, links=(*state.strands.links, link)))


OPEN: Mapping[type[Event], Callable[[Any, When], Referral]] = {
    e.EncounterReported: _opened_by_encounter,
    e.ReferralMade: _opened_by_referral,
}

EVOLVE: Evolve = {
    e.EncounterReported: _encountered,
    e.ReferralNotMade: _not_referred,
    e.TurnedAway: _turned_away,
    e.DutyToNotifyDischarged: _notified,
    e.ReferralMade: _referred,
    e.CompetentAuthorityAllocated: _allocated,
    e.ReferralLinked: _linked,
}
