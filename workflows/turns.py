"""How a lane, of a case or of a prosecution, has a command settled or looks at the log: how often and how long to try.

Read next: `activities/registrar.py`, the two activities; `referral.py` and `prosecution.py`, the lanes.
"""

from datetime import timedelta
from uuid import UUID

from temporalio import workflow
from temporalio.common import RetryPolicy

from activities.registrar import Registrar
from activities.submission import Glance, Submission, Turn
from domain.referral.receipt import Answer, Standing
from domain.roles import Role

FIRST_ANSWER = timedelta(seconds=30)
"""How long a lane waits for the command that started it, before it asks the log how things stand."""

FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(minutes=15)
"""How long to wait when time was passed and nothing moved, because the log cannot be reached or disagrees with this
clock: twice as long each time, so that an outage neither floods the log nor fills the history."""

_ATTEMPT_TIMEOUT = timedelta(seconds=10)
_SETTLE_TIMEOUT = timedelta(seconds=60)
_LOOK_TIMEOUT = timedelta(seconds=15)
_RETRY = RetryPolicy(initial_interval=timedelta(milliseconds=100), maximum_interval=timedelta(seconds=10))
"""While the log is unreachable a command is tried for a minute. Then its caller is told that there is no answer yet, so
that the lane's history does not grow with every attempt; the lane itself looks again until the log is back. A look may
fail sooner: who asked for it asks again."""


async def settled(submission: Submission, *, own: bool = False) -> Answer:
    """The answer to a command whose turn has come; raises FailureError when there is none yet.

    `own`: the lane asks it of its own accord. What arrives from outside never is.
    """
    return await workflow.execute_local_activity_method(
        Registrar.record,
        Turn(submission=submission, at=workflow.now(), own=own),
        start_to_close_timeout=_ATTEMPT_TIMEOUT,
        schedule_to_close_timeout=_SETTLE_TIMEOUT,
        retry_policy=_RETRY,
        summary=submission.command,
    )


async def by_the_log(stream: str) -> Standing | None:
    """How this stream stands by the log, None where there is none; raises FailureError when nobody can say."""
    return await workflow.execute_local_activity_method(
        Registrar.look,
        Glance(stream=stream, at=workflow.now()),
        start_to_close_timeout=_ATTEMPT_TIMEOUT,
        schedule_to_close_timeout=_LOOK_TIMEOUT,
        retry_policy=_RETRY,
        summary="look",
    )


def of_the_engine(case: UUID, command: str) -> Submission:
    """A command without fields that the engine itself asks."""
    return Submission(
        command_id=workflow.uuid4(), case=case, command=command, fields={}, actor=Role.ENGINE.value, role=Role.ENGINE
    )
