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
4.  When the case is over the lane ends. A later command starts it again; it holds nothing that the log cannot rebuild.

Read next: `gateway.py`, the only way in; `activities/record.py`, where the answer comes from.
"""

import asyncio
from datetime import datetime, timedelta
from typing import Any, TypeVar

from temporalio import workflow
from temporalio.common import RetryPolicy, SearchAttributeKey, SearchAttributeUpdate, TypedSearchAttributes
from temporalio.exceptions import FailureError

from activities.record import Recorder
from activities.submission import Submission, Turn
from domain.referral.commands import PassTime
from domain.referral.receipt import Answer, Standing
from domain.roles import Role
from workflows.messages import NATION, NEXT_DUE, OPEN_BREACHES, STAGE, Lane

Value = TypeVar("Value", str, int, datetime)

_ATTEMPT_TIMEOUT = timedelta(seconds=10)
_SETTLE_TIMEOUT = timedelta(seconds=60)
_RETRY = RetryPolicy(initial_interval=timedelta(milliseconds=100), maximum_interval=timedelta(seconds=10))
"""While the log is unreachable a command is tried for a minute. Then its caller is told that there is no answer yet, so
that the lane's history does not grow with every attempt; the lane itself looks again until the log is back."""

_SHORTEST_WAIT = timedelta(seconds=1)
_FIRST_ANSWER = timedelta(seconds=30)
_FIRST_WAIT = timedelta(minutes=1)
_LONGEST_WAIT = timedelta(minutes=15)
"""How long to wait when time was passed and nothing moved, because the log cannot be reached or disagrees with this
clock: twice as long each time, so that an outage neither floods the log nor fills the history."""


@workflow.defn(name="referral")
class ReferralWorkflow:
    """One person's lane, from referral to the end of the case."""

    @workflow.init
    def __init__(self, lane: Lane) -> None:
        self._case = lane.case
        self._standing = lane.standing
        self._turns = asyncio.Lock()
        self._is_no_case = False
        self._is_unsure = False
        self._next_wait = _FIRST_WAIT

    @workflow.run
    async def run(self, lane: Lane) -> None:  # noqa: ARG002 - Temporal hands both constructor and run the input
        """Wait for commands and for time until the case is over."""
        self._show()
        while self._standing is None and not self._nothing_to_wait_for():
            await self._wait_for_a_first_answer()
        while self._standing is not None and self._standing.open:
            if workflow.info().is_continue_as_new_suggested():
                await workflow.wait_condition(workflow.all_handlers_finished)
                workflow.continue_as_new(Lane(case=self._case, standing=None if self._is_unsure else self._standing))
            await self._wait(self._standing)
        await workflow.wait_condition(workflow.all_handlers_finished)

    @workflow.update
    async def submit(self, submission: Submission) -> Answer:
        """Take a command's turn and bring back its answer."""
        # While this awaits, other commands and the timer queue for the lock; nothing else asks the log.
        async with self._turns:
            return await self._record(submission)

    @submit.validator
    def _for_this_person(self, submission: Submission) -> None:
        if submission.case != self._case:
            message = "This lane belongs to another person."
            raise ValueError(message)

    @workflow.signal
    def look_again(self, standing: Standing) -> None:
        """Take over how the case stands according to the log: after a recovery, or under another rule-book."""
        if self._standing is None or standing.version >= self._standing.version:
            self._standing = standing
            self._show()

    def _nothing_to_wait_for(self) -> bool:
        """There is no such case: the command that started this lane was refused."""
        return self._is_no_case and workflow.all_handlers_finished()

    async def _wait_for_a_first_answer(self) -> None:
        """The command that started this lane may never arrive; then ask the log how the case stands."""
        try:
            await workflow.wait_condition(
                lambda: self._standing is not None or self._nothing_to_wait_for(),
                timeout=_FIRST_ANSWER,
                timeout_summary="Waiting for the first command",
            )
        except TimeoutError:
            await self._pass_time()

    async def _wait(self, standing: Standing) -> None:
        """Sleep until the named instant, or until there is something else to wait for."""
        if self._is_unsure:
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
            await self._pass_time()

    def _must_look_up(self, waiting_for: tuple[datetime | None, str | None]) -> bool:
        standing = self._standing
        moved = standing is not None and (not standing.open or (standing.wake_at, standing.wake_for) != waiting_for)
        return moved or self._is_unsure or workflow.info().is_continue_as_new_suggested()

    async def _pass_time(self) -> None:
        """Ask what the time means. If nothing moved, or the engine failed on it, look again in a while."""
        before = self._standing
        try:
            async with self._turns:
                await self._record(
                    Submission(
                        command_id=workflow.uuid4(),
                        case=self._case,
                        command=PassTime.name,
                        fields={},
                        actor="engine",
                        role=Role.ENGINE,
                    )
                )
        except FailureError:
            # What failed is in the worker's log. Raised here it would end the lane, and the person would be forgotten.
            workflow.logger.error("time_not_passed")
        if self._is_unsure or _still_waits(before, self._standing):
            await workflow.sleep(self._next_wait, summary="Waiting to look again")
            self._next_wait = min(self._next_wait * 2, _LONGEST_WAIT)
        else:
            self._next_wait = _FIRST_WAIT

    async def _record(self, submission: Submission) -> Answer:
        try:
            answer = await workflow.execute_local_activity_method(
                Recorder.record,
                Turn(submission=submission, at=workflow.now()),
                start_to_close_timeout=_ATTEMPT_TIMEOUT,
                schedule_to_close_timeout=_SETTLE_TIMEOUT,
                retry_policy=_RETRY,
                summary=submission.command,
            )
        except FailureError:
            self._is_unsure = True  # it may be on record all the same, and our standing an old one
            raise
        self._is_unsure = False
        self._is_no_case = answer.standing is None
        if answer.standing is not None:
            self._standing = answer.standing
            self._show()
        return answer

    def _show(self) -> None:
        """Let an operator read how the case stands, in Temporal's own screens."""
        if self._standing is None:
            return
        workflow.set_current_details(_details(self._standing))
        shown = workflow.info().typed_search_attributes
        changes = [
            *_change(shown, STAGE, self._standing.stage),
            *_change(shown, NATION, self._standing.nation),
            *_change(shown, OPEN_BREACHES, self._standing.open_breaches),
            *_change(shown, NEXT_DUE, self._standing.next_due),
        ]
        if changes:
            workflow.upsert_search_attributes(changes)  # pyright: ignore[reportUnknownMemberType]


def _change(
    shown: TypedSearchAttributes, key: SearchAttributeKey[Value], wanted: Value | None
) -> list[SearchAttributeUpdate[Any]]:
    """Nothing if it is shown as it should be: every update is an entry in the lane's history."""
    if shown.get(key) == wanted:
        return []
    return [key.value_unset() if wanted is None else key.value_set(wanted)]


def _still_waits(before: Standing | None, now: Standing | None) -> bool:
    """Whether time was passed and what is waited for is still the same instant."""
    return before is not None and now is not None and now.wake_at is not None and now.wake_at == before.wake_at


def _details(standing: Standing) -> str:
    """The case in plain words: stage, clocks, next instant."""
    clocks = "\n".join(f"- {line}" for line in standing.clocks) or "- No clock has started."
    waiting = standing.wake_for or "the next command; no clock is running"
    return f"**Stage:** {standing.stage.replace('-', ' ')}\n\n{clocks}\n\n**Waiting for:** {waiting}"
