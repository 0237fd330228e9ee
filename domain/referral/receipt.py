"""What comes back to whoever asked: a `Receipt` when a command was accepted, a `Refusal` when it was not.

A receipt is kept with the command for ever, so that the same command id gets the same answer years later. A
`Standing` is never kept: it is how the case stands now, all that its lane needs to wait, and plain words for
Temporal's own screens. None of them holds personal data.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from domain.clocks import Reading
from domain.frozen import Wire
from domain.referral.evolve import Dated
from domain.referral.outlook import Outlook
from domain.when import day_in_words, london_day


class Receipt(Wire):
    """A command accepted: the case's version and stage after it, what was recorded, the next instant to look again."""

    case: UUID
    reference: str
    version: int
    stage: str
    events: tuple[str, ...]
    next_instant: datetime | None


class Refusal(Wire):
    """A command not accepted: a stable code and a sentence."""

    code: str
    message: str


class Standing(Wire):
    """How a case stands: what its lane waits for, and what an operator reads."""

    version: int
    stage: str
    nation: str
    open: bool
    wake_at: datetime | None
    wake_for: str | None
    next_due: datetime | None
    open_breaches: int
    clocks: tuple[str, ...]


class Answer(Wire):
    """A receipt or a refusal, and how the case stands. `duplicate` marks an answer given before to this command id."""

    receipt: Receipt | None = None
    refusal: Refusal | None = None
    standing: Standing | None = None
    duplicate: bool = False


def receipt(case: UUID, outlook: Outlook, events: Sequence[Dated]) -> Receipt:
    """The receipt for the command that led to these events and left the case with this outlook."""
    state, wake = outlook.state, outlook.next_instant
    return Receipt(
        case=case,
        reference=state.reference,
        version=state.version,
        stage=state.stage.name,
        events=tuple(event.type for event, _ in events),
        next_instant=wake[0] if wake else None,
    )


def standing(outlook: Outlook, now: datetime) -> Standing:
    """How the case stands at the instant `now`."""
    state, wake = outlook.state, outlook.next_instant
    read = outlook.readings(now)
    running = [reading.due_at for reading in read if reading.ended_on is None and reading.due_at is not None]
    return Standing(
        version=state.version,
        stage=state.stage.name,
        nation=state.nation,
        open=state.is_open,
        wake_at=wake[0] if wake else None,
        wake_for=f"{wake[1]} ({day_in_words(london_day(wake[0]))})" if wake else None,
        next_due=min((due for due in running if due > now), default=None),
        open_breaches=sum(breach.status == "open" for breach in state.breaches.values()),
        clocks=tuple(_in_words(reading) for reading in read),
    )


def _in_words(reading: Reading) -> str:
    """One line for a person: `Recovery period (statute): running, until 2 March 2023`."""
    words = f"{reading.title} ({reading.force}): {reading.status.replace('_', ' ')}"
    if reading.due_on is not None:
        words += f", {'until' if reading.kind == 'protected' else 'due'} {day_in_words(reading.due_on)}"
    if reading.days_late:
        words += f", {reading.days_late} days late"
    return words if reading.ended_on is None else f"{words}, ended {day_in_words(reading.ended_on)}"
