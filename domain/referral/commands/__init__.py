"""What may be asked of a case: one class per command, its fields and their meaning, one module per strand of the path.

A command never holds a name or free text. Where a person types such a thing, the field is a `Sealed`: a reference
to the vault and a digest, put there by the gateway before the command travels. `COMMANDS` is the whole list.

Read next: `base.py`, then the strands in the order of the path; `domain/referral/decide`, where each is answered.
"""

from collections.abc import Iterator, Mapping
from types import ModuleType

from domain.referral.commands import (
    after,
    age,
    challenge,
    disqualification,
    file,
    grounds,
    intake,
    person,
    proceedings,
    recovery,
)
from domain.stream.command import Command

STRANDS = (intake, grounds, recovery, challenge, disqualification, person, age, after, proceedings, file)
"""The strands of a person's path, in its order."""


def _of(strand: ModuleType) -> Iterator[type[Command]]:
    for member in vars(strand).values():
        if isinstance(member, type) and issubclass(member, Command) and "name" in vars(member):
            yield member


COMMANDS: Mapping[str, type[Command]] = {command.name: command for strand in STRANDS for command in _of(strand)}

OPENING = frozenset({intake.ReportEncounter.name, intake.Refer.name, file.ImportHistory.name})
"""The commands that can open a case."""

ONLY_OPENING = OPENING - {intake.Refer.name}
"""Those that can do nothing else. A referral can also follow in a case that began with an encounter."""

FOR_THE_ENGINE = frozenset(
    {
        file.PassTime.name,
        file.AdoptRuleBook.name,
        proceedings.LinkProsecution.name,
        proceedings.EndProsecutionLink.name,
    }
)
"""The commands that no person may ask."""

AFTER_THE_END = frozenset(
    {
        *(command.name for command in _of(challenge)),
        *(command.name for command in (file.AddNote, file.AttachDocument, file.CorrectFact)),
        *(command.name for command in (file.AcknowledgeAlert, file.ExplainLateness)),
        *(command.name for command in _of(proceedings)),
        *(command.name for command in (recovery.RecordEnforcementStep, recovery.CancelEnforcementStep)),
        *(intake.LinkReferral.name, person.RecordDeath.name, person.RecordSafetyPlan.name),
        *(after.RequestLeaveReconsideration.name, after.RequestLeaveRenewal.name, after.Reopen.name),
        *(file.PassTime.name, file.AdoptRuleBook.name),
    }
)
"""What can be asked of a case that has ended, whatever its date."""

ON_FILE = frozenset(
    command.name
    for command in (
        *(file.Assign, file.Unassign, file.AddNote, file.AttachDocument),
        *(file.AcknowledgeAlert, file.ExplainLateness),
    )
)
"""What only adds to the file, and says nothing of the person."""

MOVE_THE_CASE = frozenset(
    command.name
    for command in (
        *(intake.Refer, intake.RecordNotReferred, intake.NotifyWithoutConsent, intake.AllocateCompetentAuthority),
        *(grounds.DecideReasonableGrounds, grounds.DecideConclusiveGrounds, person.Withdraw, after.Close),
    )
)
"""What moves a live case from one stage to another. Of a case that has ended it is asked only once it is reopened;
whatever else was so before the end can still be recorded, with its date."""
