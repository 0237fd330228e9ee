"""After the decision: leave to remain, move-on support, closing the case and opening it again.

Read next: `proceedings.py`.
"""

from typing import ClassVar, Literal

from pydantic import Field

from domain.referral.commands.challenge import RequestedBy
from domain.referral.commands.recovery import SupportEnd
from domain.sealed import Sealed
from domain.stream.command import Command, EventNumber
from domain.when import When

ClosingReason = Literal[
    "identification-complete", "negative-decision", "not-referred", "notified-without-consent", "disqualified",
    "left-the-country", "died", "opened-in-error",
]  # fmt: skip


class DecideLeave(Command):
    """Decide on leave to remain as a victim (2022 Act, section 65; before 30 January 2023 discretionary leave)."""

    name: ClassVar[str] = "decide-leave"

    outcome: Literal["granted", "refused"] = Field(description="the decision")
    kind: Literal["temporary-permission-to-stay", "discretionary-leave"] = Field(description="which kind of leave")
    until: When | None = Field(default=None, description="the last day of the leave granted")
    reasons: Sealed | None = Field(default=None, description="why; required when refused")


class RequestLeaveReconsideration(Command):
    """Ask the Home Office to look at a decision on leave again: that it was refused, or how long it lasts."""

    name: ClassVar[str] = "request-leave-reconsideration"

    requested_by: RequestedBy = Field(description="who asks")
    about: EventNumber | None = Field(
        default=None, description="the decision on leave, by its number in the history; the last one, if left out"
    )
    grounds: Sealed | None = Field(default=None, description="why it should be looked at again")


class RequestLeaveRenewal(Command):
    """Record that the person asked for their leave to be renewed."""

    name: ClassVar[str] = "request-leave-renewal"

    details: Sealed | None = Field(default=None, description="further details")


class EndMoveOnSupport(Command):
    """Record that the support after a decision ended."""

    name: ClassVar[str] = "end-move-on-support"

    reason: SupportEnd = Field(description="why it ended")


class Close(Command):
    """Close the case."""

    name: ClassVar[str] = "close"

    reason: ClosingReason = Field(description="why the case is closed")


class Reopen(Command):
    """Open a closed or withdrawn case again; it goes on where it stood."""

    name: ClassVar[str] = "reopen"

    reasons: Sealed | None = Field(default=None, description="why")
