"""Days of lateness on which nobody could decide: they count, and the sentence says so."""

import pytest

from domain.clocks import Status
from tests.domain.histories import REFERRED, RG_CLOCK, RG_POSITIVE, WITHDRAWN, history, read

REOPENED, SUSPENDED, RESUMED = "case-reopened", "case-suspended", "case-resumed"
NOBODY = "of that nobody could do it, and no source says whether such days count"


def test_days_on_which_the_person_had_withdrawn_are_told() -> None:
    """Due 8 September; withdrawn from the 3rd to the 30th, twenty-two days of which lie after the limit."""
    facts = history(
        (REFERRED, "2026-09-01"), (WITHDRAWN, "2026-09-03"), (REOPENED, "2026-10-01"), (RG_POSITIVE, "2026-10-05")
    )
    reading = read(RG_CLOCK, facts)
    (finding,) = reading.findings

    assert 27 == reading.days_late
    because = "the withdrawal of the person from the process from 9 September 2026 to 30 September 2026"
    said = f"On 22 days {NOBODY}: {because}."
    assert reading.why.endswith(said)
    assert finding.what.endswith(said)


def test_days_on_which_the_case_was_suspended_after_the_limit_are_told() -> None:
    """Due 12 October; suspended from 15 October, taken up again on 16 November."""
    facts = history((REFERRED, "2026-10-05"), (SUSPENDED, "2026-10-15"), (RESUMED, "2026-11-16"))
    reading = read(RG_CLOCK, facts, now="2026-11-28T12:00:00Z")

    assert (Status.BREACHED, 47) == (reading.status, reading.days_late)
    assert f"On 32 days {NOBODY}: the suspension of the case from 15 October 2026 to 15 November 2026." in reading.why


def test_a_suspension_that_still_lasts_is_told_to_this_day() -> None:
    facts = history((REFERRED, "2026-10-05"), (SUSPENDED, "2026-10-15"))
    reading = read(RG_CLOCK, facts, now="2026-10-20T12:00:00Z")

    assert 8 == reading.days_late
    assert f"On 6 days {NOBODY}" in reading.why


def test_a_day_on_which_two_things_stood_in_the_way_counts_once() -> None:
    facts = history(
        (REFERRED, "2026-10-05"), (SUSPENDED, "2026-10-15"), (WITHDRAWN, "2026-10-19"), (REOPENED, "2026-10-22"),
        (RESUMED, "2026-10-24"),
    )  # fmt: skip
    reading = read(RG_CLOCK, facts, now="2026-11-28T12:00:00Z")

    assert f"On 9 days {NOBODY}" in reading.why


@pytest.mark.parametrize(
    "lines",
    [
        [(SUSPENDED, "2026-10-08"), (RESUMED, "2026-10-09"), (RG_POSITIVE, "2026-10-20")],
        [(WITHDRAWN, "2026-10-06"), (REOPENED, "2026-10-08"), (RG_POSITIVE, "2026-10-20")],
        [(RG_POSITIVE, "2026-10-20"), (SUSPENDED, "2026-10-22")],
        [(RG_POSITIVE, "2026-10-09")],
    ],
)
def test_where_every_late_day_was_one_on_which_it_could_be_done_nothing_is_told(lines: list[tuple[str, str]]) -> None:
    assert NOBODY not in read(RG_CLOCK, history((REFERRED, "2026-10-05"), *lines)).why
