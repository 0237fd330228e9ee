"""What happened to the person meanwhile. Read next: `age.py`."""

from typing import ClassVar, Literal

from domain.referral.commands.person import CustodyKind, PlacementKind
from domain.sealed import Sealed
from domain.stream.command import AnySlug, EventNumber
from domain.stream.event import Event
from domain.when import When

MissingAs = Literal["adult", "child"]


class PersonMissing(Event):
    """The person went missing. `child` covers whoever is presumed to be one; None: an account does not say."""

    type: ClassVar[str] = "person-missing"

    age: MissingAs | None = None
    reported_by: AnySlug | None = None
    details: Sealed | None = None


class MissingResponseRecorded(Event):
    """Something was done about it."""

    type: ClassVar[str] = "missing-response-recorded"

    response: Literal["police-told", "strategy-meeting"]
    missing: EventNumber | None = None
    details: Sealed | None = None


class PersonFound(Event):
    """The person was found, or came back."""

    type: ClassVar[str] = "person-found"

    details: Sealed | None = None


class ReturnInterviewRecorded(Event):
    """A child who came back was interviewed by somebody independent, or did not want that."""

    type: ClassVar[str] = "return-interview-recorded"

    outcome: Literal["held", "declined"]
    details: Sealed | None = None


class CaseSuspended(Event):
    """The case stands still."""

    type: ClassVar[str] = "case-suspended"

    reasons: Sealed | None = None


class CaseResumed(Event):
    """The case goes on."""

    type: ClassVar[str] = "case-resumed"


class CaseWithdrawn(Event):
    """The person withdrew. No `how`: an account does not say."""

    type: ClassVar[str] = "case-withdrawn"

    how: Literal["asked", "left-the-uk"] | None = None
    statement: Sealed | None = None


class DeathRecorded(Event):
    """The person has died."""

    type: ClassVar[str] = "death-recorded"

    details: Sealed | None = None


class PlacementRecorded(Event):
    """The person lives somewhere else from now on."""

    type: ClassVar[str] = "placement-recorded"

    kind: PlacementKind
    place: Sealed | None = None


class PlacementEnded(Event):
    """The person no longer lives there."""

    type: ClassVar[str] = "placement-ended"


class PersonDetained(Event):
    """The person is held. No kind: the account does not say where."""

    type: ClassVar[str] = "person-detained"

    kind: CustodyKind | None = None
    place: Sealed | None = None


class ReleasePlanned(Event):
    """The person is to be released on that day, which may lie ahead."""

    type: ClassVar[str] = "release-planned"

    planned_for: When
    safety_plan: bool
    details: Sealed | None = None


class SafetyPlanMade(Event):
    """A plan for the person's safety was made, before the release or after it."""

    type: ClassVar[str] = "safety-plan-made"

    details: Sealed | None = None


class PersonReleased(Event):
    """The person was released. `safety_plan` is None where nobody wrote it down."""

    type: ClassVar[str] = "person-released"

    safety_plan: bool | None = None
    details: Sealed | None = None
