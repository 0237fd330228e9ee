"""The refusals that several strands of a case share: the stage, the dates, the person, the nation.

Read next: `intake.py`, the first strand; `domain/stream/context.py`, who asks.
"""

from collections.abc import Callable, Mapping
from typing import Any, Never, TypeAlias

from domain.errors import Code, Invalid, NotAllowed
from domain.nations import Nation
from domain.nearest import did_you_mean
from domain.referral.commands import FOR_THE_ENGINE, MOVE_THE_CASE
from domain.referral.events.intake import ReferralMade
from domain.referral.recorded_by import RECORDED_BY
from domain.referral.stages import Ended
from domain.referral.state import Referral, State
from domain.rules.model import RuleBook
from domain.stream.command import Command
from domain.stream.context import Context, not_before
from domain.stream.event import Event
from domain.when import When

ADULT_AT = 18


Answers: TypeAlias = Mapping[type[Command], Callable[[Referral, Any, When, Context], Event | tuple[Event, ...]]]
"""What one strand answers to each of its commands: the event asked for, or several; a refusal is raised."""


def wrong_stage(state: Referral, rule: str) -> Never:
    """Refuse what does not belong at this stage; `rule` is a sentence that says where it does."""
    raise NotAllowed(Code.WRONG_STAGE, f"{rule} This case is at the stage {state.stage.name}.")


def refuse_if_ended(state: Referral, command: Command, when: When) -> None:
    """Refuse what cannot be asked of a case that has ended; `decide` does so before it looks for an answer.

    What was so before the end can still be learnt, with its date, as long as it would not have moved the case. A
    command without a date speaks of now.
    """
    if not isinstance(state.stage, Ended):
        return
    learnt_late = command.effective_at is not None and when.earliest < state.stage.ended.until
    if learnt_late and command.name not in MOVE_THE_CASE:
        return
    wrong_stage(
        state,
        "The case has ended: it takes notes, documents, corrections, links and challenges, and what was so before it "
        "ended, with its date, unless that moves the case; for the rest reopen it.",
    )


def refuse_before_birth(state: Referral, when: When) -> None:
    """Refuse a date on which the person, by the month they turn 18, was certainly not yet born."""
    turns_18 = state.strands.eighteen_in
    if turns_18 is None:
        return
    born = turns_18.first_day.replace(year=turns_18.first_day.year - ADULT_AT)
    if when.last_day < born:
        raise Invalid(
            Code.DATE_OUT_OF_ORDER, "That lies before the person was born, by the month in which they turn 18."
        )


def refuse_vague(state: State, command: Command, when: When, rules: RuleBook) -> None:
    """Refuse a month or a year where any clock counts from the date, or to it: the clock would never run.

    What an account written elsewhere tells is as exact as it is known, and so is what a prosecution tells of itself;
    what else is recorded is known to the day.
    """
    if command.name in FOR_THE_ENGINE or (isinstance(state, Referral) and state.version < state.account_to):
        return
    for date in sorted(_dates_counted(command.name, rules)):
        field, counted = _date_named(command, date, when)
        if counted.day is None:
            what = "That needs" if field is None else f"The field {field} needs"
            message = f"{what} the day on which it was so, written as YYYY-MM-DD, or the instant."
            raise Invalid(Code.NOT_A_DATE, message)


def _dates_counted(command: str, rules: RuleBook) -> set[str]:
    """The dates, by their names, that any clock looks at, of what this command puts on record."""
    recorded = [event for event, recorded_by in RECORDED_BY.items() if recorded_by == command]
    return {date for event in recorded for date in rules.counted.get(event, ())}


def _date_named(command: Command, date: str, when: When) -> tuple[str | None, When]:
    """The date that a rule names: that of the field that has it, `received` of `received_on`, or when it was so."""
    plain = date.replace("-", "_")
    named = (name for name in (plain, f"{plain}_on") if name in type(command).model_fields)
    field = next((name for name in named if isinstance(getattr(command, name), When)), None)
    return field, when if field is None else getattr(command, field)


def not_before_opening(state: Referral, when: When) -> None:
    """Refuse a date before the case began."""
    not_before(when, state.opened, "That lies before the case began.")


def not_before_referral(state: Referral, when: When) -> None:
    """Refuse a date before the person was referred, or before an account begins that does not speak of it."""
    referral = state.last(ReferralMade.type)
    not_before(when, referral.when if referral else state.opened, "That lies before the referral was made.")


def within_a_known_nation(nation: Nation, context: Context) -> None:
    """Refuse a nation whose law the rule-book does not hold."""
    if nation not in context.rules.nations:
        known = ", ".join(context.rules.nations)
        message = (
            f"The field nation: the rule-book holds the law of {known}.{did_you_mean(nation, context.rules.nations)}"
        )
        raise Invalid(Code.INVALID_VALUE, message, field="nation")
