"""Victims locked up, and let go without protection. Read next: `children.py`.

Held in any kind of place counts: a prison, a young offender institution, immigration detention, a police cell. Where
a check speaks of one kind, a place that nobody named is not of that kind.
"""

from collections.abc import Iterator

from domain.referral.stages import AwaitingReasonableGrounds, ConclusiveGroundsPositive, Outstanding, Referred
from domain.referral.state import Referral
from domain.referral.strands import Held, Released
from domain.rules.model import RuleBook
from domain.safeguards.standing import held, is_alive, is_child


def detained_while_undecided(state: Referral, _: RuleBook) -> Iterator[int]:
    """Locked up while nobody has decided whether there are reasonable grounds (ATMG 2010, In the Dock; Article 10)."""
    custody = held(state)
    if custody and isinstance(state.stage, Referred | AwaitingReasonableGrounds):
        yield custody.version


def detained_after_positive(state: Referral, _: RuleBook) -> Iterator[int]:
    """Locked up although found to be a victim (ATMG 2010, In the Dock; Articles 12(1) and 13)."""
    custody = held(state)
    if custody and isinstance(state.stage, Outstanding | ConclusiveGroundsPositive):
        yield custody.version


def child_in_adult_prison(state: Referral, _: RuleBook) -> Iterator[int]:
    """A child, or somebody presumed to be one, in a prison for adults (Still at Risk; Article 10(3))."""
    custody = held(state)
    if custody and custody.kind == "adult-prison" and is_child(state):
        yield custody.version


def child_in_immigration_detention(state: Referral, _: RuleBook) -> Iterator[int]:
    """A child, or somebody presumed to be one, in immigration detention (Still at Risk; Article 10(3))."""
    custody = held(state)
    if custody and custody.kind == "immigration-detention" and is_child(state):
        yield custody.version


def release_without_safety_plan(state: Referral, _: RuleBook) -> Iterator[int]:
    """Released, or to be released, to whoever may be waiting (In the Dock; Article 12(2)).

    A plan that is made at last clears it. A plan nobody wrote about is not missing.
    """
    custody = state.strands.custody
    if not is_alive(state):
        return
    if isinstance(custody, Released) and custody.safety_plan is False:
        yield custody.version
    elif isinstance(custody, Held) and custody.planned and not (custody.planned.safety_plan or custody.safety_plan):
        yield custody.planned.version
