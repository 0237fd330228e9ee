"""Imports histories that began elsewhere, many at once, by the same decide-and-append as every other command.

They do not pass through Temporal: what is settled in one step needs no lane. One that is still open gets its lane
afterwards. The case and the command id follow from the account itself, so importing a file again changes nothing.

Read next: `domain/referral/accounts.py`, the format; `domain/referral/decide/imports.py`, what it becomes.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID, uuid4, uuid5

from activities.submission import Turn
from domain.errors import Code, Conflict, Invalid, NrmError, Unavailable
from domain.referral.accounts import Account, Read
from domain.referral.commands.base import person_of
from domain.referral.commands.file import ImportHistory
from domain.referral.outlook import Outlook
from domain.referral.receipt import Receipt, standing
from workflows.gateway import Asker, Gateway, receipt_of
from workflows.lanes import open_lane, several_at_once
from workflows.sealing import seal_account

_IMPORTS = UUID("6f0c5f0e-5a0b-5f4e-9a53-0f5a1d1c2b7e")
"""The namespace of case ids made from references."""


@dataclass
class ImportReport:
    """What became of each account of a file."""

    cases: list[Receipt] = field(default_factory=list[Receipt])
    skipped: list[tuple[str, NrmError]] = field(default_factory=list[tuple[str, NrmError]])


async def import_accounts(
    gateway: Gateway, accounts: Iterable[Read], asker: Asker, progress: Callable[[int], None]
) -> ImportReport:
    """Import every readable account; the others are skipped, each with its reason. `progress` gets the number done."""
    report = ImportReport()

    async def one(read: Read) -> None:
        try:
            report.cases.append(await _import(gateway, read, asker))
        except Unavailable:
            raise
        except NrmError as error:
            report.skipped.append((read.reference or f"line {read.line}", error))
        progress(len(report.cases) + len(report.skipped))

    await several_at_once(accounts, one)
    return report


async def _import(gateway: Gateway, read: Read, asker: Asker) -> Receipt:
    if read.account is None:
        error = read.error or Invalid(Code.MALFORMED_INPUT, f"Line {read.line} holds no account.")
        await gateway.refuse_at_the_door(None, ImportHistory.name, asker, uuid4(), error)
        raise error
    case = uuid5(_IMPORTS, read.account.reference)
    return await _settle(gateway, case, read.account, asker)


async def _settle(gateway: Gateway, case: UUID, account: Account, asker: Asker) -> Receipt:
    command_id = uuid5(case, account.model_dump_json())
    try:
        fields = await seal_account(gateway.vault, person_of(case), command_id, account)
    except Invalid as error:
        await gateway.refuse_at_the_door(case, ImportHistory.name, asker, uuid4(), error)
        raise
    submission = asker.submission(command_id, case, ImportHistory.name, fields)
    turn = Turn(submission=submission, at=datetime.now(UTC))
    settled = await gateway.recorder.settle(turn)
    if isinstance(settled.after, Outlook) and settled.after.state.is_open:
        await open_lane(gateway.client, case, standing(settled.after, turn.at))
    if settled.answer.duplicate and settled.answer.receipt is not None:
        raise Conflict(Code.ALREADY_OPEN, "This account was imported before; its history was not touched.")
    return receipt_of(settled.answer)
