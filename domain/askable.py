"""What can be asked now, by whom, and why the rest cannot: found by asking each command in every way, and keeping none.

A command can be asked if it is not refused in some way of asking it. What is refused in every way is so for a reason;
of several the first that is not about a value we made up. Read next: `domain/referral/askable.py`.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from domain.errors import Code, Conflict, NotAllowed, NrmError
from domain.roles import Role, who_may
from domain.stream.command import Command


@dataclass(frozen=True)
class Askable:
    """One command: who may ask for it at all, and why it is refused now whoever asks.

    None if it can be asked, or if we know no way of asking it that would be heard at all.
    """

    command: str
    roles: frozenset[Role]
    refusal: NrmError | None


def askable(command: type[Command], ways: Iterable[Command], ask: Callable[[Command], object]) -> Askable:
    """The command, asked in each of these ways until one is not refused."""
    return Askable(command.name, who_may(command.name), _refusal(ways, ask))


def _refusal(ways: Iterable[Command], ask: Callable[[Command], object]) -> NrmError | None:
    refusals: list[NrmError] = []
    for way in ways:
        try:
            ask(way)
        except NrmError as refusal:
            if refusal.code is Code.MISSING_FIELD:  # it only lacks what we have left out
                return None
            refusals.append(refusal)
        else:
            return None
    return next((one for one in refusals if isinstance(one, NotAllowed | Conflict)), refusals[0] if refusals else None)
