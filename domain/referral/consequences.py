"""What the clocks make of a case: compares what they find with what is on record, and says what is missing.

The same comparison serves every command and the passing of time. It can be run at any instant, any number of times:
once a finding is on record, looking again adds nothing. Breaches are never taken back, only closed: cured when what
was owed was done late, disproved when a later-recorded fact shows that there was no breach.

Pure, like everything here. Read next: `domain/clocks.py`, which does the counting.
"""

from collections.abc import Iterator
from datetime import datetime

from domain.clocks import Finding, Reading
from domain.referral import events as e
from domain.referral.evolve import Dated
from domain.referral.outlook import PERIOD_END, Outlook, key_of
from domain.referral.state import Breach, Referral, RungKey
from domain.when import When


def consequences(outlook: Outlook, now: datetime, *, historic: bool = False) -> tuple[Dated, ...]:
    """The events about clocks that are due at `now` and not yet on record, in the order in which they came about."""
    state, read = outlook.state, outlook.readings(now)
    found = [dated for reading in read for dated in _of_one_clock(state, reading, now, historic=historic)]
    found.sort(key=lambda dated: dated[1].earliest)
    return (*found, *_disproved(state, read, now))


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
        if rung.severity != "breach" and rung.at <= now and key_of(reading, rung.rung) not in state.reached:
            body = e.RungReached(
                clock=reading.clock, run=reading.run, rung=rung.rung, rule=reading.rule,
                severity=rung.severity, tell=rung.tell,
            )  # fmt: skip
            yield body, When.at(rung.at)


def _end(state: Referral, reading: Reading) -> Iterator[Dated]:
    if reading.kind != "protected" or reading.ended_on is None or key_of(reading, PERIOD_END) in state.reached:
        return
    body = e.PeriodEnded(
        clock=reading.clock, run=reading.run, rung=PERIOD_END, rule=reading.rule, ended_on=reading.ended_on
    )
    yield body, When.on(reading.ended_on)


def _breach(state: Referral, reading: Reading, finding: Finding, *, historic: bool) -> Iterator[Dated]:
    known = state.breaches.get(key_of(reading, finding.rung))
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
    still = {key_of(reading, finding.rung) for reading in read for finding in reading.findings}
    for key, breach in state.breaches.items():
        if key not in still and breach.status != "disproved":
            yield _no_breach(key, breach), When.at(now)


def _no_breach(key: RungKey, breach: Breach) -> e.BreachDisproved:
    clock, run, rung = key
    because = "A fact recorded later shows that this was done in time, or was not owed."
    return e.BreachDisproved(clock=clock, run=run, rung=rung, rule=breach.recorded.rule, because=because)
