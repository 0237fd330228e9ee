"""A history that began elsewhere, told in our events; what is wanted as a note becomes a dated note.

Dates keep the precision the account gives them; no day is invented and no fact is dropped. Facts are ordered by date,
and where dates overlap, by their order in the account. No word is guessed at (`account_words.py`), and nobody decides
by importing: an account that goes on carries decisions only where whoever may decide imports it. One that has ended is
a history, whose decisions are long made. Read next: `domain/referral/consequences.py`, which finds historic breaches.
"""

from collections.abc import Iterator, Sequence

from domain.errors import Code, Invalid, NotAllowed
from domain.look_alikes import likeness
from domain.referral.account_words import REFERRAL, WORDS, Telling, events_of, standing_after
from domain.referral.commands.base import Reconsidered, person_of
from domain.referral.commands.file import ImportedFact, ImportHistory
from domain.referral.events import file, intake
from domain.referral.events.grounds import DecisionSetAside
from domain.referral.recorded_by import RECORDED_BY
from domain.referral.state import Dated
from domain.roles import Role, may, who_may
from domain.stream.context import Context
from domain.stream.event import Event
from domain.when import When


def import_history(command: ImportHistory, context: Context) -> tuple[Dated, ...]:
    """The events of an imported history, the opening one first; raises NrmError for what cannot be told so."""
    facts = sorted(command.facts, key=lambda fact: fact.date.earliest)
    if any(fact.date.earliest > context.at for fact in facts):
        raise Invalid(Code.DATE_IN_FUTURE, "A fact of this history lies in the future.")
    if command.account_ends is not None and command.account_ends.last_day < facts[-1].date.first_day:
        raise Invalid(Code.DATE_OUT_OF_ORDER, "The account cannot end before its last fact.")
    _refuse_unknown_words(command)
    told = tuple(_told(facts, command, context))
    if command.account_ends is None:
        _refuse_decisions([event for event, _ in told], context.role)
    opened = file.HistoryImported(
        reference=command.reference,
        nation=command.nation,
        person=person_of(context.case),
        imported_at=When.at(context.at),
        imported_by=context.actor,
        facts=len(told),
        account_ends=command.account_ends,
        child_at_referral=command.child_at_referral,
        citation=command.citation,
        source=command.source,
        confidence=command.confidence,
        summary=command.summary,
        likeness=likeness(command.reference),
    )
    return ((opened, facts[0].date), *told)


def _refuse_unknown_words(command: ImportHistory) -> None:
    if not command.keep_unknown and any(fact.type not in WORDS for fact in command.facts):
        raise Invalid(Code.UNKNOWN_WORD, "A fact of this history is of a kind that is not known.")


def _refuse_decisions(told: Sequence[Event], role: Role) -> None:
    """Refuse what no caseworker may record, from whoever may not record it either."""
    for event in told:
        command = _command_behind(event)
        if Role.CASEWORKER not in who_may(command) and not may(role, command):
            message = (
                "An account that goes on, without account_ends, carries decisions only where it is imported by "
                f"whoever may make them. The role {role} may not ask for {command}."
            )
            raise NotAllowed(Code.ROLE_NOT_PERMITTED, message)


def _command_behind(event: Event) -> str:
    """The command that records such an event; a decision is given up by whoever may decide again."""
    return f"decide-{event.decision}" if isinstance(event, DecisionSetAside) else RECORDED_BY[event.type]


def _told(facts: Sequence[ImportedFact], command: ImportHistory, context: Context) -> Iterator[Dated]:
    against: tuple[Reconsidered, ...] = ()
    for fact in facts:
        said = Telling(fact.note, command.child_at_referral, against[-1] if against else None)
        against = standing_after(fact.type, against)
        if fact.type == REFERRAL:
            yield _referral(said, command, context), fact.date
            continue
        for event in events_of(fact.type, said):
            yield event, fact.date


def _referral(said: Telling, command: ImportHistory, context: Context) -> intake.ReferralMade:
    return intake.ReferralMade(
        reference=command.reference,
        nation=command.nation,
        person=person_of(context.case),
        age_group=said.age_group,
        consent="not-recorded",
        account=said.note,
    )
