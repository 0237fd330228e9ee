"""A due date without a case: what the calculator found, and how each day was counted.

Nothing here counts. Read next: `domain/due.py`, which does; `steps.py`, how a sum is shown.
"""

from dataclasses import dataclass
from typing import Any

from desk.page import Heading, Page, Pairs
from desk.rule_words import certainty_of, force_of, points
from desk.steps import documents, sum_of
from domain.due import Due
from domain.rules.model import Kind
from domain.when import When, clock_in_words, day_in_words, hour_due


@dataclass(frozen=True)
class DueDate:
    """A due date, and from when it was counted. `every_day`: each day has a line."""

    found: Due
    began: When
    every_day: bool = False

    def document(self) -> dict[str, Any]:
        """The date, the rule, and every step."""
        found = self.found
        version, cited = found.version, found.version.citation
        return {
            "clock": version.clock,
            "title": version.title,
            "nation": found.nation,
            "due_on": found.due_on,
            "due_at": found.due_at,
            "rule": version.rule,
            "kind": version.kind,
            "force": version.force,
            "default_standard": version.is_default_standard,
            "citation": {"instrument": cited.instrument, "provision": cited.provision, "url": cited.url},
            "verified": version.verified,
            "uncertain": version.uncertain,
            "why": found.why,
            "steps": documents(found.steps),
        }

    def page(self) -> Page:
        """The date, the rule, and the sum."""
        found, began = self.found, self.began
        version, cited = found.version, found.version.citation
        hour = hour_due(found.due_on, found.due_at)
        title = Heading(f"{version.title}: {clock_in_words(hour) if hour else day_in_words(found.due_on)}")
        lines = [
            ("Counted from", began.in_full()),
            (
                "Target" if version.kind is Kind.TARGET else "Last day",
                f"{day_in_words(found.due_on)}; over on {clock_in_words(found.due_at)}",
            ),
            ("Rule", version.rule),
            ("Force", f"{force_of(version)}, {certainty_of(version)}"),
            ("Source", f"{cited.instrument}\n{cited.provision}\n{cited.url}"),
            ("Doubts", points(version.uncertain)),
            ("In words", found.why),
        ]
        said = [(name, words) for name, words in lines if words]
        return [title, Pairs(said), sum_of(found.steps, every_day=self.every_day)]
