"""What happened in a prosecution, in a line: each event as a person reads it in a history or on a receipt.

Read next: `domain/words.py`, which says every field; `domain/referral/words.py`, the same for a person's case.
"""

from collections.abc import Mapping, Sequence

from domain.corrections import in_force
from domain.prosecution.events import FactCorrected, InvestigationOpened
from domain.prosecution.state import Dated
from domain.words import Names, as_corrected, correction, in_words, plain

_NOTHING: Names = {}
_ITSELF = frozenset({"prosecution"})
_OF_A_CORRECTION = frozenset({"event", "becomes", "struck", "reasons"})


def tell(history: Sequence[Dated], number: int, names: Names = _NOTHING) -> str:
    """What the event with this number says: `verdict given: convicted, defendant 1, of slavery`."""
    event, _ = history[number - 1]
    if not isinstance(event, FactCorrected):
        return in_words(event, names, said_by_it=_ITSELF if isinstance(event, InvestigationOpened) else frozenset())
    about, was = history[event.event - 1]
    special = correction(f"event {event.event} ({plain(about.type)})", event, was)
    return in_words(event, names, special, _OF_A_CORRECTION)


def corrected(history: Sequence[Dated]) -> Mapping[int, str]:
    """What was corrected, by its number, and how."""
    events = [event for event, _ in history]
    number_of = {id(event): number for number, event in enumerate(events, start=1)}
    found = in_force(events, FactCorrected)
    return {number: as_corrected(one, number_of[id(one)]) for number, one in found.items()}
