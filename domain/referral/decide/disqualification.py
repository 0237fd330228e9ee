"""Answers what is asked about disqualification. Read next: `person.py`.

The law: Convention, Article 13(3); Nationality and Borders Act 2022, section 63. There is no presumption in favour of
disqualifying: R (ABW) [2025] EWHC 3280 (Admin). Whoever does so gives reasons and has weighed the need for recovery,
and since January 2024 the risk of being trafficked again. It stops protection and never the duty to decide
conclusively, so no stage changes.
"""

from datetime import date

from domain.errors import Code, Invalid, NotAllowed
from domain.referral.commands import disqualification as c
from domain.referral.decide.context import Answers, wrong_stage
from domain.referral.decide.lifetime import while_alive
from domain.referral.decide.spans import latest_by
from domain.referral.events import disqualification as e
from domain.referral.stages import ConclusiveGroundsNegative
from domain.referral.state import Referral
from domain.referral.strands import DisqualificationPending, Disqualified
from domain.stream.context import Context, contradicts, not_before
from domain.stream.event import told
from domain.when import When

_RETRAFFICKING_WEIGHED_FROM = date(2024, 1, 1)
"""Guidance under section 49 of the Modern Slavery Act 2015, changed in January 2024; which day is not known."""


def _propose(state: Referral, command: c.ProposeDisqualification, when: When, _: Context) -> e.DisqualificationProposed:
    _refuse_without_protection(state, when)
    standing = state.strands.disqualification
    if isinstance(standing, DisqualificationPending):
        contradicts(f"Disqualification was proposed already, on {standing.since.in_words()}, and is not decided.")
    if isinstance(standing, Disqualified):
        contradicts(f"The person is disqualified already, since {standing.on.in_words()}.")
    if command.served_on is not None:
        not_before(command.served_on, when, "The person cannot have been told of the proposal before it was made.")
    return told(e.DisqualificationProposed, command)


def _refuse_without_protection(state: Referral, when: When) -> None:
    """Nobody can be excluded from protection that no positive decision gave, or that a negative one took away."""
    rule = "Disqualification is proposed after a positive reasonable grounds decision."
    decided = state.standing("reasonable-grounds")
    if decided is None or decided.outcome != "positive":
        wrong_stage(state, rule)
    stage = state.stage
    if isinstance(stage, ConclusiveGroundsNegative) and when.first_day > stage.decided.last_day:
        wrong_stage(state, rule)
    not_before(when, decided.on, "Disqualification cannot be proposed before reasonable grounds were decided.")


def _represent(
    state: Referral, command: c.RecordDisqualificationRepresentations, when: When, _: Context
) -> e.DisqualificationRepresentationsReceived:
    """An answer can be learnt of late; what it answers is the last proposal by its date."""
    if latest_by(state, when, e.DisqualificationProposed.type) is None:
        contradicts("No disqualification had been proposed by then, so there was nothing to answer.")
    return told(e.DisqualificationRepresentationsReceived, command)


def _extend(
    state: Referral, command: c.ExtendDisqualificationRepresentations, when: When, _: Context
) -> e.DisqualificationRepresentationsExtended:
    proposed = _pending(state)
    if command.until.day is None:
        raise Invalid(Code.NOT_A_DATE, "The field until needs a day, written as YYYY-MM-DD.")
    not_before(when, proposed.since, "The time to answer cannot be extended before the proposal was made.")
    not_before(command.until, when, "The new last day lies before the day of the extension.")
    return told(e.DisqualificationRepresentationsExtended, command)


def _pending(state: Referral) -> DisqualificationPending:
    proposed = state.strands.disqualification
    if not isinstance(proposed, DisqualificationPending):
        contradicts("No proposal of disqualification is waiting for a decision.")
    return proposed


def _decide(
    state: Referral, command: c.DecideDisqualification, when: When, context: Context
) -> e.DisqualificationDecided:
    proposed = _pending(state)
    not_before(when, proposed.since, "Disqualification cannot be decided before it was proposed.")
    if command.outcome == "disqualified":
        _refuse_unless_weighed(command, when)
    return told(e.DisqualificationDecided, command, decided_by=context.actor)


def _refuse_unless_weighed(command: c.DecideDisqualification, when: When) -> None:
    if command.reasons is None:
        raise NotAllowed(Code.REASONS_REQUIRED, "Disqualification needs its reasons.")
    if not command.recovery_need_weighed:
        message = "Nobody can be disqualified before their need for recovery was weighed."
        raise NotAllowed(Code.RECOVERY_NOT_WEIGHED, message)
    if when.first_day >= _RETRAFFICKING_WEIGHED_FROM and not command.retrafficking_risk_weighed:
        message = "Since January 2024 nobody can be disqualified before the risk of being trafficked again was weighed."
        raise NotAllowed(Code.RETRAFFICKING_NOT_WEIGHED, message)


def _revoke(state: Referral, command: c.RevokeDisqualification, when: When, _: Context) -> e.DisqualificationRevoked:
    disqualified = state.strands.disqualification
    if not isinstance(disqualified, Disqualified):
        contradicts("The person is not disqualified.")
    not_before(when, disqualified.on, "A disqualification cannot be taken back before it was decided.")
    return told(e.DisqualificationRevoked, command)


ANSWERS: Answers = while_alive(
    {
        c.ProposeDisqualification: _propose,
        c.RecordDisqualificationRepresentations: _represent,
        c.ExtendDisqualificationRepresentations: _extend,
        c.DecideDisqualification: _decide,
        c.RevokeDisqualification: _revoke,
    }
)
