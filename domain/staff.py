"""The names under which staff work, and when two of them are one person.

Whoever made a decision is never the second person who looks at it, and another spelling makes nobody another person.
Letters of two scripts can look alike, so a name that mixes them is refused where it is typed; what is on record is read
as it stands. Read next: `domain/referral/decide/grounds.py`, which asks.
"""

import unicodedata
from typing import Annotated

from pydantic import AfterValidator, StringConstraints
from pydantic_core import PydanticCustomError

from domain.fields import Takes
from domain.frozen import printable

_LETTERS = frozenset({"Lu", "Ll", "Lt", "Lo"})
_DIGITS = "Nd"


def same_person(one: str, other: str) -> bool:
    """Whether two names are the same, however they are spaced, punctuated, capitalised or encoded."""
    return _essence(one) == _essence(other)


def _essence(name: str) -> str:
    """Letters and digits only, each in its one form (Unicode NFKC, case folded)."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    return "".join(letter for letter in folded if unicodedata.category(letter) in {*_LETTERS, _DIGITS})


def _in_one_script(name: str) -> str:
    """Refuse a name that mixes scripts, or has nothing by which to tell it from another."""
    essence = _essence(name)
    if not essence:
        raise PydanticCustomError("name", "A name needs at least one letter or digit")
    if len({_script(letter) for letter in essence if unicodedata.category(letter) in _LETTERS}) > 1:
        raise PydanticCustomError("name", "A name is written in the letters of one script; others may look the same")
    return name


def _script(letter: str) -> str:
    """The script is the first word of a letter's name in Unicode: `CYRILLIC SMALL LETTER A`."""
    return unicodedata.name(letter, "unknown").partition(" ")[0]


StaffOnRecord = Annotated[
    str, StringConstraints(min_length=1, max_length=64, strip_whitespace=True), AfterValidator(printable)
]
"""A member of staff, as the record has it."""

Staff = Annotated[StaffOnRecord, AfterValidator(_in_one_script), Takes("a name of up to 64 characters")]
"""A member of staff, by the name under which they work, as it may be typed: never a person in the NRM."""
