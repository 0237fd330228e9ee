"""Answers what is asked about the person meanwhile. Read next: `age.py`.

Where somebody is, and whether they are held, are facts in the world: they are taken at every stage, also from before
the referral, and refused only where the dates on record show that they cannot be so.
"""

from domain.clocks.facts import Fact, certainly_before
from domain.errors import Code, Invalid, NotAllowed, NotFound
from domain.referral.commands import person as c
from domain.referral.decide.context import Answers, not_before_opening, wrong_stage
from domain.referral.decide.lifetime import while_alive
from domain.referral.decide.moves import not_before_last_move
from domain.referral.decide.spans import Span, latest_by, refuse_second, refuse_without_beginning, under_way
from domain.referral.events import person as e
from domain.referral.evolve import as_at
from domain.referral.numbers import disappearances, there_are
from domain.referral.stages import AwaitingReasonableGrounds, Referred, Undecided
from domain.referral.state import Referral
from domain.referral.strands import Dead, is_child_on
from domain.stream.context import Context, contradicts, not_before
from domain.stream.event import told
from domain.when import When, london_day

_ABSENCE = Span(e.PersonMissing.type, e.PersonFound.type, "The person is missing", "The person is not missing")
_SUSPENSION = Span(e.CaseSuspended.type, e.CaseResumed.type, "The case is suspended", "The case is not suspended")
_PLACEMENT = Span(
    e.PlacementRecorded.type, e.PlacementEnded.type, "The person has a placement", "The person has no placement"
)
_CUSTODY = Span(
    e.PersonDetained.type, e.PersonReleased.type, "The person is held in a place of that kind", "The person is not held"
)


def _missing(state: Referral, command: c.ReportMissing, when: When, _: Context) -> e.PersonMissing:
    refuse_second(state, when, _ABSENCE)
    child = is_child_on(as_at(state, when).strands, when.first_day)
    return told(e.PersonMissing, command, age="child" if child else "adult")


def _response(state: Referral, command: c.RecordMissingResponse, when: When, _: Context) -> e.MissingResponseRecorded:
    """A response belongs to the last disappearance by its date, also once the person is back.

    Which that is follows from the dates of all that is known (`evolve`), so only a number that was given is kept.
    """
    episode = _disappearance(state, command, when)
    if episode is None and state.last(e.PersonMissing.type) is not None:
        raise Invalid(Code.DATE_OUT_OF_ORDER, "Nothing can be done about a disappearance before it.")
    if episode is None:
        contradicts("Nobody has reported the person missing; record that first.")
    if any(_is_response_to(fact, command.response, episode) for fact in state.facts):
        contradicts("That was recorded already for this disappearance.")
    return told(e.MissingResponseRecorded, command)


def _disappearance(state: Referral, command: c.RecordMissingResponse, when: When) -> Fact | None:
    """The disappearance that is named, or else the last by that date."""
    if command.missing is None:
        return latest_by(state, when, e.PersonMissing.type)
    named = next((fact for fact in state.facts if fact.version == command.missing), None)
    if named is None or named.event != e.PersonMissing.type:
        message = "The event with that number is not a disappearance of this person."
        which = there_are(state, disappearances(state))
        raise NotFound(Code.EVENT_NOT_FOUND, f"{message}{which}", field="missing")
    return None if certainly_before(when, named.when) else named


def _is_response_to(fact: Fact, response: str, episode: Fact) -> bool:
    return fact.event == e.MissingResponseRecorded.type and fact.outcome == response and fact.about == episode.version


def _found(state: Referral, command: c.RecordFound, when: When, _: Context) -> e.PersonFound:
    refuse_without_beginning(state, when, _ABSENCE)
    return told(e.PersonFound, command)


def _return_interview(
    state: Referral, command: c.RecordReturnInterview, when: When, _: Context
) -> e.ReturnInterviewRecorded:
    """After the last return by its date, of whoever was a child then; once for each."""
    found = latest_by(state, when, e.PersonFound.type)
    if found is None:
        contradicts("Nobody has recorded that the person was found or came back by that date; record that first.")
    if not is_child_on(state.strands, found.when.first_day):
        contradicts("A return interview is for a child, or for somebody presumed to be one.")
    if latest_by(state, when, e.PersonFound.type, e.ReturnInterviewRecorded.type) != found:
        contradicts("That was recorded already for this return.")
    return told(e.ReturnInterviewRecorded, command)


def _suspend(state: Referral, command: c.Suspend, when: When, context: Context) -> e.CaseSuspended:
    """Only while a decision is owed, and for somebody who is missing; for anybody else the reasons must be given.

    The guidance of 2017 knows suspension only for the missing. But somebody may have absconded without a report, and
    what the word covers today was not found. A clock is never stopped without a reason on record, and, but for the
    missing, never for days that have passed: that would undo a breach.
    """
    if not isinstance(as_at(state, when).stage, Undecided):
        wrong_stage(state, "A case can be suspended only while a decision is outstanding.")
    not_before_opening(state, when)
    refuse_second(state, when, _SUSPENSION)
    if under_way(state, when, _ABSENCE) is None:
        _refuse_to_suspend_the_present(command, when, context)
    return told(e.CaseSuspended, command)


def _refuse_to_suspend_the_present(command: c.Suspend, when: When, context: Context) -> None:
    if command.reasons is None:
        message = "The person is not on record as missing; suspending the case needs its reasons."
        raise NotAllowed(Code.REASONS_REQUIRED, message)
    if when.first_day < london_day(context.at):
        message = (
            "The person is not on record as missing on that date, and the case of anybody else is suspended from today "
            "on at the earliest. If they were missing, record that first."
        )
        raise Invalid(Code.DATE_OUT_OF_ORDER, message)


def _resume(state: Referral, command: c.Resume, when: When, _: Context) -> e.CaseResumed:
    refuse_without_beginning(state, when, _SUSPENSION)
    return told(e.CaseResumed, command)


def _withdraw(state: Referral, command: c.Withdraw, when: When, _: Context) -> e.CaseWithdrawn:
    """An adult asks to withdraw, or has left the United Kingdom before the first decision."""
    if not isinstance(state.stage, Undecided):
        wrong_stage(state, "A person can withdraw only while a decision is outstanding.")
    if is_child_on(as_at(state, when).strands, when.first_day):
        raise NotAllowed(Code.CHILD_CANNOT_WITHDRAW, "A child cannot withdraw from the National Referral Mechanism.")
    if command.how == "left-the-uk" and not isinstance(state.stage, Referred | AwaitingReasonableGrounds):
        wrong_stage(state, "Leaving the United Kingdom counts as withdrawal only before the first decision.")
    not_before_last_move(state, when)
    return told(e.CaseWithdrawn, command)


def _died(state: Referral, command: c.RecordDeath, when: When, _: Context) -> e.DeathRecorded:
    """Taken at every stage, once: a case that has ended still says what became of the person."""
    whereabouts = state.strands.whereabouts
    if isinstance(whereabouts, Dead):
        contradicts(f"The person's death is on record already ({whereabouts.on.in_words()}).")
    not_before_opening(state, when)
    return told(e.DeathRecorded, command)


def _place(state: Referral, command: c.RecordPlacement, when: When, _: Context) -> e.PlacementRecorded:
    refuse_second(state, when, _PLACEMENT)
    return told(e.PlacementRecorded, command)


def _end_placement(state: Referral, command: c.EndPlacement, when: When, _: Context) -> e.PlacementEnded:
    refuse_without_beginning(state, when, _PLACEMENT)
    return told(e.PlacementEnded, command)


def _detain(state: Referral, command: c.RecordDetention, when: When, _: Context) -> e.PersonDetained:
    """Somebody who is held already and is now held in another kind of place was moved: one more detention, no release.

    The same kind twice is refused: a second prison is the same custody. Where an account did not say in what kind of
    place somebody is held, this says so.
    """
    held = under_way(state, when, _CUSTODY)
    if held is not None and held.outcome == command.kind:
        refuse_second(state, when, _CUSTODY)
    return told(e.PersonDetained, command)


def _release(state: Referral, command: c.RecordRelease, when: When, _: Context) -> e.PersonReleased:
    refuse_without_beginning(state, when, _CUSTODY)
    return told(e.PersonReleased, command)


def _plan_release(state: Referral, command: c.PlanRelease, when: When, _: Context) -> e.ReleasePlanned:
    refuse_without_beginning(state, when, _CUSTODY)
    not_before(command.planned_for, when, "A release cannot be planned for a day that has passed.")
    return told(e.ReleasePlanned, command)


def _safety_plan(_: Referral, command: c.RecordSafetyPlan, __: When, ___: Context) -> e.SafetyPlanMade:
    return told(e.SafetyPlanMade, command)


_OF_THE_LIVING: Answers = {
    c.ReportMissing: _missing,
    c.RecordMissingResponse: _response,
    c.RecordFound: _found,
    c.RecordReturnInterview: _return_interview,
    c.Suspend: _suspend,
    c.Resume: _resume,
    c.Withdraw: _withdraw,
    c.RecordPlacement: _place,
    c.EndPlacement: _end_placement,
    c.RecordDetention: _detain,
    c.PlanRelease: _plan_release,
    c.RecordSafetyPlan: _safety_plan,
    c.RecordRelease: _release,
}

ANSWERS: Answers = {**while_alive(_OF_THE_LIVING), c.RecordDeath: _died}
