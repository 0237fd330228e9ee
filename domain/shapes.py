"""What an event can say: the shape of every one that this release writes and reads, by the kind of its stream.

The log takes no other, and a verification looks for no other. A shape is the keys of a body, those it must have and
those it may have, and what may stand under them, so far as a database can tell. Read next: `legible.py`, how that is
said; `referral/events`; `eventlog/migrate.py`, which tells the database.
"""

from collections.abc import Collection, Mapping
from functools import cache
from typing import NamedTuple

from domain.frozen import Frozen
from domain.keys import KeyDestroyed
from domain.legible import dates_of, legible
from domain.prosecution.commands import KIND
from domain.prosecution.events import EVENTS as PROSECUTION_EVENTS
from domain.referral.events import EVENTS
from domain.rules.acceptance import RuleBookAccepted
from domain.stream.event import Event


class Shape(NamedTuple):
    """One event's shape. `kind` is how the names of the streams begin in which it comes, `schema` its version.

    `legible` is a JSON path predicate; `dates` are the fields in which a date stands.
    """

    kind: str
    type: str
    schema: int
    required: frozenset[str]
    fields: frozenset[str]
    legible: str
    dates: frozenset[str]


@cache
def shapes() -> tuple[Shape, ...]:
    """Every shape there is."""
    return (
        *_of("case", EVENTS),
        *_of(KIND, PROSECUTION_EVENTS),
        _shape("system", RuleBookAccepted.type, RuleBookAccepted.schema_version, RuleBookAccepted),
        _shape("key", KeyDestroyed.type, KeyDestroyed.schema_version, KeyDestroyed),
    )


def _of(kind: str, events: Mapping[str, type[Event]]) -> tuple[Shape, ...]:
    return tuple(
        _shape(kind, event.type, schema, event, lacks={name for name, since in event.since.items() if since > schema})
        for event in events.values()
        for schema in range(1, event.schema_version + 1)
    )


def _shape(kind: str, stored_type: str, schema: int, body: type[Frozen], lacks: Collection[str] = ()) -> Shape:
    fields = {name: field for name, field in body.model_fields.items() if name not in lacks}
    required = frozenset(name for name, field in fields.items() if field.is_required())
    return Shape(kind, stored_type, schema, required, frozenset(fields), legible(body, fields), dates_of(body, fields))
