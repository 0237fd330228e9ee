"""How the command line asks: from a data folder to the records, through the door, to what is printed.

Whoever says in which role they read is held to it, and has to say who they are. Nobody has to say either: who can open
the folder of a stack can read its database too, until people sign in. Read next: `desk/door.py`; `print.py`.
"""

import asyncio
from pathlib import Path
from typing import TypeVar

from cli.options import asker, settings_of
from cli.print import show
from desk.door import ask
from desk.page import Reply
from desk.question import Question
from desk.records import Records, open_records
from domain.roles import Role
from domain.staff import Asker
from workers.settings import StackSettings
from workers.stack.state import running

Found = TypeVar("Found", bound=Reply)


def ask_and_show(
    question: Question[Records, Reply], data: Path | None, actor: str | None, role: Role | None, *, as_json: bool
) -> None:
    """Ask this of the records of the stack, and print the reply."""
    show(asked(question, settings_of(data), reader(actor, role)), as_json=as_json)


def asked(question: Question[Records, Found], settings: StackSettings, who: Asker | None) -> Found:
    """The reply; raises Unavailable when the records cannot be reached."""

    async def run() -> Found:
        async with open_records(settings.database_url or running(settings).database_url) as records:
            return await ask(question, records, who)

    return asyncio.run(run())


def reader(actor: str | None, role: Role | None) -> Asker | None:
    """Who reads, where they said in which role; raises Invalid for a name that cannot be kept."""
    return None if role is None else asker(actor, role)
