"""Which law decides: the rule-book that was accepted last, whatever files lie on any disk.

The texts come from the database and are read once in a process, because a rule-book of one digest can never become
another. A rule file that somebody broke, or that came with a newer release, therefore changes nothing until it is
accepted. Read next: `acceptance.py`.
"""

from collections.abc import Mapping
from datetime import datetime

from domain.errors import Code, Invalid, Unavailable
from domain.rules.loader import parse
from domain.rules.model import RuleBook
from eventlog.pool import Pool
from eventlog.rule_books import RuleBooks

_read: dict[str, RuleBook] = {}
"""What this process has read, by digest: reading takes longer than deciding a hundred commands."""


class Law:
    """The rule-books of one database."""

    def __init__(self, pool: Pool) -> None:
        self.books = RuleBooks(pool)

    async def current(self) -> RuleBook:
        """The rule-book that decides; raises Unavailable (no-rule-book) before any was accepted."""
        return await self.book(await self.books.accepted())

    async def known_at(self, instant: datetime) -> RuleBook:
        """The rule-book that decided at an instant; before the first was accepted, the first."""
        return await self.book(await self.books.accepted(instant))

    async def named(self, identity: str) -> RuleBook | None:
        """The rule-book that events name so; None when it was never kept, or this release cannot read it any more."""
        known = next((book for book in _read.values() if book.identity == identity), None)
        if known is not None:
            return known
        digest = await self.books.named(identity)
        try:
            return None if digest is None else await self.book(digest)
        except Unavailable:
            return None

    async def book(self, digest: str | None) -> RuleBook:
        """The rule-book with this digest; raises Unavailable (no-rule-book) when it cannot be had."""
        if digest is None:
            message = "No rule-book has been accepted yet, so nothing can be decided: start the stack with `nrm up`."
            raise Unavailable(Code.NO_RULE_BOOK, message)
        if digest not in _read:
            files = await self.books.files(digest)
            if digest not in _read:  # others who came meanwhile wait for the one reading, and not each for a reading
                _read[digest] = _kept(digest, files)
        return _read[digest]


def _kept(digest: str, files: Mapping[str, str] | None) -> RuleBook:
    try:
        book = parse(files or {})
    except Invalid as error:
        message = f"The accepted rule-book {digest[:16]} is missing, or this release cannot read it: {error.message}"
        raise Unavailable(Code.NO_RULE_BOOK, message) from error
    if book.digest != digest:
        message = f"The accepted rule-book {digest[:16]} is not as it was accepted; `nrm verify` says more."
        raise Unavailable(Code.NO_RULE_BOOK, message)
    return book
