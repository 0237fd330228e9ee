"""What the passing of time brings: rungs, ends of periods, breaches and what became of them; safeguards.

No command asks for these: `domain/referral/consequences.py` finds them, by `domain/clocks` and `domain/safeguards`.
"""

from collections.abc import Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import ClassVar, TypeAlias

from domain.roles import Role
from domain.stream.command import AnySlug, EventNumber
from domain.stream.event import Event


class OnClock(Event):
    """What every event about a clock names: the clock, the run (version of the fact that started it), the rung."""

    clock: str
    run: int
    rung: str
    rule: str


class RungReached(OnClock):
    """A clock passed a rung that is not a breach: a deadline draws near, a waiting band is reached."""

    type: ClassVar[str] = "rung-reached"

    severity: str
    tell: Role


class PeriodEnded(OnClock):
    """A protected period ran its full length."""

    type: ClassVar[str] = "period-ended"

    ended_on: date


class BreachRecorded(OnClock):
    """A duty was not kept. `historic` marks one that was already past when the case was imported.

    `tell`: whom to tell. Of one that was recorded before this was said in the event, None: the rule says it.
    """

    type: ClassVar[str] = "breach-recorded"
    schema_version: ClassVar[int] = 2
    since: ClassVar[Mapping[str, int]] = MappingProxyType({"tell": 2})

    kind: str
    force: str
    due_on: date
    due_at: datetime
    what: str
    duty: str
    cure: str
    historic: bool = False
    tell: Role | None = None


class BreachCured(OnClock):
    """What was owed was done, late, or what should not have been done was put right.

    `days_late` counts calendar days after the due day. Both are None when it was done on a day nobody wrote down, but
    late whichever day it was; `days_late` is None for what should not have been done.
    """

    type: ClassVar[str] = "breach-cured"

    cured_on: date | None = None
    days_late: int | None = None


class BreachDisproved(OnClock):
    """Later facts show that there was no breach; the first record stays, and this one closes it.

    `shown_by` is the number of the fact that shows it, None where it was a correction or another rule-book.
    """

    type: ClassVar[str] = "breach-disproved"

    because: str
    shown_by: EventNumber | None = None


class BreachEnded(OnClock):
    """A breach is no longer open although nothing cured it: nothing is owed any more, or it had been done by then.

    The decision it rests on was set aside, the person withdrew or died, or a later fact shows that what was owed had
    been done, on a day nobody wrote down. `shown_by` is the number of that fact; `days_late` counts to it where it was
    owed until then.
    """

    type: ClassVar[str] = "breach-ended"

    because: str
    shown_by: EventNumber | None = None
    ended_on: date | None = None
    days_late: int | None = None


class BreachReinstated(OnClock):
    """A breach that had been closed is open again: what had closed it was corrected, or taken back."""

    type: ClassVar[str] = "breach-reinstated"


class OnSafeguard(Event):
    """What every event about a safeguard names: the check, and the number of the event it is about."""

    check: AnySlug
    about: EventNumber


class SafeguardRaised(OnSafeguard):
    """Something stands as it must never stand, or stood so until it was cleared.

    `again` is the number of an earlier raising of the same concern: it stands since this date, not since that one's,
    or was not cleared after all.
    """

    type: ClassVar[str] = "safeguard-raised"

    article: str
    tell: Role
    again: EventNumber | None = None


class SafeguardCleared(OnSafeguard):
    """It no longer stands so. `raised` is the number of the event that raised it; None: the one that was open."""

    type: ClassVar[str] = "safeguard-cleared"

    raised: EventNumber | None = None


class SafeguardDisproved(OnSafeguard):
    """Later facts show that it never stood; the first record stays, and this one closes it."""

    type: ClassVar[str] = "safeguard-disproved"

    raised: EventNumber


Alert: TypeAlias = RungReached | BreachRecorded | SafeguardRaised
"""What somebody is to be told, and can acknowledge."""
