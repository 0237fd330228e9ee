"""Given / when / then for a prosecution: told in commands, answered in events."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from domain.prosecution.commands import COMMANDS, KIND
from domain.prosecution.decide import decide
from domain.prosecution.state import NoProsecution, Prosecution, State
from domain.referral.parse import parse
from domain.roles import Role
from domain.rules.shelf import published
from domain.sealed import Sealed
from domain.stream.context import Context, Neighbour
from domain.stream.event import Event
from tests.support.casework import instant

PROSECUTION = UUID("33333333-3333-4333-8333-333333333333")
WHY = Sealed(ref=UUID(int=7), digest="0" * 64)
VICTIMS = tuple(UUID(int=number) for number in (1, 2, 3))


@dataclass(frozen=True)
class Told:
    """A prosecution under way; every step returns the next one, so a story reads from top to bottom."""

    state: State = field(default_factory=NoProsecution)
    last: tuple[Event, ...] = ()
    cases: Mapping[UUID, Neighbour] = field(
        default_factory=lambda: {victim: Neighbour(victim, frozenset()) for victim in VICTIMS}
    )

    def ask(self, on: str, command: str, role: Role = Role.PROSECUTION_LIAISON, **fields: Any) -> "Told":
        """Ask this on that day, by somebody who may."""
        asked = parse(f"{KIND}/{command}", fields, COMMANDS)
        context = Context(PROSECUTION, "somebody", role, instant(on), published(), self.cases)
        decision = decide(self.state, asked, context)
        return replace(self, state=decision.state, last=tuple(event for event, _ in decision.events))

    @property
    def prosecution(self) -> Prosecution:
        assert isinstance(self.state, Prosecution)
        return self.state

    @property
    def stage(self) -> str:
        return self.prosecution.stage.value


def investigating(on: str = "2024-01-08", nation: str = "england-and-wales") -> Told:
    return Told().ask(on, "open-investigation", nation=nation, force="kent-police", reference="OP-1")


def with_prosecutor(on: str = "2024-03-01", nation: str = "england-and-wales") -> Told:
    """The crime recorded, three victims linked, and the prosecutor asked."""
    told = investigating(nation=nation).ask("2024-01-09", "record-crime-number", number="46/1234/24")
    for victim in VICTIMS:
        told = told.ask("2024-02-01", "link-victim", case=victim, witness=True)
    return told.ask(on, "refer-to-prosecutor")


def charged(on: str = "2024-04-02", defendants: int = 1) -> Told:
    told = with_prosecutor()
    for number in range(1, defendants + 1):
        told = told.ask(
            on, "decide-charge", defendant=number, decision="charged", offence="trafficking-2015", conduct="2023-06"
        )
    return told


def convicted(on: str = "2024-11-20") -> Told:
    return charged().ask(on, "record-verdict", defendant=1, verdict="convicted")
