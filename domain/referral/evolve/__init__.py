"""What one event makes of a case: one function per event, in a table a strand.

It never refuses, never consults the rules and never looks at a clock: what happened, happened, and an old history must
fold the same for ever. A correction changes nothing that was recorded: the case is folded anew, with the corrected
event's other date or without the event that never was so.

Read next: the strands, beginning with `intake.py`; then `domain/referral/decide`, the only place that makes events.
"""

from collections.abc import Container, Iterator, Sequence
from functools import reduce

from domain.referral.events.base import Event
from domain.referral.events.file import FactCorrected
from domain.referral.evolve import (
    after,
    age,
    challenge,
    clocks,
    disqualification,
    file,
    grounds,
    intake,
    person,
    proceedings,
    recovery,
)
from domain.referral.evolve.base import Evolve, changed
from domain.referral.state import Dated, NoReferral, Referral, State

__all__ = ["Dated", "evolve", "fold", "fold_without"]

_STRANDS = (intake, grounds, recovery, challenge, disqualification, person, age, after, proceedings, file, clocks)

_OPEN = {**intake.OPEN, **file.OPEN}

_EVOLVE: Evolve = {event: function for strand in _STRANDS for event, function in strand.EVOLVE.items()}


class _Struck(Event):
    """Stands in a history for an event that never was so."""


def fold(history: Sequence[Dated], state: State | None = None) -> State:
    """The case after all of these, in the order in which they were recorded."""
    return reduce(evolve, history, NoReferral() if state is None else state)


def evolve(state: State, dated: Dated) -> State:
    """The case after one more event."""
    after_it = _one_more(state, dated)
    if isinstance(dated[0], FactCorrected):
        return changed(_folded_anew((*after_it.history, dated)), history=(*after_it.history, dated))
    after_it.__dict__["history"] = (*(state.history if isinstance(state, Referral) else ()), dated)
    return after_it


def _one_more(state: State, dated: Dated) -> Referral:
    event, when = dated
    if not isinstance(state, Referral):
        return _OPEN[type(event)](event, when)
    if isinstance(event, _Struck):
        return changed(state, version=state.version + 1)
    return _EVOLVE[type(event)](state, event, when)


def fold_without(history: Sequence[Dated], left_out: Container[int]) -> State:
    """The case as if some events, by their numbers, were not so. The others keep their numbers."""
    state: State = NoReferral()
    for number, dated in enumerate(history, start=1):
        if number not in left_out:
            state = evolve(state, dated)
        elif isinstance(state, Referral):
            state = evolve(state, (_Struck(), dated[1]))
    return state


def _folded_anew(history: Sequence[Dated]) -> Referral:
    """The case read as corrected."""
    state: State = NoReferral()
    for dated in _as_corrected(history):
        state = _one_more(state, dated)
    assert isinstance(state, Referral)  # noqa: S101 - the opening event cannot be struck
    return state


def _as_corrected(history: Sequence[Dated]) -> Iterator[Dated]:
    """Each event at its place: as it was recorded, with its other date, or struck. The later correction counts."""
    corrections: dict[int, FactCorrected] = {}
    for number in range(len(history), 0, -1):
        event = history[number - 1][0]
        own = corrections.get(number)
        if isinstance(event, FactCorrected) and not (own is not None and own.struck):
            corrections.setdefault(event.event, event)
    for number, (event, when) in enumerate(history, start=1):
        correction = corrections.get(number)
        if correction is not None and correction.struck:
            yield _Struck(), when
        else:
            yield event, when if correction is None or correction.becomes is None else correction.becomes
