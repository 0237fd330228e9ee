"""The sentences of "why this date?". Plain words, whole sentences, nothing that is not in the facts or the rule."""

import re
from datetime import date, datetime
from functools import cache

from domain.clocks.facts import Moment, itself
from domain.counting import DaySpan, Unit
from domain.rules.model import EFFECTIVE, ClockVersion, EventPattern, Force, Kind
from domain.rules.vocabulary import in_words
from domain.when import LONDON, When, day_in_words

FIRST_DAY = "the first day is day 1"
FIRST_DAY_NOT_COUNTED = "the first day is not counted"
STOOD_STILL = "the clock stood still"
OPEN_AGAIN = "the next day on which an office is open"
HOURS_OF_A_DAY = "the hour of that day is not on record, so the hours run from its end"

_SUM_BEGINS = "Counted from "
_SENTENCE_ENDS = re.compile(r"(?<=\.) (?=[A-Z])")
_WHAT_FOLLOWS = re.compile(r", so |; ")

_MOST_DAYS_LISTED = 8
_FRIDAY = 4


def sentence(clause: str) -> str:
    """A clause as a sentence of its own."""
    return f"{clause[0].upper()}{clause[1:]}."


def counted_from(start: Moment, version: ClockVersion) -> str:
    """Where the count begins, and whether that was the date the rule asks for."""
    dated = dated_for(version, start.when)
    if start.is_named:
        return f"Counted from the {in_words(start.pattern)} {dated}."
    return f"Counted from the {event(start)} {dated}; no separate date of {in_words(start.pattern)} is on record."


def counted_from_any(version: ClockVersion, start: When) -> str:
    """The same where only the date is given: it stands for whichever of its events starts the clock."""
    meant = " or ".join(dict.fromkeys(f"the {in_words(pattern)}" for pattern in version.starts_on))
    dated, unit = (start.in_full(), "time") if _in_hours(version) else (start.in_words(), "day")
    return f"Counted from {dated}, taken as the {unit} of {meant}."


def dated_only(start: Moment) -> str:
    """`The referral is dated only August 2019`, to be continued."""
    return f"The {event(start)} is dated only {start.when.in_words()}"


def no_start(version: ClockVersion) -> str:
    """A closing is on record, and nothing to count from."""
    start = version.starts_on[0]
    noun = in_words(EventPattern(start.event, start.outcome))
    return f"There is no date of {noun} on record, so nothing can be counted."


def in_short(why: str) -> str:
    """Of a clock that cannot be computed, what is missing: its one sentence, without the sum and what follows from it.

    Where there is a sum, what is missing is said last, else first: by `dated_only`, `no_start`, `account_is_silent`.
    """
    sentences = _SENTENCE_ENDS.split(why)
    missing = sentences[-1] if why.startswith(_SUM_BEGINS) else sentences[0]
    return f"{_WHAT_FOLLOWS.split(missing)[0].removesuffix('.')}."


@cache
def length_of(version: ClockVersion) -> str:
    """How long, by which rule, and whether the first day counts."""
    default = ", the default of this rule-book" if version.is_default_standard else ""
    cited = f"({standing_of(version.kind, version.force)}{default}, {version.rule})"
    if version.count is None:
        return f"No time limit {cited}; waiting is shown in bands."
    length = f"{version.count.unit.in_words(version.count.length)} {cited}"
    if _in_hours(version):
        return f"{length}."
    return f"{length}; {FIRST_DAY if version.count.first_day_counts else FIRST_DAY_NOT_COUNTED}."


def left_out(days_off: tuple[tuple[date, str], ...]) -> str:
    """The days that were not counted, each with its reason; of a long list only the holidays are named."""
    if not days_off:
        return ""
    shown = days_off
    if len(days_off) > _MOST_DAYS_LISTED:
        shown = tuple((day, reason) for day, reason in days_off if day.weekday() <= _FRIDAY)
    named = ", ".join(f"{day_in_words(day)} ({reason})" for day, reason in shown)
    if shown == days_off:
        return f"Left out: {named}."
    return f"Left out: {len(days_off)} days that are not working days{f', among them {named}' if named else ''}."


def moved(on: date, why: str, opens_on: date) -> str:
    """A last day on which no office is open."""
    return f"On {day_in_words(on)} no office is open ({why}); what is done on {day_in_words(opens_on)} is in time."


def ends(version: ClockVersion, on: date, hours_end: datetime | None) -> str:
    """The result of a sum: the last day, and of hours the hour."""
    hour = f" at {hour_in_words(hours_end)}" if _in_hours(version) and hours_end is not None else ""
    return f"{due(version)} {day_in_words(on)}{hour}."


def due(version: ClockVersion) -> str:
    """What the last day is: `Due`, `Target`, `Protected until`."""
    return {Kind.PROTECTED: "Protected until", Kind.TARGET: "Target"}.get(version.kind, "Due")


def was_due(version: ClockVersion, on: date, at: datetime) -> str:
    """What was to be done by a day that has passed, to be continued with what became of it; of hours, by which hour."""
    wanted, last = (
        in_words(version.stops_on[0]),
        f"{day_in_words(on)}{f' at {hour_in_words(at)}' if _in_hours(version) else ''}",
    )
    if version.kind is Kind.TARGET:
        return f"The target for the {wanted} was {last}, and it"
    return f"The {wanted} was due by {last} and"


def standing_of(kind: Kind, force: Force) -> str:
    """What stands behind a rule: `statute`; of a target, that it is one: `guidance target`."""
    return f"{force.in_words()} target" if kind is Kind.TARGET else force.in_words()


def status_in_words(kind: Kind, status: str) -> str:
    """A status as people read it: whoever misses a target has breached nothing."""
    return "target missed" if kind is Kind.TARGET and status == "breached" else status.replace("_", " ")


def hour_in_words(instant: datetime) -> str:
    """`10:30 BST`, on London's clocks; midnight belongs to the day that ends with it."""
    local = instant.astimezone(LONDON)
    return "midnight" if f"{local:%H:%M}" == "00:00" else f"{local:%H:%M %Z}"


def paused(span: DaySpan) -> str:
    """One pause that has ended."""
    length = days((span.last - span.first).days + 1)
    return f"Stood still from {day_in_words(span.first)} to {day_in_words(span.last)} ({length})."


def paused_too_late(span: DaySpan) -> str:
    """A pause that could no longer lengthen anything."""
    return f"The pause from {day_in_words(span.first)} came after the length had run out and adds nothing."


def event(moment: Moment) -> str:
    """`positive reasonable grounds decision`: the event itself, whichever of its dates was counted."""
    return in_words(EventPattern(moment.pattern.event, moment.pattern.outcome, EFFECTIVE))


def event_of(moment: Moment) -> str:
    """The same, with its article."""
    return f"the {event(moment)}"


def closed_by(closing: Moment, version: ClockVersion | None = None) -> str:
    """`The conclusive grounds decision came on 26 February 2018`, to be continued; with the hour, if hours count."""
    return f"The {event(closing)} {came(closing, version)}"


def came(moment: Moment, version: ClockVersion | None = None) -> str:
    """`came on 19 September 2016`, `came in June 2018`; with the hour, where the clock of that version counts hours.

    Of what only a later fact shows, by when, and which fact.
    """
    if moment.is_shown:
        return f"had come by {day_in_words(moment.when.last_day)}, as the {event(itself(moment.fact))} shows"
    return f"came {moment.when.dated() if version is None else dated_for(version, moment.when)}"


def whether_in_time(closing: Moment) -> str:
    """What the dates do not say of something that came."""
    return f"{closed_by(closing)}, which leaves open whether that was in time."


def left_open(closing: Moment, due_on: date) -> str:
    """The same of a last day; of what a later fact shows, how late at most."""
    if not closing.is_shown:
        return whether_in_time(closing)
    most = days(max(1, (closing.when.last_day - due_on).days))
    return (
        f"{closed_by(closing)}, so it is not open; not more than {most} late, and whether late at all cannot be said."
    )


def dated_for(version: ClockVersion, when: When) -> str:
    """When it was, to the minute where the clock counts hours: `on 19 September 2016 at 10:30 BST`."""
    return when.dated_in_full() if _in_hours(version) else when.dated()


def due_by(version: ClockVersion, on: date, at: datetime) -> str:
    """`by 7 September 2016`; of hours, `by 7 September 2016 at 10:30 BST`."""
    return f"by {day_in_words(on)}{f' at {hour_in_words(at)}' if _in_hours(version) else ''}"


def _in_hours(version: ClockVersion) -> bool:
    return version.count is not None and version.count.unit is Unit.HOURS


def lasts_until(version: ClockVersion) -> str:
    """What keeps a protected period going after its minimum length."""
    return f"It goes on after that for as long as the {in_words(_awaited(version))} is outstanding."


def account_is_silent(ends: date, version: ClockVersion) -> str:
    """An imported account that stops before it says what became of the clock."""
    done = "decided" if _awaited(version).event.endswith("-decided") else "done"
    return f"The account ends on {day_in_words(ends)} without saying when this was {done}."


def account_says_nothing(version: ClockVersion) -> str:
    """An imported account that tells of other things only."""
    return f"The account says nothing of the {in_words(_awaited(version))}, and its silence proves nothing."


def _awaited(version: ClockVersion) -> EventPattern:
    return version.continues_until or version.stops_on[0]


def days(number: int) -> str:
    """`1 day`, `1,019 days`."""
    return f"{number:,} day{'' if number == 1 else 's'}"


def between(least: int, most: int) -> str:
    """`12 days`, `between 960 and 1,019 days`."""
    return days(least) if least == most else f"between {least:,} and {days(most)}"


def lateness(least: int, most: int) -> str:
    """`12 days late`, `between 960 and 1,019 days late`, `less than a day late`."""
    return "less than a day late" if most == 0 else f"{between(least, most)} late"
