"""Every command in every way that could make a difference, and the stages that asking them leads to.

Nothing is listed by hand: the ways follow from the fields of each command, the stages from asking. A search begins with
nothing and asks every command in every way of each case it finds; cases that stand at the same stage, with a like
challenge open, count as one. So what a command can do to a stage is whatever the decider lets it do.
"""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID

from domain.errors import NrmError
from domain.fields import hints_of
from domain.nations import Nation
from domain.referral.commands import COMMANDS
from domain.referral.commands.file import AdoptRuleBook, ImportedFact, ImportHistory, Move
from domain.referral.decide import _asked
from domain.referral.evolve import fold
from domain.referral.stages import Ended
from domain.referral.state import NoReferral, Referral, State
from domain.referral.strands import DisqualificationPending
from domain.rules.shelf import published
from domain.staff import Staff, StaffOnRecord
from domain.stream.command import (
    Command,
    EventNumber,
    Month,
    Organisation,
    PublicText,
    PublishedReference,
    Reference,
    Slug,
)
from domain.stream.context import Context, Neighbour
from domain.ways import ways as every_way
from domain.when import When
from tests.support.casework import CASE, ROLE_FOR

OTHER = UUID("33333333-3333-4333-8333-333333333333")
BEGINS = datetime(2026, 3, 2, 12, tzinfo=UTC)
NOTHING = "nothing"

_FACTS_AND_MOVES = {**hints_of(ImportHistory), **hints_of(AdoptRuleBook)}

_WORTH: list[tuple[Any, Any]] = [
    (When, BEGINS.date().isoformat()),
    (Month, "2027-01"),
    (Slug, "salvation-army"),
    (Organisation, "salvation-army"),
    (Staff, "ada"),
    (StaffOnRecord, "ada"),
    (PublicText, "4.1"),
    (PublishedReference, "R-1"),
    (Reference, "R-1"),
    (UUID, OTHER),
    (EventNumber, 1),
    (_FACTS_AND_MOVES["moves"], (Move(clock="recovery-period", run=1, due_from=None, due_to=BEGINS.date()),)),
    (_FACTS_AND_MOVES["facts"], (ImportedFact(type="other", date=When.parse("2020-01")),)),
    (Nation, "england-and-wales"),
]
"""What stands in a field that holds no choice."""


@dataclass(frozen=True)
class Found:
    """A case that asking led to, and how many days after the beginning the last thing was asked."""

    state: State
    day: int = 0

    @property
    def stage(self) -> str:
        return stage_name(self.state)


@dataclass(frozen=True, order=True)
class Step:
    """A command that moves a case from one stage to another; `choice` is the field that decided it, where one did."""

    before: str
    after: str
    command: str
    choice: str


def stage_name(state: State) -> str:
    return state.stage.name if isinstance(state, Referral) else NOTHING


@cache
def ways(name: str) -> tuple[Command, ...]:
    """The command with each combination of its choices; texts are given, other optional fields left out."""
    return tuple(every_way(COMMANDS[name], _worth))


def _worth(_: str, hint: Any) -> list[Any]:
    return [next(value for known, value in _WORTH if known == hint)]


def asked(found: Found, command: Command) -> Found | None:
    """The case after one more command, a day later; None where it is refused."""
    at = BEGINS + timedelta(days=found.day + 1)
    neighbours = {OTHER: Neighbour(OTHER, frozenset())}
    context = Context(CASE, f"somebody-{found.day}", ROLE_FOR[command.name], at, published(), neighbours)
    try:
        events = _asked(found.state, command, When.at(at), context)
    except NrmError:
        return None
    return Found(fold(events, found.state), found.day + 1)


@cache
def search() -> tuple[tuple[Found, ...], frozenset[Step]]:
    """A case for each stage and each set of open challenges that can be reached, and every step between stages."""
    start = Found(NoReferral())
    known, waiting, steps = {_kind(start): start}, deque([start]), set[Step]()
    while waiting:
        found = waiting.popleft()
        for command, after in _onward(found):
            if after.stage != found.stage:
                steps.add(Step(found.stage, after.stage, command.name, _choice(command)))
            if _kind(after) not in known:
                known[_kind(after)] = after
                waiting.append(after)
    return tuple(known.values()), frozenset(steps)


@cache
def at_each_stage() -> dict[str, Found]:
    """The first case found at each stage."""
    return {found.stage: found for found in reversed(search()[0])}


@cache
def of_each_kind() -> tuple[Found, ...]:
    """A case at each stage, and one with each challenge that can be open, as far as it has come: not both together."""
    each = {key: found for found in reversed(search()[0]) for key in (found.stage, _kind(found)[1:])}
    return tuple({id(found): found for found in each.values()}.values())


def _onward(found: Found) -> Iterator[tuple[Command, Found]]:
    for name in COMMANDS:
        for command in ways(name):
            after = asked(found, command)
            if after is not None:
                yield command, after


def _kind(found: Found) -> tuple[str, ...]:
    """What makes two cases the same to the search."""
    state = found.state
    if not isinstance(state, Referral):
        return (NOTHING,)
    if isinstance(state.stage, Ended):
        return (state.stage.name, state.stage.before.name)
    if isinstance(state.strands.disqualification, DisqualificationPending):
        return (state.stage.name, "disqualification proposed")
    challenge = next((one for one in state.strands.challenges.values() if one.is_open), None)
    if challenge is None or challenge.kind == "tribunal-appeal":
        return (state.stage.name,)
    return (state.stage.name, challenge.kind, challenge.decision or "", *sorted({step for step, _ in challenge.steps}))


def _choice(command: Command) -> str:
    """The field that says which way a command went."""
    for field in ("outcome", "step"):
        if isinstance(value := getattr(command, field, None), str):
            return value
    return ""
