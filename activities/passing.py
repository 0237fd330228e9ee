"""What an activity tells Temporal of a failure: whether to try again, and nothing that could hold personal data.

Trouble that passes is tried again. A defect of ours is not: asking again would only repeat it, and block a lane.
"""

from temporalio.exceptions import ApplicationError

from domain.errors import Code, Unavailable
from eventlog.pool import has_stopped_answering


def passes(error: BaseException) -> bool:
    """Whether trying again later can help."""
    return isinstance(error, Unavailable) or has_stopped_answering(error)


def defect(message: str) -> ApplicationError:
    """A failure that is not tried again. Raise it `from None`: of a cause Temporal would keep message and stack."""
    return ApplicationError(message, type=Code.INTERNAL_ERROR, non_retryable=True)
