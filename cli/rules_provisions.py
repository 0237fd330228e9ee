"""The law that is no clock: `nrm rules responders`, `authorities`, `tests` and `reviews`.

Read next: `desk/provisions.py`.
"""

from cli.options import AsJson, DataFolder, ReaderName, ReaderRole
from cli.rule_books import Accepted, InNation, OnDay, ask_the_law, book_of
from desk.provisions import ListProvisions


def responders(
    *,
    on: OnDay = None,
    nation: InNation = None,
    accepted: Accepted = False,
    reader: ReaderName = None,
    role: ReaderRole = None,
    data: DataFolder = None,
    as_json: AsJson = False,
) -> None:
    """List who may refer. Organisations by the names that refer takes."""
    book = book_of(data, accepted=accepted)
    ask_the_law(ListProvisions("responders", on, nation), book, reader, role, as_json=as_json)


def authorities(
    *,
    on: OnDay = None,
    nation: InNation = None,
    accepted: Accepted = False,
    reader: ReaderName = None,
    role: ReaderRole = None,
    data: DataFolder = None,
    as_json: AsJson = False,
) -> None:
    """List who decides. Competent authorities by the names under which a case is allocated."""
    book = book_of(data, accepted=accepted)
    ask_the_law(ListProvisions("authorities", on, nation), book, reader, role, as_json=as_json)


def decision_tests(
    *,
    on: OnDay = None,
    nation: InNation = None,
    accepted: Accepted = False,
    reader: ReaderName = None,
    role: ReaderRole = None,
    data: DataFolder = None,
    as_json: AsJson = False,
) -> None:
    """List the tests. What has to be shown for each of the two decisions."""
    book = book_of(data, accepted=accepted)
    ask_the_law(ListProvisions("tests", on, nation), book, reader, role, as_json=as_json)


def reviews(
    *,
    on: OnDay = None,
    nation: InNation = None,
    accepted: Accepted = False,
    reader: ReaderName = None,
    role: ReaderRole = None,
    data: DataFolder = None,
    as_json: AsJson = False,
) -> None:
    """List who looks again. The decisions that a second person sees before they are served."""
    book = book_of(data, accepted=accepted)
    ask_the_law(ListProvisions("reviews", on, nation), book, reader, role, as_json=as_json)
