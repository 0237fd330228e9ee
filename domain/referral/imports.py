"""A history that began elsewhere, told in our events; what we have no event for becomes a dated fact.

Dates keep the precision the account gives them; no day is invented and no fact is dropped. Facts are ordered by date,
and where dates overlap, by their order in the account. Read next: `consequences.py`, which finds the historic breaches.
"""

from datetime import datetime
from uuid import UUID

from domain.errors import Code, Invalid
from domain.referral import events as e
from domain.referral.commands import AgeGroup, ImportedFact, ImportHistory, person_of
from domain.referral.evolve import Dated


def import_history(command: ImportHistory, case: UUID, at: datetime) -> tuple[Dated, ...]:
    """The events of an imported history, the opening one first; raises Invalid for a fact in the future."""
    facts = sorted(command.facts, key=lambda fact: fact.date.earliest)
    if any(fact.date.earliest > at for fact in facts):
        raise Invalid(Code.DATE_IN_FUTURE, "A fact of this history lies in the future.")
    if command.account_ends is not None and command.account_ends.last_day < facts[-1].date.first_day:
        raise Invalid(Code.DATE_OUT_OF_ORDER, "The account cannot end before its last fact.")
    opened = e.HistoryImported(
        reference=command.reference,
        nation=command.nation,
        person=person_of(case),
        account_ends=command.account_ends,
        citation=command.citation,
        source=command.source,
        confidence=command.confidence,
        summary=command.summary,
    )
    return ((opened, facts[0].date), *((_event(fact, command, case), fact.date) for fact in facts))


def _event(fact: ImportedFact, command: ImportHistory, case: UUID) -> e.Event:
    match fact.type:
        case "referral":
            return e.ReferralMade(
                reference=command.reference,
                nation=command.nation,
                person=person_of(case),
                age_group=_age_group(command),
                consent="not-recorded",
                account=fact.note,
            )
        case "rg_positive":
            return e.ReasonableGroundsDecided(outcome="positive", reasons=fact.note)
        case "rg_negative":
            return e.ReasonableGroundsDecided(outcome="negative", reasons=fact.note)
        case "cg_positive":
            return e.ConclusiveGroundsDecided(outcome="positive", reasons=fact.note)
        case "cg_negative":
            return e.ConclusiveGroundsDecided(outcome="negative", reasons=fact.note)
        case "withdrawn":
            return e.CaseWithdrawn(statement=fact.note)
        case _:
            return e.FactNoted(kind=fact.type, note=fact.note)


def _age_group(command: ImportHistory) -> AgeGroup:
    if command.child_at_referral is None:
        return "unknown"
    return "child" if command.child_at_referral else "adult"
