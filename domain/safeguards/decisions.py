"""Decisions that cannot be defended. One that was set aside raises nothing any more. Read next: `protection.py`."""

from collections.abc import Iterator

from domain.referral.commands.grounds import ReasonCode
from domain.referral.events.recovery import EnforcementStepRecorded
from domain.referral.state import Referral
from domain.referral.strands import DecisionMade
from domain.rules.model import RuleBook

ABOUT_CREDIBILITY: frozenset[ReasonCode] = frozenset({"credibility", "inconsistencies", "late-disclosure"})
"""The reasons that say only that the person was not believed."""


def negative_without_evidence(state: Referral, _: RuleBook) -> Iterator[int]:
    """A refusal that names nothing that was weighed (ATMG 2010; Article 10(1))."""
    for made in _refusals(state):
        if not made.evidence:
            yield made.version


def negative_without_second_person(state: Referral, rules: RuleBook) -> Iterator[int]:
    """A refusal no second person has looked at, where the rule of its day asks for one (ATMG 2010; Article 10(1))."""
    for made in _refusals(state):
        asked_for = rules.provisions.second_review(made.decision, made.outcome, state.nation, made.on)
        if asked_for is not None and not made.reviews:
            yield made.version


def negative_on_credibility_alone(state: Referral, _: RuleBook) -> Iterator[int]:
    """A refusal for not being believed, and for nothing else (ATMG 2010, Still at Risk; Article 10(1))."""
    for made in _refusals(state):
        if made.reason_codes and ABOUT_CREDIBILITY.issuperset(made.reason_codes):
            yield made.version


def same_unit_decides_and_enforces(state: Referral, _: RuleBook) -> Iterator[int]:
    """The unit that decided is one that acts against the person (ATMG 2010; Article 10(1))."""
    decided = [made for made in state.strands.decisions if made.unit and made.stands]
    if not decided:
        return
    enforcing = _enforcing_units(state)
    yield from (made.version for made in decided if made.unit in enforcing)


def _refusals(state: Referral) -> Iterator[DecisionMade]:
    return (made for made in state.strands.decisions if made.outcome == "negative" and made.stands)


def _enforcing_units(state: Referral) -> set[str]:
    taken = (state.history[fact.version - 1][0] for fact in state.facts if fact.event == EnforcementStepRecorded.type)
    return {step.unit for step in taken if isinstance(step, EnforcementStepRecorded) and step.unit}
