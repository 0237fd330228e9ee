"""What is wrong with a value that was typed, in a caseworker's words. The value itself is never repeated.

Pydantic says what it found in words for programmers. Here each kind of fault is said as what belongs there instead; the
kinds of value that are ours (`domain/stream/command.py`) say so themselves. Read next: `parse.py` and `accounts.py`,
which ask.
"""

from collections.abc import Mapping
from typing import Any, get_args

from pydantic_core import ErrorDetails
from pydantic_core.core_schema import ErrorType

_WORDS: Mapping[str, str] = {
    "string_type": "text belongs here, between quotation marks",
    "model_type": "text belongs here, between quotation marks",
    "model_attributes_type": "text belongs here, between quotation marks",
    "string_pattern_mismatch": "it holds what does not belong there",
    "int_type": "a whole number belongs here",
    "int_parsing": "a whole number belongs here",
    "int_from_float": "a whole number belongs here",
    "int_parsing_size": "there is no such number",
    "finite_number": "a whole number belongs here",
    "bool_type": "true or false belongs here",
    "bool_parsing": "true or false belongs here",
    "uuid_type": "an id belongs here, as in 123e4567-e89b-12d3-a456-426614174000",
    "uuid_parsing": "an id belongs here, as in 123e4567-e89b-12d3-a456-426614174000",
    "tuple_type": "a list belongs here",
    "list_type": "a list belongs here",
    "missing": "it is missing",
}

_WITH_LIMITS: Mapping[str, str] = {
    "string_too_short": "at least {min_length} characters belong here",
    "string_too_long": "at most {max_length} characters belong here",
    "too_short": "at least {min_length} entries belong here",
    "too_long": "at most {max_length} entries belong here",
    "greater_than_equal": "the smallest number that can be is {ge}",
    "less_than_equal": "the largest number that can be is {le}",
    "literal_error": "one of these belongs here: {expected}",
    "enum": "one of these belongs here: {expected}",
}

_PYDANTICS_OWN = frozenset(get_args(ErrorType))


def in_words(details: ErrorDetails) -> str:
    """The fault as the end of a sentence, without a full stop."""
    kind, context = details["type"], details.get("ctx", {})
    if kind not in _PYDANTICS_OWN:
        message = details["msg"].rstrip(".")
        return message[:1].lower() + message[1:]
    if kind in _WITH_LIMITS:
        return _WITH_LIMITS[kind].format_map(_plainly(context))
    return _WORDS.get(kind, "that does not belong there")


def is_telling(details: ErrorDetails) -> bool:
    """Whether the fault says by itself what belongs there: our own kinds of value do, and a limit that is passed."""
    of_a_limit = details["type"] in _WITH_LIMITS and "expected" not in details.get("ctx", {})
    return details["type"] not in _PYDANTICS_OWN or of_a_limit


def _plainly(context: Mapping[str, Any]) -> Mapping[str, str]:
    return {name: str(limit).replace("'", "").replace(" or ", ", ") for name, limit in context.items()}
