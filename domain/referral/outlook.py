"""What the clocks say of a case under a rule-book, at any time: for consequences, rows, receipts and screens.

An outlook is a case with its runs, which are summed once and then asked about any instant. Events about clocks are no
facts, so the runs of a case are still the same after them.

Read next: `consequences.py`, which compares it with what is on record.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property

from domain.clocks import Finding, Reading, RungInstant, Runs
from domain.referral.evolve import fold
from domain.referral.state import Breach, Dated, Referral, RungKey
from domain.rules.model import DUE, Kind, RuleBook
from domain.safeguards import next_end
from domain.when import day_in_words, end_of_day, instant_in_words, london_day

PERIOD_END = "end"
"""The rung a protected period reaches when it has run its full length."""

_AN_INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True)
class Outlook:
    """A case, the law, and what the clocks say."""

    state: Referral
    rules: RuleBook
    known: Runs | None = field(default=None, repr=False, compare=False)

    @cached_property
    def runs(self) -> Runs:
        """The runs of its clocks: those that are known already, or else summed now."""
        return self.known or Runs(self.state.told, self.rules)

    def readings(self, now: datetime | None) -> tuple[Reading, ...]:
        """Every clock: at the instant `now`, or as the facts alone have it when `now` is None."""
        return self.runs.at(now)

    def breaches(self, now: datetime | None) -> Mapping[RungKey, Breach]:
        """The breaches on record, each as its clock counts it: another date of a fact gives it another due date."""
        read = self.readings(now)
        runs = {(reading.clock, reading.run): reading for reading in read}
        found = {key_of(reading, finding.rung): finding for reading in read for finding in reading.findings}
        return {
            key: _as_counted(breach, key[2], runs.get(key[:2]), found.get(key))
            for key, breach in self.state.breaches.items()
        }

    def after(self, about_clocks: Sequence[Dated]) -> "Outlook":
        """The outlook once these events about clocks are on record."""
        state = fold(about_clocks, self.state)
        assert isinstance(state, Referral)  # noqa: S101 - a case does not cease to exist
        return Outlook(state, self.rules, self.runs)

    @cached_property
    def next_instant(self) -> tuple[datetime, str] | None:
        """The next instant at which time alone could change something, and what it is in plain words; None if never."""
        of_clocks, of_safeguards = self._next_of(self.readings(None)), next_end(self.state)
        found = [instant for instant in (of_clocks, of_safeguards) if instant is not None]
        return min(found, default=None) if self.state.is_open else None

    def next_instant_of(self, run: int) -> tuple[datetime, str] | None:
        """The same, of the clocks that the event with this number started."""
        return self._next_of(reading for reading in self.readings(None) if reading.run == run)

    def _next_of(self, read: Iterable[Reading]) -> tuple[datetime, str] | None:
        if not self.state.is_open:
            return None
        return min((instant for reading in read for instant in self._pending(reading)), default=None)

    def _pending(self, reading: Reading) -> Iterator[tuple[datetime, str]]:
        if reading.ended_on is not None:
            return
        for rung in reading.rungs:
            key = key_of(reading, rung.rung)
            if key not in self.state.reached and key not in self.state.breaches:
                yield rung.at, _purpose(reading, rung)
        if reading.ends_at is not None and not is_end_on_record(self.state, reading):
            yield reading.ends_at, f"{reading.title}: its length has run"


def key_of(reading: Reading, rung: str) -> RungKey:
    """How this rung of this run is known on record."""
    return reading.clock, reading.run, rung


def _as_counted(breach: Breach, rung: str, reading: Reading | None, finding: Finding | None) -> Breach:
    """A breach with the dates and the law of its clock; as it was, where it was none or the clock no longer says.

    What was recorded stays in the log.
    """
    if reading is None or reading.due_on is None or breach.status == "disproved":
        return breach
    due_on, due_at = reading.due_on, next((one.at for one in reading.rungs if one.rung == rung), None)
    if finding is not None:
        due_on, due_at = finding.due_on, finding.due_at
    elif breach.recorded.kind in DUE:
        due_at = reading.due_at
    counted = breach.recorded.model_copy(
        update={
            "rule": reading.rule,
            "force": reading.force,
            "duty": reading.binds,
            "cure": reading.cure,
            "due_on": due_on,
            "due_at": due_at or breach.due_at,
            "what": finding.what if finding else breach.recorded.what,
        }
    )
    if finding is None:
        return breach._replace(recorded=counted)
    days_late = breach.days_late if breach.status == "open" else finding.days_late
    return breach._replace(recorded=counted, days_late=days_late, rested=finding.rested)


def is_end_on_record(state: Referral, reading: Reading) -> bool:
    """Whether the end that a protected period has come to, or will come to in time, is on record with that day."""
    ended_on = reading.ended_on
    if ended_on is None and reading.ends_at is not None:
        ended_on = london_day(reading.ends_at - _AN_INSTANT)
    return ended_on is not None and state.ended.get(key_of(reading, PERIOD_END)) == ended_on


def _purpose(reading: Reading, rung: RungInstant) -> str:
    if rung.severity != "breach" or reading.due_on is None:
        return f"{reading.title}: {rung.rung.replace('-', ' ')}"
    due = "target" if reading.kind is Kind.TARGET else "due by"
    if rung.at == end_of_day(reading.due_on):
        return f"{reading.title}: {due} the end of {day_in_words(reading.due_on)}"
    return f"{reading.title}: {due} {instant_in_words(rung.at)}"
