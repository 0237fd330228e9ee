"""Challenges: who may ask and when, how each goes on, and what becomes of the decision and the case beside it."""

from typing import Any

import pytest

from domain.errors import Code, NrmError
from domain.referral.events.challenge import (
    JudicialReviewStepRecorded,
    ReconsiderationDecided,
    ReconsiderationRequested,
    TribunalAppealRecorded,
)
from domain.referral.evolve import evolve
from domain.referral.state import Referral
from domain.roles import Role
from domain.when import When
from tests.support.casework import TEXT, Case, awaiting_reasonable_grounds, in_recovery, referred

REASONS = {"reasons": TEXT}


def refused(before: Case, on: str, command: str, role: Role | None = None, **fields: Any) -> NrmError:
    """The refusal of this; the case is a value, so nothing can have changed."""
    with pytest.raises(NrmError) as caught:
        before.ask(on, command, role, **fields)
    return caught.value


def first_negative(on: str = "2026-03-06", referred_on: str = "2026-03-02", **fields: Any) -> Case:
    """Reasonable grounds were refused."""
    case = awaiting_reasonable_grounds(referred_on, **fields)
    return decided(case, on, "reasonable-grounds")


def decided(case: Case, on: str, decision: str, outcome: str = "negative") -> Case:
    """Decided, and where the rule of the day asks for it, looked at by a second person."""
    wanted: dict[str, Any] = {"outcome": outcome}
    if outcome == "negative":
        wanted |= REASONS
    return case.ask(on, f"decide-{decision}", by="a.decider", **wanted)


def final_negative(on: str = "2026-05-06", **fields: Any) -> Case:
    """A positive first decision, and a negative conclusive one."""
    return decided(in_recovery("2026-03-02", "2026-03-06", **fields), on, "conclusive-grounds")


def asked(case: Case, on: str, decision: str = "reasonable-grounds", by: str = "person") -> Case:
    return case.ask(on, "request-reconsideration", decision=decision, requested_by=by)


def heard(case: Case, **named: Any) -> Case:
    """A judicial review with permission and a hearing."""
    case = case.ask("2026-07-01", "record-judicial-review-step", step="permission-granted", **named)
    return case.ask("2026-09-01", "record-judicial-review-step", step="hearing", **named)


# Reconsideration


def test_a_request_is_open_beside_the_case_and_leaves_its_stage() -> None:
    case = asked(first_negative(), "2026-03-20")

    (challenge,) = case.referral.strands.challenges.values()
    assert ("reconsideration", "reasonable-grounds", True) == (challenge.kind, challenge.decision, challenge.is_open)
    assert "reasonable-grounds-negative" == case.stage
    assert "reconsideration-requested" in case.last_types


def test_reconsidered_positive_after_all_with_the_first_decision_still_visible() -> None:
    case = asked(first_negative(), "2026-03-20").ask("2026-04-02", "decide-reconsideration", outcome="decide-again")
    assert "awaiting-reasonable-grounds" == case.stage
    case = decided(case, "2026-04-03", "reasonable-grounds", "positive")

    first, second = case.referral.strands.decisions
    assert ("negative", False, "positive", True) == (first.outcome, first.stands, second.outcome, second.stands)
    assert "recovery-period" == case.stage


@pytest.mark.parametrize("outcome", ["maintained", "out-of-time", "withdrawn"])
def test_every_other_answer_leaves_the_decision_as_it_was(outcome: str) -> None:
    case = asked(first_negative(), "2026-03-20").ask("2026-04-02", "decide-reconsideration", outcome=outcome, **REASONS)

    (challenge,) = case.referral.strands.challenges.values()
    assert (outcome, False) == (challenge.step, challenge.is_open)
    assert case.referral.standing("reasonable-grounds") is not None
    assert "reasonable-grounds-negative" == case.stage
    fact = case.referral.last("reconsideration-decided")
    assert fact is not None
    assert outcome == fact.outcome


def test_an_answer_names_the_request_it_answers() -> None:
    case = asked(first_negative(), "2026-03-20")
    (number,) = case.referral.strands.challenges
    case = case.ask("2026-04-02", "decide-reconsideration", outcome="withdrawn")

    answered = next(event for event in case.last if isinstance(event, ReconsiderationDecided))
    assert number == answered.request


def test_a_decision_can_be_asked_about_again_once_the_request_is_answered() -> None:
    case = asked(first_negative(), "2026-03-20").ask("2026-04-02", "decide-reconsideration", outcome="withdrawn")

    assert 2 == len(asked(case, "2026-04-03").referral.strands.challenges)


def test_a_request_after_the_window_lapsed_is_a_fact_that_the_authority_answers() -> None:
    late = asked(first_negative(), "2026-06-20")
    case = late.ask("2026-06-27", "decide-reconsideration", outcome="out-of-time")

    assert "out-of-time" == next(iter(case.referral.strands.challenges.values())).step


def test_only_a_negative_decision_that_stands_can_be_reconsidered() -> None:
    none_yet = awaiting_reasonable_grounds("2026-03-02")
    positive = in_recovery("2026-03-02", "2026-03-06")
    set_aside = asked(first_negative(), "2026-03-20").ask(
        "2026-04-02", "decide-reconsideration", outcome="decide-again"
    )

    for case in (none_yet, positive, set_aside):
        refusal = refused(
            case, "2026-04-20", "request-reconsideration", decision="reasonable-grounds", requested_by="person"
        )
        assert Code.WRONG_STAGE == refusal.code


def test_a_second_request_while_one_is_open_contradicts_the_record() -> None:
    case = asked(first_negative(), "2026-03-20")
    refusal = refused(
        case, "2026-03-21", "request-reconsideration", decision="reasonable-grounds", requested_by="person"
    )

    assert Code.CONTRADICTS_RECORD == refusal.code


def test_nobody_asks_before_the_decision_or_in_the_future() -> None:
    case = first_negative()
    request = {"decision": "reasonable-grounds", "requested_by": "person"}

    before = refused(case, "2026-03-20", "request-reconsideration", effective_at="2026-03-05", **request)
    future = refused(case, "2026-03-20", "request-reconsideration", effective_at="2026-03-25", **request)
    assert [Code.DATE_OUT_OF_ORDER, Code.DATE_IN_FUTURE] == [before.code, future.code]


@pytest.mark.parametrize("by", ["person", "legal-representative"])
def test_until_the_judgment_in_ds_only_first_responders_and_support_providers_could_ask(by: str) -> None:
    case = first_negative("2019-11-04", "2019-10-28")
    request = {"decision": "reasonable-grounds", "requested_by": by}

    refusal = refused(case, "2019-11-14", "request-reconsideration", **request)
    assert Code.NO_RECONSIDERATION == refusal.code
    assert "15 November 2019" in refusal.message
    assert "reconsideration-requested" in case.ask("2019-11-15", "request-reconsideration", **request).last_types
    for earlier in ("first-responder", "support-provider"):
        assert asked(case, "2019-11-14", by=earlier).referral.strands.challenges


def test_a_removal_to_a_convention_state_leaves_only_judicial_review() -> None:
    case = final_negative().ask("2026-05-07", "record-enforcement-step", step="removal-to-convention-state")
    request = {"decision": "conclusive-grounds", "requested_by": "person"}

    refusal = refused(case, "2026-05-10", "request-reconsideration", **request)
    assert Code.NO_RECONSIDERATION == refusal.code
    assert "judicial review" in refusal.message
    assert case.ask("2026-05-10", "issue-judicial-review", decision="conclusive-grounds").referral.strands.challenges


def test_a_cancelled_removal_gives_the_request_back() -> None:
    case = final_negative().ask("2026-05-07", "record-enforcement-step", step="removal-to-convention-state")
    step = case.referral.last("enforcement-step-recorded")
    assert step is not None
    case = case.ask("2026-05-08", "cancel-enforcement-step", step=step.version)
    cancelled = case.referral.last("enforcement-step-cancelled")
    assert cancelled is not None
    struck = case.ask("2026-05-09", "correct-fact", event=cancelled.version, struck=True, reasons=TEXT)
    request = {"decision": "conclusive-grounds", "requested_by": "person"}

    assert asked(case, "2026-05-10", "conclusive-grounds").referral.strands.challenges
    assert Code.NO_RECONSIDERATION == refused(struck, "2026-05-10", "request-reconsideration", **request).code


def test_before_17_september_2025_such_a_removal_left_the_request_open() -> None:
    case = decided(in_recovery("2025-03-03", "2025-03-07"), "2025-09-16", "conclusive-grounds")
    case = case.ask("2025-09-18", "record-enforcement-step", step="removal-to-convention-state")

    assert asked(case, "2025-09-20", "conclusive-grounds").referral.strands.challenges


def test_a_request_dated_before_the_removal_step_stays_possible() -> None:
    case = final_negative().ask("2026-05-10", "record-enforcement-step", step="removal-to-convention-state")
    case = case.ask(
        "2026-05-11",
        "request-reconsideration",
        decision="conclusive-grounds",
        requested_by="person",
        effective_at="2026-05-08",
    )

    assert case.referral.strands.challenges


def test_the_window_can_be_extended_to_a_later_day_only() -> None:
    case = first_negative()
    extended = case.ask("2026-03-20", "extend-reconsideration-window", Role.DECISION_MAKER, until="2026-06-01")

    fact = extended.referral.last("reconsideration-window-extended")
    assert fact is not None
    assert "2026-06-01" == fact.dates["until"].text
    vague = refused(case, "2026-03-20", "extend-reconsideration-window", Role.DECISION_MAKER, until="2026-06")
    past = refused(case, "2026-03-20", "extend-reconsideration-window", Role.DECISION_MAKER, until="2026-03-19")
    assert [Code.NOT_A_DATE, Code.DATE_OUT_OF_ORDER] == [vague.code, past.code]


def test_there_is_no_window_to_extend_without_a_negative_decision() -> None:
    positive = in_recovery("2026-03-02", "2026-03-06")
    refusal = refused(positive, "2026-03-20", "extend-reconsideration-window", Role.DECISION_MAKER, until="2026-06-01")

    assert Code.WRONG_STAGE == refusal.code


def test_a_maintained_decision_needs_its_reasons() -> None:
    refusal = refused(
        asked(first_negative(), "2026-03-20"), "2026-04-02", "decide-reconsideration", outcome="maintained"
    )

    assert Code.REASONS_REQUIRED == refusal.code


def test_there_must_be_an_open_request_to_answer() -> None:
    none_yet = first_negative()
    over = asked(none_yet, "2026-03-20").ask("2026-04-02", "decide-reconsideration", outcome="withdrawn")
    (number,) = over.referral.strands.challenges

    assert (
        Code.CONTRADICTS_RECORD == refused(none_yet, "2026-04-03", "decide-reconsideration", outcome="withdrawn").code
    )
    assert Code.CONTRADICTS_RECORD == refused(over, "2026-04-03", "decide-reconsideration", outcome="withdrawn").code
    named = refused(over, "2026-04-03", "decide-reconsideration", outcome="withdrawn", request=number)
    assert Code.CONTRADICTS_RECORD == named.code
    assert "2 April 2026" in named.message
    unknown = refused(over, "2026-04-03", "decide-reconsideration", outcome="withdrawn", request=1)
    assert Code.EVENT_NOT_FOUND == unknown.code


def test_an_answer_is_not_dated_before_its_request() -> None:
    case = asked(first_negative(), "2026-03-20")
    refusal = refused(case, "2026-04-02", "decide-reconsideration", outcome="withdrawn", effective_at="2026-03-19")

    assert Code.DATE_OUT_OF_ORDER == refusal.code


def test_a_closed_case_is_open_again_when_its_decision_is_to_be_made_again() -> None:
    closed = asked(first_negative().ask("2026-03-07", "close", reason="negative-decision"), "2026-03-20")
    assert "closed" == closed.stage
    case = closed.ask("2026-04-02", "decide-reconsideration", outcome="decide-again")

    assert ("reconsideration-decided", "decision-set-aside", "case-reopened") == case.last_types[:3]
    assert "awaiting-reasonable-grounds" == case.stage
    assert "recovery-period" == decided(case, "2026-04-03", "reasonable-grounds", "positive").stage


def test_the_case_is_closed_again_when_the_answer_that_opened_it_is_struck() -> None:
    closed = asked(first_negative().ask("2026-03-07", "close", reason="negative-decision"), "2026-03-20")
    case = closed.ask("2026-04-02", "decide-reconsideration", outcome="decide-again")
    answer = closed.referral.version + 1
    struck = case.ask("2026-04-03", "correct-fact", event=answer, struck=True, reasons=TEXT)
    reopening = case.ask("2026-04-03", "correct-fact", event=answer + 2, struck=True, reasons=TEXT)

    assert ("closed", "closed") == (struck.stage, reopening.stage)
    assert struck.referral.standing("reasonable-grounds") is not None
    assert reopening.referral.standing("reasonable-grounds") is None


def test_a_maintained_decision_leaves_a_closed_case_closed() -> None:
    closed = asked(first_negative().ask("2026-03-07", "close", reason="negative-decision"), "2026-03-20")
    case = closed.ask("2026-04-02", "decide-reconsideration", outcome="maintained", **REASONS)

    assert "closed" == case.stage


# Judicial review


def test_a_judicial_review_goes_from_issue_to_a_quashed_decision_and_the_case_is_decided_again() -> None:
    case = heard(final_negative().ask("2026-06-01", "issue-judicial-review", decision="conclusive-grounds"))
    assert "conclusive-grounds-negative" == case.stage
    case = case.ask("2026-10-01", "record-judicial-review-step", step="quashed")
    assert "recovery-period" == case.stage

    (challenge,) = case.referral.strands.challenges.values()
    assert ("issued", "permission-granted", "hearing", "quashed") == tuple(name for name, _ in challenge.steps)
    assert not challenge.is_open
    assert "conclusive-grounds-positive" == decided(case, "2026-10-08", "conclusive-grounds", "positive").stage


def test_a_consent_order_sets_the_decision_aside_without_any_hearing() -> None:
    case = final_negative().ask("2026-06-01", "issue-judicial-review", decision="conclusive-grounds")
    case = case.ask("2026-06-20", "record-judicial-review-step", step="consent-order")

    assert "recovery-period" == case.stage
    assert case.referral.standing("conclusive-grounds") is None


@pytest.mark.parametrize("step", ["permission-refused", "withdrawn"])
def test_a_claim_that_fails_early_leaves_the_decision(step: str) -> None:
    case = final_negative().ask("2026-06-01", "issue-judicial-review", decision="conclusive-grounds")
    case = case.ask("2026-06-20", "record-judicial-review-step", step=step)

    assert not next(iter(case.referral.strands.challenges.values())).is_open
    assert "conclusive-grounds-negative" == case.stage
    refusal = refused(case, "2026-06-21", "record-judicial-review-step", step="hearing")
    assert Code.CONTRADICTS_RECORD == refusal.code


@pytest.mark.parametrize("step", ["dismissed", "declaration"])
def test_a_claim_that_ends_without_quashing_leaves_the_decision(step: str) -> None:
    case = heard(final_negative().ask("2026-06-01", "issue-judicial-review", decision="conclusive-grounds"))
    case = case.ask("2026-10-01", "record-judicial-review-step", step=step)

    assert not next(iter(case.referral.strands.challenges.values())).is_open
    assert "conclusive-grounds-negative" == case.stage


def test_a_decision_can_be_quashed_on_appeal_after_the_claim_was_dismissed() -> None:
    case = heard(final_negative().ask("2026-06-01", "issue-judicial-review", decision="conclusive-grounds"))
    dismissed = case.ask("2026-10-01", "record-judicial-review-step", step="dismissed")
    refusal = refused(dismissed, "2026-12-01", "record-judicial-review-step", step="hearing")
    assert Code.CONTRADICTS_RECORD == refusal.code

    quashed = dismissed.ask("2026-12-01", "record-judicial-review-step", step="quashed")
    assert "recovery-period" == quashed.stage
    assert quashed.referral.standing("conclusive-grounds") is None


@pytest.mark.parametrize("step", ["hearing", "dismissed", "quashed", "declaration"])
def test_the_steps_of_a_review_follow_one_another(step: str) -> None:
    case = final_negative().ask("2026-06-01", "issue-judicial-review", decision="conclusive-grounds")

    assert Code.CONTRADICTS_RECORD == refused(case, "2026-07-01", "record-judicial-review-step", step=step).code


def test_permission_is_given_once_and_can_be_renewed_after_a_refusal_on_paper() -> None:
    case = final_negative().ask("2026-06-01", "issue-judicial-review", decision="conclusive-grounds")
    case = case.ask("2026-06-20", "record-judicial-review-step", step="permission-refused")
    case = case.ask("2026-07-01", "record-judicial-review-step", step="permission-granted")

    assert next(iter(case.referral.strands.challenges.values())).is_open
    for step in ("permission-granted", "permission-refused"):
        assert Code.CONTRADICTS_RECORD == refused(case, "2026-07-02", "record-judicial-review-step", step=step).code


def test_interim_relief_may_come_at_any_time_and_disturbs_no_order() -> None:
    case = final_negative().ask("2026-06-01", "issue-judicial-review", decision="conclusive-grounds")
    case = case.ask("2026-06-02", "record-judicial-review-step", step="interim-relief")

    assert "hearing" == next(iter(heard(case).referral.strands.challenges.values())).step


def test_steps_of_a_review_are_dated_in_their_order() -> None:
    case = final_negative().ask("2026-06-01", "issue-judicial-review", decision="conclusive-grounds")
    early = refused(
        case, "2026-07-01", "record-judicial-review-step", step="permission-granted", effective_at="2026-05-31"
    )
    case = case.ask("2026-07-01", "record-judicial-review-step", step="permission-granted")
    before = refused(case, "2026-08-01", "record-judicial-review-step", step="hearing", effective_at="2026-06-30")

    assert [Code.DATE_OUT_OF_ORDER, Code.DATE_OUT_OF_ORDER] == [early.code, before.code]


def test_several_reviews_run_at_once_and_a_step_says_which_is_meant() -> None:
    case = in_recovery("2026-03-02", "2026-03-06").ask("2026-05-01", "issue-judicial-review")
    case = decided(case, "2026-05-06", "conclusive-grounds")
    case = case.ask("2026-06-01", "issue-judicial-review", decision="conclusive-grounds")
    delay, decision = case.referral.strands.challenges

    unclear = refused(case, "2026-07-01", "record-judicial-review-step", step="withdrawn")
    assert Code.MISSING_FIELD == unclear.code
    assert f"{delay} (judicial review issued: " in unclear.message
    assert f"; {decision} (judicial review issued: conclusive grounds, " in unclear.message
    case = case.ask("2026-07-01", "record-judicial-review-step", step="withdrawn", review=delay)
    case = case.ask("2026-07-02", "record-judicial-review-step", step="consent-order")
    assert ["withdrawn", "consent-order"] == [one.step for one in case.referral.strands.challenges.values()]
    assert "recovery-period" == case.stage


def test_a_claim_about_delay_has_no_decision_to_quash() -> None:
    case = heard(in_recovery("2026-03-02", "2026-03-06").ask("2026-05-01", "issue-judicial-review"))

    assert Code.CONTRADICTS_RECORD == refused(case, "2026-10-01", "record-judicial-review-step", step="quashed").code
    case = case.ask("2026-10-01", "record-judicial-review-step", step="declaration")
    assert "recovery-period" == case.stage


def test_a_decision_that_does_not_stand_cannot_be_challenged() -> None:
    refusal = refused(
        in_recovery("2026-03-02", "2026-03-06"), "2026-05-01", "issue-judicial-review", decision="conclusive-grounds"
    )

    assert Code.WRONG_STAGE == refusal.code


def test_a_claim_is_not_issued_before_the_decision() -> None:
    case = final_negative()
    refusal = refused(
        case, "2026-06-01", "issue-judicial-review", decision="conclusive-grounds", effective_at="2026-05-05"
    )

    assert Code.DATE_OUT_OF_ORDER == refusal.code


def test_a_later_decision_is_not_touched_by_the_end_of_an_older_claim() -> None:
    case = asked(first_negative(), "2026-03-20").ask(
        "2026-03-21", "issue-judicial-review", decision="reasonable-grounds"
    )
    case = case.ask("2026-04-02", "decide-reconsideration", outcome="decide-again")
    case = decided(case, "2026-04-03", "reasonable-grounds", "positive")
    case = case.ask("2026-04-10", "record-judicial-review-step", step="consent-order")

    assert "recovery-period" == case.stage


def test_a_closed_case_is_open_again_when_its_decision_is_quashed() -> None:
    case = final_negative().ask("2026-05-07", "close", reason="negative-decision")
    case = heard(case.ask("2026-06-01", "issue-judicial-review", decision="conclusive-grounds"))
    assert case.referral.is_open, "a case with an open challenge keeps its lane"
    case = case.ask("2026-10-01", "record-judicial-review-step", step="quashed")

    assert ("judicial-review-step-recorded", "decision-set-aside", "case-reopened") == case.last_types[:3]
    assert "recovery-period" == case.stage


def test_in_northern_ireland_a_conclusion_under_review_is_not_yet_conclusive() -> None:
    northern = final_negative(nation="northern-ireland")
    case = northern.ask("2026-06-01", "issue-judicial-review", decision="conclusive-grounds")
    over = case.ask("2026-06-20", "record-judicial-review-step", step="withdrawn")
    elsewhere = final_negative().ask("2026-06-01", "issue-judicial-review", decision="conclusive-grounds")

    conclusive = [one.referral.is_conclusive for one in (northern, case, over, elsewhere)]
    assert [True, False, True, True] == conclusive


# Tribunal appeals


@pytest.mark.parametrize("finding", ["found-a-victim", "found-not-a-victim"])
def test_a_tribunal_decides_for_itself_and_moves_nothing(finding: str) -> None:
    case = final_negative().ask("2026-06-01", "record-tribunal-appeal", step="lodged")
    case = case.ask("2026-09-01", "record-tribunal-appeal", step=finding)
    case = case.ask("2026-09-01", "record-tribunal-appeal", step="allowed")

    (challenge,) = case.referral.strands.challenges.values()
    assert ("lodged", finding, "allowed") == tuple(name for name, _ in challenge.steps)
    assert not challenge.is_open
    assert "conclusive-grounds-negative" == case.stage


def test_an_appeal_is_lodged_first_and_only_once_at_a_time() -> None:
    case = final_negative()
    lodged = case.ask("2026-06-01", "record-tribunal-appeal", step="lodged")

    assert Code.CONTRADICTS_RECORD == refused(case, "2026-06-01", "record-tribunal-appeal", step="dismissed").code
    assert Code.CONTRADICTS_RECORD == refused(lodged, "2026-06-02", "record-tribunal-appeal", step="lodged").code
    ended = lodged.ask("2026-08-01", "record-tribunal-appeal", step="dismissed")
    assert 2 == len(ended.ask("2026-08-10", "record-tribunal-appeal", step="lodged").referral.strands.challenges)


def test_an_appeal_has_one_finding_and_no_step_before_it_was_lodged() -> None:
    case = final_negative().ask("2026-06-01", "record-tribunal-appeal", step="lodged")
    early = refused(case, "2026-06-10", "record-tribunal-appeal", step="dismissed", effective_at="2026-05-31")
    found = case.ask("2026-06-10", "record-tribunal-appeal", step="found-a-victim")
    twice = refused(found, "2026-06-11", "record-tribunal-appeal", step="found-not-a-victim")

    assert [Code.DATE_OUT_OF_ORDER, Code.CONTRADICTS_RECORD] == [early.code, twice.code]


# Roles, and histories told in any order


@pytest.mark.parametrize(
    ("command", "fields"),
    [
        ("decide-reconsideration", {"outcome": "withdrawn"}),
        ("extend-reconsideration-window", {"until": "2026-06-01"}),
    ],
)
def test_a_caseworker_asks_and_does_not_answer(command: str, fields: dict[str, str]) -> None:
    case = asked(first_negative(), "2026-03-20")

    assert Code.ROLE_NOT_PERMITTED == refused(case, "2026-04-02", command, Role.CASEWORKER, **fields).code


def told(case: Case, event: Any, on: str = "2026-07-01") -> Referral:
    after = evolve(case.state, (event, When.parse(on)))
    assert isinstance(after, Referral)
    return after


def test_a_step_of_an_account_is_about_the_latest_challenge_of_its_kind() -> None:
    case = asked(first_negative(), "2026-03-20")
    after = told(case, ReconsiderationDecided(outcome="decide-again"))

    assert case.stage == after.stage.name
    assert not next(iter(after.strands.challenges.values())).is_open


def test_a_step_without_any_challenge_is_a_fact_and_nothing_more() -> None:
    case = referred("2026-03-02")
    for event in (
        ReconsiderationDecided(outcome="decide-again", request=7),
        ReconsiderationDecided(),
        JudicialReviewStepRecorded(step="quashed"),
        JudicialReviewStepRecorded(step="judgment", review=99),
    ):
        after = told(case, event)
        assert event.type == after.facts[-1].event
        assert {} == dict(after.strands.challenges)
        assert case.stage == after.stage.name


def test_an_appeal_first_heard_of_when_it_ended_is_still_on_record() -> None:
    after = told(referred("2026-03-02"), TribunalAppealRecorded(step="determination"))

    (challenge,) = after.strands.challenges.values()
    assert ("determination", False) == (challenge.step, challenge.is_open)


def test_a_request_is_struck_after_its_answer() -> None:
    case = asked(first_negative(), "2026-03-20")
    (number,) = case.referral.strands.challenges
    case = case.ask("2026-04-02", "decide-reconsideration", outcome="withdrawn")
    with pytest.raises(NrmError, match="Strike or correct event"):
        case.ask("2026-04-03", "correct-fact", event=number, struck=True, reasons=TEXT)
    for wrong in (case.referral.version, number):
        case = case.ask("2026-04-03", "correct-fact", event=wrong, struck=True, reasons=TEXT)

    assert {} == dict(case.referral.strands.challenges)


def test_an_account_may_not_say_who_asked() -> None:
    after = told(first_negative(), ReconsiderationRequested(decision="reasonable-grounds"))

    assert 1 == len(after.strands.challenges)
