"""What an activity tells Temporal of a failure: whether to try again, and nothing that could hold personal data.

Trouble that passes is tried again. A defect of ours is not: asking again would only repeat it, and block a lane.
"""

import asyncio

import asyncpg
from temporalio.exceptions import ApplicationError

from domain.errors import Code, Unavailable

_PASSING = frozenset({"08", "40", "53", "55", "57", "58"})
"""Classes of SQLSTATE that pass: connection, rollback, resources, locks and time limits, shutdown, system."""


def passes(error: BaseException) -> bool:
    """Whether trying again later can help."""
    if isinstance(error, asyncpg.PostgresError):
        return (error.sqlstate or "")[:2] in _PASSING
    if isinstance(error, asyncpg.InterfaceError):
        return not isinstance(error, ValueError)
    return isinstance(error, (OSError, asyncio.TimeoutError, Unavailable))


def defect(message: str) -> ApplicationError:
    """A failure that is not tried again. Raise it `from None`: of a cause Temporal would keep message and stack."""
    return ApplicationError(message, type=Code.INTERNAL_ERROR, non_retryable=True)
