"""Dates as exactly as they are known."""

from datetime import date

import pytest

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
