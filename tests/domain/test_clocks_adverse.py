"""What must not happen inside a period or a window: each such step a breach of its own, cured by what undoes it."""

from datetime import date

import pytest

from domain.clocks import Status
from domain.when import When
from tests.domain.histories import CG_NEGATIVE, CLOSED, ENFORCEMENT, REFERRED, RG_NEGATIVE, WITHDRAWN, at, history, read
from tests.domain.made_rules import CLOCK, lasting, made

TEN_DAYS = lasting(10, "calendar-days")

PROTECTED = made(
    "protected",
    """
starts-on: [{event: referral-made}]
ends-with: [{event: case-withdrawn}, {event: case-closed}, {event: conclusive-grounds-decided, outcome: negative}]
adverse:
  - {event: enforcement-step-recorded, what: A step was taken, allowed-once-decided: false,
     cured-by: {event: enforcement-step-cancelled}}
  - {event: support-ended, what: Support was ended, allowed-once-decided: false, cured-by: {event: support-started}}
  - {event: case-closed, what: The case was closed, allowed-once-decided: false, cured-by: {event: case-reopened}}
""",
    TEN_DAYS,
)
WINDOW = made(
    "window",
    """
starts-on: [{event: referral-made}]
stops-on: [{event: reconsideration-requested}]
ends-with: [{event: case-withdrawn}]
pauses: [{pauses-on: {event: case-suspended}, resumes-on: {event: case-resumed}}]
extended-by: [{event: reconsideration-window-extended, date: until}]
adverse:
  - {event: enforcement-step-recorded, what: A step was taken, allowed-once-decided: false,
     cured-by: {event: enforcement-step-cancelled}}
  - {event: enforcement-step-recorded, outcome: expulsion, what: Removed, allowed-once-decided: false}
""",
    TEN_DAYS,
)
HOURS = made(
    "protected",
    """
starts-on: [{event: referral-made}]
adverse: [{event: support-ended, what: Support was ended, allowed-once-decided: false}]
""",
    lasting(48, "hours"),
)

START = (REFERRED, "2024-03-01")
EXPELLED = f"{ENFORCEMENT} expulsion"
HELD = f"{ENFORCEMENT} detention-for-removal"
CANCELLED = "enforcement-step-cancelled"
SUPPORT_ENDED = "support-ended"
REQUESTED = "reconsideration-requested"


@pytest.mark.parametrize(
    ("lines", "cured"),
    [
        ([(ENFORCEMENT, "2024-03-05")], None),
        ([(ENFORCEMENT, "2024-03-05"), (CANCELLED, "2024-03-07")], "2024-03-07"),
        ([(ENFORCEMENT, "2024-03-05"), (CANCELLED, "2024-05-20"), (CANCELLED, "2024-03-07")], "2024-03-07"),
        ([(ENFORCEMENT, "2024-03-05"), (CANCELLED, "2024-03-04")], None),
        ([(ENFORCEMENT, "2024-03-05"), (CANCELLED, "2024-03-05")], "2024-03-05"),
        ([(CANCELLED, "2024-03-05"), (ENFORCEMENT, "2024-03-05")], None),
        ([(ENFORCEMENT, "2024-03-05"), (CANCELLED, "2024-04")], "2024-04"),
    ],
)
def test_a_step_is_cured_by_the_first_thing_that_undoes_it_afterwards(
    lines: list[tuple[str, str]], cured: str | None
) -> None:
    (finding,) = read(CLOCK, history(START, *lines), rules=PROTECTED).findings

    assert (When.parse(cured) if cured else None, None) == (finding.cured, finding.days_late)


def test_each_step_is_cured_for_itself() -> None:
    lines = [(ENFORCEMENT, "2024-03-05"), (CANCELLED, "2024-03-06"), (ENFORCEMENT, "2024-03-08")]

    first, second = read(CLOCK, history(START, *lines), rules=PROTECTED).findings

    assert (When.parse("2024-03-06"), None) == (first.cured, second.cured)


def test_a_breach_that_was_cured_stays_a_breach() -> None:
    facts = history(START, (ENFORCEMENT, "2024-03-05"), (CANCELLED, "2024-03-07"))

    assert Status.BREACHED == read(CLOCK, facts, rules=PROTECTED).status


@pytest.mark.parametrize(
    ("lines", "causes"),
    [
        ([(SUPPORT_ENDED, "2024-03-11")], [2]),
        ([(SUPPORT_ENDED, "2024-03-12")], []),
        ([(CLOSED, "2024-03-05")], [2]),
        ([(SUPPORT_ENDED, "2024-03-05"), (CLOSED, "2024-03-05")], [2, 3]),
        ([(CLOSED, "2024-03-05"), (SUPPORT_ENDED, "2024-03-06")], [2]),
        ([(CG_NEGATIVE, "2024-03-05"), (SUPPORT_ENDED, "2024-03-05")], []),
        ([(SUPPORT_ENDED, "2024-03-05"), (CG_NEGATIVE, "2024-03-05")], [2]),
        ([(WITHDRAWN, "2024-03-05"), (CLOSED, "2024-03-06")], []),
    ],
)
def test_ending_support_or_the_case_early_is_a_breach_and_what_follows_a_lawful_end_is_none(
    lines: list[tuple[str, str]], causes: list[int]
) -> None:
    found = read(CLOCK, history(START, *lines), rules=PROTECTED).findings

    assert causes == [finding.cause for finding in found]


def test_a_period_cut_short_by_an_adverse_step_has_ended_all_the_same() -> None:
    reading = read(CLOCK, history(START, (CLOSED, "2024-03-05"), ("case-reopened", "2024-03-09")), rules=PROTECTED)

    assert (Status.BREACHED, date(2024, 3, 5), 2) == (reading.status, reading.ended_on, reading.closed_by)
    assert [When.parse("2024-03-09")] == [finding.cured for finding in reading.findings]


@pytest.mark.parametrize(
    ("lines", "causes"),
    [
        ([(ENFORCEMENT, "2024-02-29")], [2]),
        ([(ENFORCEMENT, "2024-02-20"), (CANCELLED, "2024-02-28")], []),
        ([(ENFORCEMENT, "2024-02-20"), (CANCELLED, "2024-03-01")], [2]),
        ([(EXPELLED, "2024-02-29")], []),
        ([(ENFORCEMENT, "2024-02-20"), (EXPELLED, "2024-02-29")], []),
        ([(HELD, "2024-02-20"), ("person-released", "2024-02-28")], []),
        ([(HELD, "2024-02-20"), ("person-released", "2024-03-02")], [2]),
        ([(ENFORCEMENT, "2024-03-01")], [2]),
        ([(ENFORCEMENT, "2024-03-11")], [2]),
        ([(ENFORCEMENT, "2024-03-12")], []),
        ([(REQUESTED, "2024-03-05"), (ENFORCEMENT, "2024-03-06")], []),
        ([(ENFORCEMENT, "2024-03-05"), (REQUESTED, "2024-03-05")], [2]),
        ([(WITHDRAWN, "2024-03-05"), (ENFORCEMENT, "2024-03-06")], []),
        ([(REQUESTED, "2024-04-05"), (ENFORCEMENT, "2024-03-06")], [3]),
        ([("case-suspended", "2024-03-05"), (ENFORCEMENT, "2024-06-06")], [3]),
        ([("case-suspended", "2024-03-05"), ("case-resumed", "2024-03-10"), (ENFORCEMENT, "2024-03-16")], [4]),
        ([("case-suspended", "2024-03-05"), ("case-resumed", "2024-03-10"), (ENFORCEMENT, "2024-03-17")], []),
    ],
)
def test_a_step_inside_a_window_is_the_authoritys_breach(lines: list[tuple[str, str]], causes: list[int]) -> None:
    reading = read(CLOCK, history(START, *lines), rules=WINDOW, now="2024-12-01T00:00:00Z")

    assert causes == [finding.cause for finding in reading.findings]
    assert [f"adverse-step:{cause}" for cause in causes] == [finding.rung for finding in reading.findings]


def test_a_step_inside_an_extension_of_a_window_is_inside() -> None:
    facts = history(
        START, (ENFORCEMENT, "2024-03-20"), ("reconsideration-window-extended", "2024-03-10"), until="2024-03-25"
    )

    (finding,) = read(CLOCK, facts, rules=WINDOW).findings

    assert (date(2024, 3, 25), "A step was taken on 20 March 2024, inside the window.") == (
        finding.due_on,
        finding.what,
    )


def test_one_step_that_two_patterns_mean_is_one_breach() -> None:
    facts = history(START, (f"{ENFORCEMENT} expulsion", "2024-03-05"))

    (finding,) = read(CLOCK, facts, rules=WINDOW).findings

    assert ("adverse-step:2", "A step was taken on 5 March 2024, inside the window.") == (finding.rung, finding.what)


def test_a_window_that_lapsed_without_such_a_step_breaches_nothing() -> None:
    reading = read(CLOCK, history(START), rules=WINDOW, now="2024-12-01T00:00:00Z")

    assert (Status.EXPIRED, ()) == (reading.status, reading.findings)


@pytest.mark.parametrize(
    ("ended", "found", "said"),
    [
        ("2024-03-03T09:59:59Z", 1, "inside the protected period."),
        ("2024-03-03T10:00:00Z", 0, "Protected until 3 March 2024 at 10:00 GMT."),
        ("2024-03-02", 1, "inside the protected period."),
        ("2024-03-03", 0, "whether inside the protected period is not known."),
        ("2024-03-04", 0, "Protected until 3 March 2024 at 10:00 GMT."),
    ],
)
def test_a_period_of_hours_protects_to_the_hour(ended: str, found: int, said: str) -> None:
    reading = read(CLOCK, history((REFERRED, "2024-03-01T10:00:00Z"), (SUPPORT_ENDED, ended)), rules=HOURS)

    assert found == len(reading.findings)
    assert said in reading.why


def test_a_period_of_hours_ends_at_its_hour() -> None:
    facts = history((REFERRED, "2024-03-01T10:00:00Z"))

    running = read(CLOCK, facts, rules=HOURS, now="2024-03-03T09:59:59Z")
    over = read(CLOCK, facts, rules=HOURS, now="2024-03-03T10:00:00Z")

    assert (Status.RUNNING, at("2024-03-03T10:00:00Z")) == (running.status, running.ends_at)
    assert (Status.EXPIRED, date(2024, 3, 3)) == (over.status, over.ended_on)


def test_a_refusal_after_the_period_is_none_of_its_business() -> None:
    assert () == read(CLOCK, history(START, (RG_NEGATIVE, "2024-03-05")), rules=PROTECTED).findings


def test_a_cancellation_cures_the_step_it_speaks_of_and_no_other() -> None:
    start, first, second, cancelled = history(
        START, (ENFORCEMENT, "2024-03-03"), (ENFORCEMENT, "2024-03-05"), (CANCELLED, "2024-03-06")
    )
    facts = (start, first, second, cancelled._replace(about=second.version))

    findings = read(CLOCK, facts, rules=PROTECTED).findings
    assert [(first.version, None), (second.version, When.parse("2024-03-06"))] == [
        (finding.cause, finding.cured) for finding in findings
    ]
