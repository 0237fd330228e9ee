"""The step every event takes: one version on, one fact more, and whatever it changes of stage and strands."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, TypeAlias, TypeVar

from domain.clocks import Fact
from domain.referral.events.base import Event
from domain.referral.stages import Stage
from domain.referral.state import Referral
from domain.when import When

Evolve: TypeAlias = Mapping[type[Event], Callable[[Referral, Any, When], Referral]]
"""What one strand makes of each of its events."""

Value = TypeVar("Value")

_NO_DATES: Mapping[str, When] = MappingProxyType({})


def changed(value: Value, **changes: Any) -> Value:
    """The same value with these fields changed.

    A long history is folded event by event, and `dataclasses.replace` looks at every field each time: that would take
    most of the time of a fold.
    """
    copy = object.__new__(type(value))
    copy.__dict__.update(value.__dict__, **changes)
    return copy


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
    **strands: Any,
) -> Referral:
    """The case after an event that is a fact; `strands` names the fields of `Strands` that it changes."""
    version = state.version + 1
    fact = Fact(event.type, when, version, outcome, dates, about, also_about)
    return changed(
        state,
        version=version,
        stage=state.stage if stage is None else stage,
        strands=changed(state.strands, **strands) if strands else state.strands,
        facts=(*state.facts, fact),
        latest=when if when.earliest > state.latest.earliest else state.latest,
    )
