"""One append as the database takes it, its answer as the database gives it, and what the database refuses in our words.

Everything that appends goes through here: `log.py` for cases and prosecutions, `rule_books.py` for the acceptance of a
rule-book, `vault.py` for the end of a key. Read next: `migrations/0009_what_the_log_takes.sql`.
"""

from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Any, TypeAlias

import asyncpg

from domain.errors import Code, Conflict, Unavailable
from eventlog.records import CommandRecord, NewEvent, Outcome, outcome_of

Request: TypeAlias = tuple[Any, ...]
"""A value of the type log.request; its first field is the stream."""

NOTHING_SEEN: Mapping[str, int] = MappingProxyType({})

CLOCK_TOLERANCE = timedelta(minutes=5)
"""How far two clocks may be apart, as the log itself has it (0009)."""

_REFERENCES = (
    *("reference_in_use", "reference_looks_used"),
    *("prosecution_reference_in_use", "prosecution_reference_looks_used"),
)
"""The constraints that keep two cases, or two prosecutions, from one reference."""

_CLOCKS = {
    "55T01": "The database's clock and this machine's are minutes apart, so nothing is recorded until they agree.",
    "55T02": "The record's last entry is dated in the future, so nothing is recorded until that time has come.",
}
"""What the database refuses for the time's sake, by its state (0009)."""


def request_of(
    stream: str,
    expected_version: int,
    command: CommandRecord,
    events: Sequence[NewEvent],
    *,
    rules: str,
    receipt: str,
    views: str | None = None,
    seen: Mapping[str, int] = NOTHING_SEEN,
) -> Request:
    """An accepted command to append; `receipt` and `views` are JSON documents."""
    return (
        stream,
        expected_version,
        command.command_id,
        command.type,
        command.actor,
        command.role,
        command.fingerprint,
        rules,
        receipt,
        views,
        [_as_row(event) for event in events],
        list(seen.items()),
    )


def our_time() -> datetime:
    """The time by this process's clock, which the database holds against its own."""
    return datetime.now(UTC)


def outcome_from(answer: asyncpg.Record, expected_version: int) -> Outcome:
    """The outcome that the database answered; raises Conflict (case-has-moved, command-id-reused)."""
    if answer["status"] == "moved":
        raise Conflict(Code.CASE_HAS_MOVED, _moved(expected_version, answer["last_version"]))
    if answer["status"] == "reused":
        raise Conflict(Code.COMMAND_ID_REUSED, "This command id has been used before, for something else.")
    return outcome_of(answer, duplicate=answer["duplicate"])


@contextmanager
def in_our_words() -> Generator[None]:
    """Raise as Conflict (reference-in-use) or Unavailable (clocks-disagree) what the database refuses for that."""
    try:
        yield
    except asyncpg.UniqueViolationError as violation:
        if violation.constraint_name in _REFERENCES:
            message = "Another case has this reference already, or one that looks the same."
            raise Conflict(Code.REFERENCE_IN_USE, message) from violation
        raise
    except asyncpg.PostgresError as error:
        if error.sqlstate in _CLOCKS:
            raise Unavailable(Code.CLOCKS_DISAGREE, _CLOCKS[error.sqlstate]) from error
        raise


def _as_row(event: NewEvent) -> tuple[object, ...]:
    """A value of the type log.new_event."""
    effective = event.effective
    return (event.event_id, event.type, event.schema, effective.earliest, effective.text, event.cause, event.body)


def _moved(expected: int, last: int) -> str:
    if expected == last:
        return "What the decision has looked at besides the case has changed since."
    return f"The case has moved from version {expected} to {last} since it was read."
