"""Disqualification from protection. Read next: `person.py`."""

from typing import ClassVar, Literal

from domain.referral.commands.disqualification import Ground
from domain.sealed import Sealed
from domain.staff import AnyStaff
from domain.stream.command import AnySlug, EventNumber
from domain.stream.event import Event
from domain.when import When


class DisqualificationProposed(Event):
    """A decision on disqualification was asked for."""

    type: ClassVar[str] = "disqualification-proposed"

    ground: Ground
    trigger: AnySlug | None = None
    served_on: When | None = None
    details: Sealed | None = None


class DisqualificationRepresentationsReceived(Event):
    """The person answered the proposal."""

    type: ClassVar[str] = "disqualification-representations-received"

    details: Sealed | None = None


class DisqualificationRepresentationsExtended(Event):
    """More time was allowed to answer the proposal."""

    type: ClassVar[str] = "disqualification-representations-extended"

    until: When
    reasons: Sealed | None = None


class DisqualificationDecided(Event):
    """It was decided whether the person is disqualified. What was weighed is None where an account does not say."""

    type: ClassVar[str] = "disqualification-decided"

    outcome: Literal["disqualified", "not-disqualified"]
    recovery_need_weighed: bool | None = None
    retrafficking_risk_weighed: bool | None = None
    reasons: Sealed | None = None
    decided_by: AnyStaff | None = None


class DisqualificationRevoked(Event):
    """A disqualification was taken back; `by`: by the answer or order with this number, with which it goes."""

    type: ClassVar[str] = "disqualification-revoked"

    by: EventNumber | None = None
    reasons: Sealed | None = None
