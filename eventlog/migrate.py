"""Brings a database's schema forward: each file in `migrations/` once, in order, in a transaction of its own.

There is no way back: a mistake is mended by a further migration. A file that was changed after it had been applied is
refused. The database is then told which events this release writes (`domain/shapes.py`), since it takes no others, and
a superuser closes the doors that nobody else can (`doors.sql`). `check_schema` is what a process calls before it uses a
database; it never changes anything.
"""

import hashlib
from collections.abc import Collection, Mapping
from importlib.resources import files
from typing import TypeAlias

import asyncpg

from domain.errors import Code, Unavailable
from eventlog.pool import DRIVER_ERRORS, Connection
from eventlog.statements import statements

_WAIT_SECONDS = 60.0


def published() -> Mapping[str, str]:
    """The migrations this program knows: name to SQL, in the order in which they apply."""
    folder = files("eventlog") / "migrations"
    found = {path.name.removesuffix(".sql"): path for path in folder.iterdir() if path.name.endswith(".sql")}
    return {name: found[name].read_text(encoding="utf-8") for name in sorted(found)}


async def migrate(dsn: str) -> tuple[str, ...]:
    """Apply what is missing, as a role that may create roles; returns the names applied.

    A database that has everything is left alone, whatever the account may do. Raises Unavailable (schema-mismatch) when
    the database is ahead of this program, has another text of a migration, or this account may not change it;
    (no-answer-yet) when it does not answer.
    """
    try:
        connection = await asyncpg.connect(dsn, timeout=_WAIT_SECONDS, command_timeout=_WAIT_SECONDS)
    except DRIVER_ERRORS as error:
        raise Unavailable(Code.NO_ANSWER_YET, "The database does not let us in; check its address.") from error
    try:
        return await _migrate(connection)
    except asyncpg.InsufficientPrivilegeError as error:
        message = "The database has yet to be migrated, and this account may not do it; set NRM_MIGRATION_URL."
        raise Unavailable(Code.SCHEMA_MISMATCH, message) from error
    finally:
        await connection.close(timeout=_WAIT_SECONDS)


async def _migrate(connection: Connection) -> tuple[str, ...]:
    sql = statements("migrate")
    if await connection.fetchval(sql["exists"]) and not await _missing(connection) and await _knows_us(connection):
        return ()
    await connection.execute(sql["lock"])
    await connection.execute(sql["prepare"])
    missing = await _missing(connection)
    for name, text in missing.items():
        async with connection.transaction():
            await connection.execute(text)
            await connection.execute("RESET ROLE")
            await connection.execute(sql["record"], name, _checksum(text))
    if await connection.fetchval(sql["takes_shapes"]):
        await connection.executemany(sql["tell"], _shapes())
        await _close_doors(connection)
    return tuple(missing)


async def _close_doors(connection: Connection) -> None:
    if await connection.fetchval(statements("migrate")["is_superuser"]):
        async with connection.transaction():
            await connection.execute((files("eventlog") / "doors.sql").read_text(encoding="utf-8"))


async def check_schema(connection: Connection) -> None:
    """Raise Unavailable (schema-mismatch) unless the database knows every event that this program writes.

    And unless it has exactly the migrations that this program knows.
    """
    await check_migrations(connection)
    if not await _knows_us(connection):
        raise _mismatch("The database has yet to be told which events this release writes; `nrm up` does it.")


async def check_migrations(connection: Connection) -> None:
    """Raise Unavailable (schema-mismatch) unless the database has exactly the migrations this program knows.

    For whoever only reads: they write no event, and need not load what every event can say.
    """
    if not await connection.fetchval(statements("migrate")["exists"]):
        raise _mismatch("The database has no event log yet, or this account may not read it.")
    if missing := await _missing(connection):
        raise _mismatch(f"The database has yet to be migrated to {max(missing)}.")


async def _knows_us(connection: Connection) -> bool:
    """Whether the log takes every event that this program writes."""
    sql = statements("migrate")
    if not await connection.fetchval(sql["takes_shapes"]):
        return False
    ours = _shapes()
    forms = [[one[column] for one in ours] for column in (0, 1, 2, 5)]
    known = {tuple(row[:3]): row for row in await connection.fetch(sql["shapes"], *forms)}
    return all(one[:3] in known and _takes(known[one[:3]], must=one[3], may=one[4]) for one in ours)


def _takes(known: asyncpg.Record, must: Collection[str], may: Collection[str]) -> bool:
    """Whether what the database knows of an event lets ours pass: with these keys, and what ours has under them."""
    return set(known["required"]) <= set(must) and set(may) <= set(known["fields"]) and known["says_the_same"]


_Told: TypeAlias = tuple[str, str, int, list[str], list[str], str, list[str]]
"""An event as the database is told of it: its kind, type and schema; the keys it must have, and those it may; what may
stand under them; and under which stands a date."""


def _shapes() -> list[_Told]:
    """Every event that this release writes."""
    # To load every event takes longer than to read a list, and whoever reads a list does not need them.
    from domain.shapes import shapes  # noqa: PLC0415

    return [
        (one.kind, one.type, one.schema, sorted(one.required), sorted(one.fields), one.legible, sorted(one.dates))
        for one in shapes()
    ]


async def _missing(connection: Connection) -> dict[str, str]:
    known = published()
    applied = {row["name"]: row["checksum"] for row in await connection.fetch(statements("migrate")["applied"])}
    if ahead := sorted(applied.keys() - known.keys()):
        raise _mismatch(f"The database has a migration that this program does not know: {ahead[0]}.")
    if altered := sorted(name for name in applied if applied[name] != _checksum(known[name])):
        raise _mismatch(f"Migration {altered[0]} is not the text that was applied to this database.")
    return {name: sql for name, sql in known.items() if name not in applied}


def _checksum(sql: str) -> str:
    return hashlib.sha256(sql.encode()).hexdigest()


def _mismatch(message: str) -> Unavailable:
    return Unavailable(Code.SCHEMA_MISMATCH, message)
