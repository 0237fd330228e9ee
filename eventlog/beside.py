"""What stands around the rows of the log, looked at while their hashes are recomputed, and all of it at one instant.

Events and answers belong together; what was decided was decided by a rule-book that is kept; what is said can be read;
the lists are at the versions of the log; a key is gone only by an event. Nothing here recomputes a hash.
Read next: `verify.py`; `fingerprint.py`, what the database is.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import asyncpg
import orjson
from pydantic import TypeAdapter, ValidationError

from domain.rules.loader import digest_of
from domain.shapes import Shape
from eventlog import fingerprint
from eventlog.findings import MOST_PROBLEMS, Problem
from eventlog.pool import Connection
from eventlog.requests import CLOCK_TOLERANCE, our_time
from eventlog.statements import statements

_TEXTS = TypeAdapter(dict[str, str])


@dataclass(frozen=True)
class Beside:
    """How far the log went at that instant; what was found wrong around it; the lists, by stream, at their versions."""

    last_event: int
    last_answer: int
    problems: list[Problem]
    listed: Mapping[str, int]


async def beside(connection: Connection, ends: asyncpg.Record, known: Collection[Shape], seconds: float) -> Beside:
    """Look at everything around the log; the connection sees one instant throughout."""
    last_event, last_answer = ends["events"], ends["answers"]
    asking = _Asking(connection, seconds)
    around = await fingerprint.differences(connection, seconds)
    problems = [
        *_of_time(ends),
        *await _of_events(asking, last_event),
        *await _of_answers(asking, last_answer),
        *(await _doubled(asking, last_event, last_answer) if around else []),
        *await _of_shapes(asking, 1, last_event, _as_json(known)),
        *await _of_rules(asking, last_event),
        *await _of_keys(asking, last_event, last_answer),
        *around,
    ]
    listed = {row["stream"]: row["version"] for row in await asking.rows("listed")}
    return Beside(last_event, last_answer, problems, listed)


def not_as_listed(listed: Mapping[str, int], versions: Mapping[str, int]) -> list[Problem]:
    """Where the lists have another version than the log, lack what it has, or have what it lacks."""
    wanted = {stream: at for stream, at in versions.items() if stream.startswith(("case/", "prosecution/"))}
    return [
        *(Problem("It is in no list.", None, stream, at) for stream, at in wanted.items() if stream not in listed),
        *(
            Problem(f"The lists have it at version {at}, and the log has another.", None, stream, wanted[stream])
            for stream, at in listed.items()
            if wanted.get(stream, at) != at
        ),
        *(Problem("The lists have it, and the log does not.", None, one) for one in listed if one not in wanted),
    ]


@dataclass(frozen=True)
class _Asking:
    connection: Connection
    seconds: float

    async def rows(self, statement: str, *arguments: object) -> Sequence[asyncpg.Record]:
        return await self.connection.fetch(statements("verify")[statement], *arguments, timeout=self.seconds)


def _of_time(ends: asyncpg.Record) -> list[Problem]:
    now: datetime = ends["now"]
    last: datetime | None = ends["recorded_at"]
    problems: list[Problem] = []
    if abs(now - our_time()) > CLOCK_TOLERANCE:
        problems.append(Problem("The clock of the database is minutes away from the one of this machine."))
    if last is not None and last > now + CLOCK_TOLERANCE:
        problems.append(Problem(f"The last answer is recorded in the future, at {last:%Y-%m-%d %H:%M} UTC."))
    return problems


async def _of_events(asking: _Asking, last: int) -> list[Problem]:
    unasked = await asking.rows("unasked", last)
    return [Problem("No accepted command accounts for this event.", *row) for row in unasked]


async def _of_answers(asking: _Asking, last: int) -> list[Problem]:
    unbound = await asking.rows("unbound", last)
    return [Problem(f"The events up to answer {number} are not those there were.", None, of) for number, of in unbound]


async def _doubled(asking: _Asking, last_event: int, last_answer: int) -> list[Problem]:
    """Ids that come twice. While the database is what it has to be, it sees to that itself."""
    events, answers = await asking.rows("doubled_events", last_event), await asking.rows("doubled_answers", last_answer)
    return [
        *(Problem("Another event has the same id.", row["position"]) for row in events),
        *(Problem(f"Answer {row['number']} is to a command that has another answer.") for row in answers),
    ]


async def _of_shapes(asking: _Asking, first: int, last: int, known: str) -> list[Problem]:
    """Events without a shape that is known. One that is not even JSON makes the whole question fail."""
    if first > last:
        return []
    try:
        async with asking.connection.transaction():
            rows = await asking.rows("shapeless", first, last, known)
    except asyncpg.DataError:
        if first == last:
            return [Problem(_SHAPELESS, *row) for row in await asking.rows("event_at", first)]
        middle = (first + last) // 2
        below = await _of_shapes(asking, first, middle, known)
        return [*below, *await _of_shapes(asking, middle + 1, last, known)]
    found = sorted((position, stream, version) for position, stream, version in rows)
    return [Problem(_SHAPELESS, *one) for one in found[:MOST_PROBLEMS]]


async def _of_rules(asking: _Asking, last: int) -> list[Problem]:
    """Rule-books that decided and are not kept as they were, or are kept and never decided."""
    named = {row["rules"]: row["position"] for row in await asking.rows("rules", last)}
    books = {row["identity"]: row for row in await asking.rows("rule_books")}
    undecided = await asking.rows("undecided", last)
    return [
        *(
            Problem(f"The rule-book {rules} that decided this event is not on record.", at)
            for rules, at in named.items()
            if rules not in books
        ),
        *(
            Problem(f"The rule-book {row['version']} is not as it was accepted.")
            for row in books.values()
            if _altered(row)
        ),
        *(Problem(f"The rule-book {rules} is kept, and nobody accepted it.") for rules in books if rules not in named),
        *(Problem("This acceptance decides nothing: it names no rule-book that is kept.", *row) for row in undecided),
    ]


def _altered(book: asyncpg.Record) -> bool:
    """Whether the texts no longer have the digest they are known by."""
    try:
        files = _TEXTS.validate_json(book["files"])
    except ValidationError:
        return True
    return digest_of(files) != str(book["digest"])


async def _of_keys(asking: _Asking, last_event: int, last_answer: int) -> list[Problem]:
    keys, (check,) = await asking.rows("keys", last_event), await asking.rows("key_check")
    wrong = {
        "The check of the key-encryption key is missing, and there are keys.": check["value"] is None,
        "The log is empty, and the vault is not.": last_answer == 0,
    }
    return [
        *(Problem(_ENDED if row["is_gone"] else _RETURNED, row["position"], row["stream"]) for row in keys),
        *(Problem(what) for what, found in wrong.items() if found and check["is_used"]),
    ]


def _as_json(known: Collection[Shape]) -> str:
    keys = [(shape.kind, shape.type, shape.schema, sorted(shape.required), sorted(shape.fields)) for shape in known]
    names = ("kind", "type", "schema", "required", "fields")
    return orjson.dumps([dict(zip(names, one, strict=True)) for one in keys]).decode()


_SHAPELESS = "Nobody can read this event: it is of no type and shape that is known."
_ENDED = "This key is gone, and no event says who destroyed it."
_RETURNED = "An event says that this key was destroyed, and it is not so."
