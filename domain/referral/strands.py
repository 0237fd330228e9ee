"""What is true of a person beside the stage of their case: one union of named states a strand.

Strands run beside each other: somebody can be missing while a decision is outstanding and a review is pending. Each
strand is in exactly one state; a state holds only what is needed to say so. Nothing here decides or counts.
Read next: `state.py`, which holds one of each.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import ClassVar, Literal, NamedTuple
from uuid import UUID

from domain.referral.beside import Challenge, Charge, LinkedProsecution
from domain.referral.commands.base import AgeGroup, Decision, Outcome
from domain.referral.commands.disqualification import Ground
from domain.referral.commands.grounds import FurtherRecovery, ReasonCode
from domain.referral.commands.intake import Relation
from domain.referral.commands.person import CustodyKind, PlacementKind
from domain.staff import StaffOnRecord
from domain.stream.command import AnySlug
from domain.when import When

# Age: claimed, disputed, assessed.


@dataclass(frozen=True)
class AgeAsTold:
    """The age group given at referral, or claimed since."""

    group: AgeGroup


@dataclass(frozen=True)
class AgeInDispute:
    """Somebody disputes the age claimed; until it is assessed the person is presumed to be a child."""

    claimed: AgeGroup
    since: When


@dataclass(frozen=True)
class AgeFound:
    """An assessment has settled it."""

    group: Literal["adult", "child"]
    on: When


@dataclass(frozen=True)
class TurnedEighteen:
    """Was referred as a child, has turned 18, and answered as an adult on that day."""

    group: ClassVar[Literal["adult"]] = "adult"

    answered: When


Age = AgeAsTold | AgeInDispute | AgeFound | TurnedEighteen


def is_child(age: Age) -> bool:
    """Whether the person is, or must be presumed to be, a child (Convention, Article 10(3)).

    This knows no date: somebody who turned 18 and has not answered yet is still a child here. Where a date matters, ask
    `is_child_on`.
    """
    return isinstance(age, AgeInDispute) or age.group in ("child", "unknown")


# Guardianship of a child who is here alone.


@dataclass(frozen=True)
class NoGuardian:
    """Nobody has been appointed."""


@dataclass(frozen=True)
class Guarded:
    """An independent guardian acts."""

    since: When


@dataclass(frozen=True)
class GuardianshipOver:
    """A guardian acted, and no longer does."""

    ended: When
    reason: str


Guardianship = NoGuardian | Guarded | GuardianshipOver


# Where the person is.


@dataclass(frozen=True)
class Present:
    """Nothing else is known."""


@dataclass(frozen=True)
class Missing:
    """Missing since; `version` is the number of the report."""

    since: When
    version: int
    police_told: bool = False
    strategy_meeting: bool = False


@dataclass(frozen=True)
class Dead:
    """Has died."""

    on: When


Whereabouts = Present | Missing | Dead


@dataclass(frozen=True)
class NotPlaced:
    """No placement is known."""


@dataclass(frozen=True)
class Placed:
    """Lives in a place of this kind."""

    kind: PlacementKind
    since: When
    version: int


Placement = NotPlaced | Placed


@dataclass(frozen=True)
class AtLiberty:
    """Not held."""


@dataclass(frozen=True)
class PlannedRelease:
    """Is to be released; `version` is the number of the event that says so."""

    on: When
    version: int
    safety_plan: bool


@dataclass(frozen=True)
class Held:
    """Held; `kind` is None where an account does not say where. `safety_plan`: one was made for after the release."""

    kind: CustodyKind | None
    since: When
    version: int
    planned: PlannedRelease | None = None
    safety_plan: bool = False


@dataclass(frozen=True)
class Released:
    """Was held, and is not; `safety_plan` is None where nobody wrote it down. A plan made afterwards is one as well."""

    on: When
    version: int
    safety_plan: bool | None


Custody = AtLiberty | Held | Released


# Support and protection.


@dataclass(frozen=True)
class NotSupported:
    """No support has begun."""


@dataclass(frozen=True)
class Supported:
    """Support is being given; `provider` is the one who gives it now, None where an account does not say."""

    since: When
    provider: AnySlug | None = None


@dataclass(frozen=True)
class SupportOver:
    """Support ended; `version` is the number of the event that says so."""

    ended: When
    version: int
    reason: str


Support = NotSupported | Supported | SupportOver


@dataclass(frozen=True)
class NotDisqualified:
    """Nobody has proposed it, or it was refused."""


@dataclass(frozen=True)
class DisqualificationPending:
    """Proposed, not decided; `answered` is when the person last answered the proposal."""

    ground: Ground
    since: When
    answered: When | None = None


@dataclass(frozen=True)
class Disqualified:
    """Protection has stopped; the duty to decide conclusively has not. No ground: an account does not say."""

    ground: Ground | None
    on: When


@dataclass(frozen=True)
class DisqualificationOver:
    """It was taken back."""

    on: When


Disqualification = NotDisqualified | DisqualificationPending | Disqualified | DisqualificationOver


# Leave to remain.


@dataclass(frozen=True)
class NoLeaveDecision:
    """Leave has not been decided."""


@dataclass(frozen=True)
class LeaveGiven:
    """Leave was granted."""

    on: When
    until: When | None


@dataclass(frozen=True)
class LeaveRefused:
    """Leave was refused."""

    on: When


Leave = NoLeaveDecision | LeaveGiven | LeaveRefused


# Decisions, each with all that defends it. None is ever removed: one that was set aside stays visible.


@dataclass(frozen=True)
class DecisionMade:
    """One decision of the NRM; `version` is its number in the history.

    `gives_period`: of a positive first decision, whether a recovery period follows from it (2022 Act, section 62).
    """

    decision: Decision
    outcome: Outcome
    on: When
    version: int
    decided_by: StaffOnRecord | None = None
    unit: AnySlug | None = None
    reason_codes: tuple[ReasonCode, ...] = ()
    has_reasons: bool = False
    evidence: int = 0
    further_recovery: FurtherRecovery | None = None
    gives_period: bool = True
    reviews: tuple["Reviewed", ...] = ()
    served: When | None = None
    set_aside: When | None = None

    @property
    def stands(self) -> bool:
        """Whether it has not been set aside."""
        return self.set_aside is None


@dataclass(frozen=True)
class Reviewed:
    """What a second person found."""

    by: StaffOnRecord
    outcome: Literal["agreed", "disagreed"]
    on: When


# Links.


@dataclass(frozen=True)
class Link:
    """Another case."""

    other: UUID
    relation: Relation
    version: int


# The file.


class Raised(NamedTuple):
    """A safeguard on record: which check, about which event, since when, and when it was cleared, if it was.

    `version` is the number of the event that raised it. `disproved`: what was learnt later shows that it never stood.
    `others`: when else the same concern was raised, as one that returns is; the one in which they stand is the latest.
    """

    check: AnySlug
    about: int
    version: int
    since: When
    cleared: When | None = None
    disproved: bool = False
    others: tuple["Raised", ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether it still stands."""
        return self.cleared is None and not self.disproved

    @property
    def every(self) -> tuple["Raised", ...]:
        """Each time the concern was raised, this one last."""
        return (*self.others, self)


class Strands(NamedTuple):
    """Every strand of one person's path, as it stands."""

    age: Age = AgeAsTold("unknown")
    alone: bool = False
    eighteen_in: When | None = None
    consent_at_18: Literal["given", "refused"] | None = None
    guardianship: Guardianship = NoGuardian()
    whereabouts: Whereabouts = Present()
    placement: Placement = NotPlaced()
    custody: Custody = AtLiberty()
    suspended: When | None = None
    support: Support = NotSupported()
    disqualification: Disqualification = NotDisqualified()
    leave: Leave = NoLeaveDecision()
    decisions: tuple[DecisionMade, ...] = ()
    challenges: Mapping[int, Challenge] = MappingProxyType({})
    charges: Mapping[int, Charge] = MappingProxyType({})
    links: tuple[Link, ...] = ()
    prosecutions: tuple[LinkedProsecution, ...] = ()
    assigned: Mapping[str, StaffOnRecord] = MappingProxyType({})
    teams: Mapping[str, AnySlug] = MappingProxyType({})
    acknowledged: frozenset[int] = frozenset()
    explained: Mapping[int, str] = MappingProxyType({})
    documents: Mapping[int, str] = MappingProxyType({})


def is_child_on(strands: Strands, day: date) -> bool:
    """Whether the person was, or had to be presumed to be, a child on that day.

    Nobody is one after the month in which they turn 18; within it, until they answered as an adult.
    """
    if strands.eighteen_in is not None and day > strands.eighteen_in.last_day:
        return False
    if isinstance(strands.age, TurnedEighteen):
        return day < strands.age.answered.first_day
    return is_child(strands.age)
