"""Deadlines and waits: the core sums, who was late, and by how much."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.clocks import Finding, Status
from domain.nations import ENGLAND_AND_WALES, NORTHERN_IRELAND, SCOTLAND, UNITED_KINGDOM, Nation
from domain.rules.model import Force, Kind, Severity
from domain.rules.shelf import published
from domain.when import When, end_of_day, start_of_day
from tests.domain.histories import (
    CG_CLOCK,
    CG_NEGATIVE,
    CG_POSITIVE,
    CLOSED,
    RECOVERY,
    REFERRED,
    RG_CLOCK,
    RG_NEGATIVE,
    RG_POSITIVE,
    WITHDRAWN,
    all_of,
    at,
    history,
    read,
    readings,
)

PUBLISHED_CASE = history((REFERRED, "2016-08-31"), (RG_POSITIVE, "2016-09-19"), (CG_NEGATIVE, "2018-02-26"))


def test_a_published_case_waited_twelve_days_too_long_for_its_first_decision() -> None:
    reading = read(RG_CLOCK, PUBLISHED_CASE)

    assert Status.BREACHED == reading.status
    assert (date(2016, 8, 31), date(2016, 9, 7), date(2016, 9, 19)) == (
        reading.starts_on,
        reading.due_on,
        reading.ended_on,
    )
    assert at("2016-09-07T23:00:00Z") == reading.due_at
    assert 12 == reading.days_late
    assert ("reasonable-grounds-decision@2009-04-01", Kind.TARGET, Force.GUIDANCE) == (
        reading.rule,
        reading.kind,
        reading.force,
    )


def test_its_breach_is_cured_and_keeps_its_lateness() -> None:
    expected = Finding(
        rung="overdue",
        due_on=date(2016, 9, 7),
        due_at=at("2016-09-07T23:00:00Z"),
        cured=When.on(date(2016, 9, 19)),
        days_late=12,
        cause=None,
        what="The target for the reasonable grounds decision was 7 September 2016, and it did not come in time.",
    )

    assert (expected,) == read(RG_CLOCK, PUBLISHED_CASE).findings


def test_its_second_decision_came_480_days_late() -> None:
    reading = read(CG_CLOCK, PUBLISHED_CASE)

    assert (Status.BREACHED, date(2016, 11, 3), 480) == (reading.status, reading.due_on, reading.days_late)


def test_why_prints_the_whole_sum() -> None:
    expected = (
        "Counted from the referral on 31 August 2016; no separate date of receipt of the referral is on record. "
        "5 working days (guidance target, reasonable-grounds-decision@2009-04-01); the first day is not counted. "
        "Left out: 3 September 2016 (Saturday), 4 September 2016 (Sunday). Target 7 September 2016. "
        "The target for the reasonable grounds decision was 7 September 2016, and it came on 19 September 2016, "
        "12 days late."
    )

    assert expected == read(RG_CLOCK, PUBLISHED_CASE).why


def test_the_day_of_receipt_is_counted_from_where_it_is_on_record() -> None:
    reading = read(RG_CLOCK, history((REFERRED, "2016-08-31"), received="2016-09-02"))

    assert (date(2016, 9, 2), date(2016, 9, 9)) == (reading.starts_on, reading.due_on)
    assert "Counted from the receipt of the referral on 2 September 2016." in reading.why


@pytest.mark.parametrize(
    ("nation", "due"),
    [
        (ENGLAND_AND_WALES, date(2026, 6, 16)),
        (SCOTLAND, date(2026, 6, 17)),
        (NORTHERN_IRELAND, date(2026, 6, 16)),
    ],
)
def test_working_days_are_those_of_the_cases_nation(nation: Nation, due: date) -> None:
    assert due == read(RG_CLOCK, history((REFERRED, "2026-06-09")), nation=nation).due_on


@pytest.mark.parametrize(
    ("decided", "status"),
    [
        ("2016-09-07", Status.MET),
        ("2016-09-07T22:59:59.999999Z", Status.MET),
        ("2016-09-07T23:00:00Z", Status.BREACHED),
        ("2016-09-08", Status.BREACHED),
    ],
)
def test_a_deadline_ends_with_its_last_day_in_london(decided: str, status: Status) -> None:
    assert status == read(RG_CLOCK, history((REFERRED, "2016-08-31"), (RG_NEGATIVE, decided))).status


@pytest.mark.parametrize(
    ("referred", "due_at"),
    [
        ("2016-10-21", "2016-10-28T23:00:00Z"),
        ("2016-10-24", "2016-11-01T00:00:00Z"),
        ("2017-03-17", "2017-03-25T00:00:00Z"),
        ("2017-03-20", "2017-03-27T23:00:00Z"),
        ("2024-02-22", "2024-03-01T00:00:00Z"),
    ],
)
def test_midnight_follows_the_clock_changes_and_the_leap_day(referred: str, due_at: str) -> None:
    assert at(due_at) == read(RG_CLOCK, history((REFERRED, referred))).due_at


def test_the_london_day_counts_where_the_referral_came_after_midnight_there() -> None:
    reading = read(RG_CLOCK, history((REFERRED, "2016-08-30T23:30:00Z")))

    assert date(2016, 8, 31) == reading.starts_on


def test_without_consulting_time_an_open_deadline_is_running_however_old() -> None:
    reading = read(RG_CLOCK, history((REFERRED, "2016-08-31")))

    assert (Status.RUNNING, None, ()) == (reading.status, reading.days_late, reading.findings)


@pytest.mark.parametrize(
    ("now", "status", "late"),
    [
        ("2016-09-07T22:59:59Z", Status.RUNNING, None),
        ("2016-09-07T23:00:00Z", Status.BREACHED, 1),
        ("2016-09-08T22:59:59Z", Status.BREACHED, 1),
        ("2016-09-08T23:00:00Z", Status.BREACHED, 2),
    ],
)
def test_an_open_deadline_is_breached_in_the_instant_its_last_day_has_passed(
    now: str, status: Status, late: int | None
) -> None:
    reading = read(RG_CLOCK, history((REFERRED, "2016-08-31")), now=now)

    assert (status, late) == (reading.status, reading.days_late)


def test_an_open_breach_is_not_cured() -> None:
    (finding,) = read(RG_CLOCK, history((REFERRED, "2016-08-31")), now="2016-09-10T12:00:00Z").findings

    assert (None, 3, None) == (finding.cured, finding.days_late, finding.cause)


def test_lateness_is_told_in_the_singular_too() -> None:
    assert "1 day late." in read(RG_CLOCK, history((REFERRED, "2016-08-31"), (RG_NEGATIVE, "2016-09-08"))).why


def test_withdrawal_before_the_last_day_ends_a_deadline_without_breach() -> None:
    reading = read(RG_CLOCK, history((REFERRED, "2016-08-31"), (WITHDRAWN, "2016-09-05")), now="2017-01-01T00:00:00Z")

    assert (Status.EXPIRED, date(2016, 9, 5), ()) == (reading.status, reading.ended_on, reading.findings)
    assert "withdrawal of the person from the process came on 5 September 2016, in time" in reading.why


def test_closure_after_the_last_day_cures_nothing_and_stops_the_counting() -> None:
    reading = read(RG_CLOCK, history((REFERRED, "2016-08-31"), (CLOSED, "2016-09-17")), now="2017-01-01T00:00:00Z")
    (finding,) = reading.findings

    assert (Status.BREACHED, date(2016, 9, 17), 10) == (reading.status, reading.ended_on, reading.days_late)
    assert (None, 10) == (finding.cured, finding.days_late)


def test_a_decision_after_closure_does_not_reopen_the_run() -> None:
    facts = history((REFERRED, "2016-08-31"), (CLOSED, "2016-09-02"), (RG_NEGATIVE, "2016-10-01"))

    assert Status.EXPIRED == read(RG_CLOCK, facts).status


def test_the_first_of_several_decisions_stops_the_clock() -> None:
    facts = history((REFERRED, "2016-08-31"), (RG_POSITIVE, "2016-09-19"), (RG_NEGATIVE, "2016-09-06"))

    assert (Status.MET, date(2016, 9, 6)) == (read(RG_CLOCK, facts).status, read(RG_CLOCK, facts).ended_on)


def test_a_second_referral_after_the_decision_is_a_second_run() -> None:
    facts = history((REFERRED, "2016-08-31"), (RG_NEGATIVE, "2016-09-06"), (REFERRED, "2017-02-01"))

    first, second = all_of(RG_CLOCK, facts)

    assert (1, Status.MET) == (first.run, first.status)
    assert (3, Status.RUNNING, date(2017, 2, 8)) == (second.run, second.status, second.due_on)


def test_a_second_referral_on_the_day_of_the_decision_is_not_stopped_by_it() -> None:
    facts = history((REFERRED, "2016-08-31"), (RG_NEGATIVE, "2016-09-06"), (REFERRED, "2016-09-06"))

    assert [Status.MET, Status.RUNNING] == [reading.status for reading in all_of(RG_CLOCK, facts)]


def test_a_further_referral_while_the_clock_runs_changes_nothing() -> None:
    facts = history((REFERRED, "2016-08-31"), (REFERRED, "2016-09-05"))

    assert date(2016, 9, 7) == read(RG_CLOCK, facts).due_on


def test_a_run_keeps_the_rule_of_the_day_it_started() -> None:
    kept = read(CG_CLOCK, history((RG_POSITIVE, "2021-10-24"), (CG_POSITIVE, "2023-06-01")))
    changed = read(CG_CLOCK, history((RG_POSITIVE, "2021-10-25"), (CG_POSITIVE, "2023-06-01")))

    assert ("conclusive-grounds-decision@2009-04-01", Status.BREACHED) == (kept.rule, kept.status)
    assert ("conclusive-grounds-decision@2021-10-25", Status.MET) == (changed.rule, changed.status)


def test_a_wait_without_a_limit_is_never_a_breach() -> None:
    reading = read(CG_CLOCK, history((RG_POSITIVE, "2023-02-01")), now="2026-02-01T12:00:00Z")

    assert (Status.RUNNING, None, None, ()) == (reading.status, reading.due_on, reading.due_at, reading.findings)
    assert "On 1 February 2026 the wait was 1,096 days." in reading.why


def test_a_wait_passes_through_its_bands() -> None:
    reading = read(CG_CLOCK, history((RG_POSITIVE, "2023-02-01")))

    expected = [start_of_day(date(2023, 2, 1) + timedelta(days=number)) for number in (90, 180, 365, 730)]

    assert expected == [rung.at for rung in reading.rungs]
    assert {Severity.BAND} == {rung.severity for rung in reading.rungs}


def test_a_wait_that_is_over_tells_how_long_it_was_and_keeps_only_the_bands_it_reached() -> None:
    reading = read(CG_CLOCK, history((RG_POSITIVE, "2023-02-01"), (CG_POSITIVE, "2023-08-10")))

    assert (Status.MET, date(2023, 8, 10)) == (reading.status, reading.ended_on)
    assert ["waiting-90-days", "waiting-180-days"] == [rung.rung for rung in reading.rungs]
    assert "came on 10 August 2023, 190 days after it." in reading.why


def test_withdrawal_ends_a_wait() -> None:
    reading = read(CG_CLOCK, history((RG_POSITIVE, "2023-02-01"), (WITHDRAWN, "2023-03-01")))

    assert (Status.EXPIRED, date(2023, 3, 1)) == (reading.status, reading.ended_on)


def test_the_ladder_of_a_deadline_stands_around_its_last_day() -> None:
    reading = read(RG_CLOCK, history((REFERRED, "2016-08-31")))

    expected = [
        ("one-day-left", start_of_day(date(2016, 9, 6)), Severity.WARNING),
        ("overdue", end_of_day(date(2016, 9, 7)), Severity.BREACH),
        ("two-weeks-late", end_of_day(date(2016, 9, 21)), Severity.ESCALATION),
    ]

    assert expected == [(rung.rung, rung.at, rung.severity) for rung in reading.rungs]


def test_a_clock_that_was_stopped_keeps_only_the_rungs_it_reached() -> None:
    reading = read(RG_CLOCK, history((REFERRED, "2016-08-31"), (RG_NEGATIVE, "2016-09-06")))

    assert ["one-day-left"] == [rung.rung for rung in reading.rungs]


def test_a_referral_alone_starts_only_the_first_clock_of_the_path() -> None:
    found = {reading.clock for reading in readings(history((REFERRED, "2016-08-31")), SCOTLAND, published(), None)}

    assert {RG_CLOCK} == found & {RG_CLOCK, RECOVERY, CG_CLOCK}


def test_a_negative_decision_starts_nothing() -> None:
    facts = history((REFERRED, "2016-08-31"), (RG_NEGATIVE, "2016-09-06"))

    assert [] == all_of(RECOVERY, facts) + all_of(CG_CLOCK, facts)


def test_no_facts_no_readings() -> None:
    assert () == readings([], SCOTLAND, published(), at("2026-01-01T00:00:00Z"))


NAIVE_START = st.dates(date(2009, 4, 1), date(2022, 12, 31))


@given(start=NAIVE_START, wait=st.integers(0, 60), nation=st.sampled_from(UNITED_KINGDOM))
def test_the_first_decision_agrees_with_a_naive_day_by_day_count(start: date, wait: int, nation: Nation) -> None:
    calendar = published().calendars[nation]
    day, left = start, 5
    while left:
        day += timedelta(days=1)
        left -= calendar.is_working_day(day)
    decided = start + timedelta(days=wait)
    days_late = sum(day + timedelta(days=number) <= decided for number in range(1, 61))

    reading = read(RG_CLOCK, history((REFERRED, str(start)), (RG_NEGATIVE, str(decided))), nation=nation)

    assert day == reading.due_on
    assert (days_late or None) == reading.days_late
    assert (Status.BREACHED if days_late else Status.MET) == reading.status


@given(start=st.dates(date(2009, 4, 1), date(2021, 10, 24)), waited=st.integers(0, 200 * 24))
def test_what_time_makes_of_an_open_target_agrees_with_a_naive_hour_by_hour_count(start: date, waited: int) -> None:
    now = start_of_day(start) + timedelta(hours=waited)
    midnights = sum(start_of_day(start + timedelta(days=number)) <= now for number in range(46, 250))

    reading = read(CG_CLOCK, history((RG_POSITIVE, When.on(start).text)), now=now.isoformat())

    assert (Status.BREACHED if midnights else Status.RUNNING) == reading.status
    assert (midnights or None) == reading.days_late
