"""The lane of one person: commands and the passage of time take turns here. It waits and asks; it never decides.

The path it carries, stage by stage, is the domain's (`domain/referral/state.py`): referred, awaiting reasonable
grounds, recovery period, conclusive grounds, withdrawn or closed. The lane knows only how the case stands now: the
stage and the clocks in plain words, and the next instant at which time alone could change something.

1.  A command arrives as an update. One at a time they are handed to the `record` activity, which decides and appends in
    one transaction. The answer, receipt or refusal, goes back to whoever asked. A refusal is an answer, not a failure.
2.  Between commands the lane sleeps on one timer, named for what it waits for. When the timer fires the lane submits an
    ordinary command, `pass-time`. The decider decides what the time means, so a timer that fires late, early or twice
    changes nothing but when a thing is noticed.
3.  When the history grows long the lane continues as new, after every command in hand has been answered. Commands that
    arrive meanwhile are delivered to the new run, and the command id in Postgres makes a repeated one harmless.
4.  Each open challenge has a child workflow beside the lane, with its own clocks. The lane starts it, tells it of every
    change, and lets time pass when it asks.
5.  Asked to look, the lane asks the log how the case stands, and waits for that. So it is opened after Temporal has
    lost its memory, and put right when it knows another past than the log, as after a restore of the database.
6.  When the case is over the lane ends. A later command starts it again; it holds nothing that the log cannot rebuild.

Read next: `appeal.py`, the children; `gateway.py`, the only way in; `activities/record.py`, where answers come from.
"""

from datetime import datetime, timedelta
from typing import TypeAlias

from temporalio import workflow

from activities.submission import CASE, Submission
from domain.stream.answers import Answer, ChallengeStanding, Standing
from workflows.appeal import Appeals
from workflows.messages import NATION, NEXT_DUE, OPEN_BREACHES, STAGE, TIME_HAS_COME, WAKES, Lane
from workflows.shown import change
from workflows.turns import Turns

_SHORTEST_WAIT = timedelta(seconds=1)

_WaitingFor: TypeAlias = tuple[datetime | None, str | None]
"""An instant, and what it is in plain words."""


@workflow.defn(name="referral")
class ReferralWorkflow:
    """One person's lane, from referral to the end of the case."""

    @workflow.init
    def __init__(self, lane: Lane) -> None:
        self._case = lane.case
        self._turns = Turns(CASE, lane.case, lane.standing, self._show)
        self._shows_wake = lane.shows_wake
        self._appeals = Appeals(lane.case, lane.told)
        self._is_asked = False

    @workflow.run
    async def run(self, lane: Lane) -> None:  # noqa: ARG002 - Temporal hands both constructor and run the input
        """Wait for commands and for time until the case is over, and every child knows of it."""
        turns = self._turns
        turns.show()
        while turns.standing is None and not turns.nothing_to_wait_for:
            if not await turns.is_begun():
                await self._pass_time_and_rest()
        while turns.standing is not None and self._goes_on(turns.standing):
            if workflow.info().is_continue_as_new_suggested():
                await self._continue_as_new()
            await self._appeals.tell(turns.standing)
            await self._wait()
        if turns.standing is None:
            await self._appeals.tell_that_all_is_over()
        await workflow.wait_condition(workflow.all_handlers_finished)

    @workflow.update
    async def submit(self, submission: Submission) -> Answer:
        """Take a command's turn and bring back its answer."""
        return await self._turns.take(submission)

    @submit.validator
    def _for_this_person(self, submission: Submission) -> None:
        self._turns.refuse_others(submission)

    @workflow.update
    async def look(self) -> None:
        """Ask the log how the case stands: after a recovery, under another rule-book, or because its time has come."""
        await self._turns.look()
        standing = self._turns.standing
        if standing is not None and standing.wake_at is not None and standing.wake_at <= workflow.now():
            self._is_asked = True

    @workflow.signal
    def look_again(self, standing: Standing) -> None:
        """Do nothing any more, in lanes that began after `look` was known."""
        self._turns.was_told(standing)

    @workflow.signal(name=TIME_HAS_COME)
    def time_has_come(self, challenge: ChallengeStanding) -> None:
        """A child has reached the instant it waited for: let time pass, and tell it what is new to it."""
        self._appeals.heard_from(challenge)
        self._is_asked = True

    def _goes_on(self, standing: Standing) -> bool:
        return standing.open or self._appeals.has_news(standing) or not workflow.all_handlers_finished()

    async def _continue_as_new(self) -> None:
        await workflow.wait_condition(workflow.all_handlers_finished)
        told = self._appeals.told
        workflow.continue_as_new(Lane(case=self._case, standing=self._turns.to_carry, told=told, shows_wake=True))

    async def _wait(self) -> None:
        """Sleep until the named instant, or until there is something else to wait for."""
        standing = self._turns.standing
        if standing is None:  # it was looked up meanwhile, and the log knows of no such case
            return
        if not standing.open:
            await workflow.wait_condition(workflow.all_handlers_finished)
            return
        if self._turns.is_unsure:
            await self._pass_time_and_rest()
            return
        if self._is_asked:
            await self._pass_time()
            return
        waiting_for = (standing.wake_at, standing.wake_for)
        if standing.wake_at is None:
            await workflow.wait_condition(lambda: self._must_look_up(waiting_for))
            return
        try:
            await workflow.wait_condition(
                lambda: self._must_look_up(waiting_for),
                timeout=max(standing.wake_at - workflow.now(), _SHORTEST_WAIT),
                timeout_summary=standing.wake_for,
            )
        except TimeoutError:
            await self._pass_time_and_rest()

    def _must_look_up(self, waiting_for: _WaitingFor) -> bool:
        return self._turns.is_unsure or self._has_news(waiting_for)

    def _has_news(self, waiting_for: _WaitingFor | None) -> bool:
        """Whether there is something to do besides waiting for this."""
        standing = self._turns.standing
        if standing is None:
            return self._turns.nothing_to_wait_for
        moved = not standing.open or (standing.wake_at, standing.wake_for) != waiting_for
        is_asked = self._is_asked or self._appeals.has_news(standing)
        return moved or is_asked or workflow.info().is_continue_as_new_suggested()

    async def _pass_time_and_rest(self) -> None:
        """Ask what the time means. If nothing moved, or the engine failed on it, look again in a while."""
        before = self._turns.standing
        await self._pass_time()
        if self._turns.is_unsure or _still_waits(before, self._turns.standing):
            await self._rest()
        else:
            self._turns.are_rested()

    async def _rest(self) -> None:
        standing, was_unsure = self._turns.standing, self._turns.is_unsure
        waiting_for = (standing.wake_at, standing.wake_for) if standing is not None else None
        await self._turns.rest(lambda: self._has_news(waiting_for) or self._turns.is_unsure != was_unsure)

    async def _pass_time(self) -> None:
        self._is_asked = False
        await self._turns.pass_time()

    def _show(self, standing: Standing) -> None:
        """Let an operator read how the case stands, in Temporal's own screens."""
        workflow.set_current_details(_details(standing))
        shown = workflow.info().typed_search_attributes
        changes = [
            *change(shown, STAGE, standing.stage),
            *change(shown, NATION, standing.nation),
            *change(shown, OPEN_BREACHES, standing.open_breaches),
            *change(shown, NEXT_DUE, standing.next_due),
            *(change(shown, WAKES, standing.wake_at) if self._shows_wake else ()),
        ]
        if changes:
            workflow.upsert_search_attributes(changes)  # pyright: ignore[reportUnknownMemberType]


def _still_waits(before: Standing | None, now: Standing | None) -> bool:
    """Whether time was passed and what is waited for is still the same instant."""
    return before is not None and now is not None and now.wake_at is not None and now.wake_at == before.wake_at


def _details(standing: Standing) -> str:
    """The case in plain words: stage, clocks, what must not be so and is, next instant."""
    clocks = "\n".join(f"- {line}" for line in standing.clocks) or "- No clock has started."
    waiting = standing.wake_for or "the next command; no clock is running"
    raised = "".join(f"**Safeguard:** {title}\n\n" for title in standing.safeguards)
    return f"**Stage:** {standing.stage.replace('-', ' ')}\n\n{clocks}\n\n{raised}**Waiting for:** {waiting}"
