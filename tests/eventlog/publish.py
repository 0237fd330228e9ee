"""`make schema`: what the migrations make of an empty database, written into `eventlog/fingerprint.json`."""

import asyncio
import json
from pathlib import Path

import eventlog
from eventlog.fingerprint import PUBLISHED, facts
from eventlog.pool import Pool, open_pool
from tests.support.postgres import Databases, running_postgres

_FILE = Path(eventlog.__file__).parent / PUBLISHED


async def _made(databases: Databases) -> str:
    await databases.prepare()
    async with await open_pool((await databases.fresh()).app, 1) as pool:
        return await made_of(pool)


async def made_of(pool: Pool) -> str:
    """What a database is, as the file has it."""
    async with pool.acquire() as connection, connection.transaction():
        await connection.execute("SET LOCAL search_path = pg_catalog")
        return json.dumps(dict(await facts(connection, 30.0)), indent=0, ensure_ascii=False) + "\n"


def main() -> None:
    """Migrate an empty database and write down what came of it."""
    with running_postgres() as server:
        _FILE.write_text(asyncio.run(_made(Databases(server))), encoding="utf-8")


if __name__ == "__main__":
    main()
