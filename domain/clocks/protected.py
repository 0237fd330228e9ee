"""Protected periods: a least length, and for the statutory one also the wait for a decision.

Time alone never breaches a protected period, and withdrawal ends it without a breach. What breaches it is a step that
must not happen inside it (`adverse.py`), of which ending it early can be one, and that what it promises was never given
(`beginning.py`).
"""

from datetime import date, datetime

from domain.clocks import words
from domain.clocks.adverse import Period, with_adverse_steps
from domain.clocks.beginning import with_beginning
from domain.clocks.ledger import rung_instants, sum_of
from domain.clocks.reading import Reading, Says, Status
from domain.clocks.runs import Run, opening, unknown, untold
from domain.counting import CountRule
from domain.when import day_in_words


def read_protected(run: Run, count: CountRule) -> Says:
    """What one run says; raises PastHorizon. Nothing changes in time before the least length has run."""
    if run.start.when.day is None:
        return Says(unknown(run, f"{words.dated_only(run.start)}, so the period cannot be counted."))
    period = Period(run, sum_of(run, count))
    by_facts = _at(period, None)
    return Says(by_facts) if by_facts.is_settled else Says(by_facts, period.least.at, lambda now: _at(period, now))


def _at(period: Period, now: datetime | None) -> Reading:
    """The reading at an instant, or by the facts alone."""
    return with_adverse_steps(with_beginning(_standing(period, now), period, now), period)


def _standing(period: Period, now: datetime | None) -> Reading:
    """How the period stands, leaving breaches aside."""
    run, due, cut = period.run, period.least, period.cut_short
    rungs = rung_instants(run.version, due, cut.when if cut else None)
    reading = opening(run, due.why, due_on=due.on, due_at=due.at, rungs=rungs)
    if cut is not None:
        early = " early" if not due.is_certainly_before(cut.when) else ""
        why = f"{reading.why} The period ended{early}: {words.closed_by(cut)}."
        closed_by = cut.fact.version
        return reading._replace(status=Status.EXPIRED, ended_on=cut.when.day, closed_by=closed_by, why=why)
    if period.last is None or period.ends_at is None:
        return _undecided(reading, period)
    return _with_an_end(reading, period, period.last, period.ends_at, now)


def _with_an_end(reading: Reading, period: Period, last: date, ends_at: datetime, now: datetime | None) -> Reading:
    """A period whose last day is known: running until time, or the account, has come past it."""
    account_ends, decided = period.run.told.account_ends, period.run.decided
    if decided is not None and last > period.least.on:
        why = f"{reading.why} It lasted until {words.event_of(decided)}."
        reading = reading._replace(closed_by=decided.fact.version, why=why)
    if period.is_past(ends_at, now):
        why = f"{reading.why} It ended with {day_in_words(last)}."
        return reading._replace(status=Status.EXPIRED, ended_on=last, ends_at=ends_at, why=why)
    if account_ends is not None:
        return untold(reading, f"The account ends on {day_in_words(account_ends)}, before that day.")
    return reading._replace(ends_at=ends_at)


def _undecided(reading: Reading, period: Period) -> Reading:
    """A period that lasts until a decision nobody has dated to a day, or nobody has made."""
    account_ends, decided = period.run.told.account_ends, period.run.decided
    if decided is not None:
        reading = reading._replace(closed_by=decided.fact.version)
        return untold(reading, f"It lasts until {words.event_of(decided)}, which {words.came(decided)}.")
    reading = reading._replace(why=f"{reading.why} {words.lasts_until(period.run.version)}")
    if account_ends is None:
        return reading
    return untold(reading, words.account_is_silent(account_ends, period.run.version))
