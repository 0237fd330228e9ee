"""Victims prosecuted, and traffickers who are not. Read next: `decisions.py`.

A charge that was discontinued, ended in acquittal or was quashed raises nothing any more.
"""

from collections.abc import Iterator

from domain.clocks.facts import certainly_before
from domain.referral.beside import ChargeState
from domain.referral.state import Referral
from domain.referral.strands import SupportOver
from domain.rules.model import RuleBook
from domain.safeguards.standing import conclusive_positive, is_alive, positive_decision


def charged_without_non_punishment_review(state: Referral, _: RuleBook) -> Iterator[int]:
    """A victim is charged, and no prosecutor has asked whether they should be (ATMG 2010, In the Dock; Article 26)."""
    yield from _not_reviewed(state, "charged")


def pleaded_without_non_punishment_review(state: Referral, _: RuleBook) -> Iterator[int]:
    """A victim had to plead before anybody asked whether they should be there (In the Dock; Article 26)."""
    yield from _not_reviewed(state, "pleaded")


def sentenced_without_non_punishment_review(state: Referral, _: RuleBook) -> Iterator[int]:
    """A victim was convicted, or sentenced too, and nobody had asked (ATMG 2010, In the Dock; Article 26)."""
    yield from _not_reviewed(state, "convicted", "sentenced")


def convicted_before_conclusive_positive(state: Referral, _: RuleBook) -> Iterator[int]:
    """Convicted by a court that did not know what was found later (ATMG 2010, In the Dock; Article 26).

    Only where the conviction certainly came first; quashing it clears the concern.
    """
    found = conclusive_positive(state)
    if found is None:
        return
    for charge in state.strands.charges.values():
        on = charge.convicted_on
        if on is not None and charge.state in ("convicted", "sentenced") and certainly_before(on, found.on):
            yield charge.version


def positive_without_crime_recorded(state: Referral, _: RuleBook) -> Iterator[int]:
    """Conclusively a victim, and the crime against them is not on record (ATMG 2010; Article 27(1))."""
    found = conclusive_positive(state)
    if found and not state.strands.prosecutions:
        yield found.version


def witness_unsupported_before_trial(state: Referral, _: RuleBook) -> Iterator[int]:
    """Support has ended before the trial at which the person is a witness (ATMG 2010; Articles 12(1) and 28)."""
    support = state.strands.support
    if not isinstance(support, SupportOver) or not is_alive(state):
        return
    if any(linked.witness and not linked.ended for linked in state.strands.prosecutions):
        yield support.version


def _not_reviewed(state: Referral, *at: ChargeState) -> Iterator[int]:
    if not state.strands.charges or positive_decision(state) is None:
        return
    for charge in state.strands.charges.values():
        if charge.state in at and charge.reviewed_on is None:
            yield charge.version
