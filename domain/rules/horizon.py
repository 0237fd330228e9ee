"""What only today shows about a rule-book: a calendar that runs out, a check that is dated after today.

Past the last day of a calendar no working day can be counted, and nothing is guessed.

Bank holidays are published two or three years ahead, so half a year is time enough to add them. It knows no clock:
today is an argument. Read next: `domain/calendars.py`.
"""

from dataclasses import dataclass
from datetime import date

from domain.nations import Nation
from domain.rules.model import RuleBook
from domain.when import day_in_words

WARNING_DAYS = 180


@dataclass(frozen=True, slots=True)
class Ending:
    """A calendar near its end. `days_left` counts from today to its last day; less than 0: it has ended."""

    nation: Nation
    ends: date
    days_left: int
    sentence: str


def horizon(rules: RuleBook, today: date) -> tuple[Ending, ...]:
    """Every calendar that ends within 180 days of today, or has ended, in the order of the rule-book."""
    known = [calendar for calendar in rules.calendars.values() if calendar.is_known]
    endings = [_ending(calendar.nation, calendar.place, calendar.covers_to, today) for calendar in known]
    return tuple(ending for ending in endings if ending.days_left <= WARNING_DAYS)


def checks_to_come(rules: RuleBook, today: date) -> tuple[str, ...]:
    """A sentence for every rule or provision said to have been checked on a day that is still to come."""
    versions = [(version.rule, version.last_checked) for versions in rules.clocks.values() for version in versions]
    checked = [*versions, *((one.title, one.last_checked) for one in rules.provisions)]
    return tuple(
        f"{name} is said to have been checked on {day_in_words(day)}, which is still to come."
        for name, day in checked
        if day > today
    )


def _ending(nation: Nation, place: str, ends: date, today: date) -> Ending:
    left = (ends - today).days
    when = f"end on {day_in_words(ends)}, in {left} days" if left >= 0 else f"ended on {day_in_words(ends)}"
    sentence = f"The bank holidays of {place} on file {when}: add the days published since, and raise the version."
    return Ending(nation, ends, left, sentence)
