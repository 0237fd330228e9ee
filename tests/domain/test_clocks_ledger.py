"""Pauses, extensions and the kinds of clock the published rule-book does not use yet, on a rule added by data alone."""

from datetime import date

import pytest

from domain.clocks import Status
from domain.nations import SCOTLAND
from domain.rules.model import RuleBook
from tests.domain.histories import EXTENDED, REFERRED, RG_NEGATIVE, WITHDRAWN, all_of, at, history, read
from tests.domain.made_rules import CLOCK, lasting, made

PAUSED = "competent-authority-allocated"
RESUMED = "decision-served reasonable-grounds-positive"
HELD = "enforcement-step-recorded"
RELEASED = "decision-served reasonable-grounds-negative"


RULE = """
starts-on: [{event: referral-made}]
stops-on: [{event: reasonable-grounds-decided}]
ends-with: [{event: case-withdrawn}]
pauses:
  - pauses-on: {event: competent-authority-allocated}
    resumes-on: {event: decision-served, outcome: reasonable-grounds-positive}
  - pauses-on: {event: enforcement-step-recorded}
    resumes-on: {event: decision-served, outcome: reasonable-grounds-negative}
extended-by: [{event: recovery-period-extended, date: until}]
"""


def book(kind: str = "deadline", length: str = lasting(10, "calendar-days")) -> RuleBook:
    """A rule-book of one clock, which two kinds of pause can hold up."""
    return made(kind, RULE, length)


DEADLINE = book()
WINDOW = book("window")
REVIEW = book("review")
HOURS = book(length=lasting(48, "hours"))
MONTH = book(length=lasting(1, "months"))
TWENTY_WORKING_DAYS = book(length=lasting(20, "working-days", first_day_counts=True))

START = (REFERRED, "2024-03-01")


@pytest.mark.parametrize(
    ("lines", "due"),
    [
        ([], "2024-03-11"),
        ([(PAUSED, "2024-03-05"), (RESUMED, "2024-03-08")], "2024-03-14"),
        ([(PAUSED, "2024-03-05"), (RESUMED, "2024-03-05")], "2024-03-11"),
        (
            [(PAUSED, "2024-03-05"), (RESUMED, "2024-03-08"), (HELD, "2024-03-07"), (RELEASED, "2024-03-10")],
            "2024-03-16",
        ),
        (
            [(PAUSED, "2024-03-04"), (RESUMED, "2024-03-05"), (PAUSED, "2024-03-05"), (RESUMED, "2024-03-07")],
            "2024-03-14",
        ),
        ([(PAUSED, "2024-03-11"), (RESUMED, "2024-03-21")], "2024-03-21"),
        ([(PAUSED, "2024-03-12"), (RESUMED, "2024-03-21")], "2024-03-11"),
    ],
)
def test_each_day_of_a_pause_is_given_back_once(lines: list[tuple[str, str]], due: str) -> None:
    assert date.fromisoformat(due) == read(CLOCK, history(START, *lines), rules=DEADLINE).due_on


@pytest.mark.parametrize(
    ("lines", "due"),
    [
        ([(PAUSED, "2024-03-05"), (PAUSED, "2024-03-07"), (RESUMED, "2024-03-08")], "2024-03-14"),
        ([(PAUSED, "2024-03-05"), (RESUMED, "2024-03-08"), (RESUMED, "2024-03-20")], "2024-03-14"),
        ([(PAUSED, "2024-03-05"), (RG_NEGATIVE, "2024-03-07"), (RESUMED, "2024-03-20")], "2024-03-13"),
        ([(RG_NEGATIVE, "2024-03-05"), (PAUSED, "2024-03-06"), (RESUMED, "2024-03-20")], "2024-03-11"),
        ([(PAUSED, "2024-03-30"), (RESUMED, "2024-04-01")], "2024-03-11"),
    ],
)
def test_a_resumption_lifts_every_pause_of_its_kind_and_the_end_of_the_run_lifts_all(
    lines: list[tuple[str, str]], due: str
) -> None:
    assert date.fromisoformat(due) == read(CLOCK, history(START, *lines), rules=DEADLINE).due_on


@pytest.mark.parametrize("after", [[], [(PAUSED, "2024-03-05"), (RESUMED, "2024-03-08")]])
def test_a_resumption_shows_a_pause_that_nobody_wrote_down_so_nothing_can_be_counted(
    after: list[tuple[str, str]],
) -> None:
    reading = read(CLOCK, history(START, (RESUMED, "2024-03-04"), *after), rules=DEADLINE, now="2024-06-01T00:00:00Z")

    assert (Status.CANNOT_COMPUTE, None, ()) == (reading.status, reading.due_on, reading.findings)
    assert "its beginning is not" in reading.why


def test_a_resumption_before_the_start_or_after_the_close_says_nothing_of_the_run() -> None:
    before = history((RESUMED, "2024-02-20"), START)
    after = history(START, (RG_NEGATIVE, "2024-03-05"), (RESUMED, "2024-03-08"))

    for facts in (before, after):
        assert date(2024, 3, 11) == read(CLOCK, facts, rules=DEADLINE).due_on


def test_a_pause_across_the_clock_change_gives_back_its_days() -> None:
    facts = history((REFERRED, "2024-03-25"), (PAUSED, "2024-03-30"), (RESUMED, "2024-04-01"))

    reading = read(CLOCK, facts, rules=DEADLINE)

    assert (date(2024, 4, 6), at("2024-04-06T23:00:00Z")) == (reading.due_on, reading.due_at)


def test_a_pause_inside_an_extension_leaves_the_day_it_names() -> None:
    facts = history(START, (PAUSED, "2024-03-15"), (EXTENDED, "2024-03-10"), until="2024-03-20")

    reading = read(CLOCK, facts, rules=DEADLINE)

    assert (Status.RUNNING, date(2024, 3, 20)) == (reading.status, reading.due_on)


def test_a_vague_pause_after_the_run_has_closed_leaves_its_sum_alone() -> None:
    facts = history(START, (RG_NEGATIVE, "2024-03-05"), (PAUSED, "2024-04"))

    assert (Status.MET, date(2024, 3, 11)) == (
        read(CLOCK, facts, rules=DEADLINE).status,
        read(CLOCK, facts, rules=DEADLINE).due_on,
    )


def test_an_extension_after_the_run_has_closed_moves_nothing() -> None:
    facts = history(START, (RG_NEGATIVE, "2024-03-05"), (EXTENDED, "2024-03-10"), until="2024-03-20")

    assert date(2024, 3, 11) == read(CLOCK, facts, rules=DEADLINE).due_on


def test_a_window_that_any_later_fact_outlasts_has_lapsed() -> None:
    facts = history(START, ("note-added", "2024-03-12"))

    assert (Status.EXPIRED, date(2024, 3, 11)) == (
        read(CLOCK, facts, rules=WINDOW).status,
        read(CLOCK, facts, rules=WINDOW).ended_on,
    )


def test_a_pause_before_the_start_is_none_of_this_run() -> None:
    facts = history((PAUSED, "2024-02-01"), (RESUMED, "2024-03-05"), START)

    assert date(2024, 3, 11) == read(CLOCK, facts, rules=DEADLINE).due_on


def test_why_names_each_pause() -> None:
    facts = history(START, (PAUSED, "2024-03-05"), (RESUMED, "2024-03-08"))

    assert "Stood still from 5 March 2024 to 7 March 2024 (3 days)." in read(CLOCK, facts, rules=DEADLINE).why


def test_a_clock_that_stands_still_has_no_last_day_and_breaches_nothing() -> None:
    reading = read(CLOCK, history(START, (PAUSED, "2024-03-05")), rules=DEADLINE, now="2025-01-01T00:00:00Z")

    assert (Status.PAUSED, None, None, ()) == (reading.status, reading.due_on, reading.due_at, reading.findings)
    assert "Standing still since 5 March 2024" in reading.why


def test_a_pause_after_the_last_day_comes_too_late() -> None:
    reading = read(CLOCK, history(START, (PAUSED, "2024-03-12")), rules=DEADLINE, now="2024-03-15T12:00:00Z")

    assert (Status.BREACHED, 4) == (reading.status, reading.days_late)


def test_what_is_done_while_a_clock_stands_still_is_done_in_time() -> None:
    reading = read(CLOCK, history(START, (PAUSED, "2024-03-05"), (RG_NEGATIVE, "2024-06-01")), rules=DEADLINE)

    assert (Status.MET, date(2024, 6, 1)) == (reading.status, reading.ended_on)


def test_a_pause_known_to_its_month_leaves_the_sum_unknown() -> None:
    reading = read(CLOCK, history(START, (PAUSED, "2024-03"), (RESUMED, "2024-04-02")), rules=DEADLINE)

    assert (Status.CANNOT_COMPUTE, None) == (reading.status, reading.due_on)
    assert "not dated to a day" in reading.why


def test_bounds_are_not_given_where_pauses_are_on_record() -> None:
    facts = history((REFERRED, "2024-03"), (PAUSED, "2024-04-05"), (RESUMED, "2024-04-08"), (RG_NEGATIVE, "2024-06-01"))

    assert read(CLOCK, facts, rules=DEADLINE).why.endswith("so the last day cannot be counted.")


def test_an_extension_moves_a_deadline() -> None:
    facts = history(START, (EXTENDED, "2024-03-10"), until="2024-03-20")

    reading = read(CLOCK, facts, rules=DEADLINE)

    assert (date(2024, 3, 20), at("2024-03-21T00:00:00Z")) == (reading.due_on, reading.due_at)


@pytest.mark.parametrize(
    ("lines", "now", "status", "ended"),
    [
        ([], "2024-03-11T23:00:00Z", Status.RUNNING, None),
        ([], "2024-03-12T00:00:00Z", Status.EXPIRED, date(2024, 3, 11)),
        ([(RG_NEGATIVE, "2024-03-11")], None, Status.MET, date(2024, 3, 11)),
        ([(RG_NEGATIVE, "2024-03-12")], None, Status.EXPIRED, date(2024, 3, 11)),
        ([(WITHDRAWN, "2024-03-05")], None, Status.EXPIRED, date(2024, 3, 5)),
    ],
)
def test_a_window_lapses_and_is_never_a_breach(
    lines: list[tuple[str, str]], now: str | None, status: Status, ended: date | None
) -> None:
    reading = read(CLOCK, history(START, *lines), rules=WINDOW, now=now)

    assert (status, ended, ()) == (reading.status, reading.ended_on, reading.findings)


def test_a_review_passed_is_a_breach() -> None:
    assert Status.BREACHED == read(CLOCK, history(START), rules=REVIEW, now="2024-03-12T00:00:00Z").status


@pytest.mark.parametrize(
    ("referred", "decided", "status"),
    [
        ("2024-03-01T10:00:00Z", "2024-03-03T09:59:59Z", Status.MET),
        ("2024-03-01T10:00:00Z", "2024-03-03T10:00:00Z", Status.BREACHED),
        ("2024-03-01T10:00:00Z", "2024-03-02", Status.MET),
        ("2024-03-01T10:00:00Z", "2024-03-03", Status.CANNOT_COMPUTE),
        ("2024-03-01", "2024-03-03", Status.MET),
        ("2024-03-01", "2024-03-04", Status.BREACHED),
        ("2024-03-30", "2024-04-02", Status.CANNOT_COMPUTE),
    ],
)
def test_hours_are_judged_by_the_hour_where_the_hour_is_known(referred: str, decided: str, status: Status) -> None:
    assert status == read(CLOCK, history((REFERRED, referred), (RG_NEGATIVE, decided)), rules=HOURS).status


def test_hours_from_a_bare_day_are_due_on_the_day_they_fill() -> None:
    reading = read(CLOCK, history((REFERRED, "2024-03-01"), (RG_NEGATIVE, "2024-03-04")), rules=HOURS)

    assert (date(2024, 3, 3), at("2024-03-04T00:00:00Z"), 1) == (reading.due_on, reading.due_at, reading.days_late)


def test_less_than_a_day_late_is_late() -> None:
    facts = history((REFERRED, "2024-03-01T10:00:00Z"), (RG_NEGATIVE, "2024-03-03T12:00:00Z"))

    reading = read(CLOCK, facts, rules=HOURS)

    assert 0 == reading.days_late
    assert "less than a day late" in reading.why


def test_a_month_ends_on_the_corresponding_date() -> None:
    assert date(2024, 4, 1) == read(CLOCK, history(START), rules=MONTH).due_on


def test_of_many_days_off_only_the_holidays_are_named() -> None:
    reading = read(CLOCK, history((REFERRED, "2023-12-18")), rules=TWENTY_WORKING_DAYS)

    expected = (
        "Left out: 11 days that are not working days, among them 25 December 2023 (Christmas Day), "
        "26 December 2023 (Boxing Day), 1 January 2024 (New Year's Day)."
    )

    assert date(2024, 1, 17) == reading.due_on
    assert expected in reading.why


def test_a_clock_that_began_in_2010_says_nothing_of_2009() -> None:
    assert [] == all_of(CLOCK, history((REFERRED, "2009-12-31")), rules=DEADLINE)
    assert 1 == len(all_of(CLOCK, history((REFERRED, "2010-01-01")), rules=DEADLINE))


def test_a_clock_of_one_nation_is_unknown_in_the_others() -> None:
    assert [] == all_of(CLOCK, history(START), rules=DEADLINE, nation=SCOTLAND)
