"""Imports histories that began elsewhere, many at once, by the same decide-and-append as every other command.

They do not pass through Temporal: what is settled in one step needs no lane. One that is still open gets its lane
afterwards, from the worker's sweep: lanes for thousands at once would keep everybody else waiting. The case and the
command id follow from the account itself, so importing a file again changes nothing; an account of which another
version was imported is left alone, and said to differ.

Read next: `domain/referral/accounts.py`, the format; `domain/referral/decide/imports.py`, what it becomes;
`sweeping.py`, from where open cases get their lanes.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID, uuid4, uuid5

from activities.submission import Submission, Turn
from domain.errors import Code, Conflict, Invalid, NotAllowed, NrmError, Unavailable
from domain.referral.accounts import Read, Unknown
from domain.referral.commands.base import person_of
from domain.referral.commands.file import ImportHistory
from domain.roles import may
from domain.staff import Asker
from domain.stream.answers import Receipt
from workflows.gateway import Gateway, receipt_of
from workflows.lanes import several_at_once
from workflows.sealing import seal_account

MOST_REFUSED = 1_000
"""Accounts refused of one file, each of them on record: after so many it is not the file it should be."""

_IMPORTS = UUID("6f0c5f0e-5a0b-5f4e-9a53-0f5a1d1c2b7e")
"""The namespace of case ids made from references."""


@dataclass(frozen=True)
class Skipped:
    """An account that was not imported: the line it begins on, why not, and what in it nobody knows."""

    line: int
    reference: str
    error: NrmError
    unknown: tuple[Unknown, ...] = ()


@dataclass(frozen=True)
class Imported:
    """An account that was imported: its line, the receipt, and the words in it that were kept as notes."""

    line: int
    receipt: Receipt
    kept: tuple[Unknown, ...] = ()
    names_no_jurisdiction: bool = False


@dataclass
class ImportReport:
    """What became of each account of a file, in the order of the file; `unread`: how many were not looked at."""

    imported: list[Imported] = field(default_factory=list[Imported])
    skipped: list[Skipped] = field(default_factory=list[Skipped])
    unread: int = 0

    @property
    def done(self) -> int:
        """How many accounts were looked at."""
        return len(self.imported) + len(self.skipped)


async def import_accounts(
    gateway: Gateway, accounts: Sequence[Read], asker: Asker, progress: Callable[[int], None]
) -> ImportReport:
    """Import every readable account; the others are skipped, each with its reason. `progress` gets the number done."""
    report = ImportReport()
    answered = await gateway.recorder.log.answered([_command_id(read) for read in accounts if read.account])

    async def one(read: Read) -> None:
        if len(report.skipped) >= MOST_REFUSED:
            report.unread += 1
            return
        try:
            report.imported.append(await _import(gateway, read, asker, answered))
        except Unavailable:
            raise
        except NrmError as error:
            report.skipped.append(Skipped(read.line, read.reference or f"line {read.line}", error, read.unknown))
        progress(report.done)

    await several_at_once(accounts, one)
    report.imported.sort(key=lambda one: one.line)
    report.skipped.sort(key=lambda one: one.line)
    return report


def _case_id(read: Read) -> UUID:
    return uuid5(_IMPORTS, read.account.reference if read.account else "")


def _command_id(read: Read) -> UUID:
    """The same for the same account, told under the law of the same nation."""
    account = read.account
    told = "" if account is None else account.model_dump_json()
    nation = "" if account is None or read.nation == account.nation else str(read.nation)
    return uuid5(_case_id(read), told + nation)


async def _import(gateway: Gateway, read: Read, asker: Asker, answered: Collection[UUID]) -> Imported:
    error = read.error or _not_permitted(asker)
    if error is not None:
        await gateway.refuse_at_the_door(None, ImportHistory.name, asker, uuid4(), error)
        raise error
    command_id = _command_id(read)
    if command_id in answered:
        command_id = await _asked_before(gateway, command_id)
    return await _settle(gateway, read, asker, command_id)


def _not_permitted(asker: Asker) -> NrmError | None:
    """Asked before anything is sealed: the answer is the same for every account of the file."""
    if may(asker.role, ImportHistory.name):
        return None
    return NotAllowed(Code.ROLE_NOT_PERMITTED, f"The role {asker.role} may not ask for {ImportHistory.name}.")


async def _asked_before(gateway: Gateway, command_id: UUID) -> UUID:
    """The id under which to ask for an account again that was refused: its reason may be gone.

    Raises Conflict (already-open) for one that was imported, whoever did so.
    """
    outcome = await gateway.recorder.log.outcome_of(command_id)
    if outcome is None or not outcome.accepted:
        return uuid4()
    raise _imported_before()


async def _settle(gateway: Gateway, read: Read, asker: Asker, command_id: UUID) -> Imported:
    case = _case_id(read)
    try:
        fields = await seal_account(gateway.vault, person_of(case), command_id, read)
    except Invalid as error:
        await gateway.refuse_at_the_door(case, ImportHistory.name, asker, uuid4(), error)
        raise
    turn = Turn(submission=Submission.of(asker, command_id, case, ImportHistory.name, fields), at=datetime.now(UTC))
    settled = await gateway.recorder.settle(turn)
    try:
        receipt = receipt_of(settled.answer)
    except Conflict as conflict:
        raise _as_of_accounts(conflict) from conflict
    if settled.answer.duplicate:
        raise _imported_before()
    return Imported(read.line, receipt, read.unknown, read.account is not None and read.account.names_no_jurisdiction)


def _imported_before() -> Conflict:
    return Conflict(Code.ALREADY_OPEN, "This account was imported before; its history was not touched.")


def _as_of_accounts(conflict: Conflict) -> Conflict:
    """The conflict as it is of an account: a case that another account opened, or this one, for somebody else."""
    if conflict.code is Code.COMMAND_ID_REUSED:
        return _imported_before()
    if conflict.code is not Code.ALREADY_OPEN:
        return conflict
    message = (
        "Another version of this account was imported before, from which this one differs; the history on record was "
        "not touched. What is wrong in it is corrected there, event by event."
    )
    return Conflict(Code.ACCOUNT_DIFFERS, message)
