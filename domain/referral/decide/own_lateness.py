"""Refuses that somebody undoes their own lateness: who owed a thing, or did it late, does not say that it was in time.

That a deadline was kept after all is learnt by a correction, and a correction is believed because somebody else makes
it. So whoever made the decision that came late, or is on record as the one who owed it, is refused a correction after
which it is late no more, or less late; and so is a decision in the place of one that they struck, with an earlier date.
What was done in time and is only recorded late is another matter: it undoes nothing that somebody did. Where nobody
knows who decided, as in an account, a team leader corrects. Read next: `corrections.py`.
"""

from collections.abc import Iterator, Mapping
from typing import Never

from domain.clocks import Reading, Status
from domain.corrections import in_force
from domain.errors import Code, NotAllowed
from domain.referral.commands.file import CorrectFact
from domain.referral.events.file import FactCorrected
from domain.referral.events.grounds import GroundsDecided
from domain.referral.outlook import Outlook
from domain.referral.recorded_by import RECORDED_BY
from domain.referral.state import Referral
from domain.roles import Role, who_may
from domain.rules.model import DUE
from domain.staff import same_person
from domain.stream.command import Command
from domain.stream.context import Context
from domain.stream.event import Event
from domain.when import When


def refuse_undoing_own_lateness(
    before: Referral, after: Outlook, command: Command, when: When, context: Context
) -> None:
    """Refuse a command after which something is late no more, or less late, if whoever asks is the one who was late.

    Raises NotAllowed (same-person).
    """
    was = Outlook(before, after.rules)
    for clock in _less_late(_late(was, context), _late(after, context)):
        owed = {pattern.event for version in after.rules.clocks[clock] for pattern in version.stops_on}
        if isinstance(command, CorrectFact):
            _refuse_whoever_owed(before, owed, context)
        else:
            _refuse_whoever_struck(before, owed, when, context)


def _late(outlook: Outlook, context: Context) -> Mapping[tuple[str, int], Reading]:
    """What is late, or was done late, by the clock and its run."""
    found = outlook.readings(context.at)
    return {
        (reading.clock, reading.run): reading
        for reading in found
        if reading.kind in DUE and reading.status is Status.BREACHED
    }


def _less_late(before: Mapping[tuple[str, int], Reading], after: Mapping[tuple[str, int], Reading]) -> Iterator[str]:
    for run, was in before.items():
        now = after.get(run)
        if now is None or _days(now) < _days(was) or _is_due_later(was, now):
            yield was.clock


def _days(reading: Reading) -> float:
    """Days late; without end while it is open, or where nobody knows how many."""
    return float("inf") if reading.days_late is None else reading.days_late


def _is_due_later(was: Reading, now: Reading) -> bool:
    return was.due_on is not None and now.due_on is not None and now.due_on > was.due_on


def _refuse_whoever_owed(state: Referral, owed: set[str], context: Context) -> None:
    for event, _ in state.history:
        if event.type in owed and isinstance(event, GroundsDecided):
            _refuse_maker(event.decided_by, state.imported_by, context)
    duties = {role for event in owed if event in RECORDED_BY for role in who_may(RECORDED_BY[event])}
    for duty, assigned in state.strands.assigned.items():
        if Role(duty) in duties and same_person(assigned, context.actor):
            _refuse()


def _refuse_maker(made_by: str | None, imported_by: str | None, context: Context) -> None:
    if made_by is None and context.role is not Role.TEAM_LEADER:
        message = "Nobody knows who made that decision, so only a team leader corrects what makes it less late."
        raise NotAllowed(Code.SAME_PERSON, message)
    brought_by = made_by or imported_by
    if brought_by is not None and same_person(brought_by, context.actor):
        _refuse()


def _refuse_whoever_struck(state: Referral, owed: set[str], when: When, context: Context) -> None:
    corrections = in_force([event for event, _ in state.history], FactCorrected)
    for number, (event, was) in enumerate(state.history, start=1):
        correction = corrections.get(number)
        is_struck = correction is not None and correction.struck and event.type in owed
        if is_struck and when.earliest < was.earliest and _is_of(event, context.actor):
            _refuse()


def _is_of(event: Event, actor: str) -> bool:
    made_by = event.decided_by if isinstance(event, GroundsDecided) else None
    return made_by is None or same_person(made_by, actor)


def _refuse() -> Never:
    message = (
        "That would make something less late, of which you are the one who owed it or did it. Nobody undoes their own "
        "lateness: another person who may correct it does, or a team leader."
    )
    raise NotAllowed(Code.SAME_PERSON, message)
