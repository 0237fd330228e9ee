"""Day sums, each against a second counter that walks day by day and knows nothing of the first."""

from calendar import monthrange
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.counting import CountRule, DaySpan, Unit, add_months, last_day, last_instant, merged
from domain.nations import UNITED_KINGDOM, Nation
from domain.rules.shelf import published

ENGLAND = published().calendars[Nation.ENGLAND_AND_WALES]
ONE_DAY = timedelta(days=1)

STARTS = st.dates(date(2009, 4, 1), date(2027, 6, 30))


@st.composite
def pauses(draw: st.DrawFn, around: date) -> list[DaySpan]:
    """Up to four pauses that may overlap, touch, or lie beside the count."""
    edges = draw(st.lists(st.tuples(st.integers(-20, 60), st.integers(0, 15)), max_size=4))
    return [DaySpan(around + timedelta(days=begin), around + timedelta(days=begin + length)) for begin, length in edges]


def naive_last_day(start: date, rule: CountRule, nation: Nation, spans: list[DaySpan]) -> date:
    """Walk: each day that counts spends one; a paused day, or a day off where days must be working days, does not."""
    day = start if rule.first_day_counts else start + ONE_DAY
    left = rule.length
    while True:
        paused = any(span.first <= day <= span.last for span in spans)
        works = rule.unit is Unit.CALENDAR_DAYS or published().calendars[nation].is_working_day(day)
        left -= works and not paused
        if left == 0:
            return day
        day += ONE_DAY


@given(
    data=st.data(),
    start=STARTS,
    length=st.integers(1, 60),
    unit=st.sampled_from([Unit.CALENDAR_DAYS, Unit.WORKING_DAYS]),
    first_day_counts=st.booleans(),
    nation=st.sampled_from(UNITED_KINGDOM),
)
def test_days_agree_with_the_naive_counter(
    data: st.DataObject, start: date, length: int, unit: Unit, first_day_counts: bool, nation: Nation
) -> None:
    spans = data.draw(pauses(start))
    rule = CountRule(length, unit, first_day_counts)

    expected = naive_last_day(start, rule, nation, spans)

    assert expected == last_day(start, rule, published().calendars[nation], spans)


@pytest.mark.parametrize(
    ("start", "months", "expected"),
    [
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2023, 1, 31), 1, date(2023, 2, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 11, 30), 3, date(2025, 2, 28)),
        (date(2024, 2, 22), 1, date(2024, 3, 22)),
        (date(2024, 12, 5), 1, date(2025, 1, 5)),
    ],
)
def test_months_end_on_the_corresponding_date(start: date, months: int, expected: date) -> None:
    assert expected == last_day(start, CountRule(months, Unit.MONTHS, first_day_counts=False), ENGLAND)


@given(start=STARTS, months=st.integers(1, 36))
def test_a_month_later_is_the_same_day_or_the_last_of_a_shorter_month(start: date, months: int) -> None:
    later = add_months(start, months)

    assert months == (later.year - start.year) * 12 + later.month - start.month
    assert min(start.day, monthrange(later.year, later.month)[1]) == later.day


def test_a_paused_month_is_longer_by_the_days_of_the_pause() -> None:
    rule = CountRule(1, Unit.MONTHS, first_day_counts=False)
    spans = [DaySpan(date(2024, 3, 1), date(2024, 3, 10)), DaySpan(date(2024, 3, 5), date(2024, 3, 12))]

    assert date(2024, 4, 3) == last_day(date(2024, 2, 22), rule, ENGLAND, spans)


def test_a_month_whose_first_day_counts_ends_the_day_before_the_corresponding_date() -> None:
    assert date(2024, 3, 21) == last_day(date(2024, 2, 22), CountRule(1, Unit.MONTHS, first_day_counts=True), ENGLAND)


def test_hours_run_through_a_clock_change_as_elapsed_time() -> None:
    start = datetime(2024, 3, 30, 12, tzinfo=UTC)

    assert datetime(2024, 4, 1, 12, tzinfo=UTC) == last_instant(start, 48)


def test_a_pause_adds_its_whole_days_to_hours() -> None:
    start = datetime(2024, 3, 5, 12, tzinfo=UTC)

    assert datetime(2024, 3, 9, 12, tzinfo=UTC) == last_instant(
        start, 48, [DaySpan(date(2024, 3, 6), date(2024, 3, 7))]
    )


def test_thirty_days_with_the_first_as_day_one_cross_a_leap_day() -> None:
    rule = CountRule(30, Unit.CALENDAR_DAYS, first_day_counts=True)

    assert date(2024, 3, 1) == last_day(date(2024, 2, 1), rule, ENGLAND)
    assert date(2023, 3, 2) == last_day(date(2023, 2, 1), rule, ENGLAND)


def test_spans_that_overlap_or_touch_become_one() -> None:
    spans = [
        DaySpan(date(2024, 3, 8), date(2024, 3, 9)),
        DaySpan(date(2024, 3, 1), date(2024, 3, 5)),
        DaySpan(date(2024, 3, 3), date(2024, 3, 4)),
        DaySpan(date(2024, 3, 6), date(2024, 3, 6)),
    ]

    expected = (DaySpan(date(2024, 3, 1), date(2024, 3, 6)), DaySpan(date(2024, 3, 8), date(2024, 3, 9)))

    assert expected == merged(spans)
