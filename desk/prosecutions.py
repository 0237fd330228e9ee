"""The prosecutions of traffickers, and one of them with its defendants, its victims' cases, and what is yet to be told.

A prosecution names nobody: victims are shown by the reference and stage of their cases, read from these. Read next:
`untold.py`; `domain/prosecution/state.py`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from activities.history import prosecution_history_of
from desk.page import Block, Column, Grid, Link, Page, Said, Words
from desk.records import Records
from desk.spelling import short
from desk.untold import Untold, untold
from domain.prosecution.evolve import fold
from domain.prosecution.receipt import in_words
from domain.prosecution.rows import ProsecutionRow
from domain.prosecution.state import Defendant, Prosecution
from domain.stream import prosecution_stream
from domain.words import plain
from eventlog.views import LinkedCase


@dataclass(frozen=True)
class ListProsecutions:
    """Which prosecutions there are."""

    name: ClassVar = "list-prosecutions"

    async def look(self, records: Records, /) -> "ProsecutionList":
        """Every prosecution, by reference."""
        return ProsecutionList(await records.views.prosecutions())


@dataclass(frozen=True)
class ProsecutionList:
    """Prosecutions."""

    rows: tuple[ProsecutionRow, ...]

    def document(self) -> tuple[ProsecutionRow, ...]:
        """The rows."""
        return self.rows

    def page(self) -> Page:
        """A line for each."""
        columns = [Column("Reference", whole=True), Column("Stage"), Column("Opened", whole=True), Column("Open")]
        rows = [
            (row.reference, plain(row.stage), short(row.opened_on), "yes" if row.open else "no") for row in self.rows
        ]
        return [Grid("Prosecutions", columns, rows, none="There are no prosecutions.")]


@dataclass(frozen=True)
class ShowProsecution:
    """How a prosecution stands."""

    prosecution: str
    name: ClassVar = "show-prosecution"

    async def look(self, records: Records, /) -> "ProsecutionFile":
        """The prosecution, and the cases of its victims."""
        found = (await records.find_prosecution(self.prosecution)).prosecution
        state = fold(prosecution_history_of((await records.log.load(prosecution_stream(found))).events))
        assert isinstance(state, Prosecution)  # noqa: S101 - it was just found in the list, which the log writes
        nation = (await records.law.current()).in_words(state.nation)
        victims = await records.views.victims(found)
        return ProsecutionFile(state, nation, victims, await untold(records.log, state))


@dataclass(frozen=True)
class ProsecutionFile:
    """A prosecution, its nation in words, its victims, and by case what these have not been told."""

    state: Prosecution
    nation: str
    victims: tuple[LinkedCase, ...]
    untold: Mapping[UUID, Sequence[Untold]]

    def document(self) -> dict[str, Any]:
        """The whole prosecution."""
        state = self.state
        return {
            "prosecution": state.id,
            "reference": state.reference,
            "nation": state.nation,
            "force": state.force,
            "stage": state.stage.value,
            "open": state.is_open,
            "opened_on": state.opened.text,
            "crime_numbers": state.crime_numbers,
            "trial": state.trial,
            "ended_on": state.ended.on.text if state.ended else None,
            "reason": state.reason,
            "version": state.version,
            "victims": [_victim(self, victim) for victim in self.victims],
            "defendants": [_defendant(defendant) for defendant in state.defendants.values()],
        }

    def page(self) -> Page:
        """The prosecution as a person reads it."""
        rows = [_row(victim, self.untold.get(victim.case, ())) for victim in self.victims]
        return [*_head(self), Grid("", _VICTIMS, rows, none="No victim has been linked.")]


def _victim(shown: ProsecutionFile, victim: LinkedCase) -> dict[str, Any]:
    link = shown.state.links.get(victim.case)
    not_told = [one.document() for one in shown.untold.get(victim.case, ())]
    return {**victim._asdict(), "measures": link.measures if link is not None else (), "untold": not_told}


def _defendant(defendant: Defendant) -> dict[str, Any]:
    return {
        "defendant": defendant.number,
        "sentenced_on": defendant.sentenced.text if defendant.sentenced else None,
        "charges": [
            {
                "offence": count.offence,
                "charged_on": count.charged.text,
                "verdict": count.verdict,
                "ended_on": count.ended.text if count.ended else None,
            }
            for count in defendant.counts
        ],
    }


def _head(shown: ProsecutionFile) -> Iterator[Block]:
    state = shown.state
    yield Words(f"Prosecution {state.reference} ({state.id})")
    yield Words(f"Stage: {plain(state.stage.value)}. {'Open' if state.is_open else 'Not open'}.")
    yield Words(f"Nation: {shown.nation}. Investigated by {plain(state.force)}. Version {state.version}.")
    if state.crime_numbers:
        yield Words(f"Crime numbers: {', '.join(state.crime_numbers)}.")
    for line in in_words(state):
        yield Words(line)


_VICTIMS = (
    Column("Victim's case", whole=True),
    *map(Column, ("Stage of the case", "Witness", "Linked", "Not yet told")),
)


def _row(victim: LinkedCase, not_told: Sequence[Untold]) -> tuple[str | Said, ...]:
    called = victim.reference or str(victim.case)
    return (
        Said(called, leads_to=Link("show-case", {"case": called})),
        plain(victim.stage or ""),
        "yes" if victim.witness else "no",
        "yes" if victim.linked else "no longer",
        "; ".join(one.in_words() for one in not_told),
    )
