"""Children, told in commands: age claimed, disputed and assessed; the guardian; eighteen."""

from datetime import date
from typing import Any

import pytest

from domain.errors import Code, NrmError
from domain.referral.strands import (
    AgeAsTold,
    AgeFound,
    AgeInDispute,
    Guarded,
    GuardianshipOver,
    TurnedEighteen,
    is_child_on,
)
from domain.when import When
from tests.support.casework import TEXT, Case, awaiting_reasonable_grounds, concerns, referred

DAY = When.parse


def refused(case: Case, on: str, command: str, **fields: Any) -> Code:
    """The code of the refusal, after which the case is as it was."""
    before, events = case.state, case.events
    with pytest.raises(NrmError) as caught:
        case.ask(on, command, **fields)
    assert (before, events) == (case.state, case.events)
    assert caught.value.message.endswith(".")
    return caught.value.code


def breached(case: Case) -> set[str]:
    return {clock for clock, _, _ in case.referral.breaches}


def child(on: str = "2026-03-02", age: str = "child", **fields: Any) -> Case:
    return referred(on, age_group=age, consent="not-needed", **fields)


def turning_18(month: str = "2026-06") -> Case:
    return child().ask("2026-03-03", "record-eighteenth-birthday", month=month)


def assessed(case: Case, on: str, outcome: str) -> Case:
    return case.ask(on, "assess-age", outcome=outcome, assessor="kent-county-council", effective_at=on)


def test_an_adult_who_claims_to_be_a_child_is_one_until_it_is_disputed_and_assessed() -> None:
    claimed = referred("2026-03-02").ask("2026-03-04", "claim-age", claimed="child")
    disputed = claimed.ask("2026-03-05", "dispute-age", disputed_by="home-office", effective_at="2026-03-05")
    settled = assessed(disputed, "2026-03-20", "adult")

    assert AgeAsTold("child") == claimed.referral.strands.age
    assert (AgeInDispute("child", DAY("2026-03-05")), True) == (
        disputed.referral.strands.age,
        disputed.referral.is_child,
    )
    assert (AgeFound("adult", DAY("2026-03-20")), False) == (settled.referral.strands.age, settled.referral.is_child)


def test_a_child_who_claims_to_be_an_adult_is_still_presumed_a_child() -> None:
    case = child().ask("2026-03-04", "claim-age", claimed="adult", effective_at="2026-03-04")

    assert AgeInDispute("adult", DAY("2026-03-04")) == case.referral.strands.age
    assert Code.CHILD_CANNOT_WITHDRAW == refused(case, "2026-03-05", "withdraw")


def test_a_claim_undoes_no_assessment() -> None:
    case = assessed(child(), "2026-03-10", "child").ask("2026-03-12", "claim-age", claimed="adult")

    assert AgeFound("child", DAY("2026-03-10")) == case.referral.strands.age


def test_there_must_be_an_age_to_dispute_and_only_one_dispute() -> None:
    disputed = referred("2026-03-02").ask("2026-03-03", "dispute-age", disputed_by="barnardos", reasons=TEXT)

    assert disputed.referral.is_child
    assert Code.CONTRADICTS_RECORD == refused(disputed, "2026-03-04", "dispute-age", disputed_by="home-office")
    assert Code.CONTRADICTS_RECORD == refused(child(age="unknown"), "2026-03-04", "dispute-age", disputed_by="unseen")


def test_an_assessment_can_be_disputed_and_made_again() -> None:
    case = assessed(child(), "2026-03-10", "adult").ask("2026-03-12", "dispute-age", disputed_by="unseen")
    settled = assessed(case, "2026-03-30", "child")

    assert case.referral.is_child
    assert AgeFound("child", DAY("2026-03-30")) == settled.referral.strands.age


def test_a_dispute_told_after_the_assessment_that_settled_it_changes_nothing() -> None:
    settled = assessed(referred("2026-03-02"), "2026-03-10", "adult")
    case = settled.ask("2026-03-12", "dispute-age", disputed_by="unseen", effective_at="2026-03-05")

    assert settled.referral.strands.age == case.referral.strands.age


def test_the_month_of_turning_18_is_kept_as_its_first_day_and_no_day_is_taken() -> None:
    case = turning_18()
    fact = case.referral.last("eighteenth-birthday-recorded")

    assert fact is not None
    assert {"month-begins": DAY("2026-06-01")} == fact.dates
    assert Code.NOT_A_DATE == refused(child(), "2026-03-03", "record-eighteenth-birthday", month="2026-06-14")


@pytest.mark.parametrize(
    ("case", "month"),
    [
        (turning_18(), "2026-07"),
        (referred("2026-03-02"), "2026-07"),
        (assessed(child(), "2026-03-10", "adult"), "2026-07"),
        (child(), "2026-02"),
        (assessed(child("2025-03-02"), "2026-03-10", "child"), "2026-02"),
    ],
    ids=["a second month", "told to be an adult", "found to be an adult", "before the case", "before the assessment"],
)
def test_a_month_that_cannot_be_so_is_refused(case: Case, month: str) -> None:
    assert Code.CONTRADICTS_RECORD == refused(case, "2026-04-03", "record-eighteenth-birthday", month=month)


def test_a_struck_month_makes_room_for_the_right_one() -> None:
    struck = turning_18().ask("2026-03-04", "correct-fact", event=2, struck=True, reasons=TEXT)

    assert struck.referral.strands.eighteen_in is None
    right = struck.ask("2026-03-05", "record-eighteenth-birthday", month="2026-07")
    assert DAY("2026-07") == right.referral.strands.eighteen_in


@pytest.mark.parametrize(
    ("on", "outcome", "stays"),
    [("2026-05-10", "adult", False), ("2026-05-10", "child", True), ("2026-07-10", "child", False)],
)
def test_an_assessment_outweighs_the_month_it_contradicts(on: str, outcome: str, stays: bool) -> None:
    case = assessed(turning_18("2026-06"), on, outcome)

    assert stays is (case.referral.strands.eighteen_in is not None)


def test_nothing_happened_before_the_person_was_born() -> None:
    case = turning_18("2026-06")

    assert Code.DATE_OUT_OF_ORDER == refused(case, "2026-03-04", "report-missing", effective_at="2008-05-31")
    assert "person-missing" in case.ask("2026-03-04", "report-missing", effective_at="2020-01-01").last_types
    early: dict[str, Any] = {"step": "other", "effective_at": "2008-06-01"}
    assert "enforcement-step-recorded" in case.ask("2026-03-04", "record-enforcement-step", **early).last_types
    before: dict[str, Any] = {"step": "other", "effective_at": "2007"}
    assert Code.DATE_OUT_OF_ORDER == refused(case, "2026-03-04", "record-enforcement-step", **before)


@pytest.mark.parametrize("age", ["child", "unknown"])
def test_a_child_and_a_presumed_child_are_given_one_guardian(age: str) -> None:
    case = child(age=age).ask("2026-03-04", "appoint-guardian", scheme="ictg", effective_at="2026-03-04")

    assert Guarded(DAY("2026-03-04")) == case.referral.strands.guardianship
    assert Code.CONTRADICTS_RECORD == refused(case, "2026-03-05", "appoint-guardian", scheme="ictg")


def test_an_adult_is_given_no_guardian() -> None:
    assert Code.CONTRADICTS_RECORD == refused(referred("2026-03-02"), "2026-03-04", "appoint-guardian", scheme="ictg")
    late = turning_18("2026-06")
    assert Code.CONTRADICTS_RECORD == refused(late, "2026-07-02", "appoint-guardian", scheme="ictg")


def test_a_guardian_in_time_keeps_the_clock_from_breaching() -> None:
    alone = child(alone=True)
    guarded = alone.ask("2026-03-04", "appoint-guardian", scheme="ictg")

    assert "guardian-appointment" in breached(alone.ask("2026-03-20", "pass-time"))
    assert "guardian-appointment" not in breached(guarded.ask("2026-03-20", "pass-time"))


def test_a_guardianship_ends_once_and_not_before_it_began() -> None:
    guarded = child().ask("2026-03-04", "appoint-guardian", scheme="ictg", effective_at="2026-03-04")
    over = guarded.ask("2026-03-09", "end-guardianship", reason="family-found", effective_at="2026-03-09")

    assert GuardianshipOver(DAY("2026-03-09"), "family-found") == over.referral.strands.guardianship
    assert Code.CONTRADICTS_RECORD == refused(over, "2026-03-10", "end-guardianship", reason="other")
    early: dict[str, Any] = {"reason": "other", "effective_at": "2026-03-03"}
    assert Code.DATE_OUT_OF_ORDER == refused(guarded, "2026-03-05", "end-guardianship", **early)
    again = over.ask("2026-03-10", "appoint-guardian", scheme="ictg")
    assert isinstance(again.referral.strands.guardianship, Guarded)


def test_a_guardianship_does_not_end_with_eighteen_before_eighteen() -> None:
    guarded = turning_18("2026-06").ask("2026-03-04", "appoint-guardian", scheme="ictg")

    assert Code.DATE_OUT_OF_ORDER == refused(guarded, "2026-05-31", "end-guardianship", reason="turned-18")
    assert "guardianship-ended" in guarded.ask("2026-06-01", "end-guardianship", reason="turned-18").last_types


@pytest.mark.parametrize("answer", ["given", "refused"])
def test_whoever_answers_at_18_is_an_adult_from_that_day(answer: str) -> None:
    case = turning_18("2026-06").ask("2026-06-10", "record-consent-at-18", answer=answer, effective_at="2026-06-10")
    fact = case.referral.last("consent-at-18-recorded")

    assert fact is not None
    assert answer == fact.outcome == case.referral.strands.consent_at_18
    assert TurnedEighteen(DAY("2026-06-10")) == case.referral.strands.age
    assert ("adult", False) == (case.referral.age_group, case.referral.is_child)
    assert is_child_on(case.referral.strands, date(2026, 6, 9))
    assert not is_child_on(case.referral.strands, date(2026, 6, 10))


def test_a_child_cannot_withdraw_and_whoever_refused_at_18_can() -> None:
    young = turning_18("2026-06")
    refusing = young.ask("2026-06-10", "record-consent-at-18", answer="refused")

    assert Code.CHILD_CANNOT_WITHDRAW == refused(young, "2026-06-10", "withdraw")
    assert Code.CHILD_CANNOT_WITHDRAW == refused(refusing, "2026-06-11", "withdraw", effective_at="2026-06-09")
    assert "withdrawn" == refusing.ask("2026-06-11", "withdraw").stage


def test_nobody_is_a_child_after_the_month_of_turning_18_whether_asked_or_not() -> None:
    case = turning_18("2026-06")

    assert is_child_on(case.referral.strands, date(2026, 6, 30))
    assert not is_child_on(case.referral.strands, date(2026, 7, 1))
    assert "withdrawn" == case.ask("2026-07-02", "withdraw").stage


def test_consent_at_18_is_not_asked_before_the_month_nor_without_it_nor_of_an_adult() -> None:
    fields: dict[str, Any] = {"answer": "given"}

    assert Code.DATE_OUT_OF_ORDER == refused(turning_18("2026-06"), "2026-05-31", "record-consent-at-18", **fields)
    assert Code.CONTRADICTS_RECORD == refused(child(), "2026-05-31", "record-consent-at-18", **fields)
    assert Code.CONTRADICTS_RECORD == refused(referred("2026-03-02"), "2026-05-31", "record-consent-at-18", **fields)


def test_another_answer_can_follow_and_the_same_cannot() -> None:
    given = turning_18("2026-06").ask("2026-06-10", "record-consent-at-18", answer="given")

    assert Code.CONTRADICTS_RECORD == refused(given, "2026-06-11", "record-consent-at-18", answer="given")
    changed = given.ask("2026-06-12", "record-consent-at-18", answer="refused")
    assert "refused" == changed.referral.strands.consent_at_18


def test_whoever_was_referred_as_a_child_and_found_to_be_an_adult_is_asked_too() -> None:
    found = assessed(child(), "2026-03-10", "adult")
    case = found.ask("2026-03-11", "record-consent-at-18", answer="given")

    assert AgeFound("adult", DAY("2026-03-10")) == case.referral.strands.age
    early: dict[str, Any] = {"answer": "given", "effective_at": "2026-03-09"}
    assert Code.DATE_OUT_OF_ORDER == refused(found, "2026-03-11", "record-consent-at-18", **early)


def test_whoever_was_referred_without_an_age_and_says_they_are_an_adult_is_asked_too() -> None:
    case = child(age="unknown").ask("2026-03-10", "claim-age", claimed="adult")

    assert "consent-at-18-recorded" in case.ask("2026-03-11", "record-consent-at-18", answer="given").last_types


def test_the_answer_ends_the_clock_of_consent_at_18() -> None:
    waiting = awaiting_reasonable_grounds("2026-03-02", age_group="child", consent="not-needed")
    young = waiting.ask("2026-03-03", "record-eighteenth-birthday", month="2026-06")
    asked = young.ask("2026-06-10", "record-consent-at-18", answer="given")

    assert "consent-at-18" in breached(young.ask("2026-07-02", "pass-time"))
    assert "consent-at-18" not in breached(asked.ask("2026-07-02", "pass-time"))


def test_a_missing_person_is_a_child_by_the_day_on_which_they_went() -> None:
    young = turning_18("2026-06")
    late = young.ask("2026-07-05", "report-missing", effective_at="2026-05-01").referral.last("person-missing")
    grown = young.ask("2026-07-05", "report-missing", effective_at="2026-07-03").referral.last("person-missing")

    assert late is not None
    assert grown is not None
    assert ("child", "adult") == (late.outcome, grown.outcome)


# Alone, as is found after the referral.


def test_a_child_found_after_the_referral_to_be_alone_is_owed_a_guardian_from_then_on() -> None:
    adult = awaiting_reasonable_grounds("2026-03-02")
    assert Code.CONTRADICTS_RECORD == refused(adult, "2026-03-03", "record-lone-child")

    child_after_all = adult.ask("2026-03-10", "assess-age", outcome="child", assessor="kent-county-council")
    alone = child_after_all.ask("2026-03-11", "record-lone-child")
    assert "lone-child-without-guardian" in concerns(alone)
    assert Code.CONTRADICTS_RECORD == refused(alone, "2026-03-12", "record-lone-child")

    assert "guardian-appointment" in breached(alone.ask("2026-03-19", "pass-time"))
    guarded = alone.ask("2026-03-13", "appoint-guardian", scheme="ictg").ask("2026-03-19", "pass-time")
    assert "guardian-appointment" not in breached(guarded)
    assert "lone-child-without-guardian" not in concerns(guarded)


def test_a_child_referred_as_alone_is_not_found_to_be_so_again() -> None:
    lone = child(alone=True)

    assert Code.CONTRADICTS_RECORD == refused(lone, "2026-03-03", "record-lone-child")
    early = {"effective_at": "2026-03-01"}
    assert Code.DATE_OUT_OF_ORDER == refused(child(), "2026-03-03", "record-lone-child", **early)


def test_a_guardian_who_acts_already_is_owed_no_more() -> None:
    guarded = child().ask("2026-03-03", "appoint-guardian", scheme="ictg").ask("2026-03-04", "record-lone-child")

    assert "guardian-appointment" not in breached(guarded.ask("2026-04-01", "pass-time"))


def test_a_lone_child_in_scotland_is_put_forward_for_a_guardian() -> None:
    lone = child(alone=True, nation="scotland")
    asked = lone.ask("2026-03-03", "refer-to-guardianship", scheme="guardianship-scotland")

    assert "guardian-referral-scotland" in breached(lone.ask("2026-03-05", "pass-time"))
    assert "guardian-referral-scotland" not in breached(asked.ask("2026-03-05", "pass-time"))
    assert "guardian-appointment" in breached(asked.ask("2026-03-10", "pass-time")), "the appointment is still owed"
    english = child(alone=True).ask("2026-04-01", "pass-time")
    assert "guardian-referral-scotland" not in breached(english)


def test_only_a_child_without_a_guardian_is_put_forward_for_one() -> None:
    adult = referred("2026-03-02")
    guarded = child().ask("2026-03-03", "appoint-guardian", scheme="ictg")

    for case in (adult, guarded):
        assert Code.CONTRADICTS_RECORD == refused(case, "2026-03-04", "refer-to-guardianship", scheme="ictg")
