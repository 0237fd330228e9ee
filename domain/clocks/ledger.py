"""The ledger of one run: its budget, the days pauses take out, the extensions that add to it, and what they come to.

Entries are facts, and undoing one is another entry: a resumption ends a pause, a later extension outlasts an earlier.
Nothing is overwritten and no due date is kept: the last day is summed anew each time it is asked for. Entries made
after a run had closed belong to no run. Read next: `deadline.py` and `protected.py`, which compare the sum with what
happened, and `steps.py`, which tells it day by day.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from domain.clocks import words
from domain.clocks.facts import Moment
from domain.clocks.reading import RungInstant
from domain.clocks.runs import Run, standing
from domain.counting import CountRule, DaySpan, Unit, last_day, last_instant, merged
from domain.rules.model import ClockVersion, Rung
from domain.when import Precision, When, day_in_words, end_of_day, london_day, start_of_day

_ONE_DAY = timedelta(days=1)
_AN_INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Pauses:
    """The days a run stood still. `open_since`: it still does. `vague`: a sentence, where a pause lacks its day."""

    spans: tuple[DaySpan, ...] = ()
    open_since: date | None = None
    vague: str | None = None


_NO_PAUSES = Pauses()


class Sum(NamedTuple):
    """The last day, the first instant after the time allowed, and the sum in sentences; the first says from when.

    `length_ends` is the last day of the length and its pauses, before any extension, and `length_at` the instant after.
    `opens_on` is that day, or the next one on which offices are open, where the rule moves the end of a period to it.
    """

    on: date
    at: datetime
    sentences: tuple[str, ...]
    length_ends: date
    length_at: datetime
    pauses: tuple[DaySpan, ...]
    opens_on: date

    @property
    def why(self) -> str:
        """The sentences as one text."""
        return " ".join(self.sentences)

    def certainly_covers(self, when: When) -> bool:
        """Whether it came before the time had run out: an instant before the limit, or a span that was over by then."""
        return when.earliest < self.at if when.precision is Precision.INSTANT else when.until <= self.at

    def is_certainly_before(self, when: When) -> bool:
        """Whether it came only when the time had run out."""
        return when.earliest >= self.at


def pauses_of(run: Run) -> Pauses:
    """Every pause of a run; one still open when the run closed ends with it."""
    if not run.version.pauses:
        return _NO_PAUSES
    spans: list[DaySpan] = []
    open_since: list[date] = []
    if _ended_without_beginning(run):
        return Pauses(vague="The end of a pause is on record and its beginning is not, so its days cannot be counted.")
    for pause, resumed in _pause_pairs(run):
        if pause.when.day is None or (resumed is not None and resumed.when.day is None):
            return Pauses(vague="A pause or its end is not dated to a day, so the days it took cannot be counted.")
        if resumed is None:
            open_since.append(pause.when.day)
        elif resumed.when.first_day > pause.when.day:
            spans.append(DaySpan(pause.when.day, resumed.when.first_day - _ONE_DAY))
    return Pauses(merged(spans), min(open_since, default=None))


def sum_of(run: Run, count: CountRule, pauses: tuple[DaySpan, ...] = ()) -> Sum:
    """The sum of a run whose start is known to the day; raises PastHorizon."""
    on, at = _length(run, run.start.when, count, pauses)
    on, at, cut = _shortened(run, on, at)
    opens_on = _open_day(run, on)
    extended, notes = _extended(run, opens_on)
    sentences = (
        words.counted_from(run.start, run.version),
        words.length_of(run.version),
        _hours_from(run, count),
        _left_out(run, count, on),
        *(words.paused(span) if span.first <= on else words.paused_too_late(span) for span in pauses),
        cut,
        words.moved(on, run.calendar.why_off(on) or "", opens_on) if opens_on != on else "",
        *notes,
        words.ends(run.version, extended, at if extended == on else None),
    )
    ends_at = at if extended == on else end_of_day(extended)
    return Sum(extended, ends_at, tuple(sentence for sentence in sentences if sentence), on, at, pauses, opens_on)


def bounds_of(run: Run, count: CountRule) -> tuple[Sum, Sum]:
    """The earliest and the latest sum of a run whose start is known only to its month or year, as bare dates."""
    return _bare(run, count, run.start.when.first_day), _bare(run, count, run.start.when.last_day)


def has_entries(run: Run) -> bool:
    """Whether any pause or extension is on record for the clock, so that its length alone is not the sum."""
    pauses = [pair.pauses_on for pair in run.version.pauses]
    return bool(run.told.moments([*pauses, *run.version.extended_by]))


def rung_instants(version: ClockVersion, due: Sum, closed: When | None) -> tuple[RungInstant, ...]:
    """The ladder of a run that has a last day, without the rungs a closed run never reached."""
    return _reached([(rung, _instant(due, rung.offset)) for rung in version.rungs], closed)


def band_instants(version: ClockVersion, start: date, closed: When | None) -> tuple[RungInstant, ...]:
    """The bands of a wait: each begins with the day on which that many days have gone by since the start."""
    return _reached([(rung, start_of_day(start + timedelta(days=rung.offset))) for rung in version.rungs], closed)


def _reached(ladder: list[tuple[Rung, datetime]], closed: When | None) -> tuple[RungInstant, ...]:
    reached = [(rung, at) for rung, at in ladder if closed is None or at <= closed.earliest]
    return tuple([RungInstant(rung.id, at, rung.severity, rung.tell) for rung, at in reached])


def _instant(due: Sum, offset: int) -> datetime:
    """Before the last day a rung is reached in the morning; on it and after it, when the day has passed."""
    if offset == 0:
        return due.at
    day = due.on + timedelta(days=offset)
    return start_of_day(day) if offset < 0 else end_of_day(day)


def _pause_pairs(run: Run) -> list[tuple[Moment, Moment | None]]:
    """Each pause made while the run was open, with its resumption or whatever closed the run before that."""
    pairs: list[tuple[Moment, Moment | None]] = []
    for rule in run.version.pauses:
        resumes = run.told.moments([rule.resumes_on])
        for pause in run.told.moments([rule.pauses_on]):
            if pause.precedes(run.start) or _is_after(run, pause):
                continue
            resumed = next((moment for moment in resumes if pause.precedes(moment)), None)
            pairs.append((pause, run.closing if resumed is None or _is_after(run, resumed) else resumed))
    return pairs


def _ended_without_beginning(run: Run) -> bool:
    """Whether the run was taken up again, inside its time, from a pause of which nobody wrote down any beginning."""
    for rule in run.version.pauses:
        resumes = run.told.moments([rule.resumes_on])
        first = next((one for one in resumes if run.start.precedes(one) and not _is_after(run, one)), None)
        if first is not None and not any(pause.precedes(first) for pause in run.told.moments([rule.pauses_on])):
            return True
    return False


def _is_after(run: Run, entry: Moment) -> bool:
    """Whether an entry was made after the run had closed."""
    return run.closing is not None and run.closing.precedes(entry)


def _length(run: Run, start: When, count: CountRule, pauses: tuple[DaySpan, ...]) -> tuple[date, datetime]:
    """The last day and the instant after it, from the length and the pauses alone."""
    if count.unit is Unit.HOURS:
        at = last_instant(start.until, count.length, pauses)
        return london_day(at - _AN_INSTANT), at
    on = last_day(start.first_day, count, run.calendar, pauses)
    return on, end_of_day(on)


def _bare(run: Run, count: CountRule, start: date) -> Sum:
    on, at = _length(run, When.on(start), count, ())
    opens_on = _open_day(run, on)
    return Sum(opens_on, at if opens_on == on else end_of_day(opens_on), (), on, at, (), opens_on)


def _open_day(run: Run, on: date) -> date:
    """The last day, or the next on which offices are open where the rule moves it there; raises PastHorizon."""
    if not run.version.ends_on_open_day or run.calendar.is_working_day(on):
        return on
    return run.calendar.add_working_days(on, 1)


def _hours_from(run: Run, count: CountRule) -> str:
    """What is done where hours are allowed and the hour of the start is not on record."""
    knows_the_hour = run.start.when.precision is Precision.INSTANT
    return "" if knows_the_hour or count.unit is not Unit.HOURS else words.sentence(words.HOURS_OF_A_DAY)


def _left_out(run: Run, count: CountRule, on: date) -> str:
    if count.unit is not Unit.WORKING_DAYS:
        return ""
    first = run.start.when.first_day
    return words.left_out(run.calendar.days_off(first if count.first_day_counts else first + _ONE_DAY, on))


def _shortened(run: Run, on: date, at: datetime) -> tuple[date, datetime, str]:
    """The last day that the start itself names, where it lies within the length; and a sentence for it.

    A last day that lies before its own start is nobody's: commands refuse it, and here it shortens nothing.
    """
    if not run.version.shortened_by:
        return on, at, ""
    named = (moment for moment in run.told.moments(run.version.shortened_by) if moment.is_named)
    own = next((moment for moment in named if moment.fact.version == run.start.fact.version), None)
    if own is None or own.when.day is None or not run.start.when.first_day <= own.when.day < on:
        return on, at, ""
    return own.when.day, end_of_day(own.when.day), f"The {words.event(run.start)} names that earlier last day itself."


def _extended(run: Run, on: date) -> tuple[date, list[str]]:
    """The last day after every extension made in time, and a sentence for each."""
    notes: list[str] = []
    moments = run.told.moments(run.version.extended_by)
    if not moments:
        return on, notes
    for extension in sorted(moments, key=lambda moment: (moment.fact.when.earliest, moment.fact.version)):
        made = extension.fact.when
        if made.until <= run.start.when.earliest or _is_after(run, _made(extension)):
            continue
        if not run.told.can_be_about(extension.fact, run.start.fact):
            continue
        if made.first_day > on and not _still_open(run, extension):
            notes.append(f"The extension made {made.dated()} came after the end and adds nothing.")
        elif extension.is_named and extension.when.day is not None:
            on = max(on, extension.when.day)
            notes.append(f"Extended {made.dated()} to {day_in_words(extension.when.day)}.")
        else:
            notes.append(f"The extension made {made.dated()} does not say to which day, and adds nothing.")
    return on, notes


def _made(extension: Moment) -> Moment:
    """The extension when it was made, not when it runs to."""
    return Moment(extension.fact, extension.pattern, extension.fact.when, is_named=True)


def _still_open(run: Run, extension: Moment) -> bool:
    """Whether a period that lasts until a decision was still waiting for it when the extension was made."""
    if run.version.continues_until is None:
        return False
    decided = standing(run.decisions, at=_made(extension))
    return decided is None or extension.fact.when.until <= decided.when.earliest
