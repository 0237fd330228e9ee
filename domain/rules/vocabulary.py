"""The events and roles a rule may speak of, and how an event is said in a sentence.

A rule that names an event nobody records would wait for ever, so the loader refuses any name that is not here. The
names are the stored ones; adding a clock that needs a new event starts with that event, and then a line in this table.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from domain.rules.model import EFFECTIVE, EventPattern


@dataclass(frozen=True, slots=True)
class EventWords:
    """A noun phrase, the outcomes a rule may tell apart, and the dates the event can carry besides its own."""

    noun: str
    outcomes: Mapping[str, str]
    dates: Mapping[str, str]


_DECISIONS = {"positive": "positive", "negative": "negative"}

EVENTS: Mapping[str, EventWords] = {
    "referral-made": EventWords("referral", {}, {"received": "receipt of the referral"}),
    "competent-authority-allocated": EventWords("allocation to a competent authority", {}, {}),
    "reasonable-grounds-decided": EventWords("reasonable grounds decision", _DECISIONS, {}),
    "recovery-period-extended": EventWords("extension of the recovery period", {}, {"until": "end of the extension"}),
    "enforcement-step-recorded": EventWords("enforcement step", {}, {}),
    "conclusive-grounds-decided": EventWords("conclusive grounds decision", _DECISIONS, {}),
    "decision-served": EventWords(
        "service of a decision",
        {
            "reasonable-grounds-positive": "positive reasonable grounds",
            "reasonable-grounds-negative": "negative reasonable grounds",
            "conclusive-grounds-positive": "positive conclusive grounds",
            "conclusive-grounds-negative": "negative conclusive grounds",
        },
        {},
    ),
    "case-withdrawn": EventWords("withdrawal of the person from the process", {}, {}),
    "case-closed": EventWords("closure of the case", {}, {}),
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
    noun = words.dates[pattern.date] if pattern.date != EFFECTIVE else words.noun
    return f"{words.outcomes[pattern.outcome]} {noun}" if pattern.outcome else noun
