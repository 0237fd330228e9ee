"""How the stack of a data folder is, asked of its parts and not of what anybody remembers about them.

The answer is the contract of `nrm status --json`. Addresses in it hold no password: the one of the stack's own
database names the file that does, and drivers follow it; the password of a given address is left out.
"""

import asyncio
from urllib.parse import urlsplit, urlunsplit

from pydantic import JsonValue

from workers.settings import StackSettings
from workers.stack.law import how_the_law_is
from workers.stack.postgres import PostgresServer
from workers.stack.probes import (
    why_nothing_is_recorded,
    why_postgres_does_not_answer,
    why_temporal_does_not_answer,
    why_worker_is_not_ready,
)
from workers.stack.state import StackState, is_held, read_state, supervisor
from workers.stack.temporal import TemporalServer
from workers.stack.worker import Worker

DOWN = "The stack is not running."
STARTING = "The stack is starting."


def status(settings: StackSettings) -> dict[str, JsonValue]:
    """Ask every part. `why` is null where all is well; a stack that is down is an answer, not an error.

    Runs an event loop of its own, so it is not for callers inside one.
    """
    state = read_state(settings.data)
    parts = {
        "postgres": _postgres(settings, state),
        "temporal": _temporal(settings, state),
        "worker": _worker(settings),
        "supervisor": _supervisor(settings),
    }
    parts["rules"] = _rules(settings, state, asks=bool(parts["postgres"]["healthy"]))
    healthy = all(part["healthy"] for part in parts.values())
    return {"healthy": healthy, "data": str(settings.data), **parts}


def _postgres(settings: StackSettings, state: StackState | None) -> dict[str, JsonValue]:
    url = settings.database_url or (state.database_url if state else None)
    why = asyncio.run(_why_postgres_is_not_well(url)) if url else _absent(settings)
    pid = None if settings.database_url else PostgresServer(settings.data).pid
    return {"healthy": why is None, "url": without_password(url), "pid": pid, "why": why}


async def _why_postgres_is_not_well(url: str) -> str | None:
    return await why_postgres_does_not_answer(url) or await why_nothing_is_recorded(url)


def _temporal(settings: StackSettings, state: StackState | None) -> dict[str, JsonValue]:
    address = settings.temporal_address or (state.temporal_address if state else None)
    why = why_temporal_does_not_answer(address) if address else _absent(settings)
    pid = None if settings.temporal_address else TemporalServer(settings.data).pid
    pages = state.temporal_ui if state else None
    return {"healthy": why is None, "address": address, "ui": pages, "pid": pid, "why": why}


def _worker(settings: StackSettings) -> dict[str, JsonValue]:
    worker = Worker(settings, {})
    why = why_worker_is_not_ready(worker.run, worker.command[0])
    return {"healthy": why is None, "pid": worker.pid, "why": why}


def _supervisor(settings: StackSettings) -> dict[str, JsonValue]:
    pid = supervisor(settings.data)
    why = None if pid else "No supervisor is running: nothing that dies would be started again."
    return {"healthy": pid is not None, "pid": pid, "why": why}


def _rules(settings: StackSettings, state: StackState | None, *, asks: bool) -> dict[str, JsonValue]:
    url = settings.database_url or (state.database_url if state else None)
    if url is None or not asks:
        why = "Nobody can say which rule-book decides while PostgreSQL does not answer."
        return {"healthy": False, "accepted": None, "waiting": None, "why": why}
    found = asyncio.run(how_the_law_is(url, settings.service_standards))
    return {"healthy": found.why is None, "accepted": found.accepted, "waiting": found.waiting, "why": found.why}


def _absent(settings: StackSettings) -> str:
    return STARTING if is_held(settings.data) else DOWN


def without_password(url: str | None) -> str | None:
    """Return the address with the password left out."""
    if url is None:
        return None
    parts = urlsplit(url)
    account, at, host = parts.netloc.rpartition("@")
    return urlunsplit(parts._replace(netloc=account.partition(":")[0] + at + host))
