"""The only way in: everything a person asks of the engine passes through `Gateway`.

It finds the case, seals what was typed, hands the command to the person's lane and brings the answer back: a receipt,
or an `NrmError` with a stable code. What cannot even be handed over (an unknown command, a field that is not one, a
text too long) is put on record as a refusal right here. The update id follows from the request, so asking again is
safe.

Read next: `referral.py`, the lane; `importing.py`, for histories that began elsewhere.
"""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4, uuid5

from pydantic import JsonValue
from temporalio.client import Client, WorkflowUpdateFailedError, WorkflowUpdateRPCTimeoutOrCancelledError
from temporalio.service import RPCError, RPCStatusCode

from activities.history import stream_of
from activities.record import Recorder
from activities.submission import Submission
from domain.errors import Code, Invalid, NotFound, NrmError, Unavailable, error_of
from domain.referral.commands import COMMANDS, OPENING, Refer, person_of
from domain.referral.parse import command_named, parse
from domain.referral.receipt import Answer, Receipt
from domain.roles import Role
from eventlog.vault import Vault
from eventlog.views import Views
from workflows.lanes import starting
from workflows.messages import lane_id
from workflows.referral import ReferralWorkflow
from workflows.sealing import seal_fields

_NO_CASE = UUID(int=0)
"""Stands for the case in a submission that names none."""

_ASK_AGAIN = "It may or may not be recorded: ask again with --command-id {}, and you will get its one answer."

_ANSWER_SECONDS = 30.0
_RPC_TIMEOUT = timedelta(seconds=20)


@dataclass(frozen=True)
class Asker:
    """Who asks, and in which role."""

    actor: str
    role: Role

    def submission(
        self,
        command_id: UUID,
        case: UUID,
        command: str,
        fields: dict[str, JsonValue],
        expected_version: int | None = None,
    ) -> Submission:
        """This asker's request, as it travels."""
        return Submission(
            command_id=command_id,
            case=case,
            command=command,
            fields=fields,
            actor=self.actor,
            role=self.role,
            expected_version=expected_version,
        )


@dataclass(frozen=True)
class Gateway:
    """The engine, as a console or a command line sees it."""

    client: Client
    recorder: Recorder
    vault: Vault
    views: Views

    async def refer(self, typed: Mapping[str, Any], asker: Asker, command_id: UUID | None = None) -> Receipt:
        """Open a case. The same command id opens the same case, once."""
        command_id = command_id or uuid4()
        return await self._ask(uuid5(command_id, "case"), Refer.name, typed, asker, command_id)

    async def do(
        self,
        case: str,
        command: str,
        typed: Mapping[str, Any],
        asker: Asker,
        command_id: UUID | None = None,
        expected_version: int | None = None,
    ) -> Receipt:
        """Ask a command of a case, named by its id or reference; raises NrmError, after putting the refusal on record.

        With `expected_version` the command is refused if the case has moved since the asker looked.
        """
        command_id = command_id or uuid4()
        found: UUID | None = None
        try:
            found = await self.find(case)
            _acts_on_a_case(command)
        except (NotFound, Invalid) as refusal:
            await self.refuse_at_the_door(found, command, asker, command_id, refusal)
            raise
        return await self._ask(found, command, typed, asker, command_id, expected_version)

    async def find(self, case: str) -> UUID:
        """The id of a case given by id or reference; raises NotFound.

        An id is taken at its word: whether there is such a case is for the log to say, and it says so on record.
        """
        with suppress(ValueError):
            return UUID(case)
        row = await self.views.find_case(case)
        if row is None:
            raise NotFound(Code.CASE_NOT_FOUND, "There is no case with that id or reference.")
        return row.case

    async def refuse_at_the_door(
        self, case: UUID | None, command: str, asker: Asker, command_id: UUID, refusal: NrmError
    ) -> None:
        """Put a refusal on record, without what was typed: not even the name of a command that does not exist."""
        name = command if command in COMMANDS else "unknown"
        submission = asker.submission(command_id, case or _NO_CASE, name, {})
        await self.recorder.refuse(stream_of(case) if case else None, submission, refusal)

    async def _ask(
        self,
        case: UUID,
        command: str,
        typed: Mapping[str, Any],
        asker: Asker,
        command_id: UUID,
        expected_version: int | None = None,
    ) -> Receipt:
        try:
            fields = await seal_fields(self.vault, person_of(case), command_id, command_named(command), typed)
            parse(command, fields)
        except Unavailable:
            raise
        except NrmError as refusal:
            await self.refuse_at_the_door(case, command, asker, command_id, refusal)
            raise
        submission = asker.submission(command_id, case, command, fields, expected_version)
        return receipt_of(await self._through_the_lane(submission))

    async def _through_the_lane(self, submission: Submission) -> Answer:
        try:
            async with asyncio.timeout(_ANSWER_SECONDS):
                return await self._answer(submission)
        except WorkflowUpdateFailedError as error:
            message = f"The engine failed on this command. {_ASK_AGAIN.format(submission.command_id)}"
            raise Unavailable(Code.INTERNAL_ERROR, message) from error
        except (TimeoutError, WorkflowUpdateRPCTimeoutOrCancelledError, RPCError) as error:
            message = f"There is no answer yet. {_ASK_AGAIN.format(submission.command_id)}"
            raise Unavailable(Code.NO_ANSWER_YET, message) from error

    async def _answer(self, submission: Submission) -> Answer:
        """The answer through the lane. Where the lane failed, the log knows whether the command was settled.

        If it was not, the lane is asked once more under another name: Temporal would only repeat the failure, and the
        command id makes a second settling impossible.
        """
        try:
            return await self._update(submission, submission.update_id)
        except WorkflowUpdateFailedError:
            settled = await self.recorder.settled(submission)
            return settled or await self._update(submission, f"{submission.update_id}:{uuid4()}")

    async def _update(self, submission: Submission, update_id: str) -> Answer:
        """An update of the running lane; where none runs (at intake, after the end), one that starts it."""
        if submission.command not in OPENING:
            try:
                return await self._update_running(submission, update_id)
            except RPCError as error:
                if error.status is not RPCStatusCode.NOT_FOUND:
                    raise
        return await self.client.execute_update_with_start_workflow(  # pyright: ignore[reportUnknownMemberType]
            ReferralWorkflow.submit,
            submission,
            start_workflow_operation=starting(submission.case),
            id=update_id,
            rpc_timeout=_RPC_TIMEOUT,
        )

    async def _update_running(self, submission: Submission, update_id: str) -> Answer:
        lane = self.client.get_workflow_handle_for(ReferralWorkflow.run, lane_id(submission.case))
        return await lane.execute_update(  # pyright: ignore[reportUnknownMemberType]
            ReferralWorkflow.submit, submission, id=update_id, rpc_timeout=_RPC_TIMEOUT
        )


def _acts_on_a_case(command: str) -> None:
    if command in OPENING:
        raise Invalid(Code.UNKNOWN_COMMAND, f"{command} opens a case; it cannot be asked of one that exists.")


def receipt_of(answer: Answer) -> Receipt:
    """The receipt, or the refusal raised as the error it was."""
    if answer.receipt is not None:
        return answer.receipt
    if answer.refusal is not None:
        raise error_of(answer.refusal.code, answer.refusal.message)
    raise Unavailable(Code.INTERNAL_ERROR, "The engine gave no answer.")
