"""What the cases of a prosecution's victims have not been told: pointers without an answer, or with a refusal.

Read next: `prosecutions.py`, which shows it; `domain/prosecution/pointers.py`, what is told.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from domain.errors import Code
from domain.prosecution.pointers import pointer_of
from domain.prosecution.state import Prosecution, Telling
from eventlog.log import EventLog


@dataclass(frozen=True)
class Untold:
    """What a case has yet to be told; or, with a `refusal`, what it was told and would not record."""

    telling: Telling
    refusal: Code | None

    def in_words(self) -> str:
        """As a table shows it."""
        what = "the end of the link" if self.telling.witness is None else "the link"
        return f"{what} (event {self.telling.version}{', refused' if self.refusal else ''})"

    def document(self) -> dict[str, object]:
        """As JSON shows it: the event of the prosecution that the case does not know of."""
        linked = self.telling.witness is not None
        return {"event": self.telling.version, "linked": linked, "refusal": self.refusal}


async def untold(log: EventLog, state: Prosecution) -> Mapping[UUID, Sequence[Untold]]:
    """What each case has not been told, by its id."""
    found: dict[UUID, list[Untold]] = {}
    for telling in state.tellings:
        outcome = await log.outcome_of(pointer_of(state.id, telling).command_id)
        if outcome is None or not outcome.accepted:
            found.setdefault(telling.case, []).append(Untold(telling, outcome.code if outcome else None))
    return found
