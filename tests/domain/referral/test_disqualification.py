"""Disqualification, told in commands: it stops protection, and never the duty to decide conclusively."""

from typing import Any

import pytest

from domain.errors import Code, NrmError
from domain.referral.strands import (
    DisqualificationOver,
    DisqualificationPending,
    Disqualified,
    NotDisqualified,
)
from domain.roles import Role
from domain.when import When
from tests.support.casework import TEXT, Case, awaiting_reasonable_grounds, in_recovery

DAY = When.parse
WEIGHED: dict[str, Any] = {
    "outcome": "disqualified", "reasons": TEXT, "recovery_need_weighed": True, "retrafficking_risk_weighed": True
}  # fmt: skip


def refused(case: Case, on: str, command: str, role: Role | None = None, **fields: Any) -> Code:
    """The code of the refusal, after which the case is as it was."""
    before, events = case.state, case.events
    with pytest.raises(NrmError) as caught:
        case.ask(on, command, role, **fields)
    assert (before, events) == (case.state, case.events)
    assert caught.value.message.endswith(".")
    return caught.value.code


def proposed(on: str = "2026-03-12", year: str = "2026") -> Case:
    case = in_recovery(f"{year}-03-02", f"{year}-03-09")
    return case.ask(on, "propose-disqualification", ground="public-order", trigger="foreign-criminal", effective_at=on)


def disqualified() -> Case:
    return proposed().ask("2026-03-16", "decide-disqualification", effective_at="2026-03-16", **WEIGHED)


def test_a_proposal_waits_for_its_decision() -> None:
    case = proposed()

    assert DisqualificationPending("public-order", DAY("2026-03-12")) == case.referral.strands.disqualification
    assert "recovery-period" == case.stage
    assert Code.CONTRADICTS_RECORD == refused(case, "2026-03-13", "propose-disqualification", ground="bad-faith")


def test_disqualification_is_proposed_only_after_a_positive_decision() -> None:
    waiting = awaiting_reasonable_grounds("2026-03-02")
    protected = in_recovery("2026-03-02", "2026-03-09")
    early: dict[str, Any] = {"ground": "bad-faith", "effective_at": "2026-03-08"}

    assert Code.WRONG_STAGE == refused(waiting, "2026-03-03", "propose-disqualification", ground="bad-faith")
    assert Code.DATE_OUT_OF_ORDER == refused(protected, "2026-03-12", "propose-disqualification", **early)
    victim = protected.ask("2026-04-20", "decide-conclusive-grounds", outcome="positive")
    assert (
        "disqualification-proposed"
        in victim.ask("2026-04-21", "propose-disqualification", ground="bad-faith").last_types
    )


def test_after_a_negative_conclusion_nobody_is_left_to_disqualify() -> None:
    protected = in_recovery("2026-03-02", "2026-03-09")
    case = protected.ask("2026-04-20", "decide-conclusive-grounds", outcome="negative", reasons=TEXT)

    assert Code.WRONG_STAGE == refused(case, "2026-04-22", "propose-disqualification", ground="bad-faith")


def test_a_decision_needs_a_proposal_before_it() -> None:
    protected = in_recovery("2026-03-02", "2026-03-09")

    assert Code.CONTRADICTS_RECORD == refused(protected, "2026-03-12", "decide-disqualification", **WEIGHED)
    early: dict[str, Any] = {**WEIGHED, "effective_at": "2026-03-11"}
    assert Code.DATE_OUT_OF_ORDER == refused(proposed(), "2026-03-13", "decide-disqualification", **early)
    assert Code.DATE_IN_FUTURE == refused(
        proposed(), "2026-03-13", "decide-disqualification", effective_at="2026-03-14", **WEIGHED
    )


@pytest.mark.parametrize(
    ("missing", "code"),
    [
        ("reasons", Code.REASONS_REQUIRED),
        ("recovery_need_weighed", Code.RECOVERY_NOT_WEIGHED),
        ("retrafficking_risk_weighed", Code.RETRAFFICKING_NOT_WEIGHED),
    ],
)
def test_nobody_is_disqualified_without_reasons_and_without_weighing(missing: str, code: Code) -> None:
    fields: dict[str, Any] = {name: value for name, value in WEIGHED.items() if name != missing}

    assert code == refused(proposed(), "2026-03-16", "decide-disqualification", **fields)


def test_the_risk_of_being_trafficked_again_is_weighed_since_january_2024() -> None:
    fields: dict[str, Any] = {**WEIGHED, "retrafficking_risk_weighed": False}
    before = proposed("2023-12-01", "2023").ask("2023-12-31", "decide-disqualification", **fields)

    assert "disqualification-decided" in before.last_types
    case = proposed("2023-12-01", "2023")
    assert Code.RETRAFFICKING_NOT_WEIGHED == refused(case, "2024-01-01", "decide-disqualification", **fields)


def test_a_refused_disqualification_needs_nothing_and_can_be_proposed_again() -> None:
    case = proposed().ask("2026-03-16", "decide-disqualification", outcome="not-disqualified")

    assert NotDisqualified() == case.referral.strands.disqualification
    assert (
        "disqualification-proposed" in case.ask("2026-03-17", "propose-disqualification", ground="bad-faith").last_types
    )


def test_a_disqualification_is_kept_with_its_ground_and_ends_the_recovery_period() -> None:
    case = disqualified()
    fact = case.referral.last("disqualification-decided")

    assert fact is not None
    assert "disqualified" == fact.outcome
    assert Disqualified("public-order", DAY("2026-03-16")) == case.referral.strands.disqualification
    ended = [reading for reading in case.outlook.readings(None) if reading.clock == "recovery-period"]
    assert [DAY("2026-03-16").day] == [reading.ended_on for reading in ended]


def test_a_period_that_disqualification_ended_is_not_extended() -> None:
    code = refused(disqualified(), "2026-03-20", "extend-recovery-period", until="2026-06-30")

    assert Code.CONTRADICTS_RECORD == code


@pytest.mark.parametrize("outcome", ["positive", "negative"])
def test_the_conclusive_decision_is_still_owed_to_the_disqualified_and_can_be_made(outcome: str) -> None:
    case = disqualified()
    owed = [reading for reading in case.outlook.readings(None) if reading.clock == "conclusive-grounds-decision"]

    assert "awaiting-conclusive-grounds" == case.stage
    assert case.referral.is_open
    assert [None] == [reading.ended_on for reading in owed]
    decided = case.ask("2026-05-04", "decide-conclusive-grounds", outcome=outcome, reasons=TEXT)
    assert f"conclusive-grounds-{outcome}" == decided.stage
    assert isinstance(decided.referral.strands.disqualification, Disqualified)


def test_the_disqualified_are_in_no_recovery_period_until_that_is_taken_back() -> None:
    case = disqualified()

    assert "recovery-period" == proposed().stage
    assert (
        "recovery-period" == proposed().ask("2026-03-16", "decide-disqualification", outcome="not-disqualified").stage
    )
    assert "recovery-period" == case.ask("2026-04-01", "revoke-disqualification").stage
    closed = case.ask("2026-04-01", "close", reason="left-the-country")
    assert "awaiting-conclusive-grounds" == closed.referral.last_stage.name


def test_only_a_disqualification_on_record_is_taken_back_and_once() -> None:
    over = disqualified().ask("2026-04-01", "revoke-disqualification", reasons=TEXT, effective_at="2026-04-01")

    assert DisqualificationOver(DAY("2026-04-01")) == over.referral.strands.disqualification
    assert Code.CONTRADICTS_RECORD == refused(over, "2026-04-02", "revoke-disqualification")
    assert Code.CONTRADICTS_RECORD == refused(proposed(), "2026-04-02", "revoke-disqualification")
    early: dict[str, Any] = {"effective_at": "2026-03-15"}
    assert Code.DATE_OUT_OF_ORDER == refused(disqualified(), "2026-04-02", "revoke-disqualification", **early)
    assert (
        "disqualification-proposed" in over.ask("2026-04-03", "propose-disqualification", ground="bad-faith").last_types
    )


def test_the_disqualified_are_not_disqualified_twice() -> None:
    assert Code.CONTRADICTS_RECORD == refused(
        disqualified(), "2026-03-20", "propose-disqualification", ground="bad-faith"
    )


def test_only_a_decision_maker_disqualifies() -> None:
    code = refused(proposed(), "2026-03-16", "decide-disqualification", Role.CASEWORKER, **WEIGHED)

    assert Code.ROLE_NOT_PERMITTED == code


@pytest.mark.parametrize(
    ("command", "fields"),
    [
        ("propose-disqualification", {"ground": "bad-faith"}),
        ("decide-disqualification", WEIGHED),
        ("revoke-disqualification", {}),
    ],
)
def test_after_the_end_of_the_case_nobody_is_disqualified(command: str, fields: dict[str, Any]) -> None:
    ended = proposed().ask("2026-03-13", "withdraw")

    assert Code.WRONG_STAGE == refused(ended, "2026-03-20", command, **fields)
