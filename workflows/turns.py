"""What every lane holds: whose turn it is to ask something of the log, and how its stream stands by the last answer.

A lane, of a case or of a prosecution, is a workflow that has one `Turns` and adds what it waits for itself. Turns never
decides: what is asked is settled by an activity, and tried for as long as is said here. A standing that an unanswered
command may have changed is no longer believed (`is_unsure`) until the log has been asked again.

Read next: `activities/registrar.py`, the two activities; `referral.py` and `prosecution.py`, the lanes.
"""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from temporalio import workflow
from temporalio.common import RetryPolicy
from temporalio.exceptions import FailureError

from activities.registrar import Registrar, why_turned_away
from activities.submission import CASE, Glance, Submission, Turn
from domain.prosecution import commands as prosecution_commands
from domain.referral.commands.file import PassTime
from domain.roles import Role
from domain.stream import PROSECUTION
from domain.stream.answers import Answer, Standing

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


_PASS_TIME = {CASE: PassTime.name, PROSECUTION: prosecution_commands.PassTime.name}

_BELIEVES_THE_LOG_ONLY = "believes-the-log-only"
"""The change by which a lane no longer takes over what a signal tells it."""


class Turns:
    """Commands, and looks at the log, of one stream, one at a time; and how it stands.

    `standing` is None until the first answer, and when the log knows of no such stream. `show` is called whenever there
    is a standing to be shown to an operator.
    """

    def __init__(self, kind: str, whose: UUID, standing: Standing | None, show: Callable[[Standing], None]) -> None:
        self.standing = standing
        self.is_unsure = False
        self._kind, self._whose, self._show = kind, whose, show
        self._one_at_a_time = asyncio.Lock()
        self._is_nothing = False
        self._next_wait = FIRST_WAIT

    @property
    def to_carry(self) -> Standing | None:
        """What the next run of the lane begins with: nothing that may not be so any more."""
        return None if self.is_unsure else self.standing

    @property
    def nothing_to_wait_for(self) -> bool:
        """There is no such stream: the command that started this lane was refused."""
        return self._is_nothing and workflow.all_handlers_finished()

    def refuse_others(self, submission: Submission) -> None:
        """Raise ValueError for a command that is asked of another stream."""
        if submission.case != self._whose:
            message = f"This lane belongs to another {self._kind}."
            raise ValueError(message)

    async def take(self, submission: Submission) -> Answer:
        """Have a command settled when its turn has come; raises FailureError when there is no answer yet."""
        # While this awaits, other commands and the timer queue for the lock; nothing else asks the log.
        async with self._one_at_a_time:
            return (await self._record(submission)).without_standing

    async def look(self) -> None:
        """Ask the log how it stands, and believe that; raises FailureError when nobody can say."""
        async with self._one_at_a_time:
            self._stands(await _by_the_log(f"{self._kind}/{self._whose}"))

    async def pass_time(self) -> None:
        """Ask what the time means. When there is no answer, how the stream stands is unsure, or what it was."""
        try:
            async with self._one_at_a_time:
                await self._record(_of_the_engine(self._whose, _PASS_TIME[self._kind]), own=True)
        except FailureError:
            # What failed is in the worker's log. Raised here it would end the lane, and the person would be forgotten.
            workflow.logger.error("time_not_passed")

    async def is_begun(self) -> bool:
        """Wait for the answer to the command that started this lane; False when it did not come in time."""
        try:
            await workflow.wait_condition(
                lambda: self.standing is not None or self.nothing_to_wait_for,
                timeout=FIRST_ANSWER,
                timeout_summary="Waiting for the first command",
            )
        except TimeoutError:
            return False
        return True

    async def rest(self, until: Callable[[], bool]) -> None:
        """Wait a while, twice as long each time, or until there is something better to do."""
        try:
            await workflow.wait_condition(until, timeout=self._next_wait, timeout_summary="Waiting to look again")
        except TimeoutError:
            self._next_wait = min(self._next_wait * 2, LONGEST_WAIT)

    def are_rested(self) -> None:
        """All is as it should be: the next rest is a short one again."""
        self._next_wait = FIRST_WAIT

    def was_told(self, standing: Standing) -> None:
        """Do nothing any more. Releases before `look` told a lane so how its stream stands, and anybody could."""
        if workflow.patched(_BELIEVES_THE_LOG_ONLY):
            return
        if self.standing is None or standing.version >= self.standing.version:
            self.standing = standing
            self.show()

    def show(self) -> None:
        """Let an operator read how it stands, if anybody knows."""
        if self.standing is not None:
            self._show(self.standing)

    async def _record(self, submission: Submission, *, own: bool = False) -> Answer:
        try:
            answer = await _settled(submission, own=own)
        except FailureError as error:
            if why_turned_away(error) is None:
                self.is_unsure = True  # it may be on record all the same, and our standing an old one
            raise
        self._stands(answer.standing)
        return answer

    def _stands(self, standing: Standing | None) -> None:
        """Take over how it stands by the log; None: there is no such stream, whatever this lane knew."""
        self.is_unsure = False
        self._is_nothing = standing is None
        self.standing = standing
        self.show()


async def _settled(submission: Submission, *, own: bool = False) -> Answer:
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


async def _by_the_log(stream: str) -> Standing | None:
    """How this stream stands by the log, None where there is none; raises FailureError when nobody can say."""
    return await workflow.execute_local_activity_method(
        Registrar.look,
        Glance(stream=stream, at=workflow.now()),
        start_to_close_timeout=_ATTEMPT_TIMEOUT,
        schedule_to_close_timeout=_LOOK_TIMEOUT,
        retry_policy=_RETRY,
        summary="look",
    )


def _of_the_engine(case: UUID, command: str) -> Submission:
    """A command without fields that the engine itself asks."""
    return Submission(
        command_id=workflow.uuid4(), case=case, command=command, fields={}, actor=Role.ENGINE.value, role=Role.ENGINE
    )
