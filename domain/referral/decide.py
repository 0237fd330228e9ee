"""Answers every command: the events that follow from it, or a refusal that says why not.

`decide` is the only place where events are made, and it is a pure function of the case, the command and the context:
who asks, in which role, at which instant, under which rule-book. It looks at no clock and draws no ids.

Three things happen in order:

1.  The role is checked against the one table in `domain/roles.py`.
2.  One function per command checks the stage and the dates, and makes the event that was asked for.
3.  `consequences.py` compares what the clocks now say with what is on record, and adds what is missing: a rung
    reached, a period ended, a breach recorded, cured or disproved. `PassTime` is nothing but this third step, so a
    late, early, doubled or lost timer can change only when a thing is noticed, never what is found.

Refusals are raised as `NrmError`s with stable codes. Read next: `consequences.py`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Never
from uuid import UUID

from domain.errors import Code, Conflict, Invalid, NotAllowed, NotFound
from domain.nations import Nation
from domain.referral import commands as c
from domain.referral import events as e
from domain.referral.consequences import consequences
from domain.referral.evolve import Dated, fold
from domain.referral.imports import import_history
from domain.referral.outlook import Outlook
from domain.referral.state import (
    AwaitingReasonableGrounds,
    Decided,
    Ended,
    HistoryOnly,
    NoReferral,
    RecoveryPeriod,
    Referral,
    Referred,
    State,
    Undecided,
)
from domain.roles import Role, may
from domain.rules.model import RuleBook
from domain.when import Precision, When, london_day

_CLOCK_SKEW = timedelta(minutes=5)
"""How far another machine's clock may be ahead of ours."""


@dataclass(frozen=True)
class Context:
    """Who asks, about which case, at which instant, under which law."""

    case: UUID
    actor: str
    role: Role
    at: datetime
    rules: RuleBook


@dataclass(frozen=True)
class Decision:
    """The events a command leads to: first what was asked for, then what the clocks make of it; and the case after."""

    asked: tuple[Dated, ...]
    following: tuple[Dated, ...]
    outlook: Outlook

    @property
    def events(self) -> tuple[Dated, ...]:
        """All of them, in the order in which they are recorded."""
        return self.asked + self.following


def decide(state: State, command: c.Command, context: Context) -> Decision:
    """The events that follow from a command, or an NrmError that says why it is refused."""
    if not may(context.role, command.name):
        raise NotAllowed(Code.ROLE_NOT_PERMITTED, f"The role {context.role} may not ask for {command.name}.")
    when = command.effective_at or When.at(context.at)
    _not_in_the_future(when, context.at)
    asked = _asked(state, command, when, context)
    after = fold(asked, state)
    assert isinstance(after, Referral)  # noqa: S101 - what was asked has opened the case, or found it open
    outlook = Outlook(after, context.rules)
    following = consequences(outlook, context.at, historic=isinstance(command, c.ImportHistory))
    return Decision(asked, following, outlook.after(following))


def _asked(state: State, command: c.Command, when: When, context: Context) -> tuple[Dated, ...]:
    if isinstance(command, c.ImportHistory):
        _refuse_if_open(state)
        return import_history(command, context.case, context.at)
    if isinstance(command, c.Refer):
        _refuse_if_open(state)
        return ((_refer(command, when, context), when),)
    if isinstance(state, NoReferral):
        raise NotFound(Code.CASE_NOT_FOUND, "There is no case with that id or reference.")
    if isinstance(command, c.PassTime):
        return ()
    return ((_ANSWERS[type(command)](state, command, when), when),)


def _refer(command: c.Refer, when: When, context: Context) -> e.ReferralMade:
    if command.nation is Nation.OUTSIDE_UK:
        raise Invalid(Code.INVALID_VALUE, "The field nation: a person is referred within the United Kingdom.")
    if command.age_group == "adult" and command.consent != "given":
        message = "An adult can be referred only with consent; without it, the duty to notify applies instead."
        raise NotAllowed(Code.CONSENT_REQUIRED, message)
    if command.received_on is not None:
        _not_in_the_future(command.received_on, context.at)
        _not_before(command.received_on, when, "The authority cannot have received a referral before it was made.")
    return e.ReferralMade(
        reference=command.reference or _made_reference(context.case),
        nation=command.nation,
        person=c.person_of(context.case),
        age_group=command.age_group,
        consent=command.consent,
        first_responder=command.first_responder,
        received_on=command.received_on,
        person_details=command.person_details,
        account=command.account,
    )


def _made_reference(case: UUID) -> str:
    return f"NRM-{case.hex[:12].upper()}"


def _allocate(state: Referral, command: c.AllocateCompetentAuthority, when: When) -> e.Event:
    if not isinstance(state.stage, Referred):
        _wrong_stage(state, "A competent authority is allocated once, straight after the referral.")
    _not_before_referral(state, when)
    return e.CompetentAuthorityAllocated(authority=command.authority)


def _decide_reasonable_grounds(state: Referral, command: c.DecideReasonableGrounds, when: When) -> e.Event:
    _refuse_if_decided(state, "reasonable-grounds-decided", "Reasonable grounds were")
    if not isinstance(state.stage, AwaitingReasonableGrounds):
        _wrong_stage(state, "Reasonable grounds are decided after a competent authority has been allocated.")
    _not_before_referral(state, when)
    _negative_needs_reasons(command)
    return e.ReasonableGroundsDecided(outcome=command.outcome, reasons=command.reasons)


def _extend(state: Referral, command: c.ExtendRecoveryPeriod, when: When) -> e.Event:
    if not isinstance(state.stage, RecoveryPeriod):
        _wrong_stage(state, "Only a running recovery period can be extended.")
    if command.until.day is None:
        raise Invalid(Code.NOT_A_DATE, "The field until needs a day, written as YYYY-MM-DD.")
    _not_before(when, state.stage.decided, "A recovery period cannot be extended before it began.")
    _not_before(command.until, when, "The new last day lies before the day of the extension.")
    return e.RecoveryPeriodExtended(until=command.until, reasons=command.reasons)


def _enforcement_step(state: Referral, command: c.RecordEnforcementStep, when: When) -> e.Event:  # noqa: ARG001
    return e.EnforcementStepRecorded(step=command.step, details=command.details)


def _decide_conclusive_grounds(state: Referral, command: c.DecideConclusiveGrounds, when: When) -> e.Event:
    _refuse_if_decided(state, "conclusive-grounds-decided", "Conclusive grounds were")
    if not isinstance(state.stage, RecoveryPeriod):
        _wrong_stage(state, "Conclusive grounds are decided after a positive reasonable grounds decision.")
    _not_before(when, state.stage.decided, "Conclusive grounds cannot be decided before reasonable grounds were.")
    _negative_needs_reasons(command)
    return e.ConclusiveGroundsDecided(outcome=command.outcome, reasons=command.reasons)


def _serve(state: Referral, command: c.ServeDecision, when: When) -> e.Event:
    decided = state.last(f"{command.decision}-decided")
    if decided is None or decided.outcome is None:
        _wrong_stage(state, "A decision can be served only after it was made.")
    _not_before(when, decided.when, "A decision cannot be served before it was made.")
    served = next((fact for fact in state.facts if _is_service_of(fact.event, fact.outcome, command.decision)), None)
    if served is not None:
        raise Conflict(Code.ALREADY_DECIDED, f"That decision was already served on {served.when.in_words()}.")
    outcome: c.Outcome = "positive" if decided.outcome == "positive" else "negative"
    return e.DecisionServed(decision=command.decision, outcome=outcome)


def _is_service_of(event: str, outcome: str | None, decision: c.Decision) -> bool:
    return event == "decision-served" and outcome is not None and outcome.startswith(decision)


def _withdraw(state: Referral, command: c.Withdraw, when: When) -> e.Event:
    if not isinstance(state.stage, Undecided):
        _wrong_stage(state, "A person can withdraw only while a decision is outstanding.")
    if state.age_group == "child":
        raise NotAllowed(Code.CHILD_CANNOT_WITHDRAW, "A child cannot withdraw from the National Referral Mechanism.")
    _not_before_referral(state, when)
    return e.CaseWithdrawn(statement=command.statement)


def _close(state: Referral, command: c.Close, when: When) -> e.Event:
    if isinstance(state.stage, Decided):
        _not_before(when, state.stage.decided, "A case cannot be closed before it was decided.")
    elif not isinstance(state.stage, HistoryOnly):
        _wrong_stage(state, "A case is closed after a negative or a conclusive decision.")
    return e.CaseClosed(reason=command.reason)


def _add_note(state: Referral, command: c.AddNote, when: When) -> e.Event:  # noqa: ARG001
    return e.NoteAdded(text=command.text)


_ANSWERS: Mapping[type[c.Command], Callable[[Referral, Any, When], e.Event]] = {
    c.AllocateCompetentAuthority: _allocate,
    c.DecideReasonableGrounds: _decide_reasonable_grounds,
    c.ExtendRecoveryPeriod: _extend,
    c.RecordEnforcementStep: _enforcement_step,
    c.DecideConclusiveGrounds: _decide_conclusive_grounds,
    c.ServeDecision: _serve,
    c.Withdraw: _withdraw,
    c.Close: _close,
    c.AddNote: _add_note,
}


def _refuse_if_open(state: State) -> None:
    if isinstance(state, Referral):
        raise Conflict(Code.ALREADY_OPEN, "A case with this id is already open; its history was not touched.")


def _refuse_if_decided(state: Referral, event: str, subject: str) -> None:
    decided = state.last(event)
    if decided is not None:
        message = f"{subject} already decided: {decided.outcome}, on {decided.when.in_words()}."
        raise Conflict(Code.ALREADY_DECIDED, message)


def _wrong_stage(state: Referral, rule: str) -> Never:
    end = " Only notes can be added to a case that has ended." if isinstance(state.stage, Ended) else ""
    raise NotAllowed(Code.WRONG_STAGE, f"{rule} This case is at the stage {state.stage.name}.{end}")


def _negative_needs_reasons(command: c.DecideReasonableGrounds | c.DecideConclusiveGrounds) -> None:
    if command.outcome == "negative" and command.reasons is None:
        raise NotAllowed(Code.REASONS_REQUIRED, "A negative decision needs its reasons.")


def _not_before_referral(state: Referral, when: When) -> None:
    _not_before(when, state.opened, "That lies before the referral was made.")


def _not_before(when: When, earlier: When, message: str) -> None:
    if when.last_day < earlier.first_day:
        raise Invalid(Code.DATE_OUT_OF_ORDER, message)


def _not_in_the_future(when: When, at: datetime) -> None:
    if when.first_day > london_day(at) or (when.precision is Precision.INSTANT and when.earliest > at + _CLOCK_SKEW):
        raise Invalid(Code.DATE_IN_FUTURE, "That date lies in the future; only what has happened can be recorded.")
