"""The clocks of a case as one object: every run is paired, summed and closed once, and then asked about any time.

Nothing here knows an instant until it is asked about one: now, the day on which a case is looked back on, or a day to
come on which something falls due if nothing else happens. Read next: `case.py`, which finds the runs.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from domain.clocks.case import Counted, runs_of
from domain.clocks.explaining import Explanation, explained
from domain.clocks.facts import Told
from domain.clocks.reading import Reading
from domain.errors import Code, Invalid
from domain.rules.model import RuleBook


@dataclass(frozen=True)
class Runs:
    """Every run of every clock of a case under a rule-book."""

    told: Told
    law: RuleBook

    @cached_property
    def by_facts(self) -> tuple[Reading, ...]:
        """What each says by the facts alone, in the order of the rule-book."""
        return self._at(None)

    def at(self, now: datetime | None) -> tuple[Reading, ...]:
        """What each says at an instant; without one, what the facts alone say."""
        return self.by_facts if now is None else self._at(now)

    def explained(self, clock: str, now: datetime | None) -> tuple[Explanation, ...]:
        """Every run of one clock, explained; raises Invalid (invalid-value) where the rule-book has no such clock."""
        if clock not in self.law.clocks:
            raise Invalid(Code.INVALID_VALUE, f"There is no such clock. The clocks are: {', '.join(self.law.clocks)}.")
        return tuple(explained(counted, now) for counted in self._counted.get(clock, ()))

    def _at(self, now: datetime | None) -> tuple[Reading, ...]:
        return tuple(counted.says.at(now) for runs in self._counted.values() for counted in runs)

    @cached_property
    def _counted(self) -> Mapping[str, tuple[Counted, ...]]:
        """The runs of each clock of which any fact speaks."""
        spoken_of = {clock for event in self.told.by_event for clock in self.law.clocks_of.get(event, ())}
        return {
            clock: tuple(runs_of(self.told, self.law, versions))
            for clock, versions in self.law.clocks.items()
            if clock in spoken_of
        }
