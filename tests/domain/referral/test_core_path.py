"""The core path, told in commands: refer, allocate, decide, recover, decide, serve, close."""

from datetime import date
from typing import TypeVar

import pytest

from domain.errors import Code, NrmError
from domain.referral.events.clocks import BreachCured, BreachDisproved, BreachRecorded, OnClock, PeriodEnded
from domain.referral.state import NoReferral
from domain.roles import Role
from tests.support.casework import TEXT, Case, awaiting_reasonable_grounds, in_recovery, open_breaches, referred

RG_CLOCK = "reasonable-grounds-decision"

Found = TypeVar("Found", bound=OnClock)


def found(case: Case, kind: type[Found], clock: str) -> Found:
    """The one event of this kind that the last request led to on this clock."""
    (event,) = [event for event in case.last if isinstance(event, kind) and event.clock == clock]
    return event


def refused(case: Case, on: str, command: str, role: Role | None = None, **fields: object) -> Code:
    with pytest.raises(NrmError) as caught:
        case.ask(on, command, role, **fields)
    return caught.value.code


def test_a_referral_opens_the_case() -> None:
    case = referred("2026-03-02", reference="SCA-1")

    assert "referred" == case.stage
    assert "SCA-1" == case.referral.reference
    assert ("referral-made",) == case.last_types


def test_a_referral_without_a_reference_is_given_one() -> None:
    assert "NRM-111111111111" == referred("2026-03-02").referral.reference


def test_an_adult_is_referred_only_with_consent() -> None:
    fields = {"nation": "scotland", "age_group": "adult", "consent": "not-needed", "first_responder": "tara"}

    assert Code.CONSENT_REQUIRED == refused(Case(), "2026-03-02", "refer", **fields)


@pytest.mark.parametrize("age", ["child", "unknown"])
def test_a_child_and_a_person_of_unknown_age_need_no_consent(age: str) -> None:
    assert "referred" == referred("2026-03-02", age_group=age, consent="not-needed").stage


def test_the_whole_path_in_time_leaves_no_breach() -> None:
    case = (
        in_recovery("2026-03-02", "2026-03-02")
        .ask("2026-03-02", "link-prosecution", prosecution="44444444-4444-4444-8444-444444444444", witness=False)
        .ask("2026-03-02", "record-support-offer", item="accommodation", answer="accepted")
        .ask("2026-03-03", "start-support", provider="salvation-army")
        .ask("2026-03-03", "record-rights-information", language="vietnamese", interpreter=True, understood=True)
        .ask("2026-04-07", "pass-time")
        .ask("2026-04-20", "decide-conclusive-grounds", outcome="positive")
        .ask("2026-04-21", "serve-decision", decision="conclusive-grounds")
        .ask("2026-04-22", "close", reason="identification-complete")
    )

    assert "closed" == case.stage
    assert {} == case.referral.breaches
    assert not case.referral.is_open


def test_a_missed_deadline_is_recorded_when_time_passes() -> None:
    case = awaiting_reasonable_grounds("2026-03-02").ask("2026-03-10", "pass-time")

    breach = found(case, BreachRecorded, RG_CLOCK)
    assert date(2026, 3, 9) == breach.due_on


def test_time_passed_twice_records_a_breach_once() -> None:
    case = awaiting_reasonable_grounds("2026-03-02").ask("2026-03-10", "pass-time").ask("2026-03-11", "pass-time")

    assert () == case.last


def test_time_passed_before_the_end_of_the_day_finds_no_breach() -> None:
    case = awaiting_reasonable_grounds("2026-03-02").ask("2026-03-09T23:59:59+00:00", "pass-time")

    assert RG_CLOCK not in open_breaches(case)
    assert RG_CLOCK in open_breaches(case.ask("2026-03-10T00:00:00+00:00", "pass-time"))


def test_a_late_decision_cures_the_breach_and_counts_the_days() -> None:
    late = awaiting_reasonable_grounds("2026-03-02").ask("2026-03-10", "pass-time")
    case = late.ask("2026-03-12", "decide-reasonable-grounds", outcome="positive")

    assert 3 == found(case, BreachCured, RG_CLOCK).days_late


def test_a_late_decision_without_a_timer_is_still_a_breach() -> None:
    case = awaiting_reasonable_grounds("2026-03-02").ask("2026-03-12", "decide-reasonable-grounds", outcome="positive")

    assert "reasonable-grounds-decided" == case.last_types[0]
    assert date(2026, 3, 9) == found(case, BreachRecorded, RG_CLOCK).due_on
    assert 3 == found(case, BreachCured, RG_CLOCK).days_late


def test_a_decision_recorded_late_but_made_in_time_disproves_the_breach() -> None:
    late = awaiting_reasonable_grounds("2026-03-02").ask("2026-03-10", "pass-time")
    case = late.ask("2026-03-12", "decide-reasonable-grounds", outcome="positive", effective_at="2026-03-06")

    assert found(case, BreachDisproved, RG_CLOCK)
    assert ["disproved"] == [breach.status for key, breach in case.referral.breaches.items() if key[0] == RG_CLOCK]


def test_an_enforcement_step_inside_the_recovery_period_is_a_breach() -> None:
    case = in_recovery("2026-03-02", "2026-03-09").ask("2026-03-20", "record-enforcement-step", step="charter-listing")

    assert "statute" == found(case, BreachRecorded, "recovery-period").force


def test_an_enforcement_step_recorded_later_but_taken_inside_is_a_breach_too() -> None:
    ended = in_recovery("2026-03-02", "2026-03-09").ask("2026-05-01", "decide-conclusive-grounds", outcome="positive")
    case = ended.ask("2026-05-10", "record-enforcement-step", step="expulsion", effective_at="2026-03-20")

    assert found(case, BreachRecorded, "recovery-period")


def test_the_statutory_recovery_period_lasts_until_conclusive_grounds() -> None:
    waiting = in_recovery("2026-03-02", "2026-03-09").ask("2026-05-01", "pass-time")
    decided = waiting.ask("2026-05-04", "decide-conclusive-grounds", outcome="positive").ask("2026-05-05", "pass-time")

    assert "recovery-period" not in periods_ended(waiting)
    assert date(2026, 5, 4) == periods_ended(decided)["recovery-period"]


def periods_ended(case: Case) -> dict[str, date]:
    return {event.clock: event.ended_on for event in case.last if isinstance(event, PeriodEnded)}


def test_an_extension_moves_the_end() -> None:
    case = in_recovery("2022-10-03", "2022-10-05").ask("2022-11-10", "extend-recovery-period", until="2022-12-20")
    case = case.ask("2022-11-25", "decide-conclusive-grounds", outcome="positive")

    assert "recovery-period" not in periods_ended(case.ask("2022-12-20", "pass-time"))
    assert date(2022, 12, 20) == periods_ended(case.ask("2022-12-21", "pass-time"))["recovery-period"]


@pytest.mark.parametrize(
    ("command", "fields"),
    [
        ("decide-reasonable-grounds", {"outcome": "positive"}),
        ("decide-conclusive-grounds", {"outcome": "positive"}),
        ("serve-decision", {"decision": "reasonable-grounds"}),
        ("extend-recovery-period", {"until": "2026-06-01"}),
        ("close", {"reason": "identification-complete"}),
    ],
)
def test_a_step_before_its_stage_is_refused(command: str, fields: dict[str, str]) -> None:
    assert Code.WRONG_STAGE == refused(referred("2026-03-02"), "2026-03-03", command, **fields)


def test_the_second_decision_is_told_of_the_first() -> None:
    case = in_recovery("2026-03-02", "2026-03-05")

    with pytest.raises(NrmError, match="already decided: positive, on 5 March 2026") as caught:
        case.ask("2026-03-06", "decide-reasonable-grounds", outcome="negative", reasons=TEXT)
    assert Code.ALREADY_DECIDED == caught.value.code


def test_a_negative_decision_needs_reasons() -> None:
    case = awaiting_reasonable_grounds("2026-03-02")

    assert Code.REASONS_REQUIRED == refused(case, "2026-03-03", "decide-reasonable-grounds", outcome="negative")


def test_a_caseworker_may_not_decide() -> None:
    case = awaiting_reasonable_grounds("2026-03-02")
    code = refused(case, "2026-03-03", "decide-reasonable-grounds", Role.CASEWORKER, outcome="positive")

    assert Code.ROLE_NOT_PERMITTED == code


def test_only_the_engine_passes_time() -> None:
    assert Code.ROLE_NOT_PERMITTED == refused(referred("2026-03-02"), "2026-03-03", "pass-time", Role.TEAM_LEADER)


@pytest.mark.parametrize(
    "reference",
    ["11111111-1111-4111-8111-111111111111", "11111111111141118111111111111111", "SCA 1 ", "SCA  1", "[red]"],
)
def test_a_reference_that_could_be_taken_for_another_is_refused(reference: str) -> None:
    with pytest.raises(NrmError) as caught:
        referred("2026-03-02", reference=reference)

    assert Code.INVALID_VALUE == caught.value.code


@pytest.mark.parametrize("when", ["0001-01-01T00:00:00Z", "9999-12-31", "1899", "٢٠١٦", "2016-02-30", "2016-3-1", ""])
def test_a_date_nobody_can_have_meant_is_not_a_date(when: str) -> None:
    assert Code.NOT_A_DATE == refused(referred("2026-03-02"), "2026-03-03", "withdraw", effective_at=when)


def test_a_person_is_referred_within_the_united_kingdom() -> None:
    fields = {"nation": "outside-uk", "age_group": "adult", "consent": "given", "first_responder": "tara"}

    assert Code.INVALID_VALUE == refused(Case(), "2026-03-02", "refer", **fields)


def test_nothing_can_be_recorded_before_it_happens() -> None:
    case = awaiting_reasonable_grounds("2026-03-02")
    code = refused(case, "2026-03-03", "decide-reasonable-grounds", outcome="positive", effective_at="2026-03-04")

    assert Code.DATE_IN_FUTURE == code


def test_an_instant_later_today_has_not_happened_either() -> None:
    case = awaiting_reasonable_grounds("2026-03-02")
    later = "2026-03-03T18:00:00Z"
    code = refused(case, "2026-03-03", "decide-reasonable-grounds", outcome="positive", effective_at=later)

    assert Code.DATE_IN_FUTURE == code


def test_a_decision_cannot_lie_before_the_referral() -> None:
    case = awaiting_reasonable_grounds("2026-03-02")
    code = refused(case, "2026-03-03", "decide-reasonable-grounds", outcome="positive", effective_at="2026-03-01")

    assert Code.DATE_OUT_OF_ORDER == code


def test_a_decision_is_served_once() -> None:
    served = in_recovery("2026-03-02", "2026-03-05").ask("2026-03-06", "serve-decision", decision="reasonable-grounds")

    assert Code.ALREADY_DECIDED == refused(served, "2026-03-07", "serve-decision", decision="reasonable-grounds")


def test_an_adult_may_withdraw_and_a_child_may_not() -> None:
    adult = referred("2026-03-02")
    child = referred("2026-03-02", age_group="child", consent="not-needed")

    assert "withdrawn" == adult.ask("2026-03-04", "withdraw").stage
    assert Code.CHILD_CANNOT_WITHDRAW == refused(child, "2026-03-04", "withdraw")


def test_withdrawing_in_time_ends_the_clock_without_a_breach() -> None:
    case = referred("2026-03-02").ask("2026-03-03", "withdraw").ask("2026-06-01", "pass-time")

    assert {"crime-recording"} == open_breaches(case), "the crime is recorded all the same"


def test_after_the_end_only_notes_are_taken() -> None:
    ended = referred("2026-03-02").ask("2026-03-04", "withdraw")

    assert "note-added" in ended.ask("2026-03-05", "add-note", text=TEXT).last_types
    assert Code.WRONG_STAGE == refused(ended, "2026-03-05", "allocate-competent-authority", authority="sca")


def test_a_command_to_a_case_that_does_not_exist_is_refused() -> None:
    assert isinstance(Case().state, NoReferral)
    assert Code.CASE_NOT_FOUND == refused(Case(), "2026-03-05", "add-note", text=TEXT)


def test_a_case_is_opened_once() -> None:
    fields = {"nation": "scotland", "age_group": "adult", "consent": "given", "first_responder": "tara"}

    assert Code.ALREADY_OPEN == refused(referred("2026-03-02"), "2026-03-02", "refer", **fields)
