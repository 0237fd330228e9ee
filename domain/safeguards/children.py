"""Children who disappear from care, and children with nobody of their own. Read next: `proceedings.py`.

Whoever must be presumed to be a child counts as one (Article 10(3)). Who turns 18 while missing is still missing.
"""

from collections.abc import Iterator
from datetime import timedelta

from domain.clocks.facts import certainly_before
from domain.referral.stages import Ended
from domain.referral.state import Referral
from domain.referral.strands import Guarded, GuardianshipOver, Missing
from domain.rules.model import RuleBook
from domain.safeguards.standing import is_alive, is_child, was_child
from domain.when import When

SOON_AFTER_PLACEMENT = timedelta(hours=48)
"""Up to 60% of trafficked children go missing from care, usually within 48 hours: GRETA(2016)21, second report."""


def child_missing(state: Referral, _: RuleBook) -> Iterator[int]:
    """A child is missing (ATMG 2010, Still at Risk; Article 12(2))."""
    if missing := _missing_child(state):
        yield missing.version


def missing_soon_after_placement(state: Referral, _: RuleBook) -> Iterator[int]:
    """A child went missing within 48 hours of being placed (ATMG 2010, Still at Risk; Article 12(2)).

    Of days without an hour it is enough that it can have been so; of a month or a year nothing is concluded. That the
    placement is ended while the child is missing changes nothing.
    """
    missing = _missing_child(state)
    if missing is None:
        return
    placed = (fact.when for fact in state.facts if fact.event == "placement-recorded")
    if any(_can_lie_within(when, missing.since) for when in placed):
        yield missing.version


def missing_child_police_not_told(state: Referral, _: RuleBook) -> Iterator[int]:
    """A child is missing and nobody has told the police (ATMG 2010, Still at Risk; Article 12(2))."""
    missing = _missing_child(state)
    if missing and not missing.police_told:
        yield missing.version


def missing_child_no_strategy_meeting(state: Referral, _: RuleBook) -> Iterator[int]:
    """A child is missing and those responsible have not met about it (ATMG 2010, Still at Risk; Article 10(1))."""
    missing = _missing_child(state)
    if missing and not missing.strategy_meeting:
        yield missing.version


def lone_child_without_guardian(state: Referral, _: RuleBook) -> Iterator[int]:
    """A child is here alone, and no guardian acts (In the Dock, Still at Risk; Article 10(4)).

    It is about the referral, about what showed later that they are alone, or about the end of the last guardianship.
    """
    strands = state.strands
    if not strands.alone or isinstance(strands.guardianship, Guarded) or isinstance(state.stage, Ended):
        return
    if is_child(state) and is_alive(state):
        ended = isinstance(strands.guardianship, GuardianshipOver)
        since = state.last("guardianship-ended") if ended else state.last("lone-child-recorded")
        since = since or state.last("referral-made")
        yield since.version if since else 1


def _missing_child(state: Referral) -> Missing | None:
    whereabouts = state.strands.whereabouts
    if isinstance(whereabouts, Missing) and was_child(state, whereabouts.since):
        return whereabouts
    return None


def _can_lie_within(placed: When, missing: When) -> bool:
    if placed.day is None or missing.day is None or certainly_before(missing, placed):
        return False
    return missing.earliest - placed.until < SOON_AFTER_PLACEMENT
