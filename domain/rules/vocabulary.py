"""The events and roles a rule may speak of, and how an event is said in a sentence.

A rule that names an event nobody records would wait for ever, so the loader refuses any name that is not here. The
names are the stored ones; adding a clock that needs a new event starts with that event, and then a line in this table.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from domain.rules.model import EFFECTIVE, EventPattern


@dataclass(frozen=True, slots=True)
class EventWords:
    """The noun phrase of an event, of each outcome a rule may tell apart, and of each date besides its own."""

    noun: str
    outcomes: Mapping[str, str] = field(default_factory=dict[str, str])
    dates: Mapping[str, str] = field(default_factory=dict[str, str])


def _decision(name: str) -> EventWords:
    signs = ("positive", "negative")
    return EventWords(f"{name} decision", {sign: f"{sign} {name} decision" for sign in signs})


def _service() -> EventWords:
    kinds = ("reasonable-grounds", "conclusive-grounds")
    served = {f"{kind}-{sign}": (kind, sign) for kind in kinds for sign in ("positive", "negative")}
    phrases = {name: f"service of a {sign} {kind.replace('-', ' ')} decision" for name, (kind, sign) in served.items()}
    return EventWords("service of a decision", phrases)


EVENTS: Mapping[str, EventWords] = {
    "referral-made": EventWords("referral", dates={"received": "receipt of the referral"}),
    "competent-authority-allocated": EventWords("allocation to a competent authority"),
    "reasonable-grounds-decided": _decision("reasonable grounds"),
    "recovery-period-extended": EventWords("extension of the recovery period", dates={"until": "end of the extension"}),
    "enforcement-step-recorded": EventWords("enforcement step"),
    "conclusive-grounds-decided": _decision("conclusive grounds"),
    "decision-served": _service(),
    "case-withdrawn": EventWords("withdrawal of the person from the process"),
    "case-closed": EventWords("closure of the case"),
}

ROLES = frozenset(
    {
        "first-responder",
        "caseworker",
        "decision-maker",
        "second-reviewer",
        "team-leader",
        "head-of-unit",
        "support-provider",
        "prosecution-liaison",
    }
)


def in_words(pattern: EventPattern) -> str:
    """What a pattern means: `positive reasonable grounds decision`, `receipt of the referral`."""
    words = EVENTS[pattern.event]
    if pattern.date != EFFECTIVE:
        return words.dates[pattern.date]
    return words.outcomes[pattern.outcome] if pattern.outcome else words.noun
