"""What begins and ends: nothing begins twice, and nothing ends that has not begun; asked by date.

An episode that is learnt of late fits in before those on record, as long as the dates leave room for it.
Read next: `person.py`, which has most of them.
"""

from dataclasses import dataclass

from domain.clocks.facts import Fact, certainly_before
from domain.errors import Code, Invalid
from domain.referral.state import Referral
from domain.stream.context import contradicts
from domain.when import When


@dataclass(frozen=True)
class Span:
    """What the beginning and the end are called on record, and how it is said that it lasts, or does not."""

    begins: str
    ends: str
    lasts: str
    lasts_not: str


def latest_by(state: Referral, when: When, *events: str) -> Fact | None:
    """The last of these events that can have been so by that date; None if none can.

    Where dates leave the order open, what was recorded first came first.
    """
    known = [fact for fact in state.facts if fact.event in events and not certainly_before(when, fact.when)]
    return max(known, key=lambda fact: (fact.when.earliest, fact.version), default=None)


def under_way(state: Referral, when: When, span: Span) -> Fact | None:
    """The beginning of what lasted at that date; None if nothing did."""
    fact = latest_by(state, when, span.begins, span.ends)
    return fact if fact is not None and fact.event == span.begins else None


def refuse_second(state: Referral, when: When, span: Span) -> None:
    """Refuse that it begins while it lasts."""
    began = under_way(state, when, span)
    if began is not None:
        contradicts(f"{span.lasts} already, since {began.when.in_words()}; record the end of that first.")


def refuse_without_beginning(state: Referral, when: When, span: Span) -> None:
    """Refuse that it ends when it had not begun."""
    if under_way(state, when, span) is not None:
        return
    if any(fact.event == span.begins and certainly_before(when, fact.when) for fact in state.facts):
        raise Invalid(Code.DATE_OUT_OF_ORDER, f"{span.lasts_not} on that date; it began later.")
    contradicts(f"{span.lasts_not} on record; record the beginning first.")
