"""What a later fact shows of an earlier one that nobody dated: nothing stays open that cannot be."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.clocks import Fact, Status
from domain.nations import ENGLAND_AND_WALES
from domain.rules.connections import every_pattern, proven_by
from domain.rules.shelf import published
from domain.when import When
from tests.domain.histories import (
    CG_CLOCK,
    CG_POSITIVE,
    RECOVERY,
    REFERRED,
    RG_CLOCK,
    RG_NEGATIVE,
    RG_POSITIVE,
    all_of,
    at,
    explain,
    history,
    read,
    readings,
)
from tests.domain.made_rules import CLOCK, lasting, made

NOW = "2026-11-28T12:00:00Z"
REFERRED_2019 = (REFERRED, "2019-05-01")


def test_a_final_decision_shows_that_the_first_one_had_been_made() -> None:
    reading = read(RG_CLOCK, history(REFERRED_2019, (CG_POSITIVE, "2021-08-25")), now=NOW)

    assert (Status.CANNOT_COMPUTE, date(2019, 5, 9), ()) == (reading.status, reading.due_on, reading.findings)
    assert 2 == reading.closed_by
    assert "had come by 25 August 2021, as the positive conclusive grounds decision shows" in reading.why
    assert "not more than 839 days late" in reading.why
    assert "cannot be said" in reading.why


def test_it_was_in_time_where_even_the_last_day_it_can_have_come_is() -> None:
    reading = read(RG_CLOCK, history(REFERRED_2019, (CG_POSITIVE, "2019-05-09")), now=NOW)

    assert (Status.MET, 2, None) == (reading.status, reading.closed_by, reading.ended_on)
    assert reading.why.endswith("in time.")


def test_a_date_on_record_counts_unless_it_was_certainly_made_before() -> None:
    dated = read(RG_CLOCK, history(REFERRED_2019, (RG_POSITIVE, "2019-05-20"), (CG_POSITIVE, "2021-08-25")), now=NOW)
    made_again = [REFERRED_2019, ("reconsideration-requested", "2019-06-03"), (RG_POSITIVE, "2019-09-02")]
    first_left_out = read(RG_CLOCK, history(*made_again), now=NOW)

    assert (Status.BREACHED, 11) == (dated.status, dated.days_late)
    assert Status.CANNOT_COMPUTE == first_left_out.status
    assert "not more than 25 days late" in first_left_out.why


@pytest.mark.parametrize(
    "later",
    [
        "conclusive-grounds-decided negative",
        "reconsideration-requested",
        "reconsideration-decided maintained",
        "reconsideration-window-extended",
        "judicial-review-issued",
        "judicial-review-step-recorded quashed",
        "decision-served reasonable-grounds-negative",
        "decision-reviewed agreed",
        "decision-set-aside reasonable-grounds",
        "disqualification-proposed",
        "disqualification-representations-received",
        "disqualification-decided disqualified",
        "disqualification-revoked",
        "recovery-period-extended",
        "recovery-period-reviewed",
        "recovery-needs-assessed",
        "leave-decided granted",
        "leave-reconsideration-requested",
        "move-on-support-ended needs-met",
    ],
)
def test_each_of_these_shows_that_a_first_decision_had_been_made(later: str) -> None:
    reading, *_ = all_of(RG_CLOCK, history(REFERRED_2019, (later, "2020-05-01")), now=NOW)

    assert (Status.CANNOT_COMPUTE, ()) == (reading.status, reading.findings)
    assert "not more than 358 days late" in reading.why


@pytest.mark.parametrize(
    "later",
    ["note-added", "tribunal-appeal-recorded", "charge-recorded", "support-started", "information-requested",
     "person-missing adult", "enforcement-step-recorded other"],
)  # fmt: skip
def test_what_can_be_so_before_the_first_decision_shows_nothing(later: str) -> None:
    reading = read(RG_CLOCK, history(REFERRED_2019, (later, "2020-05-01")), now=NOW)

    assert Status.BREACHED == reading.status


def test_a_claim_about_delay_shows_no_decision_nor_does_any_step_of_it() -> None:
    claim = Fact("judicial-review-issued", When.parse("2019-08-01"), 2, "court", about=0)
    step = Fact("judicial-review-step-recorded", When.parse("2019-09-01"), 3, "permission-granted", about=2)

    assert Status.BREACHED == read(RG_CLOCK, [*history(REFERRED_2019), claim, step], now=NOW).status


def test_a_decision_made_again_is_shown_by_what_came_after_its_setting_aside_only() -> None:
    first = Fact("reasonable-grounds-decided", When.parse("2019-05-07"), 2, "negative")
    asked = Fact("reconsideration-requested", When.parse("2019-05-20"), 3, "reasonable-grounds", about=2)
    answered = Fact("reconsideration-decided", When.parse("2019-06-03"), 4, "decide-again", about=3)
    aside = Fact("decision-set-aside", When.parse("2019-06-03"), 5, "reasonable-grounds", about=2)
    final = Fact("conclusive-grounds-decided", When.parse("2020-06-01"), 6, "positive")
    facts = [*history(REFERRED_2019), first, asked, answered, aside]

    _, waiting = all_of(RG_CLOCK, facts, now=NOW)
    _, shown = all_of(RG_CLOCK, [*facts, final], now=NOW)

    assert (5, Status.BREACHED) == (waiting.run, waiting.status)
    assert (Status.CANNOT_COMPUTE, 6) == (shown.status, shown.closed_by)


def test_a_wait_that_a_later_fact_shows_to_be_over_is_over() -> None:
    lines = [(REFERRED, "2024-03-01"), (RG_POSITIVE, "2024-03-04"), ("leave-decided granted", "2025-03-04")]

    reading = read(CG_CLOCK, history(*lines), now=NOW)

    assert (Status.MET, 3, ()) == (reading.status, reading.closed_by, reading.rungs)
    assert "between 0 and 365 days after it" in reading.why


def test_a_period_that_lasts_until_a_decision_lasts_no_longer_than_to_what_shows_it() -> None:
    lines = [(REFERRED, "2024-03-01"), (RG_POSITIVE, "2024-03-04"), ("support-started", "2024-03-04")]
    shown = [*lines, ("leave-decided granted", "2025-03-04")]

    inside = read(RECOVERY, history(*shown, ("enforcement-step-recorded removal-directions", "2024-03-20")), now=NOW)
    between = read(RECOVERY, history(*shown, ("enforcement-step-recorded removal-directions", "2024-06-03")), now=NOW)
    after = read(RECOVERY, history(*shown, ("enforcement-step-recorded removal-directions", "2025-06-02")), now=NOW)

    assert [1, 0, 0] == [len(one.findings) for one in (inside, between, after)]
    assert [(), ("adverse-step:5",), ()] == [one.unsure for one in (inside, between, after)]
    assert "had come by 4 March 2025" in after.why


def test_an_answer_shows_a_request_and_whether_it_was_in_time_as_far_as_that_goes() -> None:
    window = "reconsideration-window"
    decided = (RG_NEGATIVE, "2025-03-03")

    in_time = read(window, history(decided, ("reconsideration-decided maintained", "2025-04-02")), now=NOW)
    open_whether = read(window, history(decided, ("reconsideration-decided maintained", "2025-06-02")), now=NOW)

    assert [Status.MET, Status.CANNOT_COMPUTE] == [in_time.status, open_whether.status]


def test_the_silence_of_an_account_stays_silence_where_a_fact_shows_only_that_something_came() -> None:
    facts = history((RG_NEGATIVE, "2025-03-03"), ("reconsideration-decided maintained", "2025-06-02"))

    found = readings(facts, ENGLAND_AND_WALES, published(), at(NOW), imported_at=at(NOW))

    assert [Status.NOT_TOLD] == [one.status for one in found if one.clock == "reconsideration-window"]


def test_what_a_rule_lets_happen_while_it_runs_shows_nothing() -> None:
    rules = made(
        "deadline",
        """
starts-on: [{event: referral-made}]
stops-on: [{event: reasonable-grounds-decided}]
extended-by: [{event: recovery-period-extended, date: until}]
""",
        lasting(10, "calendar-days"),
    )
    facts = history((REFERRED, "2024-03-01"), ("recovery-period-extended", "2024-03-05"), until="2024-03-20")

    assert (Status.RUNNING, date(2024, 3, 20)) == (read(CLOCK, facts, rules=rules).status,
                                                    read(CLOCK, facts, rules=rules).due_on)  # fmt: skip


def test_the_explanation_of_such_a_clock_tells_the_same() -> None:
    facts = history(REFERRED_2019, (CG_POSITIVE, "2021-08-25"))

    (explained,) = explain(facts, ENGLAND_AND_WALES, published(), at(NOW), RG_CLOCK)

    assert explained.reading == read(RG_CLOCK, facts, now=NOW)


# For every event that presupposes another, and every clock that waits for that other


def _shows() -> list[tuple[str, str | None, str, str | None]]:
    pairs = {
        (later.event, later.outcome, earlier.event, earlier.outcome)
        for later in every_pattern()
        for earlier in proven_by(later.event, later.outcome, names_one=False)
    }
    return sorted(pairs, key=str)


@pytest.mark.parametrize(("later", "outcome", "earlier", "known"), _shows())
def test_no_clock_waits_for_what_a_later_fact_shows_to_have_been(
    later: str, outcome: str | None, earlier: str, known: str | None
) -> None:
    stop = f"{{event: {earlier}, outcome: {known}}}" if known else f"{{event: {earlier}}}"
    rules = made("deadline", f"starts-on: [{{event: note-added}}]\nstops-on: [{stop}]", lasting(10, "calendar-days"))
    begun = Fact("note-added", When.parse("2024-03-01"), 1)

    def status(day: str) -> Status:
        shown = Fact(later, When.parse(day), 2, outcome)
        return read(CLOCK, [begun, shown], rules=rules, now=NOW).status

    assert [Status.MET, Status.CANNOT_COMPUTE] == [status("2024-03-11"), status("2024-03-12")]


@given(days=st.lists(st.integers(0, 900), min_size=1, max_size=4), order=st.permutations(range(4)))
def test_the_earliest_that_shows_it_bounds_it_in_whatever_order_they_are_told(
    days: list[int], order: list[int]
) -> None:
    first = date(2019, 5, 1)
    events = ("conclusive-grounds-decided", "reconsideration-requested", "leave-decided", "recovery-period-reviewed")
    later = [
        Fact(events[number], When.on(date.fromordinal(first.toordinal() + offset)), 2 + order[number])
        for number, offset in enumerate(days)
    ]

    reading = read(RG_CLOCK, [*history(REFERRED_2019), *later], now=NOW)

    latest = date.fromordinal(first.toordinal() + min(days))
    if latest <= date(2019, 5, 9):
        assert Status.MET == reading.status
    else:
        assert f"not more than {(latest - date(2019, 5, 9)).days} day" in reading.why
