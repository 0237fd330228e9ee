"""A rule as a lawyer reads it: every key of one version in words, and the same as a document for a script.

Values only: nothing here reads a file or shows anything. Read next: `rules.py`, the questions.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from domain.clocks.words import standing_of
from domain.nations import UNITED_KINGDOM, Nation
from domain.rules.model import (
    EFFECTIVE,
    AdverseStep,
    BeginsWith,
    ClockVersion,
    EventPattern,
    Force,
    Handover,
    Kind,
    Pause,
    RuleBook,
    Rung,
    Severity,
    Undoing,
)
from domain.rules.provisions import Provision
from domain.rules.vocabulary import in_words
from domain.when import day_in_words

_KINDS: Mapping[Kind, str] = {
    Kind.DEADLINE: "deadline: to be done by its last day",
    Kind.TARGET: "target: aimed at by its last day, and no breach of law when missed",
    Kind.PROTECTED: "protected period: some things must not happen in it",
    Kind.WINDOW: "window: the person may act until its last day",
    Kind.REVIEW: "review: to be looked at again by its last day",
    Kind.AGE: "waiting time: it has no limit, and shows how long somebody has waited",
}

Line = tuple[str, str]
"""What is said, and what is said of it."""


def length_of(version: ClockVersion) -> str:
    """`5 working days, the first day not counted`; for a clock without a limit, that it has none."""
    if version.count is None:
        return "no limit"
    first = "the first day is day 1" if version.count.first_day_counts else "the first day is not counted"
    moved = (
        "; a last day on which no office is open moves to the next on which one is" if version.ends_on_open_day else ""
    )
    return f"{version.count.unit.in_words(version.count.length)}; {first}{moved}"


def force_of(version: ClockVersion) -> str:
    """What stands behind a rule; of a service standard, whether the deployment has set its own."""
    if version.force is not Force.SERVICE_STANDARD:
        return standing_of(version.kind, version.force)
    return f"service standard ({'the default' if version.is_default_standard else 'set by this deployment'})"


def nations_of(version: ClockVersion, rules: RuleBook) -> str:
    """Where it applies, in the order of the rule-book."""
    return in_order(version.nations, rules)


def in_order(nations: Iterable[Nation], rules: RuleBook) -> str:
    """`England and Wales, Scotland`; `United Kingdom` for all of it."""
    wanted = frozenset(nations)
    whole = wanted.issuperset(UNITED_KINGDOM)
    rest = wanted.difference(UNITED_KINGDOM) if whole else wanted
    names = [name for nation, name in rules.nations.items() if nation in rest]
    return ", ".join(["United Kingdom", *names] if whole else names)


def in_force(version: ClockVersion) -> str:
    """`from 30 January 2023`, `from 1 April 2009 to 12 December 2022`."""
    words = f"from {day_in_words(version.in_force_from)}"
    return words if version.in_force_to is None else f"{words} to {day_in_words(version.in_force_to)}"


def certainty_of(version: ClockVersion | Provision) -> str:
    """Whether the rule was seen in its source."""
    if not version.verified:
        return "not verified"
    return "verified, with doubts" if version.uncertain else "verified"


def lines_of(version: ClockVersion, rules: RuleBook) -> list[Line]:
    """Every key of a version; those that say nothing are left out."""
    citation = version.citation
    lines = [
        ("In force", in_force(version)),
        ("Applies in", nations_of(version, rules)),
        ("Kind", _KINDS[version.kind]),
        ("Force", force_of(version)),
        ("Binds", version.binds),
        ("Protects", version.protects),
        ("Only for", version.only_for or ""),
        ("Only by", _only_by(version)),
        ("Length", length_of(version)),
        ("Starts with", _any_of(version.starts_on)),
        ("Runs", "one for each start, also while another is open" if version.one_run_per else ""),
        ("Not begun after", _any_of(version.unless)),
        ("Stopped by", _any_of(version.stops_on)),
        ("Ended by", _any_of(version.ends_with)),
        ("Handed over", points(map(_handover, version.handed_over))),
        ("Lasts", _lasts(version)),
        ("Goes on after", points(map(_undoing, version.undone_by))),
        ("To be shown by", _begun(version.begins_with)),
        ("Stands still", points(map(_pause, version.pauses))),
        ("Extended by", _any_of([replace(pattern, date=EFFECTIVE) for pattern in version.extended_by])),
        ("Shortened by", _any_of(version.shortened_by)),
        ("Must not happen", points(map(_adverse, version.adverse))),
        ("Ladder", points(_rung(rung, version) for rung in version.rungs)),
        ("Transition", version.transition),
        ("Cure", version.cure),
        ("Source", f"{citation.instrument}\n{citation.provision}\n{citation.url}"),
        ("Certainty", certainty_of(version)),
        ("Doubts", points(version.uncertain)),
        ("Last checked", day_in_words(version.last_checked)),
        ("Note", version.note),
    ]
    return [(name, said) for name, said in lines if said]


def points(sentences: Iterable[str]) -> str:
    """One below the other; where there are several, each with a dash."""
    said = tuple(sentences)
    return "\n".join(f"- {sentence}" for sentence in said) if len(said) > 1 else "".join(said)


def _any_of(patterns: Sequence[EventPattern]) -> str:
    return points(in_words(pattern) for pattern in patterns)


def _lasts(version: ClockVersion) -> str:
    if version.continues_until is None or version.count is None:
        return ""
    least = version.count.unit.in_words(version.count.length)
    return f"at least {least}, and until the {in_words(version.continues_until)} if that comes later"


def _only_by(version: ClockVersion) -> str:
    return f"a {version.only_by.replace('-', ' ')}" if version.only_by else ""


def _handover(handover: Handover) -> str:
    return f"{in_words(handover.closing)}, where the clock {handover.to} runs from then on"


def _undoing(undoing: Undoing) -> str:
    return f"{in_words(undoing.closing)}, once it is taken back: {in_words(undoing.by)}"


def _begun(begins: BeginsWith | None) -> str:
    return f"{_any_of(begins.shown_by)}\nIf not: {begins.what}." if begins else ""


def _pause(pause: Pause) -> str:
    return f"from {in_words(pause.pauses_on)} to {in_words(pause.resumes_on)}"


def _adverse(step: AdverseStep) -> str:
    freed = "; allowed once it is decided" if step.allowed_once_decided else ""
    cured = f"; undone by {in_words(step.cured_by)}" if step.cured_by else ""
    return f"{in_words(step.pattern)}{freed}{cured}"


def _rung(rung: Rung, version: ClockVersion) -> str:
    """`7 days before the last day: one week left (warning, decision maker)`."""
    told = f"{rung.id.replace('-', ' ')} ({rung.severity}, tells the {rung.tell.replace('-', ' ')})"
    return f"{_offset(rung, version)}: {told}"


def _offset(rung: Rung, version: ClockVersion) -> str:
    days = f"{abs(rung.offset)} day{'' if abs(rung.offset) == 1 else 's'}"
    if version.kind is Kind.AGE:
        return f"after {days}"
    if rung.severity is Severity.BREACH:
        return "when the last day is over"
    return f"{days} {'before' if rung.offset < 0 else 'after'} the last day"


def document_of(version: ClockVersion) -> dict[str, Any]:
    """Every key of a version, for a script."""
    count = version.count
    return {
        "rule": version.rule,
        "clock": version.clock,
        "title": version.title,
        "nations": sorted(version.nations),
        "kind": version.kind,
        "force": version.force,
        "default_standard": version.is_default_standard,
        "binds": version.binds,
        "protects": version.protects,
        "only_for": version.only_for,
        "only_by": version.only_by,
        "count": {"length": count.length, "unit": count.unit, "first_day_counts": count.first_day_counts}
        if count
        else None,
        "ends_on_open_day": bool(version.ends_on_open_day),
        "starts_on": [_pattern(pattern) for pattern in version.starts_on],
        "one_run_per": version.one_run_per,
        "unless": [_pattern(pattern) for pattern in version.unless],
        "stops_on": [_pattern(pattern) for pattern in version.stops_on],
        "ends_with": [_pattern(pattern) for pattern in version.ends_with],
        "handed_over": [{"closing": _pattern(one.closing), "to": one.to} for one in version.handed_over],
        "continues_until": _pattern(version.continues_until),
        "undone_by": [{"closing": _pattern(one.closing), "by": _pattern(one.by)} for one in version.undone_by],
        "begins_with": [_pattern(pattern) for pattern in version.begins_with.shown_by] if version.begins_with else None,
        "pauses": [
            {"pauses_on": _pattern(pause.pauses_on), "resumes_on": _pattern(pause.resumes_on)}
            for pause in version.pauses
        ],
        "extended_by": [_pattern(pattern) for pattern in version.extended_by],
        "shortened_by": [_pattern(pattern) for pattern in version.shortened_by],
        "adverse": [
            {
                "step": _pattern(step.pattern),
                "what": step.what,
                "allowed_once_decided": step.allowed_once_decided,
                "cured_by": _pattern(step.cured_by),
            }
            for step in version.adverse
        ],
        "rungs": [
            {"rung": rung.id, "offset": rung.offset, "severity": rung.severity, "tell": rung.tell}
            for rung in version.rungs
        ],
        "in_force_from": version.in_force_from,
        "in_force_to": version.in_force_to,
        "transition": version.transition,
        "cure": version.cure,
        "citation": {
            "instrument": version.citation.instrument,
            "provision": version.citation.provision,
            "url": version.citation.url,
        },
        "verified": version.verified,
        "uncertain": version.uncertain,
        "last_checked": version.last_checked,
        "note": version.note,
    }


def _pattern(pattern: EventPattern | None) -> dict[str, str | None] | None:
    if pattern is None:
        return None
    return {"event": pattern.event, "outcome": pattern.outcome, "date": pattern.date, "words": in_words(pattern)}
