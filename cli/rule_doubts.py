"""`nrm rules uncertain`: all that is doubtful in the law as this engine holds it, and what it leaves out.

Rules, provisions and calendars say themselves what is doubtful in them, and the rule-book says what is not formalised.
Read next: `docs/rules-coverage.md`, the same as a page.
"""

from collections.abc import Sequence
from typing import Any

from cli import output
from desk.rule_words import certainty_of, points
from domain.rules.coverage import doubts_of
from domain.rules.model import ClockVersion, RuleBook
from domain.rules.provisions import Provision


def document_of_doubts(book: RuleBook) -> dict[str, Any]:
    """Everything doubtful, for a script."""
    return {
        "rules": book.identity,
        "versions": [
            {"rule": version.rule, "title": version.title, "verified": version.verified, "doubts": version.uncertain}
            for version in _doubtful(_versions(book))
        ],
        "provisions": [
            {
                "rule": one.rule,
                "title": one.title,
                "verified": one.verified,
                "doubts": one.uncertain,
            }
            for one in book.provisions
            if _is_doubtful(one)
        ],
        "calendars": {nation: calendar.uncertain for nation, calendar in book.calendars.items() if calendar.uncertain},
        "not_formalised": book.not_formalised,
    }


def show_doubts(book: RuleBook) -> None:
    """Print the same for a person; a doubt that several provisions share is said once."""
    versions = _versions(book)
    found = _doubtful(versions)
    for version in found:
        output.heading(f"{version.title} ({version.rule}): {certainty_of(version)}")
        output.text(points(version.uncertain) + "\n", indent=2)
    for doubt, about in doubts_of(book.provisions).items():
        output.heading("; ".join(one.title for one in about))
        output.text(f"{doubt}\n", indent=2)
    for calendar in book.calendars.values():
        if calendar.uncertain:
            output.heading(f"Bank holidays of {calendar.place}")
            output.text(points(calendar.uncertain) + "\n", indent=2)
    output.heading("Not formalised")
    output.text(points(book.not_formalised) + "\n", indent=2)
    provisions = tuple(book.provisions)
    output.text(
        f"{len(found)} of {len(versions)} versions and {sum(_is_doubtful(one) for one in provisions)} of "
        f"{len(provisions)} provisions are doubtful in some way. Rule-book {book.identity}."
    )


def _versions(book: RuleBook) -> list[ClockVersion]:
    return [version for versions in book.clocks.values() for version in versions]


def _doubtful(versions: Sequence[ClockVersion]) -> list[ClockVersion]:
    return [version for version in versions if _is_doubtful(version)]


def _is_doubtful(rule: ClockVersion | Provision) -> bool:
    return bool(rule.uncertain) or not rule.verified
