"""Refuses a correction after which the case could not have been recorded as it is.

Every event is asked for again, in the order of the record, of the case as it would then have stood. What is refused
now, and was not before the correction, stands in its way: a sentence without its verdict, somebody found before they
went missing. What was contradictory already (an account often is) stays as it was. Read next: `__init__.py`, which
answers each command.
"""

from collections.abc import Callable, Sequence
from typing import TypeAlias

from pydantic import ValidationError

from domain.errors import Code, NotAllowed, NrmError
from domain.referral.commands import COMMANDS
from domain.referral.commands.file import CorrectFact, ImportHistory
from domain.referral.evolve import steps
from domain.referral.recorded_by import RECORDED_BY
from domain.referral.state import Dated, State
from domain.stream.command import Command
from domain.stream.event import Event
from domain.when import When

Ask: TypeAlias = Callable[[State, Command, When], object]
"""Asks a command of a case; a refusal is raised."""

_NOT_ASKED_AGAIN = frozenset({CorrectFact.name, ImportHistory.name})

_NOT_SAID_AGAIN = frozenset({"evidence"})
"""What was weighed in a decision was weighed, also where it should not have been on file."""


def refuse_what_could_not_be(history: Sequence[Dated], correction: Dated, about: int, ask: Ask) -> None:
    """Refuse a correction, in the end of the event numbered `about`, that contradicts what else is on record."""
    refused = _refusals((*history, correction), ask)
    if not refused:
        return
    before = _refusals(history, ask)
    stands_in_the_way = [
        number for number, error in refused.items() if number not in before or before[number].code is not error.code
    ]
    if about in stands_in_the_way:
        raise refused[about]
    if stands_in_the_way:
        _refuse(max(stands_in_the_way), history, refused)


def _refuse(number: int, history: Sequence[Dated], refused: dict[int, NrmError]) -> None:
    """Name the last event that stands in the way: those before it may follow from it, never the other way round."""
    error, (event, _) = refused[number], history[number - 1]
    message = (
        f"After that correction event {number} ({event.type}) could not have been recorded: {error.message} "
        f"Strike or correct event {number} first."
    )
    if error.code is Code.DATE_OUT_OF_ORDER:
        raise type(error)(error.code, message)
    raise NotAllowed(Code.CANNOT_BE_CORRECTED, message)


def _refusals(history: Sequence[Dated], ask: Ask) -> dict[int, NrmError]:
    """What would be refused, by the number of the event, were each asked for at its place in the corrected history."""
    refused: dict[int, NrmError] = {}
    for number, (state, (event, when)) in enumerate(steps(history), start=1):
        command = _command_behind(event, when)
        if command is None:
            continue
        try:
            ask(state, command, when)
        except NrmError as error:
            refused[number] = error
    return refused


def _command_behind(event: Event, when: When) -> Command | None:
    """The command that asks for this event; None where there is none, or an account leaves out what it has to say."""
    name = RECORDED_BY.get(event.type)
    if name is None or name in _NOT_ASKED_AGAIN:
        return None
    shape = COMMANDS[name]
    shared = (shape.model_fields.keys() & type(event).model_fields.keys()) - _NOT_SAID_AGAIN
    try:
        return shape.model_validate({field: getattr(event, field) for field in shared} | {"effective_at": when})
    except ValidationError:
        return None
