"""Accepting a rule-book: a command with a reason, answered once, and recorded in the log like any other.

The texts are kept together with the event that lets them decide, so a rule-book that decides is always there, and none
is kept that nobody accepted. A version never comes to say something else, and a rule its meaning only in the open
(`objection`). What accepting one moves in the cases is recorded case by case (`workflows/acceptance.py`), or else by
the first command that a case sees afterwards (`record.py`): never without an event.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256
from uuid import UUID, uuid4, uuid5

import orjson
from pydantic import ValidationError

from activities.law import Law
from activities.submission import refuse_id_of_nothing
from domain.errors import Code, Conflict, Invalid, NrmError, Unavailable, error_of
from domain.roles import Role, require
from domain.rules.acceptance import AcceptRuleBook, RuleBookAccepted
from domain.rules.loader import digest_of, parse
from domain.rules.model import RuleBook
from domain.rules.publishing import Entry, entry_for, published_part, why_not_accepted
from domain.rules.shelf import published_index
from domain.staff import ENGINE, Asker
from domain.when import When
from eventlog.log import CommandRecord, EventLog, NewEvent, Outcome, StoredEvent
from eventlog.rule_books import STREAM

FIRST_START = "first start"


@dataclass(frozen=True)
class Acceptance:
    """Who wants which rule files to decide, why, and under which command id."""

    files: Mapping[str, str]
    reason: str
    asker: Asker
    command_id: UUID

    @property
    def record(self) -> CommandRecord:
        """The command as the log keeps it: the same id is the same request, or it is refused."""
        said = (dict(self.files), self.reason, self.asker.actor, self.asker.role)
        fingerprint = sha256(orjson.dumps(said, option=orjson.OPT_SORT_KEYS)).hexdigest()
        return CommandRecord(self.command_id, AcceptRuleBook.name, self.asker.actor, self.asker.role, fingerprint)


async def accept(law: Law, log: EventLog, asked: Acceptance) -> RuleBook:
    """Let these files decide; raises NrmError, after putting the refusal on record.

    The same command id gets the same answer again, and changes nothing the second time.
    """
    try:
        refuse_id_of_nothing(asked.command_id)
    except Invalid as refusal:
        await refuse(log, replace(asked, command_id=uuid4()), refusal)
        raise
    outcome = await log.outcome_of(asked.command_id)
    if outcome is not None:
        return _as_answered(outcome, asked)
    try:
        require(asked.asker.role, AcceptRuleBook.name)
        book = parse(asked.files)
        before = await log.load(STREAM)
        await _refuse_rewriting(law, log, asked.files)
        accepted = _accepted(book, asked.reason, before.accepted)
        await _append(law, asked, accepted, before.version)
    except Unavailable:
        raise
    except NrmError as refusal:
        await refuse(log, asked, refusal)
        raise
    return book


async def objection(law: Law, log: EventLog, files: Mapping[str, str]) -> str | None:
    """Why these rule files cannot come to decide after those that did; None if they can, or if none ever did.

    The very first rule-book is not held against the index: it is the release, whose index is proved when it is made.
    """
    accepted = [await _entry(law, body) for _, body in acceptances_in(await log.read_stream(STREAM))]
    return why_not_accepted(parse(published_part(files)), published_index(), accepted) if accepted else None


def acceptances_in(events: Sequence[StoredEvent]) -> tuple[tuple[StoredEvent, RuleBookAccepted], ...]:
    """The acceptances among these events, in order. What cannot be read as one decides nothing, and stops nobody."""
    found: list[tuple[StoredEvent, RuleBookAccepted]] = []
    for event in events:
        with suppress(ValidationError):
            found.append((event, RuleBookAccepted.model_validate_json(event.body)))
    return tuple(found)


async def refuse(log: EventLog, asked: Acceptance, refusal: NrmError) -> None:
    """Put on record that these rules were not accepted, and why."""
    await log.refuse(STREAM, asked.record, refusal.code, refusal.message)


async def begin(law: Law, log: EventLog, files: Mapping[str, str]) -> RuleBook:
    """The rule-book that decides. Where none was ever accepted, these files are: the engine's own first act."""
    if await law.books.accepted() is None:
        with suppress(Conflict):  # another process was first
            await accept(law, log, Acceptance(files, FIRST_START, Asker(ENGINE, Role.ENGINE), uuid4()))
    return await law.current()


async def _refuse_rewriting(law: Law, log: EventLog, files: Mapping[str, str]) -> None:
    if sentence := await objection(law, log, files):
        raise Invalid(Code.RULES_INVALID, sentence)


async def _entry(law: Law, accepted: RuleBookAccepted) -> Entry:
    """What an accepted rule-book says; only its version and digest, where this release cannot read it any more."""
    files = published_part(await law.books.files(accepted.digest) or {})
    try:
        return entry_for(parse(files), None)
    except Invalid:
        return Entry(accepted.version, digest_of(files), {}, {}, previous="")


def _accepted(book: RuleBook, reason: str, replaces: str | None) -> RuleBookAccepted:
    if replaces == book.digest:
        raise Conflict(Code.ALREADY_ACCEPTED, f"The rule-book {book.identity} decides already.")
    try:
        command = AcceptRuleBook(digest=book.digest, reason=reason)
    except ValidationError as error:
        message = "The reason needs words: 1 to 300 characters that can be seen, with a letter or a digit."
        raise Invalid(Code.INVALID_VALUE, message) from error
    return RuleBookAccepted(version=book.version, digest=command.digest, reason=command.reason, replaces=replaces)


async def _append(law: Law, asked: Acceptance, accepted: RuleBookAccepted, version: int) -> None:
    """Append after the acceptance that was looked at; raises Conflict when another came in between."""
    event = NewEvent(
        event_id=uuid5(asked.command_id, "1"),
        type=accepted.type,
        schema=accepted.schema_version,
        effective=When.at(datetime.now(UTC)),
        cause=None,
        body=accepted.model_dump_json(exclude_none=True).encode(),
    )
    receipt = orjson.dumps({"rules": accepted.identity, "version": version + 1}).decode()
    try:
        await law.books.accept(version, asked.record, event, receipt=receipt, files=asked.files)
    except Conflict as conflict:
        if conflict.code is Code.CASE_HAS_MOVED:
            message = "Another rule-book was accepted meanwhile: look at what decides now, and ask again."
            raise Conflict(Code.CASE_HAS_MOVED, message) from conflict
        raise


def _as_answered(outcome: Outcome, asked: Acceptance) -> RuleBook:
    if outcome.fingerprint != asked.record.fingerprint:
        raise Conflict(Code.COMMAND_ID_REUSED, "This command id has been used before, for something else.")
    if not outcome.accepted:
        raise error_of(outcome.code or Code.INTERNAL_ERROR, outcome.message or "")
    return parse(asked.files)
