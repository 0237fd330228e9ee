"""From the bank holidays of a nation, as a file, to its working calendar, or a refusal with its place and reason.

A nation need not have a file as long as no clock of it counts working days (`checks.py` sees to that); its calendar
then covers no day. Read next: `domain/calendars.py`.
"""

from collections.abc import Collection, Mapping
from datetime import date, timedelta

from domain.calendars import WorkingCalendar
from domain.nations import Nation
from domain.rules.drafts import read_citation, texts
from domain.rules.source import Value, as_day, check_keys

_HALF_A_YEAR = timedelta(days=183)
_FRIDAY = 4
_KEYS = ("nation", "covers-from", "covers-to", "citation", "last-checked", "holidays")


def calendar_name(nation: Nation) -> str:
    """What a correction calls the bank holidays of a nation."""
    return f"calendars/{nation}"


def calendar_file(nation: Nation) -> str:
    """The name of the file that holds a nation's bank holidays."""
    return f"{calendar_name(nation)}.yaml"


def read_calendars(
    files: Mapping[str, str], nations: Mapping[Nation, str], covers_from: date
) -> dict[Nation, WorkingCalendar]:
    """The calendar of every nation; raises Invalid (rules-invalid)."""
    return {nation: _of(files, nation, place, covers_from) for nation, place in nations.items()}


def _of(files: Mapping[str, str], nation: Nation, place: str, covers_from: date) -> WorkingCalendar:
    name = calendar_file(nation)
    if name not in files:
        return WorkingCalendar.of_no_days(nation, place)
    return _calendar(nation, place, Value.document(name, files[name]), covers_from)


def _calendar(nation: Nation, place: str, document: Value, covers_from: date) -> WorkingCalendar:
    fields = document.fields()
    check_keys(fields, document, _KEYS, ("uncertain",))
    if fields["nation"].text() != nation:
        raise fields["nation"].refused(f"this file holds the calendar of {place}.")
    read_citation(fields["citation"])
    fields["last-checked"].day()
    first, last = fields["covers-from"].day(), fields["covers-to"].day()
    if not first <= covers_from <= last:
        raise fields["covers-from"].refused("the calendar must cover the first day of the rule-book.")
    holidays = _holidays(fields["holidays"], first, last)
    _require_every_year(fields["covers-to"], holidays, first, last)
    return WorkingCalendar(nation, place, holidays, first, last, texts(fields, "uncertain"))


def _holidays(value: Value, first: date, last: date) -> dict[date, str]:
    holidays: dict[date, str] = {}
    for key, name in value.fields().items():
        day = as_day(key, name)
        if not first <= day <= last:
            raise name.refused(f"{key} is outside the days this calendar covers.")
        if holidays and day <= max(holidays):
            raise name.refused(f"{key} is out of order.")
        if day.weekday() > _FRIDAY:
            raise name.refused(f"{key} is a {day:%A}, no working day anyway: write the day given instead, if any.")
        holidays[day] = name.text()
    return holidays


def _require_every_year(horizon: Value, holidays: Collection[date], first: date, last: date) -> None:
    """Every year has bank holidays: one without any, of which half or more is covered, has been forgotten."""
    for year in range(first.year, last.year + 1):
        begins, ends = max(first, date(year, 1, 1)), min(last, date(year, 12, 31))
        if ends - begins >= _HALF_A_YEAR and all(day.year != year for day in holidays):
            raise horizon.refused(f"the calendar covers {year}, and no bank holiday of that year is listed.")
