"""Clocks with a last day by which something is to be done: deadlines, reviews, and windows.

A deadline or review passed without its stop is a breach. A window is the person's own right, so its passing is never
called a breach: it lapses. Whether something came in time is decided on instants, and left open where the dates
leave it open. Read next: `ledger.py`, which sums the last day.
"""

from dataclasses import replace
from datetime import date

from domain.clocks import words
from domain.clocks.facts import Moment
from domain.clocks.ledger import Due, due_of, due_range, has_entries, pauses_of, rung_instants
from domain.clocks.reading import Finding, Reading, Status
from domain.clocks.runs import Run, opening, unknown, untold
from domain.counting import CountRule
from domain.rules.model import Kind, Severity
from domain.when import Precision, When, day_in_words, london_day


def read_deadline(run: Run, count: CountRule) -> Reading:
    """The reading of one run; raises PastHorizon."""
    if run.start.when.day is None:
        return unknown(run, _about_a_vague_start(run, count))
    pauses = pauses_of(run)
    if pauses.vague:
        return unknown(run, pauses.vague)
    due = due_of(run, count, pauses.spans)
    if run.closing is None and pauses.open_since is not None and pauses.open_since <= due.on:
        return _standing_still(run, pauses.open_since)
    rungs = rung_instants(run.version, due, run.closing.when if run.closing else None)
    reading = opening(run, due.why, due_on=due.on, due_at=due.at, rungs=rungs)
    return _closed(reading, run, due, run.closing) if run.closing else _open(reading, run, due)


def _standing_still(run: Run, since: date) -> Reading:
    sentences = [words.counted_from(run.start), words.length_of(run.version)]
    sentences.append(f"Standing still since {day_in_words(since)}: the last day is known when it resumes.")
    return replace(opening(run, " ".join(sentences)), status=Status.PAUSED)


def _open(reading: Reading, run: Run, due: Due) -> Reading:
    if run.asked.account_ends is not None:
        return untold(reading, words.account_is_silent(run.asked.account_ends, run.version))
    now = run.asked.now
    if now is None or now < due.at:
        return reading
    if run.version.kind is Kind.WINDOW:
        return _lapsed(reading, due, "It lapsed unused.")
    late = (london_day(now) - due.on).days
    said = f"{_was_due(run, due)} and has not come, {words.lateness(late, late)}."
    return _breached(reading, _finding(run, due, late), said, None)


def _closed(reading: Reading, run: Run, due: Due, closing: Moment) -> Reading:
    if _came_in_time(closing.when, due):
        status = Status.MET if run.is_stopped else Status.EXPIRED
        why = f"{reading.why} {words.closed_by(closing)}, in time."
        return replace(reading, status=status, ended_on=closing.when.day, why=why)
    if closing.when.earliest < due.at:
        return untold(reading, f"{words.closed_by(closing)}, which leaves open whether that was in time.")
    if run.version.kind is Kind.WINDOW:
        return _lapsed(reading, due, f"{words.closed_by(closing)}, after the window had lapsed.")
    least, most = (closing.when.first_day - due.on).days, (closing.when.last_day - due.on).days
    ended = f"had not come when the case ended {words.on_or_in(closing.when)}"
    came = words.came(closing) if run.is_stopped else ended
    said = f"{_was_due(run, due)} and {came}, {words.lateness(least, most)}."
    finding = _finding(run, due, least if least == most else None, cured=closing if run.is_stopped else None)
    return _breached(reading, finding, said, closing.when.day)


def _finding(run: Run, due: Due, late: int | None, *, cured: Moment | None = None) -> Finding:
    """The breach of the last day, and what cured it: the stop itself, however late, and nothing else."""
    return Finding(
        rung=next(rung.id for rung in run.version.rungs if rung.severity is Severity.BREACH),
        due_on=due.on,
        due_at=due.at,
        cured=cured.when if cured else None,
        days_late=late,
        cause=None,
        what=f"{_was_due(run, due)} and did not come in time.",
    )


def _breached(reading: Reading, finding: Finding, said: str, ended_on: date | None) -> Reading:
    return replace(
        reading,
        status=Status.BREACHED,
        ended_on=ended_on,
        days_late=finding.days_late,
        findings=(finding,),
        why=f"{reading.why} {said}",
    )


def _was_due(run: Run, due: Due) -> str:
    return f"{words.stop_of(run.version)} was due by {day_in_words(due.on)}"


def _lapsed(reading: Reading, due: Due, sentence: str) -> Reading:
    return replace(reading, status=Status.EXPIRED, ended_on=due.on, why=f"{reading.why} {sentence}")


def _came_in_time(when: When, due: Due) -> bool:
    """Certainly: an instant before the limit, or a span that was over by then."""
    return when.earliest < due.at if when.precision is Precision.INSTANT else when.until <= due.at


def _about_a_vague_start(run: Run, count: CountRule) -> str:
    """Why nothing can be counted, and the bounds where every possible day gives them."""
    said = f"{words.dated_only(run.start)}, so the last day cannot be counted"
    if not run.is_pinned or has_entries(run):
        return f"{said}."
    first, last = due_range(run, count)
    if run.is_stopped and run.stop is not None:
        return f"{said}; {_bounds(run.stop, first, last)}."
    between = f"Due between {day_in_words(first.on)} and {day_in_words(last.on)}."
    silent = words.account_is_silent(run.asked.account_ends, run.version) if run.asked.account_ends else ""
    return f"{said}. {between} {silent}".rstrip()


def _bounds(stop: Moment, first: Due, last: Due) -> str:
    if _came_in_time(stop.when, first):
        return f"whichever day it was, {words.event_of(stop)} came in time"
    if stop.when.earliest < last.at:
        return f"that leaves open whether {words.event_of(stop)} came in time"
    lateness = words.lateness((stop.when.first_day - last.on).days, (stop.when.last_day - first.on).days)
    return f"whichever day it was, {words.event_of(stop)} came {lateness}"
