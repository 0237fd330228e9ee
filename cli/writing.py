"""What writes: the engine as the command line asks it.

It loads Temporal's library, which takes longer than many a command does; so `engine.py` imports it when a command
writes, and not before. Everything goes through the gateway. What cannot even be read as a command is put on record
as a refusal here. Read next: `workflows/gateway.py`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn
from uuid import UUID, uuid4

from activities.acceptance import Acceptance, accept, refuse
from activities.kinds import kind_of
from activities.law import Law
from activities.record import Recorder
from cli.output import Advance
from desk.door import Who
from domain.errors import Invalid, NotFound
from domain.referral.accounts import Wishes, read_accounts
from domain.referral.commands.file import ImportHistory
from domain.rules.model import RuleBook
from domain.stream.answers import Receipt
from eventlog.keys import key_encryption_key
from eventlog.log import EventLog
from eventlog.pool import Pool
from eventlog.vault import Vault
from eventlog.views import Views
from workflows import lanes
from workflows.acceptance import adopt_everywhere
from workflows.connection import connect
from workflows.gateway import Asker, Gateway, in_doubt
from workflows.importing import ImportReport, import_accounts


@dataclass(frozen=True)
class NewLaw:
    """The rule-book that decides from now on, and in how many cases it moved something."""

    rules: RuleBook
    cases_moved: int


@dataclass(frozen=True)
class Engine:
    """The engine behind its gateway. An Invalid in the place of what was asked is put on record, and raised."""

    gateway: Gateway
    pool: Pool

    async def open(self, command: str, fields: Mapping[str, Any] | Invalid, who: Who, command_id: UUID) -> Receipt:
        """Open a case by a referral or an encounter, or a prosecution."""
        if isinstance(fields, Invalid):
            await self._refuse(None, command, who, command_id, fields)
        return await self.gateway.open(command, fields, _asker(who), command_id)

    async def do(
        self,
        case: str,
        command: str,
        fields: Mapping[str, Any] | Invalid,
        who: Who,
        command_id: UUID,
        expected_version: int | None,
    ) -> Receipt:
        """Ask a command of a case or prosecution, named by its id or reference."""
        if isinstance(fields, Invalid):
            await self._refuse(await self._found(case, command), command, who, command_id, fields)
        return await self.gateway.do(case, command, fields, _asker(who), command_id, expected_version)

    async def import_text(self, text: str | Invalid, wishes: Wishes, who: Who, advance: Advance) -> ImportReport:
        """Import every account of a text that can be read."""
        if isinstance(text, Invalid):
            await self._refuse(None, ImportHistory.name, who, uuid4(), text)
        accounts = list(read_accounts(text, wishes))
        return await import_accounts(self.gateway, accounts, _asker(who), lambda done: advance(done, len(accounts)))

    async def accept_rules(
        self, files: Mapping[str, str] | Invalid, reason: str, who: Who, command_id: UUID, advance: Advance
    ) -> NewLaw:
        """Let these rule files decide, and take every case over."""
        recorder = self.gateway.recorder
        asked = Acceptance({} if isinstance(files, Invalid) else files, reason, who.actor, who.role, command_id)
        if isinstance(files, Invalid):
            await refuse(recorder.log, asked, files)
            raise files
        with in_doubt(command_id):
            rules = await accept(recorder.law, recorder.log, asked)
        moved = await adopt_everywhere(self.gateway.client, recorder, self.gateway.views, advance)
        return NewLaw(rules, moved)

    async def recover(self, advance: Advance) -> int:
        """Give every open case its lane; returns how many there are."""
        return await lanes.recover(self.gateway.client, self.gateway.recorder, self.gateway.views, advance)

    async def _refuse(self, case: UUID | None, command: str, who: Who, command_id: UUID, refusal: Invalid) -> NoReturn:
        await self.gateway.refuse_at_the_door(case, command, _asker(who), command_id, refusal)
        raise refusal

    async def _found(self, case: str, command: str) -> UUID | None:
        try:
            return await self.gateway.find(case, kind_of(command).name)
        except NotFound:
            return None


async def open_engine(pool: Pool, temporal: str, data: Path, *, may_make_key: bool) -> Engine:
    """The engine on these servers; raises Unavailable when Temporal does not answer or the vault has no key."""
    client = await connect(temporal)
    vault = Vault(pool, key_encryption_key(data, may_make=may_make_key))
    return Engine(Gateway(client, Recorder(EventLog(pool), Law(pool)), vault, Views(pool)), pool)


def _asker(who: Who) -> Asker:
    return Asker(who.actor, who.role)
