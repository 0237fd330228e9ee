"""What can be asked of a prosecution now, by whom, and why the rest cannot.

Read next: `domain/askable.py`; `domain/referral/askable.py`, the same for a person's case.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from domain.askable import Askable, askable
from domain.fields import bare
from domain.prosecution.commands import COMMANDS, OPENING, CorrectFact, PassTime
from domain.prosecution.decide import would_follow
from domain.prosecution.state import Prosecution
from domain.roles import Role
from domain.rules.model import RuleBook
from domain.stream.command import Command
from domain.stream.context import NOBODY, Context, Neighbour
from domain.ways import SOME_TEXT, ways

_ANOTHER = UUID(int=1)
"""Stands for the case of a person who can be linked."""


def what_can_be_asked(
    prosecution: UUID, state: Prosecution, rules: RuleBook, at: datetime, actor: str = NOBODY
) -> tuple[Askable, ...]:
    """Every command that a person may ask of a prosecution, as things stand at the instant `at`."""
    neighbours = {_ANOTHER: Neighbour(_ANOTHER, frozenset())}
    context = Context(prosecution, actor, Role.PROSECUTION_LIAISON, at, rules, neighbours)
    ask = partial(would_follow, state, context=context)
    asked = (command for name, command in COMMANDS.items() if name not in (OPENING, PassTime.name))
    return tuple(askable(command, _ways(state, command), ask) for command in asked)


def _ways(state: Prosecution, command: type[Command]) -> Iterator[Command]:
    """The command in every way that could be meant; a correction besides with the date that is on record."""
    yield from ways(command, partial(_worth, state))
    if command is CorrectFact:
        for number, (_, when) in enumerate(state.history, start=1):
            yield CorrectFact(event=number, becomes=when, reasons=SOME_TEXT)


def _worth(state: Prosecution, name: str, hint: Any) -> Sequence[Any]:
    """What could stand in a field that offers no choice."""
    if name == "defendant":
        return (*state.defendants, len(state.defendants) + 1)
    if bare(hint) is UUID:
        return (*state.victims, _ANOTHER)
    return range(1, len(state.history) + 1) if bare(hint) is int else ("SOME-1" if name == "number" else "some-1",)
