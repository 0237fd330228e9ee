"""Refuses that a case ends on a date before something that moved it. Read next: `person.py` and `after.py`."""

from domain.referral.decide.context import not_before_opening
from domain.referral.events.after import CaseClosed, CaseReopened
from domain.referral.events.grounds import ConclusiveGroundsDecided, DecisionSetAside, ReasonableGroundsDecided
from domain.referral.events.intake import (
    CompetentAuthorityAllocated,
    DutyToNotifyDischarged,
    EncounterReported,
    ReferralMade,
    ReferralNotMade,
)
from domain.referral.events.person import CaseWithdrawn
from domain.referral.state import Referral
from domain.stream.context import not_before
from domain.when import When

_MOVES = frozenset(
    event.type
    for event in (
        *(EncounterReported, ReferralNotMade, DutyToNotifyDischarged, ReferralMade, CompetentAuthorityAllocated),
        *(ReasonableGroundsDecided, ConclusiveGroundsDecided, DecisionSetAside),
        *(CaseWithdrawn, CaseClosed, CaseReopened),
    )
)
"""What moves a case from one stage to another, or to another authority."""


def not_before_last_move(state: Referral, when: When) -> None:
    """Refuse a date certainly before the case began, or before it came to where it stands."""
    not_before_opening(state, when)
    for fact in state.facts:
        if fact.event in _MOVES:
            said = f"The case cannot have ended before it came to where it stands, {fact.when.dated()}."
            not_before(when, fact.when, said)
