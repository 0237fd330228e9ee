"""Takes a text apart into the values of its JSON array, or of its lines, each known by the line it begins on.

What stands before a fault is read; what a fault hides is named by its line. Nothing here knows what an account is.
Read next: `domain/exact_json.py`, which reads one value; `accounts.py`, which makes accounts of them.
"""

import re
from collections.abc import Collection, Iterator
from typing import Any, NamedTuple

from domain.exact_json import value_at

_COMMA = re.compile(r"\s*(,?)\s*")


class Element(NamedTuple):
    """What stands at one place of the text: a value, or why there is none."""

    line: int
    value: Any = None
    fault: str | None = None


def elements(text: str, names: Collection[str]) -> Iterator[Element]:
    """Each value of the text, in its order; an error may name these names of fields."""
    start = len(text) - len(text.lstrip())
    if text[start : start + 1] == "[":
        return _of_array(text, start, names)
    alone = _alone(text, start, names)
    return iter([alone]) if alone else _of_lines(text, names)


def _alone(text: str, start: int, names: Collection[str]) -> Element | None:
    """The one account of a text that holds no other, and may be written over several lines."""
    try:
        value, end, fault = value_at(text, start, names)
    except ValueError:
        return None
    line = 1 + text.count("\n", 0, start)
    return None if text[end:].strip() else Element(line, value, fault and f"Line {line}: {fault}")


def _of_lines(text: str, names: Collection[str]) -> Iterator[Element]:
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            yield _of_line(number, line, names)


def _of_line(number: int, line: str, names: Collection[str]) -> Element:
    try:
        value, end, fault = value_at(line, len(line) - len(line.lstrip()), names)
    except ValueError:
        return Element(number, fault=f"Line {number} is not a JSON object.")
    if line[end:].strip():
        return Element(number, fault=f"Line {number} has something after its JSON object.")
    return Element(number, value, fault and f"Line {number}: {fault}")


def _of_array(text: str, start: int, names: Collection[str]) -> Iterator[Element]:
    """The elements one by one, so that each is known by the line it begins on, and those before a fault are read."""
    line, counted, at = 1, 0, len(text) - len(text[start + 1 :].lstrip())
    while text[at : at + 1] not in ("]", ""):
        line, counted = line + text.count("\n", counted, at), at
        try:
            value, end, fault = value_at(text, at, names)
        except ValueError:
            yield Element(line, fault=f"From line {line} on this is not JSON, so nothing more can be read.")
            return
        yield Element(line, value, fault and f"Line {line}: {fault}")
        following = _next(text, end)
        if following is None:
            yield Element(line, fault=f"After the account of line {line} a comma is missing, or stands in vain.")
            return
        at = following
    if at >= len(text):
        yield Element(line, fault="The array of accounts is not closed: the text may have been cut off.")
    elif text[at + 1 :].strip():
        yield Element(line, fault="Something follows the end of the array of accounts; it was not read.")


def _next(text: str, end: int) -> int | None:
    """Where the next element begins, or the array ends; None where that is not as the commas say."""
    found = _COMMA.match(text, end)
    assert found is not None  # noqa: S101 - it matches nothing as well
    at = found.end()
    is_closed, has_comma = text[at : at + 1] == "]", bool(found[1])
    return at if at >= len(text) or is_closed != has_comma else None
