"""Asks a lane for its answer to a command, and starts the lane where none runs: at the opening, and after the end.

The update id follows from the request, so asking again is safe. Read next: `gateway.py`, for what people ask;
`activities/telling.py`, for what a prosecution tells a case.
"""

from dataclasses import dataclass
from datetime import timedelta

from temporalio.client import Client, WorkflowUpdateFailedError
from temporalio.service import RPCError, RPCStatusCode

from activities.kinds import kind_of
from activities.record import Recorder
from activities.submission import Submission
from domain.referral.receipt import Answer
from workflows.lanes import starting
from workflows.messages import SUBMIT, lane_id

_RPC_TIMEOUT = timedelta(seconds=20)


@dataclass(frozen=True)
class Lanes:
    """Every lane there is or can be."""

    client: Client
    recorder: Recorder

    async def answer(self, submission: Submission, again: str) -> Answer:
        """The answer through the lane. Where the lane failed, the log knows whether the command was settled.

        If it was not, the lane is asked once more, under a name that ends with `again`: under the first Temporal would
        only repeat the failure, and the command id makes a second settling impossible. Attempts that belong together
        say the same, so that the lane's history does not grow with each of them.
        """
        try:
            return await self._update(submission, submission.update_id)
        except WorkflowUpdateFailedError:
            settled = await self.recorder.settled(submission)
            return settled or await self._update(submission, f"{submission.update_id}:{again}")

    async def _update(self, submission: Submission, update_id: str) -> Answer:
        """An update of the running lane; where none runs, one that starts it."""
        if submission.command not in kind_of(submission.command).opening:
            try:
                return await self._update_running(submission, update_id)
            except RPCError as error:
                if error.status is not RPCStatusCode.NOT_FOUND:
                    raise
        started: Answer = await self.client.execute_update_with_start_workflow(  # pyright: ignore[reportUnknownMemberType]
            SUBMIT,
            submission,
            start_workflow_operation=starting(submission.case, submission.kind),
            id=update_id,
            result_type=Answer,
            rpc_timeout=_RPC_TIMEOUT,
        )
        return started

    async def _update_running(self, submission: Submission, update_id: str) -> Answer:
        lane = self.client.get_workflow_handle(lane_id(submission.case, submission.kind))
        answer: Answer = await lane.execute_update(  # pyright: ignore[reportUnknownMemberType]
            SUBMIT, submission, id=update_id, result_type=Answer, rpc_timeout=_RPC_TIMEOUT
        )
        return answer
