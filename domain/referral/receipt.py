"""What comes back to whoever asked: a `Receipt` when a command was accepted, a `Refusal` when it was not.

A receipt is kept with the command for ever, so that the same command id gets the same answer years later. A
`Standing` is never kept: it is how the case stands now, all that its lane needs to wait, and plain words for
Temporal's own screens. None of them holds personal data.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from uuid import UUID

from pydantic import JsonValue

from domain.clocks import Reading, Status
from domain.clocks.words import standing_of, status_in_words
from domain.frozen import Wire
from domain.referral.beside import Challenge
from domain.referral.events.after import CaseClosed
from domain.referral.events.person import CaseWithdrawn
from domain.referral.outlook import Outlook
from domain.referral.state import Dated
from domain.referral.words import is_found_by_the_engine, tell
from domain.rules.model import Kind
from domain.safeguards import SAFEGUARDS
from domain.when import clock_in_words, day_in_words, hour_due, instant_in_words
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
        recorded=tuple(
            Recorded(
                number=number, type=event.type, words=tell(state.history, number), found=is_found_by_the_engine(event)
            )
            for number, (event, _) in enumerate(events, start=state.version - len(events) + 1)
        ),
        still_open=tuple(_still_open(outlook)) if any(isinstance(event, _ENDS) for event, _ in events) else (),
    )


_ENDS = (CaseClosed, CaseWithdrawn)
_GOES_ON = (Status.RUNNING, Status.PAUSED)


def _still_open(outlook: Outlook) -> Iterator[str]:
    """What goes on although the case has ended."""
    state = outlook.state
    breaches = {key: breach for key, breach in outlook.breaches(None).items() if breach.status == "open"}
    yield from (f"breach (event {one.version}): {one.recorded.what.rstrip('.')}" for one in breaches.values())
    for raised in state.safeguards.values():
        if raised.is_open:
            yield f"safeguard (event {raised.version}): {SAFEGUARDS[raised.check].title}"
    runs = {key[:2] for key in breaches}
    for reading in outlook.readings(None):
        if reading.status in _GOES_ON and (reading.clock, reading.run) not in runs:
            yield f"clock: {_in_words(reading)}"
    for challenge in state.strands.challenges.values():
        if challenge.is_open:
            yield f"challenge (event {challenge.version}): {challenge.title}"


def standing(outlook: Outlook, now: datetime) -> Standing:
    """How the case stands at the instant `now`."""
    state, wake = outlook.state, outlook.next_instant
    read = outlook.readings(now)
    return Standing(
        version=state.version,
        stage=state.stage.name,
        nation=state.nation,
        open=state.is_open,
        wake_at=wake[0] if wake else None,
        wake_for=_purpose(wake),
        next_due=_next_due(read, now),
        open_breaches=sum(breach.status == "open" for breach in state.breaches.values()),
        clocks=tuple(_in_words(reading) for reading in read),
        challenges=tuple(_challenge(outlook, now, challenge) for challenge in state.strands.challenges.values()),
        safeguards=tuple(SAFEGUARDS[one.check].title for one in state.safeguards.values() if one.is_open),
    )


def _challenge(outlook: Outlook, now: datetime, challenge: Challenge) -> ChallengeStanding:
    """How one challenge stands: its clocks are those that the event which opened it has started."""
    read = [reading for reading in outlook.readings(now) if reading.run == challenge.version]
    wake = outlook.next_instant_of(challenge.version) if challenge.is_open else None
    return ChallengeStanding(
        number=challenge.version,
        kind=challenge.kind,
        title=challenge.title,
        open=challenge.is_open,
        step=challenge.step,
        steps=tuple(f"{step.replace('-', ' ')}, {when.in_words()}" for step, when in challenge.steps),
        clocks=tuple(_in_words(reading) for reading in read),
        wake_at=wake[0] if wake else None,
        wake_for=_purpose(wake),
        next_due=_next_due(read, now),
    )


def _purpose(wake: tuple[datetime, str] | None) -> str | None:
    return f"{wake[1]} ({instant_in_words(wake[0])})" if wake else None


def _next_due(read: Iterable[Reading], now: datetime) -> datetime | None:
    running = (reading.due_at for reading in read if reading.ended_on is None and reading.due_at is not None)
    return min((due for due in running if due > now), default=None)


_DUE = {Kind.PROTECTED: "until", Kind.TARGET: "target"}


def _in_words(reading: Reading) -> str:
    """One line for a person: `Recovery period (statute): running, until 2 March 2023`."""
    words = f"{reading.title} ({standing_of(reading.kind, reading.force)}): "
    words += status_in_words(reading.kind, reading.status)
    if reading.due_on is not None:
        hour = hour_due(reading.due_on, reading.due_at)
        due = clock_in_words(hour) if hour else day_in_words(reading.due_on)
        words += f", {_DUE.get(reading.kind, 'due')} {due}"
    if reading.days_late:
        words += f", {reading.days_late} days late"
    return words if reading.ended_on is None else f"{words}, ended {day_in_words(reading.ended_on)}"
