"""Criminal proceedings against the person, and pointers to those against the traffickers. Read next: `file.py`."""

from typing import ClassVar, Literal
from uuid import UUID

from domain.sealed import Sealed
from domain.stream.command import AnySlug, EventNumber
from domain.stream.event import Event


class ChargeRecorded(Event):
    """The person was charged. No offence: the account does not say which."""

    type: ClassVar[str] = "charge-recorded"

    offence: AnySlug | None = None
    details: Sealed | None = None


class OnCharge(Event):
    """What every later step has in common: which charge, None only where an account tells of no charge."""

    charge: EventNumber | None = None


class NonPunishmentReviewed(OnCharge):
    """A prosecutor looked at whether a victim should be prosecuted at all."""

    type: ClassVar[str] = "non-punishment-reviewed"

    outcome: Literal["continues", "discontinued"]
    reasons: Sealed | None = None


class PleaRecorded(OnCharge):
    """A plea was entered."""

    type: ClassVar[str] = "plea-recorded"

    plea: Literal["guilty", "not-guilty"]


class VerdictRecorded(OnCharge):
    """A verdict was given."""

    type: ClassVar[str] = "verdict-recorded"

    verdict: Literal["convicted", "acquitted"]
    details: Sealed | None = None


class SentenceRecorded(OnCharge):
    """A sentence was passed. No kind: the account does not say which."""

    type: ClassVar[str] = "sentence-recorded"

    sentence: Literal["custody", "suspended", "community", "fine", "discharge", "other"] | None = None
    details: Sealed | None = None


class ConvictionQuashed(OnCharge):
    """A conviction was quashed."""

    type: ClassVar[str] = "conviction-quashed"

    details: Sealed | None = None


class ProsecutionLinked(Event):
    """The person is a victim in this prosecution; what happens there stands in its own stream.

    `crime_recorded`: whether the crime has a number there; None: nobody said, so nobody knows of one.
    """

    type: ClassVar[str] = "prosecution-linked"

    prosecution: UUID
    witness: bool
    crime_recorded: bool | None = None


class ProsecutionEnded(Event):
    """A linked prosecution has ended, or was linked in error.

    `crime_recorded`: whether the crime stays on record there; None: nobody said, so it is as it was. `in_error`: the
    person is no victim there after all; None: nobody said.
    """

    type: ClassVar[str] = "prosecution-ended"

    prosecution: UUID
    crime_recorded: bool | None = None
    in_error: bool | None = None
