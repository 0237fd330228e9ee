"""What one event makes of a case: one function per event, in a table a strand.

It never refuses, never consults the rules and never looks at a clock: what happened, happened, and an old history must
fold the same for ever. A correction changes nothing that was recorded: the case is folded anew, with the corrected
event's other date or without the event that never was so.

Read next: the strands, beginning with `intake.py`; then `domain/referral/decide`, the only place that makes events.
"""

from collections.abc import Container, Iterator, Sequence
from functools import reduce
from typing import ClassVar

from domain.corrections import in_force
from domain.referral.events.base import Event
from domain.referral.events.disqualification import DisqualificationRevoked
from domain.referral.events.file import FactCorrected
from domain.referral.events.grounds import DecisionSetAside, FurtherRecoveryPeriodDetermined, RecoveryPeriodNotOwed
from domain.referral.events.intake import ReferralMade
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

__all__ = ["Dated", "evolve", "fold", "fold_without", "steps"]

_STRANDS = (intake, grounds, recovery, challenge, disqualification, person, age, after, proceedings, file, clocks)

_OPEN = {**intake.OPEN, **file.OPEN}

_EVOLVE: Evolve = {event: function for strand in _STRANDS for event, function in strand.EVOLVE.items()}


class _Struck(Event):
    """Stands in a history for an event that never was so; it is never stored."""

    type: ClassVar[str] = "struck"


def fold(history: Sequence[Dated], state: State | None = None) -> State:
    """The case after all of these, in the order in which they were recorded; read anew once if any is a correction."""
    start: State = NoReferral()
    before = start if state is None else state
    whole = (*(before.history if isinstance(before, Referral) else ()), *history)
    is_corrected = any(isinstance(event, FactCorrected) for event, _ in history)
    after_it = reduce(_one_more, _as_corrected(whole), start) if is_corrected else reduce(_one_more, history, before)
    return changed(after_it, history=whole) if isinstance(after_it, Referral) else after_it


def evolve(state: State, dated: Dated) -> State:
    """The case after one more event."""
    return fold((dated,), state)


def fold_without(history: Sequence[Dated], left_out: Container[int]) -> State:
    """The case as if some events, by their numbers, were not so. The others keep their numbers."""
    if 1 in left_out:
        return NoReferral()
    return fold(
        [(_Struck(), dated[1]) if number in left_out else dated for number, dated in enumerate(history, start=1)]
    )


def steps(history: Sequence[Dated]) -> Iterator[tuple[State, Dated]]:
    """Each event as corrected, with the case before it as it would have stood had nothing been wrong."""
    state: State = NoReferral()
    told = tuple(_as_corrected(history))
    for number, dated in enumerate(told, start=1):
        yield state, dated
        state = changed(_one_more(state, dated), history=told[:number])


def _one_more(state: State, dated: Dated) -> Referral:
    """The case after one more event, which is taken as it is given."""
    event, when = dated
    if not isinstance(state, Referral):
        return _OPEN[type(event)](event, when)
    if isinstance(event, _Struck):
        return changed(state, version=state.version + 1)
    return _EVOLVE[type(event)](state, event, when)


def _as_corrected(history: Sequence[Dated]) -> Iterator[Dated]:
    """Each event at its place: as it was recorded, with its other dates, or struck."""
    corrections = in_force([event for event, _ in history], FactCorrected)
    for number, (event, when) in enumerate(history, start=1):
        correction = corrections.get(number + _beside(event))
        if correction is None:
            yield event, when
        elif correction.struck:
            yield _Struck(), when
        else:
            yield _with_receipt(event, correction), correction.becomes or when


def _beside(event: Event) -> int:
    """How far off the answer is, of what is said beside one: they are corrected together."""
    match event:
        case RecoveryPeriodNotOwed() | FurtherRecoveryPeriodDetermined():
            return 1
        case DecisionSetAside(by=int()) | DisqualificationRevoked(by=int()):
            return -1
        case _:
            return 0


def _with_receipt(event: Event, correction: FactCorrected) -> Event:
    """A referral with the other day on which it was received."""
    if not isinstance(event, ReferralMade) or correction.received_on is None:
        return event
    return event.model_copy(update={"received_on": correction.received_on})
