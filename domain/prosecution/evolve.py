"""What one event makes of a prosecution: one function per event.

It never refuses, never consults the rules and never looks at a clock: what happened, happened, and an old history must
fold the same for ever, also where some of its events are left out. Events are folded in the order of time, each under
the number it has on record. What is learnt of late is read anew with all the rest, and so is the prosecution after a
correction, with the other date or without what never was so; what its linked cases had been told by then stays as it
was, and they are told the difference.

Read next: `order.py`, what can follow what; `decide.py`, the only place that makes these events.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import reduce
from typing import Any, NamedTuple
from uuid import UUID

from domain.clocks.facts import certainly_before
from domain.corrections import in_force
from domain.prosecution import events as e
from domain.prosecution.commands import TrialStep
from domain.prosecution.state import (
    Count,
    Dated,
    Defendant,
    Link,
    NoProsecution,
    Point,
    Prosecution,
    State,
    Telling,
    Trial,
)
from domain.stream.event import Event
from domain.timeline import in_time, later, was_so
from domain.when import When


def fold(history: Sequence[Dated], state: State | None = None) -> State:
    """The prosecution after all of these as well, which were recorded in this order."""
    return reduce(evolve, history, NoProsecution() if state is None else state)


def as_it_was(known: Sequence[Dated], effective_at: When | None = None) -> State:
    """The prosecution as it stood at a moment, of all that is known; corrections hold, whenever they were made."""
    if effective_at is None:
        return fold(known)
    return _read(one for one in _numbered(as_corrected(known)) if was_so(one.when, effective_at))


def steps(history: Iterable[Dated]) -> Iterator[tuple[State, Dated]]:
    """Each event in the order of the record, with the prosecution that those recorded before it add up to."""
    state: State = NoProsecution()
    told: list[Dated] = []
    for dated in history:
        yield state, dated
        told.append(dated)
        state = _next(state, told)


class Struck(Event):
    """Stands in a history for an event that never was so."""


def evolve(state: State, dated: Dated) -> Prosecution:
    """The prosecution after one more event."""
    before = state if isinstance(state, Prosecution) else None
    history = (*(before.history if before else ()), dated)
    is_corrected = isinstance(dated[0], e.FactCorrected)
    after = _whole(as_corrected(history)) if is_corrected else _next(state, history)
    tellings = (*before.tellings, *_tellings(before, after, dated[1])) if before else ()
    return replace(after, version=len(history), history=history, tellings=tellings)


def as_corrected(history: Sequence[Dated]) -> Iterator[Dated]:
    """Each event at its place: as it was recorded, with its other date, or struck."""
    corrections = in_force([event for event, _ in history], e.FactCorrected)
    for number, (event, when) in enumerate(history, start=1):
        correction = corrections.get(number)
        if correction is not None and correction.struck:
            yield Struck(), when
        else:
            yield event, when if correction is None or correction.becomes is None else correction.becomes


def one_more(state: State, dated: Dated) -> Prosecution:
    """The prosecution after one more event, which is taken as it is given: nothing is corrected, nobody is told."""
    event, when = dated
    if isinstance(state, Prosecution):
        latest = state.latest if isinstance(event, _SAYS_NOTHING) else max(state.latest, when, key=_earliest)
        return _EVOLVE[type(event)](replace(state, version=state.version + 1, latest=latest), event, when)
    assert isinstance(event, e.InvestigationOpened)  # noqa: S101 - a stored prosecution begins with this
    return Prosecution(
        event.prosecution, event.reference, event.nation, event.force, opened=when, version=1, latest=when,
        likeness=event.likeness,
    )  # fmt: skip


class _Told(NamedTuple):
    """An event as corrected: its number on record, and when it was so."""

    number: int
    event: Event
    when: When


def _numbered(history: Iterable[Dated]) -> Iterator[_Told]:
    return (_Told(number, event, when) for number, (event, when) in enumerate(history, start=1))


def _next(state: State, told: Sequence[Dated]) -> Prosecution:
    """The prosecution after the last of these, read anew where that belongs before something on record."""
    is_late = isinstance(state, Prosecution) and certainly_before(told[-1][1], state.latest)
    return _whole(told) if is_late else one_more(state, told[-1])


def _whole(history: Iterable[Dated]) -> Prosecution:
    state = _read(_numbered(history))
    assert isinstance(state, Prosecution)  # noqa: S101 - what opened it is never struck
    return state


def _read(told: Iterable[_Told]) -> State:
    """What these add up to in the order of time, each under its own number; nothing without what opened it."""
    so = [one for one in told if not isinstance(one.event, Struck)]
    if not so or so[0].number != 1:
        return NoProsecution()
    state = one_more(NoProsecution(), (so[0].event, so[0].when))
    for one in in_time(so[1:]):
        state = one_more(replace(state, version=one.number - 1), (one.event, one.when))
    return state


def _tellings(before: Prosecution, after: Prosecution, when: When) -> Iterator[Telling]:
    """What the linked cases have to be told after an event: each difference to what was so before it."""
    was, is_now = _to_be_known(before), _to_be_known(after)
    for case in dict.fromkeys((*was, *is_now)):
        known = is_now.get(case, _IN_ERROR)
        if was.get(case, _IN_ERROR) != known:
            on = when if known.witness is None else later(when, after.links[case].on)
            yield Telling(after.version, case, on, *known)


class _Known(NamedTuple):
    """What a case is to know of a prosecution: see `Telling`."""

    witness: bool | None
    crime_recorded: bool
    in_error: bool


_IN_ERROR = _Known(None, crime_recorded=False, in_error=True)
"""What a case is to know that is not linked, whatever it was told before."""


def _to_be_known(state: Prosecution) -> Mapping[UUID, _Known]:
    """What each case is to know whose person is a victim here; the crime stays on record when the prosecution ends."""
    if state.reason == "opened-in-error":
        return {}
    recorded = bool(state.crime_numbers)
    return {
        case: _Known(link.witness if state.is_open else None, recorded, in_error=False)
        for case, link in state.victims.items()
    }


def _earliest(when: When) -> datetime:
    return when.earliest


def _crime_number(state: Prosecution, event: e.CrimeNumberRecorded, when: When) -> Prosecution:
    recorded = min(state.crime_recorded or when, when, key=_earliest)
    return replace(state, crime_numbers=(*state.crime_numbers, event.number), crime_recorded=recorded)


def _linked(state: Prosecution, event: e.VictimLinked, when: When) -> Prosecution:
    before = state.links.get(event.case)
    since = before.on if before is not None and before.unlinked is None else when
    return _with_link(
        state, Link(event.case, event.witness, since, state.version, before.measures if before is not None else ())
    )


def _unlinked(state: Prosecution, event: e.VictimUnlinked, when: When) -> Prosecution:
    link = state.links.get(event.case)
    return state if link is None else _with_link(state, replace(link, unlinked=Point(state.version, when)))


def _measures(state: Prosecution, event: e.SpecialMeasuresRecorded, _: When) -> Prosecution:
    link = state.links.get(event.case)
    return state if link is None else _with_link(state, replace(link, measures=(*link.measures, event.kind)))


def _with_link(state: Prosecution, link: Link) -> Prosecution:
    return replace(state, links={**state.links, link.case: link})


def _referred(state: Prosecution, _: e.ReferredToProsecutor, when: When) -> Prosecution:
    return replace(state, referred=min(state.referred or when, when, key=_earliest), awaits_decision=True)


def _charge_decided(state: Prosecution, event: e.ChargeDecided, when: When) -> Prosecution:
    defendant = _defendant(state, event.defendant)
    if event.decision == "charged" and event.offence is not None:
        defendant = replace(defendant, counts=(*defendant.counts, Count(event.offence, when)))
    return _with_defendant(replace(state, awaits_decision=False), defendant)


def _trial_step(state: Prosecution, event: e.TrialStepRecorded, when: When) -> Prosecution:
    steps = {**state.trial_steps, event.step: when}
    return replace(state, trial=_TRIAL.get(event.step, state.trial), trial_steps=steps)


def _verdict(state: Prosecution, event: e.VerdictGiven, when: When) -> Prosecution:
    defendant = _defendant(state, event.defendant)
    counts = tuple(
        replace(count, verdict=event.verdict, ended=when)
        if count.offence == event.offence and count.verdict is None
        else count
        for count in defendant.counts
    )
    return _with_defendant(state, replace(defendant, counts=counts))


def _sentenced(state: Prosecution, event: e.SentencePassed, when: When) -> Prosecution:
    defendant = _defendant(state, event.defendant)
    return _with_defendant(state, replace(defendant, sentenced=when, sentenced_for=len(defendant.convictions)))


def _defendant(state: Prosecution, number: int) -> Defendant:
    return state.defendants.get(number, Defendant(number))


def _with_defendant(state: Prosecution, defendant: Defendant) -> Prosecution:
    return replace(state, defendants={**state.defendants, defendant.number: defendant})


def _ended(state: Prosecution, event: e.InvestigationEnded, when: When) -> Prosecution:
    return replace(state, ended=Point(state.version, when), reason=event.reason)


def _reopened(state: Prosecution, _: e.InvestigationReopened, __: When) -> Prosecution:
    """It is with the police again, whoever had it when it ended."""
    return replace(state, ended=None, reason=None, awaits_decision=False)


def _kept(state: Prosecution, _: Event, __: When) -> Prosecution:
    return state


_SAYS_NOTHING = (e.NoteAdded, e.FactCorrected, Struck)
"""Events that tell of nothing that happened; their date is that of the typing."""

_TRIAL: Mapping[TrialStep, Trial] = {"listed": "listed", "begun": "begun", "ended": "over"}
"""A trial that is adjourned is as far as it was."""

_EVOLVE: Mapping[type[Event], Callable[[Prosecution, Any, When], Prosecution]] = {
    e.CrimeNumberRecorded: _crime_number,
    e.VictimLinked: _linked,
    e.VictimUnlinked: _unlinked,
    e.ReferredToProsecutor: _referred,
    e.ChargeDecided: _charge_decided,
    e.TrialStepRecorded: _trial_step,
    e.VerdictGiven: _verdict,
    e.SentencePassed: _sentenced,
    e.ReparationOrdered: _kept,
    e.SpecialMeasuresRecorded: _measures,
    e.InvestigationEnded: _ended,
    e.InvestigationReopened: _reopened,
    e.FactCorrected: _kept,
    Struck: _kept,
    e.NoteAdded: _kept,
}
