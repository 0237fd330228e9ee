"""What of a text a person sees: whether it says anything at all, and how to show what would not show itself.

A reason of spaces, of zero-width characters or of punctuation alone is none. What a screen obeys instead of showing
(control characters, changes of writing direction) and what it does not show at all is made visible, never passed on.
Read next: `workflows/sealing.py`, which refuses the one; `cli/output.py`, which shows the other.
"""

import re
import unicodedata
from typing import TypeVar, cast

Typed = TypeVar("Typed")

_BLANK = "\u115f\u1160\u2800\u3164\uffa0"
"""Letters and signs of which nothing is to be seen: fillers of Hangul, and the empty pattern of Braille."""

_IGNORED = re.compile("[\u034f\u17b4\u17b5\u180b-\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef]")
"""Marks that only change, or hold apart, what stands beside them (Unicode: default ignorable)."""

_INSTRUCTIONS = frozenset({"Cc", "Cf", "Cs", "Cn", "Zl", "Zp"})
"""Control characters, changes of writing direction, separators of lines, and what is no character at all."""

_UNUSUAL = re.compile(r"[^\n -~]")


def says_something(text: str) -> bool:
    """Whether there is a letter or a digit in it, of whatever script, that can be seen."""
    return any(unicodedata.category(character)[0] in "LN" and not is_unseen(character) for character in text)


def is_blank(typed: object) -> bool:
    """Whether nothing is said in a text, or anywhere in details that were typed one by one."""
    match typed:
        case None:
            return True
        case str():
            return not says_something(typed)
        case dict():
            return all(map(is_blank, cast("dict[str, object]", typed).values()))
        case list():
            return all(map(is_blank, cast("list[object]", typed)))
        case _:
            return False


def given(typed: Typed) -> Typed | None:
    """What was typed; None where it is a text that says nothing, as if it had been left out."""
    return None if isinstance(typed, str) and not says_something(typed) else typed


def is_unseen(character: str) -> bool:
    """Whether a screen would not show this character: it would obey it, or pass over it."""
    instructs = unicodedata.category(character) in _INSTRUCTIONS
    return instructs or character in _BLANK or _IGNORED.fullmatch(character) is not None


def visible(text: str) -> str:
    r"""The text with a placeholder, such as `\u202e`, for each character that would not show; line breaks stay.

    The placeholders are those of JSON, so that inside a JSON string they stand for the very same character.
    """
    return _UNUSUAL.sub(lambda found: _escape(found[0]) if is_unseen(found[0]) else found[0], text)


def _escape(character: str) -> str:
    r"""`\u202e`; a character beyond the first plane as the two halves of which JSON makes it."""
    encoded = character.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{encoded[at : at + 2].hex()}" for at in range(0, len(encoded), 2))
