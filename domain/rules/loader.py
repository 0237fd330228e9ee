"""From rule files to a rule-book: text in, `RuleBook` out, or a refusal that names file, line and reason.

It reads no file itself (`shelf.py` does) and decides nothing about cases. The digest covers the name and the exact
bytes of every file. A deployment may add one file of its own, `service-standards.yaml`, to the published set; it can
set the length of a service standard and of nothing else.

Read next: `drafts.py`, one version from its keys; `checks.py`, what no rule may say; `calendar_files.py`.
"""

import hashlib
from collections.abc import Collection, Mapping
from datetime import date

from domain.counting import Unit
from domain.nations import OUTSIDE_UK, Nation
from domain.rules import checks
from domain.rules.calendar_files import calendar_file, calendar_name, read_calendars
from domain.rules.drafts import KEYS, OPTIONAL_KEYS, Standard, draft, texts, with_standard
from domain.rules.model import ClockVersion, RuleBook
from domain.rules.offences import OFFENCES, read_offences
from domain.rules.provision_files import PROVISION_FILES, read_provisions
from domain.rules.provisions import Provisions
from domain.rules.source import Value, check_keys, refusal

BOOK = "rule-book.yaml"
STANDARDS = "service-standards.yaml"

_SLUG = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-")


def parse(files: Mapping[str, str]) -> RuleBook:
    """Read a whole rule-book from its files, by name; raises Invalid (rules-invalid)."""
    if BOOK not in files:
        raise refusal(BOOK, 1, "the file is missing.")
    book = Value.document(BOOK, files[BOOK])
    fields = book.fields()
    check_keys(fields, book, ("version", "covers-from", "nations", "clocks"), ("corrections", "not-formalised"))
    covers_from = fields["covers-from"].day()
    nations = _nations(fields["nations"])
    calendars, provisions = read_calendars(files, nations, covers_from), read_provisions(files, nations, covers_from)
    known = checks.Nations(nations, frozenset(nation for nation in nations if calendars[nation].is_known))
    clocks = _clocks(files, fields["clocks"], covers_from, known)
    return RuleBook(
        version=fields["version"].text(),
        digest=digest_of(files),
        covers_from=covers_from,
        nations=nations,
        clocks=clocks,
        calendars=calendars,
        corrections=_corrections(fields, clocks, calendars, provisions),
        not_formalised=texts(fields, "not-formalised"),
        offences=read_offences(files, nations),
        provisions=provisions,
    )


def digest_of(files: Mapping[str, str]) -> str:
    """What identifies these files: SHA-256 over the name, the length and the bytes of each, in order of name."""
    total = hashlib.sha256()
    for name in sorted(files):
        content = files[name].encode()
        total.update(f"{name}\n{len(content)}\n".encode() + content)
    return total.hexdigest()


def _nations(listed: Value) -> dict[Nation, str]:
    nations = listed.fields()
    if not nations:
        raise listed.refused("a rule-book holds the law of at least one nation.")
    for nation, name in nations.items():
        if nation == OUTSIDE_UK or not _SLUG.issuperset(nation):
            raise name.refused(
                f"{nation} cannot be a nation's name: small letters, digits and hyphens, not {OUTSIDE_UK}."
            )
    return {nation: name.text() for nation, name in nations.items()}


def _corrections(
    book: Mapping[str, Value], clocks: Collection[str], nations: Collection[Nation], provisions: Provisions
) -> dict[str, str]:
    """The published rules this version of the book puts right, and why; a rule may have been taken away since."""
    corrections = book["corrections"].fields() if "corrections" in book and not book["corrections"].is_empty else {}
    known = {*clocks, *map(calendar_name, nations)}
    files = {provision.file for provision in provisions}
    for rule, reason in corrections.items():
        name = rule.partition("@")[0]
        if name not in known and name.partition("/")[0] not in files:
            raise reason.refused(f"{rule} is not a rule of this rule-book: write the clock, @ and its first day.")
    return {rule: reason.text() for rule, reason in corrections.items()}


def _clocks(
    files: Mapping[str, str], listed: Value, covers_from: date, nations: checks.Nations
) -> dict[str, tuple[ClockVersion, ...]]:
    standards = _standards(files)
    clocks: dict[str, tuple[ClockVersion, ...]] = {}
    for place in listed.items():
        clock = place.text()
        name = f"clocks/{clock}.yaml"
        if clock in clocks or name not in files:
            raise place.refused(f"{clock} must be listed once and have its file {name}.")
        document = Value.document(name, files[name])
        clocks[clock] = _clock(clock, document, covers_from, nations, standards.get(clock))
    for clock, standard in standards.items():
        if clock not in clocks:
            raise standard.place.refused(f"{clock} is not a clock of this rule-book.")
    _require_listed(files, clocks, nations.names)
    _require_successors(files, clocks)
    return clocks


def _require_successors(files: Mapping[str, str], clocks: Mapping[str, tuple[ClockVersion, ...]]) -> None:
    """A clock is handed over to another that there is."""
    for clock, versions in clocks.items():
        for handover in (one for version in versions for one in version.handed_over):
            if handover.to not in clocks or handover.to == clock:
                name = f"clocks/{clock}.yaml"
                line = _line_of(files[name], "hands-to")
                raise refusal(name, line, f"{handover.to} is no other clock of this rule-book.")


def _line_of(text: str, word: str) -> int:
    """The first line that holds a word, from 1."""
    return next(number for number, line in enumerate(text.splitlines(), start=1) if word in line)


def _require_listed(files: Mapping[str, str], clocks: Collection[str], nations: Collection[Nation]) -> None:
    known = {
        BOOK,
        STANDARDS,
        OFFENCES,
        *PROVISION_FILES,
        *(f"clocks/{clock}.yaml" for clock in clocks),
        *map(calendar_file, nations),
    }
    for name in sorted(files):
        if name not in known:
            raise refusal(name, 1, f"no rule-book reads this file: clocks and nations are listed in {BOOK}.")


def _standards(files: Mapping[str, str]) -> dict[str, Standard]:
    """The lengths this deployment has set for service standards, by clock."""
    if STANDARDS not in files:
        return {}
    return {clock: _standard(place) for clock, place in Value.document(STANDARDS, files[STANDARDS]).fields().items()}


def _standard(place: Value) -> Standard:
    fields = place.fields()
    check_keys(fields, place, ("length", "unit"))
    return Standard(place, fields["length"].count(), fields["unit"].choice(Unit))


def _clock(
    clock: str, document: Value, covers_from: date, nations: checks.Nations, standard: Standard | None
) -> tuple[ClockVersion, ...]:
    fields = document.fields()
    check_keys(fields, document, ("id", "versions"), [*KEYS, *OPTIONAL_KEYS])
    if fields["id"].text() != clock:
        raise fields["id"].refused(f"this file holds the clock {clock}.")
    shared = {key: value for key, value in fields.items() if key not in ("id", "versions")}
    drafts = [draft(clock, place, shared, nations.names) for place in fields["versions"].items()]
    if not drafts:
        raise fields["versions"].refused("a clock needs at least one version.")
    if standard is not None:
        drafts = [with_standard(made, standard) for made in drafts]
    for made in drafts:
        checks.check_version(made, nations)
    checks.check_succession(drafts, covers_from, nations)
    return tuple(made.version for made in drafts)
