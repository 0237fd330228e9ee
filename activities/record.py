"""Settles a command: load the case, fold it, decide, append. Cases and prosecutions are written here alone.

The append is one statement and one transaction: events, the command's outcome and the read-model rows become visible
together or not at all. It demands the version that the decision was made on, and that the law and the other cases it
has looked at are as they were; if somebody else was first, the case is loaded and decided again. The command id makes
every repetition harmless: the first answer is given again, for ever.

The rule-book that decides is the one accepted last (`law.py`). A case that was last decided by another one first gets
on record which of its clocks have moved, so nothing ever moves unsaid, whoever comes first.

A refusal is recorded and returned, also that an event of the case cannot be read: the case alone stands still, and says
why. Only trouble with the database is raised, for the lane to try again; a defect in
our own code is raised as an error that is not retried, so that one bad command cannot block a person's lane. That the
engine cannot say what another rule-book has moved is such a defect, and never the answer to what was asked.

Read next: `registrar.py`, by which the lanes ask for this; `kinds.py`, `domain/referral/decide`, `eventlog/log.py`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid5

import structlog
from pydantic import JsonValue

from activities.adoption import adoption
from activities.history import history_of
from activities.kinds import After, CaseAfter, Decided, ProsecutionAfter, kind_named, kind_of
from activities.law import Law
from activities.long_cases import AtOnce, Result, Sum, Working
from activities.neighbours import neighbours
from activities.seen import Seen
from activities.submission import CASE, Submission, Turn
from domain.errors import Code, Conflict, NotFound, NrmError, Unavailable
from domain.prosecution.state import Prosecution
from domain.referral.evolve import fold
from domain.referral.outlook import Outlook
from domain.referral.parse import parse
from domain.referral.state import Referral
from domain.roles import Role
from domain.rules.model import RuleBook
from domain.stream import prosecution_stream, stream_of
from domain.stream.answers import Answer, Receipt, Refusal, Standing
from domain.stream.context import Context
from domain.stream.event import body_of
from eventlog.log import CommandRecord, EventLog, Loaded, NewEvent, Outcome
from eventlog.rule_books import STREAM, Accepted

_RACES = 10
"""How often to decide again when others keep being first. Through a lane there is nobody else to be first."""

_log = structlog.get_logger()


class NotAdopted(Exception):
    """The engine refused to record what another rule-book has moved in a case: a defect, whatever its words."""


@dataclass(frozen=True)
class Settlement:
    """The answer to a command, and the case or prosecution after it; None where there is none."""

    answer: Answer
    after: After | None


@dataclass(frozen=True)
class Recorder:
    """Settles commands on the log, by the law that decides; `working` says how long histories are worked out."""

    log: EventLog
    law: Law
    working: Working = field(default_factory=AtOnce)

    async def settle(self, turn: Turn) -> Settlement:
        """Answer one command; raises only when the log cannot be reached, or cannot be read."""
        submission = turn.submission
        for _ in range(_RACES):
            settled = await self._try(turn, await self.log.load(submission.stream, submission.command_id))
            if settled is not None:
                return settled
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

    async def standing(self, after: After, now: datetime, stream: str = "") -> Standing:
        """How it stands now. Of the pointers that a prosecution owes, those that no case has answered yet."""
        standing = await self.working.work_out(stream, after.version, lambda: after.standing(now))
        told = await self.log.answered([pointer.command_id for pointer in standing.pointers])
        owed = tuple(pointer for pointer in standing.pointers if pointer.command_id not in told)
        return standing.model_copy(update={"pointers": owed}) if told else standing

    async def outlook(self, case: UUID) -> Outlook | None:
        """The outlook of a case as it is on record; None if there is no such case."""
        return await self._outlook(case, await self.log.load(stream_of(case)))

    async def look(self, stream: str, now: datetime) -> Standing | None:
        """How a case or a prosecution stands now by the log; None if there is none. Changes nothing."""
        loaded = await self.log.load(stream)
        after = await self._after(stream, loaded)
        return None if after is None else await self.standing(after, now, stream)

    async def prosecution(self, prosecution: UUID) -> Prosecution | None:
        """A prosecution as it is on record; None if there is no such prosecution."""
        stream = prosecution_stream(prosecution)
        after = await self._after(stream, await self.log.load(stream))
        return after.state if isinstance(after, ProsecutionAfter) else None

    async def adopt(self, case: UUID, at: datetime) -> Outlook | None:
        """Put on record what the accepted rule-book has moved in a case, if anything; the outlook of the case then.

        Raises NotAdopted when that cannot be recorded.
        """
        for _ in range(_RACES):
            loaded = await self.log.load(stream_of(case))
            asked = await self._adoption(case, loaded)
            if asked is None:
                return await self._outlook(case, loaded)
            settled = await self._adopt(asked, at, loaded)
            if settled is not None and isinstance(settled.after, CaseAfter):
                return settled.after.outlook
        raise Unavailable(Code.NO_ANSWER_YET, "Others keep changing this case; try again in a moment.")

    async def _try(self, turn: Turn, loaded: Loaded) -> Settlement | None:
        """One attempt; None when what was loaded is no longer so, or the case went over to another rule-book first."""
        submission = turn.submission
        try:
            if loaded.outcome is not None:
                _same_request(loaded.outcome, submission)
                return await self._as_it_stands(submission, _answer_of(loaded.outcome))
            _expected_version(submission, loaded)
            if submission.kind == CASE and (adoption := await self._adoption(submission.case, loaded)):
                await self._adopt(adoption, turn.at, loaded)
                return None
            return await self._decide_and_append(turn, loaded)
        except Unavailable:
            raise
        except NrmError as refusal:
            if refusal.code is Code.EVENT_UNREADABLE and submission.role is Role.ENGINE:
                raise  # the engine asks of itself again and again, and each time it would be on record
            answer = await self.refuse(submission.stream, submission, refusal)
            return await self._as_it_stands(submission, answer)

    async def _adopt(self, asked: Submission, at: datetime, loaded: Loaded) -> Settlement | None:
        try:
            return await self._decide_and_append(Turn(submission=asked, at=at), loaded)
        except Unavailable:
            raise
        except NrmError as refusal:
            message = f"The engine refused its own command {asked.command_id}: {refusal.code}."
            raise NotAdopted(message) from refusal

    async def _adoption(self, case: UUID, loaded: Loaded) -> Submission | None:
        """The engine's own command for a case that another rule-book decided last; None where no clock has moved."""
        rules = await self.law.book(loaded.accepted)
        if loaded.decided_by in (None, rules.identity):
            return None
        before = await self.law.named(loaded.decided_by)
        if before is None:
            # A person's case must not stand still for this: it is decided, and nobody can say what had moved before.
            _log.error("earlier_rules_not_readable", rules=loaded.decided_by, case=str(case))
            return None
        accepted = await self.law.books.acceptance(rules.digest)
        return await self._worked_out(stream_of(case), loaded, lambda: _adoption(case, loaded, before, rules, accepted))

    async def _outlook(self, case: UUID, loaded: Loaded) -> Outlook | None:
        after = await self._after(stream_of(case), loaded)
        return after.outlook if isinstance(after, CaseAfter) else None

    async def _after(self, stream: str, loaded: Loaded) -> After | None:
        rules, kind = await self.law.book(loaded.accepted), kind_named(stream)
        return await self._worked_out(stream, loaded, lambda: kind.after(loaded.events, rules))

    async def _worked_out(self, stream: str, loaded: Loaded, work: Sum[Result], more: int = 0) -> Result:
        return await self.working.work_out(stream, len(loaded.events) + more, work)

    async def _as_it_stands(self, submission: Submission, answer: Answer) -> Settlement:
        """An answer that changed nothing, and what it was asked of as it is on record, whatever we had loaded."""
        loaded = await self.log.load(submission.stream)
        try:
            return Settlement(answer, await self._after(submission.stream, loaded))
        except NotFound:  # an event that cannot be read: nobody can say how it stands
            return Settlement(answer, None)

    async def _decide_and_append(self, turn: Turn, loaded: Loaded) -> Settlement | None:
        """Settle a command on what was loaded; None when that, or what else was looked at, is no longer so."""
        submission, seen = turn.submission, Seen(self.log, {STREAM: loaded.acceptances})
        rules, kind = await self.law.book(loaded.accepted), kind_of(submission.command)
        command = parse(submission.command, submission.fields, kind.commands)
        named = await neighbours(seen, command, loaded.events)
        context = Context(submission.case, submission.actor, submission.role, turn.at, rules, named)
        facts = _facts_in(submission.fields)
        decided = await self._worked_out(
            submission.stream, loaded, lambda: kind.decide(loaded.events, command, context), facts
        )
        try:
            outcome = await self.log.append(
                submission.stream,
                loaded.version,
                _command(submission, submission.command_id),
                _new_events(submission.command_id, decided),
                rules=rules.identity,
                receipt=decided.receipt.model_dump_json(),
                views=decided.rows.model_dump_json(),
                seen=seen.versions,
            )
        except Conflict as conflict:
            if conflict.code is Code.CASE_HAS_MOVED:
                return None
            raise
        if outcome.duplicate:
            return await self._as_it_stands(submission, _answer_of(outcome))
        return Settlement(_answer_of(outcome), decided.after)


def _adoption(case: UUID, loaded: Loaded, before: RuleBook, rules: RuleBook, accepted: Accepted) -> Submission | None:
    state = fold(history_of(loaded.events))
    if not isinstance(state, Referral):
        return None
    return adoption(case, Outlook(state, before), Outlook(state, rules), accepted)


def _facts_in(fields: Mapping[str, JsonValue]) -> int:
    """How many things a command speaks of: an account has many."""
    return sum(len(value) for value in fields.values() if isinstance(value, list))


def _answer_of(outcome: Outcome) -> Answer:
    """The answer as it is on record."""
    if outcome.accepted:
        return Answer(receipt=Receipt.model_validate_json(outcome.receipt or "{}"), duplicate=outcome.duplicate)
    refusal = Refusal(code=outcome.code or Code.INTERNAL_ERROR, message=outcome.message or "")
    return Answer(refusal=refusal, duplicate=outcome.duplicate)


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


def _new_events(command_id: UUID, decided: Decided) -> tuple[NewEvent, ...]:
    """What was decided, ready to be stored. What followed names the event it followed from, where there is one."""
    asked, first = decided.asked, uuid5(command_id, "1")
    return tuple(
        NewEvent(
            event_id=uuid5(command_id, str(place)),
            type=event.type,
            schema=event.schema_version,
            effective=when,
            cause=first if asked and place > asked else None,
            body=body_of(event),
        )
        for place, (event, when) in enumerate(decided.events, start=1)
    )


def _expected_version(submission: Submission, loaded: Loaded) -> None:
    expected = submission.expected_version
    if expected is None or expected == loaded.version:
        return
    since = ", ".join(f"{event.type} by the {event.role}" for event in loaded.events[expected:])
    message = f"The case has moved from version {expected} to {loaded.version} since you looked: {since}."
    raise Conflict(Code.CASE_HAS_MOVED, message)
