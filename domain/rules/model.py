"""The law as values: clocks, their dated versions, and the rule-book that holds them.

A version is named `<clock>@<day it came into force>` and is complete in itself: whoever holds one needs nothing else
to count by it. Nothing here counts, reads a file or knows today's date. Conditions are ordinary Python elsewhere;
only numbers, names, dates and citations live in rules.

Read next: `loader.py`, which refuses a rule-book that contradicts itself, and `domain/clocks`, which counts by one.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import cast

from domain.calendars import WorkingCalendar
from domain.counting import CountRule
from domain.nations import OUTSIDE_UK, Nation
from domain.roles import Role
from domain.rules.citation import Citation
from domain.rules.offences import Offence
from domain.rules.provisions import Provisions
from domain.when import day_in_words

EFFECTIVE = "effective"


class Kind(StrEnum):
    """What a clock is for. A target is what a source only aims at ("where possible"); a missed one breaks no law."""

    DEADLINE = "deadline"
    TARGET = "target"
    PROTECTED = "protected"
    WINDOW = "window"
    REVIEW = "review"
    AGE = "age"


DUE: frozenset[str] = frozenset({Kind.DEADLINE, Kind.TARGET, Kind.REVIEW})
"""The kinds that ask for something by their last day, so that its passing is on record as a breach."""


class OnlyFor(StrEnum):
    """Whom a clock is for, where not for everybody: as the person was, or had to be presumed to be, at its start."""

    ADULTS = "adults"
    CHILDREN = "children"


class Force(StrEnum):
    """What stands behind a clock: a missed target is not the same as a broken statute."""

    TREATY = "treaty"
    STATUTE = "statute"
    GUIDANCE = "guidance"
    POLICY = "policy"
    SERVICE_STANDARD = "service-standard"

    def in_words(self) -> str:
        """As a person would write it."""
        return self.value.replace("-", " ")


class Severity(StrEnum):
    """How loudly a rung is told."""

    WARNING = "warning"
    BREACH = "breach"
    ESCALATION = "escalation"
    BAND = "band"


@dataclass(frozen=True, slots=True)
class EventPattern:
    """An event a rule speaks of; `outcome` None means any. `date` names which of its dates counts."""

    event: str
    outcome: str | None = None
    date: str = EFFECTIVE

    def matches(self, event: str, outcome: str | None) -> bool:
        """Whether an event of this name and outcome is the one meant."""
        return event == self.event and self.outcome in (None, outcome)


@dataclass(frozen=True, slots=True)
class Pause:
    """The clock stands still from the day of `pauses_on` to the day before `resumes_on`."""

    pauses_on: EventPattern
    resumes_on: EventPattern


@dataclass(frozen=True, slots=True)
class AdverseStep:
    """What the duty holder must not do inside a protected period or a window, as an event and in words.

    Where a period lasts until a decision, `allowed_once_decided` frees the step from the moment of that decision;
    otherwise it stays forbidden to the end of the day. Inside the minimum length nothing is freed. `cured_by` is
    what undoes the step; None: nothing on record does.
    """

    pattern: EventPattern
    what: str
    allowed_once_decided: bool
    cured_by: EventPattern | None


@dataclass(frozen=True, slots=True)
class Undoing:
    """What takes a closing back: once `by` has come after it, the clock goes on as if `closing` had not been.

    In the same way `by` takes back what rules a start out.
    """

    closing: EventPattern
    by: EventPattern


@dataclass(frozen=True, slots=True)
class Handover:
    """A closing that leaves the same thing to be counted by another clock; where that one does not run, it is none."""

    closing: EventPattern
    to: str


@dataclass(frozen=True, slots=True)
class BeginsWith:
    """What shows that a protected period was really given (any of `shown_by`); `what` says so in words.

    `begun_by` and `ended_by`: what may have begun before the period, and shows it while it has not ended.
    """

    shown_by: tuple[EventPattern, ...]
    what: str
    begun_by: EventPattern | None = None
    ended_by: EventPattern | None = None


@dataclass(frozen=True, slots=True)
class Rung:
    """A step of the ladder: `offset` calendar days from the last day (for an age clock, from the start)."""

    id: str
    offset: int
    severity: Severity
    tell: Role


@dataclass(frozen=True)
class ClockVersion:
    """One clock as it stood from `in_force_from` to `in_force_to` (both included; None: still in force).

    `unless`: no run begins where one of these is on record before the start. `only_for`, `only_by`: nor where the
    person, or the organisation that tells of the start, is not of that kind. `begins_with`: a protected period shown by
    none of these by its end was never given. `handed_over`: which of `ends_with` end it only where another clock takes
    over. `presupposed_by`: what cannot have come without a start, so that an account which tells of it alone has left
    the start out; of other clocks an account may well say nothing at all, and its silence proves nothing. `undone_by`:
    which of `unless`, `ends_with` and `continues_until` can be taken back, and by what. `shortened_by`: what names an
    earlier last day than the length gives. `is_default_standard`: the length is this rule-book's suggestion for a
    service standard, and the deployment has not set its own. `one_run_per`: `start` where each start has a run of its
    own, also while another is open; None where a start inside a run changes nothing. `ends_on_open_day`: a last day on
    which no office is open moves to the next on which one is; None where it stays.
    """

    clock: str
    title: str
    nations: frozenset[Nation]
    kind: Kind
    force: Force
    binds: str
    protects: str
    count: CountRule | None
    starts_on: tuple[EventPattern, ...]
    unless: tuple[EventPattern, ...]
    only_for: OnlyFor | None
    only_by: str | None
    begins_with: BeginsWith | None
    stops_on: tuple[EventPattern, ...]
    ends_with: tuple[EventPattern, ...]
    handed_over: tuple[Handover, ...]
    presupposed_by: tuple[EventPattern, ...]
    continues_until: EventPattern | None
    undone_by: tuple[Undoing, ...]
    pauses: tuple[Pause, ...]
    extended_by: tuple[EventPattern, ...]
    shortened_by: tuple[EventPattern, ...]
    adverse: tuple[AdverseStep, ...]
    rungs: tuple[Rung, ...]
    in_force_from: date
    in_force_to: date | None
    transition: str
    cure: str
    citation: Citation
    verified: bool
    uncertain: tuple[str, ...]
    last_checked: date
    note: str
    is_default_standard: bool
    one_run_per: str | None = None
    ends_on_open_day: bool | None = None

    def __hash__(self) -> int:
        """By what names it, and not by all that it says."""
        return hash(self.rule)

    @cached_property
    def tells_of_breach(self) -> Role:
        """Whom to tell of a breach: whom its ladder names; the team leader of what no rung is for, such as a step."""
        return next((rung.tell for rung in self.rungs if rung.severity is Severity.BREACH), Role.TEAM_LEADER)

    @cached_property
    def rule(self) -> str:
        """The name decisions and breaches cite."""
        return f"{self.clock}@{self.in_force_from.isoformat()}"

    @property
    def patterns(self) -> frozenset[EventPattern]:
        """Every event that this version looks at, for whatever reason."""
        return frozenset(_patterns_in(self))

    def is_in_force(self, nation: Nation, on: date) -> bool:
        """Whether this version governs that day in that nation."""
        return nation in self.nations and self.in_force_from <= on <= (self.in_force_to or date.max)


@dataclass(frozen=True)
class RuleBook:
    """All the law this engine knows, with the hash of the files it was read from.

    `nations` gives each nation's name in words. `calendars` has one for every nation; that of a nation without bank
    holidays on file covers no day. `corrections`: a reason for each published rule this version puts right.
    `not_formalised` says in sentences which law it leaves out. `offences` are those against traffickers, by id.
    """

    version: str
    digest: str
    covers_from: date
    nations: Mapping[Nation, str]
    clocks: Mapping[str, tuple[ClockVersion, ...]]
    calendars: Mapping[Nation, WorkingCalendar]
    corrections: Mapping[str, str]
    not_formalised: tuple[str, ...]
    offences: Mapping[str, Offence]
    provisions: Provisions

    @cached_property
    def starts(self) -> Mapping[str, tuple[EventPattern, ...]]:
        """What starts each clock, under any of its versions."""
        return {clock: _distinct(version.starts_on for version in versions) for clock, versions in self.clocks.items()}

    @cached_property
    def presupposing(self) -> Mapping[str, tuple[EventPattern, ...]]:
        """What shows that each clock must have started, under any of its versions."""
        every = self.clocks.items()
        return {clock: _distinct(version.presupposed_by for version in versions) for clock, versions in every}

    @cached_property
    def clocks_of(self) -> Mapping[str, frozenset[str]]:
        """The clocks of which an event can speak: that it starts, or whose start it presupposes."""
        speaking = [(clock, one.event) for of in (self.starts, self.presupposing) for clock in of for one in of[clock]]
        return {event: frozenset(clock for clock, other in speaking if other == event) for _, event in speaking}

    @cached_property
    def nations_of(self) -> Mapping[str, frozenset[Nation]]:
        """Every nation that ever had each clock."""
        every = self.clocks.items()
        return {clock: frozenset(nation for one in versions for nation in one.nations) for clock, versions in every}

    @cached_property
    def counted(self) -> Mapping[str, frozenset[str]]:
        """The dates, by their names, that any clock under any version looks at, by the event that has them."""
        versions = (version for versions in self.clocks.values() for version in versions)
        found = [pattern for version in versions for pattern in version.patterns]
        return {one.event: frozenset(other.date for other in found if other.event == one.event) for one in found}

    @property
    def identity(self) -> str:
        """What every event names as the law that decided it: the version, and the beginning of the hash."""
        return f"{self.version}+{self.digest[:16]}"

    def in_words(self, nation: Nation) -> str:
        """The name of a nation as a person would write it."""
        if nation == OUTSIDE_UK:
            return "a country outside the United Kingdom"
        return self.nations.get(nation, "an unknown nation")

    def find(self, clock: str, nation: Nation, on: date) -> ClockVersion | None:
        """The version that governs a day, or None where that clock did not run there that day."""
        return next((version for version in self.clocks.get(clock, ()) if version.is_in_force(nation, on)), None)

    def tells_of_breach(self, rule: str) -> Role:
        """Whom to tell of a breach of the rule that decisions cite so."""
        versions = self.clocks.get(rule.partition("@")[0], ())
        return next((version.tells_of_breach for version in versions if version.rule == rule), Role.TEAM_LEADER)

    def why_not_covered(self, nation: Nation, on: date) -> str | None:
        """A sentence saying why the rule-book is silent about a day in a nation; None when it covers it."""
        if nation == OUTSIDE_UK:
            return "No rule of this rule-book applies outside the United Kingdom, unless the case names its state."
        if nation not in self.nations:
            return f"This rule-book holds no law of that nation; it knows {', '.join(self.nations.values())}."
        if on < self.covers_from:
            return f"This rule-book begins on {day_in_words(self.covers_from)}; {day_in_words(on)} is before it."
        return None


def _patterns_in(value: object) -> Iterator[EventPattern]:
    """The patterns in a value, however deep they lie in what it is made of."""
    if isinstance(value, EventPattern):
        yield value
    elif isinstance(value, tuple):
        for one in cast("tuple[object, ...]", value):
            yield from _patterns_in(one)
    elif is_dataclass(value):
        for field in fields(value):
            yield from _patterns_in(getattr(value, field.name))


def _distinct(groups: Iterable[tuple[EventPattern, ...]]) -> tuple[EventPattern, ...]:
    return tuple(dict.fromkeys(pattern for group in groups for pattern in group))
