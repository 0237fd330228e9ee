"""The ledger of one run: its budget, the days pauses take out, the extensions that add to it, and what they come to.

Entries are facts. Nothing is overwritten and no due date is kept: the last day is summed anew each time it is asked
for. Read next: `deadline.py` and `protected.py`, which compare the sum with what happened.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from domain.clocks import words
from domain.clocks.facts import Moment
from domain.clocks.reading import RungInstant
from domain.clocks.runs import Run
from domain.counting import CountRule, DaySpan, Unit, last_day, last_instant, merged
from domain.rules.model import ClockVersion, Kind
from domain.when import When, day_in_words, end_of_day, london_day, start_of_day

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Pauses:
    """The days a run stood still. `open_since`: it still does. `vague`: a sentence, where a pause lacks its day."""

    spans: tuple[DaySpan, ...] = ()
    open_since: date | None = None
    vague: str | None = None


@dataclass(frozen=True, slots=True)
class Due:
    """The last day, the first instant after the time allowed, and the sum in sentences."""

    on: date
    at: datetime
    why: str


def pauses_of(run: Run) -> Pauses:
    """Every pause of a run; one still open when the run closed ends with it."""
    spans: list[DaySpan] = []
    open_since: list[date] = []
    for pause, resumed in _pause_pairs(run):
        if pause.when.day is None or (resumed is not None and resumed.when.day is None):
            return Pauses(vague="A pause or its end is not dated to a day, so the days it took cannot be counted.")
        if resumed is None:
            open_since.append(pause.when.day)
        elif resumed.when.first_day > pause.when.day:
            spans.append(DaySpan(pause.when.day, resumed.when.first_day - _ONE_DAY))
    return Pauses(merged(spans), min(open_since, default=None))


def due_of(run: Run, count: CountRule, spans: tuple[DaySpan, ...] = ()) -> Due:
    """The sum of a run whose start is known to the day; raises PastHorizon."""
    on, at = _budget(run, run.start.when, count, spans)
    extended, notes = _extended(run, on)
    sentences = [
        words.counted_from(run.start),
        words.length_of(run.version),
        _left_out(run, count, on),
        *(words.paused(span) for span in spans),
        *notes,
        f"{'Protected until' if run.version.kind is Kind.PROTECTED else 'Due'} {day_in_words(extended)}.",
    ]
    why = " ".join(sentence for sentence in sentences if sentence)
    return Due(extended, at if extended == on else end_of_day(extended), why)


def due_range(run: Run, count: CountRule) -> tuple[Due, Due]:
    """The earliest and the latest sum of a run whose start is known only to its month or year, as bare dates."""
    first, last = When.on(run.start.when.first_day), When.on(run.start.when.last_day)
    return Due(*_budget(run, first, count, ()), ""), Due(*_budget(run, last, count, ()), "")


def has_entries(run: Run) -> bool:
    """Whether any pause or extension is on record for the clock, so that its length alone is not the sum."""
    pauses = [pair.pauses_on for pair in run.version.pauses]
    return bool(run.asked.moments([*pauses, *run.version.extended_by]))


def rung_instants(version: ClockVersion, due: Due, closed: When | None) -> tuple[RungInstant, ...]:
    """The ladder of a run that has a last day, without the rungs a closed run never reached."""
    pairs = [(rung, _instant(due, rung.offset)) for rung in version.rungs]
    return _reached([RungInstant(rung.id, at, rung.severity, rung.tell) for rung, at in pairs], closed)


def band_instants(version: ClockVersion, start: date, closed: When | None) -> tuple[RungInstant, ...]:
    """The bands of a wait: each begins with the day on which that many days have gone by since the start."""
    pairs = [(rung, start_of_day(start + timedelta(days=rung.offset))) for rung in version.rungs]
    return _reached([RungInstant(rung.id, at, rung.severity, rung.tell) for rung, at in pairs], closed)


def _reached(ladder: list[RungInstant], closed: When | None) -> tuple[RungInstant, ...]:
    return tuple(rung for rung in ladder if closed is None or rung.at <= closed.earliest)


def _instant(due: Due, offset: int) -> datetime:
    """Before the last day a rung is reached in the morning; on it and after it, when the day has passed."""
    if offset == 0:
        return due.at
    day = due.on + timedelta(days=offset)
    return start_of_day(day) if offset < 0 else end_of_day(day)


def _pause_pairs(run: Run) -> list[tuple[Moment, Moment | None]]:
    pairs: list[tuple[Moment, Moment | None]] = []
    for rule in run.version.pauses:
        resumes = run.asked.moments([rule.resumes_on])
        for pause in run.asked.moments([rule.pauses_on]):
            if not pause.precedes(run.start):
                resumed = next((moment for moment in resumes if pause.precedes(moment)), None)
                pairs.append((pause, resumed or run.closing))
    return pairs


def _budget(run: Run, start: When, count: CountRule, spans: tuple[DaySpan, ...]) -> tuple[date, datetime]:
    """The last day and the instant after it, from the length and the pauses alone."""
    if count.unit is Unit.HOURS:
        at = last_instant(start.until, count.length, spans)
        return london_day(at), at
    on = last_day(start.first_day, count, run.calendar, spans)
    return on, end_of_day(on)


def _left_out(run: Run, count: CountRule, on: date) -> str:
    if count.unit is not Unit.WORKING_DAYS:
        return ""
    first = run.start.when.first_day
    return words.left_out(run.calendar.days_off(first if count.first_day_counts else first + _ONE_DAY, on))


def _extended(run: Run, on: date) -> tuple[date, list[str]]:
    """The last day after every extension made in time, and a sentence for each."""
    notes: list[str] = []
    moments = run.asked.moments(run.version.extended_by)
    for extension in sorted(moments, key=lambda moment: (moment.fact.when.earliest, moment.fact.version)):
        made = extension.fact.when
        if made.until <= run.start.when.earliest:
            continue
        if made.first_day > on and not _still_open(run, extension):
            notes.append(f"The extension made {words.on_or_in(made)} came after the end and adds nothing.")
        elif extension.is_named and extension.when.day is not None:
            on = max(on, extension.when.day)
            notes.append(f"Extended {words.on_or_in(made)} to {day_in_words(extension.when.day)}.")
        else:
            notes.append(f"The extension made {words.on_or_in(made)} does not say to which day, and adds nothing.")
    return on, notes


def _still_open(run: Run, extension: Moment) -> bool:
    """Whether a period that lasts until a decision was still waiting for it when the extension was made."""
    if run.version.continues_until is None:
        return False
    decided = run.asked.first_after(run.start, [run.version.continues_until])
    return decided is None or extension.fact.when.until <= decided.when.earliest
