"""What every event has, and how one is made of the command that asked for it.

Who, when and in what order stand in the envelope around it. Read next: `domain/referral/events`.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar, TypeVar

from domain.frozen import Frozen
from domain.stream.command import Command


class Event(Frozen):
    """The body of an event: no personal data, no free text."""

    type: ClassVar[str]
    schema_version: ClassVar[int] = 1
    since: ClassVar[Mapping[str, int]] = MappingProxyType({})
    """Of fields that later shapes added, the `schema_version` that did."""


Told = TypeVar("Told", bound=Event)


def told(event: type[Told], command: Command, **more: object) -> Told:
    """The event that says what the command said, in the fields both have, and `more`."""
    said = {name: getattr(command, name) for name in event.model_fields if name in type(command).model_fields}
    return event.model_validate({**said, **more})


def body_of(event: Event) -> bytes:
    """The exact bytes that are stored and hashed."""
    return event.model_dump_json(exclude_none=True).encode()
