"""Temporal's own development server for one data folder: one file, flushed at each commit, on free local ports.

Nothing in its database is worth more than the time it takes to rebuild it from the log. A file that is damaged, or that
the server cannot read, is therefore set aside, and it begins with an empty one. The ports are chosen at the first start
and kept as long as this object lives, so that the worker finds a restarted server again.

Read next: `workflows/sweeping.py`, which gives the cases their lanes again after that.
"""

import os
import socket
import sqlite3
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack, closing
from itertools import count
from pathlib import Path

from domain.errors import Code, Unavailable
from workers.stack.account import private_folder
from workers.stack.place import make_data_folder
from workers.stack.probes import TEMPORAL, temporal_program, why_temporal_does_not_answer
from workers.stack.processes import Process, end, has_died, launch, members, tenants, wait_for

HOST = "127.0.0.1"
PORTS = ("--port", "--ui-port", "--http-port", "--metrics-port")
SEARCH_ATTRIBUTES = (
    "NrmStage=Keyword", "NrmNation=Keyword", "NrmNextDue=Datetime", "NrmWakes=Datetime", "NrmOpenBreaches=Int",
    "NrmChallenge=Keyword", "NrmStep=Keyword",
)  # fmt: skip
PRAGMAS = ("journal_mode=wal", "synchronous=full")
SHORTEST_PAUSE = 0.1  # seconds between two attempts; doubled each time
LONGEST_PAUSE = 5.0

FILE = "temporal.db"
BESIDE_FILE = ("", "-wal", "-shm")
UNREADABLE = (
    "file is not a database",
    "malformed",
    "unable to open database file",
    "no such table",  # the server was killed while it made the file
)
"""What the server says of a file that it will never be able to use."""

CHECK_SECONDS = 20.0
"""How long to look for damage at most, before the server gets the file: two hundred megabytes take about one second."""
STEPS_BETWEEN_LOOKS = 100_000  # of SQLite's machine, between two looks at the time
DAMAGE = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


class TemporalServer:
    """The server of the data folder `data`; `extra` are further arguments of `temporal server start-dev`."""

    def __init__(
        self, data: Path, extra: tuple[str, ...] = (), report: Callable[[str], object] = lambda _: None
    ) -> None:
        self.folder = data.absolute() / "temporal"
        self.log = data.absolute() / "logs" / "temporal.log"
        self.extra = extra
        self.process: Process | None = None
        self._report = report
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
        pause, waiting = SHORTEST_PAUSE, stopping or threading.Event()
        ports, self._ports = self._ports, self._ports or _free_ports()
        while not self._attempt(deadline, stopping):
            if time.monotonic() >= deadline or waiting.wait(pause):
                self.stop()
                raise Unavailable(Code.STACK_FAILED, f"Temporal did not start. Its log is {self.log}.")
            pause = min(2 * pause, LONGEST_PAUSE)
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
        # The server would start on a file of which only some pages are damaged, and fail on the cases in them.
        if is_damaged(self.folder / FILE):
            self._set_file_aside()
        had_file, said_before = (self.folder / FILE).exists(), _length(self.log)
        # Its own home folder: nobody's Temporal profile shall change how this server runs.
        environment = {"PATH": os.defpath, "HOME": str(self.folder)}
        process = self.process = launch(self._command(), self.log, self.folder, environment)
        wait_for(lambda: has_died(process) or self.is_healthy(), deadline - time.monotonic(), stopping)
        if self.is_healthy():
            return True
        if had_file and _cannot_read_its_file(self.log, said_before):
            self._set_file_aside()
        return False

    def _set_file_aside(self) -> None:
        self.stop()
        name = next(name for n in count(1) if not (self.folder / (name := f"unreadable-{n}.db")).exists())
        for ending in BESIDE_FILE:
            part = self.folder / f"{FILE}{ending}"
            if part.exists():
                part.rename(self.folder / f"{name}{ending}")
        where = self.folder / name
        self._report(f"Temporal could not read its file. It is now {where}, and Temporal starts with an empty one.")

    def _command(self) -> list[str]:
        # The server takes the name of its file for a URI, in which a path from the root can mean something else: it is
        # named from inside its folder.
        command = [str(temporal_program()), "server", "start-dev", "--db-filename", FILE]
        command += ["--ip", HOST, "--ui-disable-news-fetch", "--log-level", "warn"]
        for name, port in zip(PORTS, self._ports, strict=True):
            command += [name, str(port)]
        for pragma in PRAGMAS:
            command += ["--sqlite-pragma", pragma]
        for attribute in SEARCH_ATTRIBUTES:
            command += ["--search-attribute", attribute]
        return [*command, *self.extra]


def is_damaged(file: Path) -> bool:
    """Whether SQLite finds the pages of this file inconsistent; one that it cannot judge in time is not damaged."""
    if not file.exists() or file.stat().st_size == 0:
        return False
    deadline = time.monotonic() + CHECK_SECONDS
    with closing(sqlite3.connect(file, timeout=CHECK_SECONDS)) as database:
        database.set_progress_handler(lambda: time.monotonic() > deadline, STEPS_BETWEEN_LOOKS)
        try:
            found: list[tuple[str]] = database.execute("PRAGMA quick_check(1)").fetchall()
        except sqlite3.DatabaseError as error:
            # What only this program's SQLite does not understand is for the server to judge, with its own.
            return error.sqlite_errorcode in DAMAGE and "schema" not in str(error)
    return found != [("ok",)]


def _length(log: Path) -> int:
    return log.stat().st_size if log.exists() else 0


def _cannot_read_its_file(log: Path, since: int) -> bool:
    """Whether the log says so after its first `since` bytes; a log that is shorter was begun anew meanwhile."""
    with log.open("rb") as lines:
        lines.seek(since if since <= _length(log) else 0)
        said = lines.read().decode(errors="replace")
    return any(reason in said for reason in UNREADABLE)


def _free_ports() -> tuple[int, ...]:
    with ExitStack() as held:
        listeners = [held.enter_context(socket.socket()) for _ in PORTS]
        for listener in listeners:
            listener.bind((HOST, 0))
        return tuple(listener.getsockname()[1] for listener in listeners)
