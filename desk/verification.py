"""Whether the log is as it was written: every hash recomputed, and what stands around it.

It trusts nothing that it checks, changes nothing, and says what it did not look at. Read next: `eventlog/verify.py`,
the published format.
"""

from dataclasses import dataclass
from typing import Any, ClassVar

from desk.page import Column, Grid, Page, Words
from desk.records import Records
from eventlog import verify as verifying
from eventlog.keys import KeyEncryptionKey
from eventlog.rebuild import Progress
from eventlog.verify import Head, Verification


@dataclass(frozen=True)
class VerifyLog:
    """Whether the log is whole. `key`: the key-encryption key, where it is at hand; `earlier`: heads noted before."""

    advance: Progress
    earlier: tuple[Head, ...]
    key: KeyEncryptionKey | None
    name: ClassVar = "verify-log"

    async def look(self, records: Records, /) -> "Verified":
        """Every hash, recomputed."""
        return Verified(await verifying.verify(records.pool, self.advance, self.earlier, self.key))


@dataclass(frozen=True)
class Verified:
    """What was found wrong, and what was not looked at."""

    found: Verification

    def document(self) -> dict[str, Any]:
        """All of it."""
        found = self.found
        return {
            "ok": found.ok,
            "events": found.events,
            "head": found.head,
            "problems": found.problems,
            "not_looked_at": found.not_looked_at,
        }

    def page(self) -> Page:
        """Each problem, the head of the log, and what was not looked at."""
        found = self.found
        columns = [Column("Position", "right"), Column("Stream"), Column("Version", "right"), Column("Problem")]
        rows = [
            (str(problem.position or ""), problem.stream or "", str(problem.version or ""), problem.what)
            for problem in found.problems
        ]
        return [
            Grid("Problems", columns, rows, none=f"{found.events:,} events, each as it was written."),
            Words(f"Head: {found.head.position}:{found.head.log_hash}"),
            Words("\n".join(("Not looked at:", *found.not_looked_at))),
        ]
