"""What one event makes of a prosecution: one function per event.

It never refuses, never consults the rules and never looks at a clock: what happened, happened, and an old history must
fold the same for ever, also where some of its events are left out. Read next: `decide.py`, the only place that makes
these events.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import reduce
from typing import Any

from domain.prosecution import events as e
from domain.prosecution.commands import TrialStep
from domain.prosecution.state import Count, Dated, Defendant, Link, NoProsecution, Point, Prosecution, State, Trial
from domain.referral.events.base import Event
from domain.when import When


def fold(history: Sequence[Dated], state: State | None = None) -> State:
    """The prosecution after all of these, in the order in which they were recorded."""
    return reduce(evolve, history, NoProsecution() if state is None else state)


def evolve(state: State, dated: Dated) -> State:
    """The prosecution after one more event."""
    event, when = dated
    if isinstance(state, Prosecution):
        return _EVOLVE[type(event)](replace(state, version=state.version + 1), event, when)
    assert isinstance(event, e.InvestigationOpened)  # noqa: S101 - a stored prosecution begins with this
    return Prosecution(event.prosecution, event.reference, event.nation, event.force, opened=when, version=1)


def _crime_number(state: Prosecution, event: e.CrimeNumberRecorded, _: When) -> Prosecution:
    return replace(state, crime_numbers=(*state.crime_numbers, event.number))


def _linked(state: Prosecution, event: e.VictimLinked, when: When) -> Prosecution:
    before = state.links.get(event.case)
    measures = before.measures if before else ()
    return _with_link(state, Link(event.case, event.witness, when, state.version, measures))


def _unlinked(state: Prosecution, event: e.VictimUnlinked, when: When) -> Prosecution:
    link = state.links.get(event.case)
    return state if link is None else _with_link(state, replace(link, unlinked=Point(state.version, when)))


def _measures(state: Prosecution, event: e.SpecialMeasuresRecorded, _: When) -> Prosecution:
    link = state.links.get(event.case)
    return state if link is None else _with_link(state, replace(link, measures=(*link.measures, event.kind)))


def _with_link(state: Prosecution, link: Link) -> Prosecution:
    return replace(state, links={**state.links, link.case: link})


def _referred(state: Prosecution, _: e.ReferredToProsecutor, when: When) -> Prosecution:
    return replace(state, referred=when, awaits_decision=True)


def _charge_decided(state: Prosecution, event: e.ChargeDecided, when: When) -> Prosecution:
    defendant = _defendant(state, event.defendant)
    if event.decision == "charged" and event.offence is not None:
        defendant = replace(defendant, counts=(*defendant.counts, Count(event.offence, when)))
    return _with_defendant(replace(state, awaits_decision=False), defendant)


def _trial_step(state: Prosecution, event: e.TrialStepRecorded, _: When) -> Prosecution:
    return replace(state, trial=_TRIAL.get(event.step, state.trial))


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


def _kept(state: Prosecution, _: Event, __: When) -> Prosecution:
    return state


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
    e.NoteAdded: _kept,
}
