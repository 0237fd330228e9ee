"""How two rule-books differ, in sentences: which rules are new, gone or changed, and which days are bank holidays.

What was changed is said with what it was and what it is now; of a list, what was taken out and what was put in. It
compares what the law says and knows nothing of cases; `moves.py` says what follows for them.
"""

from collections.abc import Iterator
from dataclasses import Field, fields, is_dataclass
from datetime import date
from enum import StrEnum
from typing import Any, ClassVar, Protocol, cast

from domain.counting import CountRule
from domain.rules.model import ClockVersion, EventPattern, RuleBook
from domain.rules.provisions import Provision
from domain.rules.vocabulary import in_words
from domain.when import day_in_words

_NOT_SAID = ("is_default_standard",)
"""What follows from the force and the doubts, which are compared as well."""


class _Record(Protocol):
    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]


def changes(old: RuleBook, new: RuleBook) -> tuple[str, ...]:
    """A sentence for each difference, in the order of the new rule-book."""
    return (*_of_rules(old, new), *_of_provisions(old, new), *_of_calendars(old, new))


def _of_rules(old: RuleBook, new: RuleBook) -> Iterator[str]:
    before, after = _by_name(old), _by_name(new)
    for name, version in after.items():
        if name not in before:
            yield f"New: {version.title} ({name})."
        elif before[name] != version:
            yield from (f"Changed: {version.title} ({name}), {said}" for said in _changed(before[name], version, new))
    for name, version in before.items():
        if name not in after:
            yield f"Gone: {version.title} ({name})."


def _by_name(book: RuleBook) -> dict[str, ClockVersion]:
    return {version.rule: version for versions in book.clocks.values() for version in versions}


def _changed(before: _Record, after: _Record, new: RuleBook) -> Iterator[str]:
    """Each key that differs, as the rule files write it, with what it said and says; one full stop ends it."""
    for field in fields(after):
        was, now = getattr(before, field.name), getattr(after, field.name)
        if was != now and field.name not in _NOT_SAID:
            yield f"{field.name.replace('_', '-')}: {_from_to(was, now, new).removesuffix('.')}."


def _from_to(was: object, now: object, new: RuleBook) -> str:
    before, after = _said(was, new), _said(now, new)
    if isinstance(was, tuple) and isinstance(now, tuple):
        return _exchanged(cast("tuple[object, ...]", was), cast("tuple[object, ...]", now), new)
    return f"before: {before}; now: {after}"


def _exchanged(was: tuple[object, ...], now: tuple[object, ...], new: RuleBook) -> str:
    """What was taken out of a list and put in."""
    out = [_said(one, new) for one in was if one not in now]
    put_in = [_said(one, new) for one in now if one not in was]
    told = [f"{verb}: {'; '.join(ones)}" for verb, ones in (("taken out", out), ("put in", put_in)) if ones]
    return "; ".join(told) or "the same in another order"


def _said(value: object, new: RuleBook) -> str:
    """A value of a rule as a person would write it."""
    match value:
        case None | "":
            return "nothing"
        case bool():
            return "yes" if value else "no"
        case date():
            return day_in_words(value)
        case StrEnum():
            return value.value
        case EventPattern():
            return in_words(value)
        case CountRule():
            first = "the first day is day 1" if value.first_day_counts else "the first day is not counted"
            return f"{value.unit.in_words(value.length)}, {first}"
        case tuple() | frozenset():
            several = cast("tuple[object, ...] | frozenset[object]", value)
            return ", ".join(sorted(_said(one, new) for one in several)) or "nothing"
        case _:
            return _of_record(value, new)


def _of_record(value: object, new: RuleBook) -> str:
    """What has parts of its own is said part by part; anything else is a word, perhaps a nation's."""
    if not is_dataclass(value) or isinstance(value, type):
        return new.nations.get(str(value), str(value))
    parts = (getattr(value, field.name) for field in fields(value))
    return ", ".join(_said(part, new) for part in parts if part is not None)


def _of_provisions(old: RuleBook, new: RuleBook) -> Iterator[str]:
    before, after = _provisions(old), _provisions(new)
    for key, provision in after.items():
        if key not in before:
            yield f"New: {provision.in_words()}."
        elif before[key] != provision:
            yield from (f"Changed: {provision.in_words()}, {said}" for said in _changed(before[key], provision, new))
    for key, provision in before.items():
        if key not in after:
            yield f"Gone: {provision.in_words()}."


def _provisions(book: RuleBook) -> dict[str, Provision]:
    return {provision.rule: provision for provision in book.provisions}


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
