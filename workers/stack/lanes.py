"""Gives every open case its lane again when Temporal has come back with an empty file while the stack runs.

`nrm up` does so once, when everything is healthy; this is for what happens after that. Temporal's client library is
loaded by a process of its own (`recovery.py`), so that none of its threads run in the supervisor.
"""

import os
import sys
import threading
from collections.abc import Callable, Mapping
from pathlib import Path

from workers.settings import CHECKOUT
from workers.stack.keeper import LONGEST_DELAY, PAUSE, SHORTEST_DELAY
from workers.stack.processes import has_died, launch, wait_for
from workers.stack.temporal import TemporalServer

COMMAND = (sys.executable, "-m", "workers.stack.recovery")
_LONGEST_RECOVERY = 86_400.0
"""Seconds. The process itself gives up when it comes to a standstill; how long it may take depends on the cases."""


def keep_lanes(
    server: TemporalServer,
    given: Mapping[str, str],
    log: Path,
    report: Callable[[str], None],
    stopping: threading.Event,
) -> None:
    """Open the lanes again after each further beginning of `server`, until `stopping` is set.

    `given` are the addresses for the environment of the process that opens them; what it says goes to `log`.
    """
    done, delay = server.beginnings, SHORTEST_DELAY
    while not stopping.wait(PAUSE):
        found = server.beginnings
        if found == done:
            continue
        if _recovered(given, log, stopping):
            report("Temporal had forgotten the open cases; each has its lane again.")
            done, delay = found, SHORTEST_DELAY
        elif not stopping.wait(delay):
            report("The open cases could not be given their lanes. It is tried again.")
            delay = min(delay * 2, LONGEST_DELAY)


def _recovered(given: Mapping[str, str], log: Path, stopping: threading.Event) -> bool:
    process = launch(COMMAND, log, CHECKOUT, {**os.environ, **given})
    try:
        return wait_for(lambda: has_died(process), _LONGEST_RECOVERY, stopping) and process.returncode == 0
    finally:
        # Opening lanes can be broken off anywhere: a lane that is open already is left as it is.
        process.kill()
        process.wait(5.0)
