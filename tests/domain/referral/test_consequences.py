"""What clocks and safeguards add to a case: all of it, once, with what shows it."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import NrmError
from domain.referral.commands import COMMANDS
from domain.referral.consequences import consequences
from domain.referral.decide import decide
from domain.referral.events import read_event
from domain.referral.events.clocks import (
    BreachCured,
    BreachDisproved,
    BreachRecorded,
    SafeguardCleared,
    SafeguardRaised,
)
from domain.referral.evolve import fold
from domain.referral.outlook import Outlook
from domain.referral.state import NoReferral, Referral, State
from domain.referral.views import case_views
from domain.roles import Role
from domain.rules.shelf import published
from domain.safeguards import concerns
from domain.stream.context import Context, Neighbour
from domain.stream.event import Event, body_of
from domain.when import When
from tests.support.casework import CASE, ROLE_FOR, TEXT, Case, awaiting_reasonable_grounds, in_recovery, types
from tests.support.every_way import BEGINS, OTHER, ways

RG_CLOCK = "reasonable-grounds-decision"
BREACH = BreachRecorded.type
REASONS = TEXT.model_dump(mode="json")

asking = st.lists(st.tuples(st.sampled_from(sorted(COMMANDS)), st.integers(0, 99), st.integers(0, 40)), max_size=30)


def disproved(case: Case) -> list[BreachDisproved]:
    return [event for event in case.last if isinstance(event, BreachDisproved) and event.clock == RG_CLOCK]


def late(case: Case) -> Case:
    """Time has passed the last day of the first decision."""
    return case.ask("2026-03-20", "pass-time")


def test_a_breach_that_a_later_fact_disproves_names_that_fact_and_its_date() -> None:
    case = late(awaiting_reasonable_grounds("2026-03-02"))
    number = case.referral.version + 1
    case = case.ask("2026-03-23", "decide-reasonable-grounds", effective_at="2026-03-06", outcome="positive")

    (event,) = disproved(case)
    assert number == event.shown_by
    assert "The positive reasonable grounds decision on 6 March 2026 shows that there was no breach." == event.because


def test_a_breach_that_a_correction_disproves_names_no_fact() -> None:
    case = late(awaiting_reasonable_grounds("2026-03-02")).ask(
        "2026-03-23", "decide-reasonable-grounds", outcome="positive"
    )
    decision = case.referral.strands.decisions[0].version
    fields = {"event": decision, "becomes": "2026-03-06", "reasons": REASONS}
    case = case.ask("2026-03-24", "correct-fact", by="grace", **fields)

    (event,) = disproved(case)
    assert (None, "As the record or the rules were corrected, there was no breach.") == (event.shown_by, event.because)


def test_a_step_that_is_taken_back_cures_its_breach_without_days() -> None:
    case = in_recovery("2026-03-02", "2026-03-06").ask("2026-03-10", "record-enforcement-step", step="expulsion")
    step = next(fact.version for fact in case.referral.facts if fact.event == "enforcement-step-recorded")
    case = case.ask("2026-03-12", "cancel-enforcement-step", step=step)

    (cured,) = [event for event in case.last if isinstance(event, BreachCured) and event.clock == "recovery-period"]
    assert (f"adverse-step:{step}", None) == (cured.rung, cured.days_late)
    cleared = [(event.check, event.about) for event in case.last if isinstance(event, SafeguardCleared)]
    assert ("enforcement-inside-protected-period", step) in cleared


def test_a_concern_is_dated_by_the_last_of_what_makes_it_so() -> None:
    case = awaiting_reasonable_grounds("2026-03-02")
    case = case.ask("2026-03-20", "record-detention", effective_at="2026-03-04", kind="adult-prison")
    held = case.referral.version - len(case.last) + 1
    case = case.ask("2026-03-20", "decide-reasonable-grounds", effective_at="2026-03-06", outcome="positive")

    safeguards = case.referral.safeguards
    assert "2026-03-04" == safeguards["detained-while-undecided", held].since.text
    assert When.parse("2026-03-06") == safeguards["detained-while-undecided", held].cleared
    assert "2026-03-06" == safeguards["detained-after-positive", held].since.text


@given(asking)
def test_looking_again_adds_nothing_and_what_stands_is_what_is_open(story: list[tuple[str, int, int]]) -> None:
    state: State = NoReferral()
    now = BEGINS
    for name, way, days in [("refer", 3, 0), *story]:
        now += timedelta(days=days)
        command = ways(name)[way % len(ways(name))]
        neighbours = {OTHER: Neighbour(OTHER, frozenset())}
        try:
            context = Context(CASE, f"somebody-{way}", ROLE_FOR[name], now, published(), neighbours)
            decision = decide(state, command, context)
        except NrmError:
            continue
        state = decision.outlook.state
        assert isinstance(state, Referral)
        assert () == consequences(Outlook(state, published()), now)
        standing = concerns(state, published(), now)
        assert set(standing) == {key for key, raised in state.safeguards.items() if raised.is_open}
        assert len(standing) == len(set(standing))
        assert {fact.version for fact in state.facts} >= {about for _, about in standing}


def test_a_safeguard_cleared_in_a_case_that_never_had_it_is_only_one_event_more() -> None:
    case = awaiting_reasonable_grounds("2026-03-02").referral
    cleared = fold([(SafeguardCleared(check="child-missing", about=1), When.parse("2026-03-04"))], case)

    assert isinstance(cleared, Referral)
    assert (case.version + 1, case.safeguards) == (cleared.version, cleared.safeguards)


def test_safeguards_recorded_without_the_number_of_their_raising_are_read_as_they_were_meant() -> None:
    case = awaiting_reasonable_grounds("2026-03-02").referral
    raised = SafeguardRaised(check="child-missing", about=1, article="Article 12(2)", tell="team-leader")
    cleared = SafeguardCleared(check="child-missing", about=1)
    days = [When.parse(f"2026-03-0{day}") for day in (4, 5, 6, 7)]
    after = fold(list(zip([raised, cleared, raised, cleared], days, strict=True)), case)

    assert isinstance(after, Referral)
    spells = [(one.since, one.cleared) for one in after.safeguards["child-missing", 1].every]
    assert [(days[0], days[1]), (days[2], days[3])] == spells


def test_a_breach_that_was_disproved_by_mistake_is_reinstated_when_the_mistake_is_corrected() -> None:
    overdue = late(awaiting_reasonable_grounds("2026-03-02"))
    case = overdue.ask("2026-03-21", "decide-reasonable-grounds", outcome="positive", effective_at="2026-03-06")
    assert {"disproved"} == {breach.status for key, breach in case.referral.breaches.items() if key[0] == RG_CLOCK}

    decided = 1 + types(case.events).index("reasonable-grounds-decided")
    found = case.ask("2026-03-22", "correct-fact", event=decided, becomes="2026-03-19", reasons=REASONS)

    assert [("cured", 10)] == [
        (breach.status, breach.days_late) for key, breach in found.referral.breaches.items() if key[0] == RG_CLOCK
    ]
    assert {"breach-reinstated", "breach-cured"} <= set(found.last_types)
    assert not {"breach-recorded"} & {event.type for event in found.last if getattr(event, "clock", None) == RG_CLOCK}


def test_a_cure_that_never_was_opens_the_breach_again_and_another_date_counts_anew() -> None:
    cured = awaiting_reasonable_grounds("2026-03-02").ask("2026-03-20", "decide-reasonable-grounds", outcome="positive")
    decided = 1 + types(cured.events).index("reasonable-grounds-decided")

    struck = cured.ask("2026-03-21", "correct-fact", event=decided, struck=True, reasons=REASONS)
    assert ["open"] == [breach.status for key, breach in struck.referral.breaches.items() if key[0] == RG_CLOCK]

    fields = {"event": decided, "becomes": "2026-03-18", "reasons": REASONS}
    earlier = cured.ask("2026-03-21", "correct-fact", by="grace", **fields)
    assert [11, 9] == [
        breach.days_late
        for case in (cured, earlier)
        for key, breach in case.referral.breaches.items()
        if key[0] == RG_CLOCK
    ]


def test_a_breach_has_the_due_date_of_its_clock_whatever_moved_it() -> None:
    case = late(awaiting_reasonable_grounds("2026-03-02"))
    case = case.ask("2026-03-20", "report-missing", effective_at="2026-03-04")
    case = case.ask("2026-03-20", "suspend", effective_at="2026-03-04", reasons=REASONS)
    case = case.ask("2026-03-20", "resume", effective_at="2026-03-06")
    assert ("2026-03-11", None, "open") == due(case)

    case = case.ask("2026-03-23", "decide-reasonable-grounds", outcome="positive")
    assert ("2026-03-11", 12, "cured") == due(case)

    redated = case.ask("2026-03-24", "correct-fact", event=1, becomes="2026-02-27", reasons=REASONS)
    assert ("2026-03-10", 13, "cured") == due(redated)


def due(case: Case) -> tuple[str, int | None, str]:
    """What the list says of the breach of the first decision; the clock has to say the same."""
    rows = case_views(CASE, case.outlook)
    (breach,) = [row for row in rows.breaches if row.clock == RG_CLOCK]
    (clock,) = [row for row in rows.clocks if row.clock == RG_CLOCK]
    assert breach.due_on == clock.due_on
    assert breach.due_at == clock.due_at
    return str(breach.due_on), breach.days_late, breach.status


OF_SHAPE_1 = (
    b'{"clock":"missing-child-report","run":1,"rung":"overdue","rule":"missing-child-report@2011-01-01","kind":"deadline",'
    b'"force":"guidance","due_on":"2016-09-06","due_at":"2016-09-06T23:00:00Z","what":"It was due.","duty":"the carer",'
    b'"cure":"Do it.","historic":false}'
)
"""As breaches were stored until they said whom to tell."""


def test_a_breach_says_whom_to_tell_and_one_from_before_leaves_it_to_its_rule() -> None:
    last = late(awaiting_reasonable_grounds("2026-03-02")).last
    (recorded,) = (event for event in last if isinstance(event, BreachRecorded) and event.clock == RG_CLOCK)
    before = read_event(BREACH, 1, OF_SHAPE_1)

    assert isinstance(before, BreachRecorded)
    assert (2, Role.TEAM_LEADER) == (recorded.schema_version, recorded.tell)
    assert body_of(recorded).endswith(b'"historic":false,"tell":"team-leader"}')
    assert recorded == read_event(BREACH, 2, body_of(recorded))
    assert before.tell is None
    assert OF_SHAPE_1 == body_of(before)


@pytest.mark.parametrize("schema", [0, 3])
def test_a_breach_of_no_known_shape_is_not_read(schema: int) -> None:
    with pytest.raises(KeyError):
        read_event(BREACH, schema, OF_SHAPE_1)


def test_the_row_of_a_breach_says_whom_to_tell_however_it_was_recorded() -> None:
    case = late(awaiting_reasonable_grounds("2026-03-02"))
    history = tuple((_of_shape_1(event), when) for event, when in case.referral.history)
    before = fold(history)
    assert isinstance(before, Referral)

    rows, as_before = (case_views(CASE, Outlook(state, published())) for state in (case.referral, before))
    assert rows == as_before
    told = {"crime-recording": "prosecution-liaison", "rights-information": "caseworker", RG_CLOCK: "team-leader"}
    assert told == {row.clock: row.tell for row in rows.breaches}


def _of_shape_1(event: Event) -> Event:
    return event.model_copy(update={"tell": None}) if isinstance(event, BreachRecorded) else event
