"""Dated provisions that are no clocks: who refers, who must notify, who decides, by which test, who looks again.

Each holds for some nations from one day to another (both included; None: still). A date known only to its month or
year is given the benefit of the doubt: something is refused only if it was so on no day that can be meant. A nation of
which the rule-book lists no first responders or authorities is not limited in them.

Nothing here reads a file. Read next: `provision_files.py`, which does, and refuses what contradicts itself.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from fnmatch import fnmatchcase
from itertools import chain
from typing import ClassVar, Literal, TypeVar

from domain.nations import Nation
from domain.rules.citation import Citation
from domain.when import When, day_in_words

_ANY = "*"
_NEAREST = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Provision:
    """What all have in common; `uncertain` says exactly which value or date is doubtful, and why.

    `file` is the one it is written in, without its folder and ending.
    """

    file: ClassVar[str]

    id: str
    title: str
    nations: frozenset[Nation]
    in_force_from: date
    in_force_to: date | None
    citation: Citation
    verified: bool
    uncertain: tuple[str, ...]
    last_checked: date
    note: str

    @property
    def rule(self) -> str:
        """The name a correction gives it: `decision-tests/objective-factors@2023-01-30`."""
        return f"{self.file}/{self.id}@{self.in_force_from.isoformat()}"

    def applies(self, nation: Nation, when: When) -> bool:
        """Whether it was in force there on any day that can be meant."""
        begun = self.in_force_from <= when.last_day
        return nation in self.nations and begun and when.first_day <= (self.in_force_to or date.max)

    def applies_throughout(self, nation: Nation, when: When) -> bool:
        """Whether it was in force there on every day that can be meant."""
        begun = self.in_force_from <= when.first_day
        return nation in self.nations and begun and when.last_day <= (self.in_force_to or date.max)

    def in_words(self) -> str:
        """Its title and its days: `Single Competent Authority, since 29 April 2019`."""
        if self.in_force_to is None:
            return f"{self.title}, since {day_in_words(self.in_force_from)}"
        return f"{self.title}, from {day_in_words(self.in_force_from)} to {day_in_words(self.in_force_to)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisations(Provision):
    """Organisations by their names, which may hold one `*` each, as in `police-*`: then every name of that form.

    `but_not`: names of such a form that belong to somebody else.
    """

    names: tuple[str, ...]
    but_not: tuple[str, ...]

    def includes(self, organisation: str) -> bool:
        """Whether an organisation of this name is meant."""
        if organisation in self.names or organisation in self.but_not:
            return organisation in self.names
        return any(fnmatchcase(organisation, name) for name in self.names if _ANY in name)


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstResponder(Organisations):
    """Organisations that may refer."""

    file = "first-responders"


@dataclass(frozen=True, slots=True, kw_only=True)
class NotifyingAuthority(Organisations):
    """Public authorities that must notify the Secretary of State of whom they meet (section 52 of the Act of 2015)."""

    file = "notifying-authorities"


@dataclass(frozen=True, slots=True, kw_only=True)
class CompetentAuthority(Provision):
    """An authority that decides, on everyone or on children only."""

    file = "competent-authorities"

    decides_on: Literal["everyone", "children"]


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionTest(Provision):
    """What had to be shown for a positive decision; `test` says it in words."""

    file = "decision-tests"

    decision: str
    test: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondReview(Provision):
    """A second person looks at such decisions before they are served.

    `disagreement`: whether the authority may keep the decision all the same (`kept`), or makes it again
    (`decided-again`).
    """

    file = "second-review"

    decisions: tuple[str, ...]
    outcomes: tuple[str, ...]
    disagreement: Literal["kept", "decided-again"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answering(Provision):
    """Whether whoever made such a decision may answer the request to look at it again."""

    file = "answering"

    decisions: tuple[str, ...]
    whoever_decided: Literal["may-answer", "may-not-answer"]


Kind = TypeVar("Kind", bound=Provision)


@dataclass(frozen=True)
class Provisions:
    """All of them, in the order of their files."""

    first_responders: tuple[FirstResponder, ...]
    notifying_authorities: tuple[NotifyingAuthority, ...]
    authorities: tuple[CompetentAuthority, ...]
    tests: tuple[DecisionTest, ...]
    second_reviews: tuple[SecondReview, ...]
    answerings: tuple[Answering, ...]

    def __iter__(self) -> Iterator[Provision]:
        """All of them, one after another."""
        first = (self.first_responders, self.notifying_authorities, self.authorities)
        return chain(*first, self.tests, self.second_reviews, self.answerings)

    def may_refer(self, organisation: str, nation: Nation, when: When) -> bool:
        """Whether it was a first responder on that day."""
        known = _of(self.first_responders, nation)
        return not known or any(one.applies(nation, when) and one.includes(organisation) for one in known)

    def responders_like(self, organisation: str, nation: Nation, when: When) -> tuple[str, ...]:
        """The names of first responders of that day that are most like this one, the likest first."""
        there = [one for one in _of(self.first_responders, nation) if one.applies(nation, when)]
        names = dict.fromkeys(name for one in there for name in one.names if _ANY not in name)
        return tuple(get_close_matches(organisation, names, _NEAREST))

    def is_one(self, kind: str, organisation: str, nation: Nation, when: When) -> bool:
        """Whether an organisation was of a kind that clocks tell apart; of a kind that is not on file none is."""
        known = self.notifying_authorities if kind == "notifying-authority" else ()
        return any(one.applies(nation, when) and one.includes(organisation) for one in known)

    def why_not_competent(self, authority: str, nation: Nation, when: When, *, is_child: bool) -> str | None:
        """A sentence saying why this authority did not decide on such a person that day; None where it did."""
        known = _of(self.authorities, nation)
        if not known:
            return None
        named = [one for one in known if one.id == authority and one.applies(nation, when)]
        if not named:
            there_were = ", ".join(one.id for one in known if one.applies(nation, when))
            return f"that was no competent authority on {when.in_words()}; there were {there_were}."
        if not is_child and all(one.decides_on == "children" for one in named):
            return "it decides on children only."
        return None

    def test(self, decision: str, nation: Nation, when: When) -> DecisionTest | None:
        """The test of a decision made that day; None where none is on file, or the date leaves it open."""
        return _first(one for one in self.tests if one.decision == decision and one.applies_throughout(nation, when))

    def second_review(self, decision: str, outcome: str, nation: Nation, when: When) -> SecondReview | None:
        """What asks for a second person; None where nothing does, or the date leaves it open."""
        meant = (one for one in self.second_reviews if decision in one.decisions and outcome in one.outcomes)
        return _first(one for one in meant if one.applies_throughout(nation, when))

    def answering(self, decision: str, nation: Nation, when: When) -> Answering | None:
        """What says who may answer a request about such a decision; None where nothing does, or it is too vague."""
        meant = (one for one in self.answerings if decision in one.decisions)
        return _first(one for one in meant if one.applies_throughout(nation, when))


def _of(provisions: Sequence[Kind], nation: Nation) -> list[Kind]:
    return [one for one in provisions if nation in one.nations]


def _first(provisions: Iterable[Kind]) -> Kind | None:
    return next(iter(provisions), None)
