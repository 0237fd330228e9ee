"""The step every event takes: one version on, one fact more, and whatever it changes of stage and strands."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Concatenate, ParamSpec, TypeAlias

from domain.clocks import Fact
from domain.referral.stages import Stage
from domain.referral.state import Referral
from domain.referral.strands import Strands
from domain.stream.event import Event
from domain.when import When

Evolve: TypeAlias = Mapping[type[Event], Callable[[Referral, Any, When], Referral]]
"""What one strand makes of each of its events."""

Changes = ParamSpec("Changes")

_NO_DATES: Mapping[str, When] = MappingProxyType({})


def _changing(_: Callable[Changes, Strands]) -> Callable[Concatenate[Referral, Changes], Strands]:
    """`_replace` with the fields of its class, which not every type checker knows of it."""
    with_changes: Callable[..., Strands] = Strands._replace

    def strands_with(state: Referral, /, *args: Changes.args, **changes: Changes.kwargs) -> Strands:
        return with_changes(state.strands, *args, **changes)

    return strands_with


changed = _changing(Strands)
"""The strands of a case with these changed, each given by its name; a name that no strand has is an error of types."""


def step(
    state: Referral,
    event: Event,
    when: When,
    *,
    stage: Stage | None = None,
    outcome: str | None = None,
    dates: Mapping[str, When] = _NO_DATES,
    about: int | None = None,
    also_about: tuple[int, ...] = (),
    strands: Strands | None = None,
) -> Referral:
    """The case after an event that is a fact, at its stage and with its strands as they then are."""
    version = state.version + 1
    fact = Fact(event.type, when, version, outcome, dates, about, also_about)
    return state._replace(
        version=version,
        stage=stage or state.stage,
        strands=strands or state.strands,
        facts=(*state.facts, fact),
        latest=when if when.earliest > state.latest.earliest else state.latest,
    )
