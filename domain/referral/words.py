"""What happened, in a line: each event of a case as a person reads it in a history or on a receipt.

What an event says of another one is said with that one's number and name: what a correction corrected, which step was
taken back, what a safeguard is about. Texts of people are never here. Read next: `domain/words.py`.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, Literal

from domain.clocks.beginning import NEVER_STARTED
from domain.corrections import in_force
from domain.referral.events import clocks as c
from domain.referral.events.file import ClocksMoved, FactCorrected
from domain.referral.recorded_by import RECORDED_BY
from domain.referral.state import Dated
from domain.rules.model import Kind
from domain.rules.vocabulary import EVENTS
from domain.safeguards import SAFEGUARDS
from domain.stream.event import Event
from domain.when import day_in_words
from domain.words import Names, as_corrected, correction, in_words, plain

Because = Literal["late", "adverse-step", "never-given"]
"""Why a breach is one."""

_NOTHING: Names = {}
_STEP = re.compile(r"adverse-step:(\d+)")
_LAST_DAY: Mapping[str, str] = {Kind.PROTECTED: "protected until", Kind.WINDOW: "open until", Kind.TARGET: "target"}
_OUTCOMES = ("verdict", "answer", "authority", "step", "response", "reason")


def tell(history: Sequence[Dated], number: int, names: Names = _NOTHING) -> str:
    """What the event with this number says: `reasonable grounds decided: positive`."""
    event, _ = history[number - 1]
    special = _SPECIAL.get(type(event))
    if special is None:
        return in_words(event, names)
    say, said_by_it = special
    return in_words(event, names, say(history, event), said_by_it)


def is_found_by_the_engine(event: Event) -> bool:
    """Whether nobody asked for this: the engine found it, by its clocks and its checks."""
    return isinstance(event, ClocksMoved) or type(event).__module__ == c.__name__


def corrected(history: Sequence[Dated]) -> Mapping[int, str]:
    """What was corrected, by its number, and how: `struck by event 7`, `by event 7 it was so on 3 May 2024`."""
    known = in_force([event for event, _ in history], FactCorrected)
    number_of = {id(event): number for number, (event, _) in enumerate(history, start=1)}
    marks: dict[int, str] = {}
    for number, (event, _) in enumerate(history, start=1):
        found = known.get(number) or known.get(_goes_with(event, number))
        if found is not None:
            marks[number] = as_corrected(found, number_of[id(found)], found.received_on)
    return marks


def _goes_with(event: Event, number: int) -> int:
    """The number of the event with which this one is corrected: its own, or the answer that it was said beside.

    It names that answer, or else comes right before it.
    """
    answer = getattr(event, "by", None)
    if isinstance(answer, int):
        return answer
    was_asked_for = event.type in RECORDED_BY or is_found_by_the_engine(event)
    return number if was_asked_for else number + 1


def _correction(history: Sequence[Dated], event: FactCorrected) -> str:
    return correction(_numbered(history, event.event), event, history[event.event - 1][1], event.received_on)


def _numbered(history: Sequence[Dated], number: int) -> str:
    """`event 3 (positive reasonable grounds decision)`."""
    return f"event {number} ({noun_of(history[number - 1][0])})" if number <= len(history) else f"event {number}"


def why_breached(rung: str) -> tuple[Because, int | None]:
    """Why a breach is one: it came too late, or a step was taken that must not be (and which), or nothing was given."""
    if step := _STEP.fullmatch(rung):
        return "adverse-step", int(step[1])
    return ("never-given" if rung == NEVER_STARTED else "late"), None


def noun_of(event: Event) -> str:
    """An event as a noun, as the rules have it: `positive reasonable grounds decision`."""
    words = EVENTS.get(event.type)
    if words is None:
        return plain(event.type)
    said = [getattr(event, name, None) for name in ("decision", "outcome", *_OUTCOMES)]
    named = ["-".join(map(str, said[:2])), *said]
    return next((words.outcomes[one] for one in named if isinstance(one, str) and one in words.outcomes), words.noun)


def _rung(event: c.OnClock) -> str:
    """The clock, which of its runs, and the rung where it is more than the last day."""
    rung = _STEP.sub(r"adverse step (event \1)", event.rung)
    return f"{plain(event.clock)}, {rung if rung != event.rung else plain(event.rung)}, counted from event {event.run}"


def _reached(_: Sequence[Dated], event: c.RungReached) -> str:
    return f"{_rung(event)} ({event.severity}, tells the {plain(event.tell)})"


def _ended(_: Sequence[Dated], event: c.PeriodEnded) -> str:
    return f"{plain(event.clock)}, counted from event {event.run}, ended on {day_in_words(event.ended_on)}"


def _breached(_: Sequence[Dated], event: c.BreachRecorded) -> str:
    historic = ", historic" if event.historic else ""
    last_day = _LAST_DAY.get(event.kind, "due")
    aim = " target" if event.kind == Kind.TARGET else ""
    tells = f", tells the {plain(event.tell)}" if event.tell else ""
    return f"{_rung(event)}, {last_day} {day_in_words(event.due_on)} ({plain(event.force)}{aim}{historic}){tells}"


def _cured(_: Sequence[Dated], event: c.BreachCured) -> str:
    return f"{_rung(event)}{_on(event.cured_on, event.days_late)}"


def _over(history: Sequence[Dated], event: c.BreachEnded) -> str:
    shown = f" See {_numbered(history, event.shown_by)}." if event.shown_by else ""
    return f"{_rung(event)}{_on(event.ended_on, event.days_late)}. {event.because}{shown}"


def _on(day: date | None, days_late: int | None) -> str:
    late = f", {days_late:,} days late" if days_late is not None else ""
    return f"{f', on {day_in_words(day)}' if day else ''}{late}"


def _disproved(history: Sequence[Dated], event: c.BreachDisproved) -> str:
    shown = f" See {_numbered(history, event.shown_by)}." if event.shown_by else ""
    return f"{_rung(event)}. {event.because}{shown}"


def _reinstated(_: Sequence[Dated], event: c.BreachReinstated) -> str:
    return f"{_rung(event)}: what had closed it was corrected"


def _raised(history: Sequence[Dated], event: c.SafeguardRaised) -> str:
    return f"{_cleared(history, event)}, tells the {plain(event.tell)}"


def _cleared(history: Sequence[Dated], event: c.OnSafeguard) -> str:
    title = SAFEGUARDS[event.check].title if event.check in SAFEGUARDS else plain(event.check)
    return f"{title}, because of {_numbered(history, event.about)}"


def _moved(_: Sequence[Dated], event: ClocksMoved) -> str:
    """What another rule-book moved, and in the words of the public record why it was accepted, and by whom."""
    accepted = [event.reason, f"accepted by {event.accepted_by}" if event.accepted_by else None]
    why = "; ".join(filter(None, accepted))
    moved = f"from rule-book {event.from_rules} to {event.to_rules}: {'; '.join(map(_move, event.moves))}"
    return f"{moved} ({why})" if why else moved


def _move(move: Any) -> str:
    days = [day_in_words(day) if day else "no last day" for day in (move.due_from, move.due_to)]
    return f"{plain(move.clock)}, counted from event {move.run}, from {days[0]} to {days[1]}"


_RUNG = frozenset({"clock", "run", "rung", "rule"})
_CONCERN = frozenset({"check", "about"})
_BREACH = frozenset({"kind", "force", "due_on", "due_at", "what", "duty", "cure", "historic", "tell"})

_Special = tuple[Callable[[Sequence[Dated], Any], str], frozenset[str]]
"""What says it, and which fields that leaves nothing to say of."""

_SPECIAL: Mapping[type[Event], _Special] = {
    FactCorrected: (_correction, frozenset({"event", "becomes", "received_on", "struck", "reasons"})),
    ClocksMoved: (_moved, frozenset({"from_rules", "to_rules", "reason", "accepted_by", "moves"})),
    c.RungReached: (_reached, _RUNG | {"severity", "tell"}),
    c.PeriodEnded: (_ended, _RUNG | {"ended_on"}),
    c.BreachRecorded: (_breached, _RUNG | _BREACH),
    c.BreachCured: (_cured, _RUNG | {"cured_on", "days_late"}),
    c.BreachEnded: (_over, _RUNG | {"because", "shown_by", "ended_on", "days_late"}),
    c.BreachDisproved: (_disproved, _RUNG | {"because", "shown_by"}),
    c.BreachReinstated: (_reinstated, _RUNG),
    c.SafeguardRaised: (_raised, _CONCERN | {"article", "tell"}),
    c.SafeguardCleared: (_cleared, _CONCERN),
    c.SafeguardDisproved: (_cleared, _CONCERN),
}
"""What is said of an event that needs the rest of the history, or words of its own."""
