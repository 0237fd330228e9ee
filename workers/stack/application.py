"""The application's own account, put right whenever the stack comes up.

An account of PostgreSQL may change its own password, and with what its sessions begin; no grant can be withheld that
would forbid it. Whoever got hold of it could lock the engine out, or slow it down. So each start of the stack sets both
as they were made. Read next: `postgres.py`.
"""

import asyncpg

from domain.errors import Code, Unavailable
from workers.stack.postgres import APPLICATION, DATABASE, SETTLED

_SECONDS = 10.0


async def put_account_right(owner_url: str, password: str) -> None:
    """Set the account's password, and nothing besides what it was made with; raises Unavailable (stack-failed)."""
    statements = (
        f"ALTER ROLE {APPLICATION} PASSWORD '{password}'",
        f"ALTER ROLE {APPLICATION} RESET ALL",
        f"ALTER ROLE {APPLICATION} IN DATABASE {DATABASE} RESET ALL",
        *SETTLED,
    )
    try:
        connection = await asyncpg.connect(owner_url, timeout=_SECONDS, command_timeout=_SECONDS)
        try:
            async with connection.transaction():
                for statement in statements:
                    await connection.execute(statement)
        finally:
            await connection.close(timeout=_SECONDS)
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        message = f"The application's account could not be put right: {type(error).__name__}."
        raise Unavailable(Code.STACK_FAILED, message) from error
