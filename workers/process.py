"""How every process of this project begins and ends: the worker, the command line, the benchmarks."""

import gc
import os
import sys
from typing import NoReturn


def begin(*, libraries_speak: bool = True) -> None:
    """Set logging up, and tell the garbage collector that what is loaded by now stays.

    Libraries leave hundreds of thousands of objects that live as long as the process. Looking through them again at
    every full collection costs a quarter of the time of folding a long history.
    """
    from workers.logs import log_to_stderr  # noqa: PLC0415 - whoever never begins need not load what writes logs

    log_to_stderr(libraries=libraries_speak)
    gc.collect()
    gc.freeze()


def leave(status: int) -> NoReturn:
    """End the process at once, output flushed.

    The interpreter's own shutdown sometimes aborts after Temporal's client was used
    (github.com/temporalio/sdk-python/issues/300), which would turn success into failure.
    """
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)
