"""Which earlier event another one is about, where it does not say so by number: what its words can only have meant.

A kind of decision means the one of that kind that stands; where none does, the last that was made. Nothing here
refuses, and what was recorded long ago is read as it was meant then. Read next: `challenge.py`.
"""

from collections.abc import Collection

from domain.clocks import Fact
from domain.clocks.facts import certainly_before
from domain.referral.commands.base import Challenged, Decision
from domain.referral.state import Referral
from domain.when import When

ANSWERED = "reconsideration-decided"
DISQUALIFIED = "disqualification-decided"
LEAVE_DECIDED = "leave-decided"

LEFT_STANDING = frozenset({"maintained", "out-of-time"})
"""The answers to a request for reconsideration that left the decision as it was."""


def number_of(state: Referral, kind: Challenged) -> int | None:
    """The number of the decision of this kind; None where no such decision is on record."""
    match kind:
        case "disqualification":
            return _last(state, DISQUALIFIED, {"disqualified"})
        case "leave":
            return _last(state, LEAVE_DECIDED, {"granted", "refused"})
        case "reconsideration":
            return _last(state, ANSWERED, LEFT_STANDING)
        case "reasonable-grounds" | "conclusive-grounds":
            return _last_decision(state, kind)


def _last(state: Referral, event: str, outcomes: Collection[str]) -> int | None:
    facts = (fact for fact in reversed(state.facts) if fact.event == event and fact.outcome in outcomes)
    return next((fact.version for fact in facts), None)


def _last_decision(state: Referral, kind: Decision) -> int | None:
    of_kind = [made for made in state.strands.decisions if made.decision == kind]
    standing = [made for made in of_kind if made.stands]
    return (standing or of_kind)[-1].version if of_kind else None


def answers_that_kept(state: Referral, number: int) -> tuple[int, ...]:
    """The numbers of the answers that left a decision standing when somebody asked for it to be looked at again."""
    requests = {fact.version for fact in state.facts if fact.about == number}
    kept = (fact for fact in state.facts if fact.event == ANSWERED and fact.outcome in LEFT_STANDING)
    return tuple(fact.version for fact in kept if fact.about in requests)


def latest_by(state: Referral, when: When, event: str) -> int | None:
    """The number of the last such event that can have been so by a date; None if none can."""
    known = [fact for fact in state.facts if fact.event == event and not certainly_before(when, fact.when)]
    last = max(known, key=lambda fact: (fact.when.earliest, fact.version), default=None)
    return last.version if last is not None else None


def is_of_an_account(state: Referral) -> bool:
    """Whether the next event tells an account that was written elsewhere."""
    return state.origin == "imported" and state.version < state.account_to


def fact_numbered(state: Referral, number: int | None) -> Fact | None:
    """The fact with this number; None where there is none, or it was struck."""
    return next((fact for fact in state.facts if fact.version == number), None)
