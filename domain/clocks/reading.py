"""What a clock says: `Reading`, with the instants of its ladder and the breaches it finds.

Values only, and tuples, because every look at a case makes dozens; how they are arrived at is in `deadline.py`,
`protected.py` and `age.py`. `Says` is what a run says whenever it is asked: by the facts, which know no time, and once
an instant has come.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import NamedTuple

from domain.roles import Role
from domain.rules.model import Force, Kind, Severity
from domain.when import When


class Status(StrEnum):
    """How a clock stands. `not_told`: an account written elsewhere does not speak of it."""

    RUNNING = "running"
    MET = "met"
    BREACHED = "breached"
    EXPIRED = "expired"
    PAUSED = "paused"
    CANNOT_COMPUTE = "cannot_compute"
    NOT_TOLD = "not_told"


class RungInstant(NamedTuple):
    """A rung of the ladder and the instant it is reached; of a clock that has ended, only the rungs it reached."""

    rung: str
    at: datetime
    severity: Severity
    tell: Role


class Finding(NamedTuple):
    """A breach as the facts show it.

    `due_on` is the last day of the time allowed, or of the protected minimum. `due_at` is the instant of the breach:
    the end of that day, or the earliest instant of the adverse step, whose version is then `cause`. Of a period that
    was never given it is the end of the minimum, or the earliest instant of what ended it before, then the `cause`.
    `cured` is when what was owed was done at last, or the step undone, as exactly as somebody wrote it down.
    `days_late` counts calendar days and is None where no exact number can be known, and for everything that is not a
    matter of lateness: adverse steps, and periods that were never given. `ended` is when nothing was owed any more
    although it was not cured, and `ended_by` the version of the fact that made it so. `rested` are the times at which
    it looked like that, from an end of the run to what took that end back.
    """

    rung: str
    due_on: date
    due_at: datetime
    cured: When | None
    days_late: int | None
    cause: int | None
    what: str
    ended: When | None = None
    ended_by: int | None = None
    rested: tuple[tuple[When, When], ...] = ()

    def over(self, when: When, by: int) -> "Finding":
        """The same once nothing is owed any more, unless that was before the breach, or it had been cured or ended.

        What ended a period early and thereby made the breach is not before it, to whatever minute it is dated; nor is
        what came at its very instant.
        """
        is_before = when.earliest < self.due_at and when.until <= self.due_at and by != self.cause
        if self.cured is not None or self.ended is not None or is_before:
            return self
        return self._replace(ended=when, ended_by=by)


class Reading(NamedTuple):
    """One run of one clock; `run` is the version of the fact that started it.

    `rule` names clock and version, or the clock alone where the start is too vaguely dated to say which version
    governs. `due_on` is the last day, `due_at` the first instant after it. `ends_at` is when a protected period has run
    its course, None while that still depends on a decision. `closed_by` is the version of the fact that closed the
    run: what the clock waited for, or what ended the case; None where time alone did. `unsure` are the rungs of which
    the dates leave open whether they are breaches. `why` is the sum in plain sentences.
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
    closed_by: int | None = None
    unsure: tuple[str, ...] = ()

    def over(self, when: When, by: int) -> "Reading":
        """The same once nothing is owed any more and nothing can be put right."""
        return self._replace(findings=tuple(finding.over(when, by) for finding in self.findings))

    @property
    def is_settled(self) -> bool:
        """Whether no passing of time can change it any more; only a further fact can."""
        waits_for_nothing = self.ends_at is None and not self.rungs
        says_no_more = self.status in (Status.CANNOT_COMPUTE, Status.NOT_TOLD)
        return self.ended_on is not None or (says_no_more and waits_for_nothing)


_FROM_THE_BEGINNING = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Says:
    """What a run says: by the facts alone, and from the instant `since` on by what time has made of it by then."""

    by_facts: Reading
    since: datetime = _FROM_THE_BEGINNING
    in_time: Callable[[datetime], Reading] | None = None

    def at(self, now: datetime | None) -> Reading:
        """What it says at an instant; without one, time has not been consulted."""
        if now is None or self.in_time is None or now < self.since:
            return self.by_facts
        return self.in_time(now)

    def then(self, closing: Callable[[Reading], Reading]) -> "Says":
        """The same with something more that is to be said, whenever it is asked."""
        in_time = self.in_time
        said = closing(self.by_facts)
        return Says(said) if in_time is None else Says(said, self.since, lambda now: closing(in_time(now)))
