"""The alarm before a calendar runs out, on both sides of its day."""

from datetime import date

import pytest

from domain.nations import UNITED_KINGDOM
from domain.rules.horizon import checks_to_come, horizon
from domain.rules.loader import parse
from domain.rules.shelf import published
from tests.domain.histories import rule_files
from tests.domain.rules.careless import MISSING, SCOTLAND


@pytest.mark.parametrize(
    ("today", "endings"),
    [
        (date(2026, 11, 21), 0),
        (date(2028, 7, 3), 0),
        (date(2028, 7, 4), 3),
        (date(2028, 12, 31), 3),
        (date(2029, 1, 1), 3),
    ],
)
def test_the_alarm_begins_180_days_before_the_last_day(today: date, endings: int) -> None:
    assert endings == len(horizon(published(), today))


def test_the_alarm_names_every_calendar_and_what_to_do() -> None:
    found = horizon(published(), date(2028, 7, 4))

    assert UNITED_KINGDOM == tuple(ending.nation for ending in found)
    assert (
        "The bank holidays of Scotland on file end on 31 December 2028, in 180 days: add the days published since, and "
        "raise the version."
    ) == found[1].sentence


def test_a_calendar_past_its_end_is_said_to_have_ended() -> None:
    (ending, *_) = horizon(published(), date(2029, 1, 1))

    assert (date(2028, 12, 31), -1) == (ending.ends, ending.days_left)
    assert "of England and Wales on file ended on 31 December 2028:" in ending.sentence


def test_each_calendar_has_its_own_horizon() -> None:
    files = rule_files()
    shorter = files[SCOTLAND].replace("covers-to: 2028-12-31", "covers-to: 2027-12-31")
    files[SCOTLAND] = "\n".join(line for line in shorter.splitlines() if not line.startswith("  2028-")) + "\n"

    assert ["scotland"] == [ending.nation for ending in horizon(parse(files), date(2027, 11, 1))]


def test_a_check_dated_after_today_is_noticed() -> None:
    files = rule_files()
    files[MISSING] = files[MISSING].replace("last-checked: 2026-11-21", "last-checked: 2036-11-21")
    said = "missing-child-report@2009-04-01 is said to have been checked on 21 November 2036, which is still to come."

    assert (said,) == checks_to_come(parse(files), date(2036, 11, 20))
    assert () == checks_to_come(parse(files), date(2036, 11, 21))
