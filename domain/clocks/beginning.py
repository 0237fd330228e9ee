"""Periods that exist on paper only: whether what a protected period promises was ever given.

The rule names what shows it. If time has come past the least length, or the period has ended before that, and nothing
on record shows it, that is a breach; the first such fact afterwards cures it. What was given before the period began
shows nothing about the period, unless it goes on: support that began earlier and has not ended. Of a history written
elsewhere this is never said: its silence proves nothing. Nor is it said of a child, or of whoever had to be presumed to
be one: local authorities look after children, and what they give is not on this record.
"""

from datetime import datetime

from domain.clocks import words
from domain.clocks.adverse import Period, with_doubt, with_findings
from domain.clocks.ages import was_child
from domain.clocks.facts import Moment, certainly_before
from domain.clocks.proofs import first_of
from domain.clocks.reading import Finding, Reading, RungInstant
from domain.rules.model import BeginsWith, Severity
from domain.when import day_in_words

NEVER_STARTED = "never-started"
"""The rung of this breach; one a run."""


def with_beginning(reading: Reading, period: Period, now: datetime | None) -> Reading:
    """The reading with the breach of a period never given, or with the instant at which that will be one."""
    begins_with, told = period.run.version.begins_with, period.run.told
    if begins_with is None or told.silent_until is not None or _goes_on(period, begins_with):
        return reading
    version, start = period.run.version, period.run.start
    if was_child(told, start):
        return reading
    recorded = told.first_after(start, begins_with.shown_by)
    shown = first_of(told, version, start, begins_with.shown_by, recorded)
    if shown is not None and not _came_too_late(period, shown):
        return reading if _came_in_time(period, shown) else with_doubt(reading, NEVER_STARTED, _about_a_vague(shown))
    rung = RungInstant(NEVER_STARTED, _falls_due(period), Severity.BREACH, version.tells_of_breach)
    reading = reading._replace(rungs=tuple(sorted((*reading.rungs, rung), key=lambda rung: rung.at)))
    if not _is_over(period, now):
        return reading
    return with_findings(reading, (_finding(period, begins_with, shown),))


def _goes_on(period: Period, begins_with: BeginsWith) -> bool:
    """Whether it was being given already when the period began, and had not ended."""
    if begins_with.begun_by is None or begins_with.ended_by is None:
        return False
    told, start = period.run.told, period.run.start
    begun = [moment for moment in told.moments([begins_with.begun_by]) if moment.precedes(start)]
    ended = [moment for moment in told.moments([begins_with.ended_by]) if moment.precedes(start)]
    return bool(begun) and not any(begun[-1].precedes(end) for end in ended)


def _early_end(period: Period) -> Moment | None:
    """What ended the period inside its least length, if anything did."""
    cut = period.cut_short
    return None if cut is None or period.least.is_certainly_before(cut.when) else cut


def _is_over(period: Period, now: datetime | None) -> bool:
    """Whether the time in which it had to be given has certainly gone by."""
    return _early_end(period) is not None or period.is_past(period.least.at, now)


def _came_too_late(period: Period, shown: Moment) -> bool:
    """Whether it certainly came only when that time had gone by."""
    early = _early_end(period)
    return certainly_before(early.when, shown.when) if early else period.least.is_certainly_before(shown.when)


def _came_in_time(period: Period, shown: Moment) -> bool:
    """Whether it certainly came while there was time."""
    early = _early_end(period)
    return not certainly_before(early.when, shown.when) if early else period.least.certainly_covers(shown.when)


def _about_a_vague(shown: Moment) -> str:
    return words.whether_in_time(shown)


def _falls_due(period: Period) -> datetime:
    early = _early_end(period)
    return early.when.earliest if early else period.least.at


def _finding(period: Period, begins_with: BeginsWith, shown: Moment | None) -> Finding:
    early = _early_end(period)
    ended = f"when the period ended {early.when.dated()}" if early else f"by {day_in_words(period.least.on)}"
    return Finding(
        rung=NEVER_STARTED,
        due_on=period.least.on,
        due_at=_falls_due(period),
        cured=shown.when if shown else None,
        days_late=None,
        cause=early.fact.version if early else None,
        what=f"{begins_with.what} {ended}.",
    )
