"""What writes: the engine as the command line asks it.

It loads Temporal's library, which takes longer than many a command does; so `engine.py` imports it when a command
writes, and not before. Everything goes through the gateway. What cannot even be read as a command is put on record
as a refusal here. Read next: `workflows/gateway.py`.
"""

from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from activities.acceptance import Acceptance, accept, refuse
from activities.kinds import kind_of
from activities.law import Law
from activities.record import Recorder
from cli.output import Advance
from domain.errors import Invalid, NotFound
from domain.referral.accounts import Wishes, read_accounts
from domain.rules.model import RuleBook
from domain.staff import Asker
from eventlog.keys import key_encryption_key
from eventlog.log import EventLog
from eventlog.pool import Pool
from eventlog.vault import Vault
from eventlog.views import Views
from workflows import lanes
from workflows.acceptance import adopt_everywhere
from workflows.connection import connect
from workflows.gateway import Gateway, in_doubt
from workflows.importing import ImportReport, import_accounts


@dataclass(frozen=True)
class NewLaw:
    """The rule-book that decides from now on, and in how many cases it moved something."""

    rules: RuleBook
    cases_moved: int


@dataclass(frozen=True)
class Engine:
    """The engine behind its gateway, and what the command line asks of it besides."""

    gateway: Gateway

    async def refuse(self, command: str, asker: Asker, command_id: UUID, refusal: Invalid, of: str | None) -> None:
        """Put on record that what was asked of this case or prosecution, or of none yet, could not even be read."""
        found = None if of is None else await self._found(of, command)
        await self.gateway.refuse_at_the_door(found, command, asker, command_id, refusal)

    async def import_text(self, text: str, wishes: Wishes, asker: Asker, advance: Advance) -> ImportReport:
        """Import every account of a text that can be read."""
        accounts = list(read_accounts(text, wishes))
        return await import_accounts(self.gateway, accounts, asker, lambda done: advance(done, len(accounts)))

    async def accept_rules(self, asked: Acceptance, advance: Advance) -> NewLaw:
        """Let these rule files decide, and take every case over."""
        recorder = self.gateway.recorder
        with in_doubt(asked.command_id):
            rules = await accept(recorder.law, recorder.log, asked)
        moved = await adopt_everywhere(self.gateway.client, recorder, self.gateway.views, advance)
        return NewLaw(rules, moved)

    async def refuse_rules(self, asked: Acceptance, refusal: Invalid) -> None:
        """Put on record that rule files which cannot be read were not accepted."""
        await refuse(self.gateway.recorder.log, asked, refusal)

    async def recover(self, advance: Advance) -> int:
        """Give every open case its lane; returns how many there are."""
        return await lanes.recover(self.gateway.client, self.gateway.recorder, self.gateway.views, advance)

    async def _found(self, case: str, command: str) -> UUID | None:
        try:
            return await self.gateway.find(case, kind_of(command).name)
        except NotFound:
            return None


async def open_engine(pool: Pool, temporal: str, data: Path, *, may_make_key: bool) -> Engine:
    """The engine on these servers; raises Unavailable when Temporal does not answer or the vault has no key."""
    client = await connect(temporal)
    vault = Vault(pool, key_encryption_key(data, may_make=may_make_key))
    return Engine(Gateway(client, Recorder(EventLog(pool), Law(pool)), vault, Views(pool)))
