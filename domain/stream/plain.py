"""What is stored in plain, for ever: references, citations, sources. It must not say who somebody is.

That a word is nobody's name cannot be proved from its letters. What can be told is refused: dates, telephone numbers,
National Insurance numbers, e-mail addresses, and two words side by side that could be first name and surname. Each
function takes the text and gives it back, or raises what pydantic shows. Read next: `command.py`, which asks.
"""

import re
from itertools import pairwise
from typing import Any, Never

from pydantic_core import PydanticCustomError

_ID = re.compile(r"[{(]?[0-9a-fA-F]{8}-?([0-9a-fA-F]{4}-?){3}[0-9a-fA-F]{12}[)}]?")
_DATE = re.compile(
    r"(?<!\d)((19|20)\d\d[ ./_-]\d\d?[ ./_-]\d\d?|\d\d?[ ./_-]\d\d?[ ./_-](\d{4}|\d\d)"
    r"|(19|20)\d\d(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])|(0[1-9]|[12]\d|3[01])(0[1-9]|1[0-2])(19|20)\d\d)(?!\d)"
)
_TELEPHONE = re.compile(r"(?<![0-9A-Za-z])(0|44|0044)[ .()-]{0,2}[1237](?:[ .()-]{0,2}\d){8,9}(?![0-9A-Za-z])")
"""As written in the United Kingdom: landlines begin with 01 or 02, others with 03 or 07."""
_NATIONAL_INSURANCE = re.compile(r"(?<![0-9A-Za-z])[A-Za-z]{2} ?(\d\d ?){3}[A-Da-d](?![0-9A-Za-z])")
_EMAIL = re.compile(r"[\w.+-]@[\w-]+\.\w")
_ADDRESS = re.compile(r"(https?://)?[\w-]+(\.[\w-]+)+([/?#]\S*)?( \([^()]*\))?")
_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_TWO_NAMES = re.compile(r"[A-Za-z][a-z]+[ ._-]+[A-Za-z][a-z]+")

_OFFICES_AND_COURTS = frozenset(
    {
        *("admin", "case", "cad", "civ", "cps", "crim", "crime", "csih", "csoh", "dtn", "echr", "ecthr", "ewca"),
        *("ewhc", "fam", "file", "iac", "ieca", "iehc", "iesc", "met", "nca", "nica", "nrm", "operation", "ref"),
        *("sca", "ukba", "ukhtc", "uksc", "ukut", "ukvi", "urn", "utiac"),
    }
)
"""Words that offices and courts put into their references, where they are nobody's name."""

_SHORTEST_NAME = 3
_ONE_IS_LONGER = 4


UNMISTAKABLE: dict[str, Any] = {
    "type": "string",
    "pattern": r"^[A-Za-z0-9][A-Za-z0-9./()_-]*( [A-Za-z0-9./()_-]+)*$",
    "not": {"pattern": f"^{_ID.pattern}$"},
}
"""The form of a reference that looks like no other, for whoever cannot ask the function below."""


def unmistakable(reference: str) -> str:
    """A reference must not look like another: not like an id, and with single spaces inside it only."""
    if reference != " ".join(reference.split()) or _ID.fullmatch(reference):
        _refuse("A reference has single spaces only, and is not an id")
    return reference


def identifies_nobody(text: str) -> str:
    """It holds no number under which somebody could be found."""
    if _TELEPHONE.search(text) or _NATIONAL_INSURANCE.search(text) or _EMAIL.search(text):
        _refuse("It must not hold a telephone number, a National Insurance number or an e-mail address")
    return text


def names_nobody(reference: str) -> str:
    """A reference holds no date, and nothing that is plainly first name and surname."""
    if _DATE.search(reference):
        _refuse("A reference holds no date")
    if _TWO_NAMES.search(reference) or any(_could_be_names(*two) for two in pairwise(_WORDS.findall(reference))):
        _refuse("A reference does not have two words side by side that could be somebody's names")
    return reference


def _could_be_names(one: str, other: str) -> bool:
    return max(len(one), len(other)) >= _ONE_IS_LONGER and _could_be_a_name(one) and _could_be_a_name(other)


def _could_be_a_name(word: str) -> bool:
    small = word.lower()
    return len(word) >= _SHORTEST_NAME and small not in _OFFICES_AND_COURTS and not set("aeiouy").isdisjoint(small)


def numbers_a_file(reference: str) -> str:
    """What an office calls a file has a digit in it."""
    if not any(character.isdigit() for character in reference):
        _refuse("A reference has a digit in it")
    return reference


def is_cited(reference: str) -> str:
    """A published case without a number is called by its parties, as a court does: `TV-v-Spain`, `K-PK-Ghana`."""
    words = _WORDS.findall(reference)
    has_parties = len(words) > 1 and any(word == "v" or _are_initials(word) for word in words)
    if not has_parties and not any(word.isdigit() for word in words):
        _refuse("A reference has a digit in it, or initials, or a v between two parties")
    return reference


def _are_initials(word: str) -> bool:
    return word.isupper() and len(word) < _ONE_IS_LONGER


def addresses(text: str) -> str:
    """Addresses of pages, each with a remark in brackets if need be, and semicolons between them."""
    if not all(_ADDRESS.fullmatch(address.strip()) for address in text.split(";")):
        _refuse("Addresses of pages belong here, as in https://www.gov.uk/page, with semicolons between them")
    return text


def _refuse(sentence: str) -> Never:
    raise PydanticCustomError("plain", "{sentence}", {"sentence": sentence})
