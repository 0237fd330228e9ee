"""The shapes of the read-model rows: the case, its clocks, its breaches. They say what is on record, not the date.

Read next: `views.py`, which fills them; `eventlog/views.py`, where they are stored and read.
"""

from datetime import date, datetime
from uuid import UUID

from domain.frozen import Frozen


class CaseRow(Frozen):
    """One case in the case list. `next_wake_at` is the next instant at which time alone could change something."""

    case: UUID
    reference: str
    nation: str
    stage: str
    origin: str
    person: UUID
    opened_on: str | None
    open: bool
    next_wake_at: datetime | None
    next_wake_why: str | None
    version: int


class ClockRow(Frozen):
    """One run of one clock; `run` is the version of the fact that started it. Dates are London days."""

    case: UUID
    clock: str
    run: int
    kind: str
    force: str
    rule: str
    starts_on: date | None
    due_on: date | None
    due_at: datetime | None
    status: str
    ended_on: date | None
    days_late: int | None
    why: str


class BreachRow(Frozen):
    """One breach; `days_late` is None while it is open, and for steps that should not have been taken at all."""

    case: UUID
    clock: str
    run: int
    rung: str
    kind: str
    force: str
    rule: str
    due_on: date | None
    due_at: datetime
    days_late: int | None
    status: str
    historic: bool
    duty: str
    cure: str
    recorded_version: int


class CaseViews(Frozen):
    """Every row of one case."""

    case: CaseRow
    clocks: tuple[ClockRow, ...]
    breaches: tuple[BreachRow, ...]
