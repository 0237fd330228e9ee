"""Hands a pointer over to the person's own lane: the one thing that a prosecution ever tells a case.

A pointer travels the way of every command, so the person's lane keeps its order, and the command id makes a repeated
one harmless. Trouble that passes is raised for Temporal to try again; a defect for the prosecution's lane, which lets
some time go by first. A refusal is an answer: it is on record in the case, and asking again would change nothing.
"""

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass

import structlog
from temporalio import activity
from temporalio.client import WorkflowUpdateFailedError, WorkflowUpdateRPCTimeoutOrCancelledError
from temporalio.exceptions import ApplicationError
from temporalio.service import RPCError

from activities.passing import defect, passes
from activities.submission import Submission
from domain.errors import Code
from domain.stream.answers import Answer

_log = structlog.get_logger()


@dataclass(frozen=True)
class Messenger:
    """The `tell` activity, and how it asks a lane: with the name of the attempts that belong together."""

    ask: Callable[[Submission, str], Awaitable[Answer]]

    @activity.defn(name="tell")
    async def tell(self, submission: Submission) -> None:
        """Ask this of a person's lane, whether it runs or has ended."""
        try:
            answer = await self.ask(submission, _this_series())
        except Exception as error:  # noqa: BLE001 - whatever it was, Temporal is not to keep its words
            command = submission.command_id
            _log.exception("case_not_told", command_id=str(command), case=str(submission.case))
            if not _may_pass(error):
                raise defect(f"The engine failed on pointer {command}.") from None
            message = f"There is no answer yet to pointer {command}."
            raise ApplicationError(message, type=Code.NO_ANSWER_YET) from None
        if answer.refusal is not None:
            _log.warning("case_refused_pointer", command_id=str(submission.command_id), code=answer.refusal.code)


def _this_series() -> str:
    """The same for every attempt at this activity, and for no other."""
    info = activity.info()
    return f"{info.workflow_run_id}:{info.activity_id}"


def _may_pass(error: BaseException) -> bool:
    """Whether to try again soon. A lane that failed for good says so in the failure that its own failure came from."""
    if isinstance(error, WorkflowUpdateFailedError):
        return not any(isinstance(one, ApplicationError) and one.non_retryable for one in _chain(error))
    return passes(error) or isinstance(error, (RPCError, WorkflowUpdateRPCTimeoutOrCancelledError))


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__
