"""Answers a correction: another date for an event, or that it never was so. The prosecution is then read as corrected.

Nothing that was recorded is changed, and a correction is undone by striking it. It is refused where the rest of the
record could not be so any more: what depends on an event is struck before the event. Read next: `order.py`, the rules
that the corrected record must keep; `evolve.py`, which reads it.
"""

from collections.abc import Iterable
from typing import Never

from domain.errors import Code, NotAllowed, NotFound, NrmError
from domain.prosecution import commands as c
from domain.prosecution import events as e
from domain.prosecution.evolve import Struck, as_corrected, steps
from domain.prosecution.order import require_order
from domain.prosecution.state import Dated, Prosecution
from domain.stream.context import contradicts
from domain.stream.event import told
from domain.when import When, not_in_the_future


def correct(state: Prosecution, command: c.CorrectFact, when: When, now: When) -> e.FactCorrected:
    """The correction, or a refusal; `now` is the instant at which it is asked for."""
    if command.event > len(state.history):
        last = len(state.history)
        raise NotFound(Code.EVENT_NOT_FOUND, f"This prosecution has no event {command.event}; its last is {last}.")
    if command.struck == (command.becomes is not None):
        _refuse("A correction gives another date, or strikes the event: one of the two.")
    as_read = tuple(as_corrected(state.history))
    if isinstance(as_read[command.event - 1][0], Struck):
        contradicts("That event has been struck already; strike the correction that struck it to take that back.")
    if command.struck and command.event == 1:
        _refuse("The event that opened the investigation cannot be struck; end it as opened in error.")
    if command.becomes is not None:
        _can_be_dated(state, command.event, command.becomes, now)
    correction = told(e.FactCorrected, command)
    _keeps_the_order(as_read, tuple(as_corrected((*state.history, (correction, when)))))
    return correction


def _can_be_dated(state: Prosecution, number: int, becomes: When, now: When) -> None:
    if isinstance(state.history[number - 1][0], e.FactCorrected):
        _refuse("The day of a correction says nothing about what happened; strike the correction, and make another.")
    not_in_the_future(becomes, now.earliest)


def _keeps_the_order(before: Iterable[Dated], corrected: Iterable[Dated]) -> None:
    """Refuse a correction that breaks a rule which the record kept before it."""
    broken = _broken(corrected)
    for number in sorted(broken.keys() - _broken(before).keys()):
        _refuse(f"The record would contradict itself at event {number}. {broken[number]}")


def _broken(history: Iterable[Dated]) -> dict[int, str]:
    """The events that could not follow what is read before them, by number, and why not."""
    broken: dict[int, str] = {}
    for number, (state, (event, when)) in enumerate(steps(history), start=1):
        if isinstance(state, Prosecution) and not isinstance(event, Struck | e.FactCorrected | e.NoteAdded):
            try:
                require_order(state, event, when)
            except NrmError as refusal:
                broken[number] = refusal.message
    return broken


def _refuse(sentence: str) -> Never:
    raise NotAllowed(Code.CANNOT_BE_CORRECTED, sentence)
