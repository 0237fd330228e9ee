"""`When`: a point in time, exactly as precise as it is known, and the civil day in London.

A judgment may say "in August 2015", or "within six days" of another date. The engine keeps that, and never invents a
day: whoever needs a day asks for `day`, which is None unless the day is known. Instants are kept in UTC; days, months
and years are London's, because the time limits of the NRM end with a day in Europe/London.

Read next: `clocks/`, which counts from these.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import cached_property, lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import PydanticCustomError, core_schema

from domain.errors import Code, Invalid

LONDON = ZoneInfo("Europe/London")
DAY_FORMAT = "YYYY-MM-DD"

_YEARS = range(1900, 2200)
"""No fact of a living person's path lies outside; at the ends of the calendar there is no day before or after."""

_DAYS_KEPT = 20_000
"""Days whose sums are remembered: more than there have been since the rules began."""

_MONTH = re.compile(r"(\d{4})-(\d{2})", re.ASCII)
_YEAR = re.compile(r"\d{4}", re.ASCII)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_SPAN = re.compile(rf"({_DAY.pattern})/({_DAY.pattern})", re.ASCII)
_CANONICAL_INSTANT = re.compile(rf"{_DAY.pattern}T(?:[01]\d|2[0-3]):\d{{2}}:\d{{2}}\.\d{{6}}Z", re.ASCII)
"""As an instant is stored: what is written so already is read and never written anew."""


_CLOCK_SKEW = timedelta(minutes=5)
"""How far another machine's clock may be ahead of ours."""


class Precision(StrEnum):
    """How exactly a fact is dated."""

    INSTANT = "instant"
    DAY = "day"
    MONTH = "month"
    YEAR = "year"
    SPAN = "span"


_NOT_TO_THE_DAY = (Precision.MONTH, Precision.YEAR, Precision.SPAN)


@lru_cache(maxsize=_DAYS_KEPT)
def start_of_day(day: date) -> datetime:
    """The first instant of a London day, in UTC."""
    return datetime.combine(day, time.min, LONDON).astimezone(UTC)


def end_of_day(day: date) -> datetime:
    """The first instant after a London day, in UTC: the instant at which a deadline on that day has been missed."""
    return start_of_day(day + timedelta(days=1))


def london_day(instant: datetime) -> date:
    """The London day an instant falls on."""
    return instant.astimezone(LONDON).date()


@dataclass(frozen=True)
class When:
    """A dated point: `text` is its canonical form, `earliest` its first instant, `until` the first instant after it.

    For an exact instant `earliest` equals `until`. Two values are equal when they say the same with the same precision.
    """

    text: str
    precision: Precision
    earliest: datetime
    until: datetime

    @classmethod
    def parse(cls, text: str) -> "When":
        """Read `2016-08-31T09:30:00Z`, `2016-08-31`, `2016-08` or `2016`; raises Invalid (not-a-date).

        Or the first and the last day that it can have been: `2016-08-31/2016-09-06`.
        """
        try:
            when = cls._instant(text) if len(text) > len(DAY_FORMAT) and "/" not in text else cls._calendar(text)
        except (ValueError, OverflowError) as error:
            message = f"That is not a date that exists; write it as {DAY_FORMAT}, or an instant with its time zone."
            raise Invalid(Code.NOT_A_DATE, message) from error
        if when.earliest.year not in _YEARS:
            raise Invalid(Code.NOT_A_DATE, f"The year must lie between {_YEARS.start} and {_YEARS.stop - 1}.")
        return when

    @classmethod
    def _instant(cls, text: str) -> "When":
        instant = datetime.fromisoformat(text)
        if _CANONICAL_INSTANT.fullmatch(text):
            return cls(text, Precision.INSTANT, instant, instant)
        return cls.at(instant)

    @classmethod
    @lru_cache(maxsize=_DAYS_KEPT)
    def _calendar(cls, text: str) -> "When":
        """A year, a month, a day, or some days. Histories name the same days over and over."""
        if _YEAR.fullmatch(text):
            return cls._span(text, Precision.YEAR, date(int(text), 1, 1), date(int(text) + 1, 1, 1))
        if month := _MONTH.fullmatch(text):
            first = date(int(month[1]), int(month[2]), 1)
            following = (first + timedelta(days=32)).replace(day=1)
            return cls._span(text, Precision.MONTH, first, following)
        if _DAY.fullmatch(text):
            return cls.on(date.fromisoformat(text))
        if span := _SPAN.fullmatch(text):
            return cls._between(text, date.fromisoformat(span[1]), date.fromisoformat(span[2]))
        raise ValueError

    @classmethod
    def _between(cls, text: str, first: date, last: date) -> "When":
        if first >= last:
            raise ValueError
        return cls._span(text, Precision.SPAN, first, last + timedelta(days=1))

    @classmethod
    def _span(cls, text: str, precision: Precision, first: date, following: date) -> "When":
        return cls(text, precision, start_of_day(first), start_of_day(following))

    @classmethod
    def on(cls, day: date) -> "When":
        """A whole London day."""
        return cls._span(day.isoformat(), Precision.DAY, day, day + timedelta(days=1))

    @classmethod
    def at(cls, instant: datetime) -> "When":
        """An exact instant; a time without a zone is refused."""
        if instant.tzinfo is None:
            message = "A time needs its time zone: end it with Z, or with an offset such as +01:00."
            raise Invalid(Code.NOT_A_DATE, message)
        exact = instant.astimezone(UTC)
        text = exact.isoformat(timespec="microseconds").replace("+00:00", "Z")
        return cls(text, Precision.INSTANT, exact, exact)

    @classmethod
    def between(cls, earlier: "When", later: "When") -> "When":
        """Some time from one date to the end of another: of what nobody dated, and a later fact shows to have been.

        It is worked out and never written down.
        """
        first, last = earlier.first_day, max(earlier.last_day, later.last_day)
        return cls(f"{first}/{last}", Precision.SPAN, earlier.earliest, end_of_day(last))

    @cached_property
    def day(self) -> date | None:
        """The London day, or None when it is not known to the day."""
        if self.precision in _NOT_TO_THE_DAY:
            return None
        return london_day(self.earliest)

    @cached_property
    def first_day(self) -> date:
        """The earliest London day it can have been."""
        return london_day(self.earliest)

    @cached_property
    def last_day(self) -> date:
        """The latest London day it can have been."""
        if self.precision is Precision.INSTANT:
            return self.first_day
        return london_day(self.until) - timedelta(days=1)

    def in_words(self) -> str:
        """As a person would write it: `31 August 2016`, `August 2015`, `2013`, `the days from … to …`."""
        if self.precision is Precision.YEAR:
            return self.text
        if self.precision is Precision.SPAN:
            return f"the days from {day_in_words(self.first_day)} to {day_in_words(self.last_day)}"
        if self.precision is Precision.MONTH:
            return f"{self.first_day:%B %Y}"
        return day_in_words(self.first_day)

    def dated(self) -> str:
        """`on 19 September 2016`, `in June 2018`, `between 5 May 2020 and 9 May 2020`."""
        if self.precision is Precision.SPAN:
            return f"between {day_in_words(self.first_day)} and {day_in_words(self.last_day)}"
        return f"{'in' if self.day is None else 'on'} {self.in_words()}"

    def in_full(self) -> str:
        """As a person would write it; of an exact instant with its hour and zone: `31 August 2016 at 10:30 BST`."""
        return clock_in_words(self.earliest) if self.precision is Precision.INSTANT else self.in_words()

    def dated_in_full(self) -> str:
        """With what it follows: `on 31 August 2016 at 10:30 BST`, `in August 2015`."""
        return f"on {self.in_full()}" if self.precision is Precision.INSTANT else self.dated()

    def __str__(self) -> str:
        return self.text

    @classmethod
    def __get_pydantic_core_schema__(cls, source: type[Any], handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        """Let pydantic read it from its text and write it back as text; what is no date is a `not_a_date` error."""
        return core_schema.no_info_plain_validator_function(
            _validated, serialization=core_schema.to_string_ser_schema()
        )

    @classmethod
    def __get_pydantic_json_schema__(cls, _: core_schema.CoreSchema, __: GetJsonSchemaHandler) -> JsonSchemaValue:
        """A text. Its form is more than a pattern can say."""
        return {"type": "string"}


def _validated(value: Any) -> When:
    if isinstance(value, When):
        return value
    try:
        return When.parse(value if isinstance(value, str) else "")
    except Invalid as error:
        raise PydanticCustomError("not_a_date", "{reason}", {"reason": error.message}) from error


@lru_cache(maxsize=_DAYS_KEPT)
def day_in_words(day: date) -> str:
    """`7 September 2016`: no leading zero, as GOV.UK writes dates."""
    return f"{day.day} {day:%B %Y}"


def instant_in_words(instant: datetime) -> str:
    """`7 September 2016 at 14:30 BST`, on London's clocks; of the instant at which a day begins, the day alone."""
    local = instant.astimezone(LONDON)
    return day_in_words(local.date()) if f"{local:%H:%M}" == "00:00" else clock_in_words(instant)


def clock_in_words(instant: datetime) -> str:
    """`7 September 2016 at 14:30 BST`: the day and the hour on London's clocks, which say GMT or BST."""
    local = instant.astimezone(LONDON)
    return f"{day_in_words(local.date())} at {local:%H:%M %Z}"


def clock_in_short(instant: datetime) -> str:
    """`2016-09-07 14:30 BST`: the same, as a column of a table has it."""
    return f"{instant.astimezone(LONDON):%Y-%m-%d %H:%M %Z}"


def hour_due(day: date | None, at: datetime | None) -> datetime | None:
    """The instant at which something is due, where that is not simply the end of its last day."""
    return None if day is None or at == end_of_day(day) else at


def not_in_the_future(when: When, at: datetime) -> None:
    """Refuse a date that certainly lies after the instant `at`; raises Invalid (date-in-future)."""
    if when.first_day > london_day(at) or (when.precision is Precision.INSTANT and when.earliest > at + _CLOCK_SKEW):
        raise Invalid(Code.DATE_IN_FUTURE, "That date lies in the future; only what has happened can be recorded.")
