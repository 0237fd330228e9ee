"""The supervisor as a process of its own, as `nrm up --detach` leaves it behind. Its settings come on standard input.

It is a root: the one place of the stack that writes to standard output, which is a log file that `up` follows.
"""

import sys

from domain.errors import NrmError
from workers.settings import StackSettings
from workers.stack.supervisor import Supervisor


def main() -> int:
    """Supervise until a signal; 1 when the stack did not come up."""
    settings = StackSettings.model_validate_json(sys.stdin.read())
    try:
        Supervisor(settings, _say).run(lambda _: _say("The stack is healthy."))
    except NrmError as error:
        _say(error.message)
        return 1
    return 0


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
