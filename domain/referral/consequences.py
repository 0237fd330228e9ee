"""What the clocks make of a case: compares what they find with what is on record, and says what is missing.

The same comparison serves every command and the passing of time. It can be run at any instant, any number of times:
once a finding is on record, looking again adds nothing. Breaches are never taken back, only closed: cured when what
was owed was done late, disproved when a later-recorded fact shows that there was no breach.

Pure, like everything here. Read next: `domain/clocks.py`, which does the counting.
"""

from collections.abc import Iterator
from datetime import datetime

from domain.clocks import Finding, Reading, RungInstant, readings
from domain.referral import events as e
from domain.referral.evolve import Dated
from domain.referral.state import Breach, Referral, RungKey
from domain.rules.model import RuleBook
from domain.when import When

PERIOD_END = "end"
"""The rung a protected period reaches when it has run its full length."""


def clock_readings(state: Referral, rules: RuleBook, now: datetime | None) -> tuple[Reading, ...]:
    """Every clock of the case: at the instant `now`, or as the facts alone have it when `now` is None."""
    ends = state.account_ends.last_day if state.account_ends else None
    return readings(state.facts, state.nation, rules, now, ends)


def consequences(state: Referral, rules: RuleBook, now: datetime, *, historic: bool = False) -> tuple[Dated, ...]:
    """The events about clocks that are due at `now` and not yet on record, in the order in which they came about."""
    read = clock_readings(state, rules, now)
    found = [dated for reading in read for dated in _of_one_clock(state, reading, now, historic=historic)]
    found.sort(key=lambda dated: dated[1].earliest)
    return (*found, *_disproved(state, read, now))


def next_instant(state: Referral, rules: RuleBook) -> tuple[datetime, str] | None:
    """The next instant at which time alone could change something, and what it is, in plain words; None if never."""
    if not state.is_open:
        return None
    pending = [instant for reading in clock_readings(state, rules, None) for instant in _pending(state, reading)]
    return min(pending, default=None)


def _of_one_clock(state: Referral, reading: Reading, now: datetime, *, historic: bool) -> Iterator[Dated]:
    yield from _rungs(state, reading, now)
    yield from _end(state, reading)
    for finding in reading.findings:
        yield from _breach(state, reading, finding, historic=historic)


def _rungs(state: Referral, reading: Reading, now: datetime) -> Iterator[Dated]:
    """Warnings and waiting bands; a clock that has stopped warns nobody."""
    if reading.ended_on is not None:
        return
    for rung in reading.rungs:
        if rung.severity != "breach" and rung.at <= now and _key(reading, rung.rung) not in state.reached:
            body = e.RungReached(
                clock=reading.clock, run=reading.run, rung=rung.rung, rule=reading.rule,
                severity=rung.severity, tell=rung.tell,
            )  # fmt: skip
            yield body, When.at(rung.at)


def _end(state: Referral, reading: Reading) -> Iterator[Dated]:
    if reading.kind != "protected" or reading.ended_on is None or _key(reading, PERIOD_END) in state.reached:
        return
    body = e.PeriodEnded(
        clock=reading.clock, run=reading.run, rung=PERIOD_END, rule=reading.rule, ended_on=reading.ended_on
    )
    yield body, When.on(reading.ended_on)


def _breach(state: Referral, reading: Reading, finding: Finding, *, historic: bool) -> Iterator[Dated]:
    known = state.breaches.get(_key(reading, finding.rung))
    if known is None:
        yield _recorded(reading, finding, historic=historic), When.at(finding.due_at)
    if finding.cured is not None and (known is None or known.status == "open"):
        body = e.BreachCured(
            clock=reading.clock, run=reading.run, rung=finding.rung, rule=reading.rule,
            cured_on=finding.cured.day, days_late=finding.days_late,
        )  # fmt: skip
        yield body, finding.cured


def _recorded(reading: Reading, finding: Finding, *, historic: bool) -> e.BreachRecorded:
    return e.BreachRecorded(
        clock=reading.clock,
        run=reading.run,
        rung=finding.rung,
        rule=reading.rule,
        kind=reading.kind,
        force=reading.force,
        due_on=finding.due_on,
        due_at=finding.due_at,
        what=finding.what,
        duty=reading.binds,
        cure=reading.cure,
        historic=historic,
    )


def _disproved(state: Referral, read: tuple[Reading, ...], now: datetime) -> Iterator[Dated]:
    """Breaches on record that the clocks, knowing more, no longer find."""
    still = {_key(reading, finding.rung) for reading in read for finding in reading.findings}
    for key, breach in state.breaches.items():
        if key not in still and breach.status != "disproved":
            yield _no_breach(key, breach), When.at(now)


def _no_breach(key: RungKey, breach: Breach) -> e.BreachDisproved:
    clock, run, rung = key
    because = "A fact recorded later shows that this was done in time, or was not owed."
    return e.BreachDisproved(clock=clock, run=run, rung=rung, rule=breach.recorded.rule, because=because)


def _pending(state: Referral, reading: Reading) -> Iterator[tuple[datetime, str]]:
    if reading.ended_on is not None:
        return
    for rung in reading.rungs:
        key = _key(reading, rung.rung)
        if key not in state.reached and key not in state.breaches:
            yield rung.at, _purpose(reading, rung)
    if reading.ends_at is not None and _key(reading, PERIOD_END) not in state.reached:
        yield reading.ends_at, f"{reading.title}: its length has run"


def _purpose(reading: Reading, rung: RungInstant) -> str:
    if rung.severity == "breach":
        return f"{reading.title}: due by the end of {reading.due_on}"
    return f"{reading.title}: {rung.rung.replace('-', ' ')}"


def _key(reading: Reading, rung: str) -> RungKey:
    return reading.clock, reading.run, rung
