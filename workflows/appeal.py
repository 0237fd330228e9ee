"""A challenge beside the case: one child workflow for each that is open, with its own name, clocks and end.

No statute gives an appeal against a decision of the NRM; what there is, is reconsideration, judicial review, and
appeals to a tribunal that concern the same facts. Several may run at once, and the case carries on beside them.

1.  The person's lane starts the child when the log knows of an open challenge, and tells it of every change. The child
    records nothing and decides nothing.
2.  It sleeps until the next instant of the clocks that the challenge itself started. Then it asks the lane to let time
    pass: the lane submits the ordinary command, and the decider decides. Until there is news it asks again, ever less
    often.
3.  It ends when the challenge does. A claim that is revived gets a new run under the same id.

Temporal applies the parent close policy of a child also when its parent continues as new, and the new run knows none of
the old one's children (github.com/temporalio/temporal/issues/3666). So children are abandoned, never cancelled: they
outlive every run of the lane, the lane finds them by their id, and one that the lane has forgotten makes itself known.
After Temporal has lost its memory the lane starts them anew, from the log.

Read next: `referral.py`, the lane.
"""

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from temporalio import workflow
from temporalio.exceptions import FailureError, WorkflowAlreadyStartedError
from temporalio.workflow import ParentClosePolicy

from domain.stream.answers import ChallengeStanding, Standing
from workflows.messages import CHALLENGE, NATION, NEXT_DUE, STEP, TIME_HAS_COME, Appeal, appeal_id, lane_id
from workflows.shown import change

_SHORTEST_WAIT = timedelta(seconds=1)
_FIRST_WAIT = timedelta(minutes=1)
_LONGEST_WAIT = timedelta(hours=6)
"""How long to wait for the lane's answer before asking again: twice as long each time. The lane has its own timer for
the same instant, so nothing depends on the answer."""


@workflow.defn(name="appeal")
class AppealWorkflow:
    """One challenge, from the day it was brought to its end."""

    @workflow.init
    def __init__(self, appeal: Appeal) -> None:
        self._case = appeal.case
        self._nation = appeal.nation
        self._challenge = appeal.challenge
        self._next_wait = _FIRST_WAIT

    @workflow.run
    async def run(self, appeal: Appeal) -> None:  # noqa: ARG002 - Temporal hands both constructor and run the input
        """Wait for news of the challenge, and for its time, until it is over."""
        self._show()
        while self._challenge.open:
            if workflow.info().is_continue_as_new_suggested():
                workflow.continue_as_new(Appeal(case=self._case, nation=self._nation, challenge=self._challenge))
            await self._wait(self._challenge)

    @workflow.signal
    def stands(self, challenge: ChallengeStanding) -> None:
        """Take over how the challenge stands, as the lane has it from the log."""
        self._challenge = challenge
        self._show()

    async def _wait(self, challenge: ChallengeStanding) -> None:
        """Sleep until the named instant, or until there is news."""
        if challenge.wake_at is None:
            await workflow.wait_condition(lambda: self._has_news(challenge))
            return
        try:
            await workflow.wait_condition(
                lambda: self._has_news(challenge),
                timeout=max(challenge.wake_at - workflow.now(), _SHORTEST_WAIT),
                timeout_summary=challenge.wake_for,
            )
        except TimeoutError:
            await self._ask(challenge)

    async def _ask(self, challenge: ChallengeStanding) -> None:
        """Ask the lane to let time pass, and wait a while for what comes of it."""
        try:
            await workflow.get_external_workflow_handle(lane_id(self._case)).signal(TIME_HAS_COME, challenge)
        except FailureError:
            # No lane is running: the next command or a recovery brings it back, and until then nobody can be told.
            workflow.logger.warning("lane_not_found")
        try:
            await workflow.wait_condition(
                lambda: self._has_news(challenge),
                timeout=self._next_wait,
                timeout_summary="Waiting for the case to look",
            )
        except TimeoutError:
            self._next_wait = min(self._next_wait * 2, _LONGEST_WAIT)
        else:
            self._next_wait = _FIRST_WAIT

    def _has_news(self, known: ChallengeStanding) -> bool:
        return self._challenge != known or workflow.info().is_continue_as_new_suggested()

    def _show(self) -> None:
        """Let an operator read how the challenge stands, in Temporal's own screens."""
        workflow.set_current_details(_details(self._challenge))
        shown = workflow.info().typed_search_attributes
        changes = [
            *change(shown, CHALLENGE, self._challenge.kind),
            *change(shown, STEP, self._challenge.step),
            *change(shown, NATION, self._nation),
            *change(shown, NEXT_DUE, self._challenge.next_due),
        ]
        if changes:
            workflow.upsert_search_attributes(changes)  # pyright: ignore[reportUnknownMemberType]


class Appeals:
    """The lane's side: every open challenge has its child, and each child knows how its challenge stands.

    `told` is what each running child was told last, as far as the lane knows; it is carried when the lane continues as
    new. Nothing is lost with it: a child that is not in it is found when it is started, because its id is taken.
    """

    def __init__(self, case: UUID, told: Iterable[ChallengeStanding]) -> None:
        self._case = case
        self._told = {challenge.number: challenge for challenge in told}

    @property
    def told(self) -> tuple[ChallengeStanding, ...]:
        """What each running child was told last."""
        return tuple(self._told.values())

    def has_news(self, standing: Standing) -> bool:
        """Whether a child is missing, or knows less than the log."""
        return any(self._is_news(challenge) for challenge in self._every(standing))

    def heard_from(self, challenge: ChallengeStanding) -> None:
        """Take note of a child that made itself known, and of what it knows."""
        self._told[challenge.number] = challenge

    async def tell(self, standing: Standing) -> None:
        """Start the children that are missing, and tell the others what is new to them."""
        for challenge in self._every(standing):
            if self._is_news(challenge):
                await self._tell(challenge, standing.nation)

    async def tell_that_all_is_over(self) -> None:
        """Let every child end: the log knows nothing of the case any more."""
        for challenge in self.told:
            await self._tell(_over(challenge), nation="")

    def _every(self, standing: Standing) -> tuple[ChallengeStanding, ...]:
        """Every challenge on record, and those that were struck from it since a child was told.

        Those that were struck are over, and so is every challenge of a case that is: nothing waits for its answer.
        """
        on_record = [challenge.number for challenge in standing.challenges]
        struck = tuple(known for number, known in self._told.items() if number not in on_record)
        if standing.open:
            return (*standing.challenges, *map(_over, struck))
        return tuple(map(_over, (*standing.challenges, *struck)))

    def _is_news(self, challenge: ChallengeStanding) -> bool:
        known = self._told.get(challenge.number)
        return known != challenge and (challenge.open or known is not None)

    async def _tell(self, challenge: ChallengeStanding, nation: str) -> None:
        is_known = self._told.pop(challenge.number, None) is not None
        if challenge.open:
            self._told[challenge.number] = challenge
        if is_known and await self._reached(challenge):
            return
        if challenge.open and not await self._started(challenge, nation):
            await self._reached(challenge)

    async def _reached(self, challenge: ChallengeStanding) -> bool:
        """Whether a running child could be told."""
        child = workflow.get_external_workflow_handle_for(AppealWorkflow.run, appeal_id(self._case, challenge.number))
        try:
            await child.signal(AppealWorkflow.stands, challenge)
        except FailureError:
            return False
        return True

    async def _started(self, challenge: ChallengeStanding, nation: str) -> bool:
        """Whether a child was started; not if one is running under that id."""
        try:
            await workflow.start_child_workflow(
                AppealWorkflow.run,
                Appeal(case=self._case, nation=nation, challenge=challenge),
                id=appeal_id(self._case, challenge.number),
                parent_close_policy=ParentClosePolicy.ABANDON,
                static_summary=f"{challenge.title}, case {self._case}",
            )
        except WorkflowAlreadyStartedError:
            return False
        return True


def _over(challenge: ChallengeStanding) -> ChallengeStanding:
    return challenge.model_copy(update={"open": False})


def _details(challenge: ChallengeStanding) -> str:
    """The challenge in plain words: what happened, its clocks, the next instant."""
    steps = "\n".join(f"- {line}" for line in challenge.steps)
    clocks = "\n".join(f"- {line}" for line in challenge.clocks) or "- No clock of its own is running."
    waiting = challenge.wake_for or "the next step; no clock is running"
    return f"**{challenge.title}**\n\n{steps}\n\n{clocks}\n\n**Waiting for:** {waiting}"
