"""What goes into the log and what comes out of it: plain values, exactly as stored.

Nothing here knows what an event means; `body` is the domain's own bytes. Read next: `log.py`.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import asyncpg

from domain.errors import Code
from domain.when import When


@dataclass(frozen=True, slots=True)
class NewEvent:
    """An event to append. `effective` is when it was so in the world; `cause` names the event that led to it."""

    event_id: UUID
    type: str
    schema: int
    effective: When
    cause: UUID | None
    body: bytes


@dataclass(frozen=True, slots=True)
class StoredEvent:
    """An event of the log, every column. `effective` is the text of a `When`; `recorded_at` is the database's clock."""

    position: int
    version: int
    schema: int
    event_id: UUID
    command_id: UUID
    effective_at: datetime
    recorded_at: datetime
    previous_hash: bytes
    cause: UUID | None
    stream: str
    type: str
    effective: str
    actor: str
    role: str
    rules: str
    body: bytes
    hash: bytes
    log_hash: bytes


@dataclass(frozen=True, slots=True)
class ToldEvent:
    """An event as a decision needs it, without the columns that prove it: they cost as much to fetch as these."""

    stream: str
    version: int
    type: str
    schema: int
    effective: str
    role: str
    body: bytes


@dataclass(frozen=True, slots=True)
class CommandRecord:
    """Who asked for what. `fingerprint` is a digest of the whole request: the same id with another one is refused."""

    command_id: UUID
    type: str
    actor: str
    role: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """The answer on record to a command; `duplicate` when it had been given before. `receipt` is JSON as first given.

    `fingerprint` is that of the request it was given to; None where the log has just compared it itself.
    """

    accepted: bool
    code: Code | None
    message: str | None
    receipt: str | None
    first_version: int | None
    last_version: int | None
    duplicate: bool
    fingerprint: str | None


@dataclass(frozen=True, slots=True)
class Loaded:
    """A stream as it stands, and the answer already given to a command id, if that was asked and there is one.

    `accepted` is the digest of the rule-book that decides, and `acceptances` the number of those accepted up to it;
    `decided_by` names the one that decided last here, as the events do. Each is None, or 0, while there is none.
    """

    version: int
    events: tuple[ToldEvent, ...]
    outcome: Outcome | None
    accepted: str | None
    acceptances: int
    decided_by: str | None


@dataclass(frozen=True, slots=True)
class RefusedCommand:
    """A command that was refused: by whom asked, when, and why not."""

    command_id: UUID
    stream: str | None
    type: str
    actor: str
    role: str
    recorded_at: datetime
    code: Code
    message: str


def outcome_of(row: asyncpg.Record, *, duplicate: bool) -> Outcome:
    """The answer held by a row of log.commands, or by what log.append and log.refuse return."""
    return Outcome(
        accepted=row["status"] == "accepted",
        code=None if row["code"] is None else known_code(row["code"]),
        message=row["message"],
        receipt=row["receipt"],
        first_version=row["first_version"],
        last_version=row["last_version"],
        duplicate=duplicate,
        fingerprint=row.get("fingerprint"),
    )


def known_code(code: str) -> Code:
    """A code of ours; what no release ever gave, and somebody put there, stands for a failure of the engine."""
    try:
        return Code(code)
    except ValueError:
        return Code.INTERNAL_ERROR
