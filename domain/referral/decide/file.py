"""Answers what is asked about the file: assignment, notes, documents, alerts, lateness.

Read next: `corrections.py`, for the one thing in the file that changes how a case is read.
"""

from domain.errors import Code, NotAllowed, NotFound
from domain.referral.commands import file as c
from domain.referral.decide.context import Answers
from domain.referral.decide.corrections import correct, event_numbered
from domain.referral.events import clocks, file
from domain.referral.numbers import alerts, breaches, there_are
from domain.referral.state import Referral
from domain.staff import same_person
from domain.stream.context import Context, contradicts
from domain.stream.event import told
from domain.when import When


def _assign(state: Referral, command: c.Assign, _: When, __: Context) -> file.CaseAssigned:
    assigned, team = state.strands.assigned.get(command.duty), state.strands.teams.get(command.duty)
    if assigned is not None and same_person(assigned, command.assignee) and command.team in (None, team):
        contradicts(f"That person is the {command.duty} of this case already.")
    return told(file.CaseAssigned, command)


def _unassign(state: Referral, command: c.Unassign, _: When, __: Context) -> file.CaseUnassigned:
    if command.duty not in state.strands.assigned:
        contradicts(f"Nobody is the {command.duty} of this case.")
    return told(file.CaseUnassigned, command)


def _add_note(_: Referral, command: c.AddNote, __: When, ___: Context) -> file.NoteAdded:
    return told(file.NoteAdded, command)


def _attach(_: Referral, command: c.AttachDocument, __: When, ___: Context) -> file.DocumentAttached:
    return told(file.DocumentAttached, command)


def _acknowledge(state: Referral, command: c.AcknowledgeAlert, _: When, context: Context) -> file.AlertAcknowledged:
    alert, _at = event_numbered(state, command.alert)
    if not isinstance(alert, clocks.Alert):
        message = "The event with that number is not an alert: a rung, breach or safeguard."
        raise NotFound(Code.EVENT_NOT_FOUND, f"{message}{there_are(state, alerts(state))}", field="alert")
    if command.alert in state.strands.acknowledged:
        contradicts("That alert has been acknowledged already.")
    return told(file.AlertAcknowledged, command, acknowledged_by=context.actor)


def _explain(state: Referral, command: c.ExplainLateness, _: When, __: Context) -> file.LatenessExplained:
    breach, _at = event_numbered(state, command.breach)
    if not isinstance(breach, clocks.BreachRecorded):
        message = f"The event with that number is not a breach.{there_are(state, breaches(state))}"
        raise NotFound(Code.EVENT_NOT_FOUND, message, field="breach")
    if command.reason == "other" and command.details is None:
        raise NotAllowed(Code.REASONS_REQUIRED, "The reason other needs its details.")
    return told(file.LatenessExplained, command)


def _adopt(_: Referral, command: c.AdoptRuleBook, __: When, ___: Context) -> file.ClocksMoved:
    return told(file.ClocksMoved, command)


ANSWERS: Answers = {
    c.Assign: _assign,
    c.Unassign: _unassign,
    c.AddNote: _add_note,
    c.AttachDocument: _attach,
    c.CorrectFact: correct,
    c.AcknowledgeAlert: _acknowledge,
    c.ExplainLateness: _explain,
    c.AdoptRuleBook: _adopt,
}
