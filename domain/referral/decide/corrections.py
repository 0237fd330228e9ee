"""Answers a correction: another date for an event, or that it never was so. The case is then read as corrected.

Nothing that was recorded is changed, and a correction is undone by striking it. What the engine found is not
corrected: it follows from the facts, and moves with them. An event that moved the case is struck only while nothing has
moved the case since, and is dated only between its neighbours; otherwise the case could not be read any more.
Read next: `domain/referral/evolve`, which reads it.
"""

from typing import Never

from domain.clocks.facts import certainly_before
from domain.errors import Code, Invalid, NotAllowed, NotFound
from domain.referral.commands import file as c
from domain.referral.decide.context import Context, contradicts, refuse_before_birth
from domain.referral.events import clocks, file, told
from domain.referral.events.after import CaseClosed, CaseReopened
from domain.referral.events.base import Event
from domain.referral.events.challenge import JudicialReviewStepRecorded, ReconsiderationDecided
from domain.referral.events.grounds import ConclusiveGroundsDecided, ReasonableGroundsDecided
from domain.referral.events.intake import (
    CompetentAuthorityAllocated,
    DutyToNotifyDischarged,
    EncounterReported,
    ReferralMade,
    ReferralNotMade,
)
from domain.referral.events.person import CaseWithdrawn
from domain.referral.evolve import evolve
from domain.referral.evolve.challenge import SETS_ASIDE
from domain.referral.state import Referral
from domain.when import When, not_in_the_future

_BY_THE_ENGINE = (clocks.OnClock, clocks.SafeguardRaised, clocks.SafeguardCleared, file.ClocksMoved)

_MOVES_THE_CASE = (
    EncounterReported, ReferralNotMade, DutyToNotifyDischarged, ReferralMade, CompetentAuthorityAllocated,
    ReasonableGroundsDecided, ConclusiveGroundsDecided, CaseWithdrawn, CaseClosed, CaseReopened,
)  # fmt: skip


def event_numbered(state: Referral, number: int) -> tuple[Event, When]:
    """The event with this number in the case's history; raises NotFound (event-not-found)."""
    if number > len(state.history):
        raise NotFound(Code.EVENT_NOT_FOUND, f"This case has no event {number}; its last is {len(state.history)}.")
    return state.history[number - 1]


def correct(state: Referral, command: c.CorrectFact, when: When, context: Context) -> file.FactCorrected:
    """The correction, or a refusal."""
    wrong, _ = event_numbered(state, command.event)
    if isinstance(wrong, _BY_THE_ENGINE):
        _refuse("The engine found that event; correct the fact it follows from.")
    if command.struck == (command.becomes is not None):
        _refuse("A correction gives another date, or strikes the event: one of the two.")
    if command.event in _struck(state):
        contradicts("That event has been struck already; strike the correction that struck it to take that back.")
    event = told(file.FactCorrected, command)
    if command.becomes is None:
        _can_be_struck(state, command.event, wrong)
        return event
    _can_be_dated(state, wrong, command.becomes, context)
    _keeps_the_order(evolve(state, (event, when)), command.event)
    return event


def _can_be_struck(state: Referral, number: int, wrong: Event) -> None:
    if number == 1:
        _refuse("The event that opened the case cannot be struck; close the case as opened in error.")
    if isinstance(wrong, file.FactCorrected) and wrong.struck:
        wrong, _ = event_numbered(state, wrong.event)
    struck = _struck(state)
    later = enumerate(state.history[number:], start=number + 1)
    if _moves(wrong) and any(_moves(event) for at, (event, _) in later if at not in struck):
        _refuse("The case has moved on since; strike what came after that event first.")


def _can_be_dated(state: Referral, wrong: Event, becomes: When, context: Context) -> None:
    if isinstance(wrong, file.FactCorrected):
        _refuse("The day of a correction says nothing about the case; strike the correction, and make another.")
    not_in_the_future(becomes, context.at)
    refuse_before_birth(state, becomes)


def _keeps_the_order(corrected: object, number: int) -> None:
    """Refuse a date that would put an event certainly before or after its neighbours among what moved the case."""
    assert isinstance(corrected, Referral)  # noqa: S101 - a corrected case is a case
    moved = {at for at, (event, _) in enumerate(corrected.history, start=1) if _moves(event)}
    if number not in moved:
        return
    when = {fact.version: fact.when for fact in corrected.facts if fact.version in moved}
    earlier = [day for at, day in when.items() if at < number]
    later = [day for at, day in when.items() if at > number]
    if any(certainly_before(when[number], day) for day in earlier) or any(
        certainly_before(day, when[number]) for day in later
    ):
        message = "On that date the event would not follow what came before it, or would follow what came after it."
        raise Invalid(Code.DATE_OUT_OF_ORDER, message)


def _moves(event: Event) -> bool:
    """Whether it moves the case from one stage to another."""
    if isinstance(event, ReconsiderationDecided):
        return event.outcome in SETS_ASIDE
    if isinstance(event, JudicialReviewStepRecorded):
        return event.step in SETS_ASIDE
    return isinstance(event, _MOVES_THE_CASE)


def _struck(state: Referral) -> frozenset[int]:
    """The numbers of the events that are struck as the case is read now."""
    read = {fact.version for fact in state.facts}
    struck = {event.event for event, _ in state.history if isinstance(event, file.FactCorrected) and event.struck}
    return frozenset(struck - read)


def _refuse(sentence: str) -> Never:
    raise NotAllowed(Code.CANNOT_BE_CORRECTED, sentence)
