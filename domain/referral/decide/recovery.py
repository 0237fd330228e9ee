"""Answers what is asked about the recovery period. Read next: `challenge.py`.

Support may begin before any decision (in an emergency; in Northern Ireland already before the referral), and again
after it ended: adults who left can come back (EXC, [2024] EWHC 935 (Admin)). A step taken against the person is a fact
in the world, whatever the stage.
"""

from domain.errors import Code, Invalid, NotFound
from domain.referral.commands import recovery as c
from domain.referral.decide.context import Answers, wrong_stage
from domain.referral.decide.lifetime import while_alive
from domain.referral.decide.spans import Span, refuse_second, refuse_without_beginning
from domain.referral.events import recovery as e
from domain.referral.evolve import as_at
from domain.referral.numbers import steps, there_are
from domain.referral.stages import ConclusiveGroundsNegative, ConclusiveGroundsPositive, Outstanding
from domain.referral.state import Referral
from domain.referral.strands import Disqualified, Supported
from domain.stream.context import Context, contradicts, not_before
from domain.stream.event import told
from domain.when import When

_SUPPORT = Span(e.SupportStarted.type, e.SupportEnded.type, "Support is given", "No support is given")


def _start(state: Referral, command: c.StartSupport, when: When, _: Context) -> e.SupportStarted:
    """Another provider may take over while support lasts; the same cannot begin twice."""
    support = as_at(state, when).strands.support
    takes_over = isinstance(support, Supported) and support.provider != command.provider
    if not takes_over:
        refuse_second(state, when, _SUPPORT)
    return told(e.SupportStarted, command)


def _offer(_: Referral, command: c.RecordSupportOffer, __: When, ___: Context) -> e.SupportOffered:
    return told(e.SupportOffered, command)


def _deliver(_: Referral, command: c.RecordSupportDelivery, __: When, ___: Context) -> e.SupportDelivered:
    return told(e.SupportDelivered, command)


def _end(state: Referral, command: c.EndSupport, when: When, _: Context) -> e.SupportEnded:
    refuse_without_beginning(state, when, _SUPPORT)
    return told(e.SupportEnded, command)


def _review(state: Referral, command: c.ReviewRecoveryPeriod, when: When, _: Context) -> e.RecoveryPeriodReviewed:
    _refuse_outside_recovery(state, when, "Only a running recovery period can be reviewed.")
    return told(e.RecoveryPeriodReviewed, command)


def _extend(state: Referral, command: c.ExtendRecoveryPeriod, when: When, _: Context) -> e.RecoveryPeriodExtended:
    _refuse_outside_recovery(state, when, "Only a running recovery period can be extended.")
    disqualified = as_at(state, when).strands.disqualification
    if isinstance(disqualified, Disqualified) and when.first_day > disqualified.on.last_day:
        contradicts("The recovery period ended when the person was disqualified.")
    _refuse_last_day(command.until, "until", when)
    return told(e.RecoveryPeriodExtended, command)


def _refuse_outside_recovery(state: Referral, when: When, rule: str) -> None:
    """The period begins with a positive first decision and lasts no longer than to the conclusive one."""
    _refuse_before_recovery(state, when)
    then = as_at(state, when)
    stage = then.stage
    if not isinstance(stage, Outstanding | ConclusiveGroundsPositive | ConclusiveGroundsNegative):
        wrong_stage(state, rule)
    if not isinstance(stage, Outstanding) and when.first_day > stage.decided.last_day:
        wrong_stage(state, rule)
    decided = then.standing("reasonable-grounds")
    if decided is not None and not decided.gives_period:
        contradicts("No recovery period follows from that decision: none was determined (section 62).")


def _refuse_before_recovery(state: Referral, when: When) -> None:
    decided = state.standing("reasonable-grounds")
    if decided is not None:
        not_before(
            when, decided.on, "That lies before the reasonable grounds decision, when there was no recovery period."
        )


def _refuse_last_day(last: When, field: str, when: When) -> None:
    if last.day is None:
        raise Invalid(Code.NOT_A_DATE, f"The field {field} needs a day, written as YYYY-MM-DD.", field=field)
    not_before(last, when, "The last day given lies before the day on which it was set.")


def _assess_needs(state: Referral, command: c.AssessRecoveryNeeds, when: When, _: Context) -> e.RecoveryNeedsAssessed:
    decided = state.standing("reasonable-grounds")
    if decided is None or decided.outcome != "positive":
        wrong_stage(state, "Recovery needs are assessed after a positive reasonable grounds decision.")
    _refuse_before_recovery(state, when)
    _refuse_last_day(command.support_until, "support_until", when)
    return told(e.RecoveryNeedsAssessed, command)


def _enforcement_step(
    _: Referral, command: c.RecordEnforcementStep, __: When, ___: Context
) -> e.EnforcementStepRecorded:
    return told(e.EnforcementStepRecorded, command)


def _cancel_step(
    state: Referral, command: c.CancelEnforcementStep, when: When, _: Context
) -> e.EnforcementStepCancelled:
    step = next((fact for fact in state.facts if fact.version == command.step), None)
    if step is None or step.event != e.EnforcementStepRecorded.type:
        message = f"The event with that number is not an enforcement step of this case.{there_are(state, steps(state))}"
        raise NotFound(Code.EVENT_NOT_FOUND, message, field="step")
    if command.step not in steps(state):
        contradicts("That step was taken back already.")
    not_before(when, step.when, "A step cannot be taken back before it was taken.")
    return told(e.EnforcementStepCancelled, command)


def _rights(_: Referral, command: c.RecordRightsInformation, __: When, ___: Context) -> e.RightsInformationGiven:
    return told(e.RightsInformationGiven, command)


def _book(_: Referral, command: c.RecordInterpreterBooked, when: When, __: Context) -> e.InterpreterBooked:
    if command.booked_for.day is None:
        raise Invalid(Code.NOT_A_DATE, "The field booked_for needs a day, written as YYYY-MM-DD.", field="booked_for")
    not_before(command.booked_for, when, "An interpreter cannot be booked for a day before that of the booking.")
    return told(e.InterpreterBooked, command)


_OF_THE_LIVING: Answers = {
    c.StartSupport: _start,
    c.RecordSupportOffer: _offer,
    c.RecordSupportDelivery: _deliver,
    c.ReviewRecoveryPeriod: _review,
    c.ExtendRecoveryPeriod: _extend,
    c.AssessRecoveryNeeds: _assess_needs,
    c.EndSupport: _end,
    c.RecordRightsInformation: _rights,
    c.RecordInterpreterBooked: _book,
}

ANSWERS: Answers = {
    **while_alive(_OF_THE_LIVING),
    c.RecordEnforcementStep: _enforcement_step,
    c.CancelEnforcementStep: _cancel_step,
}
