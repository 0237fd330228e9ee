"""The calculator that needs no case: its sums against the naive counter, its steps, and what it refuses."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.clocks import Fact, Step
from domain.counting import DaySpan
from domain.due import due, pause_of
from domain.errors import Code, Invalid, NotFound
from domain.nations import ENGLAND_AND_WALES, NORTHERN_IRELAND, OUTSIDE_UK, SCOTLAND
from domain.rules.model import RuleBook
from domain.rules.shelf import published
from domain.when import When
from tests.domain import naive
from tests.domain.histories import RECOVERY, RG_CLOCK, at, readings
from tests.domain.made_rules import CLOCK, lasting, made

PAUSED = "pauses: [{pauses-on: {event: case-suspended}, resumes-on: {event: case-resumed}}]\n"
RULE = f"""
starts-on: [{{event: referral-made}}]
stops-on: [{{event: reasonable-grounds-decided}}]
{PAUSED}"""
FIVE_WORKING_DAYS = made("deadline", RULE, lasting(5, "working-days"))
TEN_DAYS = made("deadline", RULE, lasting(10, "calendar-days", first_day_counts=True))
MONTH = made("deadline", RULE, lasting(1, "months"))
HOURS = made("deadline", RULE, lasting(48, "hours"))
AGE = made(
    "age",
    "starts-on: [{event: referral-made}]\nstops-on: [{event: reasonable-grounds-decided}]",
    count="",
    versions="""
  - in-force-from: 2010-01-01
    nations: [england-and-wales]
    rungs:
      - {id: waiting-90-days, offset: 90, severity: band, tell: caseworker}
      - {id: waiting-180-days, offset: 180, severity: band, tell: caseworker}
""",
)
LATER = made(
    "deadline",
    RULE,
    lasting(5, "calendar-days"),
    versions="""
  - {in-force-from: 2012-01-01, in-force-to: 2014-12-31, nations: [scotland]}
  - {in-force-from: 2015-01-01, in-force-to: 2016-12-31, nations: [scotland, northern-ireland]}
""",
)


def days(*numbers: int) -> list[date]:
    return [date(2024, 3, number) for number in numbers]


def span(first: int, last: int) -> DaySpan:
    return DaySpan(date(2024, 3, first), date(2024, 3, last))


def test_a_due_date_comes_with_its_rule_and_every_day_of_the_sum() -> None:
    found = due(published(), RG_CLOCK, date(2024, 3, 27), ENGLAND_AND_WALES)

    expected = (
        Step(date(2024, 3, 27), False, "the first day is not counted"),
        Step(date(2024, 3, 28), True, "day 1 of 5"),
        Step(date(2024, 3, 29), False, "Good Friday"),
        Step(date(2024, 3, 30), False, "Saturday"),
        Step(date(2024, 3, 31), False, "Sunday"),
        Step(date(2024, 4, 1), False, "Easter Monday"),
        Step(date(2024, 4, 2), True, "day 2 of 5"),
        Step(date(2024, 4, 3), True, "day 3 of 5"),
        Step(date(2024, 4, 4), True, "day 4 of 5"),
        Step(date(2024, 4, 5), True, "day 5 of 5"),
    )
    assert expected == found.steps
    assert (date(2024, 4, 5), at("2024-04-05T23:00:00Z")) == (found.due_on, found.due_at)
    assert f"{RG_CLOCK}@2021-06-14" == found.version.rule


def test_the_default_of_a_service_standard_is_marked_as_one() -> None:
    found = due(published(), "crime-record", date(2024, 3, 1), SCOTLAND)

    assert found.version.is_default_standard
    assert "(service standard, the default of this rule-book, crime-record@2009-04-01)" in found.why
    assert not due(published(), RECOVERY, date(2024, 3, 1), ENGLAND_AND_WALES).version.is_default_standard


def test_each_nation_has_its_own_working_days() -> None:
    ask = [due(published(), RG_CLOCK, date(2026, 6, 9), nation).due_on for nation in (ENGLAND_AND_WALES, SCOTLAND)]

    assert [date(2026, 6, 16), date(2026, 6, 17)] == ask


def test_a_protected_period_is_due_on_the_last_day_of_its_least_length_and_says_what_it_waits_for() -> None:
    found = due(published(), RECOVERY, date(2024, 2, 1), NORTHERN_IRELAND)

    assert (date(2024, 3, 1), at("2024-03-02T00:00:00Z")) == (found.due_on, found.due_at)
    assert [f"day {number} of 30" for number in range(1, 31)] == [step.because for step in found.steps]
    assert "for as long as the conclusive grounds decision is outstanding" in found.why


def test_a_pause_is_told_day_by_day() -> None:
    found = due(FIVE_WORKING_DAYS, CLOCK, date(2024, 3, 4), ENGLAND_AND_WALES, [span(6, 9)])

    assert date(2024, 3, 14) == found.due_on
    assert days(6, 7, 8, 9) == [step.day for step in found.steps if step.because == "the clock stood still"]
    assert "Stood still from 6 March 2024 to 9 March 2024 (4 days)." in found.why


def test_a_pause_after_the_last_day_is_told_and_adds_nothing() -> None:
    found = due(FIVE_WORKING_DAYS, CLOCK, date(2024, 3, 4), ENGLAND_AND_WALES, [span(12, 20)])

    assert date(2024, 3, 11) == found.due_on
    assert "The pause from 12 March 2024 came after the length had run out and adds nothing." in found.why


def test_pauses_may_touch_and_come_in_any_order() -> None:
    found = due(TEN_DAYS, CLOCK, date(2024, 3, 1), ENGLAND_AND_WALES, [span(6, 9), span(3, 5)])

    assert date(2024, 3, 17) == found.due_on


def test_a_month_is_told_in_few_steps() -> None:
    short = due(MONTH, CLOCK, date(2024, 1, 31), ENGLAND_AND_WALES)
    paused = due(MONTH, CLOCK, date(2024, 2, 22), ENGLAND_AND_WALES, [span(21, 22)])

    assert [
        (date(2024, 1, 31), False, "the first day is not counted"),
        (date(2024, 2, 29), True, "1 month from 31 January 2024: a month without a day 31 ends on its last"),
    ] == [(step.day, step.counted, step.because) for step in short.steps]
    assert [
        (date(2024, 2, 22), False, "the first day is not counted"),
        (date(2024, 3, 21), False, "the clock stood still"),
        (date(2024, 3, 22), False, "the clock stood still"),
        (date(2024, 3, 23), True, "day 1 given back for the days the clock stood still"),
        (date(2024, 3, 24), True, "day 2 given back for the days the clock stood still"),
    ] == [(step.day, step.counted, step.because) for step in paused.steps]


@pytest.mark.parametrize("start", [When.parse("2024-03-30T10:00:00Z"), datetime(2024, 3, 30, 10, tzinfo=UTC)])
def test_hours_from_an_instant_are_elapsed_hours_even_when_the_clocks_change(start: When | datetime) -> None:
    found = due(HOURS, CLOCK, start, ENGLAND_AND_WALES)

    assert (date(2024, 4, 1), at("2024-04-01T10:00:00Z")) == (found.due_on, found.due_at)
    assert ["the hours begin at 10:00 GMT", "48 hours had run at 11:00 BST"] == [step.because for step in found.steps]


def test_hours_from_a_bare_day_run_from_its_end_and_say_so() -> None:
    found = due(HOURS, CLOCK, date(2024, 3, 4), ENGLAND_AND_WALES, [span(6, 6)])

    assert (date(2024, 3, 7), at("2024-03-08T00:00:00Z")) == (found.due_on, found.due_at)
    assert [
        (4, False, "the hour of that day is not on record, so the hours run from its end"),
        (6, False, "the clock stood still"),
        (7, True, "48 hours had run at midnight"),
    ] == [(step.day.day, step.counted, step.because) for step in found.steps]
    assert "The hour of that day is not on record, so the hours run from its end." in found.why


@pytest.mark.parametrize(
    ("ask", "code", "said"),
    [
        (
            lambda: due(TEN_DAYS, "recovery", date(2024, 3, 1), SCOTLAND),
            Code.CLOCK_NOT_FOUND,
            "The clocks are: test-clock.",
        ),
        (
            lambda: due(TEN_DAYS, CLOCK, date(2024, 3, 1), "wales"),
            Code.INVALID_VALUE,
            "The nations are: england-and-wales",
        ),
        (
            lambda: due(TEN_DAYS, CLOCK, date(2024, 3, 1), OUTSIDE_UK),
            Code.RULES_NOT_IN_FORCE,
            "outside the United Kingdom",
        ),
        (
            lambda: due(TEN_DAYS, CLOCK, date(2024, 3, 1), SCOTLAND),
            Code.RULES_NOT_IN_FORCE,
            "does not apply in Scotland; it applies in England and Wales.",
        ),
        (
            lambda: due(TEN_DAYS, CLOCK, date(2009, 3, 31), ENGLAND_AND_WALES),
            Code.RULES_NOT_IN_FORCE,
            "begins on 1 April 2009",
        ),
        (
            lambda: due(TEN_DAYS, CLOCK, date(2009, 12, 31), ENGLAND_AND_WALES),
            Code.RULES_NOT_IN_FORCE,
            "was not in force in England and Wales on 31 December 2009; it is from 1 January 2010.",
        ),
        (
            lambda: due(LATER, CLOCK, date(2024, 3, 1), SCOTLAND),
            Code.RULES_NOT_IN_FORCE,
            "it is from 1 January 2012 to 31 December 2014, and from 1 January 2015 to 31 December 2016.",
        ),
        (lambda: due(AGE, CLOCK, date(2024, 3, 1), ENGLAND_AND_WALES), Code.INVALID_VALUE, "in bands of 90, 180 days."),
        (
            lambda: due(TEN_DAYS, CLOCK, When.parse("2024-03"), ENGLAND_AND_WALES),
            Code.NOT_A_DATE,
            "only to its month or year",
        ),
        (
            lambda: due(TEN_DAYS, CLOCK, When.parse("2024"), ENGLAND_AND_WALES),
            Code.NOT_A_DATE,
            "only to its month or year",
        ),
        (
            lambda: due(TEN_DAYS, CLOCK, date(2024, 3, 1), ENGLAND_AND_WALES, [span(9, 8)]),
            Code.DATE_OUT_OF_ORDER,
            "cannot end",
        ),
        (
            lambda: due(TEN_DAYS, CLOCK, date(2024, 3, 4), ENGLAND_AND_WALES, [span(3, 8)]),
            Code.DATE_OUT_OF_ORDER,
            "before the clock does, on 4 March 2024",
        ),
        (
            lambda: due(TEN_DAYS, CLOCK, date(2024, 3, 4), ENGLAND_AND_WALES, [span(8, 9), span(5, 8)]),
            Code.INVALID_VALUE,
            "Two pauses overlap from 8 March 2024",
        ),
        (
            lambda: due(published(), RECOVERY, date(2024, 3, 4), ENGLAND_AND_WALES, [span(8, 9)]),
            Code.INVALID_VALUE,
            "recovery-period@2023-01-30 knows no pause",
        ),
        (
            lambda: due(FIVE_WORKING_DAYS, CLOCK, date(2029, 1, 4), ENGLAND_AND_WALES),
            Code.CALENDAR_HORIZON,
            "The working days of England and Wales are known from",
        ),
        (lambda: pause_of("2024-03-05"), Code.NOT_A_DATE, "FROM..TO"),
        (lambda: pause_of("2024-03-05.."), Code.INVALID_VALUE, "without its last day"),
        (lambda: pause_of("2024-03-05..2024-03"), Code.NOT_A_DATE, "YYYY-MM-DD"),
        (lambda: pause_of("2024-02-30..2024-03-01"), Code.NOT_A_DATE, "not a date that exists"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_its_reason(ask: object, code: Code, said: str) -> None:
    assert callable(ask)

    with pytest.raises((Invalid, NotFound)) as refused:
        ask()

    assert code == refused.value.code
    assert said in refused.value.message


def test_a_pause_is_read_with_both_its_days() -> None:
    assert span(5, 8) == pause_of("2024-03-05..2024-03-08")


STARTS = st.dates(date(2010, 1, 1), date(2027, 6, 30))
PAUSES = st.lists(st.tuples(st.integers(1, 20), st.integers(1, 9)), max_size=3)


def _apart(start: date, gaps: list[tuple[int, int]]) -> list[DaySpan]:
    """Pauses one after the other: so many days on, for so many days."""
    spans: list[DaySpan] = []
    begin = start
    for gap, length in gaps:
        first = begin + timedelta(days=gap)
        begin = first + timedelta(days=length)
        spans.append(DaySpan(first, begin - timedelta(days=1)))
    return spans


@given(start=STARTS, gaps=PAUSES)
def test_due_dates_agree_with_the_naive_counter_and_their_steps_add_up(
    start: date, gaps: list[tuple[int, int]]
) -> None:
    spans = _apart(start, gaps)
    paused = {one.first + timedelta(days=number) for one in spans for number in range((one.last - one.first).days + 1)}

    for rules, length, counts, nation in ((TEN_DAYS, 10, True, None), (FIVE_WORKING_DAYS, 5, False, ENGLAND_AND_WALES)):
        found = due(rules, CLOCK, start, ENGLAND_AND_WALES, spans)

        expected = naive.last_of_days(start, length, first_day_counts=counts, paused=paused, nation=nation)
        assert expected == found.due_on == found.steps[-1].day
        assert [start + timedelta(days=number) for number in range(len(found.steps))] == [s.day for s in found.steps]
        assert length == sum(step.counted for step in found.steps)


@given(start=STARTS, gaps=PAUSES, rules=st.sampled_from([FIVE_WORKING_DAYS, TEN_DAYS, MONTH, HOURS]))
def test_a_case_with_the_same_pauses_is_due_at_the_same_instant(
    start: date, gaps: list[tuple[int, int]], rules: RuleBook
) -> None:
    spans = _apart(start, gaps)
    facts = [Fact("referral-made", When.on(start), 1)]
    for number, one in enumerate(spans, 1):
        resumed = When.on(one.last + timedelta(days=1))
        facts += [
            Fact("case-suspended", When.on(one.first), 2 * number),
            Fact("case-resumed", resumed, 2 * number + 1),
        ]

    (reading,) = readings(facts, ENGLAND_AND_WALES, rules, None)
    found = due(rules, CLOCK, start, ENGLAND_AND_WALES, spans)

    assert (reading.due_on, reading.due_at) == (found.due_on, found.due_at)
