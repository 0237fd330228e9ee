"""What a clock says: `Reading`, with the instants of its ladder and the breaches it finds.

Values only; how they are arrived at is in `deadline.py`, `protected.py` and `age.py`.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from domain.rules.model import Force, Kind, Severity
from domain.when import When


class Status(StrEnum):
    """How a clock stands."""

    RUNNING = "running"
    MET = "met"
    BREACHED = "breached"
    EXPIRED = "expired"
    PAUSED = "paused"
    CANNOT_COMPUTE = "cannot_compute"


@dataclass(frozen=True, slots=True)
class RungInstant:
    """A rung of the ladder and the instant it is reached; of a clock that has ended, only the rungs it reached."""

    rung: str
    at: datetime
    severity: Severity
    tell: str


@dataclass(frozen=True, slots=True)
class Finding:
    """A breach as the facts show it.

    `due_on` is the last day of the time allowed, or of the protected minimum. `due_at` is the instant of the breach:
    the end of that day, or the earliest instant of the adverse step, whose version is then `cause`. `cured` is when
    what was owed was done at last, as exactly as somebody wrote it down. `days_late` counts calendar days and is None
    where no exact number can be known, and for adverse steps.
    """

    rung: str
    due_on: date
    due_at: datetime
    cured: When | None
    days_late: int | None
    cause: int | None
    what: str


@dataclass(frozen=True, slots=True)
class Reading:
    """One run of one clock; `run` is the version of the fact that started it.

    `rule` names clock and version, or the clock alone where the start is too vaguely dated to say which version
    governs. `due_on` is the last day, `due_at` the first instant after it. `ends_at` is when a protected period has run
    its course, None while that still depends on a decision. `why` is the sum in plain sentences.
    """

    clock: str
    title: str
    kind: Kind
    force: Force
    rule: str
    run: int
    binds: str
    cure: str
    status: Status
    why: str
    starts_on: date | None = None
    due_on: date | None = None
    due_at: datetime | None = None
    ended_on: date | None = None
    days_late: int | None = None
    rungs: tuple[RungInstant, ...] = ()
    findings: tuple[Finding, ...] = ()
    ends_at: datetime | None = None

    @property
    def is_settled(self) -> bool:
        """Whether no passing of time can change it any more; only a further fact can."""
        return self.ended_on is not None or (self.status is Status.CANNOT_COMPUTE and self.ends_at is None)
