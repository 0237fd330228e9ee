"""The worker process: `workers.main`, told where the database and Temporal are.

It says that it is at work by writing its process number into DATA/run/worker.ready, and which cases are too long for it
in DATA/run/too-long.json. It holds nothing: it may be ended at any instant, and what it was doing is done again or was
already on record.
"""

import os
import threading
from collections.abc import Mapping

from domain.errors import Code, Unavailable
from workers.settings import CHECKOUT, StackSettings
from workers.stack.account import private_folder
from workers.stack.probes import ready_worker, why_worker_is_not_ready
from workers.stack.processes import Process, end, has_died, launch, members, tenants, wait_for

TOO_LONG = "too-long.json"


class Worker:
    """The worker of one stack; `given` goes into its environment."""

    def __init__(self, settings: StackSettings, given: Mapping[str, str]) -> None:
        self.command = settings.worker_command
        self.run = settings.data / "run"
        self.log = settings.data / "logs" / "worker.log"
        self.process: Process | None = None
        self._given = {"NRM_DATA": str(settings.data), **given}

    def start(self, timeout: float = 60.0, stopping: threading.Event | None = None) -> None:
        """Start and wait until it is at work, first ending what an earlier supervisor left running.

        Raises Unavailable(STACK_FAILED) when it dies, after `timeout` seconds, or when `stopping` is set.
        """
        private_folder(self.run)
        self.stop()
        process = self.process = launch(self.command, self.log, self.run, self._environment())
        wait_for(lambda: has_died(process) or self.is_healthy(), timeout, stopping)
        if not self.is_healthy():
            self.stop()
            raise Unavailable(Code.STACK_FAILED, f"The worker did not start. Its log is {self.log}.")

    def stop(self, grace: float = 20.0) -> None:
        """Ask it to finish what it holds."""
        end(members(self.run, self.command[0], self.process), grace)
        for said in ("worker.ready", TOO_LONG):
            (self.run / said).unlink(missing_ok=True)
        if self.process:
            self.process.wait(5.0)
            self.process = None

    @property
    def pid(self) -> int | None:
        """The number of the process that works, or else of one that is about to; None when there is none."""
        living = [process.pid for process in tenants(self.run, self.command[0])]
        ready = ready_worker(self.run)
        return ready if ready in living else next(iter(living), None)

    def is_healthy(self) -> bool:
        """Whether it runs and has said that it is at work."""
        return why_worker_is_not_ready(self.run, self.command[0]) is None

    def _environment(self) -> dict[str, str]:
        # It works from inside DATA/run, from where Python would not find the checkout.
        path = os.pathsep.join(filter(None, (str(CHECKOUT), os.environ.get("PYTHONPATH"))))
        return {**os.environ, "PYTHONPATH": path, **self._given}
