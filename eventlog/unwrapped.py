"""What only the key-encryption key can tell of the vault: that every key unwraps, and that what no event cites opens.

A wrapped key is sealed for one person, and a text for one person and one reference; neither opens once it was altered
or moved. What events cite is bound by its digest and is not opened here. What is opened is not looked at, and not kept.
Read next: `vault.py`.
"""

import hmac
from collections.abc import AsyncIterator, Collection
from uuid import UUID

import asyncpg

from domain.errors import Unavailable
from eventlog.findings import MOST_PROBLEMS, Problem
from eventlog.keys import KeyEncryptionKey
from eventlog.pool import Connection
from eventlog.statements import statements
from eventlog.vault import opens

_BEFORE_ALL = UUID(int=0)


async def not_as_sealed(
    connection: Connection, key: KeyEncryptionKey, cited: Collection[bytes], seconds: float
) -> list[Problem]:
    """Keys that do not unwrap, and texts that do not open; first of all, whether this is the key of first use."""
    check = await connection.fetchrow(statements("verify")["key_check"], timeout=seconds)
    problems: list[Problem] = []
    if check is not None and check["value"] is not None and not hmac.compare_digest(check["value"], key.check_value):
        problems.append(Problem("The check of the key-encryption key is not that of the key at hand."))
    async for row in _pages(connection, "wrapped", "subject", seconds):
        if len(problems) < MOST_PROBLEMS and not _unwraps(key, row):
            problems.append(Problem("This key does not unwrap: what it sealed is lost.", None, f"key/{row['subject']}"))
    async for row in _pages(connection, "texts", "ref", seconds):
        if len(problems) < MOST_PROBLEMS and row["ref"].bytes not in cited and not opens(key, row):
            problems.append(Problem(_ALTERED, None, f"key/{row['subject']}"))
    return problems


def _unwraps(key: KeyEncryptionKey, row: asyncpg.Record) -> bool:
    try:
        key.unwrap(row["subject"], row["wrapped"])
    except Unavailable:
        return False
    return True


async def _pages(connection: Connection, statement: str, order: str, seconds: float) -> AsyncIterator[asyncpg.Record]:
    last: UUID = _BEFORE_ALL
    while rows := await connection.fetch(statements("verify")[statement], last, timeout=seconds):
        for row in rows:
            yield row
        last = rows[-1][order]


_ALTERED = "A sealed text of this person that no event cites is not as it was sealed."
