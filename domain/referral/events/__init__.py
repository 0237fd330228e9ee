"""What may have happened to a case: one class per event, with its stable stored name, one module per strand.

Stored names and fields are for ever: an event is never renamed or reshaped, only superseded by a new `schema`.
Bodies hold no personal data and no free text; those are in the vault, named here by reference and digest.
`EVENTS` is the whole list. Read next: `domain/referral/state.py`, what these add up to.
"""

from collections.abc import Iterator, Mapping
from types import ModuleType

from domain.referral.events import (
    after,
    age,
    challenge,
    clocks,
    disqualification,
    file,
    grounds,
    intake,
    person,
    proceedings,
    recovery,
)
from domain.stream.event import Event

_STRANDS = (intake, grounds, recovery, challenge, disqualification, person, age, after, proceedings, file, clocks)


def _of(strand: ModuleType) -> Iterator[type[Event]]:
    for member in vars(strand).values():
        if isinstance(member, type) and issubclass(member, Event) and "type" in vars(member):
            yield member


EVENTS: Mapping[str, type[Event]] = {event.type: event for strand in _STRANDS for event in _of(strand)}


def read_event(stored_type: str, schema_version: int, body: bytes) -> Event:
    """The event these bytes say; raises KeyError for a type or shape this release does not know.

    An earlier shape lacks the fields that later ones added (`Event.since`), which may be nothing. One that differs in
    another way is translated here. A stored sample of each joins the tests.
    """
    event = EVENTS[stored_type]
    if not 1 <= schema_version <= event.schema_version:
        message = f"{stored_type} has no shape {schema_version}"
        raise KeyError(message)
    return event.model_validate_json(body)
