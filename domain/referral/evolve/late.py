"""What is learnt of late: it is kept, and changes how things stand now only if nothing on record is certainly later.

A detention in March that is recorded in May, after a release in April, leaves the person free. Read next: `person.py`,
whose strands work this way.
"""

from collections.abc import Collection
from typing import Any

from domain.clocks.facts import certainly_before
from domain.referral.events.base import Event
from domain.referral.evolve.base import step
from domain.referral.state import Referral
from domain.when import When


def is_overtaken(state: Referral, when: When, by: Collection[str]) -> bool:
    """Whether one of these events on record is certainly later than that date."""
    return any(fact.event in by and certainly_before(when, fact.when) for fact in state.facts)


def step_unless_overtaken(
    state: Referral, event: Event, when: When, by: Collection[str], *, outcome: str | None = None, **strands: Any
) -> Referral:
    """The case after an event whose strand changes only if none of the events in `by` is certainly later."""
    if is_overtaken(state, when, by):
        return step(state, event, when, outcome=outcome)
    return step(state, event, when, outcome=outcome, **strands)
