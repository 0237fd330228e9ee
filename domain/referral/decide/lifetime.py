"""Nothing happens to the dead. What happened before a death, and is learnt of later, is still taken.

A command without a date speaks of now. Read next: `person.py`, the first strand that asks here.
"""

from collections.abc import Callable
from typing import Any

from domain.referral.decide.context import Answers
from domain.referral.state import Referral
from domain.referral.strands import Dead
from domain.stream.command import Command
from domain.stream.context import Context, contradicts
from domain.stream.event import Event
from domain.when import When

Answer = Callable[[Referral, Any, When, Context], Event | tuple[Event, ...]]


def while_alive(answers: Answers) -> Answers:
    """These answers, each refused after the person's death."""
    return {command: _while_alive(answer) for command, answer in answers.items()}


def _while_alive(answer: Answer) -> Answer:
    def answered(state: Referral, command: Command, when: When, context: Context) -> Event | tuple[Event, ...]:
        _refuse_after_death(state, command, when)
        return answer(state, command, when, context)

    return answered


def _refuse_after_death(state: Referral, command: Command, when: When) -> None:
    whereabouts = state.strands.whereabouts
    if not isinstance(whereabouts, Dead):
        return
    if command.effective_at is None or when.earliest >= whereabouts.on.until:
        died = whereabouts.on.in_words()
        contradicts(f"The person has died ({died}). Only what happened before can be recorded; then close the case.")
