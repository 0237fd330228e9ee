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

_PASSING = frozenset({"08", "40", "53", "55", "57", "58"})
"""Classes of SQLSTATE that pass: connection, rollback, resources, locks and time limits, shutdown, system."""

_PASSING_STATES = frozenset({"25006", "25P03", "25P04"})
"""Single ones: a server that only reads for now; a session or transaction that the server ended for its length."""

DRIVER_ERRORS = (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError)
"""Whatever the driver raises. A time limit of ours (TimeoutError) is an OSError too."""

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


def has_stopped_answering(error: BaseException) -> bool:
    """Whether this is how a database that went away shows: then asking again later can help, and nobody is to blame.

    A connection that dies while the driver is asking about types fails in a way that the driver calls its own fault.
    """
    if isinstance(error, asyncpg.PostgresError):
        state = error.sqlstate or ""
        return state[:2] in _PASSING or state in _PASSING_STATES
    if isinstance(error, asyncpg.InterfaceError):
        return not isinstance(error, ValueError)
    return isinstance(error, (OSError, EOFError, asyncpg.InternalClientError))


async def open_pool(dsn: str, size: int = 8) -> Pool:
    """At most `size` connections; raises Unavailable (no-answer-yet) when the database does not answer, or not us."""
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
    except DRIVER_ERRORS as error:
        if not has_stopped_answering(error):
            message = f"The database does not let us in ({type(error).__name__}); check its address and account."
            raise Unavailable(Code.NO_ANSWER_YET, message) from error
        raise Unavailable(Code.NO_ANSWER_YET, "The database does not answer; try again in a moment.") from error


async def _nothing_to_reset(connection: Connection) -> None:
    """Leave the connection as it is; see the head of this module."""
