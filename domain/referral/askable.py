"""What can be asked of a case now, by whom, and why the rest cannot.

The decider itself is asked, with values that could be meant: the events on record where a number is wanted, an
organisation that may refer, a day to come. Nothing is recorded, and roles are not looked at.
Read next: `domain/askable.py`; `decide/__init__.py`.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from domain.askable import Askable, askable
from domain.fields import bare
from domain.nations import Nation
from domain.referral.commands import COMMANDS, FOR_THE_ENGINE, ONLY_OPENING
from domain.referral.commands.file import CorrectFact
from domain.referral.decide import would_follow
from domain.referral.numbers import asks_for_a_number, correctable, meant
from domain.referral.state import Referral
from domain.roles import Role
from domain.rules.model import RuleBook
from domain.stream.command import Command, Month
from domain.stream.context import NOBODY, Context, Neighbour
from domain.ways import SOME_TEXT, ways
from domain.when import When, london_day

_ANOTHER = UUID(int=1)
"""Stands for another case that can be linked."""

_LATER = timedelta(days=30)


def what_can_be_asked(
    case: UUID, state: Referral, rules: RuleBook, at: datetime, actor: str = NOBODY
) -> tuple[Askable, ...]:
    """Every command that a person may ask of a case, as things stand at the instant `at`."""
    neighbours = {_ANOTHER: Neighbour(_ANOTHER, frozenset())}
    context = Context(case, actor, Role.CASEWORKER, at, rules, neighbours)
    ask = partial(would_follow, state, context=context)
    asked = (command for name, command in COMMANDS.items() if name not in FOR_THE_ENGINE | ONLY_OPENING)
    return tuple(askable(command, _ways(state, command, rules, at), ask) for command in asked)


def _ways(state: Referral, command: type[Command], rules: RuleBook, at: datetime) -> Iterator[Command]:
    """The command in every way that could be meant; a correction besides with the date that is on record."""
    yield from ways(command, partial(_worth, state, command, rules, at))
    if command is CorrectFact:
        for number in reversed(correctable(state)):
            yield CorrectFact(event=number, becomes=state.history[number - 1][1], reasons=SOME_TEXT)


def _worth(
    state: Referral, command: type[Command], rules: RuleBook, at: datetime, name: str, hint: Any
) -> Sequence[Any]:
    """What could stand in a field that offers no choice."""
    if asks_for_a_number(command.name, name):
        return meant(state, command.name, name) or (1,)
    if name == "first_responder":
        return _first_responders(state.nation, rules, at)
    return _months(london_day(at)) if hint == Month else _of_its_type(hint, state.nation, at)


def _of_its_type(hint: Any, nation: Nation, at: datetime) -> Sequence[Any]:
    if hint == Nation:
        return (nation,)
    if bare(hint) is When:
        return (When.on(london_day(at) + _LATER), When.on(london_day(at)))
    if bare(hint) is UUID:
        return (_ANOTHER,)
    return (1,) if bare(hint) is int else ("some-1",)


def _first_responders(nation: Nation, rules: RuleBook, at: datetime) -> Sequence[str]:
    """One that may refer; where none is on file, any."""
    today = When.at(at)
    known = (one for one in rules.provisions.first_responders if one.applies(nation, today))
    return [name.replace("*", "north") for one in known for name in one.names][:1] or ["some-1"]


def _months(today: date) -> Sequence[str]:
    """The months in which somebody of seventeen, or of eighteen, has turned or will turn 18."""
    return (
        f"{today.year + 1}-{today.month:02}",
        f"{today.year}-{today.month:02}",
        f"{today.year - 1}-{today.month:02}",
    )
