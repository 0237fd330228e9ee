"""What every event has. Who, when and in what order stand in the envelope around it."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar

from domain.frozen import Frozen


class Event(Frozen):
    """The body of an event: no personal data, no free text."""

    type: ClassVar[str]
    schema_version: ClassVar[int] = 1
    since: ClassVar[Mapping[str, int]] = MappingProxyType({})
    """Of fields that later shapes added, the `schema_version` that did."""
