"""What a case answers, and how it stands for its lane, in the shapes of `domain/stream/answers.py`."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from uuid import UUID

from domain.clocks import Reading, Status
from domain.clocks.words import standing_of, status_in_words
from domain.referral.beside import Challenge
from domain.referral.events.after import CaseClosed
from domain.referral.events.person import CaseWithdrawn
from domain.referral.outlook import Outlook
from domain.referral.state import Dated
from domain.referral.words import is_found_by_the_engine, tell
from domain.rules.model import Kind
from domain.safeguards import SAFEGUARDS
from domain.stream.answers import ChallengeStanding, Receipt, Recorded, Standing
from domain.when import clock_in_words, day_in_words, hour_due, instant_in_words


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
