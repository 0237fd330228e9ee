"""The recovery period, told in commands: support, reviews, extensions, needs, rights, and steps against the person."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import Code, NrmError
from domain.referral.events import read_event
from domain.referral.events.clocks import OnClock, SafeguardCleared, SafeguardRaised
from domain.referral.events.file import FactCorrected
from domain.referral.evolve import fold
from domain.referral.state import Referral
from domain.referral.strands import NotSupported, Supported, SupportOver
from domain.referral.words import tell
from domain.stream.event import body_of
from domain.when import When
from tests.support.casework import TEXT, Case, awaiting_reasonable_grounds, in_recovery, referred

DAY = When.parse


def refused(case: Case, on: str, command: str, **fields: Any) -> Code:
    """The code of the refusal, after which the case is as it was."""
    before, events = case.state, case.events
    with pytest.raises(NrmError) as caught:
        case.ask(on, command, **fields)
    assert (before, events) == (case.state, case.events)
    assert caught.value.message.endswith(".")
    return caught.value.code


def outcome(case: Case, event: str) -> str | None:
    fact = case.referral.last(event)
    assert fact is not None
    return fact.outcome


def version(case: Case, event: str) -> int:
    """The number of the last event of this type."""
    return max(number for number, (one, _) in enumerate(case.events, start=1) if one.type == event)


def supported(on: str = "2026-03-10") -> Case:
    return in_recovery("2026-03-02", "2026-03-09").ask(on, "start-support", provider="unseen", effective_at=on)


@pytest.mark.parametrize("case", [referred("2026-03-02"), awaiting_reasonable_grounds("2026-03-02"), supported()])
def test_support_can_begin_before_any_decision_and_before_the_referral(case: Case) -> None:
    begun = case.ask("2026-03-12", "start-support", provider="migrant-help", effective_at="2026-03-01")

    assert "support-started" in begun.last_types


def test_support_is_kept_with_its_provider_and_another_may_take_over() -> None:
    taken_over = supported().ask("2026-03-20", "start-support", provider="migrant-help")

    assert Supported(DAY("2026-03-10"), "unseen") == supported().referral.strands.support
    assert Supported(DAY("2026-03-10"), "migrant-help") == taken_over.referral.strands.support
    assert Code.CONTRADICTS_RECORD == refused(supported(), "2026-03-11", "start-support", provider="unseen")


def test_support_ends_once_not_before_it_began_and_can_begin_again() -> None:
    over = supported().ask("2026-03-20", "end-support", reason="left-by-choice", effective_at="2026-03-20")

    assert "left-by-choice" == outcome(over, "support-ended")
    ended = SupportOver(DAY("2026-03-20"), version(over, "support-ended"), "left-by-choice")
    assert ended == over.referral.strands.support
    assert Code.CONTRADICTS_RECORD == refused(over, "2026-03-21", "end-support", reason="other")
    early: dict[str, Any] = {"reason": "other", "effective_at": "2026-03-09"}
    assert Code.DATE_OUT_OF_ORDER == refused(supported(), "2026-03-21", "end-support", **early)
    again = over.ask("2026-05-01", "start-support", provider="unseen", effective_at="2026-05-01")
    assert Supported(DAY("2026-05-01"), "unseen") == again.referral.strands.support


def test_support_that_never_began_does_not_end() -> None:
    case = referred("2026-03-02")

    assert Code.CONTRADICTS_RECORD == refused(case, "2026-03-03", "end-support", reason="other")
    assert NotSupported() == case.referral.strands.support


def test_support_ended_inside_the_recovery_period_is_a_breach_cured_by_support() -> None:
    over = supported().ask("2026-03-20", "end-support", reason="time-limit")
    again = over.ask("2026-03-22", "start-support", provider="unseen")

    assert "breach-recorded" in over.last_types
    assert "breach-cured" in again.last_types


@pytest.mark.parametrize("answer", ["accepted", "declined"])
def test_an_offer_is_kept_with_the_answer_and_a_delivery_with_the_item(answer: str) -> None:
    case = referred("2026-03-02").ask("2026-03-03", "record-support-offer", item="medical", answer=answer)
    case = case.ask("2026-03-04", "record-support-delivery", item="medical")

    assert (answer, "medical") == (outcome(case, "support-offered"), outcome(case, "support-delivered"))


@pytest.mark.parametrize(("understood", "said"), [(True, "understood"), (False, "not-understood")])
def test_rights_explained_in_a_language_that_is_not_understood_are_told_apart(understood: bool, said: str) -> None:
    case = referred("2026-03-02").ask(
        "2026-03-03", "record-rights-information", language="vietnamese", interpreter=True, understood=understood
    )

    assert said == outcome(case, "rights-information-given")


_IN_RECOVERY: list[tuple[str, dict[str, Any]]] = [
    ("review-recovery-period", {"outcome": "long-enough"}),
    ("extend-recovery-period", {"until": "2026-06-30"}),
]


@pytest.mark.parametrize(("command", "fields"), _IN_RECOVERY)
def test_only_a_running_recovery_period_is_reviewed_and_extended(command: str, fields: dict[str, Any]) -> None:
    running = in_recovery("2026-03-02", "2026-03-09")
    decided = running.ask("2026-05-01", "decide-conclusive-grounds", outcome="positive")

    assert Code.WRONG_STAGE == refused(referred("2026-03-02"), "2026-03-03", command, **fields)
    assert Code.WRONG_STAGE == refused(decided, "2026-05-03", command, **fields)
    early: dict[str, Any] = {**fields, "effective_at": "2026-03-05"}
    assert Code.DATE_OUT_OF_ORDER == refused(running, "2026-03-20", command, **early)
    in_time = decided.ask("2026-05-03", command, effective_at="2026-04-01", **fields)
    assert in_time.last_types[0].startswith("recovery-period-")


def test_an_extension_is_kept_with_its_last_day() -> None:
    case = in_recovery("2026-03-02", "2026-03-09").ask("2026-03-20", "extend-recovery-period", until="2026-06-30")
    fact = case.referral.last("recovery-period-extended")

    assert fact is not None
    assert {"until": DAY("2026-06-30")} == fact.dates


@pytest.mark.parametrize(
    ("command", "field"), [("extend-recovery-period", "until"), ("assess-recovery-needs", "support_until")]
)
def test_a_last_day_is_a_day_and_lies_ahead(command: str, field: str) -> None:
    case = in_recovery("2026-03-02", "2026-03-09")

    assert Code.NOT_A_DATE == refused(case, "2026-03-20", command, **{field: "2026-06"})
    assert Code.DATE_OUT_OF_ORDER == refused(case, "2026-03-20", command, **{field: "2026-03-19"})


def test_needs_are_assessed_after_a_positive_decision_and_kept_with_the_last_day() -> None:
    fields: dict[str, Any] = {"support_until": "2026-12-31"}
    case = in_recovery("2026-03-02", "2026-03-09").ask("2026-05-01", "decide-conclusive-grounds", outcome="positive")
    fact = case.ask("2026-05-03", "assess-recovery-needs", **fields).referral.last("recovery-needs-assessed")

    assert fact is not None
    assert {"support-until": DAY("2026-12-31")} == fact.dates
    waiting = awaiting_reasonable_grounds("2026-03-02")
    assert Code.WRONG_STAGE == refused(waiting, "2026-03-03", "assess-recovery-needs", **fields)
    early: dict[str, Any] = {**fields, "effective_at": "2026-03-03"}
    assert Code.DATE_OUT_OF_ORDER == refused(case, "2026-05-03", "assess-recovery-needs", **early)


@pytest.mark.parametrize(
    "case",
    [
        referred("2026-03-02"),
        in_recovery("2026-03-02", "2026-03-09"),
        referred("2026-03-02").ask("2026-03-04", "withdraw"),
        referred("2026-03-02").ask("2026-03-04", "record-death"),
    ],
    ids=["referred", "protected", "withdrawn", "dead"],
)
def test_a_step_against_the_person_is_recorded_whatever_the_stage_and_taken_back_once(case: Case) -> None:
    taken = case.ask("2026-03-20", "record-enforcement-step", step="removal-directions", effective_at="2026-03-20")
    step = version(taken, "enforcement-step-recorded")
    back = taken.ask("2026-03-22", "cancel-enforcement-step", step=step)

    assert "removal-directions" == outcome(taken, "enforcement-step-recorded")
    assert "enforcement-step-cancelled" in back.last_types
    assert Code.CONTRADICTS_RECORD == refused(back, "2026-03-23", "cancel-enforcement-step", step=step)
    early: dict[str, Any] = {"step": step, "effective_at": "2026-03-19"}
    assert Code.DATE_OUT_OF_ORDER == refused(taken, "2026-03-23", "cancel-enforcement-step", **early)


@pytest.mark.parametrize("number", [1, 99])
def test_only_a_step_on_record_is_taken_back(number: int) -> None:
    case = in_recovery("2026-03-02", "2026-03-09").ask("2026-03-20", "record-enforcement-step", step="other")

    assert Code.EVENT_NOT_FOUND == refused(case, "2026-03-21", "cancel-enforcement-step", step=number)


def test_a_struck_step_is_no_step_and_a_struck_cancellation_cancels_nothing() -> None:
    taken = in_recovery("2026-03-02", "2026-03-09").ask("2026-03-20", "record-enforcement-step", step="other")
    step = version(taken, "enforcement-step-recorded")
    struck = taken.ask("2026-03-21", "correct-fact", event=step, struck=True, reasons=TEXT)
    back = taken.ask("2026-03-21", "cancel-enforcement-step", step=step)
    undone = back.ask(
        "2026-03-22", "correct-fact", event=version(back, "enforcement-step-cancelled"), struck=True, reasons=TEXT
    )

    assert Code.EVENT_NOT_FOUND == refused(struck, "2026-03-22", "cancel-enforcement-step", step=step)
    again = undone.ask("2026-03-23", "cancel-enforcement-step", step=step)
    assert "enforcement-step-cancelled" in again.last_types


def test_a_cancelled_step_cures_the_breach_it_was() -> None:
    taken = in_recovery("2026-03-02", "2026-03-09").ask("2026-03-20", "record-enforcement-step", step="charter-listing")
    step = version(taken, "enforcement-step-recorded")

    assert "breach-cured" in taken.ask("2026-03-22", "cancel-enforcement-step", step=step).last_types


@pytest.mark.parametrize(
    ("command", "fields"),
    [
        *_IN_RECOVERY,
        ("start-support", {"provider": "unseen"}),
        ("end-support", {"reason": "other"}),
        ("record-support-offer", {"item": "legal", "answer": "accepted"}),
        ("record-support-delivery", {"item": "legal"}),
        ("assess-recovery-needs", {"support_until": "2026-12-31"}),
        ("record-rights-information", {"language": "vietnamese", "interpreter": True, "understood": True}),
    ],
)
def test_after_the_end_of_the_case_nothing_new_is_recorded(command: str, fields: dict[str, Any]) -> None:
    ended = supported().ask("2026-03-12", "withdraw")

    assert Code.WRONG_STAGE == refused(ended, "2026-03-20", command, **fields)
    assert Code.DATE_IN_FUTURE == refused(supported(), "2026-03-12", command, effective_at="2026-03-13", **fields)


_ASKED: list[tuple[str, dict[str, Any]]] = [
    ("allocate-competent-authority", {"authority": "sca"}),
    ("decide-reasonable-grounds", {"outcome": "positive"}),
    ("decide-conclusive-grounds", {"outcome": "positive"}),
    ("report-missing", {}),
    ("record-missing-response", {"response": "police-told"}),
    ("record-missing-response", {"response": "strategy-meeting"}),
    ("record-found", {}),
    ("suspend", {}),
    ("suspend", {"reasons": TEXT}),
    ("resume", {}),
    ("withdraw", {}),
    ("record-death", {}),
    ("record-placement", {"kind": "hotel"}),
    ("end-placement", {}),
    ("record-detention", {"kind": "adult-prison"}),
    ("record-detention", {"kind": "police-custody"}),
    ("record-release", {"safety_plan": False}),
    ("claim-age", {"claimed": "child"}),
    ("claim-age", {"claimed": "adult"}),
    ("dispute-age", {"disputed_by": "home-office"}),
    ("assess-age", {"outcome": "adult", "assessor": "kent-county-council"}),
    ("assess-age", {"outcome": "child", "assessor": "kent-county-council"}),
    ("record-eighteenth-birthday", {"month": "2026-06"}),
    ("appoint-guardian", {"scheme": "ictg"}),
    ("end-guardianship", {"reason": "turned-18"}),
    ("record-consent-at-18", {"answer": "given"}),
    ("record-consent-at-18", {"answer": "refused"}),
    ("start-support", {"provider": "unseen"}),
    ("start-support", {"provider": "migrant-help"}),
    ("record-support-offer", {"item": "legal", "answer": "declined"}),
    ("record-support-delivery", {"item": "legal"}),
    ("review-recovery-period", {"outcome": "long-enough"}),
    ("extend-recovery-period", {"until": "2027-06-01"}),
    ("assess-recovery-needs", {"support_until": "2027-06-01"}),
    ("record-enforcement-step", {"step": "expulsion"}),
    ("cancel-enforcement-step", {"step": 4}),
    ("end-support", {"reason": "other"}),
    ("record-rights-information", {"language": "vietnamese", "interpreter": True, "understood": True}),
    ("propose-disqualification", {"ground": "public-order"}),
    ("decide-disqualification", {"outcome": "not-disqualified"}),
    (
        "decide-disqualification",
        {
            "outcome": "disqualified", "reasons": TEXT,
            "recovery_need_weighed": True, "retrafficking_risk_weighed": True,
        },
    ),
    ("revoke-disqualification", {}),
    ("correct-fact", {"event": 5, "struck": True, "reasons": TEXT}),
]  # fmt: skip

_AT_FIRST: list[tuple[str, dict[str, Any]]] = [
    ("allocate-competent-authority", {"authority": "sca"}),
    ("decide-reasonable-grounds", {"outcome": "positive"}),
]

_NO_FACTS = (OnClock, SafeguardRaised, SafeguardCleared, FactCorrected)
"""What speaks of other events by their numbers, and has its place after them."""

_requests = st.lists(
    st.tuples(st.integers(0, 24 * 20), st.sampled_from(_ASKED), st.sampled_from([None, None, 0, 1, 9, 200])),
    max_size=25,
)


@given(st.sampled_from(["adult", "child", "unknown"]), st.booleans(), _requests)
def test_whatever_is_asked_the_case_folds_and_a_refusal_leaves_it_alone(
    age: str, decided: bool, requests: list[tuple[int, tuple[str, dict[str, Any]], int | None]]
) -> None:
    now = datetime(2026, 3, 2, 12, tzinfo=UTC)
    case = referred("2026-03-02", age_group=age)
    opening: list[tuple[int, tuple[str, dict[str, Any]], int | None]] = [(1, asked, None) for asked in _AT_FIRST]
    for hours, (command, fields), days_ago in (opening if decided else []) + requests:
        now += timedelta(hours=hours)
        so: dict[str, Any] = (
            {} if days_ago is None else {"effective_at": (now - timedelta(days=days_ago)).date().isoformat()}
        )
        before, version_before = case.state, case.referral.version
        try:
            case = case.ask(now.isoformat(), command, **fields, **so)
        except NrmError:
            assert before == case.state
        else:
            assert version_before < case.referral.version
        assert fold(case.events) == case.state
    stored = [(read_event(one.type, one.schema_version, body_of(one)), when) for one, when in case.events]
    assert fold(stored) == case.state


@given(_requests, st.randoms(use_true_random=False))
def test_these_events_fold_in_any_order(
    requests: list[tuple[int, tuple[str, dict[str, Any]], int | None]], order: Random
) -> None:
    case = in_recovery("2026-03-02", "2026-03-09", age_group="unknown")
    for hours, (command, fields), _ in requests:
        with suppress(NrmError):
            case = case.ask((datetime(2026, 3, 10, tzinfo=UTC) + timedelta(hours=hours)).isoformat(), command, **fields)
    opening, *rest = (dated for dated in case.events if not isinstance(dated[0], _NO_FACTS))
    order.shuffle(rest)

    assert isinstance(fold([opening, *rest]), Referral)


def test_an_interpreter_is_booked_for_a_day_that_may_lie_ahead_and_the_history_says_all_of_it() -> None:
    booking = {"interpreter": "thebigword", "language": "vietnamese", "purpose": "interview"}
    case = referred("2026-03-02").ask("2026-03-03", "record-interpreter-booked", booked_for="2026-03-09", **booking)
    booked = case.referral.last("interpreter-booked")
    assert booked is not None
    assert "interview" == booked.outcome
    said = tell(case.referral.history, booked.version)
    assert all(word in said for word in ("thebigword", "vietnamese", "interview", "9 March 2026"))
    early = refused(case, "2026-03-04", "record-interpreter-booked", booked_for="2026-03-03", **booking)
    vague = refused(case, "2026-03-04", "record-interpreter-booked", booked_for="2026-04", **booking)
    assert (Code.DATE_OUT_OF_ORDER, Code.NOT_A_DATE) == (early, vague)
