"""How cases and prosecutions lie in the log: events as the domain folds them.

An event that cannot be read is refused by its number, for its case alone. It loads nothing of Temporal, so a command
that only reads begins at once. Read next: `kinds.py`.
"""

from collections.abc import Callable, Sequence

from domain.errors import Code, NotFound, NrmError
from domain.prosecution.events import read_event as read_prosecution_event
from domain.referral.events import read_event
from domain.referral.state import Dated
from domain.stream.event import Event
from domain.when import When
from eventlog.log import StoredEvent, ToldEvent


def history_of(stored: Sequence[StoredEvent | ToldEvent]) -> tuple[Dated, ...]:
    """Stored events as the domain folds them; raises NotFound (event-unreadable)."""
    return tuple((_read(event, read_event), _when(event)) for event in stored)


def prosecution_history_of(stored: Sequence[StoredEvent | ToldEvent]) -> tuple[Dated, ...]:
    """Stored events of a prosecution as the domain folds them; raises NotFound (event-unreadable)."""
    return tuple((_read(event, read_prosecution_event), _when(event)) for event in stored)


def _read(event: StoredEvent | ToldEvent, read: Callable[[str, int, bytes], Event]) -> Event:
    try:
        return read(event.type, event.schema, event.body)
    except (KeyError, ValueError) as error:
        raise unreadable(event) from error


def _when(event: StoredEvent | ToldEvent) -> When:
    try:
        return When.parse(event.effective)
    except NrmError as error:
        raise unreadable(event) from error


def unreadable(event: StoredEvent | ToldEvent) -> NotFound:
    """What is said where an event cannot be read (event-unreadable)."""
    message = (
        f"Event {event.version} of {event.stream} cannot be read as one, so nothing can be said of what it is about."
    )
    return NotFound(Code.EVENT_UNREADABLE, f"{message} `nrm verify` says whether it was altered.")
