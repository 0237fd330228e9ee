"""What another rule-book would change in one case: each run of a clock that it counts differently.

The same facts are read under both rule-books, without asking what time it is, and the two readings of each run are
compared. Nothing is moved here. Read next: `domain/clocks`, which does the counting.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from domain.clocks import Reading
from domain.when import london_day


@dataclass(frozen=True, slots=True)
class Move:
    """A run of a clock, and what two rule-books say of it.

    `run` is the version of the fact that started it. A `rule_from` of None means that the clock is new, a `rule_to` of
    None that it is gone; a `due` of None that there is no last day. `ended` is the day on which a protected period ran
    out, which can be later than its last day; None where no such end is on record. `open` is whether anything could
    still be done by it: a run that has ended is counted again for the record.
    """

    clock: str
    title: str
    run: int
    rule_from: str | None
    rule_to: str | None
    due_from: date | None
    due_to: date | None
    ended_from: date | None
    ended_to: date | None
    open: bool


def moves(old: Sequence[Reading], new: Sequence[Reading]) -> tuple[Move, ...]:
    """Every run that the new readings count differently, in their order; runs that only the old ones knew come last."""
    before, after = ({(reading.clock, reading.run): reading for reading in read} for read in (old, new))
    pairs = [(before.get(key), after.get(key)) for key in (*after, *(key for key in before if key not in after))]
    return tuple(_move(was, will_be) for was, will_be in pairs if _counted(was) != _counted(will_be))


_Counted = tuple[str, date | None, date | None, datetime | None, datetime | None]


def _counted(reading: Reading | None) -> _Counted | None:
    """What has to be the same for a run not to have moved: its rule, and each of its dates."""
    if reading is None:
        return None
    return reading.rule, reading.starts_on, reading.due_on, reading.due_at, reading.ends_at


def _move(was: Reading | None, will_be: Reading | None) -> Move:
    shown = will_be or was
    assert shown is not None  # noqa: S101 - a run is known to one of the two
    return Move(
        clock=shown.clock,
        title=shown.title,
        run=shown.run,
        rule_from=was.rule if was else None,
        rule_to=will_be.rule if will_be else None,
        due_from=was.due_on if was else None,
        due_to=will_be.due_on if will_be else None,
        ended_from=_ran_out_on(was),
        ended_to=_ran_out_on(will_be),
        open=any(reading is not None and reading.ended_on is None for reading in (was, will_be)),
    )


def _ran_out_on(reading: Reading | None) -> date | None:
    """The last day of a protected period whose end is on record."""
    if reading is None or reading.ends_at is None:
        return None
    return london_day(reading.ends_at - timedelta(microseconds=1))
