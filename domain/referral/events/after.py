"""After the decision. Read next: `proceedings.py`."""

from typing import ClassVar, Literal

from domain.referral.commands.after import ClosingReason
from domain.referral.commands.challenge import RequestedBy
from domain.referral.commands.recovery import SupportEnd
from domain.sealed import Sealed
from domain.staff import AnyStaff
from domain.stream.command import EventNumber
from domain.stream.event import Event
from domain.when import When


class LeaveDecided(Event):
    """Leave to remain was decided."""

    type: ClassVar[str] = "leave-decided"

    outcome: Literal["granted", "refused"]
    kind: Literal["temporary-permission-to-stay", "discretionary-leave"]
    until: When | None = None
    reasons: Sealed | None = None
    decided_by: AnyStaff | None = None


class LeaveReconsiderationRequested(Event):
    """Somebody asked for a decision on leave to be looked at again."""

    type: ClassVar[str] = "leave-reconsideration-requested"

    about: EventNumber | None = None
    requested_by: RequestedBy | None = None
    grounds: Sealed | None = None


class LeaveRenewalRequested(Event):
    """The person asked for their leave to be renewed."""

    type: ClassVar[str] = "leave-renewal-requested"

    details: Sealed | None = None


class MoveOnSupportEnded(Event):
    """The support after a decision ended."""

    type: ClassVar[str] = "move-on-support-ended"

    reason: SupportEnd


class CaseClosed(Event):
    """The case was closed."""

    type: ClassVar[str] = "case-closed"

    reason: ClosingReason


class CaseReopened(Event):
    """The case was opened again. `by` is the number of the answer or order after which a decision is owed again.

    Such a reopening goes with that event: it has its date, and is struck when that is. None: somebody asked for it.
    """

    type: ClassVar[str] = "case-reopened"

    reasons: Sealed | None = None
    by: EventNumber | None = None
