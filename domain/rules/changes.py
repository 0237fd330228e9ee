"""How two rule-books differ, in sentences: which rules are new, gone or changed, and which days are bank holidays.

It compares what the law says and knows nothing of cases; `moves.py` says what follows for them.
"""

from collections.abc import Iterator
from datetime import date

from domain.rules.model import ClockVersion, RuleBook
from domain.rules.provisions import Provision
from domain.when import day_in_words


def changes(old: RuleBook, new: RuleBook) -> tuple[str, ...]:
    """A sentence for each difference, in the order of the new rule-book."""
    return (*_of_rules(old, new), *_of_provisions(old, new), *_of_calendars(old, new))


def _of_rules(old: RuleBook, new: RuleBook) -> Iterator[str]:
    before, after = _by_name(old), _by_name(new)
    for name, version in after.items():
        if name not in before:
            yield f"New: {version.title} ({name})."
        elif before[name] != version:
            keys = ", ".join(_changed(before[name], version))
            yield f"Changed: {version.title} ({name}): {keys}."
    for name, version in before.items():
        if name not in after:
            yield f"Gone: {version.title} ({name})."


def _by_name(book: RuleBook) -> dict[str, ClockVersion]:
    return {version.rule: version for versions in book.clocks.values() for version in versions}


def _changed(before: ClockVersion, after: ClockVersion) -> Iterator[str]:
    """The keys that differ, as the rule files write them."""
    for key in ClockVersion.__slots__:
        if getattr(before, key) != getattr(after, key):
            yield key.replace("_", "-")


def _of_provisions(old: RuleBook, new: RuleBook) -> Iterator[str]:
    before, after = _provisions(old), _provisions(new)
    for key, provision in after.items():
        if key not in before:
            yield f"New: {provision.in_words()}."
        elif before[key] != provision:
            yield f"Changed: {provision.in_words()}."
    for key, provision in before.items():
        if key not in after:
            yield f"Gone: {provision.in_words()}."


def _provisions(book: RuleBook) -> dict[tuple[type[Provision], str, date], Provision]:
    """By kind, name and first day: an authority and a first responder can have the same name."""
    return {(type(one), one.id, one.in_force_from): one for one in book.provisions}


def _of_calendars(old: RuleBook, new: RuleBook) -> Iterator[str]:
    for nation, calendar in new.calendars.items():
        known = old.calendars.get(nation)
        if known is None:
            yield f"New: the law of {new.in_words(nation)}."
            continue
        for day, name in calendar.holidays.items():
            if day not in known.holidays:
                yield f"Bank holiday in {new.in_words(nation)}: {day_in_words(day)} ({name})."
        for day, name in known.holidays.items():
            if day not in calendar.holidays:
                yield f"No bank holiday any more in {new.in_words(nation)}: {day_in_words(day)} ({name})."
        if calendar.is_known and calendar.covers_to != known.covers_to:
            yield f"Bank holidays of {new.in_words(nation)} are known to {day_in_words(calendar.covers_to)}."
