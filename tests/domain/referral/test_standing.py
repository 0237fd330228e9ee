"""What stands is not a moment: a step set before protection begins is seen on the day it begins, at every way in."""

from datetime import UTC, datetime
from typing import Any

import pytest

from domain.referral.commands.file import ImportedFact, ImportHistory
from domain.referral.decide import decide
from domain.referral.state import NoReferral, Referral
from domain.roles import Role
from domain.rules.shelf import published
from domain.stream.context import Context
from domain.when import When, london_day
from tests.support.casework import CASE, TEXT, Case, awaiting_reasonable_grounds, concerns, in_recovery

RECOVERY, WINDOW = "recovery-period", "reconsideration-window"
BEFORE, INSIDE = "enforcement-before-decision", "enforcement-inside-protected-period"
STEP = "record-enforcement-step"
NEGATIVE: dict[str, Any] = {"outcome": "negative", "reasons": TEXT}


def step_of(case: Case | Referral) -> int:
    state = case.referral if isinstance(case, Case) else case
    return next(fact.version for fact in state.facts if fact.event == "enforcement-step-recorded")


def breach(case: Case | Referral, clock: str, step: int) -> tuple[str, str, str | None] | None:
    """Since when a step is a breach of a clock, what became of it, and when it was cured."""
    state = case.referral if isinstance(case, Case) else case
    for key, one in state.breaches.items():
        if (key[0], key[2]) == (clock, f"adverse-step:{step}") and one.status != "disproved":
            return str(london_day(one.due_at)), one.status, one.cured.text[:10] if one.cured else None
    return None


def raised(case: Case | Referral, check: str) -> list[tuple[str, str | None]]:
    """From when until when a concern stood."""
    state = case.referral if isinstance(case, Case) else case
    every = [one for raised in state.safeguards.values() for one in raised.every]
    return [
        (str(one.since.first_day), str(one.cleared.first_day) if one.cleared else None)
        for one in every
        if one.check == check and not one.disproved
    ]


def directed(day: str = "2026-09-03", kind: str = "removal-directions") -> Case:
    """Referred on 1 September, with directions set on the 3rd."""
    case = awaiting_reasonable_grounds("2026-09-01")
    return case.ask(day, STEP, step=kind, effective_at=day)


def decided(case: Case, **outcome: Any) -> Case:
    told = outcome or {"outcome": "positive"}
    return case.ask("2026-09-07", "decide-reasonable-grounds", effective_at="2026-09-07", **told)


def supported(case: Case) -> Case:
    return case.ask("2026-09-07", "start-support", provider="salvation-army", effective_at="2026-09-07")


@pytest.mark.parametrize("kind", ["removal-directions", "charter-listing"])
def test_what_was_set_before_a_positive_decision_breaches_the_period_from_the_day_it_begins(kind: str) -> None:
    case = supported(decided(directed(kind=kind)))
    step = step_of(case)

    assert ("2026-09-07", "open", None) == breach(case, RECOVERY, step)
    assert [("2026-09-07", None)] == raised(case, INSIDE)
    assert [("2026-09-03", "2026-09-07")] == raised(case, BEFORE)

    cancelled = case.ask("2026-09-10", "cancel-enforcement-step", step=step, effective_at="2026-09-10")
    assert ("2026-09-07", "cured", "2026-09-10") == breach(cancelled, RECOVERY, step)
    assert [("2026-09-07", "2026-09-10")] == raised(cancelled, INSIDE)


def test_what_was_taken_back_before_the_decision_stands_no_more() -> None:
    case = directed()
    case = case.ask("2026-09-05", "cancel-enforcement-step", step=step_of(case), effective_at="2026-09-05")
    case = supported(decided(case))

    assert None is breach(case, RECOVERY, step_of(case))
    assert [] == raised(case, INSIDE)


def test_a_removal_that_was_carried_out_is_what_the_concern_is_then_about() -> None:
    case = supported(decided(directed())).ask("2026-09-09", STEP, step="expulsion", effective_at="2026-09-09")
    first, second = (fact.version for fact in case.referral.facts if fact.event == "enforcement-step-recorded")

    assert ("2026-09-07", "open", None) == breach(case, RECOVERY, first)
    assert ("2026-09-09", "open", None) == breach(case, RECOVERY, second)
    assert [("2026-09-07", "2026-09-09"), ("2026-09-09", None)] == raised(case, INSIDE)


def test_a_removal_before_the_decision_is_over_when_the_period_begins() -> None:
    case = supported(decided(directed(kind="expulsion")))

    assert None is breach(case, RECOVERY, step_of(case))
    assert [("2026-09-03", "2026-09-07")] == raised(case, BEFORE)


def test_directions_inside_the_time_to_ask_for_reconsideration_are_a_breach_of_it() -> None:
    case = Case().ask("2025-08-12", "report-encounter", nation="england-and-wales", age_group="adult", indicators=True,
                      organisation="border-force", effective_at="2025-08-12")  # fmt: skip
    told: list[tuple[str, str, dict[str, Any]]] = [
        ("2025-08-13", "record-detention", {"kind": "immigration-detention"}),
        ("2025-09-08", STEP, {"step": "removal-directions"}),
        ("2025-09-13", "refer", {"nation": "england-and-wales", "age_group": "adult", "consent": "given",
                                 "first_responder": "border-force"}),
        ("2025-09-13", "allocate-competent-authority", {"authority": "ieca"}),
        ("2025-09-16", "decide-reasonable-grounds", NEGATIVE),
    ]  # fmt: skip
    for day, command, fields in told:
        case = case.ask(day, command, effective_at=day, **fields)
    review: dict[str, Any] = {"decision": "reasonable-grounds", "outcome": "agreed", "effective_at": "2025-09-16"}
    case = case.ask("2025-09-16", "review-decision", by="ben", **review)
    case = case.ask("2025-09-16", "serve-decision", decision="reasonable-grounds", effective_at="2025-09-16")
    window = next(one for one in case.outlook.readings(None) if one.clock == WINDOW)

    assert ("2025-09-16", "2025-10-16") == (str(window.starts_on), str(window.due_on))
    assert ("2025-09-16", "open", None) == breach(case, WINDOW, step_of(case))
    assert [("2025-09-16", None)] == raised(case, INSIDE)
    assert [("2025-09-13", "2025-09-16")] == raised(case, BEFORE)
    assert [("2025-09-13", "2025-09-16")] == raised(case, "detained-while-undecided")


def test_an_account_that_tells_of_standing_directions_is_read_in_the_same_way() -> None:
    facts = (("2025-08", "detained"), ("2025-09-08", "removal_directions"), ("2025-09-13", "referral"),
             ("2025-09-16", "rg_negative"))  # fmt: skip
    command = ImportHistory(
        reference="CTK-2025-EWCA-Civ-1264",
        nation="england-and-wales",
        facts=tuple(ImportedFact(type=kind, date=When.parse(day), note=TEXT) for day, kind in facts),
    )
    now = datetime(2026, 11, 2, 12, tzinfo=UTC)
    state = decide(NoReferral(), command, Context(CASE, "a", Role.DECISION_MAKER, now, published())).outlook.state

    assert ("2025-09-16", "open", None) == breach(state, WINDOW, step_of(state))
    assert [("2025-09-13", "2025-09-16")] == raised(state, BEFORE)
    assert [("2025-09-13", "2025-09-16")] == raised(state, "detained-while-undecided")


def set_aside(first: str) -> Case:
    """A first decision, set aside on 21 September; directions stood all the time."""
    outcome: dict[str, Any] = NEGATIVE if first == "negative" else {"outcome": "positive"}
    case = decided(directed(), **outcome)
    case = case.ask("2026-09-14", "issue-judicial-review", decision="reasonable-grounds", effective_at="2026-09-14")
    return case.ask(
        "2026-09-21", "record-judicial-review-step", step="consent-order", effective_at="2026-09-21"
    )  # fmt: skip


@pytest.mark.parametrize("first", ["negative", "positive"])
def test_a_decision_set_aside_leaves_the_person_undecided_and_the_directions_standing(first: str) -> None:
    case = set_aside(first)

    assert [("2026-09-03", "2026-09-07"), ("2026-09-21", None)] == sorted(raised(case, BEFORE))


def test_a_detention_that_began_before_is_seen_at_every_way_in() -> None:
    case = in_recovery("2026-09-01", "2026-09-03").ask("2026-09-04", "record-detention", kind="adult-prison")
    case = case.ask("2026-09-10", "withdraw", effective_at="2026-09-10").ask("2026-09-14", "reopen")

    assert [("2026-09-04", "2026-09-10"), ("2026-09-14", None)] == sorted(raised(case, "detained-after-positive"))


def test_what_ended_before_anybody_recorded_it_is_found_with_its_dates_and_what_never_was_is_not() -> None:
    case = awaiting_reasonable_grounds("2026-09-01")
    case = case.ask("2026-09-10", "decide-reasonable-grounds", outcome="positive", effective_at="2026-09-10")
    late = "2026-11-28"
    case = case.ask(late, "record-detention", kind="immigration-detention", effective_at="2026-09-03")
    case = case.ask(late, "record-release", safety_plan=True, effective_at="2026-09-08")
    case = case.ask(late, STEP, step="removal-directions", effective_at="2026-09-04")

    assert [("2026-09-03", "2026-09-08")] == raised(case, "detained-while-undecided")
    assert [] == raised(case, "detained-after-positive")
    assert [("2026-09-04", "2026-09-10")] == raised(case, BEFORE)
    assert [("2026-09-10", None)] == raised(case, INSIDE)
    assert {"detained-after-positive", "detained-while-undecided"}.isdisjoint(concerns(case))


def test_a_raising_that_never_was_so_is_disproved_and_stays_on_record() -> None:
    case = awaiting_reasonable_grounds("2026-09-01")
    case = case.ask("2026-09-10", "decide-reasonable-grounds", outcome="positive", effective_at="2026-09-10")
    held = case.ask("2026-11-28", "record-detention", kind="adult-prison", effective_at="2026-09-03")
    free = held.ask("2026-11-28", "record-release", safety_plan=True, effective_at="2026-09-08")

    assert [("2026-09-10", None)] == raised(held, "detained-after-positive")
    assert [True] == [
        one.disproved for key, one in free.referral.safeguards.items() if key[0] == "detained-after-positive"
    ]
    assert "safeguard-disproved" in free.last_types


def test_a_concern_keeps_its_number_when_its_dates_are_put_right() -> None:
    case = awaiting_reasonable_grounds("2026-09-01").ask("2026-09-03", "record-detention", kind="adult-prison")
    case = case.ask("2026-09-20", "record-release", safety_plan=True)
    (before,) = [one for one in case.referral.safeguards.values() if one.check == "detained-while-undecided"]
    dates = {fact.event: fact.version for fact in case.referral.facts}
    case = case.ask("2026-09-21", "correct-fact", event=dates["person-detained"], becomes="2026-09-02", reasons=TEXT)
    case = case.ask("2026-09-21", "correct-fact", event=dates["person-released"], becomes="2026-09-15", reasons=TEXT)
    after = case.referral.safeguards[before.check, before.about]

    assert before.version == after.version
    assert [("2026-09-02", "2026-09-15")] == raised(case, "detained-while-undecided")
