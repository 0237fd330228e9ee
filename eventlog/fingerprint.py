"""What the database around the record is, held against what the migrations make of an empty one.

A row that is as it was written proves little where the function that writes rows has become another, or where everybody
may. So every table, column, constraint, index, trigger, rule, function, type and grant of the record is written down as
a line of `fingerprint.json`, which a test holds against the migrations, and a verification reads the same from the
database's catalogue. Accounts have names of a deployment's own; of them it is asked what they may.

The catalogue is the database's own word: whoever can make PostgreSQL itself lie is not seen from here.
"""

import json
from collections.abc import Mapping
from importlib.resources import files

from eventlog.findings import Problem
from eventlog.pool import Connection
from eventlog.statements import statements

PUBLISHED = "fingerprint.json"


def published() -> Mapping[str, str]:
    """Each thing in the schemas of the record, and what it is, as the migrations of this release make it."""
    known: dict[str, str] = json.loads((files("eventlog") / PUBLISHED).read_text(encoding="utf-8"))
    return known


async def facts(connection: Connection, seconds: float) -> Mapping[str, str]:
    """Each thing in the schemas of the record, and what it is, as this database has it.

    Names come out whole only where the connection searches pg_catalog alone.
    """
    rows = await connection.fetch(statements("fingerprint")["facts"], timeout=seconds)
    return dict(sorted((row["name"], row["fact"]) for row in rows))


async def differences(connection: Connection, seconds: float) -> list[Problem]:
    """What is not as the migrations make it, and which accounts can do what they should not."""
    known, found = published(), await facts(connection, seconds)
    differing = [name for name in sorted(known.keys() | found.keys()) if known.get(name) != found.get(name)]
    accounts = await connection.fetch(statements("fingerprint")["accounts"], timeout=seconds)
    return [
        *(Problem(_what_differs(name, known, found)) for name in differing),
        *(Problem(f"The account {row['account']} {row['why']}.") for row in accounts),
    ]


def _what_differs(name: str, known: Mapping[str, str], found: Mapping[str, str]) -> str:
    if name not in found:
        return f"The database lacks the {name}, which the migrations make."
    if name not in known:
        return f"The database has the {name}, which no migration makes."
    return f"The {name} is not what the migrations make it."
