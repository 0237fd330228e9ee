"""Whatever is asked, in whatever order: the log folds to what was decided on, and nothing is recorded twice."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from domain.clocks import Reading
from domain.errors import NrmError
from domain.referral.decide import decide
from domain.referral.events import read_event
from domain.referral.events.clocks import OnClock, PeriodEnded
from domain.referral.evolve import fold
from domain.referral.parse import parse
from domain.referral.receipt import receipt, standing
from domain.referral.views import case_views
from domain.roles import Role
from domain.rules.shelf import published
from domain.stream.context import Context
from domain.stream.event import body_of
from domain.when import When
from tests.domain.histories import readings
from tests.support.casework import CASE, ROLE_FOR, TEXT, Case

_START = datetime(2022, 11, 1, 9, 0, tzinfo=UTC)
"""The months in which all three versions of the recovery period were in force, one after another."""

_SEALED = TEXT.model_dump(mode="json")
_ASKED: list[tuple[str, dict[str, Any]]] = [
    ("refer", {"nation": "scotland", "age_group": "adult", "consent": "given", "first_responder": "tara"}),
    ("allocate-competent-authority", {"authority": "sca"}),
    ("decide-reasonable-grounds", {"outcome": "positive"}),
    ("decide-reasonable-grounds", {"outcome": "negative", "reasons": _SEALED}),
    ("extend-recovery-period", {"until": "2023-06-01"}),
    ("record-enforcement-step", {"step": "expulsion"}),
    ("decide-conclusive-grounds", {"outcome": "positive"}),
    ("decide-conclusive-grounds", {"outcome": "negative", "reasons": _SEALED}),
    ("serve-decision", {"decision": "reasonable-grounds"}),
    ("serve-decision", {"decision": "conclusive-grounds"}),
    ("withdraw", {}),
    ("close", {"reason": "negative-decision"}),
    ("add-note", {"text": _SEALED}),
    ("pass-time", {}),
]


@dataclass(frozen=True)
class Step:
    """One request: how long after the one before, what, and how many days back it was so."""

    hours: int
    asked: tuple[str, dict[str, Any]]
    days_ago: int


steps = st.lists(
    st.builds(Step, st.integers(0, 24 * 40), st.sampled_from(_ASKED), st.sampled_from([0, 0, 0, 1, 7, 30])),
    max_size=25,
)


def told(story: list[Step]) -> Iterator[Case]:
    """The case after each request that was not refused; it always begins with a referral and an allocation."""
    case, now = Case(), _START
    opening = [Step(0, _ASKED[0], 0), Step(1, _ASKED[1], 0)]
    for step in opening + story:
        now += timedelta(hours=step.hours)
        name, fields = step.asked
        role = ROLE_FOR.get(name, Role.CASEWORKER)
        so = {"effective_at": When.on((now - timedelta(days=step.days_ago)).date()).text} if step.days_ago else {}
        try:
            decision = decide(case.state, parse(name, {**fields, **so}), Context(CASE, "a", role, now, published()))
        except NrmError:
            continue
        case = Case(decision.outlook.state, case.events + decision.events, tuple(e for e, _ in decision.events))
        yield case


@given(steps)
def test_the_log_folds_to_the_state_that_was_decided_on(story: list[Step]) -> None:
    for case in told(story):
        stored = [(read_event(e.type, e.schema_version, body_of(e)), When.parse(when.text)) for e, when in case.events]

        assert case.state == fold(stored)


@given(steps)
def test_no_rung_of_a_clock_is_recorded_twice(story: list[Step]) -> None:
    for case in told(story):
        on_record = Counter(_what_it_says(event) for event, _ in case.events if isinstance(event, OnClock))

        assert {1} >= set(on_record.values())


def _what_it_says(event: OnClock) -> tuple[object, ...]:
    """A later fact may give a period another last day; then the end is recorded again, and says so."""
    day = event.ended_on if isinstance(event, PeriodEnded) else None
    return event.type, event.clock, event.run, event.rung, day


@given(steps)
def test_every_state_can_be_shown(story: list[Step]) -> None:
    for case in told(story):
        views = case_views(CASE, case.outlook)

        assert case.referral.version == len(case.events) == views.case.version
        assert case.stage == receipt(CASE, case.outlook, case.events).stage
        assert standing(case.outlook, _START).open is views.case.open


@given(steps, st.integers(1, 400))
def test_passing_time_once_or_in_steps_leaves_the_same_breaches(story: list[Step], days: int) -> None:
    for case in list(told(story))[-1:]:
        late = _START + timedelta(days=1500)
        at_once = _passed(case, [late])
        in_steps = _passed(case, [late - timedelta(days=days), late])

        assert at_once.referral.breaches.keys() == in_steps.referral.breaches.keys()
        assert at_once.referral.reached == in_steps.referral.reached


@given(steps, st.integers(0, 4000))
def test_what_is_settled_no_passing_of_time_changes(story: list[Step], days: int) -> None:
    for case in told(story):
        later = {(r.clock, r.run): r for r in _read(case, _START + timedelta(days=days))}
        for reading in _read(case, None):
            if reading.is_settled:
                assert reading == later[reading.clock, reading.run]


def _read(case: Case, now: datetime | None) -> tuple[Reading, ...]:
    return readings(case.referral.facts, case.referral.nation, published(), now)


def _passed(case: Case, instants: list[datetime]) -> Case:
    for instant in instants:
        case = case.ask(instant.isoformat(), "pass-time")
    return case
