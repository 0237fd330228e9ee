"""What one event makes of a prosecution: one function per event.

It never refuses, never consults the rules and never looks at a clock: what happened, happened, and an old history must
fold the same for ever, also where some of its events are left out. After a correction the prosecution is folded anew,
with the other date or without what never was so; what its linked cases had been told by then stays as it was, and they
are told the difference.

Read next: `order.py`, what can follow what; `decide.py`, the only place that makes these events.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import reduce
from typing import Any
from uuid import UUID

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
from domain.referral.events.base import Event
from domain.when import When


def fold(history: Sequence[Dated], state: State | None = None) -> State:
    """The prosecution after all of these, in the order in which they were recorded."""
    return reduce(evolve, history, NoProsecution() if state is None else state)


class Struck(Event):
    """Stands in a history for an event that never was so."""


def evolve(state: State, dated: Dated) -> Prosecution:
    """The prosecution after one more event."""
    before = state if isinstance(state, Prosecution) else None
    history = (*(before.history if before else ()), dated)
    after = _folded(as_corrected(history)) if isinstance(dated[0], e.FactCorrected) else one_more(state, dated)
    tellings = (*before.tellings, *_tellings(before, after, dated[1])) if before else ()
    return replace(after, history=history, tellings=tellings)


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


def _folded(history: Iterator[Dated]) -> Prosecution:
    return reduce(one_more, history, one_more(NoProsecution(), next(history)))


def _tellings(before: Prosecution, after: Prosecution, when: When) -> Iterator[Telling]:
    """What the linked cases have to be told after an event: each difference to what was so before it."""
    was, is_now = _linked_now(before), _linked_now(after)
    for case in dict.fromkeys((*was, *is_now)):
        if was.get(case) != is_now.get(case):
            yield Telling(after.version, case, when, is_now.get(case))


def _linked_now(state: Prosecution) -> Mapping[UUID, bool]:
    """The cases that are linked to a prosecution that goes on, and whether as a witness."""
    return {case: link.witness for case, link in state.victims.items()} if state.is_open else {}


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
