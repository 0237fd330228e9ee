"""Settles a command: load the case, fold it, decide, append. The one writer of the log.

The append is one statement and one transaction: events, the command's outcome and the read-model rows become visible
together or not at all. It demands the version that the decision was made on; if somebody else was first, the case is
loaded and decided again. The command id makes every repetition harmless: the first answer is given again, for ever.

A refusal is recorded and returned. Only trouble with the database is raised, for the lane to try again; a defect in
our own code is raised as an error that is not retried, so that one bad command cannot block a person's lane.

Read next: `domain/referral/decide.py`, `eventlog/log.py`.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

import asyncpg
import structlog
from eventlog.log import CommandRecord, EventLog, Loaded, NewEvent, Outcome, StoredEvent
from temporalio import activity
from temporalio.exceptions import ApplicationError

from activities.submission import Submission, Turn
from domain.errors import Code, Conflict, NrmError, Unavailable
from domain.referral.decide import Context, Decision, decide
from domain.referral.events import body_of, read_event
from domain.referral.evolve import Dated, fold
from domain.referral.parse import parse
from domain.referral.receipt import Answer, Receipt, Refusal, Standing, receipt, standing
from domain.referral.rows import CaseViews
from domain.referral.state import Referral, State
from domain.referral.views import case_views
from domain.rules.model import RuleBook
from domain.when import When

_TRANSIENT = (asyncpg.PostgresError, asyncpg.InterfaceError, OSError, asyncio.TimeoutError, Unavailable)
_RACES = 10
"""How often to decide again when others keep being first. Through a lane there is nobody else to be first."""

_log = structlog.get_logger()


def stream_of(case: UUID) -> str:
    """The name of a case's stream in the log."""
    return f"case/{case}"


def history_of(stored: Sequence[StoredEvent]) -> tuple[Dated, ...]:
    """Stored events as the domain folds them."""
    return tuple((read_event(event.type, event.schema, event.body), When.parse(event.effective)) for event in stored)


def project(rules: RuleBook) -> Callable[[Sequence[StoredEvent]], CaseViews]:
    """How a stored case becomes its read-model rows: for rebuilding them, and for proving that they are right."""

    def rows_of(stored: Sequence[StoredEvent]) -> CaseViews:
        state = fold(history_of(stored))
        assert isinstance(state, Referral)  # noqa: S101 - a stored case has its first event
        return case_views(UUID(stored[0].stream.removeprefix("case/")), state, rules)

    return rows_of


@dataclass(frozen=True)
class Recorder:
    """The `record` activity and its dependencies: the log, and the rule-book that decides."""

    log: EventLog
    rules: RuleBook

    @activity.defn(name="record")
    async def record(self, turn: Turn) -> Answer:
        """Settle one command on behalf of a lane."""
        try:
            return await self.settle(turn)
        except _TRANSIENT:
            raise
        except Exception as defect:
            command = turn.submission.command_id
            _log.exception("command_not_settled", command_id=str(command), case=str(turn.submission.case))
            message = f"The engine failed on command {command}. Nothing was recorded."
            raise ApplicationError(message, type=Code.INTERNAL_ERROR, non_retryable=True) from defect

    async def settle(self, turn: Turn) -> Answer:
        """Answer one command; raises only when the log cannot be reached, or cannot be read."""
        for _ in range(_RACES):
            answer = await self._try(turn)
            if answer is not None:
                return answer
        raise Unavailable(Code.NO_ANSWER_YET, "Others keep changing this case; try again in a moment.")

    async def refuse(self, submission: Submission, refusal: NrmError) -> Answer:
        """Put on record that a command was refused, without looking at the case."""
        said = Refusal(code=refusal.code, message=refusal.message)
        stored = await self.log.refuse(stream_of(submission.case), _command(submission), refusal.code, refusal.message)
        return self._stored_answer(stored) if stored.duplicate else Answer(refusal=said)

    async def _try(self, turn: Turn) -> Answer | None:
        """One attempt; None when somebody else appended between our load and our append."""
        submission = turn.submission
        loaded = await self.log.load(stream_of(submission.case), submission.command_id)
        before = fold(history_of(loaded.events))
        if loaded.outcome is not None:
            return self._with_standing(self._stored_answer(loaded.outcome), before, turn)
        try:
            _version_expected(submission, loaded)
            return await self._decide_and_append(turn, before, loaded.version)
        except Conflict as conflict:
            if conflict.code is Code.CASE_HAS_MOVED and submission.expected_version is None:
                return None
            return self._with_standing(await self.refuse(submission, conflict), before, turn)
        except Unavailable:
            raise
        except NrmError as refusal:
            return self._with_standing(await self.refuse(submission, refusal), before, turn)

    async def _decide_and_append(self, turn: Turn, before: State, version: int) -> Answer:
        submission = turn.submission
        command = parse(submission.command, submission.fields)
        context = Context(submission.case, submission.actor, submission.role, turn.at, self.rules)
        decision = decide(before, command, context)
        assert isinstance(decision.state, Referral)  # noqa: S101 - decide refuses to leave a case unopened
        given = receipt(submission.case, decision.state, decision.events, self.rules)
        outcome = await self.log.append(
            stream_of(submission.case),
            version,
            _command(submission),
            _new_events(submission.command_id, decision),
            rules=self.rules.identity,
            receipt=given.model_dump_json(),
            views=case_views(submission.case, decision.state, self.rules).model_dump_json(),
        )
        answer = self._stored_answer(outcome) if outcome.duplicate else Answer(receipt=given)
        return self._with_standing(answer, decision.state, turn)

    def _with_standing(self, answer: Answer, state: State, turn: Turn) -> Answer:
        if not isinstance(state, Referral):
            return answer
        return answer.model_copy(update={"standing": standing(state, self.rules, turn.at)})

    def _stored_answer(self, outcome: Outcome) -> Answer:
        if outcome.accepted:
            return Answer(receipt=Receipt.model_validate_json(outcome.receipt or "{}"), duplicate=True)
        refusal = Refusal(code=outcome.code or Code.INTERNAL_ERROR, message=outcome.message or "")
        return Answer(refusal=refusal, duplicate=True)

    async def standing(self, case: UUID, now: datetime) -> Standing | None:
        """How a case stands at the instant `now`; None if there is no such case."""
        loaded = await self.log.load(stream_of(case))
        state = fold(history_of(loaded.events))
        return standing(state, self.rules, now) if isinstance(state, Referral) else None


def _command(submission: Submission) -> CommandRecord:
    return CommandRecord(
        command_id=submission.command_id,
        type=submission.command,
        actor=submission.actor,
        role=submission.role,
        fingerprint=submission.fingerprint,
    )


def _new_events(command_id: UUID, decision: Decision) -> tuple[NewEvent, ...]:
    """What was decided, ready to be stored. What followed names the event it followed from, where there is one."""
    first = uuid5(command_id, "1")
    asked = len(decision.asked)
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


def _version_expected(submission: Submission, loaded: Loaded) -> None:
    expected = submission.expected_version
    if expected is None or expected == loaded.version:
        return
    since = ", ".join(f"{event.type} by the {event.role}" for event in loaded.events[expected:])
    message = f"The case has moved from version {expected} to {loaded.version} since you looked: {since}."
    raise Conflict(Code.CASE_HAS_MOVED, message)
