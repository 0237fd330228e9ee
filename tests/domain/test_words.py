"""Every kind of event is told with its content: two that say different things never read the same."""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints
from uuid import UUID

import pytest
from pydantic_core import PydanticUndefined

from domain.prosecution import words as prosecution_words
from domain.prosecution.events import EVENTS as PROSECUTION_EVENTS
from domain.referral import words
from domain.referral.commands.file import Move
from domain.referral.events import EVENTS, clocks
from domain.referral.events.file import FactCorrected
from domain.referral.events.grounds import DecisionSetAside, Evidence, ReasonableGroundsDecided
from domain.referral.events.proceedings import VerdictRecorded
from domain.referral.recorded_by import RECORDED_BY
from domain.referral.state import Dated
from domain.referral.words import corrected, is_found_by_the_engine, noun_of, tell
from domain.roles import Role
from domain.safeguards import SAFEGUARDS
from domain.sealed import Sealed
from domain.stream.event import Event
from domain.when import When
from tests.support.casework import TEXT, in_recovery, referred

DAY = When.parse("2024-03-05")
BEFORE: Dated = (EVENTS["case-resumed"](), DAY)
"""What other events point to by its number, 1."""

SAYS_NOTHING = {
    *("person", "decided_by", "reviewed_by", "acknowledged_by"),  # ids, and who asked: that stands beside the event
    *("rule", "due_at", "what", "duty", "cure", "article"),  # what a list of breaches says
    *("text", "content", "note"),  # the text is the whole event, and is in the vault
    "likeness",  # what the reference looks like, which is beside it
}

SAID_ALREADY = {("breach-recorded", "kind"), ("period-ended", "rung"), ("investigation-opened", "prosecution")}
"""By the rung, by the name of the event, and by the history itself."""

Tell = Callable[[Sequence[Dated], int], str]

EVERY: list[tuple[type[Event], Tell]] = [
    *((event, words.tell) for event in EVENTS.values()),
    *((event, prosecution_words.tell) for event in PROSECUTION_EVENTS.values()),
]

VALUES: list[tuple[Any, tuple[Any, ...]]] = [
    (bool, (True, False)),
    (int, (1, 2)),
    (str, ("alpha", "beta")),
    (date, (date(2024, 5, 6), date(2024, 5, 7))),
    (datetime, (datetime(2024, 5, 6, tzinfo=UTC), datetime(2024, 5, 7, tzinfo=UTC))),
    (UUID, (UUID(int=1), UUID(int=2))),
    (Sealed, (TEXT,)),
    (When, (When.parse("2024-05"), When.parse("2024-06"))),
    (Evidence, (Evidence(event=1, digest="0"), Evidence(event=2, digest="0"))),
    (Role, (Role.CASEWORKER, Role.TEAM_LEADER)),
    (Move, (Move(clock="a", run=1, due_from=None, due_to=None), Move(clock="b", run=1, due_from=None, due_to=None))),
]


def values_of(hint: Any) -> tuple[Any, ...]:
    """Some values of this type, or all where they are listed."""
    if get_origin(hint) is Annotated:
        return values_of(get_args(hint)[0])
    if get_origin(hint) is Literal:
        return get_args(hint)
    if get_origin(hint) in (Union, UnionType):
        inside = [value for part in get_args(hint) if part is not NoneType for value in values_of(part)]
        return (*inside, *((None,) if NoneType in get_args(hint) else ()))
    if get_origin(hint) is tuple:
        return tuple((value,) for value in values_of(get_args(hint)[0]))
    return next(values for known, values in VALUES if known == hint)


def ways_to_say(event: type[Event], field: str) -> Iterator[Event]:
    """The event with each value of one field; the others have their first."""
    hints = get_type_hints(event, include_extras=True)
    usual = {
        name: values_of(hints[name])[0] if info.default is PydanticUndefined else info.default
        for name, info in event.model_fields.items()
    }
    usual |= {"check": next(iter(SAFEGUARDS))} if "check" in usual else {}
    for value in [*SAFEGUARDS][:2] if field == "check" else values_of(hints[field]):
        yield event.model_validate({**usual, field: value})


def told(event: Event, tell: Tell) -> str:
    return tell((BEFORE, BEFORE, (event, DAY)), 3)


@pytest.mark.parametrize(("event", "tell"), EVERY, ids=lambda one: getattr(one, "type", ""))
def test_an_event_is_told_with_every_field_it_has(event: type[Event], tell: Tell) -> None:
    for field in event.model_fields.keys() - SAYS_NOTHING:
        if (event.type, field) in SAID_ALREADY:
            continue
        said = [told(one, tell) for one in ways_to_say(event, field)]
        assert len(set(said)) == len(said), f"{event.type}: {field} is not said in {said}"


@pytest.mark.parametrize(("event", "tell"), EVERY, ids=lambda one: getattr(one, "type", ""))
def test_a_line_begins_with_the_name_of_its_event_and_is_plain(event: type[Event], tell: Tell) -> None:
    for field in event.model_fields:
        for one in ways_to_say(event, field):
            line = told(one, tell)
            assert line.startswith(event.type.replace("-", " "))
            assert not {"None", "True", "False", "_", "()", "{", "Sealed"} & set(line.split())
            assert "  " not in line
            assert ", ," not in line


def test_a_verdict_says_which_and_on_what() -> None:
    verdict = VerdictRecorded(verdict="convicted", charge=2)
    assert "verdict recorded: convicted, on the charge of event 2" == told(verdict, tell)


def test_a_decision_says_its_outcome_and_that_there_are_reasons_but_never_these() -> None:
    decided = ReasonableGroundsDecided(outcome="negative", reasons=TEXT, reason_codes=("credibility",))
    assert "reasonable grounds decided: negative, because of credibility, with reasons" == told(decided, tell)


def test_the_reference_of_another_case_is_said_where_it_is_known() -> None:
    linked = EVENTS["referral-linked"].model_validate({"other": UUID(int=7), "relation": "family-member"})
    assert "referral linked: family member, case T-1" == tell(((linked, DAY),), 1, {UUID(int=7): "T-1"})


def test_a_breach_is_told_by_its_clock_its_run_and_its_day() -> None:
    case = referred("2026-03-02").ask("2026-03-20", "allocate-competent-authority", authority="sca")
    lines = [tell(case.referral.history, number) for number in range(1, case.referral.version + 1)]
    told_as = "overdue, counted from event 1, due 3 March 2026 (guidance), tells the prosecution liaison"
    assert f"breach recorded: crime recording, {told_as}" in lines


def test_a_missed_target_is_told_as_one_and_not_as_a_broken_duty() -> None:
    case = referred("2026-03-02").ask("2026-03-20", "allocate-competent-authority", authority="sca")
    lines = [tell(case.referral.history, number) for number in range(1, case.referral.version + 1)]
    told_as = "overdue, counted from event 1, target 9 March 2026 (guidance target), tells the team leader"
    assert f"breach recorded: reasonable grounds decision, {told_as}" in lines


def test_of_a_step_inside_a_window_the_last_day_is_no_day_on_which_anything_was_due() -> None:
    case = in_recovery("2025-06-02", "2025-06-06")
    case = case.ask("2025-08-01", "decide-conclusive-grounds", outcome="negative", reasons=TEXT)
    case = case.ask("2025-08-05", "record-enforcement-step", step="removal-directions")
    lines = [tell(case.referral.history, number) for number in range(1, case.referral.version + 1)]
    assert 1 == len([line for line in lines if "window" in line and "open until 31 August 2025 (guidance)" in line])


def test_a_breach_that_ended_says_when_how_late_and_by_what() -> None:
    ended = clocks.BreachEnded(
        clock="rights-information", run=1, rung="overdue", rule="rights-information@2009-04-01",
        because="Nothing is owed any more.", shown_by=1, ended_on=date(2024, 3, 5), days_late=55,
    )  # fmt: skip

    assert (
        "breach ended: rights information, overdue, counted from event 1, on 5 March 2024, 55 days late. "
        "Nothing is owed any more. See event 1 (resumption of the case)."
    ) == tell([BEFORE, (ended, DAY)], 2)


def test_a_concern_that_is_over_says_which_event_raised_it() -> None:
    title = "Detained after a positive decision, because of event 1 (resumption of the case), raised by event 1"
    for event in (clocks.SafeguardCleared, clocks.SafeguardDisproved):
        over = event(check="detained-after-positive", about=1, raised=1)

        assert f"{event.type.replace('-', ' ')}: {title}" == tell([BEFORE, (over, DAY)], 2)


def test_a_correction_shows_what_it_corrected_and_marks_it() -> None:
    case = in_recovery("2024-03-04", "2024-03-08")
    types = [event.type for event, _ in case.referral.history]
    decided = types.index("reasonable-grounds-decided") + 1
    case = case.ask("2024-03-12", "correct-fact", event=decided, becomes="2024-03-07", reasons=TEXT)
    number = next(n for n, (event, _) in enumerate(case.referral.history, 1) if isinstance(event, FactCorrected))
    about = f"event {decided} (positive reasonable grounds decision)"
    was = "8 March 2024 at 12:00 GMT as recorded"
    assert f"fact corrected: {about}: it was so on 7 March 2024, not on {was}" == tell(case.referral.history, number)
    assert {decided: f"by event {number} it was so on 7 March 2024"} == corrected(case.referral.history)

    case = case.ask("2024-03-13", "correct-fact", event=number, struck=True, reasons=TEXT)
    last = case.referral.version
    assert f"fact corrected: event {number} (correction of a fact) never was so" == tell(case.referral.history, last)
    assert {number: f"struck by event {last}"} == corrected(case.referral.history)


def test_what_is_said_beside_an_answer_is_marked_with_it() -> None:
    history = (
        (EVENTS["reconsideration-decided"].model_validate({"outcome": "decide-again"}), DAY),
        (DecisionSetAside(decision="reasonable-grounds", by=1), DAY),
        (FactCorrected(event=1, struck=True, reasons=TEXT), DAY),
    )
    assert {1: "struck by event 3", 2: "struck by event 3"} == corrected(history)


def test_what_the_engine_found_is_told_from_what_was_asked() -> None:
    found = {name for name, event in EVENTS.items() if is_found_by_the_engine(event.model_construct())}
    assert {"rung-reached", "breach-recorded", "safeguard-raised", "safeguard-cleared", "clocks-moved"} <= found
    assert not found & (RECORDED_BY.keys() - {"clocks-moved"})
    said_beside = EVENTS.keys() - RECORDED_BY.keys() - found
    assert {"recovery-period-not-owed", "decision-set-aside"} <= said_beside
    assert all(EVENTS[name].__module__ != clocks.__name__ for name in said_beside)


def test_an_event_is_named_as_the_rules_name_it() -> None:
    served = EVENTS["decision-served"].model_validate({"decision": "conclusive-grounds", "outcome": "negative"})
    assert "service of a negative conclusive grounds decision" == noun_of(served)
    assert "period ended" == noun_of(EVENTS["period-ended"].model_construct())
