"""Whose clock it is: the rules of adults are not for children, nor for whoever must be presumed to be one."""

from datetime import UTC, date, datetime, timedelta
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.clocks import Fact
from domain.clocks.ages import was_child
from domain.clocks.facts import Moment, Told
from domain.nations import ENGLAND_AND_WALES, NORTHERN_IRELAND, SCOTLAND, Nation
from domain.rules.model import EventPattern
from domain.rules.shelf import published
from domain.when import When
from tests.domain.histories import RG_POSITIVE, at, history, readings

FOR_ADULTS = {
    "support-scotland", "scottish-support-after-90", "support-northern-ireland", "first-support-contact",
    "support-start", "support-northern-ireland-before-decision",
}  # fmt: skip


def started(facts: list[Fact], nation: Nation = ENGLAND_AND_WALES, imported_at: datetime | None = None) -> set[str]:
    found = readings(facts, nation, published(), at("2026-11-01T00:00:00Z"), None, imported_at)
    return {reading.clock for reading in found}


def child_at_the_decision(*lines: tuple[str, str], imported: bool = False) -> bool:
    """Whether the person was a child at the positive decision of 2 March 2026."""
    decided = Fact("reasonable-grounds-decided", When.parse("2026-03-02"), 50, "positive")
    at_import = datetime(2026, 6, 1, tzinfo=UTC) if imported else None
    told = Told((*history(*lines), decided), ENGLAND_AND_WALES, None, at_import)
    pattern = EventPattern("reasonable-grounds-decided", "positive")
    return was_child(told, Moment(decided, pattern, decided.when, is_named=True))


CHILD, ADULT, UNKNOWN = "referral-made child", "referral-made adult", "referral-made unknown"
LONE = "referral-made lone-child"


@pytest.mark.parametrize(
    ("lines", "child"),
    [
        ([], False),
        ([(ADULT, "2026-02-02")], False),
        ([(CHILD, "2026-02-02")], True),
        ([(LONE, "2026-02-02")], True),
        ([(UNKNOWN, "2026-02-02")], True),
        ([(ADULT, "2026-02-02"), ("age-disputed", "2026-02-10")], True),
        ([(ADULT, "2026-02-02"), ("age-disputed", "2026-03-10")], False),
        ([(CHILD, "2026-02-02"), ("age-assessed adult", "2026-02-20")], False),
        ([(CHILD, "2026-02-02"), ("age-assessed adult", "2026-03-20")], True),
        ([(ADULT, "2026-02-02"), ("age-assessed child", "2026-03-20")], True),
        ([(ADULT, "2026-02-02"), ("age-disputed", "2026-02-10"), ("age-assessed adult", "2026-02-20")], False),
        ([(CHILD, "2026-02-02"), ("age-claimed adult", "2026-02-10")], True),
        ([(ADULT, "2026-02-02"), ("age-claimed child", "2026-02-10")], True),
        ([(UNKNOWN, "2026-02-02"), ("age-claimed adult", "2026-02-10")], False),
        ([("age-assessed adult", "2026-01-10"), (CHILD, "2026-02-02")], False),
        ([(CHILD, "2026-02-02"), ("consent-at-18-recorded given", "2026-02-20")], False),
        ([(CHILD, "2026-02-02"), ("consent-at-18-recorded given", "2026-03-20")], True),
    ],
)
def test_whether_the_person_was_a_child_follows_from_the_facts(lines: list[tuple[str, str]], child: bool) -> None:
    assert child is child_at_the_decision(*lines)


@pytest.mark.parametrize(("month", "child"), [("2026-02-01", False), ("2026-03-01", True), ("2026-04-01", True)])
def test_nobody_is_a_child_after_the_month_in_which_they_turn_18(month: str, child: bool) -> None:
    birthday = Fact(
        "eighteenth-birthday-recorded", When.parse("2026-08-01"), 60, dates={"month-begins": When.parse(month)}
    )
    decided = Fact("reasonable-grounds-decided", When.parse("2026-03-02"), 50, "positive")
    facts = [*history((CHILD, "2025-06-02")), decided, birthday]
    told = Told(tuple(facts), ENGLAND_AND_WALES)
    moment = Moment(decided, EventPattern("reasonable-grounds-decided", "positive"), decided.when, is_named=True)

    assert child is was_child(told, moment)


def test_an_account_that_says_nothing_of_an_age_presumes_nothing() -> None:
    assert not child_at_the_decision((UNKNOWN, "2026-02-02"), imported=True)
    assert child_at_the_decision((CHILD, "2026-02-02"), imported=True)


@pytest.mark.parametrize("nation", [ENGLAND_AND_WALES, SCOTLAND, NORTHERN_IRELAND])
@pytest.mark.parametrize("told", ["child", "lone-child", "unknown"])
def test_no_clock_of_adults_begins_for_a_child(nation: Nation, told: str) -> None:
    lines = [(f"referral-made {told}", "2026-02-02"), (RG_POSITIVE, "2026-03-02")]
    after = [("conclusive-grounds-decided positive", "2026-05-04")]

    assert set() == started(history(*lines), nation) & FOR_ADULTS
    assert set() == started(history(*lines, *after), nation) & {"move-on-support", "move-on-extension"}
    assert started(history((ADULT, "2026-02-02"), *lines[1:]), nation) & FOR_ADULTS


EPISODES = [
    ("referral-made adult", None), ("referral-made child", None), ("referral-made unknown", None),
    ("age-claimed adult", None), ("age-claimed child", None), ("age-disputed", None),
    ("age-assessed adult", None), ("age-assessed child", None), ("consent-at-18-recorded given", None),
]  # fmt: skip


@given(
    told=st.lists(st.sampled_from([name for name, _ in EPISODES]), min_size=2, max_size=4),
    offsets=st.lists(st.integers(-40, 40), min_size=4, max_size=4, unique=True),
)
def test_the_order_in_which_ages_were_recorded_changes_nothing(told: list[str], offsets: list[int]) -> None:
    """Facts of different days say the same in whatever order the log learnt of them."""
    day = date(2026, 3, 2)
    lines = [(name, (day + timedelta(days=offset)).isoformat()) for name, offset in zip(told, offsets, strict=False)]
    lines = [(name, when) for name, when in lines if when != day.isoformat()]

    assert 1 == len({child_at_the_decision(*order) for order in permutations(lines)})


# A child's support.


def test_the_silence_about_a_childs_support_is_no_breach() -> None:
    """In foster care since the referral, with a guardian, and nothing on record about support."""
    cared_for = history(
        (LONE, "2026-08-03"), ("placement-recorded foster-care", "2026-08-03"), ("guardian-appointed", "2026-08-04"),
        (RG_POSITIVE, "2026-08-06"),
    )  # fmt: skip
    silent = history((CHILD, "2026-08-03"), (RG_POSITIVE, "2026-08-06"))
    adult = history((ADULT, "2026-08-03"), (RG_POSITIVE, "2026-08-06"))

    assert {} == never_started(cared_for)
    assert {} == never_started(silent)
    assert {"support-england-wales@2023-01-30": "statute", "support-start@2019-09-01": "policy"} == unsupported(adult)


def test_support_taken_from_a_child_is_a_breach_all_the_same() -> None:
    facts = history(
        (CHILD, "2026-08-03"), (RG_POSITIVE, "2026-08-06"), ("support-started", "2026-08-07"),
        ("support-ended time-limit", "2026-08-20"),
    )  # fmt: skip

    assert {"support-england-wales@2023-01-30": "statute"} == unsupported(facts)


@pytest.mark.parametrize(
    ("nation", "decided", "rule"),
    [
        (ENGLAND_AND_WALES, "2016-09-19", "support-england-wales@2009-04-01"),
        (ENGLAND_AND_WALES, "2023-01-10", "support-england-wales@2022-12-13"),
        (ENGLAND_AND_WALES, "2026-01-05", "support-england-wales@2023-01-30"),
        (SCOTLAND, "2016-09-19", "support-scotland@2009-04-01"),
        (SCOTLAND, "2026-01-05", "support-scotland@2018-04-01"),
        (NORTHERN_IRELAND, "2014-09-19", "support-northern-ireland@2009-04-01"),
        (NORTHERN_IRELAND, "2016-09-19", "support-northern-ireland@2015-01-14"),
        (NORTHERN_IRELAND, "2026-01-05", "support-northern-ireland@2022-04-28"),
    ],
)
def test_support_never_given_is_held_against_the_rule_of_its_nation_and_day(
    nation: Nation, decided: str, rule: str
) -> None:
    assert [rule] == list(never_started(history((RG_POSITIVE, decided)), nation))


def never_started(facts: list[Fact], nation: Nation = ENGLAND_AND_WALES) -> dict[str, str]:
    found = readings(facts, nation, published(), at("2026-11-01T00:00:00Z"))
    return {
        reading.rule: reading.force
        for reading in found
        for finding in reading.findings
        if finding.rung == "never-started"
    }


def unsupported(facts: list[Fact]) -> dict[str, str]:
    found = readings(facts, ENGLAND_AND_WALES, published(), at("2026-11-01T00:00:00Z"))
    return {reading.rule: reading.force for reading in found if reading.findings and "support" in reading.clock}
