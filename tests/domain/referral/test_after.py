"""After the decision: leave, move-on support, closing for each reason, the end, and opening the case again."""

from datetime import date
from typing import Any

import pytest

from domain.clocks import Reading, Status
from domain.errors import Code, NrmError
from domain.referral.commands import AFTER_THE_END, COMMANDS
from domain.referral.receipt import receipt
from domain.referral.strands import LeaveGiven, LeaveRefused, SupportOver
from domain.rules.model import Kind
from domain.when import When
from tests.support.casework import CASE, TEXT, Case, awaiting_reasonable_grounds, in_recovery, referred

LEAVE = {"outcome": "granted", "kind": "temporary-permission-to-stay"}
REFUSED_LEAVE = {"outcome": "refused", "kind": "temporary-permission-to-stay", "reasons": TEXT}
NEGATIVE = {"outcome": "negative", "reasons": TEXT}


def refused(case: Case, on: str, command: str, **fields: Any) -> tuple[Code, str]:
    before = case.state
    with pytest.raises(NrmError) as caught:
        case.ask(on, command, **fields)
    assert before == case.state
    return caught.value.code, caught.value.message


def encountered() -> Case:
    person = {"nation": "england-and-wales", "age_group": "adult"}
    return Case().ask("2025-03-03", "report-encounter", **person, indicators=True, organisation="kent-police")


def recovering() -> Case:
    return in_recovery("2025-03-03", "2025-03-05")


def conclusive(outcome: str = "positive") -> Case:
    fields = {"outcome": "positive"} if outcome == "positive" else NEGATIVE
    return recovering().ask("2025-06-02", "decide-conclusive-grounds", **fields)


# Leave.


def test_leave_is_granted_until_a_day() -> None:
    case = conclusive().ask("2025-07-01", "decide-leave", **LEAVE, until="2027-12-31")

    leave = case.referral.strands.leave
    assert isinstance(leave, LeaveGiven)
    assert When.parse("2027-12-31") == leave.until
    assert ("leave-decided", "granted") == (case.referral.facts[-1].event, case.referral.facts[-1].outcome)


def expiry(case: Case) -> list[Reading]:
    return [reading for reading in case.outlook.readings(None) if reading.clock == "leave-expiry"]


@pytest.mark.parametrize(
    ("until", "last"),
    [("2026-06-30", date(2026, 6, 30)), ("2028-06-30", date(2027, 12, 31)), (None, date(2027, 12, 31))],
)
def test_leave_runs_out_on_the_day_it_names_and_after_thirty_months_at_the_latest(
    until: str | None, last: date
) -> None:
    named = {"until": until} if until else {}
    (reading,) = expiry(conclusive().ask("2025-07-01", "decide-leave", **LEAVE, **named))

    assert (Kind.WINDOW, last) == (reading.kind, reading.due_on)
    assert ("names that earlier last day itself" in reading.why) == (until == "2026-06-30")


def test_a_request_to_renew_leave_is_taken_also_once_the_case_is_closed_and_stops_the_clock() -> None:
    case = conclusive().ask("2025-07-01", "decide-leave", **LEAVE, until="2026-06-30")
    closed = case.ask("2025-07-02", "close", reason="identification-complete")
    asked = closed.ask("2026-06-01", "request-leave-renewal")

    assert [Status.MET] == [reading.status for reading in expiry(asked)]
    again = case.ask("2026-07-15", "decide-leave", **LEAVE, until="2027-06-30")
    assert [date(2026, 6, 30), date(2027, 6, 30)] == [reading.due_on for reading in expiry(again)]


def test_leave_that_nobody_granted_is_not_renewed() -> None:
    assert Code.CONTRADICTS_RECORD == refused(conclusive(), "2025-07-01", "request-leave-renewal")[0]
    no = conclusive().ask("2025-07-01", "decide-leave", **REFUSED_LEAVE)
    assert Code.CONTRADICTS_RECORD == refused(no, "2025-07-02", "request-leave-renewal")[0]
    yes = conclusive().ask("2025-07-01", "decide-leave", **LEAVE)
    assert Code.DATE_OUT_OF_ORDER == refused(yes, "2025-07-02", "request-leave-renewal", effective_at="2025-06-30")[0]


def test_leave_that_was_refused_is_decided_again() -> None:
    case = conclusive().ask("2025-07-01", "decide-leave", **REFUSED_LEAVE)
    assert isinstance(case.referral.strands.leave, LeaveRefused)

    assert isinstance(case.ask("2025-09-01", "decide-leave", **LEAVE).referral.strands.leave, LeaveGiven)


def test_an_earlier_decision_on_leave_that_is_recorded_later_does_not_count() -> None:
    case = conclusive().ask("2025-09-01", "decide-leave", **LEAVE)
    case = case.ask("2025-09-02", "decide-leave", **REFUSED_LEAVE, effective_at="2025-07-01")

    assert isinstance(case.referral.strands.leave, LeaveGiven)


@pytest.mark.parametrize("case", [referred("2025-03-03"), recovering(), conclusive("negative")])
def test_leave_is_decided_after_a_positive_conclusion_only(case: Case) -> None:
    assert Code.WRONG_STAGE == refused(case, "2025-07-01", "decide-leave", **LEAVE)[0]


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"outcome": "refused", "kind": "temporary-permission-to-stay"}, Code.REASONS_REQUIRED),
        ({"outcome": "granted", "kind": "discretionary-leave"}, Code.RULES_NOT_IN_FORCE),
        ({**REFUSED_LEAVE, "until": "2027-12-31"}, Code.CONTRADICTS_RECORD),
        ({**LEAVE, "until": "2025-06-30"}, Code.DATE_OUT_OF_ORDER),
        ({**LEAVE, "effective_at": "2025-06-01"}, Code.DATE_OUT_OF_ORDER),
        ({**LEAVE, "effective_at": "2025-07-02"}, Code.DATE_IN_FUTURE),
    ],
)
def test_leave_that_cannot_be_so_is_refused(fields: dict[str, Any], code: Code) -> None:
    assert code == refused(conclusive(), "2025-07-01", "decide-leave", **fields)[0]


@pytest.mark.parametrize(
    ("day", "kind", "is_taken"),
    [
        ("2023-01-29", "discretionary-leave", True),
        ("2023-01-29", "temporary-permission-to-stay", False),
        ("2023-01-30", "discretionary-leave", False),
        ("2023-01-30", "temporary-permission-to-stay", True),
        ("2023-01", "discretionary-leave", True),
        ("2023-01", "temporary-permission-to-stay", True),
    ],
)
def test_the_kind_of_leave_is_that_of_its_day(day: str, kind: str, is_taken: bool) -> None:
    case = in_recovery("2022-06-01", "2022-06-06").ask("2022-12-01", "decide-conclusive-grounds", outcome="positive")
    asked: dict[str, Any] = {"outcome": "granted", "kind": kind, "effective_at": day}

    if is_taken:
        assert isinstance(case.ask("2023-03-01", "decide-leave", **asked).referral.strands.leave, LeaveGiven)
    else:
        assert Code.RULES_NOT_IN_FORCE == refused(case, "2023-03-01", "decide-leave", **asked)[0]


# Move-on support.


def test_move_on_support_ends_after_the_decision() -> None:
    supported = recovering().ask("2025-03-06", "start-support", provider="salvation-army")
    case = supported.ask("2025-06-02", "decide-conclusive-grounds", outcome="positive")
    case = case.ask("2025-08-01", "end-move-on-support", reason="needs-met")

    support = case.referral.strands.support
    assert isinstance(support, SupportOver)
    assert ("needs-met", "2025-08-01") == (support.reason, str(support.ended.day))
    assert Code.CONTRADICTS_RECORD == refused(case, "2025-08-02", "end-move-on-support", reason="needs-met")[0]


def test_move_on_support_that_cannot_have_ended_is_refused() -> None:
    supported = recovering().ask("2025-03-06", "start-support", provider="salvation-army")
    decided = supported.ask("2025-06-02", "decide-conclusive-grounds", outcome="positive")
    fields = {"reason": "needs-met"}

    assert Code.WRONG_STAGE == refused(supported, "2025-06-03", "end-move-on-support", **fields)[0]
    assert Code.CONTRADICTS_RECORD == refused(conclusive(), "2025-06-03", "end-move-on-support", **fields)[0]
    early = {**fields, "effective_at": "2025-06-01"}
    assert Code.DATE_OUT_OF_ORDER == refused(decided, "2025-06-03", "end-move-on-support", **early)[0]


# Closing.

_STANDS_AT = {
    "encountered": encountered(),
    "not-referred": encountered().ask("2025-03-04", "record-not-referred", reason="declined"),
    "notified": encountered().ask(
        "2025-03-04", "notify-without-consent", notifying_body="police-force", believed="both"
    ),
    "referred": referred("2025-03-03"),
    "awaiting-reasonable-grounds": awaiting_reasonable_grounds("2025-03-03"),
    "reasonable-grounds-negative": awaiting_reasonable_grounds("2025-03-03").ask(
        "2025-03-05", "decide-reasonable-grounds", **NEGATIVE
    ),
    "recovery-period": recovering(),
    "conclusive-grounds-positive": conclusive(),
    "conclusive-grounds-negative": conclusive("negative"),
}
_FITS = {
    "identification-complete": {"conclusive-grounds-positive", "conclusive-grounds-negative"},
    "negative-decision": {"reasonable-grounds-negative", "conclusive-grounds-negative"},
    "not-referred": {"not-referred"},
    "notified-without-consent": {"notified"},
    "left-the-country": set(_STANDS_AT),
    "opened-in-error": set(_STANDS_AT),
}


@pytest.mark.parametrize("stage", _STANDS_AT)
@pytest.mark.parametrize("reason", _FITS)
def test_each_reason_for_closing_belongs_to_its_stages(reason: str, stage: str) -> None:
    case = _STANDS_AT[stage]
    assert stage == case.stage

    if stage in _FITS[reason]:
        closed = case.ask("2025-07-01", "close", reason=reason)
        assert "closed" == closed.stage
        assert closed.ask("2025-07-02", "reopen").stage == stage
    else:
        assert Code.WRONG_STAGE == refused(case, "2025-07-01", "close", reason=reason)[0]


def test_a_case_is_closed_for_a_death_that_is_on_record_and_never_reopened() -> None:
    assert Code.CONTRADICTS_RECORD == refused(recovering(), "2025-07-01", "close", reason="died")[0]

    dead = recovering().ask("2025-07-01", "record-death")
    early = {"reason": "died", "effective_at": "2025-06-30"}
    assert Code.DATE_OUT_OF_ORDER == refused(dead, "2025-07-02", "close", **early)[0]
    closed = dead.ask("2025-07-02", "close", reason="died")
    assert Code.CONTRADICTS_RECORD == refused(closed, "2025-07-03", "reopen")[0]


def test_a_disqualified_person_is_still_owed_the_conclusive_decision() -> None:
    weighed = {"recovery_need_weighed": True, "retrafficking_risk_weighed": True}
    assert Code.CONTRADICTS_RECORD == refused(conclusive(), "2025-07-01", "close", reason="disqualified")[0]
    case = recovering().ask("2025-04-01", "propose-disqualification", ground="public-order")
    case = case.ask("2025-04-08", "decide-disqualification", outcome="disqualified", reasons=TEXT, **weighed)

    assert Code.WRONG_STAGE == refused(case, "2025-04-09", "close", reason="disqualified")[0]
    decided = case.ask("2025-06-02", "decide-conclusive-grounds", outcome="positive")
    assert "closed" == decided.ask("2025-06-03", "close", reason="disqualified").stage


def test_a_case_is_not_closed_before_its_decision_or_its_beginning() -> None:
    early = {"reason": "identification-complete", "effective_at": "2025-06-01"}
    assert Code.DATE_OUT_OF_ORDER == refused(conclusive(), "2025-07-01", "close", **early)[0]
    before = {"reason": "opened-in-error", "effective_at": "2025-03-02"}
    assert Code.DATE_OUT_OF_ORDER == refused(referred("2025-03-03"), "2025-07-01", "close", **before)[0]


# What is still open when a case ends.


def still_open(case: Case) -> list[str]:
    """What the receipt of the last command says of it, by the first word of each."""
    said = receipt(CASE, case.outlook, case.events[-len(case.last) :]).still_open
    return [one.split(" ")[0].rstrip(":") for one in said]


def test_closing_says_what_is_still_open() -> None:
    case = recovering().ask("2025-03-07", "record-detention", kind="adult-prison")
    case = case.ask("2025-03-10", "record-enforcement-step", step="removal-directions")
    case = case.ask("2025-06-02", "decide-conclusive-grounds", outcome="negative", reasons=TEXT)
    case = case.ask("2025-06-03", "issue-judicial-review", decision="conclusive-grounds")
    assert [] == still_open(case)

    closed = case.ask("2025-06-04", "close", reason="negative-decision")
    assert {"breach", "safeguard", "clock", "challenge"} == set(still_open(closed))


def test_a_case_in_which_nothing_is_open_closes_without_a_word() -> None:
    case = referred("2025-03-03").ask(
        "2025-03-03", "record-rights-information", language="vietnamese", interpreter=True, understood=True
    )

    assert [] == still_open(case.ask("2025-03-03", "close", reason="opened-in-error"))


# The end, and opening again.


@pytest.mark.parametrize("name", sorted(set(COMMANDS) - AFTER_THE_END - {"report-encounter", "import-history"}))
@pytest.mark.parametrize("ended", ["withdrawn", "closed"])
def test_nothing_is_asked_of_a_case_that_has_ended_but_what_is_named(ended: str, name: str) -> None:
    case = {
        "withdrawn": recovering().ask("2025-07-01", "withdraw"),
        "closed": conclusive().ask("2025-07-01", "close", reason="identification-complete"),
    }[ended]

    assert ended == case.stage
    with pytest.raises(NrmError, match="reopen it") as caught:
        case.ask_command("2025-07-02", COMMANDS[name].model_construct())
    assert Code.WRONG_STAGE == caught.value.code


def test_a_case_that_has_ended_still_takes_notes_documents_links_corrections_and_challenges() -> None:
    case = conclusive("negative").ask("2025-06-03", "close", reason="identification-complete")
    case = case.ask("2025-06-04", "add-note", text=TEXT)
    case = case.ask("2025-06-04", "attach-document", kind="letter", content=TEXT)
    case = case.ask("2025-06-04", "correct-fact", event=case.referral.version, struck=True, reasons=TEXT)
    case = case.ask("2025-06-10", "issue-judicial-review", decision="conclusive-grounds")

    assert "closed" == case.stage


def test_a_case_is_reopened_only_after_its_end_and_not_before_it() -> None:
    assert Code.WRONG_STAGE == refused(recovering(), "2025-07-01", "reopen")[0]

    for ended in (
        recovering().ask("2025-07-01", "withdraw"),
        conclusive().ask("2025-07-01", "close", reason="identification-complete"),
    ):
        assert Code.DATE_OUT_OF_ORDER == refused(ended, "2025-07-02", "reopen", effective_at="2025-06-30")[0]
        assert ended.ask("2025-07-02", "reopen", reasons=TEXT).referral.is_open


def test_a_reopened_case_goes_on_where_it_stood() -> None:
    case = recovering().ask("2025-04-01", "withdraw").ask("2025-04-08", "reopen")

    assert "recovery-period" == case.stage
    assert (
        "conclusive-grounds-positive" == case.ask("2025-06-02", "decide-conclusive-grounds", outcome="positive").stage
    )


def test_a_decision_quashed_after_the_end_is_owed_again() -> None:
    case = conclusive("negative").ask("2025-06-03", "close", reason="identification-complete")
    case = case.ask("2025-06-10", "issue-judicial-review", decision="conclusive-grounds")
    for step in ("permission-granted", "hearing", "quashed"):
        case = case.ask("2025-09-01", "record-judicial-review-step", step=step)

    assert "case-reopened" in case.last_types
    assert "recovery-period" == case.stage


# What is learnt after the end.


def closed() -> Case:
    return conclusive().ask("2025-07-01", "close", reason="identification-complete")


@pytest.mark.parametrize(
    ("command", "fields"),
    [
        ("record-detention", {"kind": "adult-prison"}),
        ("report-missing", {}),
        ("start-support", {"provider": "salvation-army"}),
        ("decide-leave", LEAVE),
        ("record-enforcement-step", {"step": "removal-directions"}),
        ("record-placement", {"kind": "hotel"}),
        ("record-rights-information", {"language": "vietnamese", "interpreter": True, "understood": True}),
        ("claim-age", {"claimed": "child"}),
    ],
)
def test_what_was_so_before_the_end_is_recorded_without_opening_the_case_again(
    command: str, fields: dict[str, Any]
) -> None:
    case = closed().ask("2025-09-01", command, **fields, effective_at="2025-06-20")

    assert "closed" == case.stage
    told = case.referral.version - len(case.last) + 1
    assert ["2025-06-20"] == [fact.when.text for fact in case.referral.facts if fact.version == told]


def test_the_end_of_support_before_the_end_of_the_case_is_recorded_after_it() -> None:
    case = conclusive().ask("2025-06-03", "start-support", provider="salvation-army")
    case = case.ask("2025-07-01", "close", reason="identification-complete")

    case = case.ask("2025-09-01", "end-support", reason="needs-met", effective_at="2025-06-30")
    assert isinstance(case.referral.strands.support, SupportOver)


@pytest.mark.parametrize(
    ("command", "fields"),
    [
        ("record-detention", {"kind": "adult-prison"}),
        ("record-detention", {"kind": "adult-prison", "effective_at": "2025-07-02"}),
        ("decide-leave", {**LEAVE, "effective_at": "2025-07-02"}),
        ("withdraw", {"effective_at": "2025-06-20"}),
        ("close", {"reason": "left-the-country", "effective_at": "2025-06-20"}),
        ("decide-conclusive-grounds", {**NEGATIVE, "effective_at": "2025-06-20"}),
        ("suspend", {"reasons": TEXT, "effective_at": "2025-06-20"}),
    ],
)
def test_what_came_after_the_end_or_would_have_moved_the_case_waits_until_it_is_open_again(
    command: str, fields: dict[str, Any]
) -> None:
    assert Code.WRONG_STAGE == refused(closed(), "2025-09-01", command, **fields)[0]
