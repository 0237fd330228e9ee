"""The only way in: everything a person asks of the engine passes through `Gateway`.

It finds the case, seals what was typed, signs the command, hands it to the person's lane and brings the answer back: a
receipt, or an `NrmError` with a stable code. What cannot even be handed over (an unknown command, a field that is not
one, a text too long) is put on record as a refusal right here.

Read next: `asking.py`, how a lane is reached; `referral.py` and `prosecution.py`, the lanes; `importing.py`, for
histories that began elsewhere.
"""

import asyncio
from collections.abc import Generator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID, uuid4, uuid5

from temporalio.client import Client, WorkflowUpdateFailedError, WorkflowUpdateRPCTimeoutOrCancelledError
from temporalio.service import RPCError

from activities.kinds import kind_of
from activities.record import Recorder
from activities.registrar import why_turned_away
from activities.signing import Signer
from activities.submission import CASE, Submission, refuse_id_of_nothing
from domain.errors import Code, Invalid, NotAllowed, NotFound, NrmError, Unavailable, error_of
from domain.prosecution.commands import KIND
from domain.prosecution.numbers import NUMBERED
from domain.prosecution.numbers import there_are as defendants_or_events
from domain.referral.commands import OPENING
from domain.referral.commands.base import person_of
from domain.referral.commands.intake import Refer
from domain.referral.numbers import asks_for_a_number, meant, there_are
from domain.referral.parse import command_named, parse
from domain.roles import Role
from domain.staff import Asker
from domain.stream.answers import Answer, Receipt
from eventlog.pool import has_stopped_answering
from eventlog.vault import Vault
from eventlog.views import Views
from workflows.asking import Lanes, NotBelieved
from workflows.sealing import seal_fields

_NO_CASE = UUID(int=0)
"""Stands for the case in a submission that names none."""

_ASK_AGAIN = "It may or may not be recorded: ask again with --command-id {}, and you will get its one answer."

_NAMING_A_CASE = ("case", "other")
"""The fields of commands that hold the id of another case, and may be typed as its reference."""

_ANSWER_SECONDS = 30.0


@contextmanager
def in_doubt(command_id: UUID) -> Generator[None]:
    """Say of a database that stops answering in the middle what that means for this command."""
    try:
        yield
    except Exception as error:
        if isinstance(error, NrmError) or not has_stopped_answering(error):
            raise
        message = f"The database stopped answering. {_ASK_AGAIN.format(command_id)}"
        raise Unavailable(Code.NO_ANSWER_YET, message) from error


@dataclass(frozen=True)
class Gateway:
    """The engine, as a console or a command line sees it."""

    client: Client
    recorder: Recorder
    vault: Vault
    views: Views

    async def refer(self, typed: Mapping[str, Any], asker: Asker, command_id: UUID | None = None) -> Receipt:
        """Open a case by a referral."""
        return await self.open(Refer.name, typed, asker, command_id)

    async def open(
        self, command: str, typed: Mapping[str, Any], asker: Asker, command_id: UUID | None = None
    ) -> Receipt:
        """Open a case by a referral or an encounter, or a prosecution. The same command id opens the same one, once."""
        command_id = await self._usable(command_id, command, asker)
        with in_doubt(command_id):
            return await self._ask(uuid5(command_id, kind_of(command).name), command, typed, asker, command_id)

    async def do(
        self,
        case: str,
        command: str,
        typed: Mapping[str, Any],
        asker: Asker,
        command_id: UUID | None = None,
        expected_version: int | None = None,
    ) -> Receipt:
        """Ask a command of a case or prosecution, named by its id or reference.

        Raises NrmError, after putting the refusal on record. With `expected_version` the command is refused if the case
        has moved since the asker looked.
        """
        command_id = await self._usable(command_id, command, asker)
        with in_doubt(command_id):
            return await self._do(case, command, typed, asker, command_id, expected_version)

    async def _do(
        self,
        case: str,
        command: str,
        typed: Mapping[str, Any],
        asker: Asker,
        command_id: UUID,
        expected_version: int | None,
    ) -> Receipt:
        found: UUID | None = None
        try:
            found = await self.find(case, kind_of(command).name)
            _acts_on_what_exists(command)
            await self._must_exist(found, command)
            typed = await self._with_ids(command, typed)
        except (NotFound, Invalid) as refusal:
            await self.refuse_at_the_door(found, command, asker, command_id, refusal)
            raise
        return await self._ask(found, command, typed, asker, command_id, expected_version)

    async def _usable(self, command_id: UUID | None, command: str, asker: Asker) -> UUID:
        """The id that was given, if it can be one, or one drawn here."""
        if command_id is None:
            return uuid4()
        try:
            refuse_id_of_nothing(command_id)
        except Invalid as refusal:
            await self.refuse_at_the_door(None, command, asker, uuid4(), refusal)
            raise
        return command_id

    async def find(self, case: str, kind: str = CASE) -> UUID:
        """The id of a case, or of a prosecution, given by id or reference; raises NotFound.

        An id is taken at its word: whether there is such a case is for the log to say, and it says so on record.
        """
        with suppress(ValueError):
            return UUID(case)
        if kind == KIND:
            return await self._find_prosecution(case)
        row = await self.views.find_case(case)
        if row is None:
            raise NotFound(Code.CASE_NOT_FOUND, "There is no case with that id or reference.")
        return row.case

    async def _find_prosecution(self, reference: str) -> UUID:
        row = await self.views.find_prosecution(reference)
        if row is None:
            raise NotFound(Code.PROSECUTION_NOT_FOUND, "There is no prosecution with that id or reference.")
        return row.prosecution

    async def _with_ids(self, command: str, typed: Mapping[str, Any]) -> Mapping[str, Any]:
        """The fields, with the id of a case where the command names one and its reference was typed."""
        known = kind_of(command).commands.get(command)
        fields = known.model_fields if known is not None else {}
        named = [name for name in _NAMING_A_CASE if name in fields and isinstance(typed.get(name), str)]
        return {**typed, **{name: str(await self.find(typed[name])) for name in named}}

    async def _must_exist(self, case: UUID, command: str) -> None:
        """Refuse a referral asked of an id that nobody knows: it would open a case under that id."""
        if command in OPENING and await self.recorder.outlook(case) is None:
            raise NotFound(Code.CASE_NOT_FOUND, "There is no case with that id or reference.")

    async def refuse_at_the_door(
        self, case: UUID | None, command: str, asker: Asker, command_id: UUID, refusal: NrmError
    ) -> None:
        """Put a refusal on record, without what was typed: not even the name of a command that does not exist."""
        kind = kind_of(command)
        name = command if command in kind.commands else "unknown"
        submission = Submission.of(asker, command_id, case or _NO_CASE, name, {})
        await self.recorder.refuse(f"{kind.name}/{case}" if case else None, submission, refusal)

    async def _ask(
        self,
        case: UUID,
        command: str,
        typed: Mapping[str, Any],
        asker: Asker,
        command_id: UUID,
        expected_version: int | None = None,
    ) -> Receipt:
        commands = kind_of(command).commands
        try:
            _refuse_the_engine(asker)
            fields = await seal_fields(self.vault, person_of(case), command_id, command_named(command, commands), typed)
            parse(command, fields, commands)
        except Unavailable:
            raise
        except NrmError as wrong:
            refusal = await self._with_what_there_is(case, command, wrong)
            await self.refuse_at_the_door(case, command, asker, command_id, refusal)
            raise refusal from wrong.__cause__
        submission = self._signer.signed(Submission.of(asker, command_id, case, command, fields, expected_version))
        return receipt_of(await self._through_the_lane(submission))

    @cached_property
    def _signer(self) -> Signer:
        return Signer(self.vault.signing_key)

    async def _with_what_there_is(self, case: UUID, command: str, refusal: NrmError) -> NrmError:
        """The refusal; where the number of something is missing or none, with the numbers that there are."""
        which = await self._numbers(case, command, refusal.field) if refusal.field is not None else ""
        return type(refusal)(refusal.code, f"{refusal.message}{which}", field=refusal.field) if which else refusal

    async def _numbers(self, case: UUID, command: str, field: str) -> str:
        if asks_for_a_number(command, field):
            outlook = await self.recorder.outlook(case)
            return there_are(outlook.state, meant(outlook.state, command, field)) if outlook is not None else ""
        if kind_of(command).name == KIND and field in NUMBERED:
            prosecution = await self.recorder.prosecution(case)
            return defendants_or_events(prosecution, field) if prosecution is not None else ""
        return ""

    async def _through_the_lane(self, submission: Submission) -> Answer:
        try:
            async with asyncio.timeout(_ANSWER_SECONDS):
                return await Lanes(self.client, self.recorder, self._signer).answer(submission, str(uuid4()))
        except WorkflowUpdateFailedError as error:
            raise _as_failed(error, submission.command_id) from error
        except (TimeoutError, WorkflowUpdateRPCTimeoutOrCancelledError, RPCError, NotBelieved) as error:
            message = f"There is no answer yet. {_ASK_AGAIN.format(submission.command_id)}"
            raise Unavailable(Code.NO_ANSWER_YET, message) from error


def _refuse_the_engine(asker: Asker) -> None:
    """Nobody asks in the engine's own role: what it asks itself never comes this way."""
    if asker.role is Role.ENGINE:
        raise NotAllowed(Code.ROLE_NOT_PERMITTED, "Nobody may act as the engine.")


def _as_failed(failure: WorkflowUpdateFailedError, command_id: UUID) -> Unavailable:
    """Why the lane gave no answer: it was turned away, for a reason that can be told, or the engine failed."""
    return why_turned_away(failure) or Unavailable(
        Code.INTERNAL_ERROR, f"The engine failed on this command. {_ASK_AGAIN.format(command_id)}"
    )


def _acts_on_what_exists(command: str) -> None:
    if command in kind_of(command).only_opening:
        raise Invalid(Code.UNKNOWN_COMMAND, f"{command} opens a case; it cannot be asked of one that exists.")


def receipt_of(answer: Answer) -> Receipt:
    """The receipt, or the refusal raised as the error it was."""
    if answer.receipt is not None:
        return answer.receipt
    if answer.refusal is not None:
        raise error_of(answer.refusal.code, answer.refusal.message)
    raise Unavailable(Code.INTERNAL_ERROR, "The engine gave no answer.")
