"""Answers a correction: other dates for an event, or that it never was so. The case is then read as corrected.

Nothing that was recorded is changed, and a correction is undone by striking it. What the engine found is not
corrected: it follows from the facts, and moves with them. Who may correct what follows from who may record it.
Read next: `as_corrected.py`, which looks at what else is on record; `domain/referral/evolve`, which reads it.
"""

from collections.abc import Iterator, Sequence
from typing import Never

from domain.corrections import in_force
from domain.errors import Code, NotAllowed, NotFound
from domain.referral.commands import file as c
from domain.referral.commands.base import Decision
from domain.referral.decide.context import refuse_before_birth
from domain.referral.events import file
from domain.referral.events.after import LeaveDecided
from domain.referral.events.challenge import ReconsiderationDecided
from domain.referral.events.disqualification import DisqualificationDecided
from domain.referral.events.grounds import (
    ConclusiveGroundsDecided,
    DecisionReviewed,
    DecisionSetAside,
    GroundsDecided,
    ReasonableGroundsDecided,
)
from domain.referral.events.intake import ReferralMade
from domain.referral.recorded_by import RECORDED_BY
from domain.referral.state import Dated, Referral
from domain.roles import refuse_correction
from domain.staff import same_person
from domain.stream.context import Context, contradicts, not_before
from domain.stream.event import Event, told
from domain.when import When, not_in_the_future


def event_numbered(state: Referral, number: int) -> tuple[Event, When]:
    """The event with this number in the case's history; raises NotFound (event-not-found)."""
    if number > len(state.history):
        message = f"This case has no event {number}; its last is {len(state.history)}."
        raise NotFound(Code.EVENT_NOT_FOUND, message, field="event")
    return state.history[number - 1]


def about_in_the_end(history: Sequence[Dated], number: int) -> int:
    """The number of the event that a correction is about, where it may correct other corrections."""
    while number <= len(history) and isinstance(event := history[number - 1][0], file.FactCorrected):
        number = event.event
    return number


def correct(state: Referral, command: c.CorrectFact, _: When, context: Context) -> file.FactCorrected:
    """The correction, or a refusal."""
    about, was = event_numbered(state, about_in_the_end(state.history, command.event))
    refuse_correction(context.role, _recorded_by(about))
    _by_neither_of_two(state, about, context.actor)
    dated = command.becomes is not None or command.received_on is not None
    if command.struck == dated:
        _refuse("A correction gives another date, or strikes the event: one of the two.")
    known = in_force([event for event, _ in state.history], file.FactCorrected).get(command.event)
    if known is not None and known.struck:
        contradicts("That event has been struck already; strike the correction that struck it to take that back.")
    if command.struck:
        return _struck(command)
    wrong, _ = event_numbered(state, command.event)
    becomes = command.becomes or (known.becomes if known else None)
    received_on = command.received_on or (known.received_on if known else None)
    _can_be_dated(state, wrong, command, context)
    if command.received_on is not None:
        message = "The authority cannot have received a referral before it was made."
        not_before(command.received_on, becomes or was, message)
    return told(file.FactCorrected, command, becomes=becomes, received_on=received_on)


def _recorded_by(event: Event) -> str | None:
    """The command behind an event; that of a setting aside of its own, which beside no answer only an account tells."""
    if isinstance(event, DecisionSetAside) and event.by is None:
        return c.ImportHistory.name
    return RECORDED_BY.get(event.type)


def _struck(command: c.CorrectFact) -> file.FactCorrected:
    if command.event == 1:
        _refuse("The event that opened the case cannot be struck; close the case as opened in error.")
    return told(file.FactCorrected, command)


def _can_be_dated(state: Referral, wrong: Event, command: c.CorrectFact, context: Context) -> None:
    if isinstance(wrong, file.FactCorrected):
        _refuse("The day of a correction says nothing about the case; strike the correction, and make another.")
    if command.received_on is not None and not isinstance(wrong, ReferralMade):
        _refuse("Only a referral has a day of receipt; leave the field received_on out.")
    for date in (command.becomes, command.received_on):
        if date is not None:
            not_in_the_future(date, context.at)
            refuse_before_birth(state, date)


def _by_neither_of_two(state: Referral, about: Event, actor: str) -> None:
    """Refuse that whoever made a decision corrects what the second person found, and the other way round.

    The second person is also whoever answered the request to look at it again.
    """
    for other in (*_on_the_other_side(state, about), *_in_reconsideration(state, about)):
        name = _author(other)
        if name is not None and same_person(name, actor):
            message = "Whoever made a decision and the second person who looks at it do not correct one another."
            raise NotAllowed(Code.SAME_PERSON, message)


def _on_the_other_side(state: Referral, about: Event) -> Iterator[Event]:
    """The reviews of such a decision, or the decisions of the kind that was reviewed."""
    kind = _decision(about)
    for other, _ in state.history if kind is not None else ():
        if _decision(other) == kind and isinstance(other, DecisionReviewed) != isinstance(about, DecisionReviewed):
            yield other


def _in_reconsideration(state: Referral, about: Event) -> Iterator[Event]:
    """The decision that an answer was about, or the answers about a decision."""
    for answer, _ in state.history:
        if not isinstance(answer, ReconsiderationDecided):
            continue
        request = state.strands.challenges.get(answer.request or 0)
        made = state.history[request.about - 1][0] if request is not None and request.about else None
        if about is answer and made is not None:
            yield made
        elif about is made:
            yield answer


def _decision(event: Event) -> Decision | None:
    """Which decision an event makes or reviews; None for any other event."""
    match event:
        case ReasonableGroundsDecided():
            return "reasonable-grounds"
        case ConclusiveGroundsDecided():
            return "conclusive-grounds"
        case DecisionReviewed():
            return event.decision
        case _:
            return None


def _author(event: Event) -> str | None:
    match event:
        case DecisionReviewed():
            return event.reviewed_by
        case GroundsDecided() | DisqualificationDecided() | LeaveDecided() | ReconsiderationDecided():
            return event.decided_by
        case _:
            return None


def _refuse(sentence: str) -> Never:
    raise NotAllowed(Code.CANNOT_BE_CORRECTED, sentence)
