"""The law that is no clock, as it held on a day: who may refer, who decides, by which test, and who looks again.

Each by the name under which a command takes it. Read next: `domain/rules/provisions.py`.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, Literal

from desk.law import require_covered, today, wanted_nations
from desk.page import Block, Heading, Page, Pairs, Words
from desk.rule_words import Line, certainty_of, in_order, points
from domain.rules.model import RuleBook
from domain.rules.provisions import (
    CompetentAuthority,
    DecisionTest,
    FirstResponder,
    Provision,
    Provisions,
    SecondReview,
)
from domain.when import When, day_in_words
from domain.words import plain

Sort = Literal["responders", "authorities", "tests", "reviews"]

_OF_SORT: Mapping[Sort, Callable[[Provisions], Iterable[Provision]]] = {
    "responders": lambda known: known.first_responders,
    "authorities": lambda known: known.authorities,
    "tests": lambda known: known.tests,
    "reviews": lambda known: known.second_reviews,
}


@dataclass(frozen=True)
class ListProvisions:
    """Which provisions of a sort held on a day."""

    sort: Sort
    on: date | None = None
    nation: str | None = None
    name: ClassVar = "list-provisions"

    async def look(self, book: RuleBook, /) -> "ProvisionsOfDay":
        """Those of that day; raises Invalid (rules-not-in-force) where the rule-book is silent."""
        day, wanted = self.on or today(), wanted_nations(book, self.nation)
        require_covered(book, wanted, day)
        when, known = When.on(day), _OF_SORT[self.sort](book.provisions)
        found = [one for one in known if any(one.applies(each, when) for each in wanted)]
        return ProvisionsOfDay(book, day, tuple(found))


@dataclass(frozen=True)
class ProvisionsOfDay:
    """Provisions that held on a day."""

    book: RuleBook
    day: date
    found: tuple[Provision, ...]

    def document(self) -> dict[str, Any]:
        """Each with all that it says."""
        return {"rules": self.book.identity, "on": self.day, "provisions": [_document(one) for one in self.found]}

    def page(self) -> Page:
        """Each with all that it says."""
        total = f"{len(self.found)} on file for {day_in_words(self.day)}. Rule-book {self.book.identity}."
        return [*(block for one in self.found for block in self._shown(one)), Words(total)]

    def _shown(self, one: Provision) -> Iterator[Block]:
        yield Heading(f"{one.title} ({one.id})")
        yield Pairs(_lines(one, self.book))


def _lines(one: Provision, book: RuleBook) -> list[Line]:
    cited = one.citation
    lines = [
        *_said(one),
        ("Applies in", in_order(one.nations, book)),
        ("In force", one.in_words().removeprefix(f"{one.title}, ")),
        ("Source", f"{cited.instrument}\n{cited.provision}\n{cited.url}"),
        ("Certainty", certainty_of(one)),
        ("Doubts", points(one.uncertain)),
        ("Note", one.note),
    ]
    return [(name, said) for name, said in lines if said]


def _said(one: Provision) -> Sequence[Line]:
    """What is its own to say."""
    match one:
        case FirstResponder():
            return (("Named as", ", ".join(one.names)),)
        case CompetentAuthority():
            return (("Decides on", one.decides_on),)
        case DecisionTest():
            return (("Decision", plain(one.decision)), ("Test", one.test))
        case SecondReview():
            again = "the decision is made again" if one.disagreement == "decided-again" else "the decision may be kept"
            looked_at = f"{', '.join(one.outcomes)} decisions on {' and '.join(map(plain, one.decisions))}"
            return (("Looks at", looked_at), ("If they disagree", again))
        case _:
            return ()


def _document(one: Provision) -> dict[str, Any]:
    cited = one.citation
    own: dict[str, Any] = {}
    match one:
        case FirstResponder():
            own = {"names": one.names}
        case CompetentAuthority():
            own = {"decides_on": one.decides_on}
        case DecisionTest():
            own = {"decision": one.decision, "test": one.test}
        case SecondReview():
            own = {"decisions": one.decisions, "outcomes": one.outcomes, "disagreement": one.disagreement}
        case _:
            pass
    return {
        "id": one.id,
        "title": one.title,
        **own,
        "nations": sorted(one.nations),
        "in_force_from": one.in_force_from,
        "in_force_to": one.in_force_to,
        "citation": {"instrument": cited.instrument, "provision": cited.provision, "url": cited.url},
        "verified": one.verified,
        "uncertain": one.uncertain,
        "note": one.note,
    }
