"""Disqualification from protection. Read next: `person.py`."""

from typing import ClassVar, Literal

from domain.referral.commands.base import AnySlug
from domain.referral.commands.disqualification import Ground
from domain.referral.events.base import Event
from domain.sealed import Sealed


class DisqualificationProposed(Event):
    """A decision on disqualification was asked for."""

    type: ClassVar[str] = "disqualification-proposed"

    ground: Ground
    trigger: AnySlug | None = None
    details: Sealed | None = None


class DisqualificationDecided(Event):
    """It was decided whether the person is disqualified. What was weighed is None where an account does not say."""

    type: ClassVar[str] = "disqualification-decided"

    outcome: Literal["disqualified", "not-disqualified"]
    recovery_need_weighed: bool | None = None
    retrafficking_risk_weighed: bool | None = None
    reasons: Sealed | None = None


class DisqualificationRevoked(Event):
    """A disqualification was taken back."""

    type: ClassVar[str] = "disqualification-revoked"

    reasons: Sealed | None = None
