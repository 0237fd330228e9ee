"""What can follow what in a prosecution: by what is on record, and by the dates.

The order of the criminal law is kept: no referral to the prosecutor before the crime was recorded, no charge before
that referral, no trial or verdict before a charge, no sentence or reparation before a conviction, no end before the
last thing that happened. Every rule is about an event and what came before it. So the same rules hold for what is asked
now (`decide.py`), and for what is on record once a correction changes what came before it (`corrections.py`).
"""

from collections.abc import Callable, Mapping
from typing import Any, Never

from domain.errors import Code, Conflict, Invalid, NotAllowed
from domain.look_alikes import likeness
from domain.prosecution import events as e
from domain.prosecution.commands import EndReason, TrialStep
from domain.prosecution.state import Defendant, Link, Prosecution
from domain.stream.context import contradicts, not_before
from domain.stream.event import Event
from domain.when import When

_AFTER_THE_END = (e.InvestigationReopened, e.NoteAdded, e.FactCorrected)


def require_order(state: Prosecution, event: Event, when: When) -> None:
    """Refuse what cannot follow what is on record; raises NrmError."""
    if not (state.is_open or isinstance(event, _AFTER_THE_END)):
        _wrong_stage(state, "The prosecution has ended: it takes notes and corrections; for the rest reopen it.")
    not_before(when, state.opened, "That lies before the investigation was opened.")
    if type(event) in _RULES:
        _RULES[type(event)](state, event, when)


def _crime_number(state: Prosecution, event: e.CrimeNumberRecorded, _: When) -> None:
    if likeness(event.number) in map(likeness, state.crime_numbers):
        contradicts("That crime number is on record already.")


def _linked(state: Prosecution, event: e.VictimLinked, when: When) -> None:
    link = state.links.get(event.case)
    if link is None:
        return
    if link.unlinked is None and link.witness == event.witness:
        contradicts("That case is linked to this prosecution already.")
    over = link.unlinked.on if link.unlinked is not None else link.on
    not_before(when, over, "That lies before what was last said of that person's link.")


def _unlinked(state: Prosecution, event: e.VictimUnlinked, when: When) -> None:
    link = _victim(state, event)
    not_before(when, link.on, "A person cannot be unlinked before they were linked.")


def _measures(state: Prosecution, event: e.SpecialMeasuresRecorded, when: When) -> None:
    link = _victim(state, event)
    not_before(when, link.on, "There can be no special measure for a person before they were linked.")
    if event.kind in link.measures:
        contradicts("That measure is on record for that person already.")


def _victim(state: Prosecution, event: e.VictimUnlinked | e.SpecialMeasuresRecorded) -> Link:
    if event.case not in state.victims:
        contradicts("That case is not linked to this prosecution.")
    return state.victims[event.case]


def _referred(state: Prosecution, _: e.ReferredToProsecutor, when: When) -> None:
    if state.crime_recorded is None:
        _wrong_stage(state, "An investigation is referred to the prosecutor after the crime has been recorded.")
    not_before(when, state.crime_recorded, "The prosecutor cannot be asked before the crime was recorded.")
    if state.awaits_decision:
        contradicts("The prosecutor has the case already, and has not decided yet.")


def _charge(state: Prosecution, event: e.ChargeDecided, when: When) -> None:
    if state.referred is None:
        _wrong_stage(state, "A charge is decided after the investigation has been referred to the prosecutor.")
    not_before(when, state.referred, "A charge cannot be decided before the prosecutor was asked.")
    defendant = _decided_about(state, event.defendant)
    if event.decision == "no-further-action" and (event.conduct is not None or defendant.counts):
        contradicts("A decision against a charge has no conduct, and is only about somebody who has not been charged.")
    if event.conduct is not None:
        not_before(when, event.conduct, "Nobody can be charged before the thing was done.")
    if any(count.offence == event.offence for count in defendant.open_counts):
        raise Conflict(Code.ALREADY_DECIDED, "That defendant is charged with that offence already.")


def _decided_about(state: Prosecution, number: int) -> Defendant:
    """The defendant of this number, who may be the next one."""
    following = len(state.defendants) + 1
    if number > following:
        message = f"The field defendant: they are counted without a gap, and the next is {following}."
        raise Invalid(Code.INVALID_VALUE, message)
    return state.defendants.get(number, Defendant(number))


def _trial_step(state: Prosecution, event: e.TrialStepRecorded, when: When) -> None:
    if not any(count.verdict is None for count in state.counts) and event.step != "ended":
        _wrong_stage(state, "A trial is of somebody who is charged and has no verdict yet.")
    if state.trial not in _COMES_AFTER[event.step]:
        contradicts(f"The trial cannot be {event.step}: it is {state.trial.replace('-', ' ')}.")
    charged = min((count.charged for count in state.counts), key=lambda day: day.earliest, default=state.opened)
    not_before(when, charged, "There is no trial before anybody was charged.")
    before = state.trial_steps.get(_STEP_BEFORE[event.step])
    if before is not None:
        not_before(when, before, f"That lies before the trial was {_STEP_BEFORE[event.step]}.")


def _verdict(state: Prosecution, event: e.VerdictGiven, when: When) -> None:
    open_counts = charged(state, event.defendant).open_counts
    count = next((count for count in open_counts if count.offence == event.offence), None)
    if count is None:
        contradicts("That defendant has no open charge of that offence.")
    not_before(when, count.charged, "A charge cannot end before it was brought.")


def _sentence(state: Prosecution, event: e.SentencePassed, when: When) -> None:
    defendant = _convicted(state, event.defendant, when, "sentenced")
    if not defendant.awaits_sentence:
        raise Conflict(Code.ALREADY_DECIDED, "That defendant has been sentenced already.")


def _reparation(state: Prosecution, event: e.ReparationOrdered, when: When) -> None:
    _convicted(state, event.defendant, when, "ordered to pay reparation")


def _convicted(state: Prosecution, number: int, when: When, what: str) -> Defendant:
    """The defendant, who has been convicted by then."""
    defendant = charged(state, number)
    convicted = [count.ended for count in defendant.convictions if count.ended is not None]
    if not convicted:
        contradicts(f"That defendant has not been convicted, and cannot be {what}.")
    first = min(convicted, key=lambda ended: ended.earliest)
    not_before(when, first, f"Nobody can be {what} before being convicted.")
    return defendant


def charged(state: Prosecution, number: int) -> Defendant:
    """The defendant of this number, who has been charged; raises NotAllowed (contradicts-record)."""
    defendant = state.defendants.get(number)
    if defendant is None or not defendant.counts:
        charged = ", ".join(str(one.number) for one in state.defendants.values() if one.counts)
        contradicts(f"That defendant has not been charged. Charged so far: {charged or 'nobody'}.")
    return defendant


def _ended(state: Prosecution, event: e.InvestigationEnded, when: When) -> None:
    if any(count.verdict is None for count in state.counts):
        contradicts("A charge is still open; record how it ended first.")
    if any(defendant.awaits_sentence for defendant in state.defendants.values()):
        contradicts("A convicted defendant has not been sentenced yet.")
    if event.reason == "proceedings-concluded" and not state.counts:
        contradicts("Nobody has been charged, so there were no proceedings to conclude.")
    if event.reason in _WITHOUT_A_CHARGE and state.counts:
        contradicts("Somebody has been charged, so it ends for another reason: the proceedings are concluded.")
    not_before(when, state.latest, "It cannot have ended before the last thing on record, which is later.")


def _reopened(state: Prosecution, _: e.InvestigationReopened, when: When) -> None:
    if state.ended is None:
        _wrong_stage(state, "Only a prosecution that has ended can be reopened.")
    not_before(when, state.ended.on, "It cannot be reopened before it ended.")


def _wrong_stage(state: Prosecution, rule: str) -> Never:
    stage = state.stage.replace("-", " ")
    raise NotAllowed(Code.WRONG_STAGE, f"{rule} This prosecution is at the stage {stage}.")


_WITHOUT_A_CHARGE: frozenset[EndReason] = frozenset(
    {"no-suspect-identified", "insufficient-evidence", "not-in-the-public-interest"}
)

_COMES_AFTER: Mapping[TrialStep, frozenset[str]] = {
    "listed": frozenset({"not-listed", "over"}),  # over: to be tried again, or others to be tried
    "begun": frozenset({"listed"}),
    "adjourned": frozenset({"listed", "begun"}),
    "ended": frozenset({"begun"}),
}

_STEP_BEFORE: Mapping[TrialStep, TrialStep] = {
    "listed": "ended",
    "begun": "listed",
    "adjourned": "listed",
    "ended": "begun",
}

_RULES: Mapping[type[Event], Callable[[Prosecution, Any, When], None]] = {
    e.CrimeNumberRecorded: _crime_number,
    e.VictimLinked: _linked,
    e.VictimUnlinked: _unlinked,
    e.SpecialMeasuresRecorded: _measures,
    e.ReferredToProsecutor: _referred,
    e.ChargeDecided: _charge,
    e.TrialStepRecorded: _trial_step,
    e.VerdictGiven: _verdict,
    e.SentencePassed: _sentence,
    e.ReparationOrdered: _reparation,
    e.InvestigationEnded: _ended,
    e.InvestigationReopened: _reopened,
}
