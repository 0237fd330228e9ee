"""The rule-books that were accepted: when, by whom, and why. The last one decides.

Read next: `activities/acceptance.py`, how a rule-book comes to decide.
"""

from dataclasses import dataclass
from typing import Any, ClassVar

from activities.acceptance import acceptances_in
from desk.page import Column, Grid, Page
from desk.records import Records
from domain.rules.acceptance import RuleBookAccepted
from domain.when import clock_in_short
from eventlog.log import StoredEvent
from eventlog.rule_books import STREAM


@dataclass(frozen=True)
class ListAcceptances:
    """Which rule-books were accepted."""

    name: ClassVar = "list-acceptances"

    async def look(self, records: Records, /) -> "Acceptances":
        """Every acceptance, in order."""
        return Acceptances(acceptances_in(await records.log.read_stream(STREAM)))


@dataclass(frozen=True)
class Acceptances:
    """Acceptances, as they are stored and as they are read."""

    found: tuple[tuple[StoredEvent, RuleBookAccepted], ...]

    def document(self) -> list[dict[str, Any]]:
        """Each with who accepted it."""
        return [_acceptance(event, body) for event, body in self.found]

    def page(self) -> Page:
        """A line for each."""
        columns = [Column("Accepted", whole=True), Column("Rule-book"), Column("By"), Column("Reason")]
        rows = [
            (clock_in_short(event.recorded_at), event.rules, f"{event.actor}, {event.role}", body.reason)
            for event, body in self.found
        ]
        return [Grid("Rule-books (times are London's)", columns, rows, none="No rule-book has been accepted.")]


def _acceptance(event: StoredEvent, body: RuleBookAccepted) -> dict[str, Any]:
    return {
        "rules": event.rules,
        **body.model_dump(),
        "recorded_at": event.recorded_at,
        "actor": event.actor,
        "role": event.role,
        "command_id": event.command_id,
        "position": event.position,
    }
