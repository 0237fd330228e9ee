"""How the lanes are: how many there should be and how many run, which cases wait in vain, and which were set aside.

Asked of the database, of Temporal, and of the file in which the worker says what it has set aside. What is missing is
being put right by the worker (`workflows/sweeping.py`); this only says how far that is.
"""

from dataclasses import dataclass
from pathlib import Path

import orjson

from domain.errors import NrmError
from eventlog.pool import DRIVER_ERRORS, open_pool
from eventlog.statements import statements
from workers.stack.probes import running_lanes
from workers.stack.worker import SET_ASIDE


@dataclass(frozen=True)
class LaneStatus:
    """Lanes wanted and running, cases overdue, cases set aside; None where nobody can say. No `why` if all is well.

    Lanes that are yet to be opened are no trouble: a command opens its own.
    """

    wanted: int | None
    running: int | None
    overdue: int | None
    set_aside: tuple[str, ...]
    why: str | None


async def how_the_lanes_are(database: str, temporal: str | None, run: Path) -> LaneStatus:
    """Ask all three."""
    set_aside = cases_set_aside(run)
    try:
        async with await open_pool(database, 1) as pool:
            (found,) = await pool.fetch(statements("views")["how_many"])
    except (NrmError, *DRIVER_ERRORS):
        return LaneStatus(None, None, None, set_aside, "The database does not say which cases need a lane.")
    running = running_lanes(temporal) if temporal else None
    wanted, overdue = found["unfinished"], found["overdue"]
    return LaneStatus(wanted, running, overdue, set_aside, _why(overdue, set_aside))


def cases_set_aside(run: Path) -> tuple[str, ...]:
    """The cases that the worker has set aside, by id, until it is started again."""
    try:
        streams: dict[str, int] = orjson.loads((run / SET_ASIDE).read_bytes())
    except FileNotFoundError:
        return ()
    return tuple(stream.partition("/")[2] for stream in streams)


def _why(overdue: int, set_aside: tuple[str, ...]) -> str | None:
    said: list[str] = []
    if overdue:
        said.append(f"The time of {overdue:,} open cases has come, and nothing was made of it for a minute.")
    if set_aside:
        cases = ", ".join(set_aside)
        said.append(f"Too long to be decided in time, and set aside until the worker is started again: {cases}.")
    return " ".join(said) or None
