"""Runs one stack: starts PostgreSQL, the schema, Temporal and the worker in order, keeps them alive, ends them in turn.

It lives in the foreground of `nrm up`, or alone after `nrm up --detach`. It can be killed at any instant: the parts
run on without it, and the next supervisor ends what it finds before it starts its own.

Read next: `keeper.py` for a part that dies, `lanes.py` for a Temporal that forgets, `control.py` for how a supervisor
is started and stopped.
"""

import asyncio
import os
import signal
import threading
import time
from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from types import FrameType

from domain.errors import Code, Unavailable
from eventlog.migrate import migrate
from workers.settings import StackSettings
from workers.stack.application import put_account_right
from workers.stack.keeper import Part, keep
from workers.stack.lanes import keep_lanes
from workers.stack.law import begin_with_a_rule_book
from workers.stack.place import make_data_folder
from workers.stack.postgres import OWNER, PostgresServer
from workers.stack.probes import why_postgres_does_not_answer, why_temporal_does_not_answer
from workers.stack.state import StackState, locked, remove_state, write_state
from workers.stack.temporal import TemporalServer
from workers.stack.worker import Worker

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
PAUSE = 0.5
HELD_BY_ANOTHER = 5
"""The exit status of a supervisor that found another one at work."""

Report = Callable[[str], None]


class Supervisor:
    """The supervisor of one stack. Must be made and run in the main thread, which is where signals arrive."""

    def __init__(self, settings: StackSettings, report: Report) -> None:
        self._settings = settings
        self._report = report
        self._parts: dict[str, Part] = {}
        self._temporal: TemporalServer | None = None
        self._stopping = threading.Event()
        self._was_asked = False
        self._may_interrupt = False

    def run(self, when_healthy: Callable[[StackState], None]) -> None:
        """Bring the stack up, call `when_healthy`, and keep it up until a signal asks to stop.

        Raises Conflict(STACK_RUNNING), Unavailable(STACK_FAILED), and whatever `when_healthy` raises; the stack is
        down again in each case.
        """
        make_data_folder(self._settings.data)
        with locked(self._settings.data) as is_ours, self._signals():
            try:
                self._run(when_healthy, is_ours)
            except Unavailable:
                # A part that was not waited for to the end did not fail.
                if not self._was_asked:
                    raise
            finally:
                self._stop()

    def _run(self, when_healthy: Callable[[StackState], None], is_ours: Callable[[], bool]) -> None:
        remove_state(self._settings.data)
        state = self._start()
        write_state(state)
        with ThreadPoolExecutor(len(self._parts) + 1) as pool:
            keepers = [
                pool.submit(keep, name, part, self._report, self._stopping) for name, part in self._parts.items()
            ]
            if self._temporal:
                log = self._settings.data / "logs" / "recovery.log"
                given = _addresses(state.database_url, state.temporal_address)
                keepers.append(pool.submit(keep_lanes, self._temporal, given, log, self._report, self._stopping))
            try:
                self._tell(when_healthy, state)
                while not self._stopping.wait(PAUSE):
                    if not is_ours():
                        raise Unavailable(Code.STACK_FAILED, "The data folder was removed while the stack was running.")
                    # A keeper returns before the end only when something it did not expect was raised.
                    for keeper in (keeper for keeper in keepers if keeper.done()):
                        keeper.result()
            finally:
                self._stopping.set()

    def _start(self) -> StackState:
        settings = self._settings
        database_url, owner_url = self._start_database()
        address, pages = self._start_temporal()
        self._start_part("The worker", Worker(settings, _addresses(database_url, address)))
        return StackState(
            data=settings.data,
            supervisor=os.getpid(),
            database_url=database_url,
            owner_url=owner_url,
            temporal_address=address,
            temporal_ui=pages,
        )

    def _start_database(self) -> tuple[str, str]:
        url = self._settings.database_url
        owner_url = self._settings.migration_url or url
        if url is None or owner_url is None:
            server = PostgresServer(self._settings.data)
            self._start_part("PostgreSQL", server)
            url, owner_url = server.dsn(), server.dsn(OWNER)
            asyncio.run(put_account_right(owner_url, server.password()))
        asyncio.run(migrate(owner_url))
        _demand(asyncio.run(why_postgres_does_not_answer(url)))
        asyncio.run(begin_with_a_rule_book(url, self._settings.service_standards))
        return url, owner_url

    def _start_temporal(self) -> tuple[str, str | None]:
        if self._settings.temporal_address:
            _demand(why_temporal_does_not_answer(self._settings.temporal_address))
            return self._settings.temporal_address, None
        server = self._temporal = TemporalServer(self._settings.data, report=self._report)
        self._start_part("Temporal", server)
        return server.address, server.ui

    def _start_part(self, name: str, part: Part) -> None:
        self._report(f"{name} is starting.")
        began = time.monotonic()
        self._parts[name] = part
        part.start(stopping=self._stopping)
        self._report(f"{name} is up after {time.monotonic() - began:.1f} s.")

    def _stop(self) -> None:
        for name, part in reversed(self._parts.items()):
            self._report(f"{name} is stopping.")
            part.stop()
        remove_state(self._settings.data)

    def _tell(self, when_healthy: Callable[[StackState], None], state: StackState) -> None:
        self._may_interrupt = True
        try:
            when_healthy(state)
        except KeyboardInterrupt:
            if not self._was_asked:
                raise
        finally:
            self._may_interrupt = False

    @contextmanager
    def _signals(self) -> Generator[None]:
        previous = {number: signal.signal(number, self._asked_to_stop) for number in SIGNALS}
        try:
            yield
        finally:
            for number, handler in previous.items():
                signal.signal(number, handler)

    def _asked_to_stop(self, _number: int, _frame: FrameType | None) -> None:
        self._was_asked = True
        self._stopping.set()
        # While parts start and stop nothing is torn out of the middle: every wait looks at `_stopping`. What is done
        # with a healthy stack may take long, and is safe to break off, since every command is all or nothing.
        if self._may_interrupt:
            self._may_interrupt = False
            raise KeyboardInterrupt


def _addresses(database: str, temporal: str) -> dict[str, str]:
    """Where the parts answer, for the environment of a process that uses them."""
    return {"NRM_DATABASE_URL": database, "NRM_TEMPORAL_ADDRESS": temporal}


def _demand(why_not: str | None) -> None:
    if why_not:
        raise Unavailable(Code.STACK_FAILED, why_not)
