"""What the clocks say of a case, summed once and asked about any instant; and what it waits for next, in words.

The end of a day where days are counted, the hour where hours are.
"""

from collections.abc import Iterator
from typing import Any

import pytest

from domain.clocks import Told, all_runs
from domain.clocks.case import Counted, runs_of
from domain.referral.decide import decide
from domain.referral.parse import parse
from domain.referral.receipt import receipt, standing
from domain.referral.views import case_views
from domain.rules.model import ClockVersion, RuleBook
from domain.rules.shelf import published
from domain.stream.context import Context
from domain.when import instant_in_words
from tests.support.casework import (
    CASE,
    ROLE_FOR,
    TEXT,
    Case,
    awaiting_reasonable_grounds,
    in_recovery,
    instant,
    referred,
)


def next_of(case: Case) -> str:
    due = case.outlook.next_instant
    assert due is not None
    return due[1]


def test_a_clock_that_counts_days_is_due_by_the_end_of_one() -> None:
    child = referred("2026-03-02", "scotland", age_group="child", consent="not-needed")
    assert "Information about rights: due by the end of 4 March 2026" == next_of(child)


def test_a_target_is_called_one() -> None:
    case = referred("2026-03-02", "scotland")
    case = case.ask("2026-03-02", "record-rights-information", language="thai", interpreter=True, understood=True)
    case = case.ask("2026-03-06", "pass-time")

    assert "Reasonable grounds decision: one day left" == next_of(case)
    case = case.ask("2026-03-09", "pass-time")
    assert "Reasonable grounds decision: target the end of 9 March 2026" == next_of(case)


@pytest.mark.parametrize(
    ("since", "due"),
    [("2026-03-02T10:30:00Z", "2 March 2026 at 12:30 GMT"), ("2026-07-01T21:00:00Z", "the end of 1 July 2026")],
)
def test_a_clock_that_counts_hours_is_due_by_an_hour(since: str, due: str) -> None:
    case = referred(since[:10], age_group="child", consent="not-needed")
    case = case.ask(since, "report-missing", effective_at=since)
    assert f"Missing child reported to the police: due by {due}" == next_of(case)


@pytest.mark.parametrize(
    ("at", "said"),
    [
        ("2026-07-01T08:05:00Z", "1 July 2026 at 09:05 BST"),
        ("2026-07-01T23:00:00Z", "2 July 2026"),
        ("2026-12-01T00:00:00Z", "1 December 2026"),
    ],
)
def test_an_instant_is_said_by_londons_clocks_and_the_beginning_of_a_day_without_its_hour(at: str, said: str) -> None:
    assert said == instant_in_words(instant(at))


@pytest.mark.parametrize(
    ("command", "fields"),
    [("start-support", {"provider": "salvation-army"}), ("add-note", {"text": TEXT}), ("pass-time", {})],
)
def test_a_command_sums_each_clock_once(command: str, fields: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """What follows from it, its receipt, its rows and what its lane waits for are read from the same sums."""
    summed: list[str] = []

    def summing(told: Told, law: RuleBook, versions: tuple[ClockVersion, ...]) -> Iterator[Counted]:
        summed.append(versions[0].clock)
        return runs_of(told, law, versions)

    case, at = in_recovery("2026-03-02", "2026-03-06"), instant("2026-04-10")
    monkeypatch.setattr(all_runs, "runs_of", summing)
    context = Context(CASE, "somebody", ROLE_FOR[command], at, published())
    decision = decide(case.state, parse(command, fields), context)
    receipt(CASE, decision.outlook, decision.events)
    case_views(CASE, decision.outlook)
    standing(decision.outlook, at)

    assert "recovery-period" in summed
    assert sorted(set(summed)) == sorted(summed)


def test_the_same_runs_say_what_they_say_at_any_instant() -> None:
    """What falls due if nothing else happens is asked of the runs that say how the case stands now."""
    outlook = awaiting_reasonable_grounds("2026-03-02").outlook

    def status(on: str) -> str:
        return next(one.status for one in outlook.readings(instant(on)) if one.clock == "reasonable-grounds-decision")

    assert ["running", "breached", "running"] == [status(on) for on in ("2026-03-06", "2026-03-10", "2026-03-09")]


def test_what_the_facts_alone_say_no_asking_about_an_instant_changes() -> None:
    outlook = in_recovery("2026-03-02", "2026-03-20").outlook
    by_facts = outlook.readings(None)
    in_time = outlook.readings(instant("2030-01-01"))

    assert by_facts == outlook.readings(None)
    assert by_facts != in_time
