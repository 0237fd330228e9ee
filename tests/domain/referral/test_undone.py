"""What is undone does not end a clock for good, and what is unknown disproves nothing."""

from typing import Any, TypeGuard

import pytest

from domain.clocks import Reading, Status
from domain.errors import Code, NrmError
from domain.referral.events.clocks import PeriodEnded, RungReached
from domain.stream.event import Event
from domain.when import london_day
from tests.support.casework import (
    TEXT,
    Case,
    awaiting_reasonable_grounds,
    concerns,
    in_recovery,
    instant,
    open_breaches,
    referred,
)

RG_CLOCK = "reasonable-grounds-decision"
PANEL_CLOCK = "reasonable-grounds-decision-devolved-child"
CG_CLOCK = "conclusive-grounds-decision"
RECOVERY = "recovery-period"
RG = "decide-reasonable-grounds"
CG = "decide-conclusive-grounds"
STEP = "record-enforcement-step"
NEGATIVE: dict[str, Any] = {"outcome": "negative", "reasons": TEXT}
DISQUALIFIED: dict[str, Any] = {
    "outcome": "disqualified",
    "reasons": TEXT,
    "recovery_need_weighed": True,
    "retrafficking_risk_weighed": True,
}


def read(case: Case, clock: str, on: str) -> list[Reading]:
    """Every run of one clock of a case, at noon of that day."""
    return [reading for reading in case.outlook.readings(instant(on)) if reading.clock == clock]


def refused(case: Case, on: str, command: str, **fields: Any) -> Code:
    with pytest.raises(NrmError) as refusal:
        case.ask(on, command, **fields)
    return refusal.value.code


def rungs(case: Case) -> set[str]:
    """The breaches of the recovery period that are open, without the number of the step."""
    breaches = case.referral.breaches.items()
    return {key[2].split(":")[0] for key, one in breaches if key[0] == RECOVERY and one.status == "open"}


def supported() -> Case:
    """In a recovery period since 6 January 2025, and supported."""
    return in_recovery("2025-01-02", "2025-01-06").ask("2025-01-07", "start-support", provider="salvation-army")


def disproved(case: Case) -> bool:
    return "breach-disproved" in [event.type for event, _ in case.events]


# 1. A case that is reopened.


@pytest.mark.parametrize(
    ("command", "fields"),
    [("close", {"reason": "opened-in-error"}), ("withdraw", {"how": "asked"})],
)
def test_the_first_decision_stays_due_on_its_day_when_the_case_was_ended_and_reopened(
    command: str, fields: dict[str, Any]
) -> None:
    case = awaiting_reasonable_grounds("2025-02-03").ask("2025-02-07", command, **fields).ask("2025-02-20", "reopen")

    assert {RG_CLOCK} <= open_breaches(case)
    assert "2025-02-10" == str(read(case, RG_CLOCK, "2025-02-20")[0].due_on)


def test_while_a_case_is_closed_nothing_is_late() -> None:
    case = awaiting_reasonable_grounds("2025-02-03").ask("2025-02-07", "close", reason="opened-in-error")

    assert [Status.EXPIRED] == [reading.status for reading in read(case, RG_CLOCK, "2025-06-01")]


def test_a_reopened_case_closed_again_ends_its_clocks_again() -> None:
    case = awaiting_reasonable_grounds("2025-02-03").ask("2025-02-05", "close", reason="opened-in-error")
    case = case.ask("2025-02-06", "reopen").ask("2025-02-07", "close", reason="opened-in-error")

    assert [Status.EXPIRED] == [reading.status for reading in read(case, RG_CLOCK, "2025-06-01")]


@pytest.mark.parametrize(
    ("command", "fields"),
    [("close", {"reason": "opened-in-error"}), ("withdraw", {"how": "asked"})],
)
def test_a_reopened_case_protects_from_removal_again(command: str, fields: dict[str, Any]) -> None:
    case = supported().ask("2025-01-13", command, **fields).ask("2025-01-15", "reopen")
    case = case.ask("2025-01-20", STEP, step="removal-directions")

    assert {"adverse-step"} == rungs(case)
    assert concerns(case)


def test_closing_before_the_least_time_is_a_breach_that_reopening_cures() -> None:
    case = supported().ask("2025-01-13", "close", reason="opened-in-error")
    assert "conclusive-grounds-not-before" in open_breaches(case)

    assert "conclusive-grounds-not-before" not in open_breaches(case.ask("2025-01-15", "reopen"))


def test_what_was_done_while_the_person_was_out_of_the_process_is_no_breach() -> None:
    case = supported().ask("2025-01-13", "withdraw", how="asked").ask("2025-01-20", "reopen")
    case = case.ask("2025-01-21", STEP, step="expulsion", effective_at="2025-01-16")

    assert set() == rungs(case)


def since(case: Case) -> list[str]:
    """Since when each adverse step is a breach of the recovery period, on record."""
    recorded = [breach.recorded for breach in case.referral.breaches.values()]
    return [str(london_day(one.due_at)) for one in recorded if one.clock == RECOVERY and one.rung.startswith("adverse")]


def test_what_still_stands_when_a_person_comes_back_is_a_breach_from_that_day() -> None:
    case = supported().ask("2025-01-13", "withdraw", how="asked").ask("2025-01-20", "reopen")
    case = case.ask("2025-01-21", STEP, step="removal-directions", effective_at="2025-01-16")

    assert ["2025-01-20"] == since(case)
    assert "enforcement-inside-protected-period" in concerns(case)


# 2. No end before what moved the case.


@pytest.mark.parametrize(
    ("command", "fields"),
    [("close", {"reason": "opened-in-error"}), ("withdraw", {"how": "asked"})],
)
def test_a_case_cannot_end_before_it_came_to_where_it_stands(command: str, fields: dict[str, Any]) -> None:
    waiting = awaiting_reasonable_grounds("2025-02-03").ask("2025-03-03", "pass-time")
    decided = waiting.ask("2025-03-04", RG, outcome="positive")
    reopened = waiting.ask("2025-03-05", command, **fields).ask("2025-03-10", "reopen")

    for case, before in ((waiting, "2025-02-02"), (decided, "2025-02-05"), (reopened, "2025-03-06")):
        assert Code.DATE_OUT_OF_ORDER == refused(case, "2025-03-20", command, effective_at=before, **fields)


def test_a_withdrawal_told_late_and_taken_back_disproves_no_breach() -> None:
    case = awaiting_reasonable_grounds("2025-02-03").ask("2025-03-03", "pass-time")
    case = case.ask("2025-03-03", "withdraw", how="asked", effective_at="2025-02-05").ask("2025-03-04", "reopen")

    assert {RG_CLOCK} <= open_breaches(case)


# 3. Unknown is not disproof.


@pytest.mark.parametrize("vague", ["2025-02", "2025"])
@pytest.mark.parametrize(
    ("command", "fields"),
    [
        (RG, {"outcome": "positive"}),
        ("suspend", {"reasons": TEXT}),
        ("withdraw", {"how": "asked"}),
        ("close", {"reason": "opened-in-error"}),
        ("allocate-competent-authority", {"authority": "ieca"}),
    ],
)
def test_what_moves_a_live_case_needs_its_day(command: str, fields: dict[str, Any], vague: str) -> None:
    case = awaiting_reasonable_grounds("2025-02-03").ask("2025-02-20", "pass-time")

    assert Code.NOT_A_DATE == refused(case, "2025-02-25", command, effective_at=vague, **fields)


def test_resuming_and_reopening_need_their_day() -> None:
    case = awaiting_reasonable_grounds("2025-02-03")
    suspended = case.ask("2025-02-04", "suspend", reasons=TEXT)
    closed = case.ask("2025-02-04", "close", reason="opened-in-error")

    assert Code.NOT_A_DATE == refused(suspended, "2025-02-25", "resume", effective_at="2025-02")
    assert Code.NOT_A_DATE == refused(closed, "2025-02-25", "reopen", effective_at="2025-02")


@pytest.mark.parametrize("dates", [{"becomes": "2025-02"}, {"becomes": "2025"}, {"received_on": "2025-02"}])
def test_no_start_is_corrected_to_a_month(dates: dict[str, str]) -> None:
    """F5: a date that is not known to the day would switch the clock off after all."""
    case = awaiting_reasonable_grounds("2025-02-03").ask("2025-02-20", "pass-time")

    assert RG_CLOCK in open_breaches(case)
    assert Code.NOT_A_DATE == refused(case, "2025-02-25", "correct-fact", event=1, reasons=TEXT, **dates)


def test_no_step_is_corrected_to_a_month() -> None:
    case = supported().ask("2025-01-20", STEP, step="removal-directions")
    number = next(fact.version for fact in case.referral.facts if fact.event == "enforcement-step-recorded")
    fields: dict[str, Any] = {"event": number, "becomes": "2025-01", "reasons": TEXT}

    assert {"adverse-step"} == rungs(case)
    assert Code.NOT_A_DATE == refused(case, "2025-02-25", "correct-fact", **fields)


# 4. A decision set aside, a disqualification revoked.


def decided_again() -> Case:
    """The negative decision of 5 August 2024 is to be made again since 20 September."""
    case = in_recovery("2024-01-02", "2024-01-05").ask("2024-01-06", "start-support", provider="salvation-army")
    case = case.ask("2024-08-05", CG, **NEGATIVE)
    asked: dict[str, Any] = {"decision": "conclusive-grounds", "requested_by": "person", "grounds": TEXT}
    case = case.ask("2024-08-20", "request-reconsideration", **asked)
    return case.ask("2024-09-20", "decide-reconsideration", outcome="decide-again", reasons=TEXT)


def test_a_conclusive_decision_set_aside_is_owed_again_and_protects_again() -> None:
    case = decided_again()

    assert "recovery-period" == case.stage
    assert ("reconsideration-decided", "decision-set-aside") == case.last_types[:2]
    assert [Status.MET, Status.RUNNING] == [reading.status for reading in read(case, CG_CLOCK, "2024-09-21")]
    assert [Status.RUNNING] == [reading.status for reading in read(case, RECOVERY, "2024-09-21")]
    assert {"adverse-step"} == rungs(case.ask("2024-10-01", STEP, step="removal-directions"))


def test_what_was_done_while_the_decision_stood_is_no_breach() -> None:
    case = decided_again().ask("2024-09-21", STEP, step="expulsion", effective_at="2024-08-15")

    assert set() == rungs(case)


def test_what_still_stands_when_the_decision_is_set_aside_is_a_breach_from_that_day() -> None:
    case = decided_again().ask("2024-09-21", STEP, step="removal-directions", effective_at="2024-08-15")

    assert ["2024-09-20"] == since(case)


def test_the_wait_is_counted_anew_from_the_setting_aside() -> None:
    reached = decided_again().ask("2024-12-20", "pass-time").last
    bands = [event.rung for event in reached if isinstance(event, RungReached) and event.clock == CG_CLOCK]

    assert ["waiting-90-days"] == bands


def test_a_period_that_ends_again_is_put_on_record_again() -> None:
    case = decided_again().ask("2024-12-02", CG, outcome="positive").ask("2025-01-02", "pass-time")
    ended = [event.ended_on.isoformat() for event, _ in case.events if _ends_recovery(event)]

    assert ["2024-08-05", "2024-12-02"] == ended
    assert not any(map(_ends_recovery, case.ask("2025-03-02", "pass-time").last))


def _ends_recovery(event: Event) -> TypeGuard[PeriodEnded]:
    return isinstance(event, PeriodEnded) and event.clock == RECOVERY


def test_an_answer_that_is_struck_or_redated_takes_the_setting_aside_with_it() -> None:
    case = decided_again()
    number = next(fact.version for fact in case.referral.facts if fact.event == "reconsideration-decided")
    redated = case.ask("2024-09-25", "correct-fact", by="cleo", event=number, becomes="2024-09-10", reasons=TEXT)
    struck = case.ask("2024-09-25", "correct-fact", by="cleo", event=number, struck=True, reasons=TEXT)

    assert ["2024-01-05", "2024-09-10"] == [str(one.starts_on) for one in read(redated, CG_CLOCK, "2024-09-25")]
    assert "conclusive-grounds-negative" == struck.stage
    assert [Status.MET] == [one.status for one in read(struck, CG_CLOCK, "2024-09-25")]


def test_a_first_decision_set_aside_is_due_again_five_working_days_on() -> None:
    case = awaiting_reasonable_grounds("2025-03-03").ask("2025-03-05", RG, **NEGATIVE)
    asked: dict[str, Any] = {"decision": "reasonable-grounds", "requested_by": "person", "grounds": TEXT}
    case = case.ask("2025-03-10", "request-reconsideration", **asked)
    case = case.ask("2025-04-01", "decide-reconsideration", outcome="decide-again", reasons=TEXT)
    first, again = read(case, RG_CLOCK, "2025-04-02")

    assert (Status.MET, Status.RUNNING) == (first.status, again.status)
    assert "2025-04-08" == str(again.due_on)
    assert {RG_CLOCK} <= open_breaches(case.ask("2025-04-09", "pass-time"))


def test_setting_aside_needs_its_day() -> None:
    case = in_recovery("2024-01-02", "2024-01-05").ask("2024-08-05", CG, **NEGATIVE)
    asked: dict[str, Any] = {"decision": "conclusive-grounds", "requested_by": "person", "grounds": TEXT}
    case = case.ask("2024-08-20", "request-reconsideration", **asked)
    answer: dict[str, Any] = {"outcome": "decide-again", "reasons": TEXT, "effective_at": "2024-09"}

    assert Code.NOT_A_DATE == refused(case, "2024-10-01", "decide-reconsideration", **answer)


def test_a_revoked_disqualification_protects_again() -> None:
    case = supported().ask("2025-01-10", "propose-disqualification", ground="public-order")
    case = case.ask("2025-01-13", "decide-disqualification", **DISQUALIFIED)
    while_disqualified = case.ask("2025-01-14", STEP, step="removal-directions")
    revoked = case.ask("2025-01-15", "revoke-disqualification", reasons=TEXT)

    assert set() == rungs(while_disqualified)
    assert ["2025-01-15"] == since(while_disqualified.ask("2025-01-15", "revoke-disqualification", reasons=TEXT))
    assert {"adverse-step"} == rungs(revoked.ask("2025-01-20", STEP, step="removal-directions"))


# 14. Panels and transfers.


def child(on: str) -> Case:
    return referred(on, age_group="child", consent="not-needed")


def test_a_panel_that_takes_a_case_of_before_its_time_still_owes_the_decision_in_five_days() -> None:
    case = child("2021-06-10").ask("2021-06-15", "allocate-competent-authority", authority="devolved-child-panel")

    assert [Status.RUNNING] == [reading.status for reading in read(case, RG_CLOCK, "2021-06-16")]
    assert [] == read(case, PANEL_CLOCK, "2021-06-16")
    assert {RG_CLOCK} <= open_breaches(case.ask("2021-06-18", "pass-time"))


def test_a_panel_that_takes_a_case_of_its_time_has_its_own_clock() -> None:
    case = child("2021-06-14").ask("2021-06-15", "allocate-competent-authority", authority="devolved-child-panel")

    assert [Status.EXPIRED] == [reading.status for reading in read(case, RG_CLOCK, "2021-06-16")]
    assert [Status.RUNNING] == [reading.status for reading in read(case, PANEL_CLOCK, "2021-06-16")]


def test_an_allocation_to_a_panel_that_came_too_late_disproves_no_breach_and_the_decision_cures_it() -> None:
    case = child("2025-02-03").ask("2025-02-20", "pass-time")
    case = case.ask("2025-02-20", "allocate-competent-authority", authority="devolved-child-panel")
    assert RG_CLOCK in open_breaches(case)

    case = case.ask("2025-03-03", RG, outcome="positive")
    assert RG_CLOCK not in open_breaches(case)
    assert not disproved(case)


def test_what_was_handed_over_late_is_owed_by_nobody_once_the_case_should_never_have_been() -> None:
    case = referred("2025-02-03", age_group="child", consent="not-needed").ask("2025-02-14", "pass-time")
    case = case.ask("2025-02-20", "allocate-competent-authority", authority="devolved-child-panel")
    closed = case.ask("2025-03-03", "close", reason="opened-in-error")
    (breach,) = [one for key, one in closed.referral.breaches.items() if key[0] == RG_CLOCK]

    assert RG_CLOCK in open_breaches(case)
    assert ("ended", 21) == (breach.status, breach.days_late)
    assert RG_CLOCK in open_breaches(closed.ask("2025-03-10", "reopen"))


def test_a_case_is_transferred_while_a_decision_is_owed_and_the_history_keeps_both() -> None:
    case = referred("2019-04-01").ask("2019-04-02", "allocate-competent-authority", authority="nca")
    case = case.ask("2019-04-29", "allocate-competent-authority", authority="sca")
    outcomes = [fact.outcome for fact in case.referral.facts if fact.event == "competent-authority-allocated"]

    assert ["nca", "sca"] == outcomes
    assert "awaiting-reasonable-grounds" == case.stage


def test_a_transfer_inside_the_recovery_period_changes_no_stage() -> None:
    case = supported().ask("2025-01-20", "allocate-competent-authority", authority="ieca")

    assert "recovery-period" == case.stage
    assert Code.WRONG_STAGE == refused(
        case.ask("2025-03-03", CG, outcome="positive"), "2025-03-04", "allocate-competent-authority", authority="sca"
    )


def test_a_panel_that_hands_a_case_back_leaves_its_decision_owed_by_the_same_day() -> None:
    case = child("2025-02-03").ask("2025-02-04", "allocate-competent-authority", authority="devolved-child-panel")
    due = [reading.due_on for reading in read(case, PANEL_CLOCK, "2025-02-05")]
    case = case.ask("2025-02-20", "allocate-competent-authority", authority="sca")

    assert due == [reading.due_on for reading in read(case, PANEL_CLOCK, "2025-02-21")]
    assert PANEL_CLOCK in open_breaches(case.ask("2025-04-01", "pass-time"))


@pytest.mark.parametrize(
    ("on", "authority", "effective", "code"),
    [
        ("2025-01-20", "sca", None, Code.CONTRADICTS_RECORD),
        ("2025-01-20", "ieca", "2025-01-01", Code.DATE_OUT_OF_ORDER),
        ("2025-01-20", "devolved-child-panel", None, Code.CONTRADICTS_RECORD),
    ],
)
def test_a_transfer_goes_to_another_authority_and_not_back_in_time(
    on: str, authority: str, effective: str | None, code: Code
) -> None:
    dated: dict[str, Any] = {"effective_at": effective} if effective else {}

    assert code == refused(supported(), on, "allocate-competent-authority", authority=authority, **dated)


@pytest.mark.parametrize("died", ["2026-03-14", "2026-03-14T09:30:00Z"])
def test_support_that_never_came_is_owed_to_nobody_after_a_death_to_whatever_minute_it_is_dated(died: str) -> None:
    case = in_recovery("2026-03-02", "2026-03-05").ask("2026-03-15", "record-death", effective_at=died)
    never_started = [breach for key, breach in case.referral.breaches.items() if key[2] == "never-started"]

    assert ["ended"] == [breach.status for breach in never_started]


def test_a_step_at_the_very_instant_of_a_death_is_a_breach_that_ended_with_it() -> None:
    at = "2026-03-14T09:30:00Z"
    case = in_recovery("2026-03-02", "2026-03-05")
    case = case.ask("2026-03-15", "record-enforcement-step", step="removal-directions", effective_at=at)
    case = case.ask("2026-03-15", "record-death", effective_at=at)
    adverse = [breach for key, breach in case.referral.breaches.items() if key[2].startswith("adverse-step")]
    raised = [one for one in case.referral.safeguards.values() if one.check == "enforcement-inside-protected-period"]

    assert ["ended"] == [breach.status for breach in adverse]
    assert [False] == [one.is_open for one in raised]
