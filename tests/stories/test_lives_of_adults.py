"""Lives of adults in the NRM, told from first to last."""

from dataclasses import replace
from uuid import UUID

import pytest

from domain.errors import Code, Invalid, NotAllowed, NrmError
from domain.referral.parse import parse
from domain.referral.strands import Disqualified
from domain.stream.context import Neighbour
from tests.support.casework import TEXT, Case, awaiting_reasonable_grounds, concerns, in_recovery, open_breaches

EARLIER = UUID("55555555-5555-4555-8555-555555555555")


def refused(case: Case, on: str, command: str, **fields: object) -> str:
    with pytest.raises(NrmError) as refusal:
        case.ask(on, command, **fields)
    return refusal.value.code


def negative(case: Case, on: str, decision: str = "reasonable-grounds") -> Case:
    """A negative decision, looked at by a second person and served."""
    case = case.ask(on, f"decide-{decision}", outcome="negative", reasons=TEXT, by="ada")
    case = case.ask(on, "review-decision", decision=decision, outcome="agreed", by="ben")
    return case.ask(on, "serve-decision", decision=decision)


def test_an_adult_is_refused_then_reconsidered_positive() -> None:
    case = negative(awaiting_reasonable_grounds("2025-02-03"), "2025-02-07")
    assert "negative-without-evidence" in concerns(case)

    case = case.ask(
        "2025-02-20", "request-reconsideration", decision="reasonable-grounds", requested_by="legal-representative"
    )
    case = case.ask("2025-03-20", "decide-reconsideration", outcome="decide-again")
    assert "awaiting-reasonable-grounds" == case.stage
    assert "negative-without-evidence" not in concerns(case)

    case = case.ask("2025-03-21", "decide-reasonable-grounds", outcome="positive")
    assert "recovery-period" == case.stage
    first, second = case.referral.strands.decisions
    assert ("negative", "positive") == (first.outcome, second.outcome)
    assert not first.stands
    assert second.stands


def test_somebody_is_trafficked_again_after_release() -> None:
    case = replace(awaiting_reasonable_grounds("2024-05-06"), neighbours={EARLIER: Neighbour(EARLIER, frozenset())})
    case = case.ask("2024-05-06", "link-referral", other=str(EARLIER), relation="earlier-referral")
    assert "second-referral" in concerns(case)
    assert refused(case, "2024-05-09", "decide-reasonable-grounds", outcome="positive")

    case = case.ask("2024-05-09", "decide-reasonable-grounds", outcome="positive", further_recovery="owed")
    assert any(reading.clock == "recovery-period" for reading in case.outlook.readings(None))


def test_a_second_referral_about_earlier_events_gives_no_second_recovery_period() -> None:
    case = replace(awaiting_reasonable_grounds("2024-05-06"), neighbours={EARLIER: Neighbour(EARLIER, frozenset())})
    case = case.ask("2024-05-06", "link-referral", other=str(EARLIER), relation="earlier-referral")
    case = case.ask("2024-05-09", "decide-reasonable-grounds", outcome="positive", further_recovery="not-owed")

    assert not [reading for reading in case.outlook.readings(None) if reading.clock == "recovery-period"]


def test_a_disqualified_person_is_still_decided_conclusively() -> None:
    """R (ABW) v Secretary of State [2025] EWHC 3280 (Admin): protection stops, the duty to decide does not."""
    case = in_recovery("2025-01-06", "2025-01-10").ask("2025-01-10", "start-support", provider="salvation-army")
    case = case.ask("2025-01-20", "propose-disqualification", ground="public-order", trigger="foreign-criminal")
    case = case.ask(
        "2025-01-27", "decide-disqualification", outcome="disqualified", reasons=TEXT,
        recovery_need_weighed=True, retrafficking_risk_weighed=True,
    )  # fmt: skip
    assert isinstance(case.referral.strands.disqualification, Disqualified)
    case = case.ask("2025-01-28", "record-enforcement-step", step="removal-directions")
    assert "recovery-period" not in open_breaches(case)

    case = case.ask("2025-06-02", "decide-conclusive-grounds", outcome="positive")
    assert "conclusive-grounds-positive" == case.stage


def test_a_judicial_review_quashes_a_decision() -> None:
    case = in_recovery("2024-01-08", "2024-01-12")
    case = negative(case, "2024-08-05", "conclusive-grounds").ask(
        "2024-10-01", "issue-judicial-review", decision="conclusive-grounds"
    )
    for step, on in (("permission-granted", "2024-12-02"), ("hearing", "2025-03-03"), ("quashed", "2025-03-24")):
        case = case.ask(on, "record-judicial-review-step", step=step)
    assert "recovery-period" == case.stage

    case = case.ask("2025-04-10", "decide-conclusive-grounds", outcome="positive")
    assert "conclusive-grounds-positive" == case.stage


def test_removal_is_attempted_inside_the_protected_period() -> None:
    case = in_recovery("2024-01-08", "2024-01-12").ask(
        "2024-01-20", "record-enforcement-step", step="removal-directions"
    )
    assert "recovery-period" in open_breaches(case)
    assert "enforcement-inside-protected-period" in concerns(case)

    step = case.referral.version - len(case.last) + 1
    case = case.ask("2024-01-22", "cancel-enforcement-step", step=step)
    assert "enforcement-inside-protected-period" not in concerns(case)


def test_a_life_in_scotland() -> None:
    case = in_recovery("2024-01-08", "2024-01-12", nation="scotland", first_responder="tara")
    case = case.ask("2024-01-12", "start-support", provider="tara").ask(
        "2024-03-01", "end-support", reason="time-limit"
    )

    assert "support-scotland" in open_breaches(case)


def test_a_life_in_northern_ireland_where_a_conclusion_under_review_is_not_conclusive() -> None:
    case = in_recovery("2024-01-08", "2024-01-12", nation="northern-ireland", first_responder="migrant-help")
    case = negative(case, "2024-05-06", "conclusive-grounds")
    assert case.referral.is_conclusive

    case = case.ask("2024-06-03", "issue-judicial-review", decision="conclusive-grounds")
    assert not case.referral.is_conclusive

    case = case.ask("2024-07-01", "record-judicial-review-step", step="permission-refused")
    assert case.referral.is_conclusive


def test_somebody_withdraws_and_is_referred_again() -> None:
    case = in_recovery("2023-05-08", "2023-05-12").ask("2023-06-01", "withdraw", statement=TEXT)
    assert "withdrawn" == case.stage
    assert case.outlook.next_instant is None

    again = replace(awaiting_reasonable_grounds("2024-05-06"), neighbours={EARLIER: Neighbour(EARLIER, frozenset())})
    again = again.ask("2024-05-06", "link-referral", other=str(EARLIER), relation="earlier-referral")
    assert {EARLIER} == {link.other for link in again.referral.strands.links}


def test_somebody_dies_before_anything_is_decided() -> None:
    case = awaiting_reasonable_grounds("2024-05-06").ask("2024-05-09", "record-death")
    assert refused(case, "2024-05-10", "decide-reasonable-grounds", outcome="positive")

    assert {"crime-recording"} == open_breaches(case)
    case = case.ask("2024-05-10", "close", reason="died").ask("2025-01-01", "pass-time")
    assert "closed" == case.stage
    assert set() == open_breaches(case)
    assert {"crime-recording", "rights-information"} == {clock for clock, _, _ in case.referral.breaches}
    assert refused(case, "2025-01-02", "reopen")


def test_only_the_duty_to_notify_is_done_for_an_adult_who_does_not_consent() -> None:
    case = Case().ask(
        "2024-05-06", "report-encounter", nation="england-and-wales", age_group="adult", indicators=True,
        organisation="kent-police",
    )  # fmt: skip
    assert "encounter-without-referral-or-notification" in concerns(case)
    with pytest.raises(NrmError) as identifying:
        parse("notify-without-consent", {"notifying_body": "police-force", "believed": "both", "name": "x"})
    assert Code.IDENTIFYING_DATA == identifying.value.code

    case = case.ask("2024-05-08", "notify-without-consent", notifying_body="police-force", believed="trafficking")
    assert "notified" == case.stage
    assert "encounter-without-referral-or-notification" not in concerns(case)

    case = case.ask("2024-05-08", "close", reason="notified-without-consent")
    assert "closed" == case.stage


def test_somebody_is_turned_away_and_referred_by_others() -> None:
    case = Case().ask(
        "2024-05-06", "report-encounter", nation="england-and-wales", age_group="adult", indicators=True,
        organisation="unseen",
    )  # fmt: skip
    case = case.ask("2024-05-06", "record-turned-away", agency="kent-police", details=TEXT)
    assert "turned-away" in concerns(case)

    case = case.ask(
        "2024-05-13", "refer", nation="england-and-wales", age_group="adult", consent="given", first_responder="unseen"
    )
    assert "referred" == case.stage


def test_what_cannot_be_so_is_refused() -> None:
    case = awaiting_reasonable_grounds("2024-05-06")

    assert Code.CONTRADICTS_RECORD == refused(case, "2024-05-07", "record-found")
    assert Code.CONTRADICTS_RECORD == refused(case, "2024-05-07", "record-sentence", sentence="custody")
    placed = case.ask("2024-05-07", "record-placement", kind="hotel")
    assert Code.CONTRADICTS_RECORD == refused(placed, "2024-05-08", "record-placement", kind="hotel")
    with pytest.raises(Invalid):
        case.ask("2024-05-07", "record-placement", kind="hotel", effective_at="2024-06-01")
    with pytest.raises(NotAllowed):
        case.ask("2024-05-07", "review-decision", decision="reasonable-grounds", outcome="agreed")
