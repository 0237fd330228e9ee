"""The law that is no clock: `nrm rules responders`, `authorities`, `tests` and `reviews` list what held on a day.

Who may refer, who decides, by which test, and who looks again, each by the name under which a command takes it.
Read next: `domain/rules/provisions.py`.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any

from cli import output
from cli.options import AsJson, DataFolder
from cli.rule_books import Accepted, InNation, OnDay, book_of, require_covered, today, wanted_nations
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


def responders(
    *,
    on: OnDay = None,
    nation: InNation = None,
    accepted: Accepted = False,
    data: DataFolder = None,
    as_json: AsJson = False,
) -> None:
    """List who may refer. Organisations by the names that refer takes."""
    _list(lambda known: known.first_responders, on, nation, book_of(data, accepted=accepted), as_json=as_json)


def authorities(
    *,
    on: OnDay = None,
    nation: InNation = None,
    accepted: Accepted = False,
    data: DataFolder = None,
    as_json: AsJson = False,
) -> None:
    """List who decides. Competent authorities by the names under which a case is allocated."""
    _list(lambda known: known.authorities, on, nation, book_of(data, accepted=accepted), as_json=as_json)


def decision_tests(
    *,
    on: OnDay = None,
    nation: InNation = None,
    accepted: Accepted = False,
    data: DataFolder = None,
    as_json: AsJson = False,
) -> None:
    """List the tests. What has to be shown for each of the two decisions."""
    _list(lambda known: known.tests, on, nation, book_of(data, accepted=accepted), as_json=as_json)


def reviews(
    *,
    on: OnDay = None,
    nation: InNation = None,
    accepted: Accepted = False,
    data: DataFolder = None,
    as_json: AsJson = False,
) -> None:
    """List who looks again. The decisions that a second person sees before they are served."""
    _list(lambda known: known.second_reviews, on, nation, book_of(data, accepted=accepted), as_json=as_json)


def _list(
    which: Callable[[Provisions], Iterable[Provision]],
    on: date | None,
    nation: str | None,
    book: RuleBook,
    *,
    as_json: bool,
) -> None:
    day, wanted = on or today(), wanted_nations(book, nation)
    require_covered(book, wanted, day)
    when = When.on(day)
    found = [one for one in which(book.provisions) if any(one.applies(each, when) for each in wanted)]
    if as_json:
        output.document({"rules": book.identity, "on": day, "provisions": [_document(one) for one in found]})
        return
    for one in found:
        output.heading(f"{one.title} ({one.id})")
        output.lines(_lines(one, book))
    output.text(f"{len(found)} on file for {day_in_words(day)}. Rule-book {book.identity}.")


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
