"""The index of published rule-books: one entry for each version, chained to the one before, only ever added to.

A published rule never changes its meaning: a later version of the law is a new rule, and the old one gets its last
day. Where a rule was written down wrongly, the rule-book names it under `corrections` with the reason, and the index
keeps that for ever. What is not meaning can be improved freely: notes, doubts, the day of the last check, an address.

Everything here is pure: text and rule-books in, entries, text and findings out. The index itself is
`published-rule-books.json` beside this module; `make rules` adds to it. Read next: `docs/adding-a-rule.md`.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from enum import Enum
from itertools import pairwise
from typing import Any, cast

from pydantic import TypeAdapter

from domain.rules.model import ClockVersion, RuleBook

_CHANGED = (
    "The rule files have changed, but version {version} is already published: raise `version` in rule-book.yaml, then "
    "run `make rules`."
)
_REWRITTEN = (
    "Version {version} changes the meaning of {rule}, which is already published: give the clock a new version from "
    "the day of the change, or, if the rule was written down wrongly, say so under `corrections` in rule-book.yaml."
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
    """One published rule-book. `previous` is the fingerprint of the entry before it; empty in the first."""

    version: str
    digest: str
    corrections: Mapping[str, str]
    rules: Mapping[str, Published]
    previous: str

    @property
    def fingerprint(self) -> str:
        """What the next entry names as its previous."""
        return _digest(_ENTRY.dump_python(self, mode="json"))


_ENTRY = TypeAdapter(Entry)
_INDEX = TypeAdapter(tuple[Entry, ...])


def entry_for(book: RuleBook, previous: Entry | None) -> Entry:
    """The entry that publishes a rule-book after the previous one."""
    versions = [version for versions in book.clocks.values() for version in versions]
    rules = {version.rule: Published(meaning_of(version), version.in_force_to) for version in versions}
    return Entry(book.version, book.digest, dict(book.corrections), rules, previous.fingerprint if previous else "")


def meaning_of(version: ClockVersion) -> str:
    """The digest of all that a rule says, leaving out what is said about it; fields that are empty do not count."""
    said = {key: value for key, value in asdict(version).items() if key not in _NOT_MEANING and value not in (None, ())}
    del said["citation"]["url"]
    return _digest(said)


def read_index(text: str) -> tuple[Entry, ...]:
    """The entries of an index file, oldest first."""
    return _INDEX.validate_json(text)


def write_index(entries: Sequence[Entry]) -> str:
    """An index file, written the same way each time."""
    content = _INDEX.dump_python(tuple(entries), mode="json")
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"


def check_index(index: Sequence[Entry], book: RuleBook) -> tuple[str, ...]:
    """A sentence for everything that is wrong with the index, or with a rule-book that should be its last entry."""
    findings = [finding for entry, later in pairwise(index) for finding in _follows(entry, later)]
    repeated = {entry.version for entry in index if sum(other.version == entry.version for other in index) > 1}
    findings += [f"Version {version} is in the index more than once." for version in sorted(repeated)]
    if index and index[0].previous:
        findings.append(f"Version {index[0].version} is the first entry but names one before it.")
    return (*findings, *_is_last(index, book))


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
    changed = {rule for rule in earlier.rules if _is_changed(earlier.rules[rule], later.rules.get(rule))}
    silently, needlessly = changed - set(later.corrections), set(later.corrections) - changed
    findings += [_REWRITTEN.format(version=later.version, rule=rule) for rule in sorted(silently)]
    findings += [_NOT_CORRECTED.format(version=later.version, rule=rule) for rule in sorted(needlessly)]
    return findings


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
