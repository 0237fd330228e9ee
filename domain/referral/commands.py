"""What may be asked of a case: one class per command, its fields and their meaning.

A command never holds a name or free text. Where a person types such a thing, the field is a `Sealed`: a reference
to the vault and a digest, put there by the gateway before the command travels. `COMMANDS` is the whole list.

Read next: `decide.py`, where each command is answered.
"""

import re
from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import AfterValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

from domain.frozen import Frozen, printable
from domain.nations import Nation
from domain.sealed import Sealed
from domain.when import When


def _unmistakable(reference: str) -> str:
    """A reference must not look like another: not like an id, and with single spaces inside it only."""
    if reference != " ".join(reference.split()) or _ID.fullmatch(reference):
        raise PydanticCustomError("reference", "A reference has single spaces only, and is not an id")
    return reference


_ID = re.compile(r"[{(]?[0-9a-fA-F]{8}-?([0-9a-fA-F]{4}-?){3}[0-9a-fA-F]{12}[)}]?")

Reference = Annotated[
    str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9 ./()_-]{0,63}$"), AfterValidator(_unmistakable)
]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+([-_][a-z0-9]+)*$", max_length=64)]
PublicText = Annotated[str, StringConstraints(max_length=1000), AfterValidator(printable)]

Outcome = Literal["positive", "negative"]
AgeGroup = Literal["adult", "child", "unknown"]
Authority = Literal["sca", "ieca", "ukhtc", "ukba", "nca", "ukvi", "devolved-child-panel"]
EnforcementStep = Literal["removal-directions", "expulsion", "charter-listing", "detention-for-removal", "other"]
Decision = Literal["reasonable-grounds", "conclusive-grounds"]
ClosingReason = Literal["identification-complete", "negative-decision", "left-the-country", "opened-in-error"]


class Command(Frozen):
    """What every command has: when the thing asked for was so in the world."""

    name: ClassVar[str]

    effective_at: When | None = Field(
        default=None, description="when it was so in the world: a day or an instant; now, if left out"
    )


class Refer(Command):
    """Refer a person to the National Referral Mechanism: this opens the case."""

    name: ClassVar[str] = "refer"

    nation: Nation = Field(description="whose law and calendar apply")
    age_group: AgeGroup = Field(description="adult, child, or unknown (then presumed to be a child)")
    consent: Literal["given", "not-needed"] = Field(description="an adult must have given consent; a child need not")
    first_responder: Slug = Field(description="the organisation that refers, for instance salvation-army")
    reference: Reference | None = Field(default=None, description="the reference people will use; made, if left out")
    received_on: When | None = Field(
        default=None, description="the day the competent authority received it, if not the day it was made"
    )
    person_details: Sealed | None = Field(default=None, description="name, date of birth and the like")
    account: Sealed | None = Field(default=None, description="what happened, in words")


class AllocateCompetentAuthority(Command):
    """Say which competent authority will decide."""

    name: ClassVar[str] = "allocate-competent-authority"

    authority: Authority = Field(description="the competent authority")


class DecideReasonableGrounds(Command):
    """Decide whether there are reasonable grounds to believe that the person is a victim."""

    name: ClassVar[str] = "decide-reasonable-grounds"

    outcome: Outcome = Field(description="the decision")
    reasons: Sealed | None = Field(default=None, description="the reasons; required for a negative decision")


class ExtendRecoveryPeriod(Command):
    """Lengthen the recovery period to a later last day."""

    name: ClassVar[str] = "extend-recovery-period"

    until: When = Field(description="the new last day of the period")
    reasons: Sealed | None = Field(default=None, description="why it is needed")


class RecordEnforcementStep(Command):
    """Record a step taken against the person, such as removal directions."""

    name: ClassVar[str] = "record-enforcement-step"

    step: EnforcementStep = Field(description="what was done")
    details: Sealed | None = Field(default=None, description="further details")


class DecideConclusiveGrounds(Command):
    """Decide conclusively whether the person is a victim."""

    name: ClassVar[str] = "decide-conclusive-grounds"

    outcome: Outcome = Field(description="the decision")
    reasons: Sealed | None = Field(default=None, description="the reasons; required for a negative decision")


class ServeDecision(Command):
    """Record that a decision was served; windows for challenge start here."""

    name: ClassVar[str] = "serve-decision"

    decision: Decision = Field(description="which decision was served")


class Withdraw(Command):
    """Record that the person withdrew from the NRM."""

    name: ClassVar[str] = "withdraw"

    statement: Sealed | None = Field(default=None, description="how the person asked for it, in words")


class Close(Command):
    """Close the case."""

    name: ClassVar[str] = "close"

    reason: ClosingReason = Field(description="why the case is closed")


class AddNote(Command):
    """Add a note to the case file; its text is kept in the vault."""

    name: ClassVar[str] = "add-note"

    text: Sealed = Field(description="the note")


class PassTime(Command):
    """Let the case notice that time has passed. Only the engine asks for this."""

    name: ClassVar[str] = "pass-time"


class ImportedFact(Frozen):
    """One dated line of a history that began elsewhere."""

    type: Slug
    date: When
    note: Sealed | None = None


class ImportHistory(Command):
    """Open a case from the dated facts of a history that began elsewhere."""

    name: ClassVar[str] = "import-history"

    reference: Reference = Field(description="its public or local reference")
    nation: Nation = Field(description="whose law and calendar apply; outside-uk where none of ours does")
    facts: tuple[ImportedFact, ...] = Field(min_length=1, description="what happened, each dated as exactly as known")
    account_ends: When | None = Field(
        default=None, description="the last day the account speaks of, where it is known to stop; else it is still open"
    )
    citation: PublicText | None = Field(default=None, description="the public source")
    source: PublicText | None = Field(default=None, description="where the source can be read")
    confidence: Slug | None = Field(default=None, description="how well the account is sourced")
    child_at_referral: bool | None = Field(default=None, description="whether the person was a child when referred")
    summary: Sealed | None = Field(default=None, description="what the account says went wrong, in words")


COMMANDS: Mapping[str, type[Command]] = {
    command.name: command
    for command in (
        Refer,
        AllocateCompetentAuthority,
        DecideReasonableGrounds,
        ExtendRecoveryPeriod,
        RecordEnforcementStep,
        DecideConclusiveGrounds,
        ServeDecision,
        Withdraw,
        Close,
        AddNote,
        PassTime,
        ImportHistory,
    )
}

OPENING = frozenset({Refer.name, ImportHistory.name})
"""The commands that open a case rather than act on one."""


def person_of(case: UUID) -> UUID:
    """The person a case is about. One referral, one person: until cases are linked, they share an id."""
    return case
