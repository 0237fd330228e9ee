"""All that is doubtful in the law as this engine holds it, and what it leaves out.

Rules, provisions and calendars say themselves what is doubtful in them, and the rule-book says what is not formalised.
Read next: `docs/rules-coverage.md`, the same as a page of the documents.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from desk.law import versions_of
from desk.page import Block, Heading, Page, Words
from desk.rule_words import certainty_of, points
from domain.rules.coverage import doubts_of
from domain.rules.model import ClockVersion, RuleBook
from domain.rules.provisions import Provision


@dataclass(frozen=True)
class ListDoubts:
    """What is doubtful in the law."""

    name: ClassVar = "list-doubts"

    async def look(self, book: RuleBook, /) -> "Doubts":
        """What the rule-book says of itself."""
        return Doubts(book)


@dataclass(frozen=True)
class Doubts:
    """A rule-book, for what is doubtful in it."""

    book: RuleBook

    def document(self) -> dict[str, Any]:
        """Everything doubtful."""
        book = self.book
        versions, provisions = _doubtful(versions_of(book)), [one for one in book.provisions if _is_doubtful(one)]
        calendars = {nation: known.uncertain for nation, known in book.calendars.items() if known.uncertain}
        return {
            "rules": book.identity,
            "versions": [_doubt(version) for version in versions],
            "provisions": [_doubt(provision) for provision in provisions],
            "calendars": calendars,
            "not_formalised": book.not_formalised,
        }

    def page(self) -> Page:
        """The same; a doubt that several provisions share is said once."""
        return list(_shown(self.book))


def _doubt(rule: ClockVersion | Provision) -> dict[str, Any]:
    return {"rule": rule.rule, "title": rule.title, "verified": rule.verified, "doubts": rule.uncertain}


def _shown(book: RuleBook) -> Iterator[Block]:
    versions = versions_of(book)
    found = _doubtful(versions)
    for version in found:
        yield Heading(f"{version.title} ({version.rule}): {certainty_of(version)}")
        yield Words(points(version.uncertain), indent=2, ends=True)
    for doubt, about in doubts_of(book.provisions).items():
        yield Heading("; ".join(one.title for one in about))
        yield Words(doubt, indent=2, ends=True)
    for calendar in book.calendars.values():
        if calendar.uncertain:
            yield Heading(f"Bank holidays of {calendar.place}")
            yield Words(points(calendar.uncertain), indent=2, ends=True)
    yield Heading("Not formalised")
    yield Words(points(book.not_formalised), indent=2, ends=True)
    provisions = tuple(book.provisions)
    yield Words(
        f"{len(found)} of {len(versions)} versions and {sum(_is_doubtful(one) for one in provisions)} of "
        f"{len(provisions)} provisions are doubtful in some way. Rule-book {book.identity}."
    )


def _doubtful(versions: Sequence[ClockVersion]) -> list[ClockVersion]:
    return [version for version in versions if _is_doubtful(version)]


def _is_doubtful(rule: ClockVersion | Provision) -> bool:
    return bool(rule.uncertain) or not rule.verified
