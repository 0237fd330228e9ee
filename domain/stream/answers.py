"""What comes back to whoever asked: a `Receipt` when a command was accepted, a `Refusal` when it was not.

A receipt is kept with the command for ever, so that the same command id gets the same answer years later. A
`Standing` is never kept: it is how a stream stands now, all that its lane needs to wait, and plain words for
Temporal's own screens. None of them holds personal data. Read next: `domain/referral/receipt.py`, which fills them.
"""

from datetime import datetime
from uuid import UUID

from pydantic import JsonValue

from domain.frozen import Wire
from domain.words import plain


class Recorded(Wire):
    """One event as a receipt names it: its number in the history, its type, and what it says.

    `found`: nobody asked for it; the engine found it.
    """

    number: int
    type: str
    words: str
    found: bool = False


class Receipt(Wire):
    """A command accepted: the case's version and stage after it, what was recorded, the next instant to look again.

    `events` are the types of what was recorded, `recorded` the same with numbers and words; an old receipt lacks these.
    `still_open`: of a case that has just ended, what has not: breaches, safeguards, clocks and challenges, in words.
    """

    case: UUID
    reference: str
    version: int
    stage: str
    events: tuple[str, ...]
    next_instant: datetime | None
    recorded: tuple[Recorded, ...] = ()
    still_open: tuple[str, ...] = ()

    @property
    def lines(self) -> tuple[Recorded, ...]:
        """What was recorded, each with its number; on an old receipt by its type alone."""
        first = self.version - len(self.events) + 1
        return self.recorded or tuple(
            Recorded(number=number, type=event, words=plain(event))
            for number, event in enumerate(self.events, start=first)
        )


class Refusal(Wire):
    """A command not accepted: a stable code and a sentence."""

    code: str
    message: str


class Pointer(Wire):
    """A command of the engine's own to another case, under an id that follows from what it tells.

    `signature` shows that the record made it; see `activities/signing.py`.
    """

    command_id: UUID
    case: UUID
    command: str
    fields: dict[str, JsonValue]
    signature: str | None = None


class ChallengeStanding(Wire):
    """How one challenge stands, by the number of the event that opened it: what its own child workflow waits for."""

    number: int
    kind: str
    title: str
    open: bool
    step: str
    steps: tuple[str, ...]
    clocks: tuple[str, ...]
    wake_at: datetime | None
    wake_for: str | None
    next_due: datetime | None


class Standing(Wire):
    """How a case stands: what its lane waits for, what an operator reads, and what other cases are to be told."""

    version: int
    stage: str
    nation: str
    open: bool
    wake_at: datetime | None
    wake_for: str | None
    next_due: datetime | None
    open_breaches: int
    clocks: tuple[str, ...]
    pointers: tuple[Pointer, ...] = ()
    challenges: tuple[ChallengeStanding, ...] = ()
    safeguards: tuple[str, ...] = ()


class Answer(Wire):
    """A receipt or a refusal, and how the case stands. `duplicate` marks an answer given before to this command id.

    `signature` shows that the record gave it to this very asking; see `activities/signing.py`.
    """

    receipt: Receipt | None = None
    refusal: Refusal | None = None
    standing: Standing | None = None
    duplicate: bool = False
    signature: str | None = None

    @property
    def without_standing(self) -> "Answer":
        """The answer as whoever asked gets it: how the case stands is for its lane."""
        return self.model_copy(update={"standing": None})
