"""Victims prosecuted, and traffickers who are not. Read next: `decisions.py`.

A charge that was discontinued, ended in acquittal or was quashed raises nothing any more. No prosecution goes on
against the dead; a conviction outlives them, and can still be quashed.
"""

from collections.abc import Iterator

from domain.clocks.facts import certainly_before
from domain.referral.beside import Charge, ChargeState
from domain.referral.state import Referral
from domain.referral.strands import Supported, SupportOver
from domain.rules.model import RuleBook
from domain.safeguards.standing import conclusive_positive, is_alive, positive_since
from domain.when import When


def charged_without_non_punishment_review(state: Referral, _: RuleBook) -> Iterator[int]:
    """A victim is charged, and no prosecutor has asked whether they should be (ATMG 2010, In the Dock; Article 26)."""
    if is_alive(state):
        yield from _not_reviewed(state, "charged")


def pleaded_without_non_punishment_review(state: Referral, _: RuleBook) -> Iterator[int]:
    """A victim had to plead before anybody asked whether they should be there (In the Dock; Article 26)."""
    if is_alive(state):
        yield from _not_reviewed(state, "pleaded")


def sentenced_without_non_punishment_review(state: Referral, _: RuleBook) -> Iterator[int]:
    """A victim was convicted, or sentenced too, and nobody had asked (ATMG 2010, In the Dock; Article 26)."""
    yield from _not_reviewed(state, "convicted", "sentenced")


def convicted_before_conclusive_positive(state: Referral, _: RuleBook) -> Iterator[int]:
    """Convicted by a court that did not know what was found later (ATMG 2010, In the Dock; Article 26).

    A plea of guilty convicts as a verdict does. Only where it certainly came first; quashing clears the concern.
    """
    found = conclusive_positive(state)
    if found is None:
        return
    for charge in state.strands.charges.values():
        on = _convicted_on(charge)
        if on is not None and certainly_before(on, found.on):
            yield charge.version


def positive_without_crime_recorded(state: Referral, _: RuleBook) -> Iterator[int]:
    """Conclusively a victim, and the crime against them is not on record (ATMG 2010; Article 27(1)).

    A link to an investigation that has no crime number records no crime, and neither does a link made in error.
    """
    found = conclusive_positive(state)
    if found and not any(one.crime_recorded and not one.in_error for one in state.strands.prosecutions):
        yield found.version


def witness_unsupported_before_trial(state: Referral, _: RuleBook) -> Iterator[int]:
    """The person is a witness, and has no support before the trial (ATMG 2010; Articles 12(1) and 28).

    It is about the end of the support, or, where none ever began, about the prosecution.
    """
    support = state.strands.support
    awaited = [one.version for one in state.strands.prosecutions if one.witness and not one.ended]
    if isinstance(support, Supported) or not awaited or not is_alive(state):
        return
    yield support.version if isinstance(support, SupportOver) else awaited[0]


def _convicted_on(charge: Charge) -> When | None:
    if charge.state == "pleaded":
        return charge.pleaded_on if charge.pleaded_guilty else None
    return charge.convicted_on if charge.state in ("convicted", "sentenced") else None


def _not_reviewed(state: Referral, *at: ChargeState) -> Iterator[int]:
    """A review from before the first positive decision could not know of it, so it does not count."""
    since = positive_since(state)
    if since is None:
        return
    for charge in state.strands.charges.values():
        if charge.state in at and (charge.reviewed_on is None or certainly_before(charge.reviewed_on, since)):
            yield charge.version
