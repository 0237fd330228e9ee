"""What is true of a prosecution: its victims, its defendants, and how far it has come.

The stage is never set: it follows from what is on record, because every defendant has a path of their own and one may
be sentenced while another is still to be tried. Read next: `evolve.py`; then `decide.py`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal
from uuid import UUID

from domain.nations import Nation
from domain.prosecution.commands import EndReason, SpecialMeasure, TrialStep, Verdict
from domain.stream.event import Event
from domain.when import When

Dated = tuple[Event, When]
"""An event and when it was so in the world."""

CONVICTIONS: frozenset[Verdict] = frozenset({"convicted", "convicted-on-plea"})

Trial = Literal["not-listed", "listed", "begun", "over"]


class Stage(StrEnum):
    """How far a prosecution has come; the values are shown, and kept in the lists."""

    INVESTIGATING = "investigating"
    CRIME_RECORDED = "crime-recorded"
    WITH_PROSECUTOR = "with-prosecutor"
    NOT_CHARGED = "not-charged"
    CHARGED = "charged"
    ON_TRIAL = "on-trial"
    ACQUITTED = "acquitted"
    CONVICTED = "convicted"
    SENTENCED = "sentenced"
    ENDED = "ended"


@dataclass(frozen=True)
class NoProsecution:
    """Nothing has been recorded under this id."""


@dataclass(frozen=True)
class Point:
    """An event by its number, and when it was so."""

    version: int
    on: When


@dataclass(frozen=True)
class Link:
    """A person linked as a victim, by their case, since `on`; `version` numbers the event that last said so."""

    case: UUID
    witness: bool
    on: When
    version: int
    measures: tuple[SpecialMeasure, ...] = ()
    unlinked: Point | None = None


@dataclass(frozen=True)
class Telling:
    """What one event gives a case to know: that it is linked, as a witness or not, or (None) that it no longer is.

    `crime_recorded`: whether the crime against the person has a number there, also after a prosecution has ended.
    `in_error`: the person is no victim there, or there should never have been an investigation.
    """

    version: int
    case: UUID
    on: When
    witness: bool | None
    crime_recorded: bool
    in_error: bool


@dataclass(frozen=True)
class Count:
    """One charge against a defendant, and how it ended."""

    offence: str
    charged: When
    verdict: Verdict | None = None
    ended: When | None = None

    @property
    def is_conviction(self) -> bool:
        """Whether it ended in a conviction."""
        return self.verdict in CONVICTIONS


@dataclass(frozen=True)
class Defendant:
    """One defendant, known by a number; no counts where the prosecutor decided not to charge.

    `sentenced_for` is how many convictions the sentences so far are for: one more can follow from a second trial.
    """

    number: int
    counts: tuple[Count, ...] = ()
    sentenced: When | None = None
    sentenced_for: int = 0

    @property
    def open_counts(self) -> tuple[Count, ...]:
        """The charges without a verdict."""
        return tuple(count for count in self.counts if count.verdict is None)

    @property
    def convictions(self) -> tuple[Count, ...]:
        """The charges that ended in a conviction."""
        return tuple(count for count in self.counts if count.is_conviction)

    @property
    def awaits_sentence(self) -> bool:
        """Whether there is a conviction without a sentence."""
        return len(self.convictions) > self.sentenced_for


@dataclass(frozen=True)
class Prosecution:
    """A prosecution as the log knows it, read as corrected.

    `version` is the number of its events, `links` has every case ever linked, and `latest` is the date of the last
    thing that happened. `likeness`: what its reference looks like, where no other may look so. `history` is what was
    recorded, and `tellings` what followed from it for the linked cases at the time: both only ever grow, whatever is
    corrected.
    """

    id: UUID
    reference: str
    nation: Nation
    force: str
    opened: When
    version: int
    latest: When
    crime_numbers: tuple[str, ...] = ()
    crime_recorded: When | None = None
    links: Mapping[UUID, Link] = field(default_factory=dict[UUID, Link])
    referred: When | None = None
    awaits_decision: bool = False
    defendants: Mapping[int, Defendant] = field(default_factory=dict[int, Defendant])
    trial: Trial = "not-listed"
    trial_steps: Mapping[TrialStep, When] = field(default_factory=dict[TrialStep, When])
    ended: Point | None = None
    reason: EndReason | None = None
    likeness: str | None = None
    history: tuple[Dated, ...] = ()
    tellings: tuple[Telling, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether the prosecution goes on."""
        return self.ended is None

    @property
    def victims(self) -> Mapping[UUID, Link]:
        """The persons linked now, by their cases."""
        return {case: link for case, link in self.links.items() if link.unlinked is None}

    @property
    def counts(self) -> tuple[Count, ...]:
        """Every charge against anybody."""
        return tuple(count for defendant in self.defendants.values() for count in defendant.counts)

    @property
    def stage(self) -> Stage:
        """The stage that follows from what is on record."""
        if self.ended is not None:
            return Stage.ENDED
        if self.counts:
            return self._stage_in_court
        if self.awaits_decision:
            return Stage.WITH_PROSECUTOR
        if self.defendants:
            return Stage.NOT_CHARGED
        return Stage.CRIME_RECORDED if self.crime_numbers else Stage.INVESTIGATING

    @property
    def _stage_in_court(self) -> Stage:
        charged = self.defendants.values()
        if any(defendant.open_counts for defendant in charged):
            return Stage.ON_TRIAL if self.trial == "begun" else Stage.CHARGED
        if not any(defendant.convictions for defendant in charged):
            return Stage.ACQUITTED
        return Stage.CONVICTED if any(defendant.awaits_sentence for defendant in charged) else Stage.SENTENCED


State = NoProsecution | Prosecution
