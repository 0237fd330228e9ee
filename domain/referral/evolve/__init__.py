"""What one event makes of a case: one function per event, in a table a strand.

It never refuses, never consults the rules and never looks at a clock: what happened, happened, and an old history must
fold the same for ever.

Facts are folded in the order of time, not in that of the record, so that a case is what its dated facts make of it, in
whatever order they were typed; each keeps the number under which it was recorded. What comes last in time, as almost
everything does, is one step more. What is learnt of late is read anew with all the rest, and so is a case once a
correction gives an event another date, or says that it never was so. What the clocks and the safeguards put on record
is about the record, and keeps its order.

Read next: the strands, beginning with `intake.py`; then `domain/referral/decide`, the only place that makes events.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import ClassVar, NamedTuple

from domain.clocks.facts import certainly_before
from domain.corrections import in_force
from domain.referral.events.after import CaseReopened
from domain.referral.events.age import EighteenthBirthdayRecorded
from domain.referral.events.disqualification import DisqualificationRevoked
from domain.referral.events.file import FactCorrected
from domain.referral.events.grounds import DecisionSetAside, FurtherRecoveryPeriodDetermined, RecoveryPeriodNotOwed
from domain.referral.events.intake import ReferralLinked, ReferralMade
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
from domain.referral.evolve.base import Evolve
from domain.referral.state import Dated, NoReferral, Referral, State
from domain.stream.event import Event
from domain.timeline import in_time
from domain.when import When

__all__ = [
    "Dated",
    "Numbered",
    "as_at",
    "as_told",
    "evolve",
    "fold",
    "in_order",
    "is_about_clocks",
    "is_late",
    "moments",
    "read",
    "steps",
    "was_so_all_along",
]

_STRANDS = (intake, grounds, recovery, challenge, disqualification, person, age, after, proceedings, file, clocks)

_OPEN = {**intake.OPEN, **file.OPEN}

_EVOLVE: Evolve = {event: function for strand in _STRANDS for event, function in strand.EVOLVE.items()}

_SO_ALL_ALONG = frozenset({ReferralLinked, EighteenthBirthdayRecorded})
"""What is learnt on some day and was so from the beginning: who the person is, and when they were born."""


class _Struck(Event):
    """Stands in a history for an event that never was so; it is never stored."""

    type: ClassVar[str] = "struck"


class Numbered(NamedTuple):
    """An event with its number on record: as corrected, and when it was so in the world."""

    number: int
    event: Event
    when: When


def fold(history: Sequence[Dated], state: State | None = None) -> State:
    """The case after all of these as well, which were recorded in this order."""
    before: State = NoReferral() if state is None else state
    whole = (*(before.history if isinstance(before, Referral) else ()), *history)
    is_corrected = any(isinstance(event, FactCorrected) for event, _ in history)
    after_it = None if is_corrected else _after_what_was_before(before, history)
    after_it = read(as_told(whole)) if after_it is None else after_it
    return after_it._replace(version=len(whole), history=whole) if isinstance(after_it, Referral) else after_it


def _after_what_was_before(state: State, history: Sequence[Dated]) -> State | None:
    """The case after all of these, if each was so after what is on record; None if one belongs before that."""
    for dated in history:
        if _belongs_before(state, *dated):
            return None
        state = _one_more(state, dated)
    return state


def evolve(state: State, dated: Dated) -> State:
    """The case after one more event."""
    return fold((dated,), state)


def is_late(state: State, dated: Dated) -> bool:
    """Whether an event changes what was so before something that is on record: then all is read anew."""
    return type(dated[0]) is FactCorrected or _belongs_before(state, *dated)


def read(told: Iterable[Numbered]) -> State:
    """The case that these add up to, read from the beginning; none where what opened it is not among them."""
    ordered = in_order(told)
    if not ordered or ordered[0].number != 1:
        return NoReferral()
    state: State = NoReferral()
    for one in ordered:
        state = _in_its_place(state, one)
    return state


def as_at(state: Referral, when: When) -> Referral:
    """The facts of the case as they were at a date: without what certainly came later."""
    if not certainly_before(when, state.latest):
        return state
    facts = (one for one in as_told(state.history) if not is_about_clocks(one.event))
    then = read(one for one in facts if one.number == 1 or not _came_after(one, when))
    assert isinstance(then, Referral)  # noqa: S101 - what opened it is always there
    return then


def _came_after(told: Numbered, when: When) -> bool:
    return not was_so_all_along(told.event) and certainly_before(when, told.when)


def moments(history: Sequence[Dated]) -> Iterator[tuple[Numbered, Referral]]:
    """Each fact of a case in the order of time, with the case after it as it then was; the opening comes first."""
    opening, *rest = in_order(as_told(history))
    state = _one_more(NoReferral(), (opening.event, opening.when))._replace(history=tuple(history))
    yield opening, state
    for one in rest:
        if not is_about_clocks(one.event):
            state = _in_its_place(state, one)
            yield one, state


def steps(history: Sequence[Dated]) -> Iterator[tuple[State, Dated]]:
    """Each event as corrected, in the order of the record, with the case before it had nothing been wrong."""
    state: State = NoReferral()
    corrected = tuple((one.event, one.when) for one in as_told(history))
    for number, (event, when) in enumerate(corrected, start=1):
        yield state, (event, when)
        told = corrected[:number]
        after_it = read(_numbered(told)) if _belongs_before(state, event, when) else _one_more(state, (event, when))
        assert isinstance(after_it, Referral)  # noqa: S101 - the first event has opened it
        state = after_it._replace(version=number, history=told)


def is_about_clocks(event: Event) -> bool:
    """Whether an event says what a clock or a safeguard found, and is no fact."""
    return type(event) in clocks.EVOLVE


def was_so_all_along(event: Event) -> bool:
    """Whether it was so from the beginning of the case, whenever it was learnt."""
    return type(event) in _SO_ALL_ALONG


def as_told(history: Sequence[Dated]) -> Iterator[Numbered]:
    """Each event at its place in the record: as it was recorded, with its other dates, or struck."""
    corrections = in_force([event for event, _ in history], FactCorrected)
    for number, (event, when) in enumerate(history, start=1):
        correction = corrections.get(number) or corrections.get(_said_beside(event, number) or number)
        if correction is None:
            yield Numbered(number, event, when)
        elif correction.struck:
            yield Numbered(number, _Struck(), when)
        else:
            yield Numbered(number, _with_receipt(event, correction), correction.becomes or when)


def _said_beside(event: Event, number: int) -> int | None:
    """The number of the answer that an event is said beside, and corrected with; None where it stands alone."""
    match event:
        case DecisionSetAside() | DisqualificationRevoked() | CaseReopened():
            return event.by
        case RecoveryPeriodNotOwed() | FurtherRecoveryPeriodDetermined():
            return number + 1
        case _:
            return None


def in_order(told: Iterable[Numbered]) -> list[Numbered]:
    """What was so, in the order of time, the opening first; then what is on record about clocks and safeguards."""
    facts, about_clocks = list[Numbered](), list[Numbered]()
    for one in told:
        if not isinstance(one.event, _Struck):
            (about_clocks if is_about_clocks(one.event) else facts).append(one)
    opening = facts[:1]
    since = [one._replace(when=facts[0].when) if was_so_all_along(one.event) else one for one in facts[1:]]
    return [*opening, *in_time(since), *about_clocks]


def _numbered(history: Sequence[Dated]) -> Iterator[Numbered]:
    return (Numbered(number, event, when) for number, (event, when) in enumerate(history, start=1))


def _belongs_before(state: State, event: Event, when: When) -> bool:
    """Whether an event was so before something that is on record."""
    if not isinstance(state, Referral) or is_about_clocks(event):
        return False
    return type(event) in _SO_ALL_ALONG or certainly_before(when, state.latest)


def _in_its_place(state: State, told: Numbered) -> Referral:
    """The case after an event that keeps the number it has on record, wherever in time it belongs."""
    if isinstance(state, Referral) and state.version != told.number - 1:
        state = state._replace(version=told.number - 1)
    return _one_more(state, (told.event, told.when))


def _one_more(state: State, dated: Dated) -> Referral:
    """The case after one more event, which is taken as it is given."""
    event, when = dated
    if not isinstance(state, Referral):
        return _OPEN[type(event)](event, when)
    if isinstance(event, _Struck):
        return state._replace(version=state.version + 1)
    return _EVOLVE[type(event)](state, event, when)


def _with_receipt(event: Event, correction: FactCorrected) -> Event:
    """A referral with the other day on which it was received."""
    if not isinstance(event, ReferralMade) or correction.received_on is None:
        return event
    return event.model_copy(update={"received_on": correction.received_on})
