"""A real Postgres for tests: one server a session, one fresh, migrated database a test. Nothing is pretended."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import asyncpg

from eventlog.migrate import migrate
from workers.stack.postgres import APPLICATION, OWNER, ROLE, PostgresServer

_TEMPLATE = "migrated"
_SECONDS = 30.0


@dataclass(frozen=True)
class Database:
    """One database: its address for the owner of the cluster, and for the application."""

    owner: str
    app: str


class Databases:
    """Makes fresh databases by copying one that has been migrated."""

    def __init__(self, server: PostgresServer) -> None:
        self._server = server
        self._numbers = count(1)

    def named(self, name: str) -> Database:
        return Database(self._server.dsn(OWNER, name), self._server.dsn(APPLICATION, name))

    async def prepare(self) -> None:
        await self.as_owner(f"CREATE DATABASE {_TEMPLATE}")
        await migrate(self.named(_TEMPLATE).owner)

    async def fresh(self, template: str = _TEMPLATE) -> Database:
        name = f"test_{next(self._numbers)}"
        await self.as_owner(f"CREATE DATABASE {name} TEMPLATE {template}")
        # A copy has everything but what the database itself grants.
        await self.as_owner(f"REVOKE ALL ON DATABASE {name} FROM PUBLIC")
        await self.as_owner(f"GRANT CONNECT ON DATABASE {name} TO {ROLE}")
        return self.named(name)

    async def empty(self) -> Database:
        return await self.fresh("template0")

    async def drop(self, database: Database) -> None:
        name = database.owner.partition("@/")[2].partition("?")[0]
        await self.as_owner(f"DROP DATABASE {name} WITH (FORCE)")

    async def as_owner(self, sql: str) -> None:
        """Do this as the owner of the cluster."""
        connection = await asyncpg.connect(self._server.dsn(OWNER, OWNER), timeout=_SECONDS, command_timeout=_SECONDS)
        try:
            await connection.execute(sql)
        finally:
            await connection.close(timeout=_SECONDS)


@contextmanager
def running_postgres() -> Iterator[PostgresServer]:
    """A server of its own in a folder that every account can pass; stopped and removed afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="nrm-"))
    folder.chmod(0o711)
    server = PostgresServer(folder / "d")
    try:
        server.start()
        yield server
    finally:
        server.stop()
        for made in (server.place.home, folder):
            shutil.rmtree(made)
