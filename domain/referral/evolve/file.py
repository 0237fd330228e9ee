"""What the events of the file make of a case. Read next: `clocks.py`."""

import sys
from collections.abc import Callable, Mapping
from typing import Any

from domain.clocks import Fact
from domain.referral.events import file as e
from domain.referral.evolve.base import Evolve, changed, step
from domain.referral.stages import HistoryOnly
from domain.referral.state import Referral
from domain.referral.strands import AgeAsTold, Strands
from domain.stream.event import Event
from domain.when import When


def _opened_by_import(event: e.HistoryImported, when: When) -> Referral:
    return Referral(
        reference=event.reference,
        nation=event.nation,
        person=event.person,
        origin="imported",
        opened=when,
        stage=HistoryOnly(),
        strands=Strands(AgeAsTold("unknown")),
        version=1,
        latest=when,
        account_ends=event.account_ends,
        facts=(Fact(event.type, when, 1, age_group=_age_group(event)),),
        imported_at=event.imported_at.earliest if event.imported_at else None,
        account_to=sys.maxsize if event.facts is None else event.facts + 1,
        imported_by=event.imported_by,
        likeness=event.likeness,
    )


def _age_group(event: e.HistoryImported) -> str | None:
    """How old the account takes the person to have been; None where it does not say."""
    return None if event.child_at_referral is None else "child" if event.child_at_referral else "adult"


def _assigned(state: Referral, event: e.CaseAssigned, when: When) -> Referral:
    assigned, teams = {**state.strands.assigned, event.duty: event.assignee}, _without(state.strands.teams, event.duty)
    return step(
        state,
        event,
        when,
        strands=changed(state, assigned=assigned, teams={**teams, event.duty: event.team} if event.team else teams),
    )


def _unassigned(state: Referral, event: e.CaseUnassigned, when: When) -> Referral:
    strands = state.strands
    left, teams = _without(strands.assigned, event.duty), _without(strands.teams, event.duty)
    return step(state, event, when, strands=changed(state, assigned=left, teams=teams))


def _without(names: Mapping[str, str], duty: str) -> dict[str, str]:
    return {role: name for role, name in names.items() if role != duty}


def _note(state: Referral, event: e.NoteAdded, when: When) -> Referral:
    documents = {**state.strands.documents, state.version + 1: event.text.digest}
    return step(state, event, when, strands=changed(state, documents=documents))


def _document(state: Referral, event: e.DocumentAttached, when: When) -> Referral:
    documents = {**state.strands.documents, state.version + 1: event.content.digest}
    return step(state, event, when, strands=changed(state, documents=documents))


def _acknowledged(state: Referral, event: e.AlertAcknowledged, when: When) -> Referral:
    return step(state, event, when, strands=changed(state, acknowledged=state.strands.acknowledged | {event.alert}))


def _explained(state: Referral, event: e.LatenessExplained, when: When) -> Referral:
    return step(
        state, event, when, strands=changed(state, explained={**state.strands.explained, event.breach: event.reason})
    )


def _kept(state: Referral, event: Event, when: When) -> Referral:
    return step(state, event, when)


OPEN: Mapping[type[Event], Callable[[Any, When], Referral]] = {e.HistoryImported: _opened_by_import}

EVOLVE: Evolve = {
    e.CaseAssigned: _assigned,
    e.CaseUnassigned: _unassigned,
    e.NoteAdded: _note,
    e.DocumentAttached: _document,
    e.FactCorrected: _kept,
    e.AlertAcknowledged: _acknowledged,
    e.LatenessExplained: _explained,
    e.ClocksMoved: _kept,
    e.FactNoted: _kept,
}
