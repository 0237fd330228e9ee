"""What the fields of a command mean and take: for the help that lists them, and for the error that refuses a value.

A type that is more than its Python type says beside it, as `Takes`, what belongs there. Nothing here knows a command.
Read next: `domain/referral/parse.py`, which refuses; `cli/fields.py`, which helps.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints
from uuid import UUID

from pydantic import BaseModel

from domain.sealed import Sealed
from domain.when import When


@dataclass(frozen=True)
class Takes:
    """Said beside a type: what a value of it looks like, as the end of `It takes …`."""

    words: str


@dataclass(frozen=True)
class FieldHelp:
    """One field of a command, for whoever types it."""

    name: str
    meaning: str
    required: bool
    accepts: str
    values: tuple[str, ...]


_TAKES: Mapping[Any, str] = {
    When: "a day, 2024-05-31, or an instant, 2024-05-31T09:30:00Z",
    Sealed: "text; kept encrypted",
    UUID: "an id; the reference of a case does as well",
    bool: "true | false",
    int: "a whole number",
    str: "one line of text",
}
"""What the types that are used as they are take."""


def fields_of(command: type[BaseModel]) -> tuple[FieldHelp, ...]:
    """The fields of this command, in their order."""
    hints = hints_of(command)
    return tuple(
        FieldHelp(
            name,
            field.description or "",
            field.is_required(),
            accepts(hints[name]),
            tuple(map(str, choices(hints[name]))),
        )
        for name, field in command.model_fields.items()
    )


def hints_of(command: type[BaseModel]) -> Mapping[str, Any]:
    """The type of each field, with what is demanded of it; of a field that may be left out without the None."""
    hints = get_type_hints(command, include_extras=True)
    return {name: _without_none(hints[name]) for name in command.model_fields}


def accepts(hint: Any) -> str:
    """What a value of this type looks like: `positive | negative`, `a day, 2024-05-31, or …`."""
    return " | ".join(map(str, choices(hint))) or _said_beside(hint) or _TAKES[bare(hint)]


def choices(hint: Any) -> tuple[Any, ...]:
    """The values that are allowed, where they are listed; of a list, those of its entries."""
    hint = bare(hint)
    if get_origin(hint) is Literal:
        return get_args(hint)
    if get_origin(hint) is tuple:
        return choices(get_args(hint)[0])
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return tuple(member.value for member in hint)
    return ()


def is_list(hint: Any) -> bool:
    """Whether several values may be given."""
    return get_origin(bare(hint)) is tuple


def bare(hint: Any) -> Any:
    """The type itself, without what is demanded of its values."""
    return get_args(hint)[0] if get_origin(hint) is Annotated else hint


def _said_beside(hint: Any) -> str | None:
    """What is said of the type that comes nearest to the field."""
    beside: tuple[object, ...] = get_args(hint)[1:] if get_origin(hint) is Annotated else ()
    return next((one.words for one in reversed(beside) if isinstance(one, Takes)), None)


def _without_none(hint: Any) -> Any:
    union = bare(hint)
    if get_origin(union) not in (Union, UnionType):
        return hint
    return next(part for part in get_args(union) if part is not NoneType)
