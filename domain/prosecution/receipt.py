"""What comes back to whoever asked something of a prosecution, and how it stands for its lane.

The shapes are those of every stream (`domain/stream/answers.py`). No clock runs in a prosecution, so its lane waits for
commands only; what it has to do besides is to tell the linked cases.
"""

from collections.abc import Sequence

from domain.prosecution.pointers import pointers
from domain.prosecution.state import Dated, Defendant, Prosecution
from domain.prosecution.words import tell
from domain.stream.answers import Receipt, Recorded, Standing


def receipt(state: Prosecution, events: Sequence[Dated]) -> Receipt:
    """The receipt for the command that led to these events and left the prosecution so."""
    return Receipt(
        case=state.id,
        reference=state.reference,
        version=state.version,
        stage=state.stage.value,
        events=tuple(event.type for event, _ in events),
        next_instant=None,
        recorded=tuple(
            Recorded(number=number, type=event.type, words=tell(state.history, number))
            for number, (event, _) in enumerate(events, start=state.version - len(events) + 1)
        ),
    )


def standing(state: Prosecution) -> Standing:
    """How the prosecution stands, and what the linked cases are to be told."""
    return Standing(
        version=state.version,
        stage=state.stage.value,
        nation=state.nation,
        open=state.is_open,
        wake_at=None,
        wake_for=None,
        next_due=None,
        open_breaches=0,
        clocks=in_words(state),
        pointers=pointers(state),
    )


def in_words(state: Prosecution) -> tuple[str, ...]:
    """A line for the victims and one for each defendant, as a person reads them."""
    linked = state.victims.values()
    witnesses = sum(link.witness for link in linked)
    return (
        f"Victims linked: {len(linked)}, witnesses among them: {witnesses}",
        f"Trial: {state.trial.replace('-', ' ')}",
        *(f"Defendant {number}: {how(defendant)}" for number, defendant in state.defendants.items()),
    )


def how(defendant: Defendant) -> str:
    """What was decided about a defendant, and what became of it."""
    if not defendant.counts:
        return "not charged"
    said = [f"{count.offence}, {count.verdict or 'charged'}".replace("-", " ") for count in defendant.counts]
    return "; ".join([*said, *(["sentenced"] if defendant.sentenced else [])])
