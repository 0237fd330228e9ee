"""The supervisor as a process of its own, as `nrm up --detach` leaves it behind. Its settings come on standard input.

It is a root: the one place of the stack that writes to standard output, which is a log file that `up` follows.
"""

import sys

from domain.errors import Conflict, NrmError
from workers.settings import StackSettings
from workers.stack.supervisor import HELD_BY_ANOTHER, Supervisor


def main() -> int:
    """Supervise until a signal; 1 when the stack did not come up, HELD_BY_ANOTHER when it is up already."""
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
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
