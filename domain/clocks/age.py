"""Clocks without a limit in law: how long somebody has waited, shown in bands. Never a breach."""

from datetime import datetime

from domain.clocks import words
from domain.clocks.facts import Moment
from domain.clocks.ledger import band_instants
from domain.clocks.reading import Reading, Says, Status
from domain.clocks.runs import Run, not_told, opening, unknown, untold
from domain.when import day_in_words, london_day


def read_age(run: Run) -> Says:
    """What one run says."""
    start = run.start.when.day
    if start is None:
        reading = unknown(run, _about_a_vague_start(run))
        return Says(_not_told(reading, run) if _says_nothing(run) else reading)
    rungs = band_instants(run.version, start, run.closing.when if run.closing else None)
    why = f"{words.counted_from(run.start, run.version)} {words.length_of(run.version)}"
    reading = opening(run, why, rungs=rungs)
    return Says(_closed(reading, run, run.closing)) if run.closing else _open(reading, run)


def _closed(reading: Reading, run: Run, closing: Moment) -> Reading:
    status = Status.MET if run.is_stopped else Status.EXPIRED
    why = f"{reading.why} {words.closed_by(closing)}, {_waited(run, closing)}."
    return reading._replace(status=status, ended_on=closing.when.day, closed_by=closing.fact.version, why=why)


def _open(reading: Reading, run: Run) -> Says:
    if _says_nothing(run):
        return Says(_not_told(reading, run))
    if run.told.account_ends is not None:
        return Says(untold(reading, words.account_is_silent(run.told.account_ends, run.version)))
    return Says(reading, in_time=lambda now: _waiting(reading, run, now))


def _waiting(reading: Reading, run: Run, now: datetime) -> Reading:
    today = london_day(now)
    waited = words.days((today - run.start.when.first_day).days)
    return reading._replace(why=f"{reading.why} On {day_in_words(today)} the wait was {waited}.")


def _says_nothing(run: Run) -> bool:
    """Whether the silence of an account is all there is: it tells of the path's own decisions, and of little else."""
    silent_until = run.told.silent_until
    was_silent = silent_until is not None and run.start.when.until <= silent_until
    return run.closing is None and was_silent and not run.version.presupposed_by


def _not_told(reading: Reading, run: Run) -> Reading:
    return not_told(reading, words.account_says_nothing(run.version))


def _about_a_vague_start(run: Run) -> str:
    said = f"{words.dated_only(run.start)}, so the wait cannot be counted"
    if run.stop is None or not run.is_stopped:
        return f"{said}."
    return f"{said}; {words.event_of(run.stop)} came {_waited(run, run.stop)}."


def _waited(run: Run, closing: Moment) -> str:
    least = max(0, (closing.when.first_day - run.start.when.last_day).days)
    most = (closing.when.last_day - run.start.when.first_day).days
    return f"{words.between(least, most)} after it"
