"""What disqualification makes of a case: protection stops, the conclusive decision is still owed.

Read next: `person.py`.
"""

from dataclasses import replace

from domain.referral.events import disqualification as e
from domain.referral.evolve.base import Evolve, changed, step
from domain.referral.evolve.meant import latest_by, number_of
from domain.referral.evolve.outstanding import protected_or_not
from domain.referral.state import Referral
from domain.referral.strands import (
    Disqualification,
    DisqualificationOver,
    DisqualificationPending,
    Disqualified,
    NotDisqualified,
)
from domain.when import When


def _proposed(state: Referral, event: e.DisqualificationProposed, when: When) -> Referral:
    """The person has time to answer from the day on which they were told."""
    pending = DisqualificationPending(event.ground, when)
    dates = {"served": event.served_on} if event.served_on is not None else {}
    return step(state, event, when, dates=dates, strands=changed(state, disqualification=pending))


def _answered(state: Referral, event: e.DisqualificationRepresentationsReceived, when: When) -> Referral:
    pending = state.strands.disqualification
    about = latest_by(state, when, e.DisqualificationProposed.type)
    if not isinstance(pending, DisqualificationPending):
        return step(state, event, when, about=about)
    return step(
        state, event, when, about=about, strands=changed(state, disqualification=replace(pending, answered=when))
    )


def _extended(state: Referral, event: e.DisqualificationRepresentationsExtended, when: When) -> Referral:
    about = latest_by(state, when, e.DisqualificationProposed.type)
    return step(state, event, when, dates={"until": event.until}, about=about)


def _decided(state: Referral, event: e.DisqualificationDecided, when: When) -> Referral:
    decided = _as_decided(state.strands.disqualification, event, when)
    about = latest_by(state, when, e.DisqualificationProposed.type)
    return protected_or_not(
        step(state, event, when, outcome=event.outcome, about=about, strands=changed(state, disqualification=decided))
    )


def _as_decided(before: Disqualification, event: e.DisqualificationDecided, when: When) -> Disqualification:
    if event.outcome == "not-disqualified":
        return NotDisqualified()
    return Disqualified(before.ground if isinstance(before, DisqualificationPending) else None, when)


def _revoked(state: Referral, event: e.DisqualificationRevoked, when: When) -> Referral:
    about = number_of(state, "disqualification")
    return protected_or_not(
        step(state, event, when, about=about, strands=changed(state, disqualification=DisqualificationOver(when)))
    )


EVOLVE: Evolve = {
    e.DisqualificationProposed: _proposed,
    e.DisqualificationRepresentationsReceived: _answered,
    e.DisqualificationRepresentationsExtended: _extended,
    e.DisqualificationDecided: _decided,
    e.DisqualificationRevoked: _revoked,
}
