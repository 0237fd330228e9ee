"""Connections to the log's database, set up so that nobody can wait for ever or hold up the others for long.

Every connection carries its own time limits, enforced by the server. None keeps any state between two uses, so
nothing is reset when it goes back to the pool: that would cost each append a second round trip.
"""

from typing import TYPE_CHECKING, TypeAlias

import asyncpg

from domain.errors import Code, Unavailable

if TYPE_CHECKING:
    from asyncpg.pool import PoolConnectionProxy

    Pool: TypeAlias = asyncpg.Pool[asyncpg.Record]
    Connection: TypeAlias = asyncpg.Connection[asyncpg.Record] | PoolConnectionProxy[asyncpg.Record]
else:
    Pool = asyncpg.Pool
    Connection = asyncpg.Connection

_CONNECT_SECONDS = 10.0
_COMMAND_SECONDS = 8.0

_SETTINGS = {
    "application_name": "nrm",
    "timezone": "UTC",
    "jit": "off",
    "lock_timeout": "2s",
    "statement_timeout": "5s",
    "idle_in_transaction_session_timeout": "10s",
    "transaction_timeout": "15s",
}


async def open_pool(dsn: str, size: int = 8) -> Pool:
    """At most `size` connections; raises Unavailable (no-answer-yet) when the database does not answer."""
    try:
        return await asyncpg.create_pool(
            dsn,
            min_size=1,
            max_size=size,
            timeout=_CONNECT_SECONDS,
            command_timeout=_COMMAND_SECONDS,
            server_settings=_SETTINGS,
            reset=_nothing_to_reset,
        )
    except (TimeoutError, OSError, asyncpg.PostgresConnectionError, asyncpg.CannotConnectNowError) as error:
        raise Unavailable(Code.NO_ANSWER_YET, "The database does not answer; try again in a moment.") from error


async def _nothing_to_reset(connection: Connection) -> None:
    """Leave the connection as it is; see the head of this module."""
