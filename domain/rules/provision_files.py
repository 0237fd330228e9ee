"""From the files below `provisions` to provisions, or a refusal with its file, line and reason.

Keys above `entries` hold for every entry that does not say otherwise. Refused are: unknown and missing keys, a
provision that ends before it begins, two at once where only one can hold, a day without any where there must be one,
and doubt that is not put into words. Read next: `data/provisions`, the provisions themselves.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any, Generic, Literal, TypeVar, cast

from domain.nations import Nation
from domain.rules.drafts import read_citation, texts
from domain.rules.provisions import (
    Answering,
    CompetentAuthority,
    DecisionTest,
    FirstResponder,
    Kind,
    NotifyingAuthority,
    Organisations,
    Provisions,
    SecondReview,
)
from domain.rules.source import Value, check_keys, refusal
from domain.rules.vocabulary import EVENTS

FIRST_RESPONDERS = "provisions/first-responders.yaml"
NOTIFYING = "provisions/notifying-authorities.yaml"
AUTHORITIES = "provisions/competent-authorities.yaml"
TESTS = "provisions/decision-tests.yaml"
SECOND_REVIEW = "provisions/second-review.yaml"
ANSWERING = "provisions/answering.yaml"
NEEDED = frozenset({FIRST_RESPONDERS, AUTHORITIES, TESTS, SECOND_REVIEW})
"""Those without which there is no rule-book; one that was accepted before the others were known lacks them."""
PROVISION_FILES = NEEDED | {NOTIFYING, ANSWERING}

_KEYS = ("id", "title", "nations", "in-force-from", "citation", "verified", "last-checked")
_OPTIONAL_KEYS = ("in-force-to", "uncertain", "note")
_DECISIONS = ("reasonable-grounds", "conclusive-grounds")
_OUTCOMES = ("positive", "negative")
_RECONSIDERED = (*_DECISIONS, "disqualification", "leave")
_NAME = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-_*")
_ONE_DAY = timedelta(days=1)

Fields = Mapping[str, Value]
Named = TypeVar("Named", bound=Organisations)


@dataclass(frozen=True)
class Written(Generic[Kind]):
    """A provision and where it stands."""

    provision: Kind
    place: Value


def read_provisions(files: Mapping[str, str], nations: Mapping[Nation, str], covers_from: date) -> Provisions:
    """All provisions of a rule-book; raises Invalid (rules-invalid)."""
    responders = _read(files, FIRST_RESPONDERS, nations, _organisations(FirstResponder), ("names",), ("but-not",))
    notifying = _read(files, NOTIFYING, nations, _organisations(NotifyingAuthority), ("names",), ("but-not",))
    authorities = _read(files, AUTHORITIES, nations, _authority, ("decides-on",))
    tests = _read(files, TESTS, nations, _test, ("decision", "test"))
    reviews = _read(files, SECOND_REVIEW, nations, _review, ("decisions", "outcomes", "disagreement"))
    answerings = _read(files, ANSWERING, nations, _answering, ("decisions", "whoever-decided"))
    for nation, name in nations.items():
        _never_at_once(_by(responders, nation, lambda one: one.id), name)
        _never_at_once(_by(notifying, nation, lambda one: one.id), name)
        _never_at_once(_by(authorities, nation, lambda one: one.id), name)
        _always_somebody(_in(authorities, nation), covers_from, name)
        _never_at_once(_by(tests, nation, lambda one: one.decision), name)
        for same in _by(tests, nation, lambda one: one.decision):
            _always_somebody(same, covers_from, name)
        _never_at_once(_reviews_by_decision(_in(reviews, nation)), name)
        _never_at_once(_answerings_by_decision(_in(answerings, nation)), name)
    return Provisions(
        first_responders=_plain(responders),
        notifying_authorities=_plain(notifying),
        authorities=_plain(authorities),
        tests=_plain(tests),
        second_reviews=_plain(reviews),
        answerings=_plain(answerings),
    )


def _read(
    files: Mapping[str, str],
    name: str,
    nations: Mapping[Nation, str],
    make: Callable[[Fields, dict[str, Any]], Kind],
    own_keys: tuple[str, ...],
    optional: tuple[str, ...] = (),
) -> list[Written[Kind]]:
    if name not in files and name not in NEEDED:
        return []
    if name not in files:
        raise refusal(name, 1, "the file is missing.")
    document = Value.document(name, files[name])
    head = document.fields()
    check_keys(head, document, ("entries",), (*_KEYS, *_OPTIONAL_KEYS, *own_keys, *optional))
    shared = {key: value for key, value in head.items() if key != "entries"}
    return [_entry(place, shared, nations, make, own_keys, optional) for place in head["entries"].items()]


def _entry(
    place: Value,
    shared: Fields,
    nations: Mapping[Nation, str],
    make: Callable[[Fields, dict[str, Any]], Kind],
    own_keys: tuple[str, ...],
    optional: tuple[str, ...],
) -> Written[Kind]:
    fields = {**shared, **place.fields()}
    check_keys(fields, place, (*_KEYS, *own_keys), (*_OPTIONAL_KEYS, *optional))
    written = Written(make(fields, _common(fields, nations)), place)
    provision = written.provision
    if provision.in_force_to is not None and provision.in_force_to < provision.in_force_from:
        raise fields["in-force-to"].refused("a provision cannot end before it begins.")
    if not provision.nations:
        raise fields["nations"].refused("a provision applies in at least one nation.")
    if not provision.verified and not provision.uncertain:
        raise fields["verified"].refused("what is not verified says under uncertain what is doubtful, and why.")
    return written


def _common(fields: Fields, nations: Mapping[Nation, str]) -> dict[str, Any]:
    return {
        "id": fields["id"].text(),
        "title": fields["title"].text(),
        "nations": frozenset(item.one_of(nations) for item in fields["nations"].items()),
        "in_force_from": fields["in-force-from"].day(),
        "in_force_to": fields["in-force-to"].day() if "in-force-to" in fields else None,
        "citation": read_citation(fields["citation"]),
        "verified": fields["verified"].flag(),
        "uncertain": texts(fields, "uncertain"),
        "last_checked": fields["last-checked"].day(),
        "note": fields["note"].text() if "note" in fields else "",
    }


def _organisations(kind: type[Named]) -> Callable[[Fields, dict[str, Any]], Named]:
    """What makes an entry of organisations from its names, each of which is there once."""

    def made(fields: Fields, common: dict[str, Any]) -> Named:
        names: list[str] = []
        for item in fields["names"].items():
            name = item.text()
            if not _NAME.issuperset(name) or not name.strip("*-_") or name[1:-1].count("*"):
                raise item.refused(
                    "a name has small letters, digits and hyphens, and a * only at its beginning or end."
                )
            if name in names:
                raise item.refused(f"the name {name} appears twice.")
            names.append(name)
        return kind(**common, names=tuple(names), but_not=texts(fields, "but-not"))

    return made


def _authority(fields: Fields, common: dict[str, Any]) -> CompetentAuthority:
    fields["id"].one_of(EVENTS["competent-authority-allocated"].outcomes)
    decides_on = fields["decides-on"].one_of(("everyone", "children"))
    return CompetentAuthority(**common, decides_on=cast("Literal['everyone', 'children']", decides_on))


def _test(fields: Fields, common: dict[str, Any]) -> DecisionTest:
    return DecisionTest(**common, decision=fields["decision"].one_of(_DECISIONS), test=fields["test"].text())


def _review(fields: Fields, common: dict[str, Any]) -> SecondReview:
    disagreement = fields["disagreement"].one_of(("kept", "decided-again"))
    return SecondReview(
        **common,
        decisions=tuple(item.one_of(_DECISIONS) for item in fields["decisions"].items()),
        outcomes=tuple(item.one_of(_OUTCOMES) for item in fields["outcomes"].items()),
        disagreement=cast("Literal['kept', 'decided-again']", disagreement),
    )


def _answering(fields: Fields, common: dict[str, Any]) -> Answering:
    decided = fields["whoever-decided"].one_of(("may-answer", "may-not-answer"))
    return Answering(
        **common,
        decisions=tuple(item.one_of(_RECONSIDERED) for item in fields["decisions"].items()),
        whoever_decided=cast("Literal['may-answer', 'may-not-answer']", decided),
    )


def _in(written: Sequence[Written[Kind]], nation: Nation) -> list[Written[Kind]]:
    """Those of one nation, in the order of their first days."""
    here = [one for one in written if nation in one.provision.nations]
    return sorted(here, key=lambda one: one.provision.in_force_from)


def _by(written: Sequence[Written[Kind]], nation: Nation, key: Callable[[Kind], str]) -> list[list[Written[Kind]]]:
    """Those of one nation, put together by what only one of them can be at a time."""
    groups: dict[str, list[Written[Kind]]] = {}
    for one in _in(written, nation):
        groups.setdefault(key(one.provision), []).append(one)
    return list(groups.values())


def _reviews_by_decision(reviews: Sequence[Written[SecondReview]]) -> Iterator[list[Written[SecondReview]]]:
    for decision in _DECISIONS:
        for outcome in _OUTCOMES:
            yield [one for one in reviews if decision in one.provision.decisions and outcome in one.provision.outcomes]


def _answerings_by_decision(answerings: Sequence[Written[Answering]]) -> Iterator[list[Written[Answering]]]:
    for decision in _RECONSIDERED:
        yield [one for one in answerings if decision in one.provision.decisions]


def _never_at_once(groups: Sequence[Sequence[Written[Kind]]] | Iterator[Sequence[Written[Kind]]], nation: str) -> None:
    for group in groups:
        for earlier, later in pairwise(group):
            if later.provision.in_force_from <= (earlier.provision.in_force_to or date.max):
                raise later.place.refused(f"in {nation} it overlaps {earlier.provision.id}.")


def _always_somebody(group: Sequence[Written[Kind]], covers_from: date, nation: str) -> None:
    """No day without one, from the first day of the rule-book on, in a nation that has any."""
    reached = covers_from
    for one in group:
        if one.provision.in_force_from > reached:
            raise one.place.refused(
                f"in {nation} nothing is in force from {reached} until {one.provision.in_force_from}."
            )
        if one.provision.in_force_to is None:
            return
        reached = max(reached, one.provision.in_force_to + _ONE_DAY)
    if group:
        raise group[-1].place.refused(f"in {nation} nothing is in force from {reached} on.")


def _plain(written: Sequence[Written[Kind]]) -> tuple[Kind, ...]:
    return tuple(one.provision for one in written)
