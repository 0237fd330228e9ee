"""Questions that several checks ask of a case. Each answers no where nobody knows."""

from collections.abc import Iterable

from domain.clocks.facts import Fact, certainly_before
from domain.referral.state import Referral
from domain.referral.strands import Dead, DecisionMade, Held, is_child_on
from domain.rules.vocabulary import stands_until
from domain.when import When


def came_after(one: Fact, other: Fact) -> bool:
    """Whether one fact came after another: by the dates, and where they leave that open, by the order on record."""
    if certainly_before(other.when, one.when):
        return True
    return one.version > other.version and not certainly_before(one.when, other.when)


def is_over(begun: Fact, facts: Iterable[Fact]) -> bool:
    """Whether what began with a fact, and went on, was ended by another; what is over at once is not of that kind."""
    patterns = stands_until(begun.event, begun.outcome)
    return any(
        any(pattern.matches(fact.event, fact.outcome) for pattern in patterns)
        and fact.about in (None, begun.version)
        and came_after(fact, begun)
        for fact in facts
    )


def is_alive(state: Referral) -> bool:
    """Whether no death is on record."""
    return not isinstance(state.strands.whereabouts, Dead)


def is_child(state: Referral) -> bool:
    """Whether the person is, or must be presumed to be, a child; an account that does not say presumes nothing."""
    return state.is_child and _age_was_told(state)


def was_child(state: Referral, when: When) -> bool:
    """The same of a day that has passed."""
    return is_child_on(state.strands, when.first_day) and _age_was_told(state)


def _age_was_told(state: Referral) -> bool:
    return state.origin != "imported" or state.age_group != "unknown"


def held(state: Referral) -> Held | None:
    """Where and since when the person is held."""
    custody = state.strands.custody
    return custody if isinstance(custody, Held) and is_alive(state) else None


def positive_decision(state: Referral) -> DecisionMade | None:
    """The decision by which the person stands as a victim, reasonably or conclusively; the later stage counts."""
    standing = {made.decision: made for made in state.strands.decisions if made.stands}
    last = standing.get("conclusive-grounds") or standing.get("reasonable-grounds")
    return last if last is not None and last.outcome == "positive" else None


def positive_since(state: Referral) -> When | None:
    """Since when the person has stood as a victim; None where they do not."""
    if positive_decision(state) is None:
        return None
    positive = (made.on for made in state.strands.decisions if made.stands and made.outcome == "positive")
    return min(positive, key=lambda on: on.earliest)


def conclusive_positive(state: Referral) -> DecisionMade | None:
    """The decision by which the person is conclusively a victim."""
    made = positive_decision(state)
    return made if made is not None and made.decision == "conclusive-grounds" else None
