"""Dates as exactly as they are known."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import Code, NrmError
from domain.when import Precision, When, end_of_day, start_of_day


def test_some_days_are_kept_as_the_first_and_the_last_that_it_can_have_been() -> None:
    when = When.parse("2018-09-11/2018-09-17")

    assert (Precision.SPAN, None, "2018-09-11/2018-09-17") == (when.precision, when.day, str(when))
    assert (date(2018, 9, 11), date(2018, 9, 17)) == (when.first_day, when.last_day)
    assert (start_of_day(date(2018, 9, 11)), end_of_day(date(2018, 9, 17))) == (when.earliest, when.until)
    assert "the days from 11 September 2018 to 17 September 2018" == when.in_words()


@pytest.mark.parametrize(
    "text",
    [
        "2018-09-17/2018-09-11",
        "2018-09-11/2018-09-11",
        "2018-09/2018-10",
        "2018-09-11/",
        "/2018-09-11",
        "../2018-09-11",
        "2018-09-11/17",
        "2018-02-30/2018-03-01",
        "2018-09-11/2018-09-17/2018-09-20",
        "2018-09-11 / 2018-09-17",
        "2018-09-11T00:00Z/2018-09-17",
        "1899-09-11/1900-09-17",
    ],
)
def test_what_are_no_two_days_in_their_order_is_no_date(text: str) -> None:
    with pytest.raises(NrmError) as caught:
        When.parse(text)
    assert Code.NOT_A_DATE == caught.value.code


@given(instant=st.datetimes(datetime(1900, 1, 1), datetime(2199, 12, 31), timezones=st.timezones()))  # noqa: DTZ001
def test_what_was_written_is_read_as_what_it_was(instant: datetime) -> None:
    written = When.at(instant)

    assert written == When.parse(written.text)
    assert written.day == When.parse(written.text).day


@pytest.mark.parametrize(
    "text",
    [
        "2016-08-31 09:30:00.000000Z",
        "2016-08-31T09:30:00,000000Z",
        "2016-W35-3T09:30:00.000000Z",
        "2016-08-31T10:30:00.000+01:00",
        "2016-08-31T09:30:00Z",
        "20160831T093000Z",
    ],
)
def test_an_instant_written_in_another_way_is_written_in_the_one_way(text: str) -> None:
    assert "2016-08-31T09:30:00.000000Z" == When.parse(text).text


def test_an_instant_that_does_not_exist_is_no_date() -> None:
    with pytest.raises(NrmError) as refused:
        When.parse("2016-02-30T09:30:00.000000Z")
    assert Code.NOT_A_DATE is refused.value.code
