"""Answers what is asked about age, guardians and the answer at eighteen. Read next: `after.py`.

What somebody claims or an assessor finds is taken as it is; what follows from it is for `evolve`. The one thing refused
is what the record rules out.
"""

from domain.referral.commands import age as c
from domain.referral.decide.context import Answers, not_before_referral, wrong_stage
from domain.referral.decide.lifetime import while_alive
from domain.referral.decide.spans import Span, refuse_second, refuse_without_beginning
from domain.referral.events import age as e
from domain.referral.evolve import as_at
from domain.referral.stages import BeforeReferral
from domain.referral.state import Referral
from domain.referral.strands import AgeFound, AgeInDispute, is_child_on
from domain.stream.context import Context, contradicts, not_before
from domain.stream.event import told
from domain.when import When

_GUARDIANSHIP = Span(
    e.GuardianAppointed.type,
    e.GuardianshipEnded.type,
    "A guardian acts for the child",
    "No guardian acts for the child",
)


def _claim(_: Referral, command: c.ClaimAge, __: When, ___: Context) -> e.AgeClaimed:
    return told(e.AgeClaimed, command)


def _dispute(state: Referral, command: c.DisputeAge, when: When, _: Context) -> e.AgeDisputed:
    age = as_at(state, when).strands.age
    if isinstance(age, AgeInDispute):
        contradicts(f"The person's age is in dispute already, since {age.since.in_words()}.")
    if age.group == "unknown":
        contradicts("There is no age to dispute; record first what the person claims.")
    return told(e.AgeDisputed, command)


def _assess(_: Referral, command: c.AssessAge, __: When, ___: Context) -> e.AgeAssessed:
    return told(e.AgeAssessed, command)


def _lone_child(state: Referral, command: c.RecordLoneChild, when: When, _: Context) -> e.LoneChildRecorded:
    """Whoever is found to be a child only after the referral may be found to be here alone as well."""
    if isinstance(state.stage, BeforeReferral):
        wrong_stage(state, "Before the referral nothing is owed to a lone child; say it in the field alone of refer.")
    if not is_child_on(as_at(state, when).strands, when.first_day):
        contradicts("The person is on record as an adult; record the claim to be a child, or the assessment, first.")
    if any(fact.outcome == "lone-child" or fact.event == e.LoneChildRecorded.type for fact in state.facts):
        contradicts("That the child is here alone is on record already.")
    not_before_referral(state, when)
    return told(e.LoneChildRecorded, command)


def _eighteenth_birthday(
    state: Referral, command: c.RecordEighteenthBirthday, _: When, __: Context
) -> e.EighteenthBirthdayRecorded:
    """For whoever is, or may be, a child; the month may lie ahead, but not before the case or the assessment."""
    age = state.strands.age
    if state.strands.eighteen_in is not None:
        contradicts("The month of turning 18 is on record already; if it is wrong, strike that event first.")
    if not state.is_child:
        contradicts(
            "The person is on record as an adult; if that is in doubt, record the claim or the assessment first."
        )
    since = age.on if isinstance(age, AgeFound) else state.opened
    if command.month.last_day < since.first_day:
        contradicts(f"As late as {since.in_words()} the person was, or may have been, a child; assess the age instead.")
    return told(e.EighteenthBirthdayRecorded, command)


def _refer_to_guardianship(
    state: Referral, command: c.ReferToGuardianship, when: When, _: Context
) -> e.GuardianshipReferralMade:
    if not is_child_on(state.strands, when.first_day):
        contradicts("Only a child, or somebody presumed to be one, is put forward for a guardian.")
    refuse_second(state, when, _GUARDIANSHIP)
    return told(e.GuardianshipReferralMade, command)


def _appoint(state: Referral, command: c.AppointGuardian, when: When, _: Context) -> e.GuardianAppointed:
    if not is_child_on(as_at(state, when).strands, when.first_day):
        contradicts("A guardian is appointed for a child, or for somebody presumed to be one.")
    refuse_second(state, when, _GUARDIANSHIP)
    return told(e.GuardianAppointed, command)


def _end_guardianship(state: Referral, command: c.EndGuardianship, when: When, _: Context) -> e.GuardianshipEnded:
    refuse_without_beginning(state, when, _GUARDIANSHIP)
    eighteen = state.strands.eighteen_in
    if command.reason == "turned-18" and eighteen is not None:
        not_before(when, eighteen, "On that date the person had not turned 18.")
    return told(e.GuardianshipEnded, command)


def _consent(state: Referral, command: c.RecordConsentAt18, when: When, _: Context) -> e.ConsentAt18Recorded:
    """From whoever was referred without the consent of an adult, once they are one. Another answer may follow."""
    if isinstance(state.stage, BeforeReferral):
        wrong_stage(state, "Whether to remain is asked only after a referral.")
    referral = state.last("referral-made")
    if referral is not None and referral.outcome == "adult":
        contradicts("The person was referred as an adult, with consent.")
    if state.strands.consent_at_18 == command.answer:
        contradicts("That answer is on record already.")
    not_before(when, _adult_from(state), "On that date the person was not yet an adult.")
    return told(e.ConsentAt18Recorded, command)


def _adult_from(state: Referral) -> When:
    """Since when the person has been an adult, going by the record."""
    age = state.strands.age
    if isinstance(age, AgeFound) and age.group == "adult":
        return age.on
    if state.strands.eighteen_in is not None:
        return state.strands.eighteen_in
    claimed = state.last(e.AgeClaimed.type)
    if claimed is None or state.is_child:
        contradicts("It is not on record when the person turns 18; record the month first.")
    return claimed.when


ANSWERS: Answers = while_alive(
    {
        c.ClaimAge: _claim,
        c.DisputeAge: _dispute,
        c.AssessAge: _assess,
        c.RecordLoneChild: _lone_child,
        c.RecordEighteenthBirthday: _eighteenth_birthday,
        c.ReferToGuardianship: _refer_to_guardianship,
        c.AppointGuardian: _appoint,
        c.EndGuardianship: _end_guardianship,
        c.RecordConsentAt18: _consent,
    }
)
