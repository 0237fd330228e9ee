"""What an event says, in a line: its name, and after a colon its content, field by field.

Every field is said. One that is not named here is said by its own name, so that no new event is ever mute; `_UNSAID`
are those that say nothing of what happened. Texts are in the vault: that there is one is said, and nothing of it.
Read next: `domain/referral/words.py` and `domain/prosecution/words.py`, for what needs more than the event itself.
"""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, cast
from uuid import UUID

from domain.corrections import Correction
from domain.nations import nation_in_words
from domain.sealed import Sealed
from domain.when import When

if TYPE_CHECKING:  # to load one event loads them all, and a list needs none
    from domain.stream.event import Event

Names = Mapping[UUID, str]
"""The references of the cases and prosecutions that events point to, where they are known."""

_UNSAID = frozenset(
    {"person", "decided_by", "reviewed_by", "acknowledged_by", "digest", "text", "content", "note", "likeness"}
)
"""Ids and likenesses that nobody reads, who asked (said beside the event), and texts that are the whole event."""

_ACRONYMS = frozenset({"sca", "ieca", "ukhtc", "ukba", "nca", "ukvi", "uk", "ictg"})


def plain(name: str) -> str:
    """A stored name as words: `competent-authority-allocated` as `competent authority allocated`."""
    return name.upper() if name in _ACRONYMS else name.replace("-", " ").replace("_", " ")


def in_words(event: "Event", names: Names, special: str = "", said_by_it: frozenset[str] = frozenset()) -> str:
    """`reasonable grounds decided: positive, with reasons`; after what is `special`, the fields not `said_by_it`."""
    said = [phrase for phrase in (special, *_phrases(event, names, said_by_it)) if phrase]
    return f"{plain(event.type)}: {', '.join(said)}" if said else plain(event.type)


def correction(about: str, said: Correction, was: When, received: When | None = None) -> str:
    """What a correction says of an event that was recorded as so on another date, or at all."""
    if said.struck:
        return f"{about} never was so"
    recorded = f", not {was.dated_in_full()} as recorded" if said.becomes else ""
    return f"{about}: {_dates(said, received)}{recorded}"


def as_corrected(said: Correction, number: int, received: When | None = None) -> str:
    """How the correction with this number marks what it corrects."""
    return f"struck by event {number}" if said.struck else f"by event {number} {_dates(said, received)}"


def _dates(said: Correction, received: When | None) -> str:
    dates = [f"it was so {said.becomes.dated_in_full()}"] if said.becomes else []
    return " and ".join([*dates, *([f"it was received {received.dated_in_full()}"] if received else [])])


def _phrases(event: "Event", names: Names, leaving_out: frozenset[str]) -> Iterator[str]:
    """What is said in one word first; then what belongs to it."""
    said = {name: getattr(event, name) for name in type(event).model_fields if name not in _UNSAID | leaving_out}
    for name in sorted(said, key=lambda name: name not in _FIRST):
        if said[name] is not None:
            yield _phrase(name, said[name], names)


def _phrase(name: str, value: Any, names: Names) -> str:
    match value:
        case Sealed():
            return f"with {_TEXTS.get(name, plain(name))}"
        case bool():
            return _YES_OR_NO.get(name, (plain(name), f"not {plain(name)}"))[not value]
        case tuple():
            listed = ", ".join(_value(name, one, names) for one in cast("tuple[object, ...]", value))
            return _PHRASES.get(name, "{}").format(listed) if listed else ""
        case int() if name not in _NUMBERS:
            return _PHRASES.get(name, "{}").format(f"event {value}")
        case _:
            usual = "{}" if name in _FIRST else f"{plain(name)} {{}}"
            return _PHRASES.get(name, usual).format(_value(name, value, names))


def _value(name: str, value: Any, names: Names) -> str:
    match value:
        case When():
            return value.in_full()
        case UUID():
            return names.get(value, str(value))
        case str() if name == "nation":
            return nation_in_words(value)
        case str() if name not in _AS_WRITTEN:
            return plain(value)
        case _:
            return str(getattr(value, "event", value))


_FIRST = frozenset(
    {
        *("outcome", "decision", "verdict", "plea", "sentence", "step", "item", "answer", "reason", "kind", "response"),
        *("authority", "how", "claimed", "ground", "language", "duty", "relation", "check", "clock", "offence"),
    }
)
"""The fields that say what it was; they need no word beside them."""

_PHRASES: Mapping[str, str] = {
    "organisation": "by {}",
    "agency": "by {}",
    "notifying_body": "by {}",
    "first_responder": "by {}",
    "provider": "by {}",
    "requested_by": "by {}",
    "reported_by": "by {}",
    "disputed_by": "by {}",
    "assessor": "by {}",
    "unit": "by the unit {}",
    "force": "by {}",
    "scheme": "by the scheme {}",
    "court": "in the {}",
    "asked": "of {}",
    "assignee": "{}",
    "team": "team {}",
    "nation": "{}",
    "age_group": "age group {}",
    "age": "as {}",
    "gender": "gender {}",
    "nationality": "nationality {}",
    "believed": "believed: {}",
    "country": "in {}",
    "exploitation": "exploitation: {}",
    "consent": "consent {}",
    "received_on": "received on {}",
    "other": "case {}",
    "case": "case {}",
    "prosecution": "prosecution {}",
    "test": "by the test {}",
    "guidance": "guidance {}",
    "reason_codes": "because of {}",
    "evidence": "weighing events {}",
    "further_recovery": "a further recovery period {}",
    "served_on": "on the {}",
    "until": "until {}",
    "support_until": "until {}",
    "month": "in {}",
    "trigger": "because of {}",
    "charge": "on the charge of {}",
    "request": "on the request of {}",
    "review": "on the claim of {}",
    "by": "by {}",
    "raised": "raised by {}",
    "again": "again after {}",
    "defendant": "defendant {}",
    "conduct": "for conduct in {}",
    "months": "{} months",
    "pounds": "£{}",
    "number": "number {}",
    "account_ends": "the account ends {}",
    "imported_at": "imported on {}",
    "facts": "{} facts",
    "confidence": "{}",
    "citation": "{}",
    "source": "{}",
}
"""How a field is said with its value; those that are not here by their name."""

_AS_WRITTEN = frozenset({"reference", "assignee", "number", "guidance", "citation", "source"})
"""The fields whose words are somebody's own, with the hyphens that they have."""

_NUMBERS = frozenset({"defendant", "months", "pounds", "facts"})
"""The numbers that are no numbers of events."""

_TEXTS: Mapping[str, str] = {
    "account": "an account",
    "person_details": "details of the person",
    "statement": "a statement",
    "grounds": "grounds",
    "place": "the place",
    "summary": "a summary",
}

_YES_OR_NO: Mapping[str, tuple[str, str]] = {
    "indicators": ("with signs of trafficking", "without signs of trafficking"),
    "alone": ("here alone", ""),
    "began_under_18": ("it began in childhood", "it began in adulthood"),
    "told_police": ("the police were told", "the police were not told"),
    "interpreter": ("with an interpreter", "without an interpreter"),
    "understood": ("understood", "not understood"),
    "recovery_need_weighed": ("the need for recovery weighed", "the need for recovery not weighed"),
    "retrafficking_risk_weighed": ("the risk of retrafficking weighed", "the risk of retrafficking not weighed"),
    "safety_plan": ("with a safety plan", "without a safety plan"),
    "witness": ("as a witness", "not as a witness"),
    "historic": ("historic", ""),
    "struck": ("struck", ""),
}
