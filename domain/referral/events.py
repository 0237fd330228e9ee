"""What may have happened to a case: one class per event, with its stable stored name.

Stored names and fields are for ever: an event is never renamed or reshaped, only superseded by a new `schema`.
Bodies hold no personal data and no free text; those are in the vault, named here by reference and digest.
`EVENTS` is the whole list. Read next: `state.py`, what these add up to.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import ClassVar, Literal
from uuid import UUID

from domain.frozen import Frozen
from domain.nations import Nation
from domain.referral.commands import (
    AgeGroup,
    Authority,
    ClosingReason,
    Decision,
    EnforcementStep,
    Outcome,
    PublicText,
    Reference,
    Slug,
)
from domain.sealed import Sealed
from domain.when import When


class Event(Frozen):
    """The body of an event. Who, when and in what order stand in the envelope around it."""

    type: ClassVar[str]
    schema_version: ClassVar[int] = 1


class ReferralMade(Event):
    """A person was referred; the clock for the first decision starts when the authority receives it."""

    type: ClassVar[str] = "referral-made"

    reference: Reference
    nation: Nation
    person: UUID
    age_group: AgeGroup
    consent: Literal["given", "not-needed", "not-recorded"]
    first_responder: Slug | None = None
    received_on: When | None = None
    person_details: Sealed | None = None
    account: Sealed | None = None


class CompetentAuthorityAllocated(Event):
    """It was settled which authority decides."""

    type: ClassVar[str] = "competent-authority-allocated"

    authority: Authority


class ReasonableGroundsDecided(Event):
    """The first decision was made; if positive, the recovery period began."""

    type: ClassVar[str] = "reasonable-grounds-decided"

    outcome: Outcome
    reasons: Sealed | None = None


class RecoveryPeriodExtended(Event):
    """The recovery period was given a later last day."""

    type: ClassVar[str] = "recovery-period-extended"

    until: When
    reasons: Sealed | None = None


class EnforcementStepRecorded(Event):
    """A step was taken against the person."""

    type: ClassVar[str] = "enforcement-step-recorded"

    step: EnforcementStep
    details: Sealed | None = None


class ConclusiveGroundsDecided(Event):
    """The conclusive decision was made."""

    type: ClassVar[str] = "conclusive-grounds-decided"

    outcome: Outcome
    reasons: Sealed | None = None


class DecisionServed(Event):
    """A decision reached the person or whoever acts for them."""

    type: ClassVar[str] = "decision-served"

    decision: Decision
    outcome: Outcome


class CaseWithdrawn(Event):
    """The person withdrew."""

    type: ClassVar[str] = "case-withdrawn"

    statement: Sealed | None = None


class CaseClosed(Event):
    """The case was closed."""

    type: ClassVar[str] = "case-closed"

    reason: ClosingReason


class NoteAdded(Event):
    """A note was put on the file."""

    type: ClassVar[str] = "note-added"

    text: Sealed


class HistoryImported(Event):
    """A case was opened from an account written elsewhere."""

    type: ClassVar[str] = "history-imported"

    reference: Reference
    nation: Nation
    person: UUID
    account_ends: When | None = None
    citation: PublicText | None = None
    source: PublicText | None = None
    confidence: Slug | None = None
    summary: Sealed | None = None


class FactNoted(Event):
    """A dated fact of an imported history; `kind` is the account's own word for it."""

    type: ClassVar[str] = "fact-noted"

    kind: Slug
    note: Sealed | None = None


class OnClock(Event):
    """What every event about a clock names: the clock, the run (version of the fact that started it), the rung."""

    clock: str
    run: int
    rung: str
    rule: str


class RungReached(OnClock):
    """A clock passed a rung that is not a breach: a deadline draws near, a waiting band is reached."""

    type: ClassVar[str] = "rung-reached"

    severity: str
    tell: str


class PeriodEnded(OnClock):
    """A protected period ran its full length."""

    type: ClassVar[str] = "period-ended"

    ended_on: date


class BreachRecorded(OnClock):
    """A duty was not kept. `historic` marks one that was already past when the case was imported."""

    type: ClassVar[str] = "breach-recorded"

    kind: str
    force: str
    due_on: date
    due_at: datetime
    what: str
    duty: str
    cure: str
    historic: bool = False


class BreachCured(OnClock):
    """What was owed was done, late. `days_late` counts calendar days after the due day.

    Both are None when it was done on a day nobody wrote down, but late whichever day it was.
    """

    type: ClassVar[str] = "breach-cured"

    cured_on: date | None
    days_late: int | None


class BreachDisproved(OnClock):
    """Later facts show that there was no breach; the first record stays, and this one closes it."""

    type: ClassVar[str] = "breach-disproved"

    because: str


EVENTS: Mapping[str, type[Event]] = {
    event.type: event
    for event in (
        ReferralMade,
        CompetentAuthorityAllocated,
        ReasonableGroundsDecided,
        RecoveryPeriodExtended,
        EnforcementStepRecorded,
        ConclusiveGroundsDecided,
        DecisionServed,
        CaseWithdrawn,
        CaseClosed,
        NoteAdded,
        HistoryImported,
        FactNoted,
        RungReached,
        PeriodEnded,
        BreachRecorded,
        BreachCured,
        BreachDisproved,
    )
}


def body_of(event: Event) -> bytes:
    """The exact bytes that are stored and hashed."""
    return event.model_dump_json(exclude_none=True).encode()


def read_event(stored_type: str, schema_version: int, body: bytes) -> Event:
    """The event these bytes say; raises KeyError for a type or shape this release does not know.

    When a shape changes, the older `schema_version` is translated here and a stored sample of it joins the tests.
    """
    event = EVENTS[stored_type]
    if schema_version != event.schema_version:
        message = f"{stored_type} has no shape {schema_version}"
        raise KeyError(message)
    return event.model_validate_json(body)
