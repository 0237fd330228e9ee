"""The shapes of the read-model rows: case, clocks, breaches, safeguards. They say what is on record, not the date.

Read next: `views.py`, which fills them; `eventlog/views.py`, where they are stored and read.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from domain.frozen import Frozen


class CaseRow(Frozen):
    """One case in the case list. `next_wake_at` is the next instant at which time alone could change something.

    `owners` are the members of staff who are assigned to it, in whatever role; `teams` those in which they work.
    `likeness`: what its reference looks like. `claimed`: no other may look so; not of cases from before that was asked.
    """

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
    likeness: str
    claimed: bool
    owners: tuple[str, ...] = ()
    teams: tuple[str, ...] = ()


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
    """One breach, with the dates and the law by which its clock counts it.

    `days_late` is None while it is open, and for steps that should not have been taken at all. `what` says in a
    sentence what was not done, or should not have been; `tell` is the role to tell. `recorded_version` is the breach's
    number in the history.
    """

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
    what: str = ""
    tell: str = ""


class SafeguardRow(Frozen):
    """One concern: a check and the event it is about, as it stands, or stood last. Dates are as exact as known.

    `status`: open, cleared, or disproved, where what was learnt later shows that it never stood.
    `historic`: the account that tells of it has ended, so nobody knows whether it still stands.
    """

    case: UUID
    check: str
    about: int
    title: str
    severity: str
    article: str
    tell: str
    since: str
    cleared_on: str | None
    status: str
    historic: bool
    raised_version: int


class CaseViews(Frozen):
    """Every row of one case."""

    case: CaseRow
    clocks: tuple[ClockRow, ...]
    breaches: tuple[BreachRow, ...]
    safeguards: tuple[SafeguardRow, ...]

    @property
    def id(self) -> UUID:
        """Whose rows these are."""
        return self.case.case

    @property
    def rows(self) -> Mapping[str, Sequence[Frozen]]:
        """The rows by table."""
        return {
            "cases": (self.case,),
            "clocks": self.clocks,
            "breaches": self.breaches,
            "safeguards": self.safeguards,
        }
