"""Facts as a clock sees them, and which came first when a date is known only to its day, month or year.

Two spans of time that overlap cannot be put in order by their dates alone; the order in which the log learnt of them
then decides. A fact may name others: a request the decision it is about, a step the claim it belongs to. Which events
can name which is said in `domain/rules/connections.py`; nothing here knows a rule. Read next: `proofs.py`, what a fact
shows of others that nobody wrote down; `runs.py`.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from types import MappingProxyType
from typing import NamedTuple

from domain.nations import Nation
from domain.rules.connections import SPEAKS_OF, TAKES_BACK
from domain.rules.model import EFFECTIVE, EventPattern
from domain.rules.vocabulary import EVENTS
from domain.when import When, end_of_day

NO_FACT = 0
"""What a fact is about that is known to be about none, such as a claim about delay; facts are numbered from 1."""


class Fact(NamedTuple):
    """One event of a case: its name, when it was so, its place in the stream, its outcome and its other dates.

    `about` is the version of the fact that this one speaks of, such as the step that a cancellation takes back; None
    where nobody wrote that down. `also_about` are others that it speaks of as well: a claim that names a kind of
    decision is about that decision, and about each answer that kept it. `by` is the organisation that did it, and
    `age_group` how old the person was taken to be, where the fact says so.
    """

    event: str
    when: When
    version: int
    outcome: str | None = None
    dates: Mapping[str, When] = MappingProxyType({})
    about: int | None = None
    also_about: tuple[int, ...] = ()
    by: str | None = None
    age_group: str | None = None


class Moment(NamedTuple):
    """A fact that matched a pattern, with the date the rule counts; `is_named` when that date was on record.

    `is_shown`: the fact itself is another, later one, which shows that what the pattern means had come by then.
    """

    fact: Fact
    pattern: EventPattern
    when: When
    is_named: bool
    is_shown: bool = False

    def precedes(self, other: "Moment") -> bool:
        """Whether it came first; where the dates leave that open, whether it was recorded first."""
        if certainly_before(self.when, other.when):
            return True
        if certainly_before(other.when, self.when):
            return False
        return self.fact.version < other.fact.version


def certainly_before(one: When, other: When) -> bool:
    """Whether `one` was over before `other` can have begun, on the dates alone."""
    if one.earliest == one.until:
        return one.until < other.earliest
    return one.until <= other.earliest


_ALL_TIME = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Told:
    """What a case tells the clocks: its facts, and the nation that decides it.

    `account_ends` is the last day an imported history tells of, and `imported_at` when such a history was put on
    record; both None for a case that was recorded as it went.
    """

    facts: tuple[Fact, ...]
    nation: Nation
    account_ends: date | None = None
    imported_at: datetime | None = None

    @property
    def silent_until(self) -> datetime | None:
        """Until when the silence of an account written elsewhere proves nothing; None where there is no account."""
        return self.imported_at if self.account_ends is None else _ALL_TIME

    @cached_property
    def by_event(self) -> Mapping[str, Sequence[Fact]]:
        """The facts by the name of their event."""
        by_event: defaultdict[str, list[Fact]] = defaultdict(list)
        for fact in self.facts:
            by_event[fact.event].append(fact)
        return by_event

    def moments(self, patterns: Iterable[EventPattern]) -> list[Moment]:
        """Every fact that matches one of the patterns, earliest first."""
        found: list[Moment] = []
        for pattern in patterns:
            if told := self.by_event.get(pattern.event):
                found += [_moment(fact, pattern) for fact in told if pattern.outcome in (None, fact.outcome)]
        if len(found) > 1:
            found.sort(key=lambda moment: (moment.when.earliest, moment.fact.version))
        return found

    def first_after(
        self, start: Moment, patterns: Iterable[EventPattern], taken: Collection[int] = ()
    ) -> Moment | None:
        """The first other match that cannot have come before `start`, passing over the versions already `taken`."""
        return next(self.all_after(start, patterns, taken), None)

    def all_after(
        self, start: Moment, patterns: Iterable[EventPattern], taken: Collection[int] = ()
    ) -> Iterator[Moment]:
        """The same, and every further one, earliest first."""
        for moment in self.moments(patterns):
            version = moment.fact.version
            if version != start.fact.version and version not in taken and not certainly_before(moment.when, start.when):
                yield moment

    @cached_property
    def by_version(self) -> Mapping[int, Fact]:
        """The facts by their place in the stream."""
        return {fact.version: fact for fact in self.facts}

    def behind(self, fact: Fact) -> Iterator[Fact]:
        """A fact, what it is about, what that is about, and so on."""
        if fact.about is None:
            yield fact
            return
        seen = set[int]()
        known: Fact | None = fact
        while known is not None and known.version not in seen:
            yield known
            seen.add(known.version)
            known = None if known.about is None else self.by_version.get(known.about)

    def can_be_about(self, fact: Fact, other: Fact) -> bool:
        """Whether a fact can concern what another began: it does not name another such thing instead.

        A step of a claim concerns all that this claim began, also what an earlier step of it did. What names nothing,
        or is of a sort that names none, concerns whatever there is.
        """
        sorts = SPEAKS_OF.get(fact.event)
        if sorts is None or fact.about is None:
            return True
        meant = next((one for one in self.behind(other) if one.event in sorts), None)
        return meant is None or meant.version in (fact.about, *fact.also_about)

    def taking_back(self, version: int) -> Sequence[Moment]:
        """What took that fact back, or took its place, earliest first."""
        return self._taking_back.get(version, ())

    @cached_property
    def _taking_back(self) -> Mapping[int, list[Moment]]:
        taken: defaultdict[int, list[Moment]] = defaultdict(list)
        patterns = [EventPattern(event) for event in sorted(TAKES_BACK)]
        for moment in self.moments(patterns):
            if moment.fact.about is not None:
                taken[moment.fact.about].append(itself(moment.fact))
        return taken

    def shows_past(self, instant: datetime) -> bool:
        """Whether an instant is past by what is told: the account ends after it, or something came after it."""
        return self._shown is not None and self._shown >= instant

    @cached_property
    def _shown(self) -> datetime | None:
        """The latest instant that is told of."""
        came = [fact.when.earliest for fact in self.facts]
        return max(came if self.account_ends is None else [*came, end_of_day(self.account_ends)], default=None)


def itself(fact: Fact) -> Moment:
    """A fact as the event it is, with the outcome it had, where rules tell that outcome apart."""
    words = EVENTS.get(fact.event)
    outcome = fact.outcome if words is not None and fact.outcome in words.outcomes else None
    return Moment(fact, EventPattern(fact.event, outcome), fact.when, is_named=True)


def _moment(fact: Fact, pattern: EventPattern) -> Moment:
    if pattern.date == EFFECTIVE:
        return Moment(fact, pattern, fact.when, is_named=True)
    named = fact.dates.get(pattern.date)
    return Moment(fact, pattern, named or fact.when, is_named=named is not None)
