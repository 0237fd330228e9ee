"""A command in every way in which it can be asked: with each combination of the choices that its fields offer.

Texts are given, and what may be left out is left out unless it is a choice. What stands in a field that offers no
choice whoever asks has to say. Nothing here knows what is allowed: asking finds out. Read next: `domain/askable.py`.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from itertools import product
from typing import Any
from uuid import UUID

from pydantic import ValidationError
from pydantic.fields import FieldInfo

from domain.fields import bare, choices, hints_of, is_list
from domain.sealed import Sealed
from domain.stream.command import Command

Worth = Callable[[str, Any], Sequence[Any]]
"""The values to ask with in a field that has to be given and offers no choice: by its name, and its type."""

SOME_TEXT = Sealed(ref=UUID(int=0), digest="0" * 64)


def ways(command: type[Command], worth: Worth) -> Iterator[Command]:
    """The command in every way, one after another."""
    hints = hints_of(command)
    offered = {name: _offered(name, hints[name], field, worth) for name, field in command.model_fields.items()}
    for values in product(*offered.values()):
        chosen = {name: value for name, value in zip(offered, values, strict=True) if value is not None}
        with suppress(ValidationError):  # what somebody made up does not belong there: another way may
            yield command.model_validate(chosen)


def _offered(name: str, hint: Any, field: FieldInfo, worth: Worth) -> Sequence[Any]:
    """The values to ask with; None leaves the field out."""
    if bare(hint) is Sealed:
        return (SOME_TEXT,)
    listed = choices(hint) if not is_list(hint) else ()
    if field.is_required():
        return listed or ((True, False) if bare(hint) is bool else worth(name, hint))
    if bare(hint) is bool and field.default is not None:
        return (field.default, not field.default)
    return listed if listed and field.default is not None else (*listed, None)
