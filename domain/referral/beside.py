"""What runs beside a case and never stops it: challenges, charges, and the prosecution of the traffickers.

Each is known by the number of the event that opened it. Nothing here decides or counts. Read next: `strands.py`.
"""

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from domain.referral.commands.base import Challenged
from domain.stream.command import AnySlug
from domain.when import When

# Challenges, by the number of the event that opened each.

ChallengeKind = Literal["reconsideration", "judicial-review", "tribunal-appeal"]


@dataclass(frozen=True)
class Challenge:
    """One challenge and every step of it so far, the opening one first; `version` is the number of that one.

    `decision` is None where it is about delay, and where an account does not say; `about` is the number of it.
    """

    kind: ChallengeKind
    decision: Challenged | None
    version: int
    steps: tuple[tuple[str, When], ...]
    is_open: bool = True
    about: int | None = None

    @property
    def title(self) -> str:
        """What it is, in words."""
        if self.kind == "tribunal-appeal":
            return "Appeal to a tribunal"
        kind = self.kind.replace("-", " ").capitalize()
        return (
            f"{kind} about delay"
            if self.decision is None
            else f"{kind} of the {self.decision.replace('-', ' ')} decision"
        )

    @property
    def opened(self) -> When:
        """When it began."""
        return self.steps[0][1]

    @property
    def step(self) -> str:
        """The last thing that happened."""
        return self.steps[-1][0]

    def date_of(self, step: str) -> When | None:
        """When a step was taken; the last time, if more than once."""
        return next((when for name, when in reversed(self.steps) if name == step), None)


# Proceedings against the person, by the number of the charge; and those against the traffickers.

ChargeState = Literal["charged", "pleaded", "convicted", "acquitted", "sentenced", "quashed", "discontinued"]


@dataclass(frozen=True)
class Charge:
    """One charge and what became of it; `version` is its number, `last_version` that of the last step on it.

    `moved` is when it came to the state it is in. `plea` is the latest by its date. `convicted_on` is the day of the
    verdict, or of the guilty plea on which a sentence was passed; `reviewed_on` that on which a prosecutor last wrote
    down whether a victim should be prosecuted.
    """

    offence: AnySlug | None
    on: When
    version: int
    state: ChargeState = "charged"
    moved: When | None = None
    plea: Literal["guilty", "not-guilty"] | None = None
    pleaded_on: When | None = None
    convicted_on: When | None = None
    reviewed_on: When | None = None
    last_version: int = 0

    @property
    def pleaded_guilty(self) -> bool:
        """Whether a plea of guilty stands."""
        return self.plea == "guilty"

    @property
    def is_open(self) -> bool:
        """Whether anything can still follow in the ordinary course."""
        return self.state in ("charged", "pleaded", "convicted")


@dataclass(frozen=True)
class LinkedProsecution:
    """A prosecution of traffickers in which this person is a victim; `version` is the number of the link's event.

    `crime_recorded`: whether the crime against the person is on record there, also once the prosecution has ended.
    `in_error`: it ended because the person is no victim there.
    """

    prosecution: UUID
    witness: bool
    version: int
    ended: bool = False
    crime_recorded: bool = False
    in_error: bool = False
