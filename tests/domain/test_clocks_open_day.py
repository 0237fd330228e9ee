"""Court periods end on a day on which the court is open, where a source says so, against a counter that walks."""

from datetime import date, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from domain.clocks import Status
from domain.due import due
from domain.errors import Invalid
from domain.nations import ENGLAND_AND_WALES, NORTHERN_IRELAND, SCOTLAND, Nation
from domain.rules.loader import parse
from domain.rules.shelf import published
from tests.domain import naive
from tests.domain.histories import CG_NEGATIVE, all_of, at, explain, history, read, readings, rule_files
from tests.domain.made_rules import CLOCK, lasting, made

WINDOW = "judicial-review-window"
TRIBUNAL = "judicial-review-upper-tribunal"
ACKNOWLEDGMENT = "judicial-review-acknowledgment"
REPLY = "judicial-review-reply"

STARTS = st.dates(date(2016, 1, 1), date(2028, 9, 1))


def open_day(unit: str, length: int) -> str:
    """A count whose last day moves to an open one, as it stands in a rule file."""
    return lasting(length, unit).removesuffix("}") + ", ends-on-open-day: true}"


RULE = """
starts-on: [{event: conclusive-grounds-decided, outcome: negative}]
stops-on: [{event: judicial-review-issued}]
extended-by: [{event: reconsideration-window-extended, date: until}]
pauses: [{pauses-on: {event: case-suspended}, resumes-on: {event: case-resumed}}]
"""
TEN_DAYS = made("window", RULE, open_day("calendar-days", 10))


@given(start=STARTS, nation=st.sampled_from([ENGLAND_AND_WALES, NORTHERN_IRELAND]))
@example(start=date(2026, 1, 25), nation=ENGLAND_AND_WALES)
@example(start=date(2025, 11, 30), nation=NORTHERN_IRELAND)
@example(start=date(2026, 1, 3), nation=ENGLAND_AND_WALES)
def test_a_claim_can_be_made_until_the_first_open_day_of_or_after_the_third_month(start: date, nation: Nation) -> None:
    ends = naive.last_of_months(start, 3, first_day_counts=False)

    assert naive.open_on_or_after(ends, nation) == due(published(), WINDOW, start, nation).due_on


@given(start=STARTS)
def test_in_scotland_the_last_day_stays_where_it_is_and_the_rule_says_why(start: date) -> None:
    assert naive.last_of_months(start, 3, first_day_counts=True) == due(published(), WINDOW, start, SCOTLAND).due_on
    (version,) = (one for one in published().clocks[WINDOW] if SCOTLAND in one.nations)
    assert any("court is closed" in doubt for doubt in version.uncertain)


@given(start=st.dates(date(2024, 4, 6), date(2028, 9, 1)), clock=st.sampled_from([ACKNOWLEDGMENT, REPLY, TRIBUNAL]))
def test_so_do_the_other_periods_of_courts(start: date, clock: str) -> None:
    lengths = {ACKNOWLEDGMENT: 28, REPLY: 7}
    ends = start + timedelta(days=lengths[clock]) if clock in lengths else None
    ends = ends or naive.last_of_months(start, 3, first_day_counts=False)

    assert naive.open_on_or_after(ends, ENGLAND_AND_WALES) == due(published(), clock, start, ENGLAND_AND_WALES).due_on


@pytest.mark.parametrize(
    ("start", "length_ends", "last"),
    [
        ("2026-01-25", "25 April 2026", date(2026, 4, 27)),  # a Saturday
        ("2026-01-26", "26 April 2026", date(2026, 4, 27)),  # a Sunday
        ("2026-01-03", "3 April 2026", date(2026, 4, 7)),  # Good Friday, a weekend, Easter Monday
        ("2025-09-25", "25 December 2025", date(2025, 12, 29)),  # Christmas Day, Boxing Day, a weekend
        ("2026-01-27", "27 April 2026", date(2026, 4, 27)),
    ],
)
def test_what_is_done_on_the_last_open_day_is_in_time_and_why_says_which_it_is(
    start: str, length_ends: str, last: date
) -> None:
    claimed = history((CG_NEGATIVE, start), ("judicial-review-issued court", str(last)))
    late = history((CG_NEGATIVE, start), ("judicial-review-issued court", str(last + timedelta(days=1))))

    in_time, too_late = (all_of(WINDOW, facts)[0] for facts in (claimed, late))

    assert [(Status.MET, last), (Status.EXPIRED, last)] == [(one.status, one.due_on) for one in (in_time, too_late)]
    assert (f"On {length_ends} no office is open" in in_time.why) == (str(last.day) != length_ends.split(maxsplit=1)[0])


def test_each_day_to_the_open_one_is_told_with_its_reason_and_spends_nothing() -> None:
    facts = history((CG_NEGATIVE, "2026-01-03"))

    (explained,) = explain(facts, ENGLAND_AND_WALES, published(), None, WINDOW)

    assert [
        ("2026-01-03", False, "the first day is not counted"),
        ("2026-04-03", True, "3 months from 3 January 2026: the corresponding date"),
        ("2026-04-04", False, "no office is open (Saturday)"),
        ("2026-04-05", False, "no office is open (Sunday)"),
        ("2026-04-06", False, "no office is open (Easter Monday)"),
        ("2026-04-07", False, "the next day on which an office is open"),
    ] == [(str(step.day), step.counted, step.because) for step in explained.steps]
    assert explained.steps == due(published(), WINDOW, date(2026, 1, 3), ENGLAND_AND_WALES).steps


@given(start=STARTS, paused=st.integers(0, 9), lasted=st.integers(0, 30))
def test_the_days_of_a_pause_are_given_back_before_the_end_is_moved(start: date, paused: int, lasted: int) -> None:
    first, resumed = start + timedelta(days=paused), start + timedelta(days=paused + lasted)
    facts = history((CG_NEGATIVE, str(start)), ("case-suspended", str(first)), ("case-resumed", str(resumed)))
    still = {first + timedelta(days=number) for number in range(lasted)}

    ends = naive.last_of_days(start, 10, first_day_counts=False, paused=still)
    assert naive.open_on_or_after(ends, ENGLAND_AND_WALES) == read(CLOCK, facts, rules=TEN_DAYS).due_on


@pytest.mark.parametrize(("until", "last"), [("2026-02-14", date(2026, 2, 14)), ("2026-02-05", date(2026, 2, 9))])
def test_an_extension_names_its_own_last_day_and_is_not_moved(until: str, last: date) -> None:
    """The length ends on Saturday, 7 February 2026."""
    facts = history((CG_NEGATIVE, "2026-01-28"), ("reconsideration-window-extended", "2026-01-30"), until=until)

    assert last == read(CLOCK, facts, rules=TEN_DAYS).due_on


def test_the_bounds_of_a_vague_start_are_moved_as_well() -> None:
    """From 1 November the months end on a Sunday, and the Monday after it is in time whichever day it was."""
    facts = history((CG_NEGATIVE, "2025-11"), ("judicial-review-issued court", "2026-02-02"))

    reading = all_of(WINDOW, facts)[0]

    assert (Status.CANNOT_COMPUTE, None) == (reading.status, reading.due_on)
    assert "whichever day it was, the claim for judicial review came in time" in reading.why


def test_past_the_calendar_no_day_is_called_open() -> None:
    facts = history((CG_NEGATIVE, "2028-11-06"))

    found = readings(facts, ENGLAND_AND_WALES, published(), at("2028-12-01T00:00:00Z"))

    assert [Status.CANNOT_COMPUTE] == [one.status for one in found if one.clock == WINDOW]
    with pytest.raises(Invalid, match="are known from"):
        due(published(), WINDOW, date(2028, 11, 6), ENGLAND_AND_WALES)


@pytest.mark.parametrize(
    ("unit", "reason"),
    [("working-days", "belongs to calendar days and months"), ("hours", "belongs to calendar days and months")],
)
def test_a_length_whose_end_is_always_open_is_not_moved(unit: str, reason: str) -> None:
    with pytest.raises(Invalid, match=reason):
        made("window", RULE, open_day(unit, 10))


def test_where_no_calendar_is_on_file_no_day_is_called_open() -> None:
    files = rule_files()
    name = "clocks/judicial-review-window.yaml"
    files[name] = files[name].replace("[england-and-wales, northern-ireland]", "[england-and-wales, ireland]")

    with pytest.raises(Invalid, match="Ireland has no calendar here"):
        parse(files)


def test_whether_each_start_has_a_run_of_its_own_is_one_answer_for_a_clock() -> None:
    files = rule_files()
    name = "clocks/reconsideration-window.yaml"
    files[name] = (
        files[name]
        .replace("one-run-per: start\n", "")
        .replace("  - in-force-from: 2025-01-16\n", "  - in-force-from: 2025-01-16\n    one-run-per: start\n")
    )

    with pytest.raises(Invalid, match="the same in every version"):
        parse(files)
    files[name] = files[name].replace("one-run-per: start", "one-run-per: decision")
    with pytest.raises(Invalid, match="decision is not known here"):
        parse(files)
