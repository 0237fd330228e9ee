"""Which events of a case can be meant where a command asks for the number of one.

People know their case, not its numbers: so whoever leaves a number out, or gives a wrong one, is told which there are,
and what each of them says. Nothing here decides. Read next: `words.py`; `decide/named.py`, which finds the one meant.
"""

from collections.abc import Callable, Iterable, Mapping

from domain.fields import hints_of
from domain.referral.beside import ChallengeKind
from domain.referral.commands import COMMANDS, after, challenge, file, grounds, person, proceedings, recovery
from domain.referral.events.after import LeaveDecided
from domain.referral.events.challenge import ReconsiderationDecided
from domain.referral.events.clocks import Alert
from domain.referral.events.disqualification import DisqualificationDecided
from domain.referral.events.grounds import ConclusiveGroundsDecided, ReasonableGroundsDecided
from domain.referral.events.person import PersonMissing
from domain.referral.events.recovery import EnforcementStepCancelled, EnforcementStepRecorded
from domain.referral.recorded_by import RECORDED_BY
from domain.referral.state import Referral
from domain.referral.words import is_found_by_the_engine, tell
from domain.stream.command import EventNumber, EventNumbers

_MOST = 8
"""How many are listed; of more, the last."""


def asks_for_a_number(command: str, field: str) -> bool:
    """Whether this field of this command names an event of the case."""
    known = COMMANDS.get(command)
    return known is not None and hints_of(known).get(field) in (EventNumber, EventNumbers)


def meant(state: Referral, command: str, field: str) -> tuple[int, ...]:
    """The numbers of the events that this field can mean now; it is one that asks for a number."""
    return tuple(_NUMBERS.get((command, field), correctable)(state))


def there_are(state: Referral, numbers: Iterable[int]) -> str:
    """` There are: 4 (charge recorded: theft, on 5 March 2024).`, to follow a refusal; of none that there is none."""
    every = sorted(numbers)
    if not every:
        return " There is none on record."
    earlier = f"{len(every) - _MOST} earlier ones; " if len(every) > _MOST else ""
    listed = "; ".join(_one(state, one) for one in every[-_MOST:])
    return f" There {'is' if len(every) == 1 else 'are'}: {earlier}{listed}."


def _one(state: Referral, number: int) -> str:
    """What the event says, and when it was so; what the engine found says that itself."""
    event, when = state.history[number - 1]
    dated = "" if is_found_by_the_engine(event) else f", {when.dated_in_full()}"
    return f"{number} ({tell(state.history, number)}{dated})"


def steps(state: Referral) -> list[int]:
    """The enforcement steps that have not been taken back. A struck event is no fact any more."""
    cancelled = {fact.about for fact in state.facts if fact.event == EnforcementStepCancelled.type}
    taken = (fact.version for fact in state.facts if fact.event == EnforcementStepRecorded.type)
    return [number for number in taken if number not in cancelled]


def alerts(state: Referral) -> list[int]:
    """The rungs, breaches and safeguards that nobody has acknowledged."""
    found = [number for number, (event, _) in enumerate(state.history, start=1) if isinstance(event, Alert)]
    return [number for number in found if number not in state.strands.acknowledged]


def breaches(state: Referral) -> list[int]:
    """The breaches on record that were not disproved."""
    return [breach.version for breach in state.breaches.values() if breach.status != "disproved"]


def documents(state: Referral) -> list[int]:
    """The notes and documents on file."""
    return list(state.strands.documents)


def correctable(state: Referral) -> list[int]:
    """What somebody put on record."""
    return [number for number, (event, _) in enumerate(state.history, start=1) if event.type in RECORDED_BY]


def _challenges(kind: ChallengeKind) -> Callable[[Referral], list[int]]:
    return lambda state: [number for number, one in state.strands.challenges.items() if one.kind == kind]


def _charges(state: Referral) -> list[int]:
    return list(state.strands.charges)


def disappearances(state: Referral) -> list[int]:
    """The reports that the person is missing."""
    return _facts(state, PersonMissing.type)


def _decisions(state: Referral) -> list[int]:
    """What can be challenged, or asked about again."""
    made = (ReasonableGroundsDecided, ConclusiveGroundsDecided, DisqualificationDecided, LeaveDecided)
    return _facts(state, *(event.type for event in (*made, ReconsiderationDecided)))


def _facts(state: Referral, *events: str) -> list[int]:
    return sorted(fact.version for fact in state.facts if fact.event in events)


_ON_CHARGE = (
    *(proceedings.ReviewNonPunishment, proceedings.RecordPlea, proceedings.RecordVerdict),
    *(proceedings.RecordSentence, proceedings.RecordConvictionQuashed),
)

_ABOUT_A_DECISION = (
    *(challenge.RequestReconsideration, challenge.ExtendReconsiderationWindow, challenge.IssueJudicialReview),
    after.RequestLeaveReconsideration,
)

_NUMBERS: Mapping[tuple[str, str], Callable[[Referral], Iterable[int]]] = {
    (recovery.CancelEnforcementStep.name, "step"): steps,
    (challenge.DecideReconsideration.name, "request"): _challenges("reconsideration"),
    (challenge.RecordJudicialReviewStep.name, "review"): _challenges("judicial-review"),
    (grounds.DecideReasonableGrounds.name, "evidence"): documents,
    (grounds.DecideConclusiveGrounds.name, "evidence"): documents,
    (file.AcknowledgeAlert.name, "alert"): alerts,
    (file.ExplainLateness.name, "breach"): breaches,
    (file.CorrectFact.name, "event"): correctable,
    (person.RecordMissingResponse.name, "missing"): disappearances,
    **{(command.name, "charge"): _charges for command in _ON_CHARGE},
    **{(command.name, "about"): _decisions for command in _ABOUT_A_DECISION},
}
"""For the others, whatever somebody has put on record."""
