"""The clocks of the law: what is in force on a day, all that one rule says, what changed, and whether all is in order.

Read next: `rule_words.py`, how a rule is said; `provisions.py`, the law that is no clock.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, NamedTuple

from desk.law import require_covered, today, versions_of, wanted_nations
from desk.page import Block, Heading, Page, Pairs, Words
from desk.rule_words import (
    certainty_of,
    document_of,
    force_of,
    in_force,
    in_order,
    length_of,
    lines_of,
    nations_of,
)
from domain.errors import Code, Invalid, NotFound
from domain.nations import Nation
from domain.nearest import did_you_mean
from domain.rules.horizon import checks_to_come, horizon
from domain.rules.model import ClockVersion, RuleBook
from domain.when import day_in_words


@dataclass(frozen=True)
class ListRules:
    """Which rules are in force on a day."""

    on: date | None = None
    nation: str | None = None
    name: ClassVar = "list-rules"

    async def look(self, book: RuleBook, /) -> "RulesOfDay":
        """The versions of that day; raises Invalid (rules-not-in-force) where the rule-book is silent."""
        day, wanted = self.on or today(), wanted_nations(book, self.nation)
        require_covered(book, wanted, day)
        found = [version for version in versions_of(book) if any(version.is_in_force(one, day) for one in wanted)]
        return RulesOfDay(book, day, tuple(found))


@dataclass(frozen=True)
class RulesOfDay:
    """The rules in force on a day."""

    book: RuleBook
    day: date
    versions: tuple[ClockVersion, ...]

    def document(self) -> dict[str, Any]:
        """Each with all that it says."""
        versions = [document_of(version) for version in self.versions]
        return {"rules": self.book.identity, "on": self.day, "versions": versions}

    def page(self) -> Page:
        """Each in three lines."""
        rules = f"{len(self.versions)} rules in force on {day_in_words(self.day)}. Rule-book {self.book.identity}."
        return [*(block for version in self.versions for block in self._lines(version)), Words(rules)]

    def _lines(self, version: ClockVersion) -> Iterator[Block]:
        yield Heading(f"{version.title} ({version.rule})")
        yield Words(f"{length_of(version)}.", indent=2)
        yield Words(f"{nations_of(version, self.book)}: {force_of(version)}, {certainty_of(version)}", indent=2)


@dataclass(frozen=True)
class ShowRule:
    """All that a rule says: a clock, or one of its versions, `CLOCK@DATE`."""

    rule: str
    on: date | None = None
    nation: str | None = None
    name: ClassVar = "show-rule"

    async def look(self, book: RuleBook, /) -> "RuleFile":
        """The versions that are meant; raises NotFound (clock-not-found, rule-not-found)."""
        found = _found(book, self.rule, wanted_nations(book, self.nation), self.on)
        return RuleFile(book, tuple(found))


@dataclass(frozen=True)
class RuleFile:
    """Versions of one clock."""

    book: RuleBook
    versions: tuple[ClockVersion, ...]

    def document(self) -> dict[str, Any]:
        """Each with all that it says."""
        return {"rules": self.book.identity, "versions": [document_of(version) for version in self.versions]}

    def page(self) -> Page:
        """Each with all that it says, and which others there are."""
        return [*(block for version in self.versions for block in self._lines(version)), *self._others()]

    def _lines(self, version: ClockVersion) -> Iterator[Block]:
        yield Heading(f"{version.title} ({version.rule})")
        yield Pairs(lines_of(version, self.book))

    def _others(self) -> Iterator[Block]:
        others = [version for version in self.book.clocks[self.versions[0].clock] if version not in self.versions]
        if others:
            yield Heading("Its other versions")
            yield Pairs(
                [(in_force(other), f"{length_of(other)} ({force_of(other)}, {other.rule})") for other in others]
            )


@dataclass(frozen=True)
class CheckRules:
    """Whether rule files are in order. That they could be read says that they have no fault."""

    name: ClassVar = "check-rules"

    async def look(self, book: RuleBook, /) -> "RulesInOrder":
        """How much there is, and of what to take note."""
        day = today()
        return RulesInOrder(book, (*(ending.sentence for ending in horizon(book, day)), *checks_to_come(book, day)))


@dataclass(frozen=True)
class RulesInOrder:
    """A rule-book without a fault, and of what to take note."""

    book: RuleBook
    warnings: tuple[str, ...]

    def document(self) -> dict[str, Any]:
        """How much there is."""
        book = self.book
        return {
            "rules": book.identity,
            "digest": book.digest,
            "clocks": len(book.clocks),
            "versions": len(versions_of(book)),
            "nations": list(book.nations),
            "warnings": self.warnings,
        }

    def page(self) -> Page:
        """How much there is, and each warning."""
        book, nations = self.book, in_order(self.book.nations, self.book)
        versions = len(versions_of(book))
        has = f"{len(book.clocks)} clocks, {versions} versions, {len(book.nations)} nations ({nations}); no faults."
        warnings = [Words(f"Take note: {warning}") for warning in self.warnings]
        return [Words(has), Words(f"Rule-book {book.identity}."), *warnings]


@dataclass(frozen=True)
class CompareRules:
    """What changed in the law from one day to another."""

    first: date
    second: date
    nation: str | None = None
    name: ClassVar = "compare-rules"

    async def look(self, book: RuleBook, /) -> "RuleChanges":
        """Which rules ended, which began; raises Invalid (date-out-of-order)."""
        if self.first > self.second:
            raise Invalid(Code.DATE_OUT_OF_ORDER, "The earlier of the two days comes first.")
        found = _differences(book, wanted_nations(book, self.nation), self.first, self.second)
        return RuleChanges(book, self.first, self.second, tuple(found))


class Difference(NamedTuple):
    """Where, what was in force on the earlier day, and what on the later."""

    nations: tuple[Nation, ...]
    before: ClockVersion | None
    after: ClockVersion | None


@dataclass(frozen=True)
class RuleChanges:
    """How the law of two days differs."""

    book: RuleBook
    first: date
    second: date
    found: tuple[Difference, ...]

    def document(self) -> dict[str, Any]:
        """Each change, with both rules."""
        changes = list(map(_change, self.found))
        return {"rules": self.book.identity, "from": self.first, "to": self.second, "changes": changes}

    def page(self) -> Page:
        """Each change, with what was said before and after."""
        days = day_in_words(self.first), day_in_words(self.second)
        if not self.found:
            return [Words(f"The same rules were in force on {days[0]} and on {days[1]}.")]
        return [block for one in self.found for block in self._lines(one, *days)]

    def _lines(self, one: Difference, first: str, second: str) -> Iterator[Block]:
        version = one.after or one.before
        yield Heading(f"{version.title if version else ''} ({in_order(one.nations, self.book)})")
        yield Pairs([(first, _said(one.before)), (second, _said(one.after))])


def _differences(book: RuleBook, nations: list[Nation], first: date, second: date) -> Iterator[Difference]:
    for day in (first, second):
        require_covered(book, nations, day)
    for clock in book.clocks:
        where: dict[tuple[str, str], list[Nation]] = {}
        pairs: dict[tuple[str, str], tuple[ClockVersion | None, ClockVersion | None]] = {}
        for nation in nations:
            before, after = book.find(clock, nation, first), book.find(clock, nation, second)
            if before is not after:
                key = (before.rule if before else "", after.rule if after else "")
                where.setdefault(key, []).append(nation)
                pairs[key] = (before, after)
        for key, (before, after) in pairs.items():
            yield Difference(tuple(where[key]), before, after)


def _said(version: ClockVersion | None) -> str:
    return f"{length_of(version)} ({force_of(version)}, {version.rule})" if version else "no such rule"


def _change(found: Difference) -> dict[str, Any]:
    nations, before, after = found
    return {
        "clock": next(version.clock for version in (before, after) if version),
        "nations": nations,
        "from": document_of(before) if before else None,
        "to": document_of(after) if after else None,
    }


def _found(book: RuleBook, rule: str, nations: Sequence[Nation], on: date | None) -> list[ClockVersion]:
    """The version with this name; or the versions of this clock that are in force on a day, else its last one.

    They come in the order of their nations.
    """
    clock, _, began = rule.partition("@")
    if clock not in book.clocks:
        meant = did_you_mean(clock, book.clocks)
        raise NotFound(
            Code.CLOCK_NOT_FOUND, f"There is no such clock.{meant} The clocks are: {', '.join(book.clocks)}."
        )
    versions = [version for version in book.clocks[clock] if version.nations.intersection(nations)]
    if began:
        return _named(rule, versions)
    day = on or today()
    require_covered(book, nations, day)
    found = [next((one for one in versions if one.is_in_force(nation, day)), None) for nation in nations]
    in_force_then = list(dict.fromkeys(version for version in found if version))
    if not in_force_then and (on or not versions):
        message = f"The clock {clock} was not in force there on {day_in_words(day)}. {_there_are(book.clocks[clock])}"
        raise Invalid(Code.RULES_NOT_IN_FORCE, message)
    return in_force_then or [versions[-1]]


def _named(rule: str, versions: Sequence[ClockVersion]) -> list[ClockVersion]:
    found = [version for version in versions if version.rule == rule]
    if not found:
        raise NotFound(Code.RULE_NOT_FOUND, f"There is no such rule. {_there_are(versions)}")
    return found


def _there_are(versions: Iterable[ClockVersion]) -> str:
    return f"There are: {', '.join(version.rule for version in versions)}."
