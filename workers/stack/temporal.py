"""Temporal's own development server for one data folder: one file, flushed at each commit, on free local ports.

Nothing in its database is worth more than the time it takes to rebuild it from the log. The ports are chosen at the
first start and kept as long as this object lives, so that the worker finds a restarted server again.
"""

import os
import socket
import threading
import time
from contextlib import ExitStack
from pathlib import Path

from domain.errors import Code, Unavailable
from workers.stack.account import private_folder
from workers.stack.place import make_data_folder
from workers.stack.probes import TEMPORAL, temporal_program, why_temporal_does_not_answer
from workers.stack.processes import Process, end, has_died, launch, members, tenants, wait_for

HOST = "127.0.0.1"
PORTS = ("--port", "--ui-port", "--http-port", "--metrics-port")
SEARCH_ATTRIBUTES = ("NrmStage=Keyword", "NrmNation=Keyword", "NrmNextDue=Datetime", "NrmOpenBreaches=Int")
PRAGMAS = ("journal_mode=wal", "synchronous=full")


class TemporalServer:
    """The server of the data folder `data`; `extra` are further arguments of `temporal server start-dev`."""

    def __init__(self, data: Path, extra: tuple[str, ...] = ()) -> None:
        self.folder = data.absolute() / "temporal"
        self.log = data.absolute() / "logs" / "temporal.log"
        self.extra = extra
        self.process: Process | None = None
        self._ports: tuple[int, ...] = ()

    @property
    def address(self) -> str:
        """Where clients connect, as host:port. Known once `start` was called."""
        return f"{HOST}:{self._ports[0]}"

    @property
    def ui(self) -> str:
        """The address of Temporal's own pages. Known once `start` was called."""
        return f"http://{HOST}:{self._ports[1]}"

    def start(self, timeout: float = 60.0, stopping: threading.Event | None = None) -> None:
        """Start and wait until it answers, first ending what an earlier supervisor left running.

        Raises Unavailable(STACK_FAILED) after `timeout` seconds, or when `stopping` is set.
        """
        self._make_folder()
        deadline = time.monotonic() + timeout
        ports, self._ports = self._ports, self._ports or _free_ports()
        while not self._attempt(deadline, stopping):
            if time.monotonic() >= deadline or (stopping and stopping.is_set()):
                self.stop()
                raise Unavailable(Code.STACK_FAILED, f"Temporal did not start. Its log is {self.log}.")
            # Somebody may have taken a port between our choice and its use; nobody knows the address yet.
            self._ports = ports or _free_ports()

    def stop(self, grace: float = 10.0) -> None:
        """Ask it to finish. What it had acknowledged is in its file either way."""
        end(members(self.folder, TEMPORAL, self.process), grace)
        if self.process:
            self.process.wait(5.0)
            self.process = None

    @property
    def pid(self) -> int | None:
        """The number of the server process, whoever started it; None when there is none."""
        return next((process.pid for process in tenants(self.folder, TEMPORAL)), None)

    def is_healthy(self) -> bool:
        """Whether it runs and its frontend says that it serves."""
        return not has_died(self.process) and why_temporal_does_not_answer(self.address) is None

    def _make_folder(self) -> None:
        make_data_folder(self.folder.parent)
        private_folder(self.folder)

    def _attempt(self, deadline: float, stopping: threading.Event | None) -> bool:
        self.stop()
        # Its own home folder: nobody's Temporal profile shall change how this server runs.
        environment = {"PATH": os.defpath, "HOME": str(self.folder)}
        process = self.process = launch(self._command(), self.log, self.folder, environment)
        wait_for(lambda: has_died(process) or self.is_healthy(), deadline - time.monotonic(), stopping)
        return self.is_healthy()

    def _command(self) -> list[str]:
        command = [str(temporal_program()), "server", "start-dev", "--db-filename", str(self.folder / "temporal.db")]
        command += ["--ip", HOST, "--ui-disable-news-fetch", "--log-level", "warn"]
        for name, port in zip(PORTS, self._ports, strict=True):
            command += [name, str(port)]
        for pragma in PRAGMAS:
            command += ["--sqlite-pragma", pragma]
        for attribute in SEARCH_ATTRIBUTES:
            command += ["--search-attribute", attribute]
        return [*command, *self.extra]


def _free_ports() -> tuple[int, ...]:
    with ExitStack() as held:
        listeners = [held.enter_context(socket.socket()) for _ in PORTS]
        for listener in listeners:
            listener.bind((HOST, 0))
        return tuple(listener.getsockname()[1] for listener in listeners)
