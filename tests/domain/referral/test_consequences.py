"""What clocks and safeguards add to a case: all of it, once, with what shows it."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from domain.errors import NrmError
from domain.referral.commands import COMMANDS
from domain.referral.consequences import consequences
from domain.referral.decide import Context, Neighbour, decide
from domain.referral.events.clocks import BreachCured, BreachDisproved, SafeguardCleared
from domain.referral.evolve import fold
from domain.referral.outlook import Outlook
from domain.referral.state import NoReferral, Referral, State
from domain.rules.shelf import published
from domain.safeguards import concerns
from domain.when import When
from tests.support.casework import CASE, ROLE_FOR, TEXT, Case, awaiting_reasonable_grounds, in_recovery, types
from tests.support.every_way import BEGINS, OTHER, ways

RG_CLOCK = "reasonable-grounds-decision"
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
    assert SafeguardCleared(check="enforcement-inside-protected-period", about=step) in case.last


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
