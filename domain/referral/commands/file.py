"""What concerns the file rather than the person: assignment, notes, documents, corrections, alerts, time, imports.

Read next: `domain/referral/decide`, where commands are answered.
"""

from datetime import date
from typing import Annotated, ClassVar, Literal

from pydantic import BeforeValidator, Field

from domain.fields import Takes
from domain.frozen import Frozen
from domain.nations import Nation
from domain.sealed import Sealed
from domain.staff import Staff, StaffOnRecord
from domain.stream.command import Citation, Command, EventNumber, PublicText, PublishedReference, Slug, Source
from domain.text import given
from domain.when import When

AssignedRole = Literal["caseworker", "decision-maker", "second-reviewer", "support-provider", "prosecution-liaison"]
LatenessReason = Literal[
    "awaiting-information", "awaiting-interpreter", "awaiting-expert", "person-missing", "person-unwell",
    "court-proceedings", "volume-of-cases", "staffing", "system-fault", "other",
]  # fmt: skip


class Assign(Command):
    """Say who does the work on this case in a role."""

    name: ClassVar[str] = "assign"

    duty: AssignedRole = Field(description="in which role")
    assignee: Staff = Field(description="the member of staff, by the name under which they work")
    team: Slug | None = Field(default=None, description="the team in which they work, for instance east-2")


class Unassign(Command):
    """Say that nobody does the work on this case in a role any longer."""

    name: ClassVar[str] = "unassign"

    duty: AssignedRole = Field(description="in which role")


class AddNote(Command):
    """Add a note to the case file; its text is kept in the vault."""

    name: ClassVar[str] = "add-note"

    text: Sealed = Field(description="the note")


class AttachDocument(Command):
    """Put a document on the case file; its content is kept in the vault."""

    name: ClassVar[str] = "attach-document"

    kind: Slug = Field(description="what it is, for instance medical-report")
    content: Sealed = Field(description="the document")


class CorrectFact(Command):
    """Correct the date of an event, or strike an event that was recorded in error. Both stay on record."""

    name: ClassVar[str] = "correct-fact"

    event: EventNumber = Field(description="which event, by its number in the case's history")
    becomes: When | None = Field(default=None, description="when it was really so")
    received_on: When | None = Field(
        default=None, description="of a referral: the day the competent authority really received it"
    )
    struck: bool = Field(default=False, description="whether it never was so")
    reasons: Sealed = Field(description="why")


class AcknowledgeAlert(Command):
    """Say that an alert has been seen, and that somebody acts on it."""

    name: ClassVar[str] = "acknowledge-alert"

    alert: EventNumber = Field(description="the breach, rung or safeguard, by its number in the case's history")


class ExplainLateness(Command):
    """Give the reason for a breach."""

    name: ClassVar[str] = "explain-lateness"

    breach: EventNumber = Field(description="the breach, by its number in the case's history")
    reason: LatenessReason = Field(description="the reason")
    details: Sealed | None = Field(default=None, description="further details; required for other")


class PassTime(Command):
    """Let the case notice that time has passed. Only the engine asks for this."""

    name: ClassVar[str] = "pass-time"


class Move(Frozen):
    """One clock that another rule-book moved; `run` is the version of the fact that started it.

    A day that is not there: the clock was not counted before, or is not counted any more.
    """

    clock: str
    run: int
    due_from: date | None = None
    due_to: date | None = None


class AdoptRuleBook(Command):
    """Put on record which clocks an accepted rule-book has moved. Only the engine asks for this."""

    name: ClassVar[str] = "adopt-rule-book"

    from_rules: PublicText = Field(description="the rule-book until now")
    to_rules: PublicText = Field(description="the rule-book from now on")
    reason: PublicText = Field(description="why it was accepted, in the public record's own words")
    accepted_by: StaffOnRecord = Field(description="who accepted it")
    moves: Annotated[tuple[Move, ...], Takes("a list of {clock, run, due_from, due_to}")] = Field(
        min_length=1, description="the clocks that move"
    )


MOST_FACTS = 1_000
"""Facts of one account. The longest published account has some thirty; 1,000 are folded and decided on in 0.1 seconds,
and the case has room for what comes after."""


class ImportedFact(Frozen):
    """One dated line of a history that began elsewhere."""

    type: Slug
    date: When
    note: Sealed | None = None


class ImportHistory(Command):
    """Open a case from the dated facts of a history that began elsewhere."""

    name: ClassVar[str] = "import-history"

    reference: PublishedReference = Field(description="its public or local reference")
    nation: Nation = Field(description="whose law and calendar apply; outside-uk where none of ours does")
    facts: Annotated[tuple[ImportedFact, ...], Takes("a list of {date, type, note}")] = Field(
        min_length=1, max_length=MOST_FACTS, description="what happened, each dated as exactly as known"
    )
    account_ends: When | None = Field(
        default=None, description="the last day the account speaks of, where it is known to stop; else it is still open"
    )
    citation: Annotated[Citation | None, BeforeValidator(given)] = Field(default=None, description="the public source")
    source: Annotated[Source | None, BeforeValidator(given)] = Field(
        default=None, description="where the source can be read"
    )
    confidence: Slug | None = Field(default=None, description="how well the account is sourced")
    child_at_referral: bool | None = Field(default=None, description="whether the person was a child when referred")
    summary: Sealed | None = Field(default=None, description="what the account says went wrong, in words")
    keep_unknown: bool = Field(default=False, description="whether words that are not known are kept as notes")
