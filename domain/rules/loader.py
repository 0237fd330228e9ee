"""From rule files to a rule-book: text in, `RuleBook` out, or a refusal that names file, line and reason.

It reads no file itself (`shelf.py` does) and decides nothing about cases. What a single value may be is in
`source.py`; what rules may not say together (gaps, overlaps, a recovery period below the Convention's floor) is in
`checks.py`. The digest covers the name and the exact bytes of every file.
"""

import hashlib
from collections.abc import Collection, Mapping
from datetime import date

from domain.calendars import WorkingCalendar
from domain.counting import CountRule, Unit
from domain.nations import UNITED_KINGDOM, Nation
from domain.rules import checks
from domain.rules.model import (
    EFFECTIVE,
    AdverseStep,
    Citation,
    ClockVersion,
    EventPattern,
    Force,
    Kind,
    Pause,
    RuleBook,
    Rung,
    Severity,
)
from domain.rules.source import Value, as_day, check_keys, refusal
from domain.rules.vocabulary import EVENTS, ROLES

BOOK = "rule-book.yaml"

_OF_A_VERSION = (
    *("title", "nations", "kind", "force", "binds", "protects", "starts-on", "rungs", "in-force-from"),
    *("transition", "cure", "citation", "verified", "last-checked"),
)
_OPTIONAL = (
    *("in-force-to", "count", "stops-on", "ends-with", "continues-until"),
    *("pauses", "extended-by", "adverse", "note"),
)


def parse(files: Mapping[str, str]) -> RuleBook:
    """Read a whole rule-book from its files, by name; raises Invalid (rules-invalid)."""
    if BOOK not in files:
        raise refusal(BOOK, 1, "the file is missing.")
    book = Value.document(BOOK, files[BOOK])
    fields = book.fields()
    check_keys(fields, book, ("version", "covers-from", "clocks"))
    covers_from = fields["covers-from"].day()
    return RuleBook(
        version=fields["version"].text(),
        digest=_digest(files),
        covers_from=covers_from,
        clocks=_clocks(files, fields["clocks"], covers_from),
        calendars=_calendars(files, covers_from),
    )


def _digest(files: Mapping[str, str]) -> str:
    total = hashlib.sha256()
    for name in sorted(files):
        content = files[name].encode()
        total.update(f"{name}\n{len(content)}\n".encode() + content)
    return total.hexdigest()


def _clocks(files: Mapping[str, str], listed: Value, covers_from: date) -> dict[str, tuple[ClockVersion, ...]]:
    clocks: dict[str, tuple[ClockVersion, ...]] = {}
    for place in listed.items():
        clock = place.text()
        name = f"clocks/{clock}.yaml"
        if clock in clocks or name not in files:
            raise place.refused(f"{clock} must be listed once and have its file {name}.")
        clocks[clock] = _clock(clock, Value.document(name, files[name]), covers_from)
    _require_listed(files, clocks)
    return clocks


def _require_listed(files: Mapping[str, str], clocks: Collection[str]) -> None:
    known = {BOOK, *(f"clocks/{clock}.yaml" for clock in clocks), *map(_calendar_file, UNITED_KINGDOM)}
    for name in sorted(files):
        if name not in known:
            raise refusal(name, 1, f"no rule-book reads this file: a clock is listed in {BOOK}.")


def _clock(clock: str, document: Value, covers_from: date) -> tuple[ClockVersion, ...]:
    fields = document.fields()
    check_keys(fields, document, ("id", "versions"), [*_OF_A_VERSION, *_OPTIONAL])
    if fields["id"].text() != clock:
        raise fields["id"].refused(f"this file holds the clock {clock}.")
    shared = {key: value for key, value in fields.items() if key not in ("id", "versions")}
    drafts = [_draft(clock, place, shared) for place in fields["versions"].items()]
    if not drafts:
        raise fields["versions"].refused("a clock needs at least one version.")
    checks.check_succession(drafts, covers_from)
    return tuple(draft.version for draft in drafts)


def _draft(clock: str, place: Value, shared: Mapping[str, Value]) -> checks.Draft:
    own = place.fields()
    check_keys(own, place, (), [*_OF_A_VERSION, *_OPTIONAL])
    fields = {**shared, **own}
    check_keys(fields, place, _OF_A_VERSION, _OPTIONAL)
    draft = checks.Draft(_version(clock, fields), place, fields)
    checks.check_version(draft)
    return draft


def _version(clock: str, fields: Mapping[str, Value]) -> ClockVersion:
    return ClockVersion(
        clock=clock,
        title=fields["title"].text(),
        nations=frozenset(_nation(item) for item in fields["nations"].items()),
        kind=fields["kind"].choice(Kind),
        force=fields["force"].choice(Force),
        binds=fields["binds"].text(),
        protects=fields["protects"].text(),
        count=_count(fields["count"]) if "count" in fields else None,
        starts_on=_patterns(fields, "starts-on"),
        stops_on=_patterns(fields, "stops-on"),
        ends_with=_patterns(fields, "ends-with"),
        continues_until=_pattern(fields["continues-until"]) if "continues-until" in fields else None,
        pauses=tuple(_pause(item) for item in _list(fields, "pauses")),
        extended_by=_patterns(fields, "extended-by"),
        adverse=tuple(_adverse(item) for item in _list(fields, "adverse")),
        rungs=tuple(_rung(item) for item in fields["rungs"].items()),
        in_force_from=fields["in-force-from"].day(),
        in_force_to=fields["in-force-to"].day() if "in-force-to" in fields else None,
        transition=fields["transition"].text(),
        cure=fields["cure"].text(),
        citation=_citation(fields["citation"]),
        verified=fields["verified"].flag(),
        last_checked=fields["last-checked"].day(),
        note=fields["note"].text() if "note" in fields else "",
    )


def _list(fields: Mapping[str, Value], key: str) -> list[Value]:
    return fields[key].items() if key in fields else []


def _nation(value: Value) -> Nation:
    return Nation(value.one_of([nation.value for nation in UNITED_KINGDOM]))


def _count(value: Value) -> CountRule:
    fields = value.fields()
    check_keys(fields, value, ("length", "unit", "first-day-counts"))
    length = fields["length"].number()
    if length < 1:
        raise fields["length"].refused("a length is 1 or more.")
    return CountRule(length, fields["unit"].choice(Unit), fields["first-day-counts"].flag())


def _patterns(fields: Mapping[str, Value], key: str) -> tuple[EventPattern, ...]:
    return tuple(_pattern(item) for item in _list(fields, key))


def _pattern(value: Value) -> EventPattern:
    fields = value.fields()
    check_keys(fields, value, ("event",), ("outcome", "date"))
    return _checked_pattern(fields)


def _checked_pattern(fields: Mapping[str, Value]) -> EventPattern:
    event = fields["event"].one_of(EVENTS)
    outcome = fields["outcome"].one_of(EVENTS[event].outcomes) if "outcome" in fields else None
    named = fields["date"].one_of([EFFECTIVE, *EVENTS[event].dates]) if "date" in fields else EFFECTIVE
    return EventPattern(event, outcome, named)


def _pause(value: Value) -> Pause:
    fields = value.fields()
    check_keys(fields, value, ("pauses-on", "resumes-on"))
    return Pause(_pattern(fields["pauses-on"]), _pattern(fields["resumes-on"]))


def _adverse(value: Value) -> AdverseStep:
    fields = value.fields()
    check_keys(fields, value, ("event", "what", "allowed-once-decided"), ("outcome", "date"))
    return AdverseStep(_checked_pattern(fields), fields["what"].text(), fields["allowed-once-decided"].flag())


def _rung(value: Value) -> Rung:
    fields = value.fields()
    check_keys(fields, value, ("id", "offset", "severity", "tell"))
    severity = fields["severity"].choice(Severity)
    return Rung(fields["id"].text(), fields["offset"].number(), severity, fields["tell"].one_of(ROLES))


def _citation(value: Value) -> Citation:
    fields = value.fields()
    check_keys(fields, value, ("instrument", "provision", "url"))
    url = fields["url"].text()
    if not url.startswith("https://"):
        raise fields["url"].refused("a citation ends in an address that begins with https://.")
    return Citation(fields["instrument"].text(), fields["provision"].text(), url)


def _calendars(files: Mapping[str, str], covers_from: date) -> dict[Nation, WorkingCalendar]:
    calendars: dict[Nation, WorkingCalendar] = {}
    for nation in UNITED_KINGDOM:
        name = _calendar_file(nation)
        if name not in files:
            raise refusal(name, 1, "the file is missing.")
        calendars[nation] = _calendar(nation, Value.document(name, files[name]), covers_from)
    return calendars


def _calendar_file(nation: Nation) -> str:
    return f"calendars/{nation}.yaml"


def _calendar(nation: Nation, document: Value, covers_from: date) -> WorkingCalendar:
    fields = document.fields()
    check_keys(fields, document, ("nation", "covers-from", "covers-to", "citation", "last-checked", "holidays"))
    if _nation(fields["nation"]) is not nation:
        raise fields["nation"].refused(f"this file holds the calendar of {nation.in_words()}.")
    _citation(fields["citation"])
    fields["last-checked"].day()
    first, last = fields["covers-from"].day(), fields["covers-to"].day()
    if not first <= covers_from <= last:
        raise fields["covers-from"].refused("the calendar must cover the first day of the rule-book.")
    return WorkingCalendar(nation, _holidays(fields["holidays"], first, last), first, last)


def _holidays(value: Value, first: date, last: date) -> dict[date, str]:
    holidays: dict[date, str] = {}
    for key, name in value.fields().items():
        day = as_day(key, name)
        if not first <= day <= last:
            raise name.refused(f"{key} is outside the days this calendar covers.")
        if holidays and day <= max(holidays):
            raise name.refused(f"{key} is out of order.")
        holidays[day] = name.text()
    return holidays
