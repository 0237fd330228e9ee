"""Dates known only to a month or a year, and histories that begin or end in the middle: no day is ever invented."""

from datetime import date

import pytest

from domain.clocks import Status
from domain.nations import ENGLAND_AND_WALES, OUTSIDE_UK
from domain.rules.shelf import published
from domain.when import When
from tests.domain.histories import (
    CG_CLOCK,
    CG_NEGATIVE,
    CG_POSITIVE,
    CLOSED,
    NOT_BEFORE,
    RECOVERY,
    REFERRED,
    REMOVAL,
    RG_CLOCK,
    RG_NEGATIVE,
    RG_POSITIVE,
    WITHDRAWN,
    all_of,
    at,
    history,
    read,
    readings,
    supported,
)


def test_a_start_known_to_its_month_gives_bounds_and_no_day() -> None:
    reading = read(CG_CLOCK, history((RG_POSITIVE, "2015-08"), (CG_NEGATIVE, "2018-06")), ends=date(2019, 1, 31))

    expected = (
        "The positive reasonable grounds decision is dated only August 2015, so the last day cannot be counted; "
        "whichever day it was, the conclusive grounds decision came between 960 and 1,019 days late."
    )

    assert expected == reading.why
    assert (Status.CANNOT_COMPUTE, None, None, None, None, ()) == (
        reading.status,
        reading.starts_on,
        reading.due_on,
        reading.due_at,
        reading.days_late,
        reading.findings,
    )


@pytest.mark.parametrize(
    ("referred", "decided", "said"),
    [
        ("2019-08", "2019-08", "that leaves open whether the reasonable grounds decision came in time"),
        ("2019-08", "2019-08-07", "whichever day it was, the reasonable grounds decision came in time"),
        ("2019-08", "2019-10-01", "came between 25 and 54 days late"),
        ("2019", "2019-08-07", "that leaves open whether"),
    ],
)
def test_a_vague_referral_is_judged_by_every_day_it_can_have_been(referred: str, decided: str, said: str) -> None:
    reading = read(RG_CLOCK, history((REFERRED, referred), (RG_POSITIVE, decided)))

    assert Status.CANNOT_COMPUTE == reading.status
    assert said in reading.why


def test_a_vague_start_of_an_account_that_falls_silent_gives_the_span_of_last_days() -> None:
    reading = read(CG_CLOCK, history((RG_POSITIVE, "2015-08")), ends=date(2019, 1, 31))

    expected = (
        "Target between 15 September 2015 and 15 October 2015. "
        "The account ends on 31 January 2019 without saying when this was decided."
    )

    assert reading.why.endswith(expected)


def test_a_start_whose_span_holds_a_change_of_law_names_no_version() -> None:
    reading = read(CG_CLOCK, history((RG_POSITIVE, "2022"), (CG_POSITIVE, "2024-01-10")))
    recovery = read(RECOVERY, history((RG_POSITIVE, "2022-12")))

    assert ("conclusive-grounds-decision@2021-10-25", Status.CANNOT_COMPUTE) == (reading.rule, reading.status)
    assert ("recovery-period", Status.CANNOT_COMPUTE) == (recovery.rule, recovery.status)


@pytest.mark.parametrize(
    ("decided", "status", "late", "said"),
    [
        ("2016-10", Status.MET, None, "came in October 2016, in time"),
        ("2016-11", Status.CANNOT_COMPUTE, None, "came in November 2016, which leaves open whether that was in time"),
        ("2016-12", Status.BREACHED, None, "came in December 2016, between 28 and 58 days late"),
        ("2017", Status.BREACHED, None, "came in 2017, between 59 and 423 days late"),
    ],
)
def test_a_stop_known_to_its_month_is_judged_where_every_day_agrees(
    decided: str, status: Status, late: int | None, said: str
) -> None:
    reading = read(CG_CLOCK, history((RG_POSITIVE, "2016-09-19"), (CG_POSITIVE, decided)))

    assert (status, date(2016, 11, 3), None, late) == (
        reading.status,
        reading.due_on,
        reading.ended_on,
        reading.days_late,
    )
    assert said in reading.why


def test_a_breach_cured_in_an_unknown_day_is_cured_all_the_same() -> None:
    (finding,) = read(CG_CLOCK, history((RG_POSITIVE, "2016-09-19"), (CG_POSITIVE, "2016-12"))).findings

    assert (When.parse("2016-12"), None) == (finding.cured, finding.days_late)


def test_a_closure_known_to_its_month_after_the_last_day_cures_nothing() -> None:
    (finding,) = read(CG_CLOCK, history((RG_POSITIVE, "2016-09-19"), (CLOSED, "2017-02"))).findings

    assert (None, None) == (finding.cured, finding.days_late)
    assert "was 3 November 2016, and it did not come in time" in finding.what


def test_a_decision_without_a_referral_on_record_cannot_be_judged() -> None:
    reading = read(RG_CLOCK, history((RG_NEGATIVE, "2024-09-05")))

    assert (Status.CANNOT_COMPUTE, RG_CLOCK, 1, None) == (reading.status, reading.rule, reading.run, reading.starts_on)
    assert "no date of referral on record" in reading.why


def test_a_conclusion_without_its_beginning_leaves_what_it_ends_uncounted() -> None:
    found = readings(history((CG_POSITIVE, "2017-02-01")), ENGLAND_AND_WALES, published(), None)

    assert [RECOVERY, CG_CLOCK] == [reading.clock for reading in found if reading.status is Status.CANNOT_COMPUTE]


def test_a_decision_long_before_the_referral_is_a_run_of_its_own() -> None:
    facts = history((RG_NEGATIVE, "2015-01-05"), (REFERRED, "2016-08-31"), (RG_POSITIVE, "2016-09-06"))

    lost, counted = all_of(RG_CLOCK, facts)

    assert (1, Status.CANNOT_COMPUTE) == (lost.run, lost.status)
    assert (2, Status.MET) == (counted.run, counted.status)


def test_an_account_that_ends_without_the_decision_is_not_called_late() -> None:
    reading = read(CG_CLOCK, history((RG_POSITIVE, "2016-08-26")), ends=date(2017, 11, 29))

    assert (Status.CANNOT_COMPUTE, date(2016, 10, 10), ()) == (reading.status, reading.due_on, reading.findings)
    assert reading.why.endswith(
        "Target 10 October 2016. The account ends on 29 November 2017 without saying when this was decided."
    )
    assert () == reading.rungs


def test_an_account_that_ends_without_the_decision_says_nothing_of_the_wait() -> None:
    reading = read(CG_CLOCK, history((RG_POSITIVE, "2023-08-26")), ends=date(2024, 11, 29))

    assert Status.CANNOT_COMPUTE == reading.status
    assert "The account ends on 29 November 2024" in reading.why


@pytest.mark.parametrize(
    ("decided", "nation", "ends", "status"),
    [
        ("2016-09-19", "ireland", date(2016, 11, 18), Status.EXPIRED),
        ("2016-09-19", "ireland", date(2016, 11, 17), Status.CANNOT_COMPUTE),
        ("2016-09-19", ENGLAND_AND_WALES, date(2018, 1, 1), Status.CANNOT_COMPUTE),
        ("2023-02-01", ENGLAND_AND_WALES, date(2025, 1, 1), Status.CANNOT_COMPUTE),
    ],
)
def test_how_a_period_ended_is_told_only_as_far_as_the_account_goes(
    decided: str, nation: str, ends: date, status: Status
) -> None:
    assert status == read(RECOVERY, history((RG_POSITIVE, decided)), nation=nation, ends=ends).status


def test_what_an_account_leaves_open_no_later_hour_decides() -> None:
    """Nobody knows whether the period ran its length after the account had ended, however long ago that is."""
    decided, ends = history((RG_POSITIVE, "2023-02-06")), date(2023, 2, 20)

    at_its_end = read(NOT_BEFORE, decided, ends=ends)
    long_after = read(NOT_BEFORE, decided, ends=ends, now="2026-01-01T00:00:00Z")

    assert (Status.CANNOT_COMPUTE, None) == (long_after.status, long_after.ended_on)
    assert at_its_end == long_after


def test_a_wait_from_a_vague_start_is_told_between_bounds() -> None:
    reading = read(CG_CLOCK, history((RG_POSITIVE, "2023-12"), (CG_POSITIVE, "2024-05-09")))

    assert Status.CANNOT_COMPUTE == reading.status
    assert "came between 130 and 160 days after it" in reading.why


def test_a_period_from_a_vague_start_is_not_counted() -> None:
    reading = read(RECOVERY, history((RG_POSITIVE, "2023-12"), (REMOVAL, "2023-12-20")))

    assert (Status.CANNOT_COMPUTE, ()) == (reading.status, reading.findings)


@pytest.mark.parametrize(
    ("step", "status", "said"),
    [
        ("2023-02", Status.RUNNING, "in February 2023: whether inside the protected period is not known"),
        ("2023-04", Status.BREACHED, "in April 2023, inside the protected period"),
        (
            "2022-12",
            Status.BREACHED,
            "in December 2022, and still stood when the protected period began on 1 February 2023",
        ),
    ],
)
def test_a_step_known_to_its_month_is_a_breach_only_where_it_certainly_fell_inside(
    step: str, status: Status, said: str
) -> None:
    reading = read(RECOVERY, supported((RG_POSITIVE, "2023-02-01"), (REMOVAL, step)))

    assert status == reading.status
    assert said in reading.why


@pytest.mark.parametrize(
    ("concluded", "step", "found"),
    [
        ("2023-06", "2023-05-01", 1),
        ("2023-06", "2023-06-10", 0),
        ("2023-06", "2023-07-01", 0),
        ("2023-06-15", "2023-06", 0),
        ("2023-06-15", "2023-05", 1),
    ],
)
def test_a_step_around_a_vague_conclusion_is_a_breach_only_where_it_certainly_came_first(
    concluded: str, step: str, found: int
) -> None:
    facts = supported((RG_POSITIVE, "2023-02-01"), (CG_POSITIVE, concluded), (REMOVAL, step))

    assert found == len(read(RECOVERY, facts).findings)


def test_a_statutory_period_that_a_vague_conclusion_ended_has_no_last_day() -> None:
    reading = read(RECOVERY, supported((RG_POSITIVE, "2023-02-01"), (CG_POSITIVE, "2023-06")))

    assert (Status.CANNOT_COMPUTE, None, None) == (reading.status, reading.ended_on, reading.ends_at)
    assert "which came in June 2023" in reading.why


def test_a_vague_conclusion_inside_the_minimum_leaves_its_end_certain() -> None:
    reading = read(
        RECOVERY, supported((RG_POSITIVE, "2023-01-31"), (CG_POSITIVE, "2023-02")), now="2023-04-01T00:00:00Z"
    )

    assert (Status.EXPIRED, date(2023, 3, 1)) == (reading.status, reading.ended_on)


def test_a_withdrawal_known_to_its_month_ends_a_period_on_no_certain_day() -> None:
    reading = read(RECOVERY, supported((RG_POSITIVE, "2023-02-01"), (WITHDRAWN, "2023-02")))

    assert (Status.EXPIRED, None) == (reading.status, reading.ended_on)


def test_outside_the_united_kingdom_nothing_is_counted() -> None:
    facts = history((REFERRED, "2013-04-17"), (RG_POSITIVE, "2013-04-20"), (CG_NEGATIVE, "2013-09"))

    found = readings(facts, OUTSIDE_UK, published(), None)

    assert {RG_CLOCK, RECOVERY, CG_CLOCK} <= {reading.clock for reading in found}
    assert {Status.CANNOT_COMPUTE} == {reading.status for reading in found}
    assert all("No rule of this rule-book applies" in reading.why for reading in found)


def test_before_the_rule_book_begins_nothing_is_counted() -> None:
    before = read(RG_CLOCK, history((REFERRED, "2009-03-31")))
    within = read(RG_CLOCK, history((REFERRED, "2009-04-01")))

    assert (Status.CANNOT_COMPUTE, date(2009, 3, 31)) == (before.status, before.starts_on)
    assert "This rule-book begins on 1 April 2009" in before.why
    assert (Status.RUNNING, date(2009, 4, 8)) == (within.status, within.due_on)


def test_past_the_horizon_of_the_calendar_nothing_is_counted() -> None:
    reading = read(RG_CLOCK, history((REFERRED, "2028-12-28")))

    assert (Status.CANNOT_COMPUTE, "reasonable-grounds-decision@2021-06-14") == (reading.status, reading.rule)
    assert "known from 1 January 2009 to 31 December 2028" in reading.why


CRIME = "crime-recording"


@pytest.mark.parametrize(
    ("imported_at", "status"),
    [
        (None, "breached"),
        ("2026-03-01T12:00:00Z", "breached"),
        ("2026-03-20T12:00:00Z", "not_told"),
    ],
)
def test_the_silence_of_an_account_about_the_time_before_it_was_imported_proves_nothing(
    imported_at: str | None, status: str
) -> None:
    facts, now = history(("referral-made adult", "2026-03-01")), at("2026-04-01T12:00:00Z")
    found = readings(facts, ENGLAND_AND_WALES, published(), now, None, at(imported_at) if imported_at else None)
    said = {reading.clock: reading for reading in found}

    assert status == said[CRIME].status
    assert ("proves nothing" in said[CRIME].why) == (status == "not_told")
    assert "breached" == said["reasonable-grounds-decision"].status


@pytest.mark.parametrize(
    ("clock", "started", "dated"),
    [
        ("reconsideration-window", CG_NEGATIVE, "2024-02"),
        ("disqualification-representations", "disqualification-proposed", "2024-01"),
        ("crime-recording", "referral-made adult", "2015"),
        ("crime-recording", "referral-made adult", "2015-07-30/2015-08-02"),
    ],
)
def test_a_start_that_may_lie_before_the_first_day_of_the_clock_does_not_switch_it_off(
    clock: str, started: str, dated: str
) -> None:
    reading = read(clock, history((started, dated)), now="2026-11-28T12:00:00Z")

    assert (Status.CANNOT_COMPUTE, clock, None, ()) == (reading.status, reading.rule, reading.due_on, reading.findings)
    assert "is dated only" in reading.why
    assert " between " not in reading.why


def test_a_start_that_lies_before_the_first_day_of_the_clock_whichever_day_it_was_begins_nothing() -> None:
    assert [] == all_of("reconsideration-window", history((CG_NEGATIVE, "2024-01")), now="2026-11-28T12:00:00Z")
