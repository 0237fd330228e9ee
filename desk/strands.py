"""The strands of a case and what was raised of it, as a document: every one, with the state it is in under `is`.

Read next: `domain/referral/strand_words.py`, the same in words; `case_file.py`, of which this is a part.
"""

import re
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any, ClassVar, Protocol, TypeAlias
from uuid import UUID

from domain.referral.state import Referral
from domain.referral.strand_words import raised_of
from domain.safeguards import SAFEGUARDS
from domain.when import When


def document(state: Referral) -> dict[str, Any]:
    """Every strand by its name."""
    return {name: _plain(strand) for name, strand in state.strands._asdict().items()}


def safeguards(state: Referral) -> list[dict[str, Any]]:
    """What was raised of the case, each time that it was, cleared or not."""
    return [
        {
            "check": raised.check,
            "title": SAFEGUARDS[raised.check].title,
            "about": raised.about,
            "since": raised.since.text,
            "cleared_on": raised.cleared.text if raised.cleared else None,
            "disproved": raised.disproved,
        }
        for raised in raised_of(state)
    ]


class _State(Protocol):
    """Any of the named states."""

    __dataclass_fields__: ClassVar[dict[str, Any]]


_Told: TypeAlias = When | UUID | Mapping[Any, Any] | tuple[Any, ...] | frozenset[int] | str | int | _State | None


def _plain(value: _Told) -> Any:
    match value:
        case When():
            return value.text
        case UUID():
            return str(value)
        case Mapping():
            return {str(key): _plain(one) for key, one in value.items()}
        case tuple():
            return [_plain(one) for one in value]
        case frozenset():
            return sorted(value)
        case _ if is_dataclass(value) and not isinstance(value, type):
            told = {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
            return {"is": re.sub(r"(?<!^)(?=[A-Z])", "-", type(value).__name__).lower(), **told}
        case _:
            return value
