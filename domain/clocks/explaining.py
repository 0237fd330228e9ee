"""Why this date: the reading of each run of one clock, with its sum step by step, the law and the calendar it rests on.

The same runs and the same sums as every reading; only told at length. Read next: `steps.py`.
"""

from dataclasses import dataclass
from datetime import datetime

from domain.calendars import PastHorizon
from domain.clocks.case import Counted
from domain.clocks.ledger import pauses_of, sum_of
from domain.clocks.reading import Reading
from domain.clocks.runs import Run
from domain.clocks.steps import Step, bands_of, steps_of, steps_until
from domain.counting import CountRule, DaySpan, Unit
from domain.rules.model import ClockVersion


@dataclass(frozen=True, slots=True)
class Explanation:
    """One run of a clock: what it says and how the sum was done.

    `steps` is empty where nothing can be counted. `version` is the rule with its citation, None where none could be
    pinned. `calendar` is the span of days whose working days are known, None unless working days were counted.
    """

    reading: Reading
    steps: tuple[Step, ...]
    version: ClockVersion | None
    calendar: DaySpan | None


def explained(counted: Counted, now: datetime | None) -> Explanation:
    """A run as it stands at an instant, or by the facts alone, with its sum."""
    run, reading = counted.run, counted.says.at(now)
    if run is None:
        return Explanation(reading, (), None, None)
    count = run.version.count
    steps = bands_of(run, reading) if count is None else _steps(run, count)
    in_working_days = count is not None and count.unit is Unit.WORKING_DAYS and run.calendar.is_known
    calendar = DaySpan(run.calendar.covers_from, run.calendar.covers_to) if in_working_days else None
    return Explanation(reading, steps, run.version, calendar)


def _steps(run: Run, count: CountRule) -> tuple[Step, ...]:
    """The steps of a sum; none where the start or a pause lacks its day, or the calendar ends before the sum does."""
    pauses = pauses_of(run)
    if run.start.when.day is None or pauses.vague:
        return ()
    try:
        total = sum_of(run, count, pauses.spans)
    except PastHorizon:
        return ()
    if pauses.open_since is not None and pauses.open_since <= total.length_ends:
        return steps_until(run, count, total, pauses.open_since)
    return steps_of(run, count, total)
