"""What is known of the person's age, in the case; the guardian; the answer at eighteen. Read next: `after.py`."""

from domain.referral.events import age as e
from domain.referral.evolve.base import Evolve, changed, step
from domain.referral.state import Referral
from domain.referral.strands import (
    Age,
    AgeAsTold,
    AgeFound,
    AgeInDispute,
    Guarded,
    GuardianshipOver,
    TurnedEighteen,
    is_child,
)
from domain.stream.event import Event
from domain.when import When


def _claimed(state: Referral, event: e.AgeClaimed, when: When) -> Referral:
    age = _after_claim(state.strands.age, event, when)
    return step(state, event, when, outcome=event.claimed, strands=changed(state, age=age))


def _after_claim(age: Age, event: e.AgeClaimed, when: When) -> Age:
    """What a claim makes of what is known.

    A claim undoes no finding. Whoever was told to be a child and claims to be an adult is still presumed to be a child:
    traffickers teach children to say so.
    """
    if isinstance(age, AgeInDispute):
        return AgeInDispute(event.claimed, age.since)
    if not isinstance(age, AgeAsTold):
        return age
    if age.group == "child" and event.claimed == "adult":
        return AgeInDispute("adult", when)
    return AgeAsTold(event.claimed)


def _disputed(state: Referral, event: e.AgeDisputed, when: When) -> Referral:
    age = state.strands.age
    claimed = age.claimed if isinstance(age, AgeInDispute) else age.group
    return step(state, event, when, strands=changed(state, age=AgeInDispute(claimed, when)))


def _assessed(state: Referral, event: e.AgeAssessed, when: When) -> Referral:
    return step(
        state, event, when,
        outcome=event.outcome,
        strands=changed(state, age=AgeFound(event.outcome, when), eighteen_in=_month_that_agrees(state, event, when)),
    )  # fmt: skip


def _lone_child(state: Referral, event: e.LoneChildRecorded, when: When) -> Referral:
    return step(state, event, when, strands=changed(state, alone=True))


def _month_that_agrees(state: Referral, event: e.AgeAssessed, when: When) -> When | None:
    """The month of turning 18, unless the assessment shows that it cannot be the right one, and it was told before."""
    told, eighteen = state.last(e.EighteenthBirthdayRecorded.type), state.strands.eighteen_in
    if told is None or eighteen is None or told.version > state.version:
        return eighteen
    too_late = event.outcome == "adult" and eighteen.first_day > when.last_day
    too_early = event.outcome == "child" and eighteen.last_day < when.first_day
    return None if too_late or too_early else eighteen


def _eighteenth_birthday(state: Referral, event: e.EighteenthBirthdayRecorded, when: When) -> Referral:
    begins = {"month-begins": When.on(event.month.first_day)}
    return step(state, event, when, dates=begins, strands=changed(state, eighteen_in=event.month))


def _guardian(state: Referral, event: e.GuardianAppointed, when: When) -> Referral:
    return step(state, event, when, strands=changed(state, guardianship=Guarded(when)))


def _guardianship_ended(state: Referral, event: e.GuardianshipEnded, when: When) -> Referral:
    return step(state, event, when, strands=changed(state, guardianship=GuardianshipOver(when, event.reason)))


def _answered_at_18(state: Referral, event: e.ConsentAt18Recorded, when: When) -> Referral:
    """The answer is an adult's: it ends the presumption."""
    age = TurnedEighteen(when) if is_child(state.strands.age) else state.strands.age
    return step(state, event, when, outcome=event.answer, strands=changed(state, age=age, consent_at_18=event.answer))


def _kept(state: Referral, event: Event, when: When) -> Referral:
    return step(state, event, when)


EVOLVE: Evolve = {
    e.AgeClaimed: _claimed,
    e.AgeDisputed: _disputed,
    e.AgeAssessed: _assessed,
    e.LoneChildRecorded: _lone_child,
    e.EighteenthBirthdayRecorded: _eighteenth_birthday,
    e.GuardianshipReferralMade: _kept,
    e.GuardianAppointed: _guardian,
    e.GuardianshipEnded: _guardianship_ended,
    e.ConsentAt18Recorded: _answered_at_18,
}
