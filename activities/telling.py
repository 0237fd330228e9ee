"""Hands a pointer over to the person's own lane: the one thing that a prosecution ever tells a case.

A pointer travels the way of every command, so the person's lane keeps its order, and the command id makes a repeated
one harmless. Trouble is raised, for the prosecution's lane to try again. A refusal is an answer: it is on record in the
case, and asking again would change nothing.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import structlog
from temporalio import activity

from activities.submission import Submission
from domain.referral.receipt import Answer

_log = structlog.get_logger()


@dataclass(frozen=True)
class Messenger:
    """The `tell` activity, and how it reaches a lane."""

    ask: Callable[[Submission], Awaitable[Answer]]

    @activity.defn(name="tell")
    async def tell(self, submission: Submission) -> None:
        """Ask this of a person's lane, whether it runs or has ended."""
        answer = await self.ask(submission)
        if answer.refusal is not None:
            _log.warning("case_refused_pointer", command_id=str(submission.command_id), code=answer.refusal.code)
