"""A history that began elsewhere, told in our events; what we have no event for becomes a dated note.

Dates keep the precision the account gives them; no day is invented and no fact is dropped. Facts are ordered by date,
and where dates overlap, by their order in the account. What an account leaves out (the outcome of a judgment, the kind
of prison) is left out of the event. Read next: `domain/referral/consequences.py`, which finds the historic breaches.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import TypeAlias
from uuid import UUID

from domain.errors import Code, Invalid
from domain.referral.commands.base import AgeGroup, Decision, person_of
from domain.referral.commands.file import ImportedFact, ImportHistory
from domain.referral.events import challenge, file, grounds, intake, person, proceedings, recovery
from domain.referral.events.base import Event
from domain.referral.state import Dated
from domain.sealed import Sealed
from domain.when import When


def import_history(command: ImportHistory, case: UUID, at: datetime) -> tuple[Dated, ...]:
    """The events of an imported history, the opening one first; raises Invalid for a fact in the future."""
    facts = sorted(command.facts, key=lambda fact: fact.date.earliest)
    if any(fact.date.earliest > at for fact in facts):
        raise Invalid(Code.DATE_IN_FUTURE, "A fact of this history lies in the future.")
    if command.account_ends is not None and command.account_ends.last_day < facts[-1].date.first_day:
        raise Invalid(Code.DATE_OUT_OF_ORDER, "The account cannot end before its last fact.")
    opened = file.HistoryImported(
        reference=command.reference,
        nation=command.nation,
        person=person_of(case),
        imported_at=When.at(at),
        facts=len(facts),
        account_ends=command.account_ends,
        child_at_referral=command.child_at_referral,
        citation=command.citation,
        source=command.source,
        confidence=command.confidence,
        summary=command.summary,
    )
    told = [(_event(fact, facts[:place], command, case), fact.date) for place, fact in enumerate(facts)]
    return ((opened, facts[0].date), *told)


def _event(fact: ImportedFact, earlier: Sequence[ImportedFact], command: ImportHistory, case: UUID) -> Event:
    if fact.type == "referral":
        return _referral(fact, command, case)
    if fact.type == "missing":
        return person.PersonMissing(age=_missing_as(command), details=fact.note)
    if fact.type in _CHALLENGES:
        return _CHALLENGES[fact.type](fact.note, _challenged(earlier))
    if fact.type in _EVENTS:
        return _EVENTS[fact.type](fact.note)
    return file.FactNoted(kind=fact.type, note=fact.note)


def _referral(fact: ImportedFact, command: ImportHistory, case: UUID) -> intake.ReferralMade:
    return intake.ReferralMade(
        reference=command.reference,
        nation=command.nation,
        person=person_of(case),
        age_group=_age_group(command),
        consent="not-recorded",
        account=fact.note,
    )


def _age_group(command: ImportHistory) -> AgeGroup:
    if command.child_at_referral is None:
        return "unknown"
    return "child" if command.child_at_referral else "adult"


def _missing_as(command: ImportHistory) -> person.MissingAs | None:
    """An account that does not say how old somebody was raises no alarm about a child."""
    if command.child_at_referral is None:
        return None
    return "child" if command.child_at_referral else "adult"


def _challenged(earlier: Sequence[ImportedFact]) -> Decision | None:
    """The last negative decision before a challenge, which is what it was about; None where the account has none."""
    negative = [fact.type for fact in earlier if fact.type in _NEGATIVE]
    return _NEGATIVE[negative[-1]] if negative else None


_NEGATIVE: Mapping[str, Decision] = {"rg_negative": "reasonable-grounds", "cg_negative": "conclusive-grounds"}

_FromNote: TypeAlias = Callable[[Sealed | None], Event]
_FromDecision: TypeAlias = Callable[[Sealed | None, Decision | None], Event]

_CHALLENGES: Mapping[str, _FromDecision] = {
    "reconsideration_requested": lambda note, decision: challenge.ReconsiderationRequested(
        decision=decision, grounds=note
    ),
    "judicial_review_issued": lambda note, decision: challenge.JudicialReviewIssued(decision=decision, grounds=note),
}
"""What begins a challenge; the account does not say against which decision, its order does."""

_EVENTS: Mapping[str, _FromNote] = {
    "rg_positive": lambda note: grounds.ReasonableGroundsDecided(outcome="positive", reasons=note),
    "rg_negative": lambda note: grounds.ReasonableGroundsDecided(outcome="negative", reasons=note),
    "cg_positive": lambda note: grounds.ConclusiveGroundsDecided(outcome="positive", reasons=note),
    "cg_negative": lambda note: grounds.ConclusiveGroundsDecided(outcome="negative", reasons=note),
    "removal_directions": lambda note: recovery.EnforcementStepRecorded(step="removal-directions", details=note),
    "reconsideration_refused": lambda note: challenge.ReconsiderationDecided(outcome="maintained", reasons=note),
    "reconsideration_outcome": lambda note: challenge.ReconsiderationDecided(reasons=note),
    "judicial_review_judgment": lambda note: challenge.JudicialReviewStepRecorded(step="judgment", details=note),
    "tribunal_determination": lambda note: challenge.TribunalAppealRecorded(step="determination", details=note),
    "found": lambda note: person.PersonFound(details=note),
    "withdrawn": lambda note: person.CaseWithdrawn(statement=note),
    "died": lambda note: person.DeathRecorded(details=note),
    "detained": lambda note: person.PersonDetained(place=note),
    "released": lambda note: person.PersonReleased(details=note),
    "charged": lambda note: proceedings.ChargeRecorded(details=note),
    "convicted": lambda note: proceedings.VerdictRecorded(verdict="convicted", details=note),
    "acquitted": lambda note: proceedings.VerdictRecorded(verdict="acquitted", details=note),
    "sentenced": lambda note: proceedings.SentenceRecorded(details=note),
    "conviction_quashed": lambda note: proceedings.ConvictionQuashed(details=note),
}
"""The account's own words for what happened, and our event. Whatever is not here is kept as a dated note."""
