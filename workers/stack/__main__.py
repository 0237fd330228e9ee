"""The supervisor as a process of its own, as `nrm up --detach` leaves it behind. Its settings come on standard input.

What it has to say it writes to its log file, one JSON line a sentence, which `up` follows until the stack is up.
"""

import sys

import structlog

from domain.errors import Conflict, NrmError
from workers.logs import log_to_stderr, log_what_nobody_caught
from workers.settings import StackSettings
from workers.stack.supervisor import HELD_BY_ANOTHER, Supervisor

_log = structlog.get_logger()


def main() -> int:
    """Supervise until a signal; 1 when the stack did not come up, HELD_BY_ANOTHER when it is up already."""
    log_to_stderr()
    log_what_nobody_caught()
    settings = StackSettings.model_validate_json(sys.stdin.read())
    try:
        Supervisor(settings, _say).run(lambda _: _say("The stack is healthy."))
    except Conflict:
        return HELD_BY_ANOTHER  # unsaid: the log is the other's too, and whoever follows it would take it for theirs
    except NrmError as error:
        _say(error.message)
        return 1
    return 0


def _say(line: str) -> None:
    _log.info("supervisor", said=line)


if __name__ == "__main__":
    sys.exit(main())
