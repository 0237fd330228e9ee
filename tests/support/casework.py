"""Given / when / then for the referral: a case is told in commands, and answered in events."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from domain.referral.decide import decide
from domain.referral.outlook import Outlook
from domain.referral.parse import parse
from domain.referral.state import Dated, NoReferral, Referral, State
from domain.roles import PERMITTED, Role
from domain.rules.shelf import published
from domain.sealed import Sealed
from domain.stream.command import Command
from domain.stream.context import Context, Neighbour
from domain.stream.event import Event

CASE = UUID("11111111-1111-4111-8111-111111111111")
TEXT = Sealed(ref=UUID("22222222-2222-4222-8222-222222222222"), digest="0" * 64)

_USUAL = (Role.CASEWORKER, Role.DECISION_MAKER, Role.PROSECUTION_LIAISON, Role.TEAM_LEADER, Role.ENGINE)

ROLE_FOR = {command: next(role for role in _USUAL if role in roles) for command, roles in PERMITTED.items()}
ROLE_FOR["correct-fact"] = Role.TEAM_LEADER
ROLE_FOR["import-history"] = Role.DECISION_MAKER
"""The role in which a story asks each command, where it does not say."""

WHO_ASKS = {"decide-reconsideration": "somebody-else", "correct-fact": "the-one-who-corrects"}
"""Who asks a command, where a story does not say and it is not `somebody`: nobody answers for their own decision, and
neither of the two corrects the other."""


def instant(text: str) -> datetime:
    """`2026-03-02` at noon UTC, or the instant written out."""
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(hour=12, tzinfo=UTC)


@dataclass(frozen=True)
class Case:
    """A case under way; every step returns the next one, so a story reads from top to bottom."""

    state: State = field(default_factory=NoReferral)
    events: tuple[Dated, ...] = ()
    last: tuple[Event, ...] = ()
    neighbours: Mapping[UUID, Neighbour] = field(default_factory=dict[UUID, Neighbour])

    def ask(self, on: str, command: str, role: Role | None = None, by: str | None = None, **fields: Any) -> "Case":
        """Ask this on that day, by somebody who may."""
        return self.ask_command(on, parse(command, fields), role, by)

    def ask_command(self, on: str, command: Command, role: Role | None = None, by: str | None = None) -> "Case":
        asker, by = role or ROLE_FOR[command.name], by or WHO_ASKS.get(command.name, "somebody")
        decision = decide(self.state, command, Context(CASE, by, asker, instant(on), published(), self.neighbours))
        said = tuple(event for event, _ in decision.events)
        return replace(self, state=decision.outlook.state, events=self.events + decision.events, last=said)

    @property
    def referral(self) -> Referral:
        assert isinstance(self.state, Referral)
        return self.state

    @property
    def outlook(self) -> Outlook:
        return Outlook(self.referral, published())

    @property
    def stage(self) -> str:
        return self.referral.stage.name

    @property
    def last_types(self) -> tuple[str, ...]:
        return tuple(event.type for event in self.last)


def referred(on: str, nation: str = "england-and-wales", **fields: Any) -> Case:
    """An adult referred on that day."""
    wanted = {"nation": nation, "age_group": "adult", "consent": "given", "first_responder": "salvation-army"}
    return Case().ask(on, "refer", **{**wanted, **fields})


def awaiting_reasonable_grounds(on: str, **fields: Any) -> Case:
    """Referred and allocated on that day."""
    return referred(on, **fields).ask(on, "allocate-competent-authority", authority="sca")


def in_recovery(referred_on: str, decided_on: str, **fields: Any) -> Case:
    """With a positive reasonable grounds decision."""
    case = awaiting_reasonable_grounds(referred_on, **fields)
    return case.ask(decided_on, "decide-reasonable-grounds", outcome="positive")


def types(events: Sequence[Dated]) -> list[str]:
    """The stored names of these events."""
    return [event.type for event, _ in events]


def open_breaches(case: Case) -> set[str]:
    """The clocks with a breach that is still open."""
    return {key[0] for key, breach in case.referral.breaches.items() if breach.status == "open"}


def concerns(case: Case) -> set[str]:
    """The safeguards that are raised and not cleared."""
    return {raised.check for raised in case.referral.safeguards.values() if raised.is_open}
