"""What may be asked of a prosecution of traffickers: one class per command, its fields and their meaning.

No suspect is ever named. Defendants are counted, 1 to N, so that charges, verdicts and sentences are each defendant's
own; victims are known by the ids of their cases. The name of a command begins with the kind of stream it is asked of:
that is what tells a verdict here from one against a person in the National Referral Mechanism.

Read next: `events.py`, what these lead to; `decide.py`, where each is answered.
"""

from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import Field

from domain.fields import Takes
from domain.frozen import shaped
from domain.nations import Nation
from domain.sealed import Sealed
from domain.stream import PROSECUTION
from domain.stream.command import Command, Count, EventNumber, Reference, Slug
from domain.when import When

KIND = PROSECUTION
"""The kind of stream: the first part of its name, and of the name of every command asked of it."""

FileNumber = Annotated[
    Reference,
    shaped(r"[A-Za-z0-9/-]{1,32}", "Up to 32 letters of the English alphabet, digits, / and - belong here"),
    Takes("up to 32 letters, digits, / and -, a digit among them, and no date"),
]
"""What an authority calls a file: up to 32 letters, digits, hyphens and slashes, a digit among them, and no date."""

DefendantNumber = Annotated[Count, Field(le=500), Takes("a number from 1 to 500")]
"""Which defendant: they are counted from 1 in the order in which the prosecutor decides about them."""

ChargeDecision = Literal["charged", "no-further-action"]
TrialStep = Literal["listed", "begun", "adjourned", "ended"]
Verdict = Literal["convicted", "convicted-on-plea", "acquitted", "discontinued"]
SentenceKind = Literal["custody", "suspended", "community", "fine", "discharge", "other"]
SpecialMeasure = Literal[
    "screens", "live-link", "evidence-in-private", "wigs-and-gowns-removed", "recorded-evidence-in-chief",
    "recorded-cross-examination", "intermediary", "communication-aids", "anonymity",
]  # fmt: skip
UnlinkReason = Literal["linked-in-error", "not-a-victim-of-these-defendants"]
EndReason = Literal[
    "proceedings-concluded", "no-suspect-identified", "insufficient-evidence", "not-in-the-public-interest",
    "joined-to-another-prosecution", "opened-in-error",
]  # fmt: skip
ReopenReason = Literal["new-evidence", "suspect-identified", "decision-reviewed", "retrial-ordered"]


class OpenInvestigation(Command):
    """Open an investigation into trafficking or slavery: this opens the prosecution's record."""

    name: ClassVar[str] = f"{KIND}/open-investigation"

    nation: Nation = Field(description="whose criminal law applies")
    force: Slug = Field(description="the police force or agency that investigates, for instance kent-police")
    reference: FileNumber | None = Field(default=None, description="the reference people will use; made, if left out")


class RecordCrimeNumber(Command):
    """Record the number under which the police have recorded the crime; there may be several."""

    name: ClassVar[str] = f"{KIND}/record-crime-number"

    number: FileNumber = Field(description="the crime number")


class LinkVictim(Command):
    """Link the case of a person who is a victim here, or change whether a linked one is to be a witness."""

    name: ClassVar[str] = f"{KIND}/link-victim"

    case: UUID = Field(description="the id of the person's case")
    witness: bool = Field(default=False, description="whether the person is to be a witness")


class UnlinkVictim(Command):
    """Record that a linked person is no victim in this prosecution."""

    name: ClassVar[str] = f"{KIND}/unlink-victim"

    case: UUID = Field(description="the id of the person's case")
    reason: UnlinkReason = Field(description="why")


class ReferToProsecutor(Command):
    """Record that the police have referred the investigation to the prosecutor for a charging decision."""

    name: ClassVar[str] = f"{KIND}/refer-to-prosecutor"


class DecideCharge(Command):
    """Record the prosecutor's decision about one defendant and one offence."""

    name: ClassVar[str] = f"{KIND}/decide-charge"

    defendant: DefendantNumber = Field(description="which defendant: 1 for the first decided about, then 2, and so on")
    decision: ChargeDecision = Field(description="what was decided")
    offence: Slug | None = Field(
        default=None, description="the offence, as the rule-book names it; required for a charge"
    )
    conduct: When | None = Field(
        default=None, description="when it was done, as exactly as the charge says; required for a charge"
    )


class RecordTrialStep(Command):
    """Record a step of the trial."""

    name: ClassVar[str] = f"{KIND}/record-trial-step"

    step: TrialStep = Field(description="the step")


class OnDefendant(Command):
    """What every outcome in court has in common."""

    defendant: DefendantNumber = Field(description="which defendant")


class RecordVerdict(OnDefendant):
    """Record how one charge against one defendant ended."""

    name: ClassVar[str] = f"{KIND}/record-verdict"

    verdict: Verdict = Field(description="the verdict; discontinued where the charge was withdrawn or stayed")
    offence: Slug | None = Field(default=None, description="on which charge; may be left out while only one is open")


class RecordSentence(OnDefendant):
    """Record the sentence of a convicted defendant."""

    name: ClassVar[str] = f"{KIND}/record-sentence"

    sentence: SentenceKind = Field(description="its kind")
    months: Annotated[Count, Field(le=1200)] | None = Field(
        default=None, description="its length in months, where it has one"
    )


class RecordReparationOrder(OnDefendant):
    """Record that a court ordered a convicted defendant to pay reparation to victims."""

    name: ClassVar[str] = f"{KIND}/record-reparation-order"

    pounds: Count | None = Field(default=None, description="how much, in whole pounds, where it is known")


class RecordSpecialMeasures(Command):
    """Record a special measure for a victim who gives evidence."""

    name: ClassVar[str] = f"{KIND}/record-special-measures"

    case: UUID = Field(description="the id of the person's case")
    kind: SpecialMeasure = Field(description="the measure")


class EndInvestigation(Command):
    """End the prosecution; every linked case is told."""

    name: ClassVar[str] = f"{KIND}/end-investigation"

    reason: EndReason = Field(description="why it ends")


class ReopenInvestigation(Command):
    """Take up again what had ended, as a cold case is; the cases of its victims are told anew."""

    name: ClassVar[str] = f"{KIND}/reopen-investigation"

    reason: ReopenReason = Field(description="why it goes on")


class CorrectFact(Command):
    """Correct the date of an event, or strike an event that was recorded in error. Both stay on record."""

    name: ClassVar[str] = f"{KIND}/correct-fact"

    event: EventNumber = Field(description="which event, by its number in the prosecution's history")
    becomes: When | None = Field(default=None, description="when it was really so")
    struck: bool = Field(default=False, description="whether it never was so")
    reasons: Sealed = Field(description="why")


class AddNote(Command):
    """Add a note to the prosecution's file; its text is kept in the vault."""

    name: ClassVar[str] = f"{KIND}/add-note"

    text: Sealed = Field(description="the note")


class PassTime(Command):
    """Ask how the prosecution stands. Only the engine asks for this."""

    name: ClassVar[str] = f"{KIND}/pass-time"


COMMANDS: Mapping[str, type[Command]] = {
    command.name: command
    for command in (
        OpenInvestigation,
        RecordCrimeNumber,
        LinkVictim,
        UnlinkVictim,
        ReferToProsecutor,
        DecideCharge,
        RecordTrialStep,
        RecordVerdict,
        RecordSentence,
        RecordReparationOrder,
        RecordSpecialMeasures,
        EndInvestigation,
        ReopenInvestigation,
        CorrectFact,
        AddNote,
        PassTime,
    )
}

OPENING = OpenInvestigation.name
"""The one command that opens a prosecution."""
