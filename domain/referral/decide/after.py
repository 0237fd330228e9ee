"""Answers what is asked after the decision. Read next: `proceedings.py`."""

from collections.abc import Mapping
from datetime import date

from domain.errors import Code, Invalid, NotAllowed
from domain.referral.commands import after as c
from domain.referral.commands.base import Challenged
from domain.referral.decide.challenge import refuse_second_request
from domain.referral.decide.challenged import meant
from domain.referral.decide.context import Answers, wrong_stage
from domain.referral.decide.moves import not_before_last_move
from domain.referral.events import after as e
from domain.referral.stages import (
    Closed,
    ConclusiveGroundsNegative,
    ConclusiveGroundsPositive,
    Decided,
    HistoryOnly,
    Live,
    Notified,
    NotReferred,
    ReasonableGroundsNegative,
    Undecided,
    Withdrawn,
)
from domain.referral.state import Referral
from domain.referral.strands import Dead, Disqualified, LeaveGiven, Supported
from domain.roles import Role
from domain.stream.context import Context, contradicts, not_before
from domain.stream.event import told
from domain.when import When

_CLOSES: Mapping[c.ClosingReason, tuple[tuple[type[Live], ...], str]] = {
    "identification-complete": (
        (ConclusiveGroundsPositive, ConclusiveGroundsNegative),
        "Identification is complete after the conclusive grounds decision.",
    ),
    "negative-decision": (
        (ReasonableGroundsNegative, ConclusiveGroundsNegative),
        "A case is closed for this reason after a negative decision that stands.",
    ),
    "not-referred": (
        (NotReferred,),
        "A case is closed for this reason after it was recorded that no referral followed.",
    ),
    "notified-without-consent": ((Notified,), "A case is closed for this reason after the notification."),
}
"""The stages at which each reason fits; the reasons that are not here fit at any stage."""

_AFTER_A_DECISION = frozenset({"identification-complete", "negative-decision"})


_LEAVE: tuple[Challenged, ...] = ("leave",)

_LEAVE_FOR_VICTIMS_FROM = date(2023, 1, 30)
"""Section 65 of the Nationality and Borders Act 2022 came into force on this day (SI 2023/33). Until then victims were
given discretionary leave, and since then temporary permission to stay."""


def _decide_leave(state: Referral, command: c.DecideLeave, when: When, context: Context) -> e.LeaveDecided:
    stage = state.last_stage
    if not isinstance(stage, ConclusiveGroundsPositive):
        wrong_stage(state, "Leave is decided after a positive conclusive grounds decision.")
    not_before(when, stage.decided, "Leave cannot be decided before conclusive grounds were.")
    _refuse_leave_of_another_time(command, when)
    if command.outcome == "refused" and command.reasons is None:
        raise NotAllowed(Code.REASONS_REQUIRED, "A refusal of leave needs its reasons.")
    if command.until is not None:
        if command.outcome == "refused":
            contradicts("Leave that is refused has no last day; leave the field until out.")
        not_before(command.until, when, "The last day of the leave lies before the day on which it was granted.")
    return told(e.LeaveDecided, command, decided_by=context.actor)


def _ask_about_leave(
    state: Referral, command: c.RequestLeaveReconsideration, when: When, _: Context
) -> e.LeaveReconsiderationRequested:
    """The refusal can be asked about, and so can a grant: leave may be too short."""
    made = meant(state, "leave", command.about, _LEAVE)
    not_before(when, made.on, "Nobody can have asked for reconsideration before the decision was made.")
    refuse_second_request(state, made)
    return told(e.LeaveReconsiderationRequested, command, about=made.number)


def _request_leave_renewal(
    state: Referral, command: c.RequestLeaveRenewal, when: When, _: Context
) -> e.LeaveRenewalRequested:
    """While leave is on record that was granted; the authority answers with another decision on leave."""
    leave = state.strands.leave
    if not isinstance(leave, LeaveGiven):
        contradicts("No leave that was granted is on record, so there is none to renew.")
    not_before(when, leave.on, "Leave cannot be renewed before it was granted.")
    return told(e.LeaveRenewalRequested, command)


def _refuse_leave_of_another_time(command: c.DecideLeave, when: When) -> None:
    if command.kind == "discretionary-leave" and when.first_day >= _LEAVE_FOR_VICTIMS_FROM:
        message = "Since 30 January 2023 victims are given temporary permission to stay, and no discretionary leave."
        raise Invalid(Code.RULES_NOT_IN_FORCE, message)
    if command.kind == "temporary-permission-to-stay" and when.last_day < _LEAVE_FOR_VICTIMS_FROM:
        message = "Before 30 January 2023 victims were given discretionary leave: section 65 was not in force."
        raise Invalid(Code.RULES_NOT_IN_FORCE, message)


def _end_move_on_support(state: Referral, command: c.EndMoveOnSupport, when: When, _: Context) -> e.MoveOnSupportEnded:
    stage = state.last_stage
    if not isinstance(stage, Decided):
        wrong_stage(state, "Move-on support ends after a decision; support before that is ended with end-support.")
    support = state.strands.support
    if not isinstance(support, Supported):
        contradicts("No support is running, by what is on record.")
    not_before(when, stage.decided, "Move-on support cannot end before the decision.")
    not_before(when, support.since, "Support cannot end before it began.")
    return told(e.MoveOnSupportEnded, command)


def _close(state: Referral, command: c.Close, when: When, context: Context) -> e.CaseClosed:
    if command.reason in _CLOSES and not isinstance(state.stage, HistoryOnly):
        stages, rule = _CLOSES[command.reason]
        if not isinstance(state.stage, stages):
            wrong_stage(state, rule)
    _refuse_on_hearsay(state, command, context)
    if command.reason == "disqualified":
        _disqualification_closes(state)
    whereabouts = state.strands.whereabouts
    if command.reason == "died":
        if not isinstance(whereabouts, Dead):
            contradicts("No death is on record; record it first.")
        not_before(when, whereabouts.on, "A case cannot be closed because of a death before it.")
    not_before_last_move(state, when)
    return told(e.CaseClosed, command)


def _refuse_on_hearsay(state: Referral, command: c.Close, context: Context) -> None:
    """A decision that only an account tells, which a caseworker may import, ends no case by their word alone."""
    if command.reason not in _AFTER_A_DECISION or state.account_ends is None or context.role is Role.TEAM_LEADER:
        return
    if any(made.stands and made.version <= state.account_to for made in state.strands.decisions):
        message = "That decision is told by an account, and nobody on record here has made it; a team leader closes."
        raise NotAllowed(Code.ROLE_NOT_PERMITTED, message)


def _disqualification_closes(state: Referral) -> None:
    """Disqualification never ends the duty to decide conclusively: R (ABW) [2025] EWHC 3280 (Admin)."""
    if not isinstance(state.strands.disqualification, Disqualified):
        contradicts("No disqualification is in force, by what is on record.")
    if isinstance(state.stage, Undecided):
        wrong_stage(
            state, "Disqualification does not end the duty to decide; a case is closed for it after the decision."
        )


def _reopen(state: Referral, command: c.Reopen, when: When, _: Context) -> e.CaseReopened:
    if not isinstance(state.stage, Closed | Withdrawn):
        wrong_stage(state, "Only a case that has ended can be reopened.")
    if isinstance(state.strands.whereabouts, Dead):
        contradicts("The person has died; the case is not reopened.")
    not_before(when, state.stage.ended, "A case cannot be reopened before it ended.")
    return told(e.CaseReopened, command)


ANSWERS: Answers = {
    c.DecideLeave: _decide_leave,
    c.RequestLeaveReconsideration: _ask_about_leave,
    c.RequestLeaveRenewal: _request_leave_renewal,
    c.EndMoveOnSupport: _end_move_on_support,
    c.Close: _close,
    c.Reopen: _reopen,
}
