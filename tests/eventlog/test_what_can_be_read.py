"""No event is taken that nobody could read, and every event that a program writes is taken.

What the database asks of a body follows from the fields of the event (`domain/legible.py`). Here it is asked of a body
of every kind of event, in which one thing is replaced by another.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, cast
from uuid import UUID

import asyncpg
import orjson
import pytest
from pydantic import ValidationError

from domain.prosecution.events import EVENTS as PROSECUTION_EVENTS
from domain.prosecution.events import read_event as read_prosecution_event
from domain.referral.events import EVENTS, read_event
from domain.shapes import Shape, shapes
from domain.stream.event import body_of
from tests.support.postgres import Database

READERS: Mapping[str, Callable[[str, int, bytes], object]] = {"case": read_event, "prosecution": read_prosecution_event}
TYPES = {"case": EVENTS, "prosecution": PROSECUTION_EVENTS}
OF_EVENTS = [shape for shape in shapes() if shape.kind in READERS]

SEALED = {"ref": str(UUID(int=7)), "digest": "0" * 64}
EVIDENCE = {"event": 1, "digest": "0" * 64}
WORTH: list[Any] = [
    "sca", "caseworker", "england-and-wales", "adult", "given", "positive",
    "2026-03-02T09:30:00.000000Z", "2026-03-02T09:30:00Z", "2026-03-02", "2026-03", "2026",
    "2026-03-02/2026-03-09",
    "R-1", "A. Person", str(UUID(int=7)), "0" * 64, "4.1",
    1, True, SEALED, [], ["salvation-army"], [1], [EVIDENCE],
    [{"clock": "recovery-period", "run": 1, "due_from": None, "due_to": "2026-03-02"}],
]  # fmt: skip
"""What may stand under some key or other."""

WORTHLESS: list[Any] = [
    None, 5, 0, -1, 1.5, 2**31, 2**60, 10**400, "", " ", "zzz", "Zzz", "a\u00a0b", "x" * 65, "x" * 97, "x" * 1001,
    "2026-02-30", "2026-13", "2026-03-09/2026-03-02", "1800-01-01", "2026-03-02T25:00:00.000000Z", "2027-02-29",
    "R  1", "R-1 ", str(UUID(int=7)).upper(), "A" * 36, "0" * 63, "G" * 64, {}, {"ref": 1}, {**SEALED, "more": 1},
    {**SEALED, "digest": "0"}, [[]], [[1]], [None], ["Zzz"], ["zzz", 5], [EVIDENCE, {}], [{**EVIDENCE, "event": 0}],
    [{"clock": "x", "run": "1"}], [{"clock": "x", "run": 1, "due_from": "2026-02-30"}], "[" * 900 + "]" * 900,
]  # fmt: skip


@pytest.fixture
async def connection(database: Database) -> Any:
    connection = await asyncpg.connect(database.owner)
    yield connection
    await connection.close()


def reads(shape: Shape, body: Mapping[str, Any]) -> bool:
    try:
        READERS[shape.kind](shape.type, shape.schema, orjson.dumps(body))
    except (KeyError, ValueError, ValidationError):
        return False
    return True


def sound(shape: Shape) -> dict[str, Any]:
    """A body of this shape that can be read, with something under every key for which something is known."""
    body: dict[str, Any] = {}
    for name in sorted(shape.fields, key=lambda name: name not in shape.required):
        choices = [*_closed(shape, name), *WORTH]
        others = dict.fromkeys(shape.required - body.keys() - {name}, "?")
        for one in choices:
            if _field_reads(shape, name, one, {**body, **others}):
                body[name] = one
                break
    read = TYPES[shape.kind][shape.type].model_validate_json(orjson.dumps(body))
    return cast("dict[str, Any]", orjson.loads(body_of(read)))


def _closed(shape: Shape, name: str) -> Iterator[Any]:
    """The values of a closed list, where the field has one."""
    schema = TYPES[shape.kind][shape.type].model_json_schema()["properties"][name]
    for one in (schema, *schema.get("anyOf", ())):
        yield from one.get("enum", [one["const"]] if "const" in one else [])


def _field_reads(shape: Shape, name: str, value: Any, others: Mapping[str, Any]) -> bool:
    """Whether nothing is wrong with this field, whatever else is wrong."""
    try:
        TYPES[shape.kind][shape.type].model_validate_json(orjson.dumps({**others, name: value}))
    except ValidationError as error:
        return all(one["loc"][0] != name for one in error.errors())
    return True


async def are_taken(connection: Any, shape: Shape, bodies: list[str]) -> list[bool]:
    """What the database says of each body; one at which it stumbles is not taken."""
    asked = """SELECT (said ?& s.required AND said - s.fields = '{}' AND said @@ s.legible
                       AND log.are_times(said, s.dates)) IS TRUE
               FROM log.shapes s, (SELECT $4::jsonb AS said) AS b WHERE (kind, type, schema) = ($1, $2, $3)"""
    taken: list[bool] = []
    for body in bodies:
        try:
            taken.append(await connection.fetchval(asked, shape.kind, shape.type, shape.schema, body))
        except asyncpg.DataError:
            taken.append(False)
    return taken


@pytest.mark.parametrize("shape", OF_EVENTS, ids=lambda shape: f"{shape.type}-{shape.schema}")
async def test_what_is_taken_can_be_read_whatever_stands_under_a_key(connection: Any, shape: Shape) -> None:
    body = sound(shape)
    assert body.keys() >= shape.required
    assert reads(shape, body)
    others = [{**body, name: value} for name in sorted(shape.fields) for value in (*WORTH, *WORTHLESS)]
    others = [one for one in others if _is_json(one)]
    needed = {name: body[name] for name in shape.required}
    taken = await are_taken(connection, shape, [_json(one) for one in (body, needed, *others)])
    assert [True, True] == taken[:2], "what a program writes is taken"
    unreadable = [one for one, is_taken in zip(others, taken[2:], strict=True) if is_taken and not reads(shape, one)]
    assert [] == [{name: one for name, one in other.items() if one != body.get(name)} for other in unreadable]


def _is_json(body: Mapping[str, Any]) -> bool:
    return not any(isinstance(value, int) and abs(value) > 2**63 for value in body.values())


def _json(body: Mapping[str, Any]) -> str:
    return orjson.dumps(body).decode()
