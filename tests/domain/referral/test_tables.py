"""The tables by which commands and events are dispatched are whole."""

import typing
from collections.abc import Iterator
from types import NoneType, UnionType

from pydantic import BaseModel

from domain.prosecution.events import EVENTS as PROSECUTION_EVENTS
from domain.referral.commands import COMMANDS, ONLY_OPENING
from domain.referral.commands.file import PassTime
from domain.referral.decide import _ANSWERS
from domain.referral.events import EVENTS
from domain.referral.events.clocks import OnClock
from domain.referral.evolve import _EVOLVE, _OPEN
from domain.roles import PERMITTED, PERMITTED_IN_SETTINGS, Role
from domain.rules.acceptance import AcceptRuleBook
from domain.rules.shelf import published
from domain.rules.vocabulary import EVENTS as RULE_EVENTS
from domain.safeguards import SAFEGUARDS
from domain.shapes import shapes


def test_every_event_has_a_place_in_a_history() -> None:
    assert set(EVENTS.values()) == {*_EVOLVE, *_OPEN}


def test_every_command_has_an_answer() -> None:
    assert set(COMMANDS) - ONLY_OPENING - {PassTime.name} == {command.name for command in _ANSWERS}


def test_every_command_says_who_may_ask_for_it() -> None:
    assert set(COMMANDS) == set(PERMITTED)
    assert {AcceptRuleBook.name} == set(PERMITTED_IN_SETTINGS)


def test_whoever_is_told_can_be_somebody_and_acknowledge_it() -> None:
    versions = [version for versions in published().clocks.values() for version in versions]
    told = {rung.tell for version in versions for rung in version.rungs} | {check.tell for check in SAFEGUARDS.values()}
    told |= {version.tells_of_breach for version in versions}

    assert Role.HEAD_OF_UNIT in told
    assert told <= PERMITTED["acknowledge-alert"]


def test_a_breach_of_what_no_rung_is_for_is_told_to_the_team_leader() -> None:
    told = {one.clock: one.tells_of_breach for versions in published().clocks.values() for one in versions}

    assert Role.PROSECUTION_LIAISON == told["crime-record"]
    assert Role.TEAM_LEADER == told["recovery-period"]


def test_the_rules_can_speak_of_every_fact() -> None:
    """All but what the clocks find: they are not counted by what they say themselves."""
    found_by_clocks = {event.type for event in EVENTS.values() if issubclass(event, OnClock)}
    assert set(RULE_EVENTS) == set(EVENTS) - found_by_clocks


def test_whatever_may_be_nothing_may_be_missing_where_it_is_stored() -> None:
    """A body leaves out what is nothing, so that a field that allows nothing and is required cannot be read again."""
    stored = {model for event in (*EVENTS.values(), *PROSECUTION_EVENTS.values()) for model in _within(event, set())}
    unreadable = [
        f"{model.__name__}.{name}"
        for model in stored
        for name, field in model.model_fields.items()
        if field.is_required() and _may_be_nothing(field.annotation)
    ]
    assert [] == unreadable


def _within(model: type[BaseModel], seen: set[type[BaseModel]]) -> set[type[BaseModel]]:
    """A model and every model in its fields."""
    if model not in seen:
        seen.add(model)
        for field in model.model_fields.values():
            for inner in _models(field.annotation):
                _within(inner, seen)
    return seen


def _models(annotation: object) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in typing.get_args(annotation):
        yield from _models(part)


def _may_be_nothing(annotation: object) -> bool:
    parts = typing.get_args(annotation) if typing.get_origin(annotation) in (typing.Union, UnionType) else ()
    return annotation is NoneType or any(_may_be_nothing(part) for part in parts)


def test_an_earlier_shape_lacks_what_a_later_one_added_and_no_more() -> None:
    first, second = (shape for shape in shapes() if shape.type == "breach-recorded")

    assert (1, 2) == (first.schema, second.schema)
    assert first.required == second.required
    assert {"tell"} == second.fields - first.fields
