"""The rule-book that ships: both sides of every change, every day of coverage, and every value cited."""

from datetime import date, timedelta

import pytest

from domain.counting import CountRule, Unit
from domain.errors import Code, Invalid
from domain.nations import UNITED_KINGDOM, Nation
from domain.referral.events import EVENTS as STORED_EVENTS
from domain.rules.model import ClockVersion, EventPattern, Force, Kind
from domain.rules.shelf import published
from domain.rules.vocabulary import EVENTS, in_words

BOOK = published()
VERSIONS = [version for versions in BOOK.clocks.values() for version in versions]
DAYS_45 = CountRule(45, Unit.CALENDAR_DAYS, first_day_counts=False)
DAYS_30 = CountRule(30, Unit.CALENDAR_DAYS, first_day_counts=False)
DAYS_30_FROM_DAY_ONE = CountRule(30, Unit.CALENDAR_DAYS, first_day_counts=True)
WORKING_DAYS_5 = CountRule(5, Unit.WORKING_DAYS, first_day_counts=False)


@pytest.mark.parametrize("nation", UNITED_KINGDOM)
@pytest.mark.parametrize(
    ("clock", "on", "rule", "kind", "force", "count"),
    [
        ("reasonable-grounds-decision", "2009-04-01", "2009-04-01", Kind.DEADLINE, Force.GUIDANCE, WORKING_DAYS_5),
        ("reasonable-grounds-decision", "2028-12-31", "2009-04-01", Kind.DEADLINE, Force.GUIDANCE, WORKING_DAYS_5),
        ("recovery-period", "2009-04-01", "2009-04-01", Kind.PROTECTED, Force.POLICY, DAYS_45),
        ("recovery-period", "2022-12-12", "2009-04-01", Kind.PROTECTED, Force.POLICY, DAYS_45),
        ("recovery-period", "2022-12-13", "2022-12-13", Kind.PROTECTED, Force.POLICY, DAYS_30),
        ("recovery-period", "2023-01-29", "2022-12-13", Kind.PROTECTED, Force.POLICY, DAYS_30),
        ("recovery-period", "2023-01-30", "2023-01-30", Kind.PROTECTED, Force.STATUTE, DAYS_30_FROM_DAY_ONE),
        ("conclusive-grounds-decision", "2022-12-31", "2009-04-01", Kind.DEADLINE, Force.POLICY, DAYS_45),
        ("conclusive-grounds-decision", "2023-01-01", "2023-01-01", Kind.AGE, Force.GUIDANCE, None),
    ],
)
def test_both_sides_of_every_change(
    nation: Nation, clock: str, on: str, rule: str, kind: Kind, force: Force, count: CountRule | None
) -> None:
    version = BOOK.in_force(clock, nation, date.fromisoformat(on))

    assert (f"{clock}@{rule}", kind, force, count) == (version.rule, version.kind, version.force, version.count)


@pytest.mark.parametrize("nation", UNITED_KINGDOM)
@pytest.mark.parametrize("clock", BOOK.clocks)
def test_every_day_from_2009_to_2028_has_exactly_one_rule(clock: str, nation: Nation) -> None:
    day, wrong = date(2009, 4, 1), list[date]()
    while day <= date(2028, 12, 31):
        if sum(version.is_in_force(nation, day) for version in BOOK.clocks[clock]) != 1:
            wrong.append(day)
        day += timedelta(days=1)

    assert [] == wrong


@pytest.mark.parametrize(
    ("clock", "nation", "on", "reason"),
    [
        ("recovery-period", Nation.SCOTLAND, date(2009, 3, 31), "begins on 1 April 2009; 31 March 2009 is before it"),
        (
            "recovery-period",
            Nation.OUTSIDE_UK,
            date(2016, 1, 1),
            "No rule of this rule-book applies outside the United",
        ),
        ("recovery-perriod", Nation.SCOTLAND, date(2016, 1, 1), "No rule named recovery-perriod was in force"),
    ],
)
def test_where_there_is_no_rule_there_is_no_default(clock: str, nation: Nation, on: date, reason: str) -> None:
    with pytest.raises(Invalid, match=reason) as refused:
        BOOK.in_force(clock, nation, on)

    assert Code.RULES_NOT_IN_FORCE == refused.value.code


@pytest.mark.parametrize("version", VERSIONS, ids=lambda version: version.rule)
def test_every_version_is_cited_and_was_checked(version: ClockVersion) -> None:
    assert version.citation.instrument
    assert version.citation.provision
    assert version.citation.url.startswith("https://")
    assert version.last_checked >= version.in_force_from


def test_what_the_sources_leave_open_is_marked_and_explained() -> None:
    uncertain = {version.rule: version.note for version in VERSIONS if not version.verified}

    assert {"conclusive-grounds-decision@2009-04-01", "conclusive-grounds-decision@2023-01-01"} == set(uncertain)
    assert all("assumption" in note for note in uncertain.values())


def test_the_clocks_stand_in_the_order_in_which_a_person_meets_them() -> None:
    assert ["reasonable-grounds-decision", "recovery-period", "conclusive-grounds-decision"] == list(BOOK.clocks)


def test_waiting_bands_are_those_of_the_specification() -> None:
    waiting = BOOK.in_force("conclusive-grounds-decision", Nation.SCOTLAND, date(2024, 1, 1))

    assert [90, 180, 365, 730] == [rung.offset for rung in waiting.rungs]


def test_the_rule_book_is_read_once() -> None:
    assert BOOK is published()


def test_rules_speak_only_of_events_that_are_recorded() -> None:
    assert set() == set(EVENTS) - set(STORED_EVENTS)


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        (EventPattern("referral-made", date="received"), "receipt of the referral"),
        (EventPattern("reasonable-grounds-decided", "positive"), "positive reasonable grounds decision"),
        (EventPattern("conclusive-grounds-decided"), "conclusive grounds decision"),
        (
            EventPattern("decision-served", "conclusive-grounds-negative"),
            "service of a negative conclusive grounds decision",
        ),
    ],
)
def test_a_pattern_is_said_in_plain_words(pattern: EventPattern, expected: str) -> None:
    assert expected == in_words(pattern)
