"""The recovery period in its three versions: its last day, what keeps it going, and what must not happen inside it."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.clocks import Fact, Status
from domain.nations import ENGLAND_AND_WALES, NORTHERN_IRELAND, SCOTLAND, Nation
from domain.rules.model import Force
from domain.when import When, end_of_day
from tests.domain.histories import (
    CG_NEGATIVE,
    CG_NEGATIVE_SERVED,
    CG_POSITIVE,
    CLOSED,
    EXTENDED,
    NOT_BEFORE,
    RECOVERY,
    REMOVAL,
    RG_POSITIVE,
    WITHDRAWN,
    all_of,
    at,
    history,
    read,
    supported,
)

STATUTE = (RG_POSITIVE, "2023-02-01")
POLICY = (RG_POSITIVE, "2016-09-19")


@pytest.mark.parametrize(
    ("decided", "rule", "last_day"),
    [
        ("2009-04-01", "2009-04-01", "2009-05-16"),
        ("2022-12-12", "2009-04-01", "2023-01-26"),
        ("2022-12-13", "2022-12-13", "2023-01-12"),
        ("2023-01-29", "2022-12-13", "2023-02-28"),
        ("2023-01-30", "2023-01-30", "2023-02-28"),
        ("2023-02-01", "2023-01-30", "2023-03-02"),
        ("2024-02-01", "2023-01-30", "2024-03-01"),
    ],
)
@pytest.mark.parametrize("nation", [ENGLAND_AND_WALES, SCOTLAND, NORTHERN_IRELAND])
def test_the_last_day_on_both_sides_of_every_change(decided: str, rule: str, last_day: str, nation: Nation) -> None:
    reading = read(RECOVERY, supported((RG_POSITIVE, decided)), nation=nation)

    assert (f"recovery-period@{rule}", date.fromisoformat(last_day)) == (reading.rule, reading.due_on)


def test_a_period_that_waits_for_no_decision_ends_by_time_alone() -> None:
    """In Ireland: sixty days, 18 November 2016 being the sixtieth after 19 September."""
    facts = supported(POLICY)

    running = read(RECOVERY, facts, now="2016-11-18T23:59:59Z", nation="ireland")
    over = read(RECOVERY, facts, now="2016-11-19T00:00:00Z", nation="ireland")

    assert (Status.RUNNING, None, at("2016-11-19T00:00:00Z")) == (running.status, running.ended_on, running.ends_at)
    assert (Status.EXPIRED, date(2016, 11, 18)) == (over.status, over.ended_on)


def test_a_later_fact_proves_that_such_a_period_is_over() -> None:
    reading = read(RECOVERY, supported(POLICY, (CG_NEGATIVE, "2018-02-26")), nation="ireland")

    assert (Status.EXPIRED, date(2016, 11, 18), date(2016, 11, 18)) == (
        reading.status,
        reading.due_on,
        reading.ended_on,
    )


@pytest.mark.parametrize(("decided", "least"), [("2016-09-19", "2016-11-03"), ("2022-12-13", "2023-01-12")])
def test_a_policy_period_lasted_in_any_event_until_the_decision(decided: str, least: str) -> None:
    waiting = read(RECOVERY, supported((RG_POSITIVE, decided)), now="2024-01-01T00:00:00Z")
    over = read(RECOVERY, supported((RG_POSITIVE, decided), (CG_NEGATIVE, "2023-06-26")), now="2024-01-01T00:00:00Z")

    assert (Status.RUNNING, date.fromisoformat(least), None) == (waiting.status, waiting.due_on, waiting.ends_at)
    assert (Status.EXPIRED, date(2023, 6, 26)) == (over.status, over.ended_on)


def test_a_statutory_period_goes_on_after_day_30_while_the_decision_is_outstanding() -> None:
    reading = read(RECOVERY, supported(STATUTE), now="2024-02-01T00:00:00Z")

    assert (Status.RUNNING, date(2023, 3, 2), None, None) == (
        reading.status,
        reading.due_on,
        reading.ended_on,
        reading.ends_at,
    )
    assert "for as long as the conclusive grounds decision is outstanding" in reading.why


@pytest.mark.parametrize(
    ("concluded", "ended"),
    [
        ("2023-02-10", "2023-03-02"),
        ("2023-03-02", "2023-03-02"),
        ("2023-03-03", "2023-03-03"),
        ("2023-09-01", "2023-09-01"),
    ],
)
def test_a_statutory_period_ends_with_the_later_of_day_30_and_the_decision(concluded: str, ended: str) -> None:
    last = date.fromisoformat(ended)

    reading = read(RECOVERY, supported(STATUTE, (CG_POSITIVE, concluded)), now="2024-02-01T00:00:00Z")

    assert (Status.EXPIRED, last, end_of_day(last)) == (reading.status, reading.ended_on, reading.ends_at)
    assert date(2023, 3, 2) == reading.due_on


def test_once_decided_early_only_time_is_awaited() -> None:
    reading = read(RECOVERY, supported(STATUTE, (CG_POSITIVE, "2023-02-10")), now="2023-02-20T00:00:00Z")

    assert (Status.RUNNING, end_of_day(date(2023, 3, 2))) == (reading.status, reading.ends_at)


def test_an_extension_moves_the_end() -> None:
    facts = supported(POLICY, (EXTENDED, "2016-10-20"), until="2016-12-15")

    reading = read(RECOVERY, facts)

    assert date(2016, 12, 15) == reading.due_on
    assert "Extended on 20 October 2016 to 15 December 2016." in reading.why


def test_an_extension_can_never_shorten_the_period() -> None:
    facts = supported(POLICY, (EXTENDED, "2016-10-20"), until="2016-10-25")

    assert date(2016, 11, 3) == read(RECOVERY, facts).due_on


def test_an_extension_made_after_the_end_adds_nothing_and_is_told() -> None:
    reading = read(RECOVERY, supported(POLICY, (EXTENDED, "2016-11-19"), until="2016-12-15"), nation="ireland")

    assert date(2016, 11, 18) == reading.due_on
    assert "came after the end and adds nothing" in reading.why


def test_an_extension_of_an_earlier_period_is_none_of_this_one() -> None:
    facts = history((EXTENDED, "2016-08-01"), until="2016-12-15")

    assert (
        date(2016, 11, 3)
        == read(RECOVERY, [*facts, Fact("reasonable-grounds-decided", When.parse("2016-09-19"), 2, "positive")]).due_on
    )


def test_an_extension_of_a_statutory_period_may_come_while_the_decision_is_outstanding() -> None:
    facts = supported(STATUTE, (EXTENDED, "2023-04-01"), until="2023-06-01")

    assert date(2023, 6, 1) == read(RECOVERY, facts).due_on


def test_an_extension_that_does_not_say_to_which_day_adds_nothing_and_is_told() -> None:
    reading = read(RECOVERY, supported(POLICY, (EXTENDED, "2016-10-20"), until="2016-12"))

    assert date(2016, 11, 3) == reading.due_on
    assert "does not say to which day" in reading.why


@pytest.mark.parametrize(
    ("facts", "causes"),
    [
        ([STATUTE, (REMOVAL, "2023-01-31")], [2]),
        ([STATUTE, (REMOVAL, "2023-01-31"), ("enforcement-step-cancelled", "2023-01-31")], []),
        ([STATUTE, (REMOVAL, "2023-02-01")], [2]),
        ([STATUTE, (REMOVAL, "2023-03-02")], [2]),
        ([STATUTE, (REMOVAL, "2023-03-03")], [2]),
        ([STATUTE, (CG_POSITIVE, "2023-02-10"), (REMOVAL, "2023-03-02")], [3]),
        ([STATUTE, (CG_POSITIVE, "2023-02-10"), (REMOVAL, "2023-03-03")], []),
        ([STATUTE, (CG_NEGATIVE, "2023-04-10"), (REMOVAL, "2023-04-10")], [3]),
        ([STATUTE, (CG_NEGATIVE, "2023-04-10"), (REMOVAL, "2023-04-11")], []),
        ([POLICY, (REMOVAL, "2016-11-03"), (REMOVAL, "2016-11-04")], [2, 3]),
        ([POLICY, (CG_NEGATIVE, "2016-11-10"), (REMOVAL, "2016-11-10"), (REMOVAL, "2016-11-11")], [3]),
        ([POLICY, (REMOVAL, "2016-10-01"), (REMOVAL, "2016-10-02")], [2, 3]),
    ],
)
def test_an_enforcement_step_inside_the_period_is_a_breach(facts: list[tuple[str, str]], causes: list[int]) -> None:
    reading = read(RECOVERY, supported(*facts))

    assert causes == [finding.cause for finding in reading.findings]
    assert [f"adverse-step:{cause}" for cause in causes] == [finding.rung for finding in reading.findings]
    assert bool(causes) == (reading.status is Status.BREACHED)


def test_a_step_recorded_before_the_decision_of_the_same_day_stands_when_the_period_begins() -> None:
    (finding,) = read(RECOVERY, supported((REMOVAL, "2023-02-01"), STATUTE)).findings
    done = read(RECOVERY, supported(("enforcement-step-recorded expulsion", "2023-02-01"), STATUTE)).findings

    assert (at("2023-02-01T00:00:00Z"), 1, ()) == (finding.due_at, finding.cause, done)


def test_an_adverse_breach_is_dated_by_the_step_and_has_no_lateness() -> None:
    (finding,) = read(RECOVERY, supported(STATUTE, (REMOVAL, "2023-02-10T09:30:00Z"))).findings

    assert (at("2023-02-10T09:30:00Z"), date(2023, 3, 2), None, None) == (
        finding.due_at,
        finding.due_on,
        finding.days_late,
        finding.cured,
    )
    assert "Removal directions were set on 10 February 2023" in finding.what


@pytest.mark.parametrize(
    ("facts", "causes"),
    [
        ([STATUTE, (CG_NEGATIVE, "2023-02-20")], [2]),
        ([STATUTE, (CG_POSITIVE, "2023-02-12")], [2]),
        ([STATUTE, (CG_POSITIVE, "2023-03-02")], [2]),
        ([STATUTE, (CG_POSITIVE, "2023-03-03")], []),
        ([(RG_POSITIVE, "2022-12-13"), (CG_NEGATIVE, "2023-01-12")], [2]),
        ([(RG_POSITIVE, "2022-12-13"), (CG_NEGATIVE, "2023-01-13")], []),
        ([POLICY, (CG_NEGATIVE, "2016-10-20")], [2]),
        ([POLICY, (CG_POSITIVE, "2016-11-03")], [2]),
        ([POLICY, (CG_NEGATIVE, "2016-11-04")], []),
        (
            [
                ("competent-authority-allocated devolved-child-panel", "2023-01-31"),
                STATUTE,
                (CG_POSITIVE, "2023-02-01"),
            ],
            [],
        ),
    ],
)
def test_a_conclusion_before_the_least_time_has_passed_is_found_whatever_its_outcome(
    facts: list[tuple[str, str]], causes: list[int]
) -> None:
    found = [finding.cause for one in all_of(NOT_BEFORE, supported(*facts)) for finding in one.findings]

    assert causes == found


def test_an_early_conclusion_is_held_against_guidance_and_not_against_the_statute() -> None:
    facts = supported(STATUTE, (CG_NEGATIVE, "2023-02-20"), (CG_NEGATIVE_SERVED, "2023-02-20"))

    assert () == read(RECOVERY, facts).findings
    assert Force.GUIDANCE == read(NOT_BEFORE, facts).force
    set_aside = [*facts, Fact("decision-set-aside", When.parse("2023-03-01"), 4, "conclusive-grounds")]
    (finding,) = read(NOT_BEFORE, set_aside).findings
    assert When.parse("2023-03-01") == finding.cured


@pytest.mark.parametrize(
    ("facts", "causes"),
    [
        ([STATUTE, (CLOSED, "2023-02-20")], [2]),
        ([STATUTE, (CLOSED, "2023-05-20")], []),
        ([STATUTE, (CG_POSITIVE, "2023-04-20"), (CLOSED, "2023-04-20")], []),
        ([STATUTE, (CG_POSITIVE, "2023-02-20"), (CLOSED, "2023-02-28")], [2, 3]),
        ([STATUTE, (WITHDRAWN, "2023-02-20"), (CLOSED, "2023-02-20")], []),
        ([POLICY, (CLOSED, "2016-11-03")], [2]),
        ([POLICY, (CLOSED, "2016-11-04")], []),
    ],
)
def test_closing_the_case_before_the_least_time_has_passed_is_found(
    facts: list[tuple[str, str]], causes: list[int]
) -> None:
    assert causes == [finding.cause for finding in read(NOT_BEFORE, supported(*facts)).findings]
    assert () == read(RECOVERY, supported(*facts)).findings


def test_withdrawal_ends_the_period_without_a_breach() -> None:
    reading = read(RECOVERY, supported(STATUTE, (WITHDRAWN, "2023-02-10"), (REMOVAL, "2023-02-20")))

    assert (Status.EXPIRED, date(2023, 2, 10), None, ()) == (
        reading.status,
        reading.ended_on,
        reading.ends_at,
        reading.findings,
    )


def test_a_breached_period_still_has_its_end() -> None:
    reading = read(RECOVERY, supported(POLICY, (REMOVAL, "2016-10-01")), now="2016-10-02T00:00:00Z")

    assert (Status.BREACHED, None, None) == (reading.status, reading.ended_on, reading.ends_at)
    ireland = read(RECOVERY, supported(POLICY, (REMOVAL, "2016-10-01")), nation="ireland")
    assert (Status.BREACHED, end_of_day(date(2016, 11, 18))) == (ireland.status, ireland.ends_at)


def test_a_second_positive_decision_after_the_end_begins_a_second_period() -> None:
    facts = supported(POLICY, (CG_NEGATIVE, "2017-02-01"), (RG_POSITIVE, "2017-05-01"))
    first, second = all_of(RECOVERY, facts)

    assert (Status.EXPIRED, date(2016, 11, 3)) == (first.status, first.due_on)
    assert (3, Status.RUNNING, date(2017, 6, 15)) == (second.run, second.status, second.due_on)


def test_a_second_positive_decision_inside_the_period_changes_nothing() -> None:
    assert date(2016, 11, 3) == read(RECOVERY, supported(POLICY, (RG_POSITIVE, "2016-10-01"))).due_on


@given(
    start=st.dates(date(2009, 4, 1), date(2026, 6, 1)),
    step=st.integers(-5, 80),
    concluded=st.none() | st.integers(0, 80),
)
def test_protection_agrees_with_a_naive_day_by_day_walk(start: date, step: int, concluded: int | None) -> None:
    """Walk: each day is protected by the minimum, or by a decision still outstanding or made that day.

    A step set before the period stands when it begins.
    """
    length = 46 if start <= date(2022, 12, 12) else 30 if start >= date(2023, 1, 30) else 31
    protected = {number for number in range(200) if number < length or concluded is None or number <= concluded}
    lines = [(RG_POSITIVE, start), (REMOVAL, start + timedelta(days=step))]
    if concluded is not None:
        lines.append((CG_POSITIVE, start + timedelta(days=concluded)))
    facts: list[Fact] = supported(*((name, day.isoformat()) for name, day in lines))

    assert (step < 0 or step in protected) == bool(read(RECOVERY, facts).findings)
