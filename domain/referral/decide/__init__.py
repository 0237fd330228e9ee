"""Answers every command: the events that follow from it, or a refusal that says why not.

`decide` is the only place where events are made, and it is a pure function of the case, the command and the context:
who asks, in which role, at which instant, under which rule-book. It looks at no clock and draws no ids.

Three things happen in order:

1.  The role is checked against the one table in `domain/roles.py`.
2.  One function per command checks the stage and the dates, and makes the event that was asked for. What no command
    may do (act on a case that has ended, date something before the person was born) is refused before it.
3.  `../consequences.py` compares what the clocks and the safeguards now say with what is on record, and adds what is
    missing: a rung reached, a period ended, a breach recorded, cured or disproved, a safeguard raised or cleared.
    `PassTime` is nothing but this third step, so a late, early, doubled or lost timer can change only when a thing is
    noticed, never what is found.

Refusals are raised as `NrmError`s with stable codes. Read next: the strands, beginning with `intake.py`;
`domain/referral/consequences.py`.
"""

from dataclasses import dataclass, replace

from domain.errors import Code, Conflict, NotFound
from domain.limits import refuse_when_full
from domain.nations import OUTSIDE_UK
from domain.referral.commands import AFTER_THE_END, ON_FILE, ONLY_OPENING
from domain.referral.commands.after import Close
from domain.referral.commands.file import AdoptRuleBook, CorrectFact, ImportHistory, PassTime
from domain.referral.commands.grounds import Decide
from domain.referral.commands.intake import Refer, ReportEncounter
from domain.referral.consequences import consequences
from domain.referral.decide import (
    after,
    age,
    challenge,
    disqualification,
    file,
    grounds,
    intake,
    person,
    proceedings,
    recovery,
)
from domain.referral.decide.as_corrected import Ask, refuse_what_could_not_be
from domain.referral.decide.context import (
    Answers,
    refuse_before_birth,
    refuse_if_ended,
    refuse_vague,
    within_a_known_nation,
)
from domain.referral.decide.corrections import about_in_the_end
from domain.referral.decide.imports import import_history
from domain.referral.decide.own_lateness import refuse_undoing_own_lateness
from domain.referral.evolve import fold, is_late
from domain.referral.outlook import Outlook
from domain.referral.state import Dated, NoReferral, Referral, State
from domain.roles import Role, require
from domain.staff import refuse_impossible_name
from domain.stream.command import Command
from domain.stream.context import NOBODY, Context, Neighbour
from domain.when import When, not_in_the_future

__all__ = ["Context", "Decision", "Neighbour", "decide", "would_follow"]

_STRANDS = (intake, grounds, recovery, challenge, disqualification, person, age, after, proceedings, file)

_ANSWERS: Answers = {command: answer for strand in _STRANDS for command, answer in strand.ANSWERS.items()}


@dataclass(frozen=True)
class Decision:
    """The events a command leads to: first what was asked for, then what the clocks make of it; and the case after."""

    asked: tuple[Dated, ...]
    following: tuple[Dated, ...]
    outlook: Outlook

    @property
    def events(self) -> tuple[Dated, ...]:
        """All of them, in the order in which they are recorded."""
        return self.asked + self.following


def decide(state: State, command: Command, context: Context) -> Decision:
    """The events that follow from a command, or an NrmError that says why it is refused."""
    require(context.role, command.name)
    refuse_impossible_name(context.actor, is_engine=context.role is Role.ENGINE)
    when = command.effective_at or When.at(context.at)
    not_in_the_future(when, context.at)
    if isinstance(state, Referral) and context.role is not Role.ENGINE:
        refuse_when_full(state.version, command.name, ON_FILE, {Close.name})
    asked = _asked(state, command, when, context)
    after_it = fold(asked, state)
    assert isinstance(after_it, Referral)  # noqa: S101 - what was asked has opened the case, or found it open
    outlook = Outlook(after_it, context.rules)
    following = consequences(
        outlook, context.at, asked, before=_before(state, command, asked), historic=isinstance(command, ImportHistory)
    )
    decision = Decision(asked, following, outlook.after(following))
    if isinstance(state, Referral) and isinstance(command, CorrectFact | Decide):
        refuse_undoing_own_lateness(state, decision.outlook, command, when, context)
    return decision


def _before(state: State, command: Command, asked: tuple[Dated, ...]) -> Referral | None:
    """The case before what was asked, where that came last in time, and changes nothing of what was."""
    is_last = not isinstance(command, AdoptRuleBook) and not any(is_late(state, dated) for dated in asked)
    return state if isinstance(state, Referral) and is_last else None


def would_follow(state: State, command: Command, context: Context) -> tuple[Dated, ...]:
    """What would be put on record if somebody who may asked this now; raises the NrmError that refuses it."""
    return _asked(state, command, command.effective_at or When.at(context.at), context)


def _asked(state: State, command: Command, when: When, context: Context) -> tuple[Dated, ...]:
    if isinstance(state, NoReferral):
        return _opening(command, when, context)
    if command.name in ONLY_OPENING:
        raise Conflict(Code.ALREADY_OPEN, "A case with this id is already open; its history was not touched.")
    if isinstance(command, PassTime):
        return ()
    if command.name not in AFTER_THE_END:
        refuse_if_ended(state, command, when)
    refuse_before_birth(state, when)
    refuse_vague(state, command, when, context.rules)
    answer = _ANSWERS[type(command)](state, command, when, context)
    events = answer if isinstance(answer, tuple) else (answer,)
    dated = tuple((event, when) for event in events)
    if isinstance(command, CorrectFact):
        about = about_in_the_end(state.history, command.event)
        refuse_what_could_not_be(state.history, dated[0], about, _asking(replace(context, actor=NOBODY)))
    return dated


def _asking(context: Context) -> Ask:
    """Asks in the place of whoever asked then: nobody is mistaken for the one who corrects."""
    return lambda state, command, when: _asked(state, command, when, context)


def _opening(command: Command, when: When, context: Context) -> tuple[Dated, ...]:
    refuse_vague(NoReferral(), command, when, context.rules)
    match command:
        case ImportHistory():
            if command.nation != OUTSIDE_UK:
                within_a_known_nation(command.nation, context)
            return import_history(command, context)
        case Refer():
            return ((intake.refer(command, when, context), when),)
        case ReportEncounter():
            return ((intake.report_encounter(command, context), when),)
        case _:
            raise NotFound(Code.CASE_NOT_FOUND, "There is no case with that id or reference.")
