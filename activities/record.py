"""Settles a command: load the case, fold it, decide, append. The one writer of the log.

The append is one statement and one transaction: events, the command's outcome and the read-model rows become visible
together or not at all. It demands the version that the decision was made on; if somebody else was first, the case is
loaded and decided again. The command id makes every repetition harmless: the first answer is given again, for ever.

A refusal is recorded and returned. Only trouble with the database is raised, for the lane to try again; a defect in
our own code is raised as an error that is not retried, so that one bad command cannot block a person's lane.

Read next: `domain/referral/decide.py`, `eventlog/log.py`.
"""

import asyncio
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

import asyncpg
import structlog
from temporalio import activity
from temporalio.exceptions import ApplicationError

from activities.history import history_of, stream_of
from activities.submission import Submission, Turn
from domain.errors import Code, Conflict, NrmError, Unavailable
from domain.referral.commands import OPENING
from domain.referral.decide import Context, Decision, decide
from domain.referral.events import body_of
from domain.referral.evolve import fold
from domain.referral.outlook import Outlook
from domain.referral.parse import parse
from domain.referral.receipt import Answer, Receipt, Refusal, receipt, standing
from domain.referral.state import Referral
from domain.referral.views import case_views
from domain.rules.model import RuleBook
from eventlog.log import CommandRecord, EventLog, Loaded, NewEvent, Outcome

_PASSING = frozenset({"08", "40", "53", "55", "57", "58"})
"""Classes of SQLSTATE that pass: connection, rollback, resources, locks and time limits, shutdown, system. Anything
else is a defect of ours, and asking again would block the person's lane."""

_RACES = 10
"""How often to decide again when others keep being first. Through a lane there is nobody else to be first."""

_NOTHING = Loaded(version=0, events=(), outcome=None)

_log = structlog.get_logger()


@dataclass(frozen=True)
class Settlement:
    """The answer to a command, and the outlook of the case after it; None where there is no case."""

    answer: Answer
    outlook: Outlook | None

    def with_standing(self, now: datetime) -> Answer:
        """The answer, with how the case stands now."""
        if self.outlook is None:
            return self.answer
        return self.answer.model_copy(update={"standing": standing(self.outlook, now)})


@dataclass(frozen=True)
class Recorder:
    """The `record` activity and its dependencies: the log, and the rule-book that decides."""

    log: EventLog
    rules: RuleBook

    @activity.defn(name="record")
    async def record(self, turn: Turn) -> Answer:
        """Settle one command on behalf of a lane."""
        try:
            return (await self.settle(turn)).with_standing(turn.at)
        except Exception as defect:
            if _passes(defect):
                raise
            command = turn.submission.command_id
            _log.exception("command_not_settled", command_id=str(command), case=str(turn.submission.case))
            message = f"The engine failed on command {command}."
            # Not `from defect`: Temporal would keep its message and stack, and nobody knows what they hold.
            raise ApplicationError(message, type=Code.INTERNAL_ERROR, non_retryable=True) from None

    async def settle(self, turn: Turn) -> Settlement:
        """Answer one command; raises only when the log cannot be reached, or cannot be read.

        A command that opens a case is first decided on no history at all: nearly always there is none, and if there is,
        the log refuses the append and the command is decided again on what was found.
        """
        submission = turn.submission
        loaded = _NOTHING if submission.command in OPENING else await self._load(submission)
        for _ in range(_RACES):
            settled = await self._try(turn, loaded)
            if settled is not None:
                return settled
            loaded = await self._load(submission)
        raise Unavailable(Code.NO_ANSWER_YET, "Others keep changing this case; try again in a moment.")

    async def refuse(self, stream: str | None, submission: Submission, refusal: NrmError) -> Answer:
        """Put a refusal on record and return it; if this command id was answered before, that answer stands."""
        reused = refusal.code is Code.COMMAND_ID_REUSED
        command = uuid5(submission.command_id, submission.fingerprint) if reused else submission.command_id
        try:
            stored = await self.log.refuse(stream, _command(submission, command), refusal.code, refusal.message)
        except Conflict as conflict:
            return await self.refuse(stream, submission, conflict)
        return _answer_of(stored)

    async def settled(self, submission: Submission) -> Answer | None:
        """The answer on record to this very request; None if there is none. Raises Conflict (command-id-reused)."""
        outcome = await self.log.outcome_of(submission.command_id)
        if outcome is None:
            return None
        _same_request(outcome, submission)
        return _answer_of(outcome)

    async def outlook(self, case: UUID) -> Outlook | None:
        """The outlook of a case as it is on record; None if there is no such case."""
        state = fold(history_of((await self.log.load(stream_of(case))).events))
        return Outlook(state, self.rules) if isinstance(state, Referral) else None

    async def _load(self, submission: Submission) -> Loaded:
        return await self.log.load(stream_of(submission.case), submission.command_id)

    async def _try(self, turn: Turn, loaded: Loaded) -> Settlement | None:
        """One attempt; None when the case is no longer, or never was, at the version that was loaded."""
        submission = turn.submission
        try:
            if loaded.outcome is not None:
                _same_request(loaded.outcome, submission)
                return await self._as_it_stands(submission, _answer_of(loaded.outcome))
            _expected_version(submission, loaded)
            return await self._decide_and_append(turn, loaded)
        except Unavailable:
            raise
        except NrmError as refusal:
            if refusal.code is Code.CASE_HAS_MOVED and submission.expected_version is None:
                return None
            answer = await self.refuse(stream_of(submission.case), submission, refusal)
            return await self._as_it_stands(submission, answer)

    async def _as_it_stands(self, submission: Submission, answer: Answer) -> Settlement:
        """An answer that changed nothing, and the case as it is on record, whatever we had loaded."""
        return Settlement(answer, await self.outlook(submission.case))

    async def _decide_and_append(self, turn: Turn, loaded: Loaded) -> Settlement:
        submission = turn.submission
        command = parse(submission.command, submission.fields)
        context = Context(submission.case, submission.actor, submission.role, turn.at, self.rules)
        decision = decide(fold(history_of(loaded.events)), command, context)
        outcome = await self.log.append(
            stream_of(submission.case),
            loaded.version,
            _command(submission, submission.command_id),
            _new_events(submission.command_id, decision),
            rules=self.rules.identity,
            receipt=receipt(submission.case, decision.outlook, decision.events).model_dump_json(),
            views=case_views(submission.case, decision.outlook).model_dump_json(),
        )
        if outcome.duplicate:
            return await self._as_it_stands(submission, _answer_of(outcome))
        return Settlement(_answer_of(outcome), decision.outlook)


def _answer_of(outcome: Outcome) -> Answer:
    """The answer as it is on record."""
    if outcome.accepted:
        return Answer(receipt=Receipt.model_validate_json(outcome.receipt or "{}"), duplicate=outcome.duplicate)
    refusal = Refusal(code=outcome.code or Code.INTERNAL_ERROR, message=outcome.message or "")
    return Answer(refusal=refusal, duplicate=outcome.duplicate)


def _passes(error: Exception) -> bool:
    """Whether trying again later can help."""
    if isinstance(error, asyncpg.PostgresError):
        return (error.sqlstate or "")[:2] in _PASSING
    if isinstance(error, asyncpg.InterfaceError):
        return not isinstance(error, ValueError)
    return isinstance(error, (OSError, asyncio.TimeoutError, Unavailable))


def _same_request(outcome: Outcome, submission: Submission) -> None:
    if outcome.fingerprint != submission.fingerprint:
        raise Conflict(Code.COMMAND_ID_REUSED, "This command id has been used before, for something else.")


def _command(submission: Submission, command_id: UUID) -> CommandRecord:
    return CommandRecord(
        command_id=command_id,
        type=submission.command,
        actor=submission.actor,
        role=submission.role,
        fingerprint=submission.fingerprint,
    )


def _new_events(command_id: UUID, decision: Decision) -> tuple[NewEvent, ...]:
    """What was decided, ready to be stored. What followed names the event it followed from, where there is one."""
    asked, first = len(decision.asked), uuid5(command_id, "1")
    return tuple(
        NewEvent(
            event_id=uuid5(command_id, str(place)),
            type=event.type,
            schema=event.schema_version,
            effective=when,
            cause=first if asked and place > asked else None,
            body=body_of(event),
        )
        for place, (event, when) in enumerate(decision.events, start=1)
    )


def _expected_version(submission: Submission, loaded: Loaded) -> None:
    expected = submission.expected_version
    if expected is None or expected == loaded.version:
        return
    since = ", ".join(f"{event.type} by the {event.role}" for event in loaded.events[expected:])
    message = f"The case has moved from version {expected} to {loaded.version} since you looked: {since}."
    raise Conflict(Code.CASE_HAS_MOVED, message)
