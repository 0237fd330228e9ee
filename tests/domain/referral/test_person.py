"""The person meanwhile, told in commands: missing, suspended, withdrawn, placed, detained, died."""

from typing import Any

import pytest

from domain.errors import Code, NrmError
from domain.referral.events.person import MissingResponseRecorded, PersonMissing
from domain.referral.strands import AtLiberty, Dead, Held, Missing, NotPlaced, Placed, Present, Released
from domain.when import When
from tests.support.casework import TEXT, Case, awaiting_reasonable_grounds, concerns, in_recovery, referred

CHILD: dict[str, Any] = {"age_group": "child", "consent": "not-needed"}
DAY = When.parse
_DECISION = "reasonable-grounds-decision"


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


def version(case: Case, event: str) -> int:
    """The number of the last event of this type."""
    return max(number for number, (one, _) in enumerate(case.events, start=1) if one.type == event)


def outcome(case: Case, event: str) -> str | None:
    fact = case.referral.last(event)
    assert fact is not None
    return fact.outcome


def missing(on: str = "2026-03-10", **fields: Any) -> Case:
    return referred("2026-03-02", **fields).ask(on, "report-missing", effective_at=on)


@pytest.mark.parametrize(("age", "said"), [("child", "child"), ("unknown", "child"), ("adult", "adult")])
def test_a_missing_person_is_told_apart_as_child_or_adult(age: str, said: str) -> None:
    case = missing(age_group=age, consent="given")

    event = next(event for event in case.last if isinstance(event, PersonMissing))
    assert (said, said) == (event.age, outcome(case, "person-missing"))
    assert Missing(DAY("2026-03-10"), 2) == case.referral.strands.whereabouts


def test_nobody_goes_missing_twice_at_once() -> None:
    assert Code.CONTRADICTS_RECORD == refused(missing(), "2026-03-11", "report-missing")


def test_an_earlier_disappearance_can_be_told_late_and_leaves_the_present_one() -> None:
    later = missing("2026-03-20")
    case = later.ask("2026-03-21", "report-missing", effective_at="2026-03-05")
    case = case.ask("2026-03-21", "record-found", effective_at="2026-03-07")

    assert later.referral.strands.whereabouts == case.referral.strands.whereabouts


def test_somebody_can_be_missing_before_the_referral() -> None:
    case = referred("2026-03-02").ask("2026-03-03", "report-missing", effective_at="2026-02-20")

    assert isinstance(case.referral.strands.whereabouts, Missing)


def test_what_is_done_about_a_disappearance_is_kept_with_it() -> None:
    case = missing().ask("2026-03-10", "record-missing-response", response="police-told")
    case = case.ask("2026-03-11", "record-missing-response", response="strategy-meeting")

    assert "strategy-meeting" == outcome(case, "missing-response-recorded")
    whereabouts = Missing(DAY("2026-03-10"), 2, police_told=True, strategy_meeting=True)
    assert whereabouts == case.referral.strands.whereabouts


def test_a_response_is_recorded_once_for_each_disappearance() -> None:
    told = missing().ask("2026-03-10", "record-missing-response", response="police-told")
    again = told.ask("2026-03-12", "record-found").ask("2026-03-14", "report-missing")

    code = refused(told, "2026-03-11", "record-missing-response", response="police-told")
    assert Code.CONTRADICTS_RECORD == code
    answered = again.ask("2026-03-14", "record-missing-response", response="police-told")
    assert isinstance(answered.last[0], MissingResponseRecorded)


def test_two_disappearances_on_one_day_each_have_their_response() -> None:
    on: dict[str, Any] = {"effective_at": "2026-03-10"}
    case = missing().ask("2026-03-10", "record-missing-response", response="police-told", **on)
    case = case.ask("2026-03-10", "record-found", **on).ask("2026-03-10", "report-missing", **on)

    again = case.ask("2026-03-10", "record-missing-response", response="police-told", **on)
    assert "missing-response-recorded" in again.last_types


def test_a_response_can_follow_the_return() -> None:
    case = missing().ask("2026-03-12", "record-found")

    meeting = case.ask("2026-03-13", "record-missing-response", response="strategy-meeting")
    assert "missing-response-recorded" in meeting.last_types
    assert Present() == meeting.referral.strands.whereabouts


def test_a_response_needs_a_disappearance_before_it() -> None:
    fields: dict[str, Any] = {"response": "police-told"}

    assert Code.CONTRADICTS_RECORD == refused(referred("2026-03-02"), "2026-03-03", "record-missing-response", **fields)
    early: dict[str, Any] = {**fields, "effective_at": "2026-03-08"}
    assert Code.DATE_OUT_OF_ORDER == refused(missing(), "2026-03-11", "record-missing-response", **early)


def test_found_ends_the_disappearance() -> None:
    assert Present() == missing().ask("2026-03-12", "record-found").referral.strands.whereabouts


def test_nobody_is_found_who_was_not_missing() -> None:
    assert Code.CONTRADICTS_RECORD == refused(referred("2026-03-02"), "2026-03-03", "record-found")
    found = missing().ask("2026-03-12", "record-found")
    assert Code.CONTRADICTS_RECORD == refused(found, "2026-03-13", "record-found")


def test_nobody_is_found_before_they_went_missing() -> None:
    code = refused(missing(), "2026-03-11", "record-found", effective_at="2026-03-09")

    assert Code.DATE_OUT_OF_ORDER == code


def test_a_missing_persons_case_is_suspended_and_taken_up_again() -> None:
    suspended = missing().ask("2026-03-11", "suspend")
    assert suspended.referral.strands.suspended is not None
    assert Code.CONTRADICTS_RECORD == refused(suspended, "2026-03-12", "suspend")

    resumed = suspended.ask("2026-03-13", "record-found").ask("2026-03-13", "resume")
    assert resumed.referral.strands.suspended is None
    assert Code.CONTRADICTS_RECORD == refused(resumed, "2026-03-14", "resume")


def test_suspension_of_somebody_who_is_not_missing_needs_its_reasons() -> None:
    case = referred("2026-03-02")

    assert Code.REASONS_REQUIRED == refused(case, "2026-03-03", "suspend")
    assert "case-suspended" in case.ask("2026-03-03", "suspend", reasons=TEXT).last_types


def test_only_the_case_of_somebody_missing_is_suspended_for_days_that_have_passed() -> None:
    late = awaiting_reasonable_grounds("2026-03-02").ask("2026-03-20", "pass-time")
    assert _DECISION in breached(late)

    backdated = {"reasons": TEXT, "effective_at": "2026-03-03"}
    assert Code.DATE_OUT_OF_ORDER == refused(late, "2026-03-20", "suspend", **backdated)
    missing_then = late.ask("2026-03-20", "report-missing", effective_at="2026-03-03")
    assert "case-suspended" in missing_then.ask("2026-03-20", "suspend", **backdated).last_types


def test_a_suspension_of_somebody_who_is_there_stays_a_concern_until_the_case_is_resumed() -> None:
    suspended = awaiting_reasonable_grounds("2026-03-02").ask("2026-03-03", "suspend", reasons=TEXT)

    assert "suspended-while-present" in concerns(suspended)
    assert "suspended-while-present" not in concerns(suspended.ask("2026-03-04", "report-missing"))
    assert "suspended-while-present" not in concerns(suspended.ask("2026-03-04", "resume"))


def test_a_case_is_suspended_only_while_a_decision_is_outstanding() -> None:
    decided = awaiting_reasonable_grounds("2026-03-02").ask(
        "2026-03-04", "decide-reasonable-grounds", outcome="negative", reasons=TEXT
    )

    assert Code.WRONG_STAGE == refused(decided, "2026-03-05", "suspend", reasons=TEXT)
    protected = in_recovery("2026-03-02", "2026-03-05")
    assert "case-suspended" in protected.ask("2026-03-06", "suspend", reasons=TEXT).last_types


def test_a_case_is_neither_suspended_before_it_began_nor_resumed_before_it_was_suspended() -> None:
    case = referred("2026-03-02")
    suspended = case.ask("2026-03-10", "suspend", reasons=TEXT, effective_at="2026-03-10")

    assert Code.DATE_OUT_OF_ORDER == refused(case, "2026-03-10", "suspend", reasons=TEXT, effective_at="2026-03-01")
    assert Code.DATE_OUT_OF_ORDER == refused(suspended, "2026-03-11", "resume", effective_at="2026-03-09")


def test_suspension_stops_the_reasonable_grounds_clock_and_resuming_starts_it_again() -> None:
    waiting = awaiting_reasonable_grounds("2026-03-02")
    absent = waiting.ask("2026-03-04", "report-missing").ask("2026-03-04", "suspend")

    assert _DECISION in breached(waiting.ask("2026-03-12", "pass-time"))
    assert _DECISION not in breached(absent.ask("2026-03-12", "pass-time"))
    resumed = absent.ask("2026-03-13", "record-found").ask("2026-03-13", "resume")
    assert _DECISION in breached(resumed.ask("2026-03-31", "pass-time"))


def test_leaving_the_country_is_withdrawal_only_before_the_first_decision() -> None:
    left: dict[str, Any] = {"how": "left-the-uk"}

    assert "withdrawn" == referred("2026-03-02").ask("2026-03-04", "withdraw", **left).stage
    assert Code.WRONG_STAGE == refused(in_recovery("2026-03-02", "2026-03-05"), "2026-03-06", "withdraw", **left)
    assert "withdrawn" == in_recovery("2026-03-02", "2026-03-05").ask("2026-03-06", "withdraw").stage


@pytest.mark.parametrize("age", ["child", "unknown"])
def test_neither_a_child_nor_a_presumed_child_can_withdraw(age: str) -> None:
    case = referred("2026-03-02", age_group=age, consent="not-needed")

    assert Code.CHILD_CANNOT_WITHDRAW == refused(case, "2026-03-04", "withdraw", how="left-the-uk")


def test_a_placement_is_kept_with_its_kind_and_its_day() -> None:
    case = referred("2026-03-02").ask(
        "2026-03-04", "record-placement", kind="foster-care", effective_at="2026-03-03", place=TEXT
    )

    assert "foster-care" == outcome(case, "placement-recorded")
    assert Placed("foster-care", DAY("2026-03-03"), 2) == case.referral.strands.placement


def test_nobody_lives_in_two_placements() -> None:
    placed = referred("2026-03-02").ask("2026-03-03", "record-placement", kind="hotel")
    left = placed.ask("2026-03-05", "end-placement")

    assert Code.CONTRADICTS_RECORD == refused(placed, "2026-03-04", "record-placement", kind="safe-house")
    assert NotPlaced() == left.referral.strands.placement
    moved = left.ask("2026-03-05", "record-placement", kind="safe-house").referral.strands.placement
    assert isinstance(moved, Placed)


def test_a_placement_ends_after_it_began_and_once() -> None:
    case = referred("2026-03-02")
    placed = case.ask("2026-03-05", "record-placement", kind="hotel")

    assert Code.CONTRADICTS_RECORD == refused(case, "2026-03-03", "end-placement")
    assert Code.DATE_OUT_OF_ORDER == refused(placed, "2026-03-06", "end-placement", effective_at="2026-03-04")


def held(on: str = "2026-03-04", kind: str = "police-custody") -> Case:
    return referred("2026-03-02").ask(on, "record-detention", kind=kind, effective_at=on)


def test_detention_is_kept_also_from_before_the_referral() -> None:
    case = referred("2026-03-02").ask(
        "2026-03-04", "record-detention", kind="immigration-detention", effective_at="2025-09-08"
    )

    assert "immigration-detention" == outcome(case, "person-detained")
    assert Held("immigration-detention", DAY("2025-09-08"), 2) == case.referral.strands.custody


def test_a_second_detention_of_the_same_kind_is_refused_and_another_kind_is_a_move() -> None:
    moved = held().ask("2026-03-06", "record-detention", kind="adult-prison", effective_at="2026-03-06")

    assert Code.CONTRADICTS_RECORD == refused(held(), "2026-03-06", "record-detention", kind="police-custody")
    assert Held("adult-prison", DAY("2026-03-06"), version(moved, "person-detained")) == moved.referral.strands.custody


def test_a_move_told_late_leaves_the_person_where_they_are() -> None:
    case = held("2026-03-06", "adult-prison").ask(
        "2026-03-07", "record-detention", kind="police-custody", effective_at="2026-03-04"
    )

    assert Held("adult-prison", DAY("2026-03-06"), 2) == case.referral.strands.custody


@pytest.mark.parametrize("plan", [True, False])
def test_release_says_whether_there_was_a_safety_plan(plan: bool) -> None:
    case = held().ask("2026-03-09", "record-release", safety_plan=plan, effective_at="2026-03-09")

    assert Released(DAY("2026-03-09"), version(case, "person-released"), plan) == case.referral.strands.custody
    assert Code.CONTRADICTS_RECORD == refused(case, "2026-03-10", "record-release", safety_plan=plan)


NO_PLAN = "release-without-safety-plan"


def test_a_release_without_a_safety_plan_is_put_right_by_a_plan_made_afterwards() -> None:
    case = held().ask("2026-03-09", "record-release", safety_plan=False, effective_at="2026-03-09")
    planned = case.ask("2026-03-11", "record-safety-plan", details=TEXT, effective_at="2026-03-11")
    (raised,) = [one for one in planned.referral.safeguards.values() if one.check == NO_PLAN]

    assert (True, False) == (NO_PLAN in concerns(case), NO_PLAN in concerns(planned))
    assert (DAY("2026-03-09"), DAY("2026-03-11")) == (raised.since, raised.cleared)
    assert NO_PLAN in concerns(
        planned.ask("2026-03-12", "correct-fact", event=version(planned, "safety-plan-made"), struck=True, reasons=TEXT)
    )


def test_a_plan_made_before_the_release_counts_also_where_it_is_told_late() -> None:
    case = held().ask("2026-03-09", "record-release", safety_plan=False)
    told_late = case.ask("2026-03-12", "record-safety-plan", effective_at="2026-03-06")

    assert NO_PLAN not in concerns(told_late)
    assert [True] == [one.disproved for key, one in told_late.referral.safeguards.items() if key[0] == NO_PLAN]


def test_a_plan_is_made_also_once_the_case_is_closed() -> None:
    case = held().ask("2026-03-09", "record-release", safety_plan=False)
    closed = case.ask("2026-03-10", "close", reason="opened-in-error")

    assert NO_PLAN in concerns(closed)
    assert NO_PLAN not in concerns(closed.ask("2026-03-12", "record-safety-plan"))


def test_whoever_is_moved_keeps_the_safety_plan_and_the_release_that_was_planned() -> None:
    planned = held().ask("2026-03-06", "plan-release", planned_for="2026-03-20", safety_plan=False)
    moved = planned.ask("2026-03-09", "record-detention", kind="adult-prison", effective_at="2026-03-09")
    assert NO_PLAN in concerns(moved)
    assert NO_PLAN not in concerns(moved.ask("2026-03-10", "record-safety-plan"))

    safe = planned.ask("2026-03-08", "record-safety-plan")
    moved = safe.ask("2026-03-09", "record-detention", kind="adult-prison", effective_at="2026-03-09")
    assert NO_PLAN not in concerns(moved.ask("2026-03-12", "record-release", safety_plan=False))


def test_a_release_is_planned_before_it_happens_and_without_a_safety_plan_that_is_a_concern() -> None:
    planned = held().ask("2026-03-06", "plan-release", planned_for="2026-03-20", safety_plan=False)
    again = planned.ask("2026-03-09", "plan-release", planned_for="2026-03-23", safety_plan=True)

    assert (True, False) == (NO_PLAN in concerns(planned), NO_PLAN in concerns(again))
    assert NO_PLAN not in concerns(planned.ask("2026-03-09", "record-safety-plan"))
    assert NO_PLAN in concerns(planned.ask("2026-03-20", "record-release", safety_plan=False))
    assert NO_PLAN not in concerns(planned.ask("2026-03-20", "record-release", safety_plan=True))


def test_a_release_is_planned_for_whoever_is_held_and_not_for_the_past() -> None:
    plan: dict[str, Any] = {"safety_plan": True}
    free = referred("2026-03-02")

    assert Code.CONTRADICTS_RECORD == refused(free, "2026-03-03", "plan-release", planned_for="2026-03-09", **plan)
    assert Code.DATE_OUT_OF_ORDER == refused(held(), "2026-03-09", "plan-release", planned_for="2026-03-06", **plan)


def test_nobody_is_released_who_was_not_held_or_not_yet() -> None:
    early: dict[str, Any] = {"safety_plan": False, "effective_at": "2026-03-03"}

    assert Code.CONTRADICTS_RECORD == refused(referred("2026-03-02"), "2026-03-03", "record-release", safety_plan=True)
    assert Code.DATE_OUT_OF_ORDER == refused(held(), "2026-03-05", "record-release", **early)


def test_a_detention_told_after_the_release_leaves_the_person_free() -> None:
    released = held().ask("2026-03-09", "record-release", safety_plan=True, effective_at="2026-03-09")
    case = released.ask("2026-03-10", "record-detention", kind="adult-prison", effective_at="2026-03-06")

    assert released.referral.strands.custody == case.referral.strands.custody


def test_a_struck_release_means_that_the_person_is_still_held() -> None:
    released = held().ask("2026-03-09", "record-release", safety_plan=True)
    case = released.ask(
        "2026-03-10", "correct-fact", event=version(released, "person-released"), struck=True, reasons=TEXT
    )

    assert Held("police-custody", DAY("2026-03-04"), 2) == case.referral.strands.custody


def test_death_is_recorded_once_at_any_stage() -> None:
    dead = referred("2026-03-02").ask("2026-03-04", "record-death", effective_at="2026-03-04")
    withdrawn = referred("2026-03-02").ask("2026-03-04", "withdraw")

    assert Dead(DAY("2026-03-04")) == dead.referral.strands.whereabouts
    assert Code.CONTRADICTS_RECORD == refused(dead, "2026-03-05", "record-death")
    assert "death-recorded" in withdrawn.ask("2026-03-05", "record-death").last_types


def test_death_does_not_lie_before_the_case() -> None:
    code = refused(referred("2026-03-02"), "2026-03-04", "record-death", effective_at="2026-03-01")

    assert Code.DATE_OUT_OF_ORDER == code


@pytest.mark.parametrize(
    ("command", "fields"),
    [
        ("report-missing", {}),
        ("suspend", {"reasons": TEXT}),
        ("withdraw", {}),
        ("record-placement", {"kind": "hotel"}),
        ("record-detention", {"kind": "adult-prison"}),
        ("claim-age", {"claimed": "child"}),
        ("start-support", {"provider": "unseen"}),
    ],
)
def test_nothing_happens_to_the_dead(command: str, fields: dict[str, Any]) -> None:
    dead = referred("2026-03-02").ask("2026-03-04", "record-death", effective_at="2026-03-03")

    assert Code.CONTRADICTS_RECORD == refused(dead, "2026-03-05", command, **fields)
    assert Code.CONTRADICTS_RECORD == refused(dead, "2026-04-05", command, effective_at="2026-04-02", **fields)


def test_what_happened_before_a_death_can_still_be_recorded() -> None:
    dead = missing().ask("2026-03-20", "record-death", effective_at="2026-03-15")
    case = dead.ask("2026-03-21", "record-detention", kind="police-custody", effective_at="2026-03-12")
    case = case.ask("2026-03-21", "record-found", effective_at="2026-03-11")

    assert "police-custody" == outcome(case, "person-detained")
    assert Dead(DAY("2026-03-15")) == case.referral.strands.whereabouts


@pytest.mark.parametrize(
    ("command", "fields"),
    [
        ("report-missing", {}),
        ("record-missing-response", {"response": "police-told"}),
        ("record-found", {}),
        ("suspend", {"reasons": TEXT}),
        ("resume", {}),
        ("withdraw", {}),
        ("record-placement", {"kind": "hotel"}),
        ("end-placement", {}),
        ("record-detention", {"kind": "adult-prison"}),
        ("record-release", {"safety_plan": True}),
    ],
)
def test_a_case_that_has_ended_is_reopened_first(command: str, fields: dict[str, Any]) -> None:
    ended = missing().ask("2026-03-11", "withdraw")

    assert Code.WRONG_STAGE == refused(ended, "2026-03-12", command, **fields)


@pytest.mark.parametrize(
    ("command", "fields"),
    [
        ("report-missing", {}),
        ("withdraw", {}),
        ("record-death", {}),
        ("record-placement", {"kind": "hotel"}),
        ("record-detention", {"kind": "adult-prison"}),
        ("suspend", {"reasons": TEXT}),
    ],
)
def test_nothing_is_recorded_before_it_happens(command: str, fields: dict[str, Any]) -> None:
    case = referred("2026-03-02")

    assert Code.DATE_IN_FUTURE == refused(case, "2026-03-03", command, effective_at="2026-03-04", **fields)


def test_a_case_without_news_finds_the_person_present_and_free() -> None:
    strands = referred("2026-03-02", **CHILD).referral.strands

    assert (Present(), NotPlaced(), AtLiberty()) == (strands.whereabouts, strands.placement, strands.custody)


# A child who came back.

BACK = {"effective_at": "2026-03-12T09:00:00Z"}


def interview_clock(case: Case) -> list[tuple[str, str | None]]:
    found = [one for one in case.outlook.readings(None) if one.clock == "return-interview"]
    return [(one.status, one.due_at.isoformat() if one.due_at else None) for one in found]


@pytest.mark.parametrize("answer", ["held", "declined"])
def test_a_child_who_came_back_is_offered_an_interview_within_seventy_two_hours(answer: str) -> None:
    back = missing(**CHILD).ask("2026-03-12T12:00:00Z", "record-found", **BACK)
    asked = back.ask("2026-03-13", "record-return-interview", outcome=answer)

    assert [("running", "2026-03-15T09:00:00+00:00")] == interview_clock(back)
    assert "return-interview" in breached(back.ask("2026-03-15T09:00:01Z", "pass-time"))
    assert [("met", "2026-03-15T09:00:00+00:00")] == interview_clock(asked)
    assert Code.CONTRADICTS_RECORD == refused(asked, "2026-03-14", "record-return-interview", outcome=answer)


def test_a_return_interview_is_for_a_child_who_came_back_and_in_england() -> None:
    adult = missing().ask("2026-03-12", "record-found")

    assert [] == interview_clock(adult)
    assert Code.CONTRADICTS_RECORD == refused(adult, "2026-03-13", "record-return-interview", outcome="held")
    still = missing(**CHILD)
    assert Code.CONTRADICTS_RECORD == refused(still, "2026-03-13", "record-return-interview", outcome="held")
    scottish = missing(**CHILD, nation="scotland").ask("2026-03-12", "record-found")
    assert [] == interview_clock(scottish)
    assert scottish.ask("2026-03-13", "record-return-interview", outcome="held").last_types


def test_each_return_has_an_interview_of_its_own() -> None:
    first = missing(**CHILD).ask("2026-03-12", "record-found", effective_at="2026-03-12")
    first = first.ask("2026-03-13", "record-return-interview", outcome="held", effective_at="2026-03-13")
    again = first.ask("2026-04-01", "report-missing", effective_at="2026-04-01")
    again = again.ask("2026-04-03", "record-found", effective_at="2026-04-03")

    assert ["met", "running"] == [status for status, _ in interview_clock(again)]
    assert again.ask("2026-04-04", "record-return-interview", outcome="declined").last_types


# A place of safety.


def test_somebody_rescued_can_stay_three_working_days_to_think() -> None:
    met = {"nation": "england-and-wales", "age_group": "adult", "indicators": True, "organisation": "kent-police"}
    case = Case().ask("2026-03-06", "report-encounter", **met)
    case = case.ask("2026-03-06", "record-placement", kind="place-of-safety")
    (stay,) = [one for one in case.outlook.readings(None) if one.clock == "place-of-safety"]

    assert "2026-03-11" == str(stay.due_on), "Friday is not counted; Monday, Tuesday, Wednesday are"
    elsewhere = Case().ask("2026-03-06", "report-encounter", **met).ask("2026-03-06", "record-placement", kind="hotel")
    assert not [one for one in elsewhere.outlook.readings(None) if one.clock == "place-of-safety"]
