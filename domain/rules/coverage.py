"""What the rule-book holds and what it does not, as a page for people: `docs/rules-coverage.md` is its output.

Everything on it comes from the rule-book, also the list of what is not formalised. Read next: `docs/adding-a-rule.md`.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from domain.rules.model import ClockVersion, Force, Kind, RuleBook
from domain.rules.provisions import Provision
from domain.when import day_in_words

_HEAD = """# What the rule-book covers

Made from rule-book {version} by `make rules`; a test compares the two. How to change a rule:
[adding-a-rule.md](adding-a-rule.md).

- **Verified**: every length, unit and date of the rule was found in a source, and whether its first day counts. *no*
  means that at least one was not, and "What is uncertain" below says which.
- **Last checked**: the day somebody last compared the rule with its source.
- **Service standard**: the law says "as soon as" or nothing. The length is this rule-book's *default*, unless the
  deployment has set its own in `service-standards.yaml`.
"""


def coverage(book: RuleBook) -> str:
    """The whole page, in Markdown."""
    lines = [
        _HEAD.format(version=book.version),
        *_clocks(book),
        *_uncertain(book),
        *_calendars(book),
        "## What is not formalised",
        "",
        *(f"- {gap}" for gap in book.not_formalised),
    ]
    return "\n".join(lines) + "\n"


def doubts_of(provisions: Iterable[Provision]) -> Mapping[str, Sequence[Provision]]:
    """What is doubtful in provisions that are no clocks: each sentence, with those that share it."""
    doubts: dict[str, list[Provision]] = {}
    for provision in provisions:
        for sentence in provision.uncertain:
            doubts.setdefault(sentence, []).append(provision)
    return doubts


def _clocks(book: RuleBook) -> Iterator[str]:
    yield "## Clocks"
    for versions in book.clocks.values():
        yield f"\n### {versions[0].title}\n\n`{versions[0].clock}`\n"
        yield "| Nations | In force | Kind | Force | Length | Last checked | Verified |"
        yield "|---|---|---|---|---|---|---|"
        yield from (_row(version, book) for version in versions)
        missing = [name for nation, name in book.nations.items() if not _applies(versions, nation)]
        if missing:
            yield f"\nNot in {_listed(missing)}."
    yield ""


def _applies(versions: Sequence[ClockVersion], nation: str) -> bool:
    return any(nation in version.nations for version in versions)


def _row(version: ClockVersion, book: RuleBook) -> str:
    nations = ", ".join(name for nation, name in book.nations.items() if nation in version.nations)
    until = f"to {day_in_words(version.in_force_to)}" if version.in_force_to else "on"
    in_force = f"from {day_in_words(version.in_force_from)} {until}"
    force = version.force.in_words() + (" (default)" if version.is_default_standard else "")
    checked = day_in_words(version.last_checked)
    cells = (nations, in_force, version.kind, force, _length(version), checked, "yes" if version.verified else "no")
    return f"| {' | '.join(cells)} |"


def _length(version: ClockVersion) -> str:
    if version.count is None:
        return "none in law; shown in bands"
    words = version.count.unit.in_words(version.count.length)
    first = ", the first day counted" if version.count.first_day_counts else ""
    lasts = ", and until the decision if later" if version.continues_until else ""
    least = "at least " if version.kind is Kind.PROTECTED and version.extended_by else ""
    moved = ", to an open day" if version.ends_on_open_day else ""
    return f"{least}{words}{first}{lasts}{moved}"


def _uncertain(book: RuleBook) -> Iterator[str]:
    yield "## What is uncertain\n"
    for versions in book.clocks.values():
        for version in versions:
            yield from (f"- `{version.rule}`: {sentence}" for sentence in version.uncertain)
    for sentence, about in doubts_of(book.provisions).items():
        yield f"- {'; '.join(provision.title for provision in about)}: {sentence}"
    yield "\n## Service standards\n"
    standards = [version for versions in book.clocks.values() for version in versions]
    for version in standards:
        if version.force is Force.SERVICE_STANDARD:
            source = "the default of this rule-book" if version.is_default_standard else "set by the deployment"
            yield f"- {version.title}: {_length(version)}, {source}."
    yield ""


def _calendars(book: RuleBook) -> Iterator[str]:
    yield "## Calendars\n"
    for calendar in book.calendars.values():
        if calendar.is_known:
            first, last = day_in_words(calendar.covers_from), day_in_words(calendar.covers_to)
            yield f"- {calendar.place}: bank holidays from {first} to {last}."
            yield from (f"  - Uncertain: {sentence}" for sentence in calendar.uncertain)
        else:
            yield f"- {calendar.place}: none, so no clock there counts working days."
    yield ""


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"
