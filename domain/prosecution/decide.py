"""Answers every command asked of a prosecution: the event that follows from it, or a refusal that says why not.

What can follow what, by the record and by the dates, is for `order.py`, which is asked of every event. Here is what
needs more than that: who may ask, whether the case that is named exists, and that a charge is under the law of the day
on which the thing was done (`domain/rules/offences.py`).

Pure: who asks, when and under which law come in as the context, with the cases that the command names.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from domain.errors import Code, Conflict, Invalid, NotFound
from domain.limits import refuse_when_full
from domain.look_alikes import likeness
from domain.nations import OUTSIDE_UK
from domain.nearest import did_you_mean
from domain.prosecution import commands as c
from domain.prosecution import events as e
from domain.prosecution.corrections import correct
from domain.prosecution.evolve import fold
from domain.prosecution.order import charged, require_order
from domain.prosecution.state import Dated, Prosecution, State
from domain.roles import Role, require
from domain.rules.offences import Offence
from domain.staff import refuse_impossible_name
from domain.stream.command import Command
from domain.stream.context import Context, contradicts
from domain.stream.event import Event, told
from domain.when import When, not_in_the_future


@dataclass(frozen=True)
class Decision:
    """The events a command leads to, and the prosecution after them."""

    events: tuple[Dated, ...]
    state: Prosecution


def decide(state: State, command: Command, context: Context) -> Decision:
    """The events that follow from a command, or an NrmError that says why it is refused."""
    require(context.role, command.name)
    refuse_impossible_name(context.actor, is_engine=context.role is Role.ENGINE)
    when = command.effective_at or When.at(context.at)
    not_in_the_future(when, context.at)
    if isinstance(state, Prosecution) and context.role is not Role.ENGINE:
        refuse_when_full(state.version, command.name, {c.AddNote.name}, {c.EndInvestigation.name})
    events = tuple((event, when) for event in _asked(state, command, when, context))
    after_it = fold(events, state)
    assert isinstance(after_it, Prosecution)  # noqa: S101 - what was asked has opened it, or found it open
    return Decision(events, after_it)


def would_follow(state: State, command: Command, context: Context) -> tuple[Event, ...]:
    """What would be put on record if somebody who may asked this now; raises the NrmError that refuses it."""
    return _asked(state, command, command.effective_at or When.at(context.at), context)


def _asked(state: State, command: Command, when: When, context: Context) -> tuple[Event, ...]:
    if isinstance(command, c.OpenInvestigation):
        return (_open(state, command, context),)
    if not isinstance(state, Prosecution):
        raise NotFound(Code.PROSECUTION_NOT_FOUND, "There is no prosecution with that id or reference.")
    if isinstance(command, c.PassTime):
        return ()
    event = _answer(state, command, when, context)
    require_order(state, event, when)
    return (event,)


def _open(state: State, command: c.OpenInvestigation, context: Context) -> e.InvestigationOpened:
    if isinstance(state, Prosecution):
        raise Conflict(Code.ALREADY_OPEN, "A prosecution with this id is already open; its history was not touched.")
    if command.nation == OUTSIDE_UK:
        raise Invalid(Code.INVALID_VALUE, "The field nation: a prosecution follows the law of one nation.")
    reference = command.reference or f"PRO-{context.case.hex[:12].upper()}"
    return told(
        e.InvestigationOpened, command, prosecution=context.case, reference=reference, likeness=likeness(reference)
    )


def _answer(state: Prosecution, command: Command, when: When, context: Context) -> Event:
    if isinstance(command, c.CorrectFact):
        return correct(state, command, when, When.at(context.at))
    if type(command) in _ANSWERS:
        return _ANSWERS[type(command)](state, command, context)
    return told(_RECORDS[type(command)], command)


def _link(_: Prosecution, command: c.LinkVictim, context: Context) -> e.VictimLinked:
    if command.case not in context.neighbours:
        raise NotFound(Code.CASE_NOT_FOUND, "There is no case with that id.")
    return told(e.VictimLinked, command)


def _charge(state: Prosecution, command: c.DecideCharge, context: Context) -> e.ChargeDecided:
    if command.decision == "charged":
        _require_law_of_its_day(state, command, context)
    return told(e.ChargeDecided, command)


def _require_law_of_its_day(state: Prosecution, command: c.DecideCharge, context: Context) -> None:
    for name in ("offence", "conduct"):
        if getattr(command, name) is None:
            raise Invalid(Code.MISSING_FIELD, f"The field {name} is missing: a charge needs it.")
    assert command.conduct is not None  # noqa: S101 - as was just seen
    offence = _offence(command.offence or "", context)
    if why_not := offence.why_not(state.nation, command.conduct):
        raise Invalid(Code.RULES_NOT_IN_FORCE, why_not)


def _offence(name: str, context: Context) -> Offence:
    known = context.rules.offences
    if name not in known:
        meant = did_you_mean(name, known)
        message = f"The rule-book has no such offence.{meant} The offences are: {', '.join(known) or 'none'}."
        raise NotFound(Code.RULE_NOT_FOUND, message, field="offence")
    return known[name]


def _verdict(state: Prosecution, command: c.RecordVerdict, _: Context) -> e.VerdictGiven:
    """The verdict, on the open charge that is meant."""
    defendant = charged(state, command.defendant)
    if not defendant.open_counts:
        raise Conflict(Code.ALREADY_DECIDED, "Every charge against that defendant has ended already.")
    meant = [count for count in defendant.open_counts if command.offence in (None, count.offence)]
    if not meant:
        contradicts("That defendant has no open charge of that offence.")
    if len(meant) > 1:
        raise Invalid(Code.MISSING_FIELD, "The field offence is missing: several charges are open.")
    return told(e.VerdictGiven, command, offence=meant[0].offence)


def _reparation(state: Prosecution, command: c.RecordReparationOrder, context: Context) -> e.ReparationOrdered:
    convictions = charged(state, command.defendant).convictions
    offences = (context.rules.offences.get(count.offence) for count in convictions)
    if convictions and not any(offence is not None and offence.reparation_order for offence in offences):
        message = "No conviction of that defendant is of an offence for which a court can order reparation."
        raise Invalid(Code.RULES_NOT_IN_FORCE, message)
    return told(e.ReparationOrdered, command)


_ANSWERS: Mapping[type[Command], Callable[[Prosecution, Any, Context], Event]] = {
    c.LinkVictim: _link,
    c.DecideCharge: _charge,
    c.RecordVerdict: _verdict,
    c.RecordReparationOrder: _reparation,
}

_RECORDS: Mapping[type[Command], type[Event]] = {
    c.RecordCrimeNumber: e.CrimeNumberRecorded,
    c.UnlinkVictim: e.VictimUnlinked,
    c.ReferToProsecutor: e.ReferredToProsecutor,
    c.RecordTrialStep: e.TrialStepRecorded,
    c.RecordSentence: e.SentencePassed,
    c.RecordSpecialMeasures: e.SpecialMeasuresRecorded,
    c.EndInvestigation: e.InvestigationEnded,
    c.ReopenInvestigation: e.InvestigationReopened,
    c.AddNote: e.NoteAdded,
}
"""Commands whose event says what the command said, if it can follow what is on record."""
