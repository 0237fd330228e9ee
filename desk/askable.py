"""What can be asked of a case or a prosecution now, by which role, and why the rest cannot.

The decider is asked and nothing is recorded. Read next: `domain/askable.py`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, ClassVar

from activities.history import history_of, prosecution_history_of
from desk.page import Column, Grid, Page
from desk.records import Records
from domain.askable import Askable
from domain.prosecution.askable import what_can_be_asked as of_prosecution
from domain.prosecution.evolve import fold as fold_prosecution
from domain.prosecution.state import Prosecution
from domain.referral.askable import what_can_be_asked as of_case
from domain.referral.evolve import fold
from domain.referral.state import Referral
from domain.roles import as_typed, in_words
from domain.stream import prosecution_stream, stream_of
from domain.words import plain


@dataclass(frozen=True)
class ShowWhatCanBeAsked:
    """What can be asked of a case now."""

    case: str
    name: ClassVar = "show-what-can-be-asked"

    async def look(self, records: Records, /) -> "Now":
        """Every command, and whether it would be refused."""
        row = await records.find(self.case)
        state = fold(history_of((await records.log.load(stream_of(row.case))).events))
        assert isinstance(state, Referral)  # noqa: S101 - a case in the list has its first event
        asked = of_case(row.case, state, await records.law.current(), datetime.now(UTC))
        return Now(state.reference, state.stage.name, state.version, asked)


@dataclass(frozen=True)
class ShowWhatCanBeAskedOfProsecution:
    """What can be asked of a prosecution now."""

    prosecution: str
    name: ClassVar = "show-what-can-be-asked-of-prosecution"

    async def look(self, records: Records, /) -> "Now":
        """Every command, and whether it would be refused."""
        row = await records.find_prosecution(self.prosecution)
        stored = (await records.log.load(prosecution_stream(row.prosecution))).events
        state = fold_prosecution(prosecution_history_of(stored))
        assert isinstance(state, Prosecution)  # noqa: S101 - as is the case above
        asked = of_prosecution(row.prosecution, state, await records.law.current(), datetime.now(UTC))
        return Now(state.reference, state.stage.value, state.version, asked)


@dataclass(frozen=True)
class Now:
    """What a case or a prosecution is called, how it stands, and what can be asked of it."""

    reference: str
    stage: str
    version: int
    commands: Sequence[Askable]

    def document(self) -> dict[str, Any]:
        """Every command, with why it would be refused."""
        return {
            "reference": self.reference,
            "stage": self.stage,
            "version": self.version,
            "commands": [
                {
                    "command": as_typed(one.command),
                    "roles": sorted(one.roles),
                    "can_be_asked": one.refusal is None,
                    "refusal": None if one.refusal is None else one.refusal.document(),
                }
                for one in self.commands
            ],
        }

    def page(self) -> Page:
        """What can be asked, and by whom; then what cannot, and why."""
        can = [(as_typed(one.command), in_words(one.roles)) for one in self.commands if one.refusal is None]
        cannot = [(as_typed(one.command), one.refusal.message) for one in self.commands if one.refusal is not None]
        title = f"What can be asked of {self.reference} now (version {self.version}, stage: {plain(self.stage)})"
        command = Column("Command", whole=True)
        return [
            Grid(title, [command, Column("By")], can, none="Nothing can be asked of it."),
            Grid(
                "What cannot be asked now",
                [command, Column("Because")],
                cannot,
                none="There is nothing that cannot be asked.",
            ),
        ]
