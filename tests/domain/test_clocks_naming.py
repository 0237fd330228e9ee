"""What a closing names: each closes the run that began with what it is about, and no other, in every clock alike."""

from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.clocks import Fact, Reading, Status
from domain.clocks.facts import NO_FACT
from domain.nations import ENGLAND_AND_WALES
from domain.rules.connections import SPEAKS_OF, TAKES_BACK, every_pattern, proven_by
from domain.rules.model import ClockVersion, EventPattern, Kind, RuleBook
from domain.rules.shelf import published
from domain.rules.vocabulary import EVENTS
from domain.when import When
from tests.domain.histories import all_of, readings
from tests.domain.made_rules import CLOCK, lasting, made

DAY = date(2025, 6, 2)
TEN_DAYS = lasting(10, "calendar-days")

RULE = """
starts-on: [{event: conclusive-grounds-decided, outcome: negative}]
stops-on: [{event: reconsideration-requested}]
ends-with: [{event: death-recorded}]
extended-by: [{event: reconsideration-window-extended, date: until}]
"""
OWN_RUNS = made("window", f"{RULE}one-run-per: start\n", TEN_DAYS)
ONE_RUN = made("window", RULE, TEN_DAYS)
DEADLINE = made("deadline", f"{RULE}one-run-per: start\n", TEN_DAYS)


def on(day: date) -> When:
    return When.on(day)


def fact(version: int, event: str, day: date, outcome: str | None = None, about: int | None = None) -> Fact:
    return Fact(event, on(day), version, outcome, about=about)


def runs(rules: RuleBook, *facts: Fact, now: str | None = None) -> dict[int, Reading]:
    return {reading.run: reading for reading in all_of(CLOCK, list(facts), rules=rules, now=now)}


def negative(version: int, days: int = 0, about: int | None = None) -> Fact:
    return fact(version, "conclusive-grounds-decided", DAY + timedelta(days=days), "negative", about)


def request(version: int, days: int, about: int | None) -> Fact:
    return fact(version, "reconsideration-requested", DAY + timedelta(days=days), about=about)


# One run for each start


def test_a_start_inside_a_run_begins_another_only_where_the_rule_says_so() -> None:
    facts = (negative(1), negative(2, 3))

    assert [1, 2] == list(runs(OWN_RUNS, *facts))
    assert [1] == list(runs(ONE_RUN, *facts))


def test_a_closing_closes_the_run_it_names() -> None:
    found = runs(OWN_RUNS, negative(1), negative(2, 3), request(3, 5, about=2))

    assert {1: Status.RUNNING, 2: Status.MET} == {run: reading.status for run, reading in found.items()}
    assert {1: None, 2: 3} == {run: reading.closed_by for run, reading in found.items()}


def test_a_closing_that_names_nothing_closes_whatever_is_open_as_it_always_did() -> None:
    found = runs(OWN_RUNS, negative(1), negative(2, 3), request(3, 5, about=None))

    assert {Status.MET} == {reading.status for reading in found.values()}


def test_a_closing_that_is_known_to_name_none_of_them_closes_nothing() -> None:
    assert Status.RUNNING == runs(OWN_RUNS, negative(1), request(2, 5, about=NO_FACT))[1].status


def test_a_closing_may_name_more_than_one() -> None:
    both = request(3, 5, about=1)._replace(also_about=(2,))

    assert {Status.MET} == {reading.status for reading in runs(OWN_RUNS, negative(1), negative(2, 3), both).values()}


def test_one_fact_closes_two_runs_only_where_each_start_has_its_own() -> None:
    facts = (negative(1), negative(2, 12), request(3, 13, about=None))

    assert {1: Status.EXPIRED, 2: Status.MET} == {run: one.status for run, one in runs(ONE_RUN, *facts).items()}
    assert {1: Status.EXPIRED, 2: Status.MET} == {run: one.status for run, one in runs(OWN_RUNS, *facts).items()}


def test_an_extension_lengthens_the_run_it_names_and_one_that_names_none_every_open_one() -> None:
    until = {"until": on(DAY + timedelta(days=40))}
    named = fact(3, "reconsideration-window-extended", DAY + timedelta(days=4), about=1)._replace(dates=until)
    unnamed = named._replace(about=None)

    found = runs(OWN_RUNS, negative(1), negative(2, 3), named)
    assert [date(2025, 7, 12), date(2025, 6, 15)] == [found[1].due_on, found[2].due_on]
    found = runs(OWN_RUNS, negative(1), negative(2, 3), unnamed)
    assert [date(2025, 7, 12), date(2025, 7, 12)] == [found[1].due_on, found[2].due_on]


# What a run rests on


def test_a_run_is_over_when_the_decision_it_rests_on_is_set_aside() -> None:
    aside = fact(2, "decision-set-aside", DAY + timedelta(days=4), "conclusive-grounds", about=1)

    reading = runs(OWN_RUNS, negative(1), aside)[1]

    assert (Status.EXPIRED, date(2025, 6, 6), 2) == (reading.status, reading.ended_on, reading.closed_by)
    assert "setting aside of the conclusive grounds decision" in reading.why


def test_setting_aside_another_decision_ends_nothing() -> None:
    aside = fact(3, "decision-set-aside", DAY + timedelta(days=4), "conclusive-grounds", about=2)

    found = runs(OWN_RUNS, negative(1), negative(2, 1), aside)

    assert [Status.RUNNING, Status.EXPIRED] == [found[1].status, found[2].status]


@pytest.mark.parametrize("outcome", ["positive", "negative"])
def test_a_decision_that_took_its_place_ends_the_run_of_the_one_before(outcome: str) -> None:
    again = fact(2, "conclusive-grounds-decided", DAY + timedelta(days=3), outcome, about=1)

    found = runs(OWN_RUNS, negative(1), again)

    assert (Status.EXPIRED, date(2025, 6, 5)) == (found[1].status, found[1].ended_on)
    assert (2 in found) == (outcome == "negative")


def test_a_protected_period_goes_on_where_another_positive_decision_takes_the_place_of_the_first() -> None:
    rules = made("protected", "starts-on: [{event: reasonable-grounds-decided, outcome: positive}]",
                 lasting(40, "calendar-days"))  # fmt: skip
    first = fact(1, "reasonable-grounds-decided", DAY, "positive")
    same = fact(2, "reasonable-grounds-decided", DAY + timedelta(days=3), "positive", about=1)
    other = fact(2, "reasonable-grounds-decided", DAY + timedelta(days=3), "negative", about=1)

    assert [1] == list(runs(rules, first, same))
    assert Status.RUNNING == runs(rules, first, same)[1].status
    assert (Status.EXPIRED, date(2025, 6, 5)) == (
        runs(rules, first, other)[1].status, runs(rules, first, other)[1].ended_on
    )  # fmt: skip


def test_a_breach_that_rests_on_a_decision_ends_with_it_and_so_does_one_of_which_nothing_is_owed() -> None:
    late = "2025-08-01T00:00:00Z"
    open_one = runs(DEADLINE, negative(1), now=late)[1].findings
    aside = fact(2, "decision-set-aside", DAY + timedelta(days=30), "conclusive-grounds", about=1)
    fallen = runs(DEADLINE, negative(1), aside, now=late)[1].findings
    dead = runs(DEADLINE, negative(1), fact(2, "death-recorded", DAY + timedelta(days=31)), now=late)[1].findings

    assert [(None, None)] == [(one.ended, one.cured) for one in open_one]
    assert [(date(2025, 7, 2), 2, 20)] == [(one.ended and one.ended.day, one.ended_by, one.days_late) for one in fallen]
    assert [(date(2025, 7, 3), 2, 21)] == [(one.ended and one.ended.day, one.ended_by, one.days_late) for one in dead]


def test_a_breach_that_was_cured_before_does_not_end() -> None:
    aside = fact(3, "decision-set-aside", DAY + timedelta(days=30), "conclusive-grounds", about=1)

    (finding,) = runs(DEADLINE, negative(1), request(2, 20, about=1), aside)[1].findings

    assert (date(2025, 6, 22), None) == (finding.cured and finding.cured.day, finding.ended)


# The published clocks: a closing about something else closes none of them


def _begun_by(version: ClockVersion) -> list[EventPattern]:
    return list(version.starts_on)


def _can_name_starts() -> list[tuple[ClockVersion, EventPattern, EventPattern]]:
    """Every start of every clock, with each of its stops and ends that can name such a start."""
    versions = [version for every in published().clocks.values() for version in every]
    return [
        (version, start, closing)
        for version in versions
        if version.kind is not Kind.PROTECTED and ENGLAND_AND_WALES in version.nations
        for start in version.starts_on
        for closing in (*version.stops_on, *version.ends_with)
        if start.event in SPEAKS_OF.get(closing.event, ()) and start.event != closing.event
    ]


def _named(value: object) -> str:
    return value.rule if isinstance(value, ClockVersion) else f"{getattr(value, 'event', value)}"


@pytest.mark.parametrize(("version", "start", "closing"), _can_name_starts(), ids=_named)
def test_no_closing_of_any_clock_closes_what_it_does_not_name(
    version: ClockVersion, start: EventPattern, closing: EventPattern
) -> None:
    first = version.in_force_from + timedelta(days=3)
    begun = [Fact(start.event, on(first + timedelta(days=days)), 5 + days, start.outcome) for days in (0, 1)]

    def closed_by(about: int | None) -> list[int]:
        closed = Fact(closing.event, on(first + timedelta(days=1)), 9, closing.outcome, about=about)
        found = readings([*begun, closed], ENGLAND_AND_WALES, published(), None)
        return [reading.run for reading in found if reading.clock == version.clock and reading.closed_by == 9]

    both = [5, 6] if version.one_run_per == "start" else [5]  # else the second start changed nothing
    assert [5] == closed_by(5)
    assert [run for run in both if run == 6] == closed_by(6)
    assert [] == closed_by(NO_FACT)
    assert both == closed_by(None)


def test_a_step_of_one_claim_closes_no_reply_to_the_acknowledgment_of_another() -> None:
    claims = [fact(number, "judicial-review-issued", DAY, "court") for number in (1, 2)]
    steps = [
        fact(3, "judicial-review-step-recorded", DAY + timedelta(days=1), "acknowledged", about=1),
        fact(4, "judicial-review-step-recorded", DAY + timedelta(days=1), "acknowledged", about=2),
        fact(5, "judicial-review-step-recorded", DAY + timedelta(days=2), "replied", about=1),
        fact(6, "judicial-review-step-recorded", DAY + timedelta(days=3), "permission-granted", about=2),
    ]

    found = readings([*claims, *steps], ENGLAND_AND_WALES, published(), None)

    assert {3: (Status.MET, 5), 4: (Status.EXPIRED, 6)} == {
        reading.run: (reading.status, reading.closed_by)
        for reading in found
        if reading.clock == "judicial-review-reply"
    }


def test_the_table_is_not_empty() -> None:
    clocks = {version.clock for version, _, _ in _can_name_starts()}

    assert {"reconsideration-window", "reconsideration-answer", "judicial-review-window", "missing-child-report",
            "non-punishment-review", "leave-reconsideration-window", "judicial-review-acknowledgment",
            "judicial-review-upper-tribunal", "judicial-review-upper-tribunal-acknowledgment",
            "disqualification-representations", "first-support-contact", "support-start",
            "conclusive-grounds-decision", "move-on-extension"} == clocks  # fmt: skip


@given(
    days=st.lists(st.integers(0, 40), min_size=1, max_size=5),
    asked=st.lists(st.tuples(st.integers(0, 60), st.integers(1, 6)), max_size=6),
    order=st.randoms(use_true_random=False),
)
def test_each_window_is_closed_by_the_first_request_about_its_decision_in_whatever_order_they_are_told(
    days: list[int], asked: list[tuple[int, int]], order: Random
) -> None:
    decided = [negative(number, offset) for number, offset in enumerate(days, start=1)]
    requests = [request(10 + number, offset, about) for number, (offset, about) in enumerate(asked)]
    facts = [*decided, *requests]
    order.shuffle(facts)

    found = runs(OWN_RUNS, *facts)

    assert set(found) == {one.version for one in decided}
    for one in decided:
        about = [r for r in requests if r.about == one.version and r.when.first_day >= one.when.first_day]
        first = min(about, key=lambda r: (r.when.first_day, r.version), default=None)
        in_time = first is not None and first.when.first_day <= one.when.first_day + timedelta(days=10)
        assert (found[one.version].closed_by == (first.version if first else None)) == (in_time or first is None)
        assert (found[one.version].status is Status.MET) == in_time


# The tables themselves


def test_the_tables_speak_of_events_that_are_recorded() -> None:
    for event, others in SPEAKS_OF.items():
        assert event in EVENTS
        assert others <= EVENTS.keys()
    assert set(EVENTS) >= TAKES_BACK
    assert set(SPEAKS_OF) >= TAKES_BACK
    for pattern in every_pattern():
        assert pattern.event in EVENTS
        assert pattern.outcome is None or pattern.outcome in EVENTS[pattern.event].outcomes


def test_nothing_presupposes_itself() -> None:
    for pattern in every_pattern():
        earlier = proven_by(pattern.event, pattern.outcome, names_one=False)
        assert pattern.event not in {one.event for one in earlier}
