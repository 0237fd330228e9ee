"""Why a clock cannot be computed, without the sum."""

import pytest

from domain.clocks.words import in_short


@pytest.mark.parametrize(
    ("why", "short"),
    [
        (
            "There is no date of referral on record, so nothing can be counted.",
            "There is no date of referral on record.",
        ),
        (
            (
                "The referral is dated only August 2019, so the last day cannot be counted. Due between 31 August "
                "2019 and 30 September 2019. The account ends on 31 December 2024 without saying when this was done."
            ),
            "The referral is dated only August 2019.",
        ),
        (
            (
                "Counted from the receipt of the referral on 14 March 2016. 5 working days (guidance, "
                "reasonable-grounds-decision@2009-04-01); the first day is not counted. Due 21 March 2016. "
                "The account ends on 6 August 2018 without saying when this was decided."
            ),
            "The account ends on 6 August 2018 without saying when this was decided.",
        ),
        (
            "No rule of this rule-book applies outside the United Kingdom, unless the case names its state.",
            "No rule of this rule-book applies outside the United Kingdom, unless the case names its state.",
        ),
    ],
)
def test_of_a_clock_that_cannot_be_computed_only_what_is_missing_is_said(why: str, short: str) -> None:
    assert short == in_short(why)
