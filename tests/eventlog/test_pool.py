"""A connection can die in many ways, and each is known for what it is; a fault of ours is not taken for one."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import asyncpg
import pytest
from asyncpg.connection import Connection

from domain.errors import Code, Unavailable
from eventlog.log import EventLog
from eventlog.pool import Pool, has_stopped_answering, open_pool
from eventlog.requests import our_time
from tests.eventlog.given import append, as_superuser, stream
from tests.support.postgres import Database

_KILL = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'nrm'"


async def failure_of(work: Awaitable[object]) -> BaseException:
    with pytest.raises(Exception) as failed:  # noqa: PT011 - which one it is, is the question
        await work
    return failed.value


async def test_a_backend_that_is_killed_in_the_middle_of_a_statement(database: Database, pool: Pool) -> None:
    sleeping = asyncio.create_task(pool.execute("SELECT pg_sleep(60)"))
    async with asyncio.timeout(20):
        while not (await pool.fetchval("SELECT count(*) FROM pg_stat_activity WHERE query = 'SELECT pg_sleep(60)'")):
            pass
    await as_superuser(database, _KILL + " AND query = 'SELECT pg_sleep(60)'")
    assert has_stopped_answering(await failure_of(sleeping))


@pytest.mark.parametrize("limit", ["statement_timeout", "transaction_timeout"])
async def test_a_server_that_ends_what_takes_too_long(pool: Pool, limit: str) -> None:
    async with pool.acquire() as connection:
        await connection.execute(f"SET {limit} = '50ms'")
        assert has_stopped_answering(await failure_of(connection.execute("SELECT pg_sleep(60)")))


async def test_a_server_that_ends_a_session_which_idles_in_a_transaction(pool: Pool) -> None:
    async with pool.acquire() as connection:
        await connection.execute("SET idle_in_transaction_session_timeout = '10ms'")
        await connection.execute("BEGIN")
        ended = asyncio.Event()
        connection.add_termination_listener(lambda _: ended.set())
        async with asyncio.timeout(20):
            await ended.wait()
        with pytest.raises(asyncpg.InterfaceError) as failed:
            await connection.execute("SELECT 1")
        assert has_stopped_answering(failed.value)


async def test_a_time_limit_of_our_own(pool: Pool) -> None:
    assert has_stopped_answering(await failure_of(pool.execute("SELECT pg_sleep(60)", timeout=0.05)))


@pytest.mark.parametrize("how", ["terminate", "abort"])
async def test_a_connection_that_dies_while_the_driver_asks_about_types(
    database: Database, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    ask = Connection._introspect_types

    async def dying(connection: Any, *given: Any) -> Any:
        asking = asyncio.create_task(ask(connection, *given))
        await asyncio.sleep(0)
        if how == "abort":
            connection._transport.abort()
        else:
            await as_superuser(database, _KILL)
        return await asking

    async with await open_pool(database.app, 1) as pool:
        monkeypatch.setattr(Connection, "_introspect_types", dying)
        failed = await failure_of(pool.fetch("SELECT * FROM log.append($1, $2)", [], our_time()))
    assert has_stopped_answering(failed), repr(failed)


@pytest.mark.parametrize(
    "error",
    [
        asyncpg.InternalClientError("unexpected"),
        asyncpg.ProtocolError("unexpected"),
        asyncpg.InterfaceError("connection is closed"),
        asyncpg.ConnectionDoesNotExistError("closed in the middle of operation"),
        asyncpg.ConnectionFailureError(),
        asyncpg.AdminShutdownError(),
        asyncpg.CrashShutdownError(),
        asyncpg.CannotConnectNowError(),
        asyncpg.TooManyConnectionsError(),
        asyncpg.DiskFullError(),
        asyncpg.OutOfMemoryError(),
        asyncpg.LockNotAvailableError(),
        asyncpg.DeadlockDetectedError(),
        asyncpg.ReadOnlySQLTransactionError(),
        asyncpg.IdleInTransactionSessionTimeoutError(),
        TimeoutError(),
        ConnectionResetError(),
        BrokenPipeError(),
        asyncio.IncompleteReadError(b"", 1),
    ],
    ids=lambda error: type(error).__name__,
)
def test_every_kind_of_dying_connection_is_known(error: Exception) -> None:
    assert has_stopped_answering(error)


@pytest.mark.parametrize(
    "error",
    [
        asyncpg.UniqueViolationError(),
        asyncpg.CheckViolationError(),
        asyncpg.UndefinedTableError(),
        asyncpg.InsufficientPrivilegeError(),
        asyncpg.InvalidPasswordError(),
        asyncpg.PostgresSyntaxError(),
        asyncpg.InvalidTextRepresentationError(),
        asyncpg.RaiseError(),
        asyncpg.DataError("invalid input"),
        asyncpg.ClientConfigurationError("no such option"),
        ValueError(),
        KeyError(),
    ],
    ids=lambda error: type(error).__name__,
)
def test_a_fault_of_ours_is_not_taken_for_one(error: Exception) -> None:
    assert not has_stopped_answering(error)


async def test_an_append_on_a_connection_that_the_driver_gave_up_on_is_sent_again(
    log: EventLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of several that travel together each is sent again alone, and none is recorded twice."""
    fetch: Callable[..., Awaitable[Any]] = asyncpg.pool.Pool.fetch
    failures = iter([asyncpg.InternalClientError("could not resolve types")])

    async def broken(pool: Any, query: str, *given: Any) -> Any:
        for failure in failures if "log.append" in query and len(given[0]) > 1 else ():
            await fetch(pool, query, *given)  # it was committed, and the answer was lost
            raise failure
        return await fetch(pool, query, *given)

    monkeypatch.setattr(asyncpg.pool.Pool, "fetch", broken)
    streams = [stream() for _ in range(5)]
    outcomes = await asyncio.gather(*(append(log, one) for one in streams))
    assert [1] * 5 == [outcome.last_version for outcome in outcomes]
    assert [1] * 5 == [len(await log.read_stream(one)) for one in streams]


@pytest.mark.parametrize(
    ("dsn", "said"),
    [
        ("postgresql://nrm@/nrm?host=/nonexistent", "does not answer"),
        ("postgresql://nrm@/nrm?sslmode=nonsense", "does not let us in"),
    ],
)
async def test_a_database_that_cannot_be_reached_is_unavailable(dsn: str, said: str) -> None:
    with pytest.raises(Unavailable, match=said) as failed:
        await open_pool(dsn)
    assert Code.NO_ANSWER_YET is failed.value.code


async def test_a_wrong_password_is_told_for_what_it_is(database: Database) -> None:
    with pytest.raises(Unavailable, match="does not let us in"):
        await open_pool(database.app.replace("nrm@", "nrm:guessed@"))
