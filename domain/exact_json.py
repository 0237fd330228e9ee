"""Reads JSON that somebody wrote, and refuses what a usual reader passes over in silence.

Of a key given twice the last would win, and a whole history could be lost; `NaN` is no JSON; nesting without end stops
a program. An error repeats nothing that was typed but the name of a field that is known.
Read next: `referral/accounts.py` and `cli/fields.py`, which read with this.
"""

import json
from collections.abc import Collection, Iterable
from math import isfinite
from typing import Any, NamedTuple, Never

from domain.errors import Code, Invalid

DEEPEST = 20
"""How far values may lie inside one another: an account needs four levels, an object of details a few more."""


class Value(NamedTuple):
    """A value, where it ends in the text, and what is wrong with it although it could be read."""

    value: Any
    end: int
    fault: str | None


def read(text: str, names: Collection[str] = ()) -> Any:
    """The one value that a text holds; raises Invalid (malformed-input). An error may name these names of fields."""
    try:
        found = value_at(text, len(text) - len(text.lstrip()), names)
    except ValueError as error:
        raise Invalid(Code.MALFORMED_INPUT, "The input is not JSON.") from error
    if text[found.end :].strip():
        raise Invalid(Code.MALFORMED_INPUT, "Something follows the end of the JSON.")
    if found.fault is not None:
        raise Invalid(Code.MALFORMED_INPUT, found.fault)
    return found.value


def value_at(text: str, at: int, names: Collection[str] = ()) -> Value:
    """The value that begins there; raises ValueError where none does, or none that ends."""
    doubled: list[str] = []

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        made = dict(pairs)
        if len(made) < len(pairs):
            keys = [key for key, _ in pairs]
            doubled.append(next(key for key in keys if keys.count(key) > 1))
        return made

    decoder = json.JSONDecoder(object_pairs_hook=once, parse_constant=_no_number, parse_float=_finite)
    try:
        value, end = decoder.raw_decode(text, at)
    except RecursionError as error:
        raise ValueError from error
    return Value(value, end, _fault(value, doubled, names))


def _finite(digits: str) -> float:
    """A number that a computer can hold: `1e999` would be endless."""
    number = float(digits)
    if not isfinite(number):
        raise ValueError
    return number


def _no_number(_: str) -> Never:
    """`NaN` and `Infinity`, which some writers make and no standard knows."""
    raise ValueError


def _fault(value: Any, doubled: list[str], names: Collection[str]) -> str | None:
    if doubled:
        return f"The key {doubled[0]} is given twice." if doubled[0] in names else "A key is given twice in one object."
    return None if lies_within(value, DEEPEST) else f"Values lie more than {DEEPEST} deep inside one another."


def lies_within(value: Any, depth: int) -> bool:
    """Whether no value lies more than so deep inside others. It counts level by level, so no depth ends it."""
    level = [value]
    for _ in range(depth):
        level = [inner for outer in level for inner in _inside(outer)]
    return not level


def _inside(value: dict[str, Any] | list[Any] | None) -> Iterable[Any]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()
