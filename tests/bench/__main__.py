"""`make bench`: every figure, beside its floor or peer, in one run. Prints a table and writes bench-results.json."""

import asyncio
import sys
import tempfile
from pathlib import Path

from tests.bench import appends, commands, due_dates, importing, reading
from tests.bench.figures import Figure, show
from tests.support.lanes import SKIPPING
from tests.support.postgres import Databases, running_postgres
from workers.process import begin, leave
from workers.stack.temporal import TemporalServer


async def measure(databases: Databases, temporal: str) -> list[Figure]:
    """Each measurement on a fresh database of the same servers."""
    await databases.prepare()
    figures = due_dates.measure()
    figures += await commands.measure(await databases.fresh(), temporal)
    figures += await appends.measure(await databases.fresh())
    figures += await importing.measure(await databases.fresh(), temporal)
    figures += await reading.measure(await databases.fresh(), temporal)
    return figures


def main() -> None:
    """Measure, print, write; the exit status says whether every bar was reached."""
    begin()
    with tempfile.TemporaryDirectory(prefix="nrm-") as folder, running_postgres() as postgres:
        server = TemporalServer(Path(folder), SKIPPING)
        server.start()
        try:
            figures = asyncio.run(measure(Databases(postgres), server.address))
        finally:
            server.stop()
    show(figures, Path("bench-results.json"))
    sys.stdout.flush()
    leave(0 if all(figure.ok is not False for figure in figures) else 1)


if __name__ == "__main__":
    main()
