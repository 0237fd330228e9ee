"""The names under which staff work, and when two of them can be one person.

Whoever made a decision is never the second person who looks at it, and until people sign in all that tells them apart
is a name. So two names count as one person's unless they prove that they are not: another spelling, another order,
an initial, a letter that looks like another make nobody another person. A name that mixes scripts, holds what no name
holds, or is the engine's own is refused where it is typed; what is on record is read as it stands.
Read next: `look_alikes.py`; `domain/referral/decide/grounds.py`, which asks.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from pydantic import AfterValidator, StringConstraints, TypeAdapter, ValidationError
from pydantic_core import PydanticCustomError

from domain.errors import Code, Invalid
from domain.fields import Takes
from domain.frozen import printable
from domain.look_alikes import likeness, skeleton
from domain.roles import Role

ENGINE = "engine"
"""The actor of what the engine asks of itself; nobody's name."""


@dataclass(frozen=True)
class Asker:
    """Who asks, by the name under which they work, and in which role."""

    actor: str
    role: Role


_LETTERS = frozenset({"Lu", "Ll", "Lt", "Lo", "Lm"})
_DIGITS = "Nd"
_WITHIN_NAMES = frozenset(" .,'-_@()\N{RIGHT SINGLE QUOTATION MARK}")
_WORDS = re.compile(r"[^\W_]+")
_TITLES = frozenset(
    {
        *("mr", "mrs", "ms", "miss", "mx", "dr", "prof", "professor", "sir", "dame", "lord", "lady", "rev"),
        *("pc", "dc", "ds", "di", "dci"),
    }
)
"""What stands before a name on one day and not on another."""


def same_person(one: str, other: str) -> bool:
    """Whether two names can be one person's.

    They can when they look the same, or have the same words in any order, of which some may be initials; at least one
    word is then there in full. Titles count for nothing, nor does an initial more. `Alice Smith`, `Smith, Alice`,
    `A. Smith`, `Dr Alice M Smith`, `A1ice Srnith` and the same in Cyrillic look-alikes can be one person; `Alice Smith`
    and `Andrew Smith` cannot, nor can `Alice Smith` and `Alice Smith 2`.
    """
    return any(_same(mine, theirs) for mine in _readings(one) for theirs in _readings(other))


def _readings(name: str) -> tuple[tuple[str, ...], ...]:
    """The words of a name as it stands, in small letters and in capitals, each as it looks.

    A capital I looks like a small l, and a small i does not; so a name is held against another in each case by itself.
    """
    plain = unicodedata.normalize("NFKC", name)
    small = [word.casefold() for word in _words(plain)]
    return tuple(small), tuple(_words(plain.casefold())), tuple(_words(plain.upper()))


def _words(name: str) -> list[str]:
    """What each word looks like, without titles; a number stays what it is, and is nobody's initial."""
    visible = "".join(letter for letter in name if not _is_no_letter_of_its_own(letter))
    words = _WORDS.findall(visible)
    untitled = [word for word in words if word.casefold() not in _TITLES] or words
    return [word if word.isdecimal() else skeleton(word) for word in untitled]


def _is_no_letter_of_its_own(character: str) -> bool:
    """Whether it is not seen, or a mark on the letter before it; neither parts a word in two."""
    category = unicodedata.category(character)
    return category == "Cf" or category.startswith("M")


def _same(mine: Sequence[str], theirs: Sequence[str]) -> bool:
    if not mine or not theirs:
        return False
    return _same_letters(mine, theirs) or _same_letters(theirs, mine) or _same_words(Counter(mine), Counter(theirs))


def _same_letters(mine: Sequence[str], theirs: Sequence[str]) -> bool:
    """Whether these are the same letters, wherever they are parted, and whichever of my words comes first."""
    wanted = skeleton("".join(theirs))
    return any(skeleton("".join((*mine[at:], *mine[:at]))) == wanted for at in range(len(mine)))


def _same_words(mine: Counter[str], theirs: Counter[str]) -> bool:
    if not any(len(word) > 1 for word in mine & theirs):
        return False
    return _abbreviate(sorted((mine - theirs).elements()), sorted((theirs - mine).elements()))


def _abbreviate(left: Sequence[str], right: Sequence[str]) -> bool:
    """Whether what is left over are each other's initials; one that only one of the names has proves nothing."""
    mine, theirs = list(left), list(right)
    for word in left:
        initial = next((other for other in theirs if _is_initial_of(word, other)), None)
        if initial is not None:
            mine.remove(word)
            theirs.remove(initial)
    return not (mine and theirs) and all(len(word) == 1 and word.isalpha() for word in (*mine, *theirs))


def _is_initial_of(one: str, other: str) -> bool:
    return one[0] == other[0] and one.isalpha() and other.isalpha() and 1 in (len(one), len(other))


def _can_be_a_name(name: str) -> str:
    """Refuse what no name holds: it would be a formula in a spreadsheet, or markup on a page."""
    if not _is_letter_or_digit(name[0]):
        raise PydanticCustomError("name", "A name begins with a letter or a digit")
    if not all(_belongs(character) for character in name):
        raise PydanticCustomError("name", "A name has letters, digits, spaces and . , ' - _ @ ( ) only")
    if _looks_like_the_engine(name):
        raise PydanticCustomError("name", "The name engine is the engine's own; nobody works under it")
    return name


def _looks_like_the_engine(name: str) -> bool:
    return likeness("".join(_WORDS.findall(name))) == likeness(ENGINE)


def _belongs(character: str) -> bool:
    return (
        _is_letter_or_digit(character) or unicodedata.category(character).startswith("M") or character in _WITHIN_NAMES
    )


def _is_letter_or_digit(character: str) -> bool:
    return unicodedata.category(character) in {*_LETTERS, _DIGITS}


def _in_one_script(name: str) -> str:
    """Refuse a name whose letters are of several scripts."""
    letters = unicodedata.normalize("NFKC", name)
    if len({_script(letter) for letter in letters if unicodedata.category(letter) in _LETTERS}) > 1:
        raise PydanticCustomError("name", "A name is written in the letters of one script; others may look the same")
    return name


def _script(letter: str) -> str:
    """The script is the first word of a letter's name in Unicode: `CYRILLIC SMALL LETTER A`."""
    return unicodedata.name(letter, "unknown").partition(" ")[0]


AnyStaff = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
"""A member of staff, as an event may hold the name: whatever it looks like, the event stays readable."""

StaffOnRecord = Annotated[
    str,
    StringConstraints(min_length=1, max_length=64, strip_whitespace=True),
    AfterValidator(printable),
    Takes("a name of up to 64 characters"),
]
"""A member of staff, as the record has it; the engine itself, where it acted."""

Staff = Annotated[StaffOnRecord, AfterValidator(_can_be_a_name), AfterValidator(_in_one_script)]
"""A member of staff, by the name under which they work, as it may be typed: never a person in the NRM."""

_TYPED = TypeAdapter[str](Staff)


def refuse_impossible_name(actor: str, *, is_engine: bool) -> None:
    """Refuse that a person asks under a name that nobody works under, or the engine's; raises Invalid (invalid-value).

    The name of the engine itself is its own.
    """
    if is_engine:
        return
    try:
        _TYPED.validate_python(actor)
    except ValidationError as error:
        message = (
            "Nobody works under the name of whoever asks: letters of one script, digits, spaces and . , ' - _ @ ( ), "
            "a letter or digit first; and engine is the engine's own."
        )
        raise Invalid(Code.INVALID_VALUE, message) from error
