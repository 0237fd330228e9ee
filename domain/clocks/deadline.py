"""Clocks with a last day by which something is to be done: deadlines, targets, reviews, and windows.

A deadline, target or review passed without its stop is a breach. A window is the person's own right, so its passing is
never called a breach: it lapses, by time or by any fact dated after it. What must not happen inside a window is another
matter (`adverse.py`). Whether something came in time is decided on instants, and left open where the dates leave it
open. Read next: `ledger.py`, which sums the last day.
"""

from collections.abc import Iterator
from datetime import date, datetime

from domain.clocks import words
from domain.clocks.adverse import Period, with_adverse_steps
from domain.clocks.facts import Moment
from domain.clocks.idle import with_idle_days
from domain.clocks.ledger import Sum, bounds_of, has_entries, pauses_of, rung_instants, sum_of
from domain.clocks.reading import Finding, Reading, Says, Status
from domain.clocks.runs import Run, not_told, opening, unknown, untold
from domain.counting import CountRule
from domain.rules.connections import leaves_open
from domain.rules.model import Kind, Severity
from domain.when import When, day_in_words, london_day


def read_deadline(run: Run, count: CountRule) -> Says:
    """What one run says; raises PastHorizon."""
    if run.start.when.day is None:
        return Says(_vague(run, count))
    pauses = pauses_of(run)
    if pauses.vague:
        return Says(unknown(run, pauses.vague))
    due = sum_of(run, count, pauses.spans)
    if pauses.open_since is not None and pauses.open_since <= due.length_ends:
        standing_still = Period(run, due, stands_still=True)
        return Says(with_adverse_steps(_standing_still(run, pauses.open_since), standing_still))
    rungs = rung_instants(run.version, due, run.closing.when if run.closing else None)
    reading = opening(run, due.why, due_on=due.on, due_at=due.at, rungs=rungs)
    says = Says(_closed(reading, run, due, run.closing)) if run.closing else _open(reading, run, due)
    period = Period(run, due)
    return says.then(lambda reading: with_adverse_steps(with_idle_days(reading, run, due), period))


def _vague(run: Run, count: CountRule) -> Reading:
    """The reading of a run whose start is known only to its month or year."""
    reading = unknown(run, _about_a_vague_start(run, count))
    told = run.closing is not None and not run.closing.is_shown
    silent = not told and _says_nothing(run, run.start.when.until)
    return not_told(reading, words.account_says_nothing(run.version)) if silent else reading


def _standing_still(run: Run, since: date) -> Reading:
    sentences = [words.counted_from(run.start, run.version), words.length_of(run.version)]
    sentences.append(f"Standing still since {day_in_words(since)}: the last day is known when it resumes.")
    return opening(run, " ".join(sentences))._replace(status=Status.PAUSED)


def _open(reading: Reading, run: Run, due: Sum) -> Says:
    if _says_nothing(run, due.at):
        return Says(not_told(reading, words.account_says_nothing(run.version)))
    if run.told.account_ends is not None:
        return Says(untold(reading, words.account_is_silent(run.told.account_ends, run.version)))
    if run.version.kind is not Kind.WINDOW:
        return Says(reading, due.at, lambda now: _late_by(reading, run, due, now))
    lapsed = _lapsed(reading, due, "It lapsed unused.")
    return Says(lapsed) if run.told.shows_past(due.at) else Says(reading, due.at, lambda _: lapsed)


def _late_by(reading: Reading, run: Run, due: Sum, now: datetime) -> Reading:
    """A last day that has passed without what was owed."""
    late = (london_day(now) - due.on).days
    said = f"{words.was_due(run.version, due.on, due.at)} has not come, {words.lateness(late, late)}."
    return _breached(reading, _finding(run, due, late), said, None)


def _says_nothing(run: Run, by: datetime) -> bool:
    """Whether the silence of an account is all there is: it tells of the path's own decisions, and of little else."""
    silent_until = run.told.silent_until
    return silent_until is not None and by <= silent_until and not run.version.presupposed_by


def _closed(reading: Reading, run: Run, due: Sum, closing: Moment) -> Reading:
    if run.version.kind is Kind.WINDOW and due.is_certainly_before(closing.when):
        return _lapsed(reading, due, f"{words.closed_by(closing)}, after the window had lapsed.")
    reading = reading._replace(closed_by=closing.fact.version)
    if due.certainly_covers(closing.when):
        status = Status.MET if run.is_stopped else Status.EXPIRED
        why = f"{reading.why} {words.closed_by(closing, run.version)}, in time."
        return reading._replace(status=status, ended_on=closing.when.day, why=why)
    if not due.is_certainly_before(closing.when):
        if closing.is_shown and _says_nothing(run, due.at):
            return not_told(reading, words.account_says_nothing(run.version))
        return untold(reading, words.left_open(closing, due.on))._replace(unsure=tuple(_breaches_of(run)))
    if not run.is_stopped and _says_nothing(run, due.at):
        return not_told(reading, words.account_says_nothing(run.version))
    return _late(reading, run, due, closing)


def _late(reading: Reading, run: Run, due: Sum, closing: Moment) -> Reading:
    """What became of a breach: it was cured by the stop, however late, or ended with whatever left nothing owed."""
    done = closing if run.is_stopped else _done_after_all(run, closing)
    over = None if done else next((end for end, undone in run.ends if undone is None and not _is_still_owed(end)), None)
    last = done or over or closing
    least, most = (last.when.first_day - due.on).days, (last.when.last_day - due.on).days
    came = words.came(done, run.version) if done else f"had not come when the case ended {last.when.dated()}"
    said = f"{words.was_due(run.version, due.on, due.at)} {came}, {words.lateness(least, most)}."
    finding = _finding(run, due, least if least == most else None, cured=done)
    if over is not None:
        finding = finding.over(over.when, over.fact.version)
    return _breached(reading, finding, said, last.when.day)


def _is_still_owed(end: Moment) -> bool:
    """Whether an end of the run leaves what was late to be done, by another or by whoever closed the case."""
    return leaves_open(end.fact.event, end.fact.outcome)


def _done_after_all(run: Run, end: Moment) -> Moment | None:
    """What was owed, done although the clock had ended when it was late already; not what belongs to a later start."""
    again = run.told.first_after(end, run.version.starts_on) if run.version.one_run_per is None else None
    return run.stop if run.stop is not None and (again is None or run.stop.precedes(again)) else None


def _finding(run: Run, due: Sum, late: int | None, *, cured: Moment | None = None) -> Finding:
    """The breach of the last day, and what cured it: the stop itself, however late, and nothing else."""
    return Finding(
        rung=next(_breaches_of(run)),
        due_on=due.on,
        due_at=due.at,
        cured=cured.when if cured else None,
        days_late=late,
        cause=None,
        what=f"{words.was_due(run.version, due.on, due.at)} did not come in time.",
        rested=tuple(_rested(run)),
    )


def _rested(run: Run) -> Iterator[tuple[When, When]]:
    """Each time at which nothing was owed, because the run had ended, until that was taken back."""
    for end, undone in run.ends:
        if undone is not None and not _is_still_owed(end):
            yield end.when, undone.when


def _breaches_of(run: Run) -> Iterator[str]:
    """The rung that is the breach of the last day; a window has none."""
    return (rung.id for rung in run.version.rungs if rung.severity is Severity.BREACH)


def _breached(reading: Reading, finding: Finding, said: str, ended_on: date | None) -> Reading:
    return reading._replace(
        status=Status.BREACHED,
        ended_on=ended_on,
        days_late=finding.days_late,
        findings=(finding,),
        why=f"{reading.why} {said}",
    )


def _lapsed(reading: Reading, due: Sum, sentence: str) -> Reading:
    return reading._replace(status=Status.EXPIRED, ended_on=due.on, why=f"{reading.why} {sentence}")


def _about_a_vague_start(run: Run, count: CountRule) -> str:
    """Why nothing can be counted, and the bounds where every possible day gives them."""
    said = f"{words.dated_only(run.start)}, so the last day cannot be counted"
    if not run.is_pinned or has_entries(run):
        return f"{said}."
    first, last = bounds_of(run, count)
    if run.is_stopped and run.stop is not None:
        return f"{said}; {_bounds(run.stop, first, last)}."
    between = f"{words.due(run.version)} between {day_in_words(first.on)} and {day_in_words(last.on)}."
    silent = words.account_is_silent(run.told.account_ends, run.version) if run.told.account_ends else ""
    return f"{said}. {between} {silent}".rstrip()


def _bounds(stop: Moment, first: Sum, last: Sum) -> str:
    if first.certainly_covers(stop.when):
        return f"whichever day it was, {words.event_of(stop)} came in time"
    if not last.is_certainly_before(stop.when):
        return f"that leaves open whether {words.event_of(stop)} came in time"
    lateness = words.lateness((stop.when.first_day - last.on).days, (stop.when.last_day - first.on).days)
    return f"whichever day it was, {words.event_of(stop)} came {lateness}"
