"""Disqualification from protection (Convention, Article 13(3); Nationality and Borders Act 2022, section 63).

It stops protection and support, never the duty to decide conclusively: R (ABW) [2025] EWHC 3280 (Admin).
Read next: `person.py`.
"""

from typing import ClassVar, Literal

from pydantic import Field

from domain.sealed import Sealed
from domain.stream.command import Command, Slug
from domain.when import When

Ground = Literal["public-order", "bad-faith"]


class ProposeDisqualification(Command):
    """Ask for a decision on disqualification; the person is told, and has time to answer."""

    name: ClassVar[str] = "propose-disqualification"

    ground: Ground = Field(description="public order, or a claim in bad faith")
    trigger: Slug | None = Field(default=None, description="what led to it, for instance foreign-criminal")
    served_on: When | None = Field(
        default=None, description="the day on which the person was told, if not the day of the proposal"
    )
    details: Sealed | None = Field(default=None, description="further details")


class RecordDisqualificationRepresentations(Command):
    """Record that the person, or whoever acts for them, answered a proposal to disqualify."""

    name: ClassVar[str] = "record-disqualification-representations"

    details: Sealed | None = Field(default=None, description="what was said")


class ExtendDisqualificationRepresentations(Command):
    """Allow more time to answer a proposal to disqualify, which the guidance does in exceptional circumstances."""

    name: ClassVar[str] = "extend-disqualification-representations"

    until: When = Field(description="the new last day")
    reasons: Sealed | None = Field(default=None, description="what is exceptional")


class DecideDisqualification(Command):
    """Decide whether the person is disqualified from protection."""

    name: ClassVar[str] = "decide-disqualification"

    outcome: Literal["disqualified", "not-disqualified"] = Field(description="the decision")
    recovery_need_weighed: bool = Field(default=False, description="whether the need for recovery was weighed")
    retrafficking_risk_weighed: bool = Field(
        default=False, description="whether the risk of being trafficked again was weighed"
    )
    reasons: Sealed | None = Field(default=None, description="why; required for disqualification")


class RevokeDisqualification(Command):
    """Take a disqualification back."""

    name: ClassVar[str] = "revoke-disqualification"

    reasons: Sealed | None = Field(default=None, description="why")
