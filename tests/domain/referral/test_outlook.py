"""What a case waits for next, in words: the end of a day where days are counted, the hour where hours are."""

import pytest

from domain.when import instant_in_words
from tests.support.casework import Case, instant, referred


def next_of(case: Case) -> str:
    due = case.outlook.next_instant
    assert due is not None
    return due[1]


def test_a_clock_that_counts_days_is_due_by_the_end_of_one() -> None:
    child = referred("2026-03-02", "scotland", age_group="child", consent="not-needed")
    assert "Information about rights: due by the end of 4 March 2026" == next_of(child)


def test_a_target_is_called_one() -> None:
    case = referred("2026-03-02", "scotland")
    case = case.ask("2026-03-02", "record-rights-information", language="thai", interpreter=True, understood=True)
    case = case.ask("2026-03-06", "pass-time")

    assert "Reasonable grounds decision: one day left" == next_of(case)
    case = case.ask("2026-03-09", "pass-time")
    assert "Reasonable grounds decision: target the end of 9 March 2026" == next_of(case)


@pytest.mark.parametrize(
    ("since", "due"),
    [("2026-03-02T10:30:00Z", "2 March 2026 at 12:30 GMT"), ("2026-07-01T21:00:00Z", "the end of 1 July 2026")],
)
def test_a_clock_that_counts_hours_is_due_by_an_hour(since: str, due: str) -> None:
    case = referred(since[:10], age_group="child", consent="not-needed")
    case = case.ask(since, "report-missing", effective_at=since)
    assert f"Missing child reported to the police: due by {due}" == next_of(case)


@pytest.mark.parametrize(
    ("at", "said"),
    [
        ("2026-07-01T08:05:00Z", "1 July 2026 at 09:05 BST"),
        ("2026-07-01T23:00:00Z", "2 July 2026"),
        ("2026-12-01T00:00:00Z", "1 December 2026"),
    ],
)
def test_an_instant_is_said_by_londons_clocks_and_the_beginning_of_a_day_without_its_hour(at: str, said: str) -> None:
    assert said == instant_in_words(instant(at))
