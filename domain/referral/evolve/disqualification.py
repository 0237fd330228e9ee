"""What disqualification makes of a case: protection stops, the conclusive decision is still owed.

Read next: `person.py`.
"""

from domain.referral.events import disqualification as e
from domain.referral.evolve.base import Evolve, step
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
    return step(state, event, when, disqualification=DisqualificationPending(event.ground, when))


def _decided(state: Referral, event: e.DisqualificationDecided, when: When) -> Referral:
    decided = _as_decided(state.strands.disqualification, event, when)
    return protected_or_not(step(state, event, when, outcome=event.outcome, disqualification=decided))


def _as_decided(before: Disqualification, event: e.DisqualificationDecided, when: When) -> Disqualification:
    if event.outcome == "not-disqualified":
        return NotDisqualified()
    return Disqualified(before.ground if isinstance(before, DisqualificationPending) else None, when)


def _revoked(state: Referral, event: e.DisqualificationRevoked, when: When) -> Referral:
    return protected_or_not(step(state, event, when, disqualification=DisqualificationOver(when)))


EVOLVE: Evolve = {
    e.DisqualificationProposed: _proposed,
    e.DisqualificationDecided: _decided,
    e.DisqualificationRevoked: _revoked,
}
