"""The index of published rule-books: one entry for each version, chained to the one before, only ever added to.

A published rule never changes its meaning: a later version of the law is a new rule, and the old one gets its last
day. The same holds for provisions, and a bank holiday that was published stays one. Where a rule was written down
wrongly, the rule-book names it under `corrections` with the reason, and the index keeps that for ever. What is not
meaning can be improved freely: notes, doubts, the day of the last check, an address.

Everything here is pure: text and rule-books in, entries, text and findings out. The index itself is
`published-rule-books.json` beside this module; `make rules` adds to it. Read next: `docs/adding-a-rule.md`.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from enum import Enum
from itertools import groupby, pairwise
from typing import Any, cast

from pydantic import TypeAdapter

from domain.rules.calendar_files import calendar_name
from domain.rules.loader import STANDARDS
from domain.rules.model import ClockVersion, RuleBook
from domain.rules.provisions import Provision

_CHANGED = (
    "The rule files have changed, but version {version} is already published: raise `version` in rule-book.yaml, then "
    "run `make rules`."
)
_REWRITTEN = (
    "Version {version} changes the meaning of {rule}, which is already published: give the rule a new version from "
    "the day of the change, or, if the rule was written down wrongly, say so under `corrections` in rule-book.yaml."
)
_KNOWN_OTHERWISE = (
    "Version {version} of the rule-book is known already, with other content, and what a version says never changes: "
    "raise `version` in rule-book.yaml."
)
_CHANGES_KNOWN = (
    "Version {version} changes the meaning of what was published or accepted before: {rules}. Give each such clock a "
    "new version from the day of the change; or, where a rule was written down wrongly, say so under `corrections` in "
    "rule-book.yaml."
)
_NOT_CORRECTED = "Version {version} corrects {rule}, which is as it was: take it out of `corrections`."
_NOT_MEANING = ("note", "last_checked", "uncertain", "verified", "in_force_to", "is_default_standard")


@dataclass(frozen=True)
class Published:
    """One rule as it was published: the digest of its meaning, and its last day (None: still in force)."""

    meaning: str
    until: date | None


@dataclass(frozen=True)
class Entry:
    """One published rule-book. `previous` is the fingerprint of the entry before it; empty in the first.

    `holidays` are the bank holidays of each calendar, by year, as months and days. The first entries have none, and
    `rules` no provisions: they were published before these were kept here, and leave them out.
    """

    version: str
    digest: str
    corrections: Mapping[str, str]
    rules: Mapping[str, Published]
    previous: str
    holidays: Mapping[str, Mapping[str, str]] = field(default_factory=dict[str, Mapping[str, str]])

    @property
    def fingerprint(self) -> str:
        """What the next entry names as its previous."""
        return _digest(_ENTRY.dump_python(self, mode="json", exclude_defaults=True))


_ENTRY = TypeAdapter(Entry)
_INDEX = TypeAdapter(tuple[Entry, ...])


def entry_for(book: RuleBook, previous: Entry | None) -> Entry:
    """The entry that publishes a rule-book after the previous one."""
    versions = [version for versions in book.clocks.values() for version in versions]
    rules = {one.rule: Published(meaning_of(one), one.in_force_to) for one in (*versions, *book.provisions)}
    before = previous.fingerprint if previous else ""
    return Entry(book.version, book.digest, dict(book.corrections), rules, before, _holidays(book))


def _holidays(book: RuleBook) -> dict[str, Mapping[str, str]]:
    """The bank holidays of each nation by year: `{"calendars/scotland": {"2026": "01-01 01-02 …"}}`."""
    return {calendar_name(nation): _by_year(calendar.holidays) for nation, calendar in book.calendars.items()}


def _by_year(days: Iterable[date]) -> dict[str, str]:
    years = groupby(sorted(days), key=lambda day: day.year)
    return {str(year): " ".join(f"{day:%m-%d}" for day in listed) for year, listed in years}


def meaning_of(rule: ClockVersion | Provision) -> str:
    """The digest of all that a rule says, leaving out what is said about it; fields that are empty do not count."""
    said = {key: value for key, value in asdict(rule).items() if key not in _NOT_MEANING and value not in (None, ())}
    del said["citation"]["url"]
    return _digest(said)


def read_index(text: str) -> tuple[Entry, ...]:
    """The entries of an index file, oldest first."""
    return _INDEX.validate_json(text)


def write_index(entries: Sequence[Entry]) -> str:
    """An index file, written the same way each time."""
    content = _INDEX.dump_python(tuple(entries), mode="json", exclude_defaults=True)
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"


def check_index(index: Sequence[Entry], book: RuleBook) -> tuple[str, ...]:
    """A sentence for everything that is wrong with the index, or with a rule-book that should be its last entry."""
    findings = [finding for entry, later in pairwise(index) for finding in _follows(entry, later)]
    repeated = {entry.version for entry in index if sum(other.version == entry.version for other in index) > 1}
    findings += [f"Version {version} is in the index more than once." for version in sorted(repeated)]
    if index and index[0].previous:
        findings.append(f"Version {index[0].version} is the first entry but names one before it.")
    return (*findings, *_is_last(index, book))


def published_part(files: Mapping[str, str]) -> dict[str, str]:
    """The files whose content the version stands for: all but the service standards, which are the deployment's own."""
    return {name: text for name, text in files.items() if name != STANDARDS}


def why_not_accepted(book: RuleBook, published: Sequence[Entry], accepted: Sequence[Entry]) -> str | None:
    """Why this rule-book cannot decide after these, oldest first; None if it can.

    A version that is known is only itself, and can decide again. A new one must not change in silence what the last
    published rule-book says, or the one that decides. All of them are taken without a deployment's service standards.
    """
    known = [*published, *accepted]
    if any((entry.version, entry.digest) == (book.version, book.digest) for entry in known):
        return None
    if any(entry.version == book.version for entry in known):
        return _KNOWN_OTHERWISE.format(version=book.version)
    proposed = entry_for(book, None)
    silently = sorted({rule for base in (*published[-1:], *accepted[-1:]) for rule in _silently(base, proposed)})
    return _CHANGES_KNOWN.format(version=book.version, rules=", ".join(silently)) if silently else None


def _is_last(index: Sequence[Entry], book: RuleBook) -> list[str]:
    published = {entry.version: entry for entry in index}
    if book.version not in published:
        return [
            f"Version {book.version} of the rule-book is not in the index of published rule-books: run `make rules`."
        ]
    if published[book.version].digest != book.digest:
        return [_CHANGED.format(version=book.version)]
    if index[-1].version != book.version:
        return [f"Version {book.version} is not the latest published version, which is {index[-1].version}."]
    return []


def _follows(earlier: Entry, later: Entry) -> list[str]:
    """What is wrong between an entry and the next."""
    findings: list[str] = []
    if later.previous != earlier.fingerprint:
        findings.append(f"The entry of version {earlier.version} was changed after {later.version} was published.")
    changed = _changed(earlier, later)
    silently, needlessly = changed - set(later.corrections), set(later.corrections) - changed
    findings += [_REWRITTEN.format(version=later.version, rule=rule) for rule in sorted(silently)]
    findings += [_NOT_CORRECTED.format(version=later.version, rule=rule) for rule in sorted(needlessly)]
    return findings


def _silently(earlier: Entry, later: Entry) -> frozenset[str]:
    """The rules that a later entry changes without a correction of its own; one taken over from the earlier is none."""
    own = {rule for rule, reason in later.corrections.items() if earlier.corrections.get(rule) != reason}
    return _changed(earlier, later) - own


def _changed(earlier: Entry, later: Entry) -> frozenset[str]:
    """The rules and bank holidays of an entry that a later one does not leave as they were."""
    rules = {rule for rule in earlier.rules if _is_changed(earlier.rules[rule], later.rules.get(rule))}
    return frozenset(rules | (_days_of(earlier) - _days_of(later)))


def _days_of(entry: Entry) -> set[str]:
    """Each bank holiday as a correction names it: `calendars/scotland@2026-06-15`."""
    listed = [(calendar, year, days) for calendar, years in entry.holidays.items() for year, days in years.items()]
    return {f"{calendar}@{year}-{day}" for calendar, year, days in listed for day in days.split()}


def _is_changed(was: Published, now: Published | None) -> bool:
    """Whether a rule went away, says something else, or got another last day; an open rule may get its first one."""
    if now is None or now.meaning != was.meaning:
        return True
    return was.until is not None and now.until != was.until


def _digest(content: Mapping[str, Any]) -> str:
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=_plain)
    return hashlib.sha256(canonical.encode()).hexdigest()


def _plain(value: object) -> object:
    if isinstance(value, frozenset):
        return sorted(map(str, cast("frozenset[object]", value)))
    return value.value if isinstance(value, Enum) else str(value)
