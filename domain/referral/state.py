"""What is true of a case: its stage, its strands, and the ledger the clocks count from.

Everything that has a date is in `facts`, in the order of time, because clocks are computed from facts and never stored.
Which breaches, rungs and safeguards are already on record is kept too, so that none is recorded twice. `history` is
what was folded, as it was recorded, so that what is learnt of late, or corrected, can be read with all the rest.

This module decides nothing. Read next: `stages.py` and `strands.py`; `evolve`, which moves a case on; then `decide`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Literal, NamedTuple
from uuid import UUID

from domain.clocks import Fact, Told
from domain.nations import NORTHERN_IRELAND, Nation
from domain.referral.commands.base import Decision
from domain.referral.events import file
from domain.referral.events.clocks import BreachRecorded
from domain.referral.stages import Ended, Live, Stage, Undecided
from domain.referral.strands import AgeInDispute, DecisionMade, Raised, Strands, is_child
from domain.stream.event import Event
from domain.when import When

Dated = tuple[Event, When]
"""An event and when it was so in the world."""

RungKey = tuple[str, int, str]
"""A clock, the version of the fact that started its run, and the rung: one rung is recorded once."""

SafeguardKey = tuple[str, int]
"""A check and the number of the event it is about: one concern is raised once while it lasts."""

_BEFORE_ANYTHING = When.parse("1900")

ON_FILE = frozenset(
    one.type
    for one in (
        *(file.CaseAssigned, file.CaseUnassigned, file.NoteAdded, file.DocumentAttached, file.FactCorrected),
        *(file.AlertAcknowledged, file.LatenessExplained, file.ClocksMoved),
    )
)
"""The facts that are about the file and not about the person."""


@dataclass(frozen=True)
class NoReferral:
    """Nothing has been recorded under this id."""


BreachStatus = Literal["open", "cured", "ended", "disproved"]
"""What became of a breach: nothing yet; cured, late; ended, as nothing was owed any more; or it never was one."""


class Breach(NamedTuple):
    """A breach on record and what became of it: when it was cured, or when it ended, and by which fact.

    `rested`: the times in it at which nothing was owed, because the case had ended and was opened again only later.
    """

    recorded: BreachRecorded
    version: int
    status: BreachStatus = "open"
    days_late: int | None = None
    cured: When | None = None
    ended: When | None = None
    ended_by: int | None = None
    rested: tuple[tuple[When, When], ...] = ()

    @property
    def due_at(self) -> datetime:
        """The instant since which it has been a breach."""
        return self.recorded.due_at


class Referral(NamedTuple):
    """A case as the log knows it. `version` is the number of its events, `latest` the date of what was so last.

    `imported_at`: when it was taken over from an account written elsewhere. `imported_by`: by whom, who is never the
    second person to look at a decision that it tells. `account_to`: the number of the last event that tells the
    account, so that what was recorded since is known from it; 0 for a case recorded from its beginning. `ended`: the
    last day of each protected period whose end is on record; one that was undone ends again on another. `likeness`:
    what its reference looks like, where no other case may look so.
    """

    reference: str
    nation: Nation
    person: UUID
    origin: Literal["live", "imported"]
    opened: When
    stage: Stage
    strands: Strands
    version: int
    latest: When = _BEFORE_ANYTHING
    account_ends: When | None = None
    imported_at: datetime | None = None
    account_to: int = 0
    facts: tuple[Fact, ...] = ()
    reached: frozenset[RungKey] = frozenset()
    ended: Mapping[RungKey, date] = MappingProxyType({})
    breaches: Mapping[RungKey, Breach] = MappingProxyType({})
    safeguards: Mapping[SafeguardKey, Raised] = MappingProxyType({})
    imported_by: str | None = None
    likeness: str | None = None
    history: tuple[Dated, ...] = ()

    @property
    def told(self) -> Told:
        """What the case tells the clocks."""
        account_ends = self.account_ends.last_day if self.account_ends is not None else None
        return Told(self.facts, self.nation, account_ends, self.imported_at)

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to do something, so that the case needs a lane.

        A live case is open until it is withdrawn or closed, and a challenge of it keeps it open until that is over. So
        is an imported one from the first thing that happens in it. Until then it is a history, open only while a
        decision or the end of a challenge is owed, and its account is not known to have stopped: a history that has
        ended needs no running workflow.
        """
        is_challenged = any(challenge.is_open for challenge in self.strands.challenges.values())
        if self.origin == "imported" and not self._goes_on:
            return self.account_ends is None and (is_challenged or isinstance(self.stage, Undecided))
        return is_challenged or not isinstance(self.stage, Ended)

    @property
    def _goes_on(self) -> bool:
        """Whether anything has happened since the account: a note or a correction of it is no such thing."""
        return any(fact.version > self.account_to and fact.event not in ON_FILE for fact in self.facts)

    @property
    def last_stage(self) -> Live:
        """The stage of the case, or the one at which it ended."""
        return self.stage.before if isinstance(self.stage, Ended) else self.stage

    @property
    def is_child(self) -> bool:
        """Whether the person is, or must be presumed to be, a child."""
        return is_child(self.strands.age)

    @property
    def age_group(self) -> str:
        """`adult`, `child`, `unknown`, or `in-dispute`."""
        age = self.strands.age
        return "in-dispute" if isinstance(age, AgeInDispute) else age.group

    @property
    def is_conclusive(self) -> bool:
        """Whether a conclusive decision stands; in Northern Ireland not while it is under judicial review.

        Human Trafficking and Exploitation (Criminal Justice and Support for Victims) Act (Northern Ireland) 2015.
        """
        if self.standing("conclusive-grounds") is None:
            return False
        return self.nation != NORTHERN_IRELAND or not any(
            challenge.kind == "judicial-review" and challenge.decision == "conclusive-grounds" and challenge.is_open
            for challenge in self.strands.challenges.values()
        )

    def standing(self, decision: Decision) -> DecisionMade | None:
        """The decision of this kind that stands: made, and not set aside."""
        made = (one for one in reversed(self.strands.decisions) if one.decision == decision and one.stands)
        return next(made, None)

    def last(self, event: str) -> Fact | None:
        """The latest fact of this type."""
        return next((fact for fact in reversed(self.facts) if fact.event == event), None)


State = NoReferral | Referral
