"""Scenarios a lawyer worked out by hand from the sources, each with the answer the law gives.

The sources are those the rules cite. Every date stands here in a person's writing.
"""

from datetime import date

import pytest

from domain.clocks import Fact, Finding, Reading, Status
from domain.due import due
from domain.errors import Invalid
from domain.nations import ENGLAND_AND_WALES, NORTHERN_IRELAND, SCOTLAND, Nation
from domain.rules.model import Force, Kind
from domain.rules.shelf import published
from domain.when import When, london_day
from tests.domain.histories import (
    CG_CLOCK,
    CG_NEGATIVE,
    CG_POSITIVE,
    RECOVERY,
    REMOVAL,
    RG_POSITIVE,
    all_of,
    at,
    history,
    read,
    readings,
    supported,
)

DISQUALIFIED = "disqualification-decided disqualified"
NOW = "2026-11-28T12:00:00Z"
PROTECTING = ("recovery-period", "further-recovery-period", "support-")


def found(facts: list[Fact], nation: Nation = ENGLAND_AND_WALES, now: str = NOW) -> dict[str, list[Finding]]:
    """Every finding, by the rule under which it was made."""
    read_all = readings(facts, nation, published(), at(now))
    return {reading.rule: list(reading.findings) for reading in read_all if reading.findings}


def causes(facts: list[Fact], nation: Nation = ENGLAND_AND_WALES) -> dict[str, list[int | None]]:
    """Of the periods of protection and support only, by the rule: the numbers of the steps that broke them."""
    protecting = {rule: findings for rule, findings in found(facts, nation).items() if rule.startswith(PROTECTING)}
    return {rule: [one.cause for one in findings] for rule, findings in protecting.items()}


def only(clock: str, facts: list[Fact], nation: Nation = ENGLAND_AND_WALES) -> Reading:
    return read(clock, facts, now=NOW, nation=nation)


# 1 and 2. The two sides of the day on which section 61 came into force.


@pytest.mark.parametrize(
    ("decided", "rule", "force"),
    [
        ("2023-01-29", "recovery-period@2022-12-13", Force.POLICY),
        ("2023-01-30", "recovery-period@2023-01-30", Force.STATUTE),
    ],
)
def test_before_and_after_section_61_protection_lasts_until_the_decision(decided: str, rule: str, force: Force) -> None:
    reading = only(RECOVERY, supported((RG_POSITIVE, decided), (REMOVAL, "2023-03-15")))

    assert (rule, force, date(2023, 2, 28)) == (reading.rule, reading.force, reading.due_on)
    assert [2] == [finding.cause for finding in reading.findings]


# 3. December 2022: forty-five days and in any event until the decision, and no target for the decision.


def test_a_step_after_day_45_is_a_breach_and_a_decision_of_march_is_not_late() -> None:
    facts = supported(
        (RG_POSITIVE, "2022-12-01"), (REMOVAL, "2023-02-01"), (CG_POSITIVE, "2023-03-10"),
        ("recovery-period-reviewed", "2022-12-20"),
    )  # fmt: skip

    assert {"recovery-period@2009-04-01": [2]} == causes(facts)
    assert (date(2023, 1, 15), date(2023, 3, 10)) == (only(RECOVERY, facts).due_on, only(RECOVERY, facts).ended_on)
    wait = only(CG_CLOCK, facts)
    assert (Kind.AGE, Status.MET, None) == (wait.kind, wait.status, wait.days_late)


# 4. Five working days, by the working days of the nation.


@pytest.mark.parametrize(
    ("received", "nation", "day"),
    [
        ("2025-12-23", ENGLAND_AND_WALES, date(2026, 1, 2)),
        ("2025-12-23", NORTHERN_IRELAND, date(2026, 1, 2)),
        ("2025-12-23", SCOTLAND, date(2026, 1, 5)),
        ("2026-06-11", SCOTLAND, date(2026, 6, 19)),
        ("2026-06-11", ENGLAND_AND_WALES, date(2026, 6, 18)),
        ("2026-07-09", NORTHERN_IRELAND, date(2026, 7, 17)),
        ("2026-03-29T23:30:00Z", ENGLAND_AND_WALES, date(2026, 4, 8)),
    ],
)
def test_the_target_of_five_working_days(received: str, nation: Nation, day: date) -> None:
    answer = due(published(), "reasonable-grounds-decision", When.parse(received), nation)

    assert (day, Kind.TARGET) == (answer.due_on, answer.version.kind)
    assert "Target" in answer.why


# 5. Scotland: ninety days are owed, and what comes after them is discretion.


def test_support_that_ends_after_the_ninety_days_in_scotland_breaches_nothing() -> None:
    begun = [(RG_POSITIVE, "2024-02-01"), ("support-started", "2024-02-01")]
    facts = history(*begun, ("support-ended time-limit", "2024-05-05"))

    assert date(2024, 5, 1) == only("support-scotland", facts, SCOTLAND).due_on
    assert {} == causes(facts, SCOTLAND)
    inside = history(*begun, ("support-ended time-limit", "2024-05-01"))
    assert {"support-scotland@2018-04-01": [3]} == causes(inside, SCOTLAND)
    discretion = only("scottish-support-after-90", facts, SCOTLAND)
    assert ("discretion-begins", at("2024-05-01T23:00:00Z")) == (discretion.rungs[0].rung, discretion.rungs[0].at)


# 6. Northern Ireland: until the conclusive determination; where a positive one comes early, to day 45.


@pytest.mark.parametrize(
    ("decided", "ended", "rule"),
    [
        ("2026-01-05", "2026-03-02", "support-northern-ireland@2022-04-28"),
        ("2019-01-07", "2019-03-04", "support-northern-ireland@2015-01-14"),
    ],
)
def test_support_in_northern_ireland_is_owed_until_the_decision(decided: str, ended: str, rule: str) -> None:
    facts = history((RG_POSITIVE, decided), ("support-started", decided), ("support-ended time-limit", ended))

    assert {rule: [3]} == causes(facts, NORTHERN_IRELAND)


def test_an_early_positive_decision_leaves_support_in_northern_ireland_to_day_45() -> None:
    facts = history(
        (RG_POSITIVE, "2026-01-05"), ("support-started", "2026-01-05"), (CG_POSITIVE, "2026-01-26"),
        ("support-ended needs-met", "2026-02-10"),
    )  # fmt: skip

    assert (date(2026, 2, 19), date(2026, 2, 19)) == (
        only("support-northern-ireland", facts, NORTHERN_IRELAND).due_on,
        only("support-northern-ireland", facts, NORTHERN_IRELAND).ended_on,
    )
    assert {"support-northern-ireland@2022-04-28": [4]} == causes(facts, NORTHERN_IRELAND)


def test_a_negative_decision_ends_support_in_northern_ireland_at_once() -> None:
    facts = history(
        (RG_POSITIVE, "2026-01-05"), ("support-started", "2026-01-05"), (CG_NEGATIVE, "2026-02-06"),
        ("support-ended negative-decision", "2026-02-10"),
    )  # fmt: skip

    assert {} == causes(facts, NORTHERN_IRELAND)


def test_support_in_northern_ireland_may_be_lengthened_since_28_april_2022() -> None:
    extended = Fact("recovery-period-extended", When.parse("2022-05-30"), 9, dates={"until": When.parse("2022-08-01")})
    since = [
        *history((RG_POSITIVE, "2022-04-28"), ("support-started", "2022-04-28"), (CG_POSITIVE, "2022-06-30")),
        extended,
    ]
    before = [
        *history((RG_POSITIVE, "2022-04-27"), ("support-started", "2022-04-27"), (CG_POSITIVE, "2022-06-30")),
        extended,
    ]

    assert date(2022, 8, 1) == only("support-northern-ireland", since, NORTHERN_IRELAND).ended_on
    assert date(2022, 6, 30) == only("support-northern-ireland", before, NORTHERN_IRELAND).ended_on


# 7. A second positive decision on things wholly before the first.

FIRST = [(RG_POSITIVE, "2026-01-05"), ("support-started", "2026-01-05"), (CG_NEGATIVE, "2026-02-20")]


def test_a_second_positive_decision_gives_no_further_period_by_itself() -> None:
    facts = history(*FIRST, (RG_POSITIVE, "2026-04-01"), (REMOVAL, "2026-04-10"))

    assert [1] == [reading.run for reading in all_of(RECOVERY, facts)]
    assert [] == all_of("further-recovery-period", facts)
    assert [1] == [reading.run for reading in all_of("support-england-wales", facts)]
    assert {} == causes(facts)


def test_a_period_that_the_authority_determined_protects_as_the_first_did() -> None:
    determined = ("further-recovery-period-determined", "2026-04-01")
    facts = history(*FIRST, determined, (RG_POSITIVE, "2026-04-01"), (REMOVAL, "2026-04-10"))
    period = only("further-recovery-period", facts)

    assert (date(2026, 4, 30), Force.STATUTE) == (period.due_on, period.force)
    assert {"further-recovery-period@2023-01-30": [6]} == causes(facts)


def test_a_decision_that_was_set_aside_was_no_first_one() -> None:
    facts = history(
        (RG_POSITIVE, "2026-01-05"), ("support-started", "2026-01-05"),
        ("decision-set-aside reasonable-grounds", "2026-02-20"), (RG_POSITIVE, "2026-04-01"), (REMOVAL, "2026-04-10"),
    )  # fmt: skip

    first, second = all_of(RECOVERY, facts)
    assert (date(2026, 2, 20), date(2026, 4, 30)) == (first.ended_on, second.due_on)
    assert {"recovery-period@2023-01-30": [5]} == causes(facts)


# 8. Disqualified on day 20, support ended for it on day 22.

DAY_20 = [
    (RG_POSITIVE, "2026-01-05"),
    ("support-started", "2026-01-05"),
    (DISQUALIFIED, "2026-01-24"),
    ("support-ended disqualified", "2026-01-26"),
    (REMOVAL, "2026-02-10"),
]


@pytest.mark.parametrize(
    ("nation", "expected"),
    [
        (ENGLAND_AND_WALES, {}),
        (SCOTLAND, {"support-scotland@2018-04-01": [4]}),
        (NORTHERN_IRELAND, {"support-northern-ireland@2022-04-28": [4]}),
    ],
)
def test_disqualification_ends_protection_and_not_the_support_of_scotland_and_northern_ireland(
    nation: Nation, expected: dict[str, list[int]]
) -> None:
    facts = history(*DAY_20)

    assert expected == causes(facts, nation)
    assert date(2026, 1, 24) == only(RECOVERY, facts, nation).ended_on
    assert Status.RUNNING == only(CG_CLOCK, facts, nation).status


def test_support_in_england_and_wales_ends_with_the_determination_and_not_before() -> None:
    lines = [
        (RG_POSITIVE, "2026-01-05"),
        ("support-started", "2026-01-05"),
        ("support-ended disqualified", "2026-01-20"),
    ]
    facts = history(*lines, (DISQUALIFIED, "2026-01-24"))

    assert {"support-england-wales@2023-01-30": [3]} == causes(facts)


# 9. A negative decision that was quashed never ended the period. What was done meanwhile was lawful when it was done;
# but directions that nobody cancelled still stand when the period comes back, and are inside it from then on.


def test_protection_revives_with_the_quashing() -> None:
    facts = supported(
        (RG_POSITIVE, "2026-01-05"), (CG_NEGATIVE, "2026-03-01"), (REMOVAL, "2026-04-15"),
        ("decision-set-aside conclusive-grounds", "2026-06-01"), (REMOVAL, "2026-06-10"),
    )  # fmt: skip

    assert {"recovery-period@2023-01-30": [3, 5]} == causes(facts)
    days = [london_day(finding.due_at) for finding in only(RECOVERY, facts).findings]
    assert [date(2026, 6, 1), date(2026, 6, 10)] == days
    waits = [(reading.starts_on, reading.ended_on) for reading in all_of(CG_CLOCK, facts)]
    assert [(date(2026, 1, 5), date(2026, 3, 1)), (date(2026, 6, 1), None)] == waits


# 12. Hours are elapsed hours, also over a change of the clocks.


def test_the_crime_is_recorded_within_twenty_four_hours_of_the_report() -> None:
    answer = due(published(), "crime-recording", When.parse("2026-03-28T12:00:00Z"), ENGLAND_AND_WALES)

    assert at("2026-03-29T12:00:00Z") == answer.due_at
    assert "29 March 2026 at 13:00" in answer.why


@pytest.mark.parametrize(
    ("missing", "told_by"),
    [("2026-03-29T00:30:00Z", "2026-03-29T02:30:00Z"), ("2026-10-25T00:30:00Z", "2026-10-25T02:30:00Z")],
)
def test_two_hours_over_the_night_in_which_the_clocks_change(missing: str, told_by: str) -> None:
    answer = due(published(), "missing-child-report", When.parse(missing), ENGLAND_AND_WALES)

    assert at(told_by) == answer.due_at


def test_no_law_gives_the_provider_forty_eight_hours() -> None:
    with pytest.raises(Invalid, match="has no last day"):
        due(published(), "first-support-contact", When.parse("2026-03-28T12:00:00Z"), ENGLAND_AND_WALES)

    facts = history(
        ("referral-made adult", "2026-01-05"), (RG_POSITIVE, "2026-01-08"), ("support-started", "2026-01-09")
    )
    assert {"crime-recording@2015-07-31", "rights-information@2009-04-01"} == set(found(facts))
