"""Periods that were never given: found once their time is over, cured late, and never said of an imported history."""

from datetime import date, datetime

import pytest

from domain.clocks import Fact, Reading, Status
from domain.nations import ENGLAND_AND_WALES
from domain.rules.model import Severity
from domain.when import When
from tests.domain.histories import CG_POSITIVE, ENFORCEMENT, REFERRED, WITHDRAWN, at, history, read, readings
from tests.domain.made_rules import CLOCK, lasting, made

RULE = """
starts-on: [{event: referral-made}]
begins-with:
  shown-by: [{event: support-started}, {event: support-offered, outcome: declined}]
  what: No support was given
ends-with: [{event: case-withdrawn}]
adverse:
  - {event: support-ended, what: Support was ended, allowed-once-decided: false}
  - {event: enforcement-step-recorded, what: A step was taken, allowed-once-decided: false}
"""
TEN_DAYS = made("protected", RULE, lasting(10, "calendar-days"))
UNTIL_DECIDED = made(
    "protected",
    f"{RULE}continues-until: {{event: conclusive-grounds-decided}}\n",
    lasting(10, "calendar-days", first_day_counts=True),
)

START = (REFERRED, "2024-03-01")
STARTED = "support-started"
LATER = "2024-06-01T00:00:00Z"


@pytest.mark.parametrize(
    ("lines", "found", "cured"),
    [
        ([], True, None),
        ([(STARTED, "2024-03-01")], False, None),
        ([(STARTED, "2024-03-11")], False, None),
        ([(STARTED, "2024-03-12")], True, "2024-03-12"),
        ([("support-offered declined", "2024-03-08")], False, None),
        ([("support-offered accepted", "2024-03-08")], True, None),
        ([(STARTED, "2024-04-02"), ("support-offered declined", "2024-03-20")], True, "2024-03-20"),
        ([(STARTED, "2024-02-20")], True, None),
        ([(STARTED, "2024-03")], False, None),
        ([(STARTED, "2024-04")], True, "2024-04"),
    ],
)
def test_a_period_nothing_shows_is_breached_at_its_end_and_cured_by_the_first_thing_that_does(
    lines: list[tuple[str, str]], found: bool, cured: str | None
) -> None:
    reading = read(CLOCK, history(START, *lines), rules=TEN_DAYS, now=LATER)
    expected = [("never-started", date(2024, 3, 11), at("2024-03-12T00:00:00Z"), When.parse(cured) if cured else None)]

    assert (expected if found else []) == [
        (finding.rung, finding.due_on, finding.due_at, finding.cured) for finding in reading.findings
    ]
    assert (Status.BREACHED if found else Status.EXPIRED) == reading.status


def test_it_says_what_is_missing() -> None:
    (finding,) = read(CLOCK, history(START), rules=TEN_DAYS, now=LATER).findings

    assert ("No support was given by 11 March 2024.", None, None) == (finding.what, finding.cause, finding.days_late)


@pytest.mark.parametrize(
    ("now", "found"), [(None, 0), ("2024-03-11T23:59:59Z", 0), ("2024-03-12T00:00:00Z", 1), (LATER, 1)]
)
def test_it_is_found_in_the_instant_the_least_length_has_passed(now: str | None, found: int) -> None:
    for rules in (TEN_DAYS, UNTIL_DECIDED):
        start = "2024-03-01" if rules is TEN_DAYS else "2024-03-02"
        assert found == len(read(CLOCK, history((REFERRED, start)), rules=rules, now=now).findings)


def test_until_then_its_instant_is_one_to_wait_for() -> None:
    for lines, expected in ([], ["never-started"]), ([(STARTED, "2024-03-05")], []):
        reading = read(CLOCK, history(START, *lines), rules=UNTIL_DECIDED)

        assert expected == [rung.rung for rung in reading.rungs]
        assert not reading.is_settled

    (rung,) = read(CLOCK, history(START), rules=UNTIL_DECIDED).rungs

    assert (at("2024-03-11T00:00:00Z"), Severity.BREACH) == (rung.at, rung.severity)


def test_any_later_fact_proves_that_the_time_is_over() -> None:
    assert 1 == len(read(CLOCK, history(START, (CG_POSITIVE, "2024-03-20")), rules=TEN_DAYS).findings)


@pytest.mark.parametrize(
    ("lines", "cured"),
    [([], None), ([(STARTED, "2024-03-07")], "2024-03-07"), ([(STARTED, "2024-03-20")], "2024-03-20")],
)
def test_at_an_early_end_it_is_found_at_once(lines: list[tuple[str, str]], cured: str | None) -> None:
    reading = read(CLOCK, history(START, (WITHDRAWN, "2024-03-06"), *lines), rules=TEN_DAYS)
    (finding,) = reading.findings

    assert (When.parse("2024-03-06").earliest, 2, When.parse(cured) if cured else None) == (
        finding.due_at,
        finding.cause,
        finding.cured,
    )
    assert "No support was given when the period ended on 6 March 2024." == finding.what
    assert (date(2024, 3, 6), True) == (reading.ended_on, reading.is_settled)


@pytest.mark.parametrize("started", ["2024-03-05", "2024-03-06"])
def test_what_was_given_before_an_early_end_was_given(started: str) -> None:
    facts = history(START, (WITHDRAWN, "2024-03-06"), (STARTED, started))

    assert () == read(CLOCK, facts, rules=TEN_DAYS).findings


def test_a_period_given_and_taken_away_again_is_only_the_second_breach() -> None:
    facts = history(START, (STARTED, "2024-03-02"), ("support-ended", "2024-03-04"))

    assert ["adverse-step:3"] == [finding.rung for finding in read(CLOCK, facts, rules=TEN_DAYS, now=LATER).findings]


def test_never_given_and_an_adverse_step_are_two_breaches() -> None:
    facts = history(START, (ENFORCEMENT, "2024-03-04"))

    found = [finding.rung for finding in read(CLOCK, facts, rules=TEN_DAYS, now=LATER).findings]

    assert ["never-started", "adverse-step:2"] == found


@pytest.mark.parametrize(("ended", "found", "unsure"), [("2024-03-04", [], ()), ("2024-04-04", [], ("never-started",))])
def test_what_was_ended_had_been_given_though_nobody_wrote_down_when(
    ended: str, found: list[str], unsure: tuple[str, ...]
) -> None:
    reading = read(CLOCK, history(START, ("support-ended", ended)), rules=TEN_DAYS, now=LATER)

    assert found == [finding.rung for finding in reading.findings if finding.rung == "never-started"]
    assert unsure == reading.unsure


def test_a_breach_stays_found_after_the_decision_that_ends_the_period() -> None:
    facts = history(START, (CG_POSITIVE, "2024-05-01"), (STARTED, "2024-03-20"))

    (finding,) = read(CLOCK, facts, rules=UNTIL_DECIDED).findings

    assert When.parse("2024-03-20") == finding.cured


def test_a_conclusion_known_to_its_month_leaves_the_end_of_the_least_length_to_wait_for() -> None:
    reading = read(CLOCK, history(START, (CG_POSITIVE, "2024-03")), rules=UNTIL_DECIDED)

    assert (Status.CANNOT_COMPUTE, False) == (reading.status, reading.is_settled)
    assert ["never-started"] == [rung.rung for rung in reading.rungs]


def test_of_an_imported_history_it_is_never_said() -> None:
    def about(facts: list[Fact], now: datetime, ends: date | None, imported_at: datetime | None) -> list[Reading]:
        found = readings(facts, ENGLAND_AND_WALES, TEN_DAYS, now, ends, imported_at)
        return [reading for reading in found if reading.clock == CLOCK]

    facts, now = history(START, (CG_POSITIVE, "2024-03-20")), at(LATER)

    assert [1] == [len(reading.findings) for reading in about(facts, now, None, None)]
    for silent in (about(facts, now, None, now), about(facts, now, date(2024, 5, 1), None)):
        assert [((), ())] == [(reading.findings, reading.rungs) for reading in silent]


GOING_ON = made(
    "protected",
    RULE.replace(
        "what: No", f"goes-on: {{begun-by: {{event: {STARTED}}}, ended-by: {{event: support-ended}}}}\n  what: No"
    ),
    lasting(10, "calendar-days"),
)


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        ([(STARTED, "2024-02-20")], 0),
        ([(STARTED, "2024-02-20"), ("support-ended", "2024-02-25")], 1),
        ([(STARTED, "2024-02-20"), ("support-ended left-by-choice", "2024-02-25")], 1),
        ([(STARTED, "2024-02-20"), ("support-ended", "2024-02-25"), (STARTED, "2024-02-27")], 0),
        ([("support-offered declined", "2024-02-20")], 1),
    ],
)
def test_what_began_earlier_and_goes_on_shows_that_the_period_was_given(
    lines: list[tuple[str, str]], found: int
) -> None:
    reading = read(CLOCK, history(*lines, START), rules=GOING_ON, now=LATER)

    assert found == len([finding for finding in reading.findings if finding.rung == "never-started"])
