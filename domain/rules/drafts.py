"""One version of a clock from its keys: each key is read strictly, in its place, and nothing is compared yet.

A key left out of a version is taken from its file's head. `KEYS` and `OPTIONAL_KEYS` are all there are; what each
means for whoever writes rules is told in `docs/adding-a-rule.md`. Read next: `checks.py`.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace

from domain.counting import CountRule, Unit
from domain.nations import Nation
from domain.roles import ON_CASES, Role
from domain.rules.citation import Citation
from domain.rules.model import (
    EFFECTIVE,
    AdverseStep,
    BeginsWith,
    ClockVersion,
    EventPattern,
    Force,
    Handover,
    Kind,
    OnlyFor,
    Pause,
    Rung,
    Severity,
    Undoing,
)
from domain.rules.source import Value, check_keys
from domain.rules.vocabulary import EVENTS

KEYS = (
    *("title", "nations", "kind", "force", "binds", "protects", "starts-on", "rungs", "in-force-from"),
    *("transition", "cure", "citation", "verified", "last-checked"),
)
OPTIONAL_KEYS = (
    *("in-force-to", "count", "one-run-per", "unless", "only-for", "only-by", "begins-with", "stops-on", "ends-with"),
    *("continues-until", "presupposed-by", "pauses", "extended-by", "shortened-by", "adverse", "uncertain", "note"),
)
ORGANISATIONS = ("notifying-authority",)
"""The kinds of organisation that a start can be limited to: each is a file of provisions, and says who is one."""

DEFAULT_LENGTH = "The length is a default of this rule-book; a deployment may set its own."
"""The doubt of every service standard for which the deployment has set no length."""

_ADDRESS = re.compile(r"https://[a-z0-9-]+(\.[a-z0-9-]+)+([/?#]\S*)?")


@dataclass(frozen=True)
class Standard:
    """The length a deployment has set for a service standard, and where."""

    place: Value
    length: int
    unit: Unit


@dataclass(frozen=True)
class Draft:
    """A version with the place of each of its values."""

    version: ClockVersion
    place: Value
    fields: Mapping[str, Value]

    def at(self, key: str) -> Value:
        """Where a value stands, or the version itself where the value is left out."""
        return self.fields.get(key, self.place)


def draft(clock: str, place: Value, shared: Mapping[str, Value], nations: Collection[Nation]) -> Draft:
    """A version as written at one place; raises Invalid (rules-invalid)."""
    own = place.fields()
    check_keys(own, place, (), [*KEYS, *OPTIONAL_KEYS])
    fields = {**shared, **own}
    check_keys(fields, place, KEYS, OPTIONAL_KEYS)
    return Draft(_version(clock, fields, nations), place, fields)


def with_standard(made: Draft, standard: Standard) -> Draft:
    """The same version with the length the deployment has set; raises Invalid (rules-invalid)."""
    version = made.version
    if version.force is not Force.SERVICE_STANDARD or version.count is None:
        raise standard.place.refused(
            f"{version.rule} is {version.force.in_words()}, and a deployment sets the length of service standards only."
        )
    count = replace(version.count, length=standard.length, unit=standard.unit)
    doubts = tuple(doubt for doubt in version.uncertain if doubt != DEFAULT_LENGTH)
    changed = replace(version, count=count, uncertain=doubts, is_default_standard=False)
    return Draft(changed, made.place, {**made.fields, "count": standard.place})


def read_citation(value: Value) -> Citation:
    """Where a value can be checked; raises Invalid (rules-invalid)."""
    fields = value.fields()
    check_keys(fields, value, ("instrument", "provision", "url"))
    url = fields["url"].text()
    if not _ADDRESS.fullmatch(url):
        raise fields["url"].refused("a citation ends in an address that begins with https:// and names a site.")
    return Citation(fields["instrument"].text(), fields["provision"].text(), url)


def texts(fields: Mapping[str, Value], key: str) -> tuple[str, ...]:
    """A list of sentences; empty where the key is left out."""
    return tuple(item.text() for item in _list(fields, key))


def _version(clock: str, fields: Mapping[str, Value], nations: Collection[Nation]) -> ClockVersion:
    force = fields["force"].choice(Force)
    default = (DEFAULT_LENGTH,) if force is Force.SERVICE_STANDARD else ()
    return ClockVersion(
        clock=clock,
        title=fields["title"].text(),
        nations=frozenset(item.one_of(nations) for item in fields["nations"].items()),
        kind=fields["kind"].choice(Kind),
        force=force,
        binds=fields["binds"].text(),
        protects=fields["protects"].text(),
        count=_count(fields["count"]) if "count" in fields else None,
        starts_on=_patterns(fields, "starts-on"),
        unless=tuple(_closing(item) for item in _list(fields, "unless")),
        only_for=fields["only-for"].choice(OnlyFor) if "only-for" in fields else None,
        only_by=fields["only-by"].one_of(ORGANISATIONS) if "only-by" in fields else None,
        begins_with=_begins_with(fields["begins-with"]) if "begins-with" in fields else None,
        stops_on=_patterns(fields, "stops-on"),
        ends_with=tuple(_ending(item) for item in _list(fields, "ends-with")),
        handed_over=tuple(_handovers(fields)),
        presupposed_by=_patterns(fields, "presupposed-by"),
        continues_until=_closing(fields["continues-until"]) if "continues-until" in fields else None,
        undone_by=tuple(_undoings(fields)),
        pauses=tuple(_pause(item) for item in _list(fields, "pauses")),
        extended_by=_patterns(fields, "extended-by"),
        shortened_by=_patterns(fields, "shortened-by"),
        adverse=tuple(_adverse(item) for item in _list(fields, "adverse")),
        rungs=tuple(_rung(item) for item in fields["rungs"].items()),
        in_force_from=fields["in-force-from"].day(),
        in_force_to=fields["in-force-to"].day() if "in-force-to" in fields else None,
        transition=fields["transition"].text(),
        cure=fields["cure"].text(),
        citation=read_citation(fields["citation"]),
        verified=fields["verified"].flag(),
        uncertain=(*texts(fields, "uncertain"), *default),
        last_checked=fields["last-checked"].day(),
        note=fields["note"].text() if "note" in fields else "",
        is_default_standard=force is Force.SERVICE_STANDARD,
        one_run_per=fields["one-run-per"].one_of(("start",)) if "one-run-per" in fields else None,
        ends_on_open_day=_ends_on_open_day(fields["count"]) if "count" in fields else None,
    )


def _list(fields: Mapping[str, Value], key: str) -> list[Value]:
    return fields[key].items() if key in fields else []


def _count(value: Value) -> CountRule:
    fields = value.fields()
    check_keys(fields, value, ("length", "unit", "first-day-counts"), ("ends-on-open-day",))
    return CountRule(fields["length"].count(), fields["unit"].choice(Unit), fields["first-day-counts"].flag())


def _ends_on_open_day(count: Value) -> bool | None:
    """Whether a last day on which no office is open moves to the next open one; None where it does not."""
    fields = count.fields()
    return ("ends-on-open-day" in fields and fields["ends-on-open-day"].flag()) or None


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


def _closing(value: Value) -> EventPattern:
    """What closes a clock, or rules a start out, and may say what takes that back, which `_undoings` reads."""
    fields = value.fields()
    check_keys(fields, value, ("event",), ("outcome", "date", "undone-by"))
    return _checked_pattern(fields)


def _ending(value: Value) -> EventPattern:
    """What ends a clock, and may say which clock takes over, which `_handovers` reads."""
    fields = value.fields()
    check_keys(fields, value, ("event",), ("outcome", "date", "undone-by", "hands-to"))
    return _checked_pattern(fields)


def _undoings(fields: Mapping[str, Value]) -> Iterator[Undoing]:
    """What takes back which closing, or what rules a start out, wherever one says so."""
    until = [fields["continues-until"]] if "continues-until" in fields else []
    for closing in (*_list(fields, "unless"), *_list(fields, "ends-with"), *until):
        said = closing.fields()
        if "undone-by" in said:
            yield Undoing(_checked_pattern(said), _pattern(said["undone-by"]))


def _handovers(fields: Mapping[str, Value]) -> Iterator[Handover]:
    """Which closing leaves the matter to which clock."""
    for closing in _list(fields, "ends-with"):
        said = closing.fields()
        if "hands-to" in said:
            yield Handover(_checked_pattern(said), said["hands-to"].text())


def _begins_with(value: Value) -> BeginsWith:
    fields = value.fields()
    check_keys(fields, value, ("shown-by", "what"), ("goes-on",))
    if "goes-on" not in fields:
        return BeginsWith(_patterns(fields, "shown-by"), fields["what"].text())
    going = fields["goes-on"].fields()
    check_keys(going, fields["goes-on"], ("begun-by", "ended-by"))
    begun, ended = _pattern(going["begun-by"]), _pattern(going["ended-by"])
    return BeginsWith(_patterns(fields, "shown-by"), fields["what"].text(), begun, ended)


def _pause(value: Value) -> Pause:
    fields = value.fields()
    check_keys(fields, value, ("pauses-on", "resumes-on"))
    return Pause(_pattern(fields["pauses-on"]), _pattern(fields["resumes-on"]))


def _adverse(value: Value) -> AdverseStep:
    fields = value.fields()
    check_keys(fields, value, ("event", "what", "allowed-once-decided"), ("outcome", "date", "cured-by"))
    return AdverseStep(
        pattern=_checked_pattern(fields),
        what=fields["what"].text(),
        allowed_once_decided=fields["allowed-once-decided"].flag(),
        cured_by=_pattern(fields["cured-by"]) if "cured-by" in fields else None,
    )


def _rung(value: Value) -> Rung:
    fields = value.fields()
    check_keys(fields, value, ("id", "offset", "severity", "tell"))
    severity = fields["severity"].choice(Severity)
    return Rung(fields["id"].text(), fields["offset"].number(), severity, Role(fields["tell"].one_of(ON_CASES)))
