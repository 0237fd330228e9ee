"""Who asks, when and under which law; and the refusals that every kind of stream shares.

Read next: `domain/referral/decide`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Never
from uuid import UUID

from domain.clocks.facts import certainly_before
from domain.errors import Code, Invalid, NotAllowed
from domain.roles import Role
from domain.rules.model import RuleBook
from domain.when import When

NOBODY = "-"
"""Who asks, where it must be nobody in particular: a name that nobody can have."""


@dataclass(frozen=True)
class Neighbour:
    """Another case that a command names, or brings back: whose it is, and every case that its links lead to."""

    person: UUID
    reaches: frozenset[UUID]


@dataclass(frozen=True)
class Context:
    """Who asks, about which case, when, under which law; `neighbours` are the other cases that are named."""

    case: UUID
    actor: str
    role: Role
    at: datetime
    rules: RuleBook
    neighbours: Mapping[UUID, Neighbour] = field(default_factory=dict[UUID, Neighbour])


def contradicts(sentence: str) -> Never:
    """Refuse what cannot be so, given what is on record."""
    raise NotAllowed(Code.CONTRADICTS_RECORD, sentence)


def not_before(when: When, earlier: When, message: str) -> None:
    """Refuse a date that certainly lies before another."""
    if certainly_before(when, earlier):
        raise Invalid(Code.DATE_OUT_OF_ORDER, message)
