"""Answers what is asked before and at referral. Read next: `grounds.py`."""

from collections.abc import Mapping
from uuid import UUID

from domain.errors import Code, Conflict, Invalid, NotAllowed, NotFound
from domain.look_alikes import likeness
from domain.referral.commands import intake as c
from domain.referral.commands.base import person_of
from domain.referral.decide.context import (
    Answers,
    not_before_opening,
    not_before_referral,
    within_a_known_nation,
    wrong_stage,
)
from domain.referral.events import intake as e
from domain.referral.events.grounds import ReasonableGroundsDecided
from domain.referral.stages import BeforeReferral, Encountered, NotReferred, Undecided
from domain.referral.state import Referral
from domain.referral.strands import AgeFound
from domain.stream.context import Context, contradicts, not_before
from domain.stream.event import told
from domain.when import When, not_in_the_future

DUTY_TO_NOTIFY = "duty-to-notify"
"""The clock whose dates and nations say where the duty is law."""


_PANEL = "devolved-child-panel"


def report_encounter(command: c.ReportEncounter, context: Context) -> e.EncounterReported:
    """An encounter: the first event of a case that has not been referred."""
    within_a_known_nation(command.nation, context)
    named = _named(command.reference, context.case)
    return told(e.EncounterReported, command, person=person_of(context.case), **named)


def refer(command: c.Refer, when: When, context: Context) -> e.ReferralMade:
    """A referral that opens a case."""
    _can_be_referred(command, when, context)
    named = _named(command.reference, context.case)
    return told(e.ReferralMade, command, person=person_of(context.case), **named)


def _refer_after_encounter(state: Referral, command: c.Refer, when: When, context: Context) -> e.ReferralMade:
    """A referral of somebody who was met before: the case keeps its reference, its nation and its person."""
    if not isinstance(state.stage, BeforeReferral):
        message = (
            "That person has already been referred in this case. A later referral is a case of its own, linked to it."
        )
        raise Conflict(Code.ALREADY_OPEN, message)
    _can_be_referred(command, when, context)
    not_before(when, state.opened, "A referral cannot lie before the encounter that it follows.")
    if command.nation != state.nation:
        contradicts("The referral names another nation than the encounter; correct whichever is wrong.")
    if command.reference not in (None, state.reference):
        contradicts("The case has its reference from the encounter and keeps it; leave the field reference out.")
    age = state.strands.age
    if isinstance(age, AgeFound) and age.group != command.age_group:
        contradicts(f"The person was assessed to be {_a(age.group)} on {age.on.in_words()}.")
    return told(e.ReferralMade, command, reference=state.reference, person=state.person)


def _can_be_referred(command: c.Refer, when: When, context: Context) -> None:
    within_a_known_nation(command.nation, context)
    if command.age_group == "adult" and command.consent != "given":
        message = "An adult can be referred only with consent; without it, the duty to notify applies instead."
        raise NotAllowed(Code.CONSENT_REQUIRED, message)
    if command.received_on is not None:
        not_in_the_future(command.received_on, context.at)
        not_before(command.received_on, when, "The authority cannot have received a referral before it was made.")
    if not context.rules.provisions.may_refer(command.first_responder, command.nation, when):
        message = _no_first_responder(command, when, context)
        raise NotAllowed(Code.NOT_A_FIRST_RESPONDER, message, field="first_responder")


def _no_first_responder(command: c.Refer, when: When, context: Context) -> str:
    said = "The field first_responder: no organisation of that name was a first responder on that day."
    nearest = context.rules.provisions.responders_like(command.first_responder, command.nation, when)
    return f"{said} The names most like it are {', '.join(nearest)}." if nearest else said


def _named(reference: str | None, case: UUID) -> Mapping[str, str]:
    """The reference of a new case, made where none was typed, and what it looks like."""
    named = reference or f"NRM-{case.hex[:12].upper()}"
    return {"reference": named, "likeness": likeness(named)}


def _a(group: str) -> str:
    return "an adult" if group == "adult" else f"a {group}"


def _not_referred(state: Referral, command: c.RecordNotReferred, when: When, _: Context) -> e.ReferralNotMade:
    if not isinstance(state.stage, Encountered):
        wrong_stage(state, "That no referral followed is recorded once, after an encounter and before any referral.")
    not_before_opening(state, when)
    return told(e.ReferralNotMade, command)


def _turned_away(_: Referral, command: c.RecordTurnedAway, __: When, ___: Context) -> e.TurnedAway:
    return told(e.TurnedAway, command)


def _notify(state: Referral, command: c.NotifyWithoutConsent, when: When, context: Context) -> e.DutyToNotifyDischarged:
    if not isinstance(state.stage, Encountered | NotReferred):
        wrong_stage(state, "The Home Office is notified once, of somebody who was met and not referred.")
    if state.is_child:
        contradicts("Only an adult is notified of; a child, or a person who may be one, is referred, without consent.")
    not_before_opening(state, when)
    if context.rules.find(DUTY_TO_NOTIFY, state.nation, when.last_day) is None:
        where = context.rules.in_words(state.nation)
        message = f"There was no duty to notify in {where} on {when.in_words()}."
        raise Invalid(Code.RULES_NOT_IN_FORCE, message)
    return told(e.DutyToNotifyDischarged, command)


def _allocate(
    state: Referral, command: c.AllocateCompetentAuthority, when: When, context: Context
) -> e.CompetentAuthorityAllocated:
    """The first allocation, or the transfer to another authority while a decision is owed; the history keeps both."""
    if not isinstance(state.stage, Undecided):
        wrong_stage(state, "A competent authority is allocated while a decision is owed.")
    not_before_referral(state, when)
    _is_a_transfer(state, command, when)
    provisions = context.rules.provisions
    if reason := provisions.why_not_competent(command.authority, state.nation, when, is_child=state.is_child):
        raise NotAllowed(Code.CONTRADICTS_RECORD, f"The field authority: {reason}")
    return told(e.CompetentAuthorityAllocated, command)


def _is_a_transfer(state: Referral, command: c.AllocateCompetentAuthority, when: When) -> None:
    """A panel takes a case from its beginning: no text gives it a decision that another authority has made."""
    if command.authority == _PANEL and state.last(ReasonableGroundsDecided.type) is not None:
        contradicts("A devolved child panel takes a case before reasonable grounds have been decided.")
    before = state.last(e.CompetentAuthorityAllocated.type)
    if before is None:
        return
    if before.outcome == command.authority:
        contradicts(f"That authority has had the case since {before.when.in_words()}.")
    not_before(when, before.when, "A case cannot be transferred before the authority that has it was given it.")


def _link(state: Referral, command: c.LinkReferral, _: When, context: Context) -> e.ReferralLinked:
    if command.other == context.case:
        contradicts("A case cannot be linked to itself.")
    if any(link.other == command.other for link in state.strands.links):
        contradicts("The two cases are linked already.")
    if command.other not in context.neighbours:
        raise NotFound(Code.CASE_NOT_FOUND, "The field other: there is no case with that id.")
    if context.case in context.neighbours[command.other].reaches:
        contradicts("The links of the other case already lead to this one; links never run in a circle.")
    return told(e.ReferralLinked, command)


ANSWERS: Answers = {
    c.Refer: _refer_after_encounter,
    c.RecordNotReferred: _not_referred,
    c.RecordTurnedAway: _turned_away,
    c.NotifyWithoutConsent: _notify,
    c.AllocateCompetentAuthority: _allocate,
    c.LinkReferral: _link,
}
