"""What a person is told of a defect of the program: where it happened, without any value, and the command id if any.

A request that goes wrong always names its command id, because under the same id it can be asked again without harm.
Read next: `main.py`, which shows it.
"""

import tempfile
import traceback
from collections.abc import Generator
from contextlib import contextmanager
from uuid import UUID

from cli import output
from domain.errors import Code, NrmError, Unavailable

_ASK_AGAIN = "Ask again with --command-id {}: you get its one answer, and it is recorded once."


def unexpected(defect: Exception) -> NrmError:
    """Keep where it happened, without the message and its values, which may be personal; say where that is."""
    trace = "".join(traceback.format_tb(defect.__traceback__))
    with tempfile.NamedTemporaryFile("w", prefix="nrm-defect-", suffix=".txt", delete=False, encoding="utf-8") as kept:
        kept.write(f"{type(defect).__name__}\n{trace}")
    message = f"This is a defect of the program ({type(defect).__name__}); where it happened is in {kept.name}."
    return Unavailable(Code.INTERNAL_ERROR, message)


@contextmanager
def asked_under(command_id: UUID) -> Generator[None]:
    """Whatever goes wrong inside names this command id; where it is not known what became of it, says to ask again."""
    try:
        yield
    except NrmError as error:
        raise _naming(error, command_id) from error.__cause__
    except KeyboardInterrupt:
        output.say(f"It may or may not be recorded. {_ASK_AGAIN.format(command_id)}")
        raise
    except Exception as defect:
        raise _naming(unexpected(defect), command_id) from defect


def _naming(error: NrmError, command_id: UUID) -> NrmError:
    error.command_id = command_id
    if isinstance(error, Unavailable) and str(command_id) not in error.message:
        error.message = f"{error.message} {_ASK_AGAIN.format(command_id)}"
    return error
