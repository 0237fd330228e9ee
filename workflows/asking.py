"""Asks a lane for its answer to a command, and starts the lane where none runs: at the opening, and after the end.

The update id follows from the request, so asking again is safe. An answer is believed if the registrar signed it for
this very asking. Any other, because Temporal remembers it, or because somebody made it up, says nothing about what is
on record: after a restore of the database Temporal remembers what the log has lost. Then the log is asked.

Read next: `activities/signing.py`; `gateway.py`, for what people ask; `activities/telling.py`, for what a prosecution
tells a case.
"""

from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

from temporalio.client import Client, WorkflowUpdateFailedError
from temporalio.service import RPCError, RPCStatusCode

from activities.kinds import kind_of
from activities.record import Recorder
from activities.signing import Signer
from activities.submission import Submission
from domain.stream.answers import Answer
from workflows.lanes import ask_or_start
from workflows.messages import SUBMIT, lane_id

_RPC_TIMEOUT = timedelta(seconds=20)


class NotBelieved(Exception):
    """Whatever answered, it was not the registrar; and the log has no answer."""


@dataclass(frozen=True)
class Lanes:
    """Every lane there is or can be."""

    client: Client
    recorder: Recorder
    signer: Signer

    async def answer(self, submission: Submission, again: str) -> Answer:
        """The answer to a signed submission. Where the lane gave none, the log knows whether the command was settled.

        If it was not, the lane is asked once more, under a name that ends with `again`: under the first Temporal would
        only repeat what it remembers, and the command id makes a second settling impossible. Attempts that belong
        together say the same, so that the lane's history does not grow with each of them. Raises
        WorkflowUpdateFailedError as the lane does, and NotBelieved.
        """
        asked = submission.model_copy(update={"asking": uuid4()})
        failed: WorkflowUpdateFailedError | None = None
        for name in (asked.update_id, f"{asked.update_id}:{again}"):
            try:
                answer = await self._update(asked, name)
            except WorkflowUpdateFailedError as failure:
                failed = failure
            else:
                if self.signer.has_answered(answer, asked):
                    return answer
            if (on_record := await self.recorder.settled(asked)) is not None:
                return on_record
        raise failed or NotBelieved

    async def _update(self, submission: Submission, update_id: str) -> Answer:
        """An update of the running lane; where none runs, one that starts it."""
        if submission.command not in kind_of(submission.command).opening:
            try:
                return await self._update_running(submission, update_id)
            except RPCError as error:
                if error.status is not RPCStatusCode.NOT_FOUND:
                    raise
        case, kind = submission.case, submission.kind
        started: Answer = await ask_or_start(
            self.client, case, kind, SUBMIT, submission, update_id=update_id, result_type=Answer
        )
        return started

    async def _update_running(self, submission: Submission, update_id: str) -> Answer:
        lane = self.client.get_workflow_handle(lane_id(submission.case, submission.kind))
        answer: Answer = await lane.execute_update(  # pyright: ignore[reportUnknownMemberType]
            SUBMIT, submission, id=update_id, result_type=Answer, rpc_timeout=_RPC_TIMEOUT
        )
        return answer
