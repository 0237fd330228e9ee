"""Working days: the arithmetic against a naive walk, and the published holidays against two other lists."""

from datetime import date, timedelta

import holidays
import pytest
from govuk_bank_holidays.bank_holidays import BankHolidays
from hypothesis import given
from hypothesis import strategies as st

from domain.calendars import WorkingCalendar
from domain.errors import Code, Invalid
from domain.nations import ENGLAND_AND_WALES, NORTHERN_IRELAND, SCOTLAND, UNITED_KINGDOM, Nation
from domain.rules.shelf import published

ENGLAND = published().calendars[ENGLAND_AND_WALES]
SUBDIVISIONS = {
    ENGLAND_AND_WALES: "ENG",
    SCOTLAND: "SCT",
    NORTHERN_IRELAND: "NIR",
}
# Days on which a list differs from ours, each with the source that settles it.
NOT_IN_GOVUK_BANK_HOLIDAYS = {
    # Royal proclamation of 4 February 2026, under section 1(3) of the Banking and Financial Dealings Act 1971, made
    # after that list: a bank holiday in Scotland for the football World Cup.
    SCOTLAND: {date(2026, 6, 15)},
}

DAYS = st.dates(date(2009, 1, 1), date(2027, 12, 31))


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2016, 9, 2), True),
        (date(2016, 9, 3), False),
        (date(2016, 8, 29), False),
        (date(2020, 5, 4), True),
        (date(2020, 5, 8), False),
        (date(2022, 9, 19), False),
        (date(2011, 4, 29), False),
    ],
)
def test_weekends_and_bank_holidays_are_not_working_days(day: date, works: bool) -> None:
    assert works == ENGLAND.is_working_day(day)


def test_each_day_off_is_named_with_its_reason() -> None:
    expected = (
        (date(2016, 8, 27), "Saturday"),
        (date(2016, 8, 28), "Sunday"),
        (date(2016, 8, 29), "Summer bank holiday"),
    )

    assert expected == ENGLAND.days_off(date(2016, 8, 26), date(2016, 8, 31))


@given(day=DAYS, count=st.integers(1, 40))
def test_adding_working_days_agrees_with_walking_day_by_day(day: date, count: int) -> None:
    walked, left = day, count
    while left:
        walked += timedelta(days=1)
        left -= ENGLAND.is_working_day(walked)

    assert walked == ENGLAND.add_working_days(day, count)


@given(first=DAYS, length=st.integers(-3, 90))
def test_counting_working_days_agrees_with_walking_day_by_day(first: date, length: int) -> None:
    walked = sum(ENGLAND.is_working_day(first + timedelta(days=number)) for number in range(length + 1))

    assert walked == ENGLAND.working_days_between(first, max(first + timedelta(days=length), date(2009, 1, 1)))


@pytest.mark.parametrize(
    "ask",
    [
        lambda: ENGLAND.is_working_day(date(2008, 12, 31)),
        lambda: ENGLAND.is_working_day(date(2029, 1, 1)),
        lambda: ENGLAND.add_working_days(date(2028, 12, 27), 3),
        lambda: ENGLAND.working_days_between(date(2028, 12, 27), date(2029, 1, 1)),
        lambda: ENGLAND.days_off(date(2028, 12, 27), date(2029, 1, 1)),
    ],
)
def test_nothing_is_computed_outside_the_days_covered(ask: object) -> None:
    assert callable(ask)

    with pytest.raises(Invalid, match="Wales are known from 1 January 2009 to 31 December 2028") as refused:
        ask()

    assert Code.CALENDAR_HORIZON == refused.value.code


def test_the_last_working_day_covered_can_still_be_reached() -> None:
    assert date(2028, 12, 29) == ENGLAND.add_working_days(date(2028, 12, 27), 2)


def test_working_days_are_counted_forward_only() -> None:
    with pytest.raises(Invalid) as refused:
        ENGLAND.add_working_days(date(2016, 8, 31), 0)

    assert Code.INVALID_VALUE == refused.value.code


@pytest.mark.parametrize("nation", UNITED_KINGDOM)
def test_holidays_of_2009_to_2028_agree_with_the_holidays_library_in_every_day(
    nation: Nation,
) -> None:
    ours = published().calendars[nation].holidays
    listed = holidays.country_holidays("GB", subdiv=SUBDIVISIONS[nation], years=range(2009, 2029))
    theirs = {day for day in listed if day.weekday() < 5}

    assert theirs == set(ours)


@pytest.mark.parametrize("nation", UNITED_KINGDOM)
def test_holidays_since_2012_agree_with_gov_uk_but_for_the_differences_listed(nation: Nation) -> None:
    theirs = {entry["date"] for entry in BankHolidays(use_cached_holidays=True).get_holidays(division=nation)}
    ours = {day for day in published().calendars[nation].holidays if day >= date(2012, 1, 1)}

    assert (date(2012, 1, 2), 2028) == (min(theirs), max(theirs).year)
    assert NOT_IN_GOVUK_BANK_HOLIDAYS.get(nation, set()) == ours - theirs
    assert set() == theirs - ours


@pytest.mark.parametrize("nation", UNITED_KINGDOM)
def test_a_calendar_admits_what_its_list_rests_on(nation: Nation) -> None:
    assert "2009 to 2011" in " ".join(published().calendars[nation].uncertain)


def test_a_nation_without_bank_holidays_on_file_has_no_working_days_and_says_so() -> None:
    nowhere = WorkingCalendar.of_no_days("ireland", "Ireland")

    assert not nowhere.is_known
    with pytest.raises(Invalid, match="The working days of Ireland are not on file") as refused:
        nowhere.add_working_days(date(2026, 1, 5), 1)
    assert Code.CALENDAR_HORIZON == refused.value.code


def test_a_calendar_knows_only_its_own_nation() -> None:
    scotland = published().calendars[SCOTLAND]

    assert not scotland.is_working_day(date(2026, 6, 15))
    assert ENGLAND.is_working_day(date(2026, 6, 15))
    assert scotland.is_working_day(date(2016, 8, 29))


def test_a_holiday_at_the_weekend_changes_nothing() -> None:
    saturday = {date(2016, 9, 3): "A Saturday"}
    calendar = WorkingCalendar(SCOTLAND, "Scotland", saturday, date(2016, 9, 1), date(2016, 9, 30))

    assert date(2016, 9, 5) == calendar.add_working_days(date(2016, 9, 2), 1)
