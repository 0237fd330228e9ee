"""Which decision is challenged, who made it, and what becomes of it where the challenge succeeds.

The two decisions of the NRM, a disqualification, a decision on leave, and the answer to a request for reconsideration
can each be challenged while they stand. Read next: `challenge.py`, which asks.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import get_args

from domain.errors import Code, Invalid, NotAllowed, NotFound
from domain.referral.beside import Challenge
from domain.referral.commands.base import Challenged, Decision
from domain.referral.decide.context import wrong_stage
from domain.referral.events.after import CaseReopened
from domain.referral.events.disqualification import DisqualificationRevoked
from domain.referral.events.grounds import DecisionSetAside
from domain.referral.evolve.meant import ANSWERED, DISQUALIFIED, LEAVE_DECIDED, LEFT_STANDING
from domain.referral.stages import Closed
from domain.referral.state import Referral
from domain.referral.strands import Dead, Disqualified
from domain.staff import same_person
from domain.stream.context import Context
from domain.stream.event import Event
from domain.when import When

_IN_WORDS: dict[Challenged, str] = {
    "reasonable-grounds": "reasonable-grounds decision",
    "conclusive-grounds": "conclusive-grounds decision",
    "disqualification": "disqualification",
    "leave": "decision on leave",
    "reconsideration": "answer that left a decision standing",
}


@dataclass(frozen=True)
class Standing:
    """A decision that stands and can be challenged: its kind, its number, when it was made, and what it says."""

    kind: Challenged
    number: int
    on: When
    outcome: str | None


def every_standing(state: Referral) -> Iterator[Standing]:
    """All that can be challenged now, in the order of the record."""
    aside = {fact.about for fact in state.facts if fact.event in (DecisionSetAside.type, DisqualificationRevoked.type)}
    kept: dict[int, Challenged] = {made.version: made.decision for made in state.strands.decisions if made.stands}
    others: dict[str, tuple[Challenged, Collection[str]]] = {
        DISQUALIFIED: ("disqualification", {"disqualified"}),
        LEAVE_DECIDED: ("leave", {"granted", "refused"}),
        ANSWERED: ("reconsideration", LEFT_STANDING),
    }
    for fact in state.facts:
        if fact.version in kept:
            yield Standing(kept[fact.version], fact.version, fact.when, fact.outcome)
        elif fact.event in others and fact.version not in aside:
            kind, outcomes = others[fact.event]
            if fact.outcome in outcomes:
                yield Standing(kind, fact.version, fact.when, fact.outcome)


def meant(state: Referral, kind: Challenged | None, number: int | None, among: Collection[Challenged]) -> Standing:
    """The decision of that kind, or with that number, which must stand; the last one where there are several.

    Raises NotFound (event-not-found) for a number that is no such decision, and names those there are.
    """
    standing = [one for one in every_standing(state) if one.kind in among]
    if number is None:
        of_kind = [one for one in standing if kind in (None, one.kind)]
        if not of_kind:
            wrong_stage(state, f"No {_IN_WORDS[kind] if kind else 'decision'} stands that could be challenged.")
        return of_kind[-1]
    named = next((one for one in standing if one.number == number), None)
    if named is None:
        raise NotFound(Code.EVENT_NOT_FOUND, f"The event with that number is {_none_of(standing)}")
    if kind not in (None, named.kind):
        raise Invalid(Code.INVALID_VALUE, f"The event with that number is the {_IN_WORDS[named.kind]}.")
    return named


def _none_of(standing: Collection[Standing]) -> str:
    known = ", ".join(f"{one.number} ({_IN_WORDS[one.kind]})" for one in standing)
    return f"no decision that stands and could be challenged; {f'these are: {known}' if known else 'there is none'}."


def refuse_the_decider(state: Referral, challenge: Challenge, when: When, context: Context) -> None:
    """Refuse that whoever made a decision answers the request to look at it again, if the rule of the date says so."""
    made = state.history[challenge.about - 1][0] if challenge.about else None
    decided_by = getattr(made, "decided_by", None)
    if challenge.decision is None or decided_by is None or not same_person(decided_by, context.actor):
        return
    rule = context.rules.provisions.answering(challenge.decision, state.nation, when)
    if rule is not None and rule.whoever_decided == "may-not-answer":
        raise NotAllowed(Code.SAME_PERSON, f"You made that decision yourself: {rule.title}.")


def set_aside(state: Referral, challenge: Challenge) -> tuple[Event, ...]:
    """What was challenged no longer stands, if it still does; one made after the challenge began is another.

    A closed case opens again where a decision is owed again in it. A withdrawn one does not: the person left it.
    """
    made = next((one for one in every_standing(state) if one.number == challenge.about), None)
    if made is None or made.kind != challenge.decision:
        return ()
    by = state.version + 1
    if made.kind == "disqualification":
        return (DisqualificationRevoked(by=by),) if isinstance(state.strands.disqualification, Disqualified) else ()
    if made.kind == "reconsideration":
        return (DecisionSetAside(decision=made.kind, by=by, about=made.number),)
    about = None if made.kind in get_args(Decision) else made.number
    aside = DecisionSetAside(decision=made.kind, by=by, about=about)
    is_owed = isinstance(state.stage, Closed) and not isinstance(state.strands.whereabouts, Dead)
    return (aside, CaseReopened(by=by)) if is_owed else (aside,)
