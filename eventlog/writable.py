"""Whether anything can be put on record at this moment, and why not: asked by whoever looks after the stack.

The log is written by one at a time, and by a clock that all share. Read next: `migrations/0009_what_the_log_takes.sql`.
"""

from datetime import datetime

import asyncpg

from eventlog.pool import Connection
from eventlog.requests import CLOCK_TOLERANCE, our_time
from eventlog.statements import statements


async def why_nothing_can_be_recorded(connection: Connection) -> str | None:
    """None when an append would be taken; the first reason why it would not, otherwise."""
    sql = statements("writable")
    if not await connection.fetchval(sql["exists"]):
        return None
    times = await connection.fetchrow(sql["times"])
    assert times is not None  # noqa: S101 - without a FROM there is always one row
    holder = await connection.fetchrow(sql["holder"])
    return _clocks(times["now"], times["recorded_at"]) or (_held(holder) if holder else None)


def _clocks(now: datetime, last: datetime | None) -> str | None:
    if abs(now - our_time()) > CLOCK_TOLERANCE:
        return "The database's clock and this machine's are minutes apart: nothing is recorded until they agree."
    if last is not None and last > now + CLOCK_TOLERANCE:
        return f"The last answer is recorded in the future: nothing is recorded until {last:%Y-%m-%d %H:%M} UTC."
    return None


def _held(holder: asyncpg.Record) -> str:
    since = f" since {holder['since']:%Y-%m-%d %H:%M:%S} UTC" if holder["since"] else ""
    return (
        f"Process {holder['pid']} of the account {holder['account']} holds the log's lock{since}: "
        "nothing is recorded until it ends."
    )
