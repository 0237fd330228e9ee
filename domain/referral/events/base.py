"""What every event has. Who, when and in what order stand in the envelope around it."""

from typing import ClassVar

from domain.frozen import Frozen


class Event(Frozen):
    """The body of an event: no personal data, no free text."""

    type: ClassVar[str]
    schema_version: ClassVar[int] = 1
