"""The log is only ever added to, and by the application only through its two functions."""

from typing import Literal, TypeAlias

import asyncpg
import pytest

from eventlog.log import EventLog
from eventlog.pool import Pool
from tests.eventlog.given import append, as_superuser, request, stream
from tests.support.postgres import Database

Isolation: TypeAlias = Literal["repeatable_read", "serializable"]

CHANGES = (
    "UPDATE log.events SET actor = 'somebody else'",
    "UPDATE log.events SET actor = 'somebody else' WHERE false",
    "DELETE FROM log.events",
    "TRUNCATE log.events",
    "UPDATE log.commands SET actor = 'somebody else'",
    "DELETE FROM log.commands",
    "TRUNCATE log.commands",
    "UPDATE vault.items SET sealed = ''",
    "DELETE FROM vault.items",
    "TRUNCATE vault.items",
    "UPDATE law.rule_books SET version = 'another'",
    "DELETE FROM law.rule_books",
    "TRUNCATE law.rule_books",
    "UPDATE law.set_aside SET version = 'another'",
    "DELETE FROM law.set_aside",
    "TRUNCATE law.set_aside",
    "DELETE FROM vault.keys",
    "TRUNCATE vault.keys CASCADE",
    "UPDATE vault.key_check SET value = ''",
    "DELETE FROM vault.key_check",
    "TRUNCATE vault.key_check",
)
NOT_FOR_THE_APPLICATION = (
    *CHANGES,
    "INSERT INTO log.events SELECT * FROM log.events",
    "INSERT INTO log.commands SELECT * FROM log.commands",
    "ALTER TABLE log.events DISABLE TRIGGER ALL",
    "DROP TABLE log.events",
    "DELETE FROM views.cases",
    "UPDATE vault.keys SET wrapped = ''",
    "UPDATE vault.keys SET wrapped = NULL, destroyed_at = now()",
    "UPDATE log.migrations SET checksum = ''",
    "SET session_replication_role = replica",
    "SET ROLE nrm_owner",
    "SELECT log.answered(gen_random_uuid(), '')",
    "SELECT log.last_answer()",
)


async def test_the_application_may_do_none_of_these(log: EventLog, pool: Pool) -> None:
    await append(log, stream())
    for statement in NOT_FOR_THE_APPLICATION:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await pool.execute(statement)
    assert 1 == len([event async for event in log.read_all()])


@pytest.mark.parametrize("role", ["origin", "replica"])
async def test_a_trigger_refuses_even_the_superuser(log: EventLog, database: Database, role: str) -> None:
    """Also in the mode for replicas, in which ordinary triggers sleep."""
    await append(log, stream())
    for statement in CHANGES:
        with pytest.raises(asyncpg.InsufficientPrivilegeError, match="only ever added to"):
            await as_superuser(database, f"SET session_replication_role = {role}", statement)
    assert 1 == len([event async for event in log.read_all()])


@pytest.mark.parametrize("isolation", ["repeatable_read", "serializable"])
async def test_an_append_on_a_fixed_snapshot_is_refused(pool: Pool, isolation: Isolation) -> None:
    async with pool.acquire() as connection:
        transaction = connection.transaction(isolation=isolation)
        await transaction.start()
        with pytest.raises(asyncpg.InvalidTransactionStateError, match="READ COMMITTED"):
            await connection.fetch("SELECT log.append('{}', now())")
        await transaction.rollback()


async def test_a_refusal_on_a_fixed_snapshot_is_refused(pool: Pool) -> None:
    async with pool.acquire() as connection:
        transaction = connection.transaction(isolation="repeatable_read")
        await transaction.start()
        with pytest.raises(asyncpg.InvalidTransactionStateError, match="READ COMMITTED"):
            await connection.fetch("SELECT log.refuse(NULL, gen_random_uuid(), 't', 'a', 'r', 'f', 'c', 'm', now())")
        await transaction.rollback()


@pytest.mark.usefixtures("log")
async def test_a_name_made_by_the_caller_is_not_what_the_functions_see(database: Database) -> None:
    """A temporary table called `events` must not be read in place of the log's. Only an owner can make one."""
    connection = await asyncpg.connect(database.owner)
    try:
        await connection.execute("CREATE TEMPORARY TABLE events (LIKE log.events)")
        await connection.execute("SET search_path = pg_temp, public")
        asked = "SELECT (a).status FROM log.append($1, clock_timestamp()) AS a"
        assert "accepted" == await connection.fetchval(asked, [request(stream())])
        assert 1 == await connection.fetchval("SELECT count(*) FROM log.events")
    finally:
        await connection.close()
