"""Runs: what begins one, what rules it out, what closes it, and what of it belongs to the next."""

from datetime import date

import pytest

from domain.clocks import Status
from domain.nations import OUTSIDE_UK
from domain.rules.model import RuleBook
from tests.domain.histories import (
    CG_NEGATIVE,
    CG_POSITIVE,
    CLOSED,
    ENFORCEMENT,
    EXTENDED,
    REFERRED,
    RG_CLOCK,
    RG_NEGATIVE,
    RG_POSITIVE,
    WITHDRAWN,
    all_of,
    history,
    read,
    readings,
)
from tests.domain.made_rules import CLOCK, lasting, made

TEN_DAYS = lasting(10, "calendar-days")

UNLESS = made(
    "deadline",
    """
starts-on: [{event: referral-made}]
unless: [{event: age-assessed, outcome: child}]
stops-on: [{event: reasonable-grounds-decided}]
presupposed-by: [{event: reasonable-grounds-decided}]
""",
    TEN_DAYS,
)
WINDOW = made(
    "window",
    """
starts-on:
  - {event: reasonable-grounds-decided, outcome: negative, date: served}
  - {event: conclusive-grounds-decided, outcome: negative}
stops-on: [{event: reconsideration-requested}]
ends-with: [{event: case-withdrawn}]
extended-by: [{event: reconsideration-window-extended, date: until}]
""",
    TEN_DAYS,
)
DECIDED_AGAIN = made(
    "deadline",
    """
starts-on: [{event: reasonable-grounds-decided, outcome: negative}]
stops-on: [{event: reasonable-grounds-decided}]
ends-with: [{event: case-closed}]
extended-by: [{event: recovery-period-extended, date: until}]
""",
    TEN_DAYS,
)
TWO_DATES = made(
    "deadline",
    """
starts-on: [{event: referral-made}, {event: referral-made, date: received}]
stops-on: [{event: reasonable-grounds-decided}]
""",
    TEN_DAYS,
)
PROTECTED = made(
    "protected",
    """
starts-on: [{event: referral-made}]
continues-until: {event: conclusive-grounds-decided}
""",
    TEN_DAYS,
)
STOPPED = made(
    "protected",
    """
starts-on: [{event: referral-made}]
stops-on: [{event: conclusive-grounds-decided}]
""",
    TEN_DAYS,
)
AGE = made("age", "starts-on: [{event: referral-made}]\nstops-on: [{event: reasonable-grounds-decided}]", count="")

REQUESTED = "reconsideration-requested"
CHILD = "age-assessed child"


@pytest.mark.parametrize(
    ("lines", "runs"),
    [
        ([(REFERRED, "2024-03-01")], 1),
        ([(CHILD, "2024-02-01"), (REFERRED, "2024-03-01")], 0),
        ([("age-assessed adult", "2024-02-01"), (REFERRED, "2024-03-01")], 1),
        ([(CHILD, "2024-03-01"), (REFERRED, "2024-03-01")], 0),
        ([(REFERRED, "2024-03-01"), (CHILD, "2024-03-01")], 1),
        ([(REFERRED, "2024-03-01"), (CHILD, "2024-03-02")], 1),
        ([(REFERRED, "2024-03-01"), (CHILD, "2024-02-02")], 0),
        ([(REFERRED, "2024-03-01"), (RG_NEGATIVE, "2024-03-05"), (CHILD, "2024-04-01"), (REFERRED, "2024-05-01")], 1),
    ],
)
def test_no_run_begins_where_what_rules_it_out_is_on_record_before(lines: list[tuple[str, str]], runs: int) -> None:
    assert runs == len(all_of(CLOCK, history(*lines), rules=UNLESS))


def test_a_decision_recorded_late_that_was_in_time_leaves_no_breach_and_is_named() -> None:
    told = [(REFERRED, "2024-03-01"), ("note-added", "2024-03-20")]
    before = read(RG_CLOCK, history(*told), now="2024-03-20T00:00:00Z")
    after = read(RG_CLOCK, history(*told, (RG_NEGATIVE, "2024-03-08")), now="2024-03-20T00:00:00Z")

    assert (Status.BREACHED, 1, None) == (before.status, len(before.findings), before.closed_by)
    assert (Status.MET, (), 3) == (after.status, after.findings, after.closed_by)


@pytest.mark.parametrize(
    ("rules", "lines", "closed_by"),
    [
        (UNLESS, [(REFERRED, "2024-03-01")], None),
        (UNLESS, [(REFERRED, "2024-03-01"), (RG_NEGATIVE, "2024-04-05")], 2),
        (UNLESS, [(REFERRED, "2024-03"), (RG_NEGATIVE, "2024-04-05")], 2),
        (AGE, [(REFERRED, "2024-03-01"), (RG_NEGATIVE, "2024-04-05")], 2),
        (WINDOW, [(CG_NEGATIVE, "2024-03-01"), (REQUESTED, "2024-03-05")], 2),
        (WINDOW, [(CG_NEGATIVE, "2024-03-01"), (WITHDRAWN, "2024-03-05")], 2),
        (WINDOW, [(CG_NEGATIVE, "2024-03-01"), (REQUESTED, "2024-04-05")], None),
        (PROTECTED, [(REFERRED, "2024-03-01"), (CG_POSITIVE, "2024-04-05")], 2),
        (PROTECTED, [(REFERRED, "2024-03-01"), (CLOSED, "2024-04-05")], None),
        (STOPPED, [(REFERRED, "2024-03-01"), (CG_POSITIVE, "2024-03-05")], 2),
        (STOPPED, [(REFERRED, "2024-03-01"), (CG_POSITIVE, "2024-04-05")], None),
    ],
)
def test_a_reading_names_the_fact_that_closed_it(
    rules: RuleBook, lines: list[tuple[str, str]], closed_by: int | None
) -> None:
    assert closed_by == read(CLOCK, history(*lines), rules=rules).closed_by


def test_what_stops_a_protected_period_ends_it_early_and_rightly() -> None:
    reading = read(CLOCK, history((REFERRED, "2024-03-01"), (CG_POSITIVE, "2024-03-05")), rules=STOPPED)

    assert (Status.EXPIRED, date(2024, 3, 5), ()) == (reading.status, reading.ended_on, reading.findings)


def test_a_decision_that_both_stops_and_starts_a_clock_does_not_stop_itself() -> None:
    facts = history((RG_NEGATIVE, "2024-03-01"), (RG_NEGATIVE, "2024-03-05"))

    first, second = all_of(CLOCK, facts, rules=DECIDED_AGAIN)

    assert (Status.MET, 2) == (first.status, first.closed_by)
    assert (Status.RUNNING, date(2024, 3, 15)) == (second.status, second.due_on)


def test_an_extension_made_in_a_second_run_leaves_the_first_alone() -> None:
    lines = [
        (RG_NEGATIVE, "2024-03-01"),
        (RG_POSITIVE, "2024-03-03"),
        (RG_NEGATIVE, "2024-03-04"),
        (EXTENDED, "2024-03-06"),
    ]

    first, second = all_of(CLOCK, history(*lines, until="2024-04-01"), rules=DECIDED_AGAIN)

    assert (date(2024, 3, 11), date(2024, 4, 1)) == (first.due_on, second.due_on)


def test_one_fact_with_two_dates_begins_one_run() -> None:
    facts = history((REFERRED, "2024-03-01"), received="2024-03-04")

    assert [1] == [reading.run for reading in all_of(CLOCK, facts, rules=TWO_DATES)]


def test_one_fact_with_two_dates_is_told_once_where_nothing_is_counted_too() -> None:
    facts = history((REFERRED, "2009-03-01"), received="2009-03-04")

    assert [(1, Status.CANNOT_COMPUTE)] == [(r.run, r.status) for r in all_of(CLOCK, facts, rules=TWO_DATES)]


def test_a_lapsed_window_gives_way_to_the_next_which_keeps_what_uses_it() -> None:
    lines = [(CG_NEGATIVE, "2024-03-01"), (CG_NEGATIVE, "2024-05-01"), (REQUESTED, "2024-05-06")]

    first, second = all_of(CLOCK, history(*lines), rules=WINDOW)

    assert (Status.EXPIRED, date(2024, 3, 11), None) == (first.status, first.ended_on, first.closed_by)
    assert (Status.MET, date(2024, 5, 11), 3) == (second.status, second.due_on, second.closed_by)


def test_a_decision_inside_an_open_window_begins_no_second_one() -> None:
    lines = [(CG_NEGATIVE, "2024-03-01"), (CG_NEGATIVE, "2024-03-11")]

    assert [1] == [reading.run for reading in all_of(CLOCK, history(*lines), rules=WINDOW)]


def test_a_window_runs_from_service_and_from_the_decision_where_service_is_not_on_record() -> None:
    served = read(CLOCK, history((RG_NEGATIVE, "2024-03-01"), served="2024-03-08"), rules=WINDOW)
    unserved = read(CLOCK, history((RG_NEGATIVE, "2024-03-01")), rules=WINDOW)

    assert (date(2024, 3, 18), date(2024, 3, 11)) == (served.due_on, unserved.due_on)
    assert "no separate date of service" in unserved.why


def test_what_the_nation_never_had_is_not_told_and_abroad_neither() -> None:
    facts = history((REFERRED, "2024-03-01"), (ENFORCEMENT, "2024-03-02"))

    for nation in ("scotland", OUTSIDE_UK):
        assert [] == [reading for reading in readings(facts, nation, UNLESS, None) if reading.clock == CLOCK]


def test_something_that_ends_a_clock_before_the_clock_existed_says_nothing() -> None:
    assert [] == all_of(CLOCK, history((RG_NEGATIVE, "2009-12-31")), rules=UNLESS)
    assert [Status.CANNOT_COMPUTE] == [
        r.status for r in all_of(CLOCK, history((RG_NEGATIVE, "2010-01-01")), rules=UNLESS)
    ]
