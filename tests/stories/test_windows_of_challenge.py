"""The time there is to challenge each decision: every decision has its own, and what is challenged is named.

The right values stand here in a person's writing, from the sources that the rules cite.
"""

from datetime import date
from typing import Any

import pytest

from domain.clocks import Reading, Status
from domain.due import due
from domain.errors import Code, NrmError
from domain.nations import ENGLAND_AND_WALES, NORTHERN_IRELAND, SCOTLAND, Nation
from domain.referral.strands import DisqualificationOver, Disqualified, LeaveRefused, NoLeaveDecision
from domain.rules.shelf import published
from tests.support.casework import TEXT, Case, awaiting_reasonable_grounds, in_recovery, open_breaches

ASK = "reconsideration-window"
ANSWER = "reconsideration-answer"
COURT = "judicial-review-window"
TRIBUNAL = "judicial-review-upper-tribunal"
LEAVE = "leave-reconsideration-window"
REPRESENT = "disqualification-representations"

WEIGHED: dict[str, Any] = {
    "outcome": "disqualified", "reasons": TEXT, "recovery_need_weighed": True, "retrafficking_risk_weighed": True
}  # fmt: skip


def runs(case: Case, clock: str) -> list[Reading]:
    return [reading for reading in case.outlook.readings(None) if reading.clock == clock]


def dues(case: Case, clock: str) -> list[str]:
    return [str(reading.due_on) for reading in runs(case, clock)]


def statuses(case: Case, clock: str) -> list[str]:
    return [reading.status.value for reading in runs(case, clock)]


def refused(case: Case, on: str, command: str, **fields: Any) -> NrmError:
    with pytest.raises(NrmError) as caught:
        case.ask(on, command, **fields)
    return caught.value


def number(case: Case, event: str) -> int:
    fact = case.referral.last(event)
    assert fact is not None
    return fact.version


def decided(case: Case, on: str, decision: str = "conclusive-grounds", outcome: str = "negative") -> Case:
    wanted = {"outcome": outcome} if outcome == "positive" else {"outcome": outcome, "reasons": TEXT}
    return case.ask(on, f"decide-{decision}", by="ada", effective_at=on, **wanted)


def final_negative(on: str, referred_on: str = "2025-06-02", rg_on: str = "2025-06-06", **fields: Any) -> Case:
    return decided(in_recovery(referred_on, rg_on, **fields), on)


def asked(case: Case, on: str, decision: str = "conclusive-grounds") -> Case:
    return case.ask(
        on, "request-reconsideration", decision=decision, requested_by="legal-representative", effective_at=on
    )


def answered(case: Case, on: str, outcome: str, **fields: Any) -> Case:
    return case.ask(on, "decide-reconsideration", outcome=outcome, reasons=TEXT, effective_at=on, **fields)


# The last day to ask for reconsideration


@pytest.mark.parametrize(
    ("decided_on", "last"),
    [
        ("2024-02-14", "2024-03-14"),
        ("2024-08-31", "2024-09-30"),
        ("2025-01-15", "2025-02-15"),
        ("2025-01-16", "2025-02-15"),
        ("2025-09-16", "2025-10-16"),
        ("2025-09-17", "2025-10-17"),
    ],
)
def test_a_negative_decision_can_be_asked_about_for_a_month_and_since_january_2025_for_30_days(
    decided_on: str, last: str
) -> None:
    case = final_negative(decided_on, "2023-06-01", "2023-06-05")

    assert [last] == dues(case, ASK)


def test_before_12_february_2024_no_time_is_known() -> None:
    assert [] == dues(final_negative("2024-02-11", "2023-06-01", "2023-06-05"), ASK)
    assert ["2024-03-12"] == dues(final_negative("2024-02-12", "2023-06-01", "2023-06-05"), ASK)


def test_km_asked_on_10_april_2024_which_was_late_and_the_refusal_can_be_challenged() -> None:
    """R (KM) [2024] EWHC 2870 (Admin): the refusal of 15 April as out of time was quashed."""
    case = asked(final_negative("2024-02-14", "2023-06-01", "2023-06-05"), "2024-04-10")
    assert ["expired"] == statuses(case, ASK)

    case = answered(case, "2024-04-15", "out-of-time")
    assert ["2024-05-14", "2024-07-15"] == dues(case, COURT)

    refusal = number(case, "reconsideration-decided")
    case = case.ask("2024-07-10", "issue-judicial-review", about=refusal, effective_at="2024-07-10")
    assert ["expired", "met"] == statuses(case, COURT)
    for step, on in (("permission-granted", "2024-08-01"), ("hearing", "2024-10-01"), ("quashed", "2024-11-13")):
        case = case.ask(on, "record-judicial-review-step", step=step, effective_at=on)

    assert case.referral.standing("conclusive-grounds") is not None, "the refusal was quashed, not the decision"
    assert case.referral.strands.challenges[number(case, "reconsideration-requested")].is_open
    assert [None, date(2024, 12, 13)] == [r.due_on if r.closed_by is None else None for r in runs(case, ANSWER)]


def test_since_17_september_2025_an_intended_removal_to_a_convention_state_leaves_no_window() -> None:
    before = in_recovery("2025-06-02", "2025-06-06").ask(
        "2025-09-10", "record-enforcement-step", step="removal-to-convention-state", effective_at="2025-09-10"
    )

    assert ["2025-10-16"] == dues(decided(before, "2025-09-16"), ASK)
    assert [] == dues(decided(before, "2025-09-17"), ASK)
    step = number(before, "enforcement-step-recorded")
    given_up = before.ask("2025-09-12", "cancel-enforcement-step", step=step, effective_at="2025-09-12")
    assert ["2025-10-17"] == dues(decided(given_up, "2025-09-17"), ASK)


def test_an_intention_given_up_leaves_the_window_as_it_was_and_giving_up_another_does_not() -> None:
    case = final_negative("2025-12-01")
    for on in ("2025-12-03", "2025-12-04"):
        case = case.ask(on, "record-enforcement-step", step="removal-to-convention-state", effective_at=on)
    first, second = (fact.version for fact in case.referral.facts if fact.event == "enforcement-step-recorded")
    assert ["expired"] == statuses(case, ASK)

    one = case.ask("2025-12-05", "cancel-enforcement-step", step=second, effective_at="2025-12-05")
    assert ["expired"] == statuses(one, ASK)
    both = one.ask("2025-12-05", "cancel-enforcement-step", step=first, effective_at="2025-12-05")
    assert [("running", "2025-12-31")] == list(zip(statuses(both, ASK), dues(both, ASK), strict=True))


def test_a_service_nine_days_later_gives_no_more_days_and_accuses_nobody() -> None:
    """Decided 1 December 2025, served on the 10th: to be asked for by the 31st; a step of 5 January breaks nothing."""
    case = final_negative("2025-12-01").ask(
        "2025-12-10", "review-decision", decision="conclusive-grounds", outcome="agreed", by="ben"
    )
    case = case.ask("2025-12-10", "serve-decision", decision="conclusive-grounds", effective_at="2025-12-10")
    assert ["2025-12-31"] == dues(case, ASK)

    late = case.ask("2026-01-05", "record-enforcement-step", step="removal-directions", effective_at="2026-01-05")
    assert ASK not in open_breaches(late)
    inside = case.ask("2026-01-05", "record-enforcement-step", step="removal-directions", effective_at="2025-12-30")
    assert ASK in open_breaches(inside)


# Judicial review


@pytest.mark.parametrize(
    ("nation", "last"),
    [(ENGLAND_AND_WALES, "2026-03-02"), (NORTHERN_IRELAND, "2026-03-02"), (SCOTLAND, "2026-02-28")],
)
def test_three_months_from_30_november_2025_end_on_a_saturday(nation: Nation, last: str) -> None:
    assert last == str(due(published(), COURT, date(2025, 11, 30), nation).due_on)


def test_the_answer_that_leaves_a_decision_standing_has_a_time_of_its_own_and_both_are_shown() -> None:
    case = answered(asked(final_negative("2025-12-01"), "2025-12-10"), "2026-02-01", "maintained")

    assert ["2026-03-02", "2026-05-01"] == dues(case, COURT)
    assert ["running", "running"] == statuses(case, COURT)
    assert ["expired", "running"] == statuses(case.ask("2026-03-10", "add-note", text=TEXT), COURT)


def test_a_claim_about_the_answer_leaves_the_time_of_the_decision_and_one_about_the_decision_that_of_the_answer() -> (
    None
):
    case = answered(asked(final_negative("2025-12-01"), "2025-12-10"), "2026-02-01", "maintained")
    decision, answer = number(case, "conclusive-grounds-decided"), number(case, "reconsideration-decided")

    def claimed(**fields: Any) -> list[str]:
        return statuses(case.ask("2026-02-10", "issue-judicial-review", effective_at="2026-02-10", **fields), COURT)

    assert ["running", "met"] == claimed(about=answer)
    assert ["running", "met"] == claimed(decision="reconsideration")
    assert ["met", "running"] == claimed(about=decision)
    assert ["met", "met"] == claimed(decision="conclusive-grounds")
    assert ["running", "running"] == claimed()


def test_the_tribunal_must_have_received_the_claim_and_its_time_is_shown_beside_that_of_the_court() -> None:
    """The three months end on Saturday, 28 February 2026; rule 12(2) makes Monday in time, and receipt counts."""
    answer = due(published(), TRIBUNAL, date(2025, 11, 30), ENGLAND_AND_WALES)

    assert "2026-03-02" == str(answer.due_on)
    assert "28 February 2026" in answer.why
    assert "receive" in answer.version.title
    case = final_negative("2025-12-01")
    assert ["2026-03-02"] == dues(case, TRIBUNAL)
    assert [] == dues(final_negative("2025-12-01", nation="scotland", first_responder="tara"), TRIBUNAL)


def test_the_acknowledgment_of_a_claim_is_due_after_28_days_in_court_and_after_30_in_the_tribunal() -> None:
    case = final_negative("2025-12-01")
    claim: dict[str, Any] = {"decision": "conclusive-grounds", "effective_at": "2026-03-02"}
    in_court = case.ask("2026-03-02", "issue-judicial-review", **claim)
    in_tribunal = case.ask("2026-03-02", "issue-judicial-review", court="upper-tribunal", **claim)

    court, tribunal = "judicial-review-acknowledgment", "judicial-review-upper-tribunal-acknowledgment"
    assert (["2026-03-30"], []) == (dues(in_court, court), dues(in_court, tribunal))
    assert ([], ["2026-04-01"]) == (dues(in_tribunal, court), dues(in_tribunal, tribunal))


def test_the_claimant_can_reply_for_seven_days_since_april_2024() -> None:
    case = final_negative("2025-12-01").ask("2026-02-02", "issue-judicial-review", decision="conclusive-grounds")
    assert Code.CONTRADICTS_RECORD == refused(case, "2026-02-10", "record-judicial-review-step", step="replied").code

    case = case.ask("2026-02-20", "record-judicial-review-step", step="acknowledged", effective_at="2026-02-20")
    assert [("running", "2026-02-27")] == list(
        zip(statuses(case, "judicial-review-reply"), dues(case, "judicial-review-reply"), strict=True)
    )
    case = case.ask("2026-02-25", "record-judicial-review-step", step="replied", effective_at="2026-02-25")
    assert ["met"] == statuses(case, "judicial-review-reply")
    assert next(iter(case.referral.strands.challenges.values())).is_open


# Decisions made again


def test_a_decision_made_again_after_a_quashing_opens_its_own_windows() -> None:
    """And the first one's are over: what was quashed can no longer be challenged."""
    case = final_negative("2026-03-01").ask("2026-03-20", "issue-judicial-review", decision="conclusive-grounds")
    for step, on in (("permission-granted", "2026-04-01"), ("hearing", "2026-05-01"), ("quashed", "2026-05-04")):
        case = case.ask(on, "record-judicial-review-step", step=step, effective_at=on)
    case = decided(case, "2026-05-20")

    assert ["2026-03-31", "2026-06-19"] == dues(case, ASK)
    assert ["2026-06-01", "2026-08-20"] == dues(case, COURT)
    assert ["met", "running"] == statuses(case, COURT)


def test_so_does_one_after_a_consent_order_before_the_first_window_has_run_out() -> None:
    case = final_negative("2026-03-01").ask("2026-03-04", "issue-judicial-review", decision="conclusive-grounds")
    case = case.ask("2026-03-10", "record-judicial-review-step", step="consent-order", effective_at="2026-03-10")
    assert ["expired"] == statuses(case, ASK)
    case = decided(case, "2026-03-16")

    assert ["2026-03-31", "2026-04-15"] == dues(case, ASK)
    assert ["2026-06-01", "2026-06-16"] == dues(case, COURT)
    assert ["expired", "running"] == statuses(case, ASK)


@pytest.mark.parametrize(
    ("outcome", "expected"), [("negative", ["2026-04-10", "2026-04-15"]), ("positive", ["2026-04-10"])]
)
def test_so_does_one_made_again_because_a_second_person_disagreed(outcome: str, expected: list[str]) -> None:
    case = final_negative("2026-03-11").ask(
        "2026-03-12", "review-decision", decision="conclusive-grounds", outcome="disagreed", by="ben"
    )
    case = decided(case, "2026-03-16", outcome=outcome)

    assert expected == dues(case, ASK)
    assert (Status.EXPIRED, date(2026, 3, 16)) == (runs(case, ASK)[0].status, runs(case, ASK)[0].ended_on)


def test_a_request_about_one_decision_leaves_the_window_of_another() -> None:
    case = disqualified("2026-01-24")
    case = decided(case, "2026-02-02")

    about_one = asked(case, "2026-02-10", "disqualification")
    assert ["met", "running"] == statuses(about_one, ASK)
    assert ["running", "met"] == statuses(asked(case, "2026-02-10"), ASK)
    assert ["met", "met"] == statuses(asked(about_one, "2026-02-11"), ASK)


def test_the_answer_to_one_request_is_not_that_to_another() -> None:
    case = asked(
        asked(decided(disqualified("2026-01-24"), "2026-02-02"), "2026-02-10", "disqualification"), "2026-02-11"
    )
    first, second = (n for n, one in case.referral.strands.challenges.items() if one.kind == "reconsideration")

    assert Code.MISSING_FIELD == refused(case, "2026-02-20", "decide-reconsideration", outcome="withdrawn").code
    case = answered(case, "2026-02-20", "maintained", request=second)
    assert ["running", "met"] == statuses(case, ANSWER)
    assert ["met", "met"] == statuses(answered(case, "2026-02-21", "maintained", request=first), ANSWER)


def test_more_time_is_allowed_to_ask_about_one_decision_and_not_about_another() -> None:
    case = decided(disqualified("2026-01-24"), "2026-02-02")
    longer = case.ask("2026-02-10", "extend-reconsideration-window", until="2026-04-01", effective_at="2026-02-10")
    disqualification = number(case, "disqualification-decided")
    other = case.ask(
        "2026-02-10", "extend-reconsideration-window",
        until="2026-04-01", about=disqualification, effective_at="2026-02-10",
    )  # fmt: skip

    assert ["2026-02-23", "2026-04-01"] == dues(longer, ASK)
    assert ["2026-04-01", "2026-03-04"] == dues(other, ASK)
    named = refused(case, "2026-02-10", "extend-reconsideration-window", until="2026-04-01", about=1)
    assert Code.EVENT_NOT_FOUND == named.code
    assert f"{disqualification} (disqualification)" in named.message


def test_a_recovery_period_revives_when_the_decision_that_ended_it_is_quashed() -> None:
    """Positive 5 January 2026, negative 1 March, quashed 1 June: a step of 10 June is inside the period again."""
    case = final_negative("2026-03-01", "2026-01-02", "2026-01-05").ask(
        "2026-03-10", "issue-judicial-review", decision="conclusive-grounds"
    )
    case = case.ask("2026-04-15", "record-enforcement-step", step="removal-directions", effective_at="2026-04-15")
    for step, on in (("permission-granted", "2026-04-16"), ("hearing", "2026-05-20"), ("quashed", "2026-06-01")):
        case = case.ask(on, "record-judicial-review-step", step=step, effective_at=on)
    case = case.ask("2026-06-10", "record-enforcement-step", step="removal-directions", effective_at="2026-06-10")

    steps = {
        key[2]
        for key, one in case.referral.breaches.items()
        if key[0] == "recovery-period" and key[2].startswith("adverse-step") and one.status == "open"
    }
    assert {f"adverse-step:{number(case, 'enforcement-step-recorded')}"} == steps
    assert date(2026, 6, 1) == runs(case, "conclusive-grounds-decision")[-1].starts_on


# Disqualification


def disqualified(on: str, nation: str = "england-and-wales", **fields: Any) -> Case:
    case = in_recovery("2026-01-02", "2026-01-05", nation=nation, **fields)
    case = case.ask("2026-01-06", "propose-disqualification", ground="public-order", effective_at="2026-01-06")
    return case.ask(on, "decide-disqualification", by="dana", effective_at=on, **WEIGHED)


@pytest.mark.parametrize(
    ("nation", "responder", "court"),
    [
        ("england-and-wales", "salvation-army", "2026-04-24"),
        ("scotland", "tara", "2026-04-23"),
        ("northern-ireland", "migrant-help", "2026-04-24"),
    ],
)
def test_a_disqualification_can_be_reconsidered_and_challenged_in_court(
    nation: str, responder: str, court: str
) -> None:
    case = disqualified("2026-01-24", nation, first_responder=responder)

    assert (["2026-02-23"], [court]) == (dues(case, ASK), dues(case, COURT))


@pytest.mark.parametrize("way", ["reconsidered", "by-consent"])
def test_a_disqualification_that_is_set_aside_protects_again(way: str) -> None:
    case = disqualified("2026-01-24")
    assert date(2026, 1, 24) == runs(case, "recovery-period")[0].ended_on
    if way == "reconsidered":
        case = answered(asked(case, "2026-02-02", "disqualification"), "2026-02-10", "decide-again")
    else:
        case = case.ask("2026-02-02", "issue-judicial-review", decision="disqualification", effective_at="2026-02-02")
        case = case.ask("2026-02-10", "record-judicial-review-step", step="consent-order", effective_at="2026-02-10")

    assert isinstance(case.referral.strands.disqualification, DisqualificationOver)
    assert runs(case, "recovery-period")[0].ended_on is None
    assert (
        Code.WRONG_STAGE
        == refused(
            case, "2026-02-12", "request-reconsideration", decision="disqualification", requested_by="person"
        ).code
    )
    struck = case.ask("2026-02-12", "correct-fact", event=case.referral.version - len(case.last) + 1, struck=True,
                      reasons=TEXT)  # fmt: skip
    assert isinstance(struck.referral.strands.disqualification, Disqualified)


def test_a_person_has_ten_working_days_to_answer_a_proposal_to_disqualify() -> None:
    """R (UNG): told on 8 May 2024, disqualified on the 28th; the 22nd was the tenth working day."""
    case = in_recovery("2024-03-18", "2024-05-08").ask(
        "2024-05-08", "propose-disqualification", ground="public-order", effective_at="2024-05-08"
    )
    assert ["2024-05-22"] == dues(case, REPRESENT)

    outside = case.ask("2024-05-28", "decide-disqualification", effective_at="2024-05-28", **WEIGHED)
    assert REPRESENT not in open_breaches(outside)
    inside = case.ask("2024-05-22", "decide-disqualification", effective_at="2024-05-22", **WEIGHED)
    assert REPRESENT in open_breaches(inside)
    back = inside.ask("2024-05-24", "revoke-disqualification", effective_at="2024-05-24")
    assert REPRESENT not in open_breaches(back)
    spared = case.ask("2024-05-15", "decide-disqualification", outcome="not-disqualified", effective_at="2024-05-15")
    assert REPRESENT not in open_breaches(spared)


def test_the_days_are_counted_from_when_the_person_was_told_and_can_be_lengthened() -> None:
    case = in_recovery("2024-03-18", "2024-05-08").ask(
        "2024-05-14", "propose-disqualification",
        ground="public-order", effective_at="2024-05-08", served_on="2024-05-13",
    )  # fmt: skip
    assert ["2024-05-28"] == dues(case, REPRESENT)

    longer = case.ask("2024-05-20", "extend-disqualification-representations", until="2024-06-14",
                      effective_at="2024-05-20")  # fmt: skip
    assert ["2024-06-14"] == dues(longer, REPRESENT)
    told = longer.ask("2024-06-03", "record-disqualification-representations", effective_at="2024-06-03", details=TEXT)
    assert ["met"] == statuses(told, REPRESENT)
    after = told.ask("2024-06-05", "decide-disqualification", effective_at="2024-06-05", **WEIGHED)
    assert REPRESENT not in open_breaches(after)


def test_nobody_answers_what_was_not_proposed() -> None:
    case = in_recovery("2024-03-18", "2024-05-08")

    for command, fields in (
        ("record-disqualification-representations", {}),
        ("extend-disqualification-representations", {"until": "2024-06-14"}),
    ):
        assert Code.CONTRADICTS_RECORD == refused(case, "2024-05-20", command, **fields).code
    proposed = case.ask("2024-05-08", "propose-disqualification", ground="bad-faith", effective_at="2024-05-08")
    early = refused(proposed, "2024-05-20", "extend-disqualification-representations", until="2024-05-19")
    vague = refused(proposed, "2024-05-20", "extend-disqualification-representations", until="2024-06")
    assert [Code.DATE_OUT_OF_ORDER, Code.NOT_A_DATE] == [early.code, vague.code]
    before = refused(case, "2024-05-20", "propose-disqualification", ground="bad-faith", served_on="2024-05-19",
                     effective_at="2024-05-20")  # fmt: skip
    assert Code.DATE_OUT_OF_ORDER == before.code


# Leave


def leave(case: Case, on: str, outcome: str, **fields: Any) -> Case:
    kind = {"kind": "temporary-permission-to-stay"}
    if outcome == "refused":
        fields["reasons"] = TEXT
    return case.ask(on, "decide-leave", outcome=outcome, effective_at=on, **kind, **fields)


def victim(on: str = "2025-11-03") -> Case:
    return decided(in_recovery("2025-06-02", "2025-06-06"), on, outcome="positive")


@pytest.mark.parametrize(("on", "last"), [("2025-01-15", "2025-01-29"), ("2025-01-16", "2025-02-15")])
@pytest.mark.parametrize("outcome", ["refused", "granted"])
def test_a_decision_on_leave_can_be_asked_about_whether_it_was_refused_or_is_too_short(
    on: str, last: str, outcome: str
) -> None:
    case = leave(decided(in_recovery("2024-06-03", "2024-06-07"), "2025-01-14", outcome="positive"), on, outcome)

    assert [last] == dues(case, LEAVE)


def test_only_a_request_about_leave_closes_its_window_and_a_later_grant_does_not() -> None:
    case = leave(disqualified_and_found(), "2026-03-02", "refused")
    other = asked(case, "2026-03-04", "disqualification")
    assert ["running"] == statuses(other, LEAVE)

    granted = leave(other, "2026-03-10", "granted", until="2027-03-10")
    assert (["running", "running"], ["2026-04-01", "2026-04-09"]) == (statuses(granted, LEAVE), dues(granted, LEAVE))
    refusal, grant = (fact.version for fact in granted.referral.facts if fact.event == "leave-decided")
    ask = {"requested_by": "person", "effective_at": "2026-03-12"}
    assert ["running", "met"] == statuses(granted.ask("2026-03-12", "request-leave-reconsideration", **ask), LEAVE)
    assert ["met", "running"] == statuses(
        granted.ask("2026-03-12", "request-leave-reconsideration", about=refusal, **ask), LEAVE
    )
    assert grant == granted.ask("2026-03-12", "request-leave-reconsideration", **ask).referral.facts[-1].about


def disqualified_and_found() -> Case:
    return decided(disqualified("2026-02-10"), "2026-02-20", outcome="positive")


def test_the_answer_about_leave_is_owed_and_where_it_keeps_the_refusal_it_can_be_challenged_in_court() -> None:
    case = leave(victim(), "2025-12-01", "refused").ask(
        "2025-12-10", "request-leave-reconsideration", requested_by="person", effective_at="2025-12-10"
    )
    assert ["2026-01-09"] == dues(case, ANSWER)
    assert ["2026-03-02"] == dues(case, COURT)
    assert (
        Code.CONTRADICTS_RECORD
        == refused(case, "2025-12-11", "request-leave-reconsideration", requested_by="person").code
    )

    kept = answered(case, "2026-01-05", "maintained")
    assert ["2026-03-02", "2026-04-07"] == dues(kept, COURT)
    assert isinstance(kept.referral.strands.leave, LeaveRefused)


def test_leave_that_is_reconsidered_is_decided_again_and_a_closed_case_opens_for_it() -> None:
    case = leave(victim(), "2025-12-01", "refused").ask("2025-12-02", "close", reason="identification-complete")
    case = case.ask("2025-12-10", "request-leave-reconsideration", requested_by="person", effective_at="2025-12-10")
    case = answered(case, "2026-01-05", "decide-again")

    assert ("decision-set-aside", "case-reopened") == case.last_types[1:3]
    assert isinstance(case.referral.strands.leave, NoLeaveDecision)
    assert ["met", "expired"] == [statuses(case, LEAVE)[0], statuses(case, COURT)[0]]
    again = leave(case, "2026-01-12", "granted", until="2027-01-12")
    assert ["2025-12-31", "2026-02-11"] == dues(again, LEAVE)


def test_leave_that_was_never_decided_is_not_asked_about() -> None:
    refusal = refused(victim(), "2025-12-10", "request-leave-reconsideration", requested_by="person")

    assert Code.WRONG_STAGE == refusal.code
    assert "decision on leave" in refusal.message


# What ends an open breach


def test_a_breach_ends_when_the_decision_it_rests_on_is_quashed() -> None:
    case = final_negative("2026-03-01").ask(
        "2026-03-10", "record-enforcement-step", step="removal-directions", effective_at="2026-03-10"
    )
    assert ASK in open_breaches(case)

    case = case.ask("2026-03-12", "issue-judicial-review", decision="conclusive-grounds", effective_at="2026-03-12")
    case = case.ask("2026-03-20", "record-judicial-review-step", step="consent-order", effective_at="2026-03-20")
    (breach,) = [one for key, one in case.referral.breaches.items() if key[0] == ASK]
    assert "ended" == breach.status
    assert "breach-ended" in case.last_types

    order = case.referral.version - len(case.last) + 1
    struck = case.ask("2026-03-21", "correct-fact", event=order, struck=True, reasons=TEXT)
    assert ASK in open_breaches(struck)
    assert "breach-reinstated" in struck.last_types


def test_a_late_answer_is_no_longer_owed_once_the_decision_is_quashed_and_stays_late_on_record() -> None:
    case = asked(final_negative("2026-03-01"), "2026-03-02").ask("2026-05-01", "pass-time")
    assert ANSWER in open_breaches(case)

    case = case.ask("2026-05-02", "issue-judicial-review", decision="conclusive-grounds", effective_at="2026-05-02")
    case = case.ask("2026-05-11", "record-judicial-review-step", step="consent-order", effective_at="2026-05-11")
    (breach,) = [one for key, one in case.referral.breaches.items() if key[0] == ANSWER]

    assert ("ended", 40) == (breach.status, breach.days_late)


@pytest.mark.parametrize("end", ["withdraw", "record-death"])
def test_a_late_decision_is_not_owed_to_somebody_who_left_and_is_owed_again_when_they_come_back(end: str) -> None:
    case = awaiting_reasonable_grounds("2026-03-02").ask("2026-03-16", "pass-time")
    assert "reasonable-grounds-decision" in open_breaches(case)

    over = case.ask("2026-03-18", end, effective_at="2026-03-18")
    assert "reasonable-grounds-decision" not in open_breaches(over)
    (breach,) = [one for key, one in over.referral.breaches.items() if key[0] == "reasonable-grounds-decision"]
    assert ("ended", 9) == (breach.status, breach.days_late)
    if end == "withdraw":
        back = over.ask("2026-04-01", "reopen", effective_at="2026-04-01")
        assert "reasonable-grounds-decision" in open_breaches(back)
        done = back.ask("2026-04-02", "decide-reasonable-grounds", outcome="positive", effective_at="2026-04-02")
        assert "reasonable-grounds-decision" not in open_breaches(done)


@pytest.mark.parametrize("reason", ["opened-in-error", "left-the-country"])
def test_closing_a_case_in_which_nothing_is_owed_ends_its_breaches(reason: str) -> None:
    case = awaiting_reasonable_grounds("2026-03-02").ask("2026-03-16", "pass-time")
    assert "reasonable-grounds-decision" in open_breaches(case)

    closed = case.ask("2026-03-18", "close", reason=reason, effective_at="2026-03-18")
    assert "reasonable-grounds-decision" not in open_breaches(closed)


def test_no_authority_ends_its_own_breach_by_closing_the_case() -> None:
    case = victim("2025-11-03").ask("2026-02-02", "pass-time")
    assert "rights-information" in open_breaches(case)

    assert "rights-information" in open_breaches(case.ask("2026-02-03", "close", reason="identification-complete"))


# Whoever decided does not answer for it


@pytest.mark.parametrize("by", ["ada", "ADA", "a.d.a"])
def test_whoever_decided_does_not_answer_the_request_to_look_again(by: str) -> None:
    case = asked(final_negative("2026-03-01"), "2026-03-02")

    refusal = refused(case, "2026-03-10", "decide-reconsideration", by=by, outcome="maintained", reasons=TEXT)
    assert Code.SAME_PERSON == refusal.code
    assert "answered by somebody who did not make it" in refusal.message
    assert "reconsideration-decided" in answered(case, "2026-03-10", "maintained", by="ben").last_types


def test_nor_whoever_disqualified_or_decided_leave() -> None:
    case = asked(disqualified("2026-01-24"), "2026-02-02", "disqualification")
    assert (
        Code.SAME_PERSON == refused(case, "2026-02-10", "decide-reconsideration", by="dana", outcome="withdrawn").code
    )

    case = leave(victim(), "2025-12-01", "refused").ask(
        "2025-12-10", "request-leave-reconsideration", requested_by="person", effective_at="2025-12-10"
    )
    assert (
        Code.SAME_PERSON
        == refused(case, "2025-12-12", "decide-reconsideration", by="somebody", outcome="withdrawn").code
    )


def test_whoever_made_another_decision_of_the_case_may_answer() -> None:
    case = asked(decided(disqualified("2026-01-24"), "2026-02-02"), "2026-02-10")

    assert "reconsideration-decided" in answered(case, "2026-02-20", "maintained", by="dana").last_types


def test_nor_does_whoever_decided_correct_the_answer_or_the_other_way_round() -> None:
    case = answered(asked(final_negative("2026-03-01"), "2026-03-02"), "2026-03-10", "decide-again", by="ben")
    answer, decision = number(case, "reconsideration-decided"), number(case, "conclusive-grounds-decided")

    for by, event in (("ada", answer), ("ben", decision)):
        refusal = refused(case, "2026-03-11", "correct-fact", by=by, event=event, struck=True, reasons=TEXT)
        assert Code.SAME_PERSON == refusal.code
    assert (
        "fact-corrected"
        in case.ask("2026-03-11", "correct-fact", by="cleo", event=answer, struck=True, reasons=TEXT).last_types
    )
