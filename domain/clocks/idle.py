"""Days of lateness on which nobody could do what was owed: the case stood still, or had ended and was reopened.

No source says whether such days count as late. They do here, and the sentence of the sum names them, so that whoever
reads "27 days late" is told that the person was not there on 22 of them. A pause that began before the limit lengthened
it and makes nothing late. Read next: `deadline.py`, which asks.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from domain.clocks import words
from domain.clocks.facts import Moment
from domain.clocks.ledger import Sum
from domain.clocks.reading import Reading
from domain.clocks.runs import Run
from domain.counting import DaySpan, merged
from domain.when import day_in_words

_ONE_DAY = timedelta(days=1)


def with_idle_days(reading: Reading, run: Run, due: Sum) -> Reading:
    """The reading of a deadline that was missed, with a sentence for the days on which nobody could keep it."""
    if not reading.days_late:
        return reading
    said = _idle_days(run, due, reading.days_late)
    if not said:
        return reading
    findings = tuple(finding._replace(what=f"{finding.what} {said}") for finding in reading.findings)
    return reading._replace(why=f"{reading.why} {said}", findings=findings)


def _idle_days(run: Run, due: Sum, late: int) -> str:
    """The sentence about so many days of lateness; empty where somebody could have acted on each."""
    lateness = DaySpan(due.on + _ONE_DAY, due.on + timedelta(days=late))
    told = [(_within(span, lateness), because) for span, because in (*_suspended(run, due, lateness), *_ended(run))]
    within = [(span, because) for span, because in told if span is not None]
    if not within:
        return ""
    days = sum((span.last - span.first).days + 1 for span in merged(span for span, _ in within))
    named = "; ".join(f"{because} from {_in_words(span)}" for span, because in within)
    return f"On {words.days(days)} of that nobody could do it, and no source says whether such days count: {named}."


def _suspended(run: Run, due: Sum, lateness: DaySpan) -> Iterator[tuple[DaySpan, str]]:
    """Each time the clock would have stood still, had its time not run out before."""
    for rule in run.version.pauses:
        resumes = run.told.moments([rule.resumes_on])
        for pause in run.told.moments([rule.pauses_on]):
            if pause.when.day is None or pause.when.day <= due.length_ends:
                continue
            resumed = next((moment for moment in resumes if pause.precedes(moment)), None)
            yield _span(pause, resumed, lateness.last), f"the {words.event(pause)}"


def _ended(run: Run) -> Iterator[tuple[DaySpan, str]]:
    """Each time the case had ended, until that was taken back."""
    for closing in run.ends:
        if closing.undone is not None:
            yield _span(closing.moment, closing.undone, date.max), f"the {words.event(closing.moment)}"


def _span(begins: Moment, ends: Moment | None, otherwise: date) -> DaySpan:
    """The days from one to the day before the other."""
    last = otherwise if ends is None else ends.when.first_day - _ONE_DAY
    return DaySpan(begins.when.first_day, last)


def _within(span: DaySpan, whole: DaySpan) -> DaySpan | None:
    first, last = max(span.first, whole.first), min(span.last, whole.last)
    return DaySpan(first, last) if first <= last else None


def _in_words(span: DaySpan) -> str:
    if span.first == span.last:
        return f"{day_in_words(span.first)} to its end"
    return f"{day_in_words(span.first)} to {day_in_words(span.last)}"
