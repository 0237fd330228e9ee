"""The rule-book of the stack: the first one is accepted when it first comes up; any other one waits for somebody.

A release, a service standard or a hand on a file may bring other rules. They never take over by themselves, and a file
that cannot be read stops nothing: the engine goes on with the last rule-book that was accepted.
"""

from dataclasses import dataclass
from pathlib import Path

from activities.acceptance import begin
from activities.law import Law
from domain.errors import Invalid, NrmError
from domain.rules.loader import digest_of
from eventlog.log import EventLog
from eventlog.pool import DRIVER_ERRORS, open_pool
from eventlog.rule_books import RuleBooks
from workers.rule_files import deployed_files, deployed_rules


@dataclass(frozen=True)
class LawStatus:
    """Which rule-book decides, and the sentence about another one that waits. `why` is None where all is well."""

    accepted: str | None
    waiting: str | None
    why: str | None


async def begin_with_a_rule_book(database: str, standards: Path | None) -> None:
    """Accept the rule-book of this release, where none was ever accepted; raises NrmError when it cannot be."""
    async with await open_pool(database, 1) as pool:
        law = Law(pool)
        if await law.books.accepted() is None:
            await begin(law, EventLog(pool), deployed_files(standards))


async def how_the_law_is(database: str, standards: Path | None) -> LawStatus:
    """Ask the database which rule-book decides, and hold the files of this release against it."""
    try:
        async with await open_pool(database, 1) as pool:
            books = RuleBooks(pool)
            digest = await books.accepted()
            accepted = await books.identity(digest) if digest else None
    except (NrmError, *DRIVER_ERRORS):
        return LawStatus(None, None, "The database does not say which rule-book decides.")
    if digest is None or accepted is None:
        return LawStatus(None, None, "No rule-book has been accepted, so nothing can be decided.")
    return LawStatus(accepted, _waiting(digest, standards), None)


def _waiting(accepted: str, standards: Path | None) -> str | None:
    try:
        if digest_of(deployed_files(standards)) == accepted:
            return None
        waiting = deployed_rules(standards).identity
    except Invalid as error:
        return f"Another rule-book waits that cannot be read: {error.message}"
    return f"Another rule-book waits: {waiting}. `nrm rules preview` shows what it would move."
