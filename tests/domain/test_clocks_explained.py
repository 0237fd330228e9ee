"""Why this date: each run of a clock with its steps, its rule and its calendar."""

from datetime import date

import pytest

from domain.clocks import Explanation, Fact, Status
from domain.counting import DaySpan
from domain.errors import Code, Invalid
from domain.nations import ENGLAND_AND_WALES, OUTSIDE_UK, Nation
from domain.rules.model import RuleBook
from domain.rules.shelf import published
from tests.domain.histories import (
    CG_CLOCK,
    EXTENDED,
    REFERRED,
    RG_CLOCK,
    RG_NEGATIVE,
    RG_POSITIVE,
    at,
    explain,
    history,
)
from tests.domain.made_rules import CLOCK, lasting, made

PAUSABLE = made(
    "deadline",
    """
starts-on: [{event: referral-made}]
stops-on: [{event: reasonable-grounds-decided}]
pauses: [{pauses-on: {event: case-suspended}, resumes-on: {event: case-resumed}}]
extended-by: [{event: recovery-period-extended, date: until}]
""",
    lasting(3, "calendar-days"),
)


def explained(
    facts: list[Fact],
    clock: str = CLOCK,
    rules: RuleBook = PAUSABLE,
    nation: Nation = ENGLAND_AND_WALES,
    now: str | None = None,
) -> tuple[Explanation, ...]:
    return explain(facts, nation, rules, at(now) if now else None, clock)


def told(explanation: Explanation) -> list[tuple[int, bool, str]]:
    return [(step.day.day, step.counted, step.because) for step in explanation.steps]


def test_pauses_and_extensions_are_told_day_by_day() -> None:
    lines = [(REFERRED, "2024-03-04"), ("case-suspended", "2024-03-06"), ("case-resumed", "2024-03-08")]

    (explanation,) = explained(history(*lines, (EXTENDED, "2024-03-09"), until="2024-03-11"))

    assert [
        (4, False, "the first day is not counted"),
        (5, True, "day 1 of 3"),
        (6, False, "the clock stood still"),
        (7, False, "the clock stood still"),
        (8, True, "day 2 of 3"),
        (9, True, "day 3 of 3"),
        (10, True, "added by the extension to 11 March 2024"),
        (11, True, "added by the extension to 11 March 2024"),
    ] == told(explanation)


def test_a_clock_that_stands_still_is_told_as_far_as_it_came() -> None:
    (explanation,) = explained(history((REFERRED, "2024-03-04"), ("case-suspended", "2024-03-06")))

    assert Status.PAUSED is explanation.reading.status
    assert [(5, True, "day 1 of 3"), (6, False, "the clock stands still from this day")] == told(explanation)[1:]


def test_each_run_is_explained_with_its_rule_and_the_calendar_it_rests_on() -> None:
    facts = history((REFERRED, "2016-08-31"), (RG_NEGATIVE, "2016-09-06"), (REFERRED, "2017-02-01"))

    first, second = explained(facts, RG_CLOCK, published())

    assert (1, 3) == (first.reading.run, second.reading.run)
    assert first.version is not None
    assert f"{RG_CLOCK}@2009-04-01" == first.version.rule
    calendar = published().calendars[ENGLAND_AND_WALES]
    assert DaySpan(calendar.covers_from, calendar.covers_to) == second.calendar


def test_a_wait_is_told_by_its_bands() -> None:
    (explanation,) = explained(history((RG_POSITIVE, "2023-02-01")), CG_CLOCK, published())

    assert [date(2023, 2, 1), date(2023, 5, 2), date(2023, 7, 31), date(2024, 2, 1), date(2025, 1, 31)] == [
        step.day for step in explanation.steps
    ]
    assert ["waiting is counted from this day", "waiting 90 days"] == [s.because for s in explanation.steps][:2]
    assert explanation.calendar is None


@pytest.mark.parametrize(
    ("lines", "nation"),
    [
        ([(REFERRED, "2024-03")], ENGLAND_AND_WALES),
        ([(RG_NEGATIVE, "2024-03-04")], ENGLAND_AND_WALES),
        ([(REFERRED, "2028-12-28")], ENGLAND_AND_WALES),
        ([(REFERRED, "2024-03-04")], OUTSIDE_UK),
    ],
)
def test_where_nothing_can_be_counted_there_are_no_steps(lines: list[tuple[str, str]], nation: Nation) -> None:
    (explanation,) = explained(history(*lines), RG_CLOCK, published(), nation)

    assert (Status.CANNOT_COMPUTE, ()) == (explanation.reading.status, explanation.steps)


def test_a_clock_nobody_knows_is_refused_with_those_there_are() -> None:
    with pytest.raises(Invalid, match="The clocks are: test-clock") as refused:
        explained([], "recovery")

    assert Code.INVALID_VALUE == refused.value.code


def test_a_clock_the_case_has_not_started_has_nothing_to_explain() -> None:
    assert () == explained([])
