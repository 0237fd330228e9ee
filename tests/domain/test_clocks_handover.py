"""A child given to a devolved panel is owed one first decision by one clock, wherever and whenever the referral was."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.clocks import Fact
from domain.nations import NORTHERN_IRELAND, UNITED_KINGDOM, Nation
from domain.rules.connections import leaves_open
from domain.rules.model import EventPattern
from domain.rules.shelf import published
from domain.when import When
from tests.domain.histories import readings

ORDINARY, PANEL = "reasonable-grounds-decision", "reasonable-grounds-decision-devolved-child"


def open_clocks(referred: date, allocated: date, nation: Nation) -> list[tuple[str, date | None]]:
    received = When.on(referred)
    facts = [
        Fact("referral-made", received, 1, "child", {"received": received}),
        Fact("competent-authority-allocated", When.on(allocated), 2, "devolved-child-panel", {"referred": received}),
    ]
    found = readings(facts, nation, published(), None)
    return [(one.clock, one.due_on) for one in found if one.clock in (ORDINARY, PANEL) and one.ended_on is None]


@pytest.mark.parametrize(
    ("nation", "referred", "clock", "due"),
    [
        ("england-and-wales", date(2021, 6, 11), ORDINARY, date(2021, 6, 18)),
        ("england-and-wales", date(2021, 6, 14), PANEL, date(2021, 7, 29)),
        ("scotland", date(2026, 5, 1), PANEL, date(2026, 6, 15)),
        (NORTHERN_IRELAND, date(2025, 9, 1), ORDINARY, date(2025, 9, 8)),
        (NORTHERN_IRELAND, date(2025, 9, 2), PANEL, date(2025, 10, 17)),
        (NORTHERN_IRELAND, date(2026, 5, 1), PANEL, date(2026, 6, 15)),
    ],
)
def test_the_ordinary_clock_ends_only_where_the_panels_begins(
    nation: Nation, referred: date, clock: str, due: date
) -> None:
    assert [(clock, due)] == open_clocks(referred, referred + timedelta(days=1), nation)


@given(
    nation=st.sampled_from(UNITED_KINGDOM),
    referred=st.dates(date(2009, 4, 1), date(2027, 12, 1)),
    after=st.integers(0, 30),
)
def test_a_child_of_the_pilot_always_has_exactly_one(nation: Nation, referred: date, after: int) -> None:
    assert 1 == len(open_clocks(referred, referred + timedelta(days=after), nation))


def test_what_ends_a_clock_and_leaves_it_owed_by_another_is_what_its_rule_hands_over() -> None:
    every = [version for versions in published().clocks.values() for version in versions]
    ends = {
        pattern for version in every for pattern in version.ends_with if leaves_open(pattern.event, pattern.outcome)
    }
    handed_over = {handover.closing for version in every for handover in version.handed_over}

    assert handed_over == ends - {EventPattern("case-closed")}
