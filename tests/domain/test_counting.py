"""Day sums, each against a second counter (`naive.py`) that walks and knows nothing of the first."""

from calendar import monthrange
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.counting import CountRule, DaySpan, Unit, add_months, last_day, last_instant, merged
from domain.nations import ENGLAND_AND_WALES, UNITED_KINGDOM, Nation
from domain.rules.shelf import published
from tests.domain import naive

ENGLAND = published().calendars[ENGLAND_AND_WALES]
ONE_DAY = timedelta(days=1)

STARTS = st.dates(date(2009, 4, 1), date(2027, 6, 30))


@st.composite
def pauses(draw: st.DrawFn, around: date) -> list[DaySpan]:
    """Up to four pauses that may overlap, touch, or lie beside the count."""
    edges = draw(st.lists(st.tuples(st.integers(-20, 60), st.integers(0, 15)), max_size=4))
    return [DaySpan(around + timedelta(days=begin), around + timedelta(days=begin + length)) for begin, length in edges]


def days_of(spans: list[DaySpan]) -> set[date]:
    return {span.first + number * ONE_DAY for span in spans for number in range((span.last - span.first).days + 1)}


@given(
    data=st.data(),
    start=STARTS,
    length=st.integers(1, 60),
    counts=st.booleans(),
    nation=st.sampled_from(UNITED_KINGDOM),
)
def test_working_days_agree_with_the_naive_counter(
    data: st.DataObject, start: date, length: int, counts: bool, nation: Nation
) -> None:
    spans = data.draw(pauses(start))
    rule = CountRule(length, Unit.WORKING_DAYS, counts)

    expected = naive.last_of_days(start, length, first_day_counts=counts, paused=days_of(spans), nation=nation)

    assert expected == last_day(start, rule, published().calendars[nation], spans)


@given(data=st.data(), start=STARTS, length=st.integers(1, 100), counts=st.booleans())
def test_calendar_days_agree_with_the_naive_counter(
    data: st.DataObject, start: date, length: int, counts: bool
) -> None:
    spans = data.draw(pauses(start))

    expected = naive.last_of_days(start, length, first_day_counts=counts, paused=days_of(spans))

    assert expected == last_day(start, CountRule(length, Unit.CALENDAR_DAYS, counts), ENGLAND, spans)


@given(data=st.data(), start=STARTS, months=st.integers(1, 14), counts=st.booleans())
def test_months_agree_with_the_naive_counter(data: st.DataObject, start: date, months: int, counts: bool) -> None:
    spans = data.draw(pauses(start))

    expected = naive.last_of_months(start, months, first_day_counts=counts, paused=days_of(spans))

    assert expected == last_day(start, CountRule(months, Unit.MONTHS, counts), ENGLAND, spans)


CHANGES = st.sampled_from([date(2023, 3, 26), date(2023, 10, 29), date(2024, 3, 31), date(2024, 10, 27)])


@given(data=st.data(), change=CHANGES, quarters=st.integers(-400, 100), hours=st.integers(1, 120))
def test_hours_agree_with_the_naive_counter_around_the_clock_changes(
    data: st.DataObject, change: date, quarters: int, hours: int
) -> None:
    start = datetime(change.year, change.month, change.day, tzinfo=UTC) + quarters * timedelta(minutes=15)
    spans = data.draw(pauses(change))

    assert naive.last_of_hours(start, hours, days_of(spans)) == last_instant(start, hours, spans)


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


@pytest.mark.parametrize(
    ("start", "last"),
    [
        (date(2024, 2, 22), date(2024, 3, 21)),
        (date(2024, 3, 1), date(2024, 3, 31)),
        (date(2023, 1, 31), date(2023, 2, 28)),
        (date(2023, 1, 29), date(2023, 2, 28)),
        (date(2023, 1, 28), date(2023, 2, 27)),
    ],
)
def test_a_month_whose_first_day_counts_ends_the_day_before_the_corresponding_date(start: date, last: date) -> None:
    assert last == last_day(start, CountRule(1, Unit.MONTHS, first_day_counts=True), ENGLAND)


def test_hours_run_through_a_clock_change_as_elapsed_time() -> None:
    start = datetime(2024, 3, 30, 12, tzinfo=UTC)

    assert datetime(2024, 4, 1, 12, tzinfo=UTC) == last_instant(start, 48)


def test_a_pause_adds_its_whole_days_to_hours() -> None:
    start = datetime(2024, 3, 5, 12, tzinfo=UTC)

    assert datetime(2024, 3, 9, 12, tzinfo=UTC) == last_instant(
        start, 48, [DaySpan(date(2024, 3, 6), date(2024, 3, 7))]
    )


@pytest.mark.parametrize(
    ("paused", "resumed", "ends"),
    [
        (date(2024, 3, 31), date(2024, 3, 31), datetime(2024, 4, 1, 23, tzinfo=UTC)),
        (date(2024, 3, 30), date(2024, 3, 30), datetime(2024, 4, 2, 0, tzinfo=UTC)),
        (date(2024, 4, 2), date(2024, 4, 9), datetime(2024, 4, 1, 0, tzinfo=UTC)),
    ],
)
def test_a_paused_day_takes_out_as_many_hours_as_it_has(paused: date, resumed: date, ends: datetime) -> None:
    start = datetime(2024, 3, 30, tzinfo=UTC)

    assert ends == last_instant(start, 48, [DaySpan(paused, resumed)])


def test_a_pause_on_the_very_day_the_hours_begin_to_run_takes_it_out() -> None:
    start = datetime(2024, 3, 6, tzinfo=UTC)

    assert datetime(2024, 3, 9, tzinfo=UTC) == last_instant(start, 48, [DaySpan(date(2024, 3, 6), date(2024, 3, 6))])


def test_a_pause_of_many_years_is_summed_at_once() -> None:
    rule = CountRule(10, Unit.CALENDAR_DAYS, first_day_counts=False)

    assert date(2124, 3, 12) == last_day(date(2024, 3, 1), rule, ENGLAND, [DaySpan(date(2024, 3, 5), date(2124, 3, 5))])


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
