"""What may have happened in a prosecution: one class per event, with its stable stored name.

Names differ from those of a person's case, so that a list of events never leaves it open whose verdict it speaks of.
No personal data, no free text: defendants are numbers, victims the ids of their cases. Read next: `state.py`.
"""

from collections.abc import Mapping
from typing import ClassVar
from uuid import UUID

from domain.nations import AnyNation
from domain.prosecution.commands import (
    ChargeDecision,
    DefendantNumber,
    EndReason,
    ReopenReason,
    SentenceKind,
    SpecialMeasure,
    TrialStep,
    UnlinkReason,
    Verdict,
)
from domain.sealed import Sealed
from domain.stream.command import AnyReference, AnySlug, EventNumber
from domain.stream.event import Event
from domain.when import When


class InvestigationOpened(Event):
    """An investigation was opened. `likeness`: what the reference looks like, as no other prosecution's may look."""

    type: ClassVar[str] = "investigation-opened"

    prosecution: UUID
    reference: AnyReference
    nation: AnyNation
    force: AnySlug
    likeness: str | None = None


class CrimeNumberRecorded(Event):
    """The police recorded the crime."""

    type: ClassVar[str] = "crime-number-recorded"

    number: AnyReference


class VictimLinked(Event):
    """A person is a victim here. Their case is told by a pointer; nothing of it is copied."""

    type: ClassVar[str] = "victim-linked"

    case: UUID
    witness: bool


class VictimUnlinked(Event):
    """A linked person is no victim here."""

    type: ClassVar[str] = "victim-unlinked"

    case: UUID
    reason: UnlinkReason


class ReferredToProsecutor(Event):
    """The prosecutor was asked for a charging decision."""

    type: ClassVar[str] = "referred-to-prosecutor"


class ChargeDecided(Event):
    """The prosecutor decided about one defendant; `conduct` is when the offence was done."""

    type: ClassVar[str] = "charge-decided"

    defendant: DefendantNumber
    decision: ChargeDecision
    offence: AnySlug | None = None
    conduct: When | None = None


class TrialStepRecorded(Event):
    """The trial took a step."""

    type: ClassVar[str] = "trial-step-recorded"

    step: TrialStep


class VerdictGiven(Event):
    """One charge against one defendant ended."""

    type: ClassVar[str] = "verdict-given"

    defendant: DefendantNumber
    offence: AnySlug
    verdict: Verdict


class SentencePassed(Event):
    """A convicted defendant was sentenced; `months` is the length, where the sentence has one."""

    type: ClassVar[str] = "sentence-passed"

    defendant: DefendantNumber
    sentence: SentenceKind
    months: int | None = None


class ReparationOrdered(Event):
    """A convicted defendant was ordered to pay reparation; `pounds` where the amount is known."""

    type: ClassVar[str] = "reparation-ordered"

    defendant: DefendantNumber
    pounds: int | None = None


class SpecialMeasuresRecorded(Event):
    """A victim gives evidence under a special measure."""

    type: ClassVar[str] = "special-measures-recorded"

    case: UUID
    kind: SpecialMeasure


class InvestigationEnded(Event):
    """The prosecution is over."""

    type: ClassVar[str] = "investigation-ended"

    reason: EndReason


class InvestigationReopened(Event):
    """The prosecution goes on after all."""

    type: ClassVar[str] = "investigation-reopened"

    reason: ReopenReason


class FactCorrected(Event):
    """An earlier event has another date, or never was so. It stays on record; the prosecution is read as corrected."""

    type: ClassVar[str] = "fact-corrected"

    event: EventNumber
    becomes: When | None = None
    struck: bool = False
    reasons: Sealed


class NoteAdded(Event):
    """A note was put on the file."""

    type: ClassVar[str] = "note-added"

    text: Sealed


EVENTS: Mapping[str, type[Event]] = {
    event.type: event
    for event in (
        InvestigationOpened,
        CrimeNumberRecorded,
        VictimLinked,
        VictimUnlinked,
        ReferredToProsecutor,
        ChargeDecided,
        TrialStepRecorded,
        VerdictGiven,
        SentencePassed,
        ReparationOrdered,
        SpecialMeasuresRecorded,
        InvestigationEnded,
        InvestigationReopened,
        FactCorrected,
        NoteAdded,
    )
}


def read_event(stored_type: str, schema_version: int, body: bytes) -> Event:
    """The event these bytes say; raises KeyError for a type or shape this release does not know."""
    event = EVENTS[stored_type]
    if schema_version != event.schema_version:
        message = f"{stored_type} has no shape {schema_version}"
        raise KeyError(message)
    return event.model_validate_json(body)
