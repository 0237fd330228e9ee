"""How the lanes are: how many there should be and how many run, which cases wait in vain, and which are too long.

Asked of the database, of Temporal, and of the file in which the worker says what is too long for it. What is missing is
being put right by the worker (`workflows/sweeping.py`); this only says how far that is.
"""

from dataclasses import dataclass
from pathlib import Path

import orjson

from domain.errors import NrmError
from eventlog.pool import DRIVER_ERRORS, open_pool
from eventlog.statements import statements
from workers.stack.probes import running_lanes
from workers.stack.worker import TOO_LONG


@dataclass(frozen=True)
class LaneStatus:
    """Lanes wanted and running, cases unheeded, cases too long; None where nobody can say. No `why` if all is well.

    Lanes that are yet to be opened are no trouble: a command opens its own.
    """

    wanted: int | None
    running: int | None
    unheeded: int | None
    too_long: tuple[str, ...]
    why: str | None


async def how_the_lanes_are(database: str, temporal: str | None, run: Path) -> LaneStatus:
    """Ask all three."""
    too_long = cases_too_long(run)
    try:
        async with await open_pool(database, 1) as pool:
            (found,) = await pool.fetch(statements("views")["how_many"])
    except (NrmError, *DRIVER_ERRORS):
        return LaneStatus(None, None, None, too_long, "The database does not say which cases need a lane.")
    running = running_lanes(temporal) if temporal else None
    wanted, unheeded = found["unfinished"], found["unheeded"]
    return LaneStatus(wanted, running, unheeded, too_long, _why(unheeded, too_long))


def cases_too_long(run: Path) -> tuple[str, ...]:
    """The cases that are too long for the worker, by id, until it is started again."""
    try:
        streams: dict[str, int] = orjson.loads((run / TOO_LONG).read_bytes())
    except FileNotFoundError:
        return ()
    return tuple(stream.partition("/")[2] for stream in streams)


def _why(unheeded: int, too_long: tuple[str, ...]) -> str | None:
    said: list[str] = []
    if unheeded:
        said.append(f"The time of {unheeded:,} open cases has come, and nothing was made of it for a minute.")
    if too_long:
        cases = ", ".join(too_long)
        said.append(f"Too long to be decided in time, and not tried until the worker is started again: {cases}.")
    return " ".join(said) or None
