"""What another rule-book would move: which clocks of which cases, from which day to which. Nothing is changed.

Read next: `activities/preview.py`, which counts; `activities/acceptance.py`, which lets a rule-book decide.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from activities import preview as previewing
from activities.acceptance import objection
from activities.preview import CaseMoves
from desk.page import Block, Column, Grid, Heading, Link, Page, Said, Words
from desk.records import Records
from domain.rules.changes import changes
from domain.rules.loader import parse
from domain.rules.model import RuleBook
from domain.rules.moves import Move
from domain.when import day_in_words
from eventlog.rebuild import Progress


@dataclass(frozen=True)
class PreviewRules:
    """What these rule files would move."""

    files: Mapping[str, str]
    advance: Progress
    name: ClassVar = "preview-rules"

    async def look(self, records: Records, /) -> "Preview":
        """Every case, counted again; raises Invalid (rules-invalid)."""
        old, new = await records.law.current(), parse(self.files)
        found = await previewing.preview(records.log, records.views, old, new, self.advance)
        refusal = await objection(records.law, records.log, self.files)
        return Preview(old, new, found.cases, found.unreadable, refusal)


@dataclass(frozen=True)
class Preview:
    """Two rule-books, how they differ, the cases that would move, and why the new one would be refused, if it would."""

    old: RuleBook
    new: RuleBook
    cases: tuple[CaseMoves, ...]
    unreadable: tuple[str, ...]
    refusal: str | None

    @property
    def moves(self) -> Sequence[tuple[CaseMoves, Move]]:
        """Every run that would move, with its case."""
        return [(case, move) for case in self.cases for move in case.moves]

    @property
    def is_the_same(self) -> bool:
        """Whether these rules decide already."""
        return self.old.digest == self.new.digest

    def document(self) -> dict[str, Any]:
        """Each run that would move."""
        return {
            "from": self.old.identity,
            "to": self.new.identity,
            "refusal": self.refusal,
            "changes": changes(self.old, self.new),
            "moves": [
                {
                    "case": case.case,
                    "reference": case.reference,
                    "case_open": case.open,
                    "clock": move.clock,
                    "title": move.title,
                    "run": move.run,
                    "open": move.open,
                    "rule_from": move.rule_from,
                    "rule_to": move.rule_to,
                    "due_from": move.due_from,
                    "due_to": move.due_to,
                    "ended_from": move.ended_from,
                    "ended_to": move.ended_to,
                }
                for case, move in self.moves
            ],
            "unreadable": self.unreadable,
        }

    def page(self) -> Page:
        """What differs in the law, and what would move."""
        shown = [Words(f"These are the rules that decide already: {self.old.identity}.")] if self.is_the_same else []
        return [*(shown or self._moves()), *self._unreadable()]

    def _moves(self) -> Iterator[Block]:
        yield Heading(f"From {self.old.identity} to {self.new.identity}")
        yield Words("\n".join(changes(self.old, self.new)) or "The same law, written otherwise.")
        ended = [(case, move) for case, move in self.moves if not (case.open and move.open)]
        still = [(case, move) for case, move in self.moves if case.open and move.open]
        yield _grid("Open clocks that would move", still, none="No open clock would move.")
        if ended:
            yield _grid("Clocks that have ended, and would be counted again for the record", ended, none="")
        refused = f", and these rules would be refused. {self.refusal}" if self.refusal else "."
        yield Words(f"Nothing has been changed{refused}")

    def _unreadable(self) -> Iterator[Block]:
        if self.unreadable:
            cases = ", ".join(self.unreadable)
            yield Words(f"What would move in these cannot be said: {cases}. They cannot be read.")


def _grid(title: str, moved: Sequence[tuple[CaseMoves, Move]], none: str) -> Grid:
    columns = [Column("Case", whole=True), Column("Clock"), Column("Now"), Column("Then")]
    rows = [
        (
            Said(case.reference, leads_to=Link("show-case", {"case": case.reference})),
            move.title,
            _due(move.rule_from, move.due_from, other=move.rule_to) + _ended(move, move.ended_from),
            _due(move.rule_to, move.due_to, other=move.rule_from) + _ended(move, move.ended_to),
        )
        for case, move in moved
    ]
    return Grid(title, columns, rows, none)


def _due(rule: str | None, due: date | None, other: str | None) -> str:
    """The last day; and the rule, where it is not the same before and after."""
    if rule is None:
        return "no such clock"
    day = day_in_words(due) if due else "no last day"
    return day if rule == other else f"{day}\n{rule}"


def _ended(move: Move, on: date | None) -> str:
    """When the period ended, where its last day is the same before and after and its end is not."""
    if move.due_from != move.due_to or move.ended_from == move.ended_to:
        return ""
    return f"\nended on {day_in_words(on)}" if on else "\nno end on record"
