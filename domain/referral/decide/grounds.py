"""Answers what is asked about the two decisions, so that each can be defended afterwards.

A decision names its test, its evidence under the digests by which it was sealed, and who made it. Where the rule of its
date asks for a second person, it is not served before another person has looked at it. Read next: `recovery.py`.
"""

from collections.abc import Iterator
from typing import TypeVar

from domain.clocks.facts import certainly_before
from domain.errors import Code, Conflict, Invalid, NotAllowed, NotFound
from domain.referral.commands import grounds as c
from domain.referral.commands.base import Decision
from domain.referral.decide.context import Answers, not_before_referral, wrong_stage
from domain.referral.decide.lifetime import while_alive
from domain.referral.decide.spans import Span, refuse_second, refuse_without_beginning
from domain.referral.events import grounds as e
from domain.referral.evolve import as_at
from domain.referral.numbers import there_are
from domain.referral.stages import AwaitingReasonableGrounds, Outstanding, Undecided
from domain.referral.state import Referral
from domain.referral.strands import DecisionMade, is_child_on
from domain.rules.provisions import SecondReview
from domain.staff import same_person
from domain.stream.context import Context, contradicts, not_before
from domain.stream.event import Event, told
from domain.when import When

_RECOVERY = "recovery-period"
_DELAY = Span(
    e.DecisionDelayRequested.type,
    e.DecisionDelayAnswered.type,
    "A request to delay the conclusive decision is open",
    "No request to delay the conclusive decision is open",
)

_NAMES = {"reasonable-grounds": "Reasonable grounds", "conclusive-grounds": "Conclusive grounds"}

Decided = TypeVar("Decided", bound=e.GroundsDecided)


def _request_information(
    state: Referral, command: c.RequestInformation, when: When, _: Context
) -> e.InformationRequested:
    if not isinstance(as_at(state, when).stage, Undecided):
        wrong_stage(state, "Information is asked for while a decision is outstanding.")
    not_before_referral(state, when)
    return told(e.InformationRequested, command)


def _decide_reasonable_grounds(
    state: Referral, command: c.DecideReasonableGrounds, when: When, context: Context
) -> tuple[Event, ...]:
    decided_again = _is_to_be_decided_again(state, "reasonable-grounds", context)
    if not decided_again and not isinstance(state.stage, AwaitingReasonableGrounds):
        wrong_stage(state, "Reasonable grounds are decided after a competent authority has been allocated.")
    not_before_referral(state, when)
    _answers_about_further_recovery(state, command, when, context)
    decided = _decision(e.ReasonableGroundsDecided, "reasonable-grounds", state, command, when, context)
    return (*_about_a_further_period(command), decided)


def _about_a_further_period(command: c.DecideReasonableGrounds) -> Iterator[Event]:
    """What is said beside a further positive decision: that another period was determined, or that none was.

    Where the grounds arose only since the first positive decision, section 62 does not apply, and nothing is said.
    """
    if command.further_recovery == "not-owed":
        yield e.RecoveryPeriodNotOwed()
    if command.further_recovery == "allowed":
        yield e.FurtherRecoveryPeriodDetermined()


def _decide_conclusive_grounds(
    state: Referral, command: c.DecideConclusiveGrounds, when: When, context: Context
) -> e.ConclusiveGroundsDecided:
    decided_again = _is_to_be_decided_again(state, "conclusive-grounds", context)
    if not decided_again and not isinstance(state.stage, Outstanding):
        wrong_stage(state, "Conclusive grounds are decided after a positive reasonable grounds decision.")
    first = state.standing("reasonable-grounds")
    earliest = first.on if first else state.opened
    not_before(when, earliest, "Conclusive grounds cannot be decided before reasonable grounds were.")
    return _decision(e.ConclusiveGroundsDecided, "conclusive-grounds", state, command, when, context)


def _decision(
    event: type[Decided], decision: Decision, state: Referral, command: c.Decide, when: When, context: Context
) -> Decided:
    """What both decisions need, and both record."""
    _comes_after_the_one_before(state, decision, when)
    if command.outcome == "negative" and command.reasons is None:
        raise NotAllowed(Code.REASONS_REQUIRED, "A negative decision needs its reasons.")
    test = context.rules.provisions.test(decision, state.nation, when)
    return told(
        event,
        command,
        decided_by=context.actor,
        evidence=_evidence(state, command),
        test=test.id if test else None,
    )


def _evidence(state: Referral, command: c.Decide) -> tuple[e.Evidence, ...]:
    """Each thing weighed once, with the digest under which it is kept."""
    documents = state.strands.documents
    for number in command.evidence:
        if number not in documents:
            message = f"The field evidence: event {number} of this case is no note and no document on file."
            raise NotFound(Code.EVENT_NOT_FOUND, f"{message}{there_are(state, documents)}", field="evidence")
    return tuple(e.Evidence(event=number, digest=documents[number]) for number in dict.fromkeys(command.evidence))


def _is_to_be_decided_again(state: Referral, decision: Decision, context: Context) -> bool:
    """Whether a second person's disagreement asks for another decision; refuses where the one that stands is enough."""
    made = state.standing(decision)
    if made is None:
        return False
    if _blocked_by_disagreement(made, _second_review(state, made, context)):
        return True
    message = f"{_NAMES[decision]} were already decided: {made.outcome}, on {made.on.in_words()}."
    raise Conflict(Code.ALREADY_DECIDED, message)


def _comes_after_the_one_before(state: Referral, decision: Decision, when: When) -> None:
    for made in state.strands.decisions:
        if made.decision == decision:
            message = f"That lies before the earlier decision was set aside, or made: {made.on.in_words()}."
            not_before(when, made.set_aside or made.on, message)


def _answers_about_further_recovery(
    state: Referral, command: c.DecideReasonableGrounds, when: When, context: Context
) -> None:
    """Section 62: somebody with an earlier referral may not be owed another recovery period; whoever decides says."""
    answered = command.further_recovery is not None
    asked = command.outcome == "positive" and _law_asks_about_further_recovery(state, when, context)
    earlier = any(link.relation == "earlier-referral" for link in state.strands.links)
    if asked and earlier and not answered:
        message = (
            "The field further_recovery is missing: this person has an earlier referral, so a positive decision says "
            "whether another recovery period is owed (section 62)."
        )
        raise Invalid(Code.MISSING_FIELD, message)
    if answered and not earlier:
        contradicts(
            "The field further_recovery is for a person with an earlier referral, and this case is linked to none."
        )
    if answered and not asked:
        contradicts("The field further_recovery belongs to a positive decision under section 62; leave it out.")


def _law_asks_about_further_recovery(state: Referral, when: When, context: Context) -> bool:
    """Whether the recovery period in force that day knows a further decision that gives no right to another."""
    version = context.rules.find(_RECOVERY, state.nation, when.first_day)
    return version is not None and any(pattern.event == e.RecoveryPeriodNotOwed.type for pattern in version.unless)


def _request_delay(
    state: Referral, command: c.RequestDecisionDelay, when: When, _: Context
) -> e.DecisionDelayRequested:
    if not isinstance(state.stage, Outstanding):
        wrong_stage(state, "A delay is asked for while the conclusive decision is outstanding.")
    not_before(when, state.stage.decided, "That lies before the reasonable grounds decision.")
    refuse_second(state, when, _DELAY)
    return told(e.DecisionDelayRequested, command)


def _answer_delay(state: Referral, command: c.AnswerDecisionDelay, when: When, _: Context) -> e.DecisionDelayAnswered:
    refuse_without_beginning(state, when, _DELAY)
    if command.until is not None:
        if command.outcome == "refused":
            contradicts("A delay that is refused has no last day; leave the field until out.")
        if command.until.day is None:
            raise Invalid(Code.NOT_A_DATE, "The field until needs a day, written as YYYY-MM-DD.")
        not_before(command.until, when, "The last day of the delay lies before the day on which it was granted.")
    return told(e.DecisionDelayAnswered, command)


def _review(state: Referral, command: c.ReviewDecision, when: When, context: Context) -> e.DecisionReviewed:
    made = state.standing(command.decision)
    if made is None:
        wrong_stage(state, "A second person looks at a decision after it was made.")
    brought_by = made.decided_by or (state.imported_by if made.version <= state.account_to else None)
    if brought_by is not None and same_person(brought_by, context.actor):
        message = "Whoever made a decision, or brought it in, cannot be the second person who looks at it."
        raise NotAllowed(Code.SAME_PERSON, message)
    not_before(when, made.on, "A decision cannot be looked at before it was made.")
    if made.served is not None:
        not_before(made.served, when, "That decision has been served; a second person looks at it before.")
    return told(e.DecisionReviewed, command, reviewed_by=context.actor)


def _serve(state: Referral, command: c.ServeDecision, when: When, context: Context) -> e.DecisionServed:
    made = state.standing(command.decision)
    if made is None:
        wrong_stage(state, "A decision can be served only after it was made, and while it stands.")
    if made.served is not None:
        raise Conflict(Code.ALREADY_DECIDED, f"That decision was already served on {made.served.in_words()}.")
    not_before(when, made.on, "A decision cannot be served before it was made.")
    if command.served_on == "person" and is_child_on(as_at(state, when).strands, when.first_day):
        contradicts("Papers are never served on a child; serve them on the representative or the local authority.")
    _second_person_has_looked(state, made, when, context)
    return told(e.DecisionServed, command, outcome=made.outcome)


def _second_person_has_looked(state: Referral, made: DecisionMade, when: When, context: Context) -> None:
    rule = _second_review(state, made, context)
    if rule is None:
        return
    if not any(not certainly_before(when, review.on) for review in made.reviews):
        message = (
            f"Before it is served, another person looks at this decision: {rule.title}. Record their review first."
        )
        raise NotAllowed(Code.REVIEW_REQUIRED, message)
    if _blocked_by_disagreement(made, rule):
        message = "The second person disagreed; the decision is made again, or looked at again, before it is served."
        raise NotAllowed(Code.REVIEW_REQUIRED, message)


def _second_review(state: Referral, made: DecisionMade, context: Context) -> SecondReview | None:
    return context.rules.provisions.second_review(made.decision, made.outcome, state.nation, made.on)


def _blocked_by_disagreement(made: DecisionMade, rule: SecondReview | None) -> bool:
    """Whether the last word of a second person stands against an unserved decision, and the rule gives it weight."""
    disagreed = bool(made.reviews) and made.reviews[-1].outcome == "disagreed"
    return rule is not None and rule.disagreement == "decided-again" and disagreed and made.served is None


_WHILE_ALIVE: Answers = {
    c.RequestInformation: _request_information,
    c.DecideReasonableGrounds: _decide_reasonable_grounds,
    c.DecideConclusiveGrounds: _decide_conclusive_grounds,
    c.RequestDecisionDelay: _request_delay,
    c.AnswerDecisionDelay: _answer_delay,
}

ANSWERS: Answers = {
    **while_alive(_WHILE_ALIVE),
    c.ReviewDecision: _review,
    c.ServeDecision: _serve,
}
