"""Answers every command asked of a prosecution: the event that follows from it, or a refusal that says why not.

The order of the criminal law is kept: no referral to the prosecutor without a recorded crime, no charge without that
referral, no verdict without a charge, no sentence or reparation without a conviction. A charge must be under the law of
the day on which the thing was done (`domain/rules/offences.py`).

Pure: who asks, when and under which law come in as the context, with the cases that the command names.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Never
from uuid import UUID

from domain.errors import Code, Conflict, Invalid, NotAllowed, NotFound
from domain.nations import OUTSIDE_UK
from domain.prosecution import commands as c
from domain.prosecution import events as e
from domain.prosecution.evolve import fold
from domain.prosecution.state import Count, Dated, Defendant, Prosecution, State
from domain.referral.commands.base import Command
from domain.referral.decide.context import Context, contradicts, not_before
from domain.referral.events import told
from domain.referral.events.base import Event
from domain.roles import may
from domain.rules.offences import Offence
from domain.when import When, not_in_the_future


@dataclass(frozen=True)
class Decision:
    """The events a command leads to, and the prosecution after them."""

    events: tuple[Dated, ...]
    state: Prosecution


def decide(state: State, command: Command, context: Context) -> Decision:
    """The events that follow from a command, or an NrmError that says why it is refused."""
    if not may(context.role, command.name):
        raise NotAllowed(Code.ROLE_NOT_PERMITTED, f"The role {context.role} may not ask for {command.name}.")
    when = command.effective_at or When.at(context.at)
    not_in_the_future(when, context.at)
    events = tuple((event, when) for event in _asked(state, command, when, context))
    after_it = fold(events, state)
    assert isinstance(after_it, Prosecution)  # noqa: S101 - what was asked has opened it, or found it open
    return Decision(events, after_it)


def _asked(state: State, command: Command, when: When, context: Context) -> tuple[Event, ...]:
    if isinstance(command, c.OpenInvestigation):
        return (_open(state, command, context),)
    if not isinstance(state, Prosecution):
        raise NotFound(Code.PROSECUTION_NOT_FOUND, "There is no prosecution with that id or reference.")
    if isinstance(command, c.PassTime):
        return ()
    if not (state.is_open or isinstance(command, c.AddNote)):
        _wrong_stage(state, "The prosecution has ended; only notes can be added to it.")
    not_before(when, state.opened, "That lies before the investigation was opened.")
    return (_ANSWERS[type(command)](state, command, when, context),)


def _open(state: State, command: c.OpenInvestigation, context: Context) -> e.InvestigationOpened:
    if isinstance(state, Prosecution):
        raise Conflict(Code.ALREADY_OPEN, "A prosecution with this id is already open; its history was not touched.")
    if command.nation == OUTSIDE_UK:
        raise Invalid(Code.INVALID_VALUE, "The field nation: a prosecution follows the law of one nation.")
    reference = command.reference or f"PRO-{context.case.hex[:12].upper()}"
    return told(e.InvestigationOpened, command, prosecution=context.case, reference=reference)


def _crime_number(state: Prosecution, command: c.RecordCrimeNumber, _: When, __: Context) -> e.CrimeNumberRecorded:
    if command.number in state.crime_numbers:
        contradicts("That crime number is on record already.")
    return told(e.CrimeNumberRecorded, command)


def _link(state: Prosecution, command: c.LinkVictim, _: When, context: Context) -> e.VictimLinked:
    if command.case not in context.neighbours:
        raise NotFound(Code.CASE_NOT_FOUND, "There is no case with that id.")
    link = state.links.get(command.case)
    if link is not None and link.unlinked:
        contradicts("That case was unlinked from this prosecution.")
    if link is not None and link.witness == command.witness:
        contradicts("That case is linked to this prosecution already.")
    return told(e.VictimLinked, command)


def _unlink(state: Prosecution, command: c.UnlinkVictim, when: When, _: Context) -> e.VictimUnlinked:
    linked = _require_victim(state, command.case)
    not_before(when, linked, "A person cannot be unlinked before they were linked.")
    return told(e.VictimUnlinked, command)


def _measures(
    state: Prosecution, command: c.RecordSpecialMeasures, when: When, _: Context
) -> e.SpecialMeasuresRecorded:
    linked = _require_victim(state, command.case)
    not_before(when, linked, "There can be no special measure for a person before they were linked.")
    if command.kind in state.victims[command.case].measures:
        contradicts("That measure is on record for that person already.")
    return told(e.SpecialMeasuresRecorded, command)


def _require_victim(state: Prosecution, case: UUID) -> When:
    if case not in state.victims:
        contradicts("That case is not linked to this prosecution.")
    return state.victims[case].on


def _refer(state: Prosecution, _: c.ReferToProsecutor, __: When, ___: Context) -> e.ReferredToProsecutor:
    if not state.crime_numbers:
        _wrong_stage(state, "An investigation is referred to the prosecutor after the crime has been recorded.")
    if state.awaits_decision:
        contradicts("The prosecutor has the case already, and has not decided yet.")
    return e.ReferredToProsecutor()


def _charge(state: Prosecution, command: c.DecideCharge, when: When, context: Context) -> e.ChargeDecided:
    if state.referred is None:
        _wrong_stage(state, "A charge is decided after the investigation has been referred to the prosecutor.")
    not_before(when, state.referred, "A charge cannot be decided before the prosecutor was asked.")
    defendant = _decided_about(state, command.defendant)
    if command.decision == "charged":
        _require_law_of_its_day(state, command, when, context)
    elif command.conduct is not None or defendant.open_counts:
        contradicts("A decision against a charge has no conduct, and none of that defendant's charges may be open.")
    if any(count.offence == command.offence for count in defendant.open_counts):
        raise Conflict(Code.ALREADY_DECIDED, "That defendant is charged with that offence already.")
    return told(e.ChargeDecided, command)


def _decided_about(state: Prosecution, number: int) -> Defendant:
    """The defendant of this number, who may be the next one."""
    following = len(state.defendants) + 1
    if number > following:
        message = f"The field defendant: they are counted without a gap, and the next is {following}."
        raise Invalid(Code.INVALID_VALUE, message)
    return state.defendants.get(number, Defendant(number))


def _require_law_of_its_day(state: Prosecution, command: c.DecideCharge, when: When, context: Context) -> None:
    for name in ("offence", "conduct"):
        if getattr(command, name) is None:
            raise Invalid(Code.MISSING_FIELD, f"The field {name} is missing: a charge needs it.")
    assert command.conduct is not None  # noqa: S101 - as was just seen
    not_before(when, command.conduct, "Nobody can be charged before the thing was done.")
    offence = _offence(command.offence or "", context)
    if why_not := offence.why_not(state.nation, command.conduct):
        raise Invalid(Code.RULES_NOT_IN_FORCE, why_not)


def _offence(name: str, context: Context) -> Offence:
    known = context.rules.offences
    if name not in known:
        message = f"The rule-book has no such offence. The offences are: {', '.join(known) or 'none'}."
        raise NotFound(Code.RULE_NOT_FOUND, message)
    return known[name]


def _trial_step(state: Prosecution, command: c.RecordTrialStep, _: When, __: Context) -> e.TrialStepRecorded:
    if not any(defendant.open_counts for defendant in state.defendants.values()) and command.step != "ended":
        _wrong_stage(state, "A trial is of somebody who is charged and has no verdict yet.")
    if state.trial not in _COMES_AFTER[command.step]:
        contradicts(f"The trial cannot be {command.step}: it is {state.trial.replace('-', ' ')}.")
    return told(e.TrialStepRecorded, command)


def _verdict(state: Prosecution, command: c.RecordVerdict, when: When, _: Context) -> e.VerdictGiven:
    count = _charge_meant(state, command)
    not_before(when, count.charged, "A charge cannot end before it was brought.")
    return told(e.VerdictGiven, command, offence=count.offence)


def _charge_meant(state: Prosecution, command: c.RecordVerdict) -> Count:
    """The open charge that a verdict is on."""
    defendant = _charged(state, command.defendant)
    if not defendant.open_counts:
        raise Conflict(Code.ALREADY_DECIDED, "Every charge against that defendant has ended already.")
    meant = [count for count in defendant.open_counts if command.offence in (None, count.offence)]
    if not meant:
        contradicts("That defendant has no open charge of that offence.")
    if len(meant) > 1:
        raise Invalid(Code.MISSING_FIELD, "The field offence is missing: several charges are open.")
    return meant[0]


def _sentence(state: Prosecution, command: c.RecordSentence, when: When, _: Context) -> e.SentencePassed:
    defendant = _convicted(state, command.defendant, when, "sentenced")
    if not defendant.awaits_sentence:
        raise Conflict(Code.ALREADY_DECIDED, "That defendant has been sentenced already.")
    return told(e.SentencePassed, command)


def _reparation(
    state: Prosecution, command: c.RecordReparationOrder, when: When, context: Context
) -> e.ReparationOrdered:
    defendant = _convicted(state, command.defendant, when, "ordered to pay reparation")
    offences = (context.rules.offences.get(count.offence) for count in defendant.convictions)
    if not any(offence is not None and offence.reparation_order for offence in offences):
        message = "No conviction of that defendant is of an offence for which a court can order reparation."
        raise Invalid(Code.RULES_NOT_IN_FORCE, message)
    return told(e.ReparationOrdered, command)


def _convicted(state: Prosecution, number: int, when: When, what: str) -> Defendant:
    """The defendant, who has been convicted by then."""
    defendant = _charged(state, number)
    convicted = [count.ended for count in defendant.convictions if count.ended is not None]
    if not convicted:
        contradicts(f"That defendant has not been convicted, and cannot be {what}.")
    first = min(convicted, key=lambda ended: ended.earliest)
    not_before(when, first, f"Nobody can be {what} before being convicted.")
    return defendant


def _charged(state: Prosecution, number: int) -> Defendant:
    defendant = state.defendants.get(number)
    if defendant is None or not defendant.counts:
        contradicts("That defendant has not been charged.")
    return defendant


def _end(state: Prosecution, command: c.EndInvestigation, _: When, __: Context) -> e.InvestigationEnded:
    defendants = state.defendants.values()
    if any(defendant.open_counts for defendant in defendants):
        contradicts("A charge is still open; record how it ended first.")
    if any(defendant.awaits_sentence for defendant in defendants):
        contradicts("A convicted defendant has not been sentenced yet.")
    if command.reason == "proceedings-concluded" and not any(defendant.counts for defendant in defendants):
        contradicts("Nobody has been charged, so there were no proceedings to conclude.")
    return told(e.InvestigationEnded, command)


def _note(_: Prosecution, command: c.AddNote, __: When, ___: Context) -> e.NoteAdded:
    return told(e.NoteAdded, command)


def _wrong_stage(state: Prosecution, rule: str) -> Never:
    stage = state.stage.replace("-", " ")
    raise NotAllowed(Code.WRONG_STAGE, f"{rule} This prosecution is at the stage {stage}.")


_COMES_AFTER: Mapping[c.TrialStep, frozenset[str]] = {
    "listed": frozenset({"not-listed", "over"}),  # over: to be tried again, or others to be tried
    "begun": frozenset({"listed"}),
    "adjourned": frozenset({"listed", "begun"}),
    "ended": frozenset({"begun"}),
}

_ANSWERS: Mapping[type[Command], Callable[[Prosecution, Any, When, Context], Event]] = {
    c.RecordCrimeNumber: _crime_number,
    c.LinkVictim: _link,
    c.UnlinkVictim: _unlink,
    c.ReferToProsecutor: _refer,
    c.DecideCharge: _charge,
    c.RecordTrialStep: _trial_step,
    c.RecordVerdict: _verdict,
    c.RecordSentence: _sentence,
    c.RecordReparationOrder: _reparation,
    c.RecordSpecialMeasures: _measures,
    c.EndInvestigation: _end,
    c.AddNote: _note,
}
