"""What concerns the file: assignment, notes, documents, corrections, alerts, imports. Read next: `clocks.py`."""

from typing import ClassVar
from uuid import UUID

from domain.nations import AnyNation
from domain.referral.commands.file import AssignedRole, LatenessReason, Move
from domain.sealed import Sealed
from domain.staff import AnyStaff
from domain.stream.command import AnyReference, AnySlug, AnyText, EventNumber
from domain.stream.event import Event
from domain.when import When


class CaseAssigned(Event):
    """Somebody does the work in a role."""

    type: ClassVar[str] = "case-assigned"

    duty: AssignedRole
    assignee: AnyStaff
    team: AnySlug | None = None


class CaseUnassigned(Event):
    """Nobody does the work in a role any longer."""

    type: ClassVar[str] = "case-unassigned"

    duty: AssignedRole


class NoteAdded(Event):
    """A note was put on the file."""

    type: ClassVar[str] = "note-added"

    text: Sealed


class DocumentAttached(Event):
    """A document was put on the file."""

    type: ClassVar[str] = "document-attached"

    kind: AnySlug
    content: Sealed


class FactCorrected(Event):
    """An earlier event has another date, or never was so. It stays on record; the case is read as corrected.

    It says all that is other than recorded: where a later one corrects the same event, only the later one counts.
    """

    type: ClassVar[str] = "fact-corrected"

    event: EventNumber
    becomes: When | None = None
    received_on: When | None = None
    struck: bool = False
    reasons: Sealed


class AlertAcknowledged(Event):
    """Somebody has seen an alert and acts on it."""

    type: ClassVar[str] = "alert-acknowledged"

    alert: EventNumber
    acknowledged_by: AnyStaff


class LatenessExplained(Event):
    """The reason for a breach was given."""

    type: ClassVar[str] = "lateness-explained"

    breach: EventNumber
    reason: LatenessReason
    details: Sealed | None = None


class ClocksMoved(Event):
    """An accepted rule-book moved clocks of this case; why it was accepted, and by whom, where that was kept."""

    type: ClassVar[str] = "clocks-moved"

    from_rules: AnyText
    to_rules: AnyText
    reason: AnyText | None = None
    accepted_by: AnyStaff | None = None
    moves: tuple[Move, ...]


class HistoryImported(Event):
    """A case was opened from an account written elsewhere; `facts`: the number of events after this that tell it.

    `likeness`: what the reference looks like, as no other may look.
    """

    type: ClassVar[str] = "history-imported"

    reference: AnyReference
    nation: AnyNation
    person: UUID
    imported_at: When | None = None
    imported_by: AnyStaff | None = None
    facts: int | None = None
    account_ends: When | None = None
    child_at_referral: bool | None = None
    citation: AnyText | None = None
    source: AnyText | None = None
    confidence: AnySlug | None = None
    summary: Sealed | None = None
    likeness: str | None = None


class FactNoted(Event):
    """A dated fact of an imported history; `kind` is the account's own word for it."""

    type: ClassVar[str] = "fact-noted"

    kind: AnySlug
    note: Sealed | None = None
