"""What the lanes turn to: the `record` activity, which has a command settled, and `look`, which says how a case stands.

It is where Temporal ends and the record begins, so it believes nothing that comes from there. A command is settled only
if it was signed by who may ask (`signing.py`), or if the lane itself asks what the time means. Neither activity can be
had but from a lane: whoever reaches Temporal's port can have any workflow of their own ask for an activity, but not for
a local one. An answer is signed for whoever asked; so are the pointers that a lane is to hand over.

Trouble that passes is raised for Temporal to try again. A defect of ours is not tried again, and neither is what was
turned away. Read next: `record.py`, how a command is settled; `workflows/turns.py`, how a lane asks.
"""

from dataclasses import dataclass
from typing import Protocol

import structlog
from temporalio import activity
from temporalio.exceptions import ApplicationError

from activities.passing import defect, passes
from activities.record import Recorder
from activities.signing import Signer
from activities.submission import Glance, Submission, Turn
from domain.errors import Code, Unavailable
from domain.prosecution import commands as prosecution_commands
from domain.referral.commands import file as referral_commands
from domain.roles import Role
from domain.stream.answers import Answer, Standing

TURNED_AWAY = frozenset({Code.NOT_SIGNED, Code.CASE_TOO_LONG})
"""Why a command was not settled, and will not be if it is tried again. Nothing of it is on record."""

MOST_LINES = 100
"""Clocks of one case that Temporal's screens show: more than anybody reads, and far less than a message holds."""

_log = structlog.get_logger()


class Known(Protocol):
    """Knows which cases are too long."""

    def refuse_if_too_long(self, stream: str) -> None:
        """Raise Unavailable (case-too-long) for a case that is."""
        ...


@dataclass(frozen=True)
class Registrar:
    """The activities of the lanes, and what they rest on."""

    recorder: Recorder
    signer: Signer
    long_cases: Known

    @activity.defn(name="record")
    async def record(self, turn: Turn) -> Answer:
        """Settle one command on behalf of a lane."""
        submission = turn.submission
        try:
            _for_lanes_only()
            self._refuse_what_is_not_signed(turn)
            self.long_cases.refuse_if_too_long(submission.stream)
            settled = await self.recorder.settle(turn)
            answer = self.signer.signed_answer(settled.answer, submission)
            if settled.after is None:
                return answer
            standing = await self.recorder.standing(settled.after, turn.at, submission.stream)
            return answer.model_copy(update={"standing": self._as_shown(standing)})
        except Exception as error:
            if not _is_turned_away(error) and passes(error):
                raise
            command = str(submission.command_id)
            _note(error, "command_not_settled", command_id=command, case=str(submission.case))
            raise _failure(error, f"The engine failed on command {command}.") from None

    @activity.defn(name="look")
    async def look(self, glance: Glance) -> Standing | None:
        """How a case or prosecution stands by the log; None if there is none."""
        try:
            _for_lanes_only()
            self.long_cases.refuse_if_too_long(glance.stream)
            standing = await self.recorder.look(glance.stream, glance.at)
            return None if standing is None else self._as_shown(standing)
        except Exception as error:
            if not _is_turned_away(error) and passes(error):
                raise
            _note(error, "case_not_looked_at", case=glance.stream)
            raise _failure(error, f"The engine failed to look at {glance.stream}.") from None

    def _refuse_what_is_not_signed(self, turn: Turn) -> None:
        if self.signer.has_signed(turn.submission) or (turn.own and _asks_what_the_time_means(turn.submission)):
            return
        message = (
            "The engine does not take this for a command of its own gateway's: it is not signed with the key that the "
            "worker has. Nothing was recorded."
        )
        raise Unavailable(Code.NOT_SIGNED, message)

    def _as_shown(self, standing: Standing) -> Standing:
        pointers = tuple(self.signer.signed_pointer(pointer) for pointer in standing.pointers)
        clocks, more = standing.clocks[:MOST_LINES], len(standing.clocks) - MOST_LINES
        clocks += (f"and {more:,} more",) if more > 0 else ()
        return standing.model_copy(update={"pointers": pointers, "clocks": clocks})


def why_turned_away(failure: BaseException | None) -> Unavailable | None:
    """Why a command was turned away, as the failure of an update or an activity tells it; None if it was not."""
    while failure is not None:
        if isinstance(failure, ApplicationError) and failure.type in TURNED_AWAY:
            return Unavailable(Code(failure.type), failure.message)
        failure = failure.__cause__
    return None


def _for_lanes_only() -> None:
    if not activity.info().is_local:
        message = "Only a lane asks for this activity."
        raise ValueError(message)


def _is_turned_away(error: Exception) -> bool:
    return isinstance(error, Unavailable) and error.code in TURNED_AWAY


def _note(error: Exception, what: str, **about: str) -> None:
    """Write for operators what came of it."""
    if isinstance(error, Unavailable):
        _log.warning(what, code=error.code, **about)
    else:
        _log.exception(what, **about)


def _failure(error: Exception, message: str) -> ApplicationError:
    """What the lane is told; of a defect of ours, none of its words."""
    if isinstance(error, Unavailable):
        return ApplicationError(error.message, type=error.code, non_retryable=True)
    return defect(message)


def _asks_what_the_time_means(submission: Submission) -> bool:
    """Whether this is all that a lane asks of its own accord."""
    passes_time = submission.command in (referral_commands.PassTime.name, prosecution_commands.PassTime.name)
    return submission.role is Role.ENGINE and passes_time and not submission.fields
