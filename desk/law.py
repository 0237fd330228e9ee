"""What every question about the law begins with: for which day, and for which nations.

The place in which it looks is a rule-book. The law is public: whoever asks is told the same. Read next: `rules.py`,
`provisions.py`.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime

from domain.errors import Code, Invalid
from domain.nations import Nation
from domain.nearest import did_you_mean
from domain.rules.model import ClockVersion, RuleBook
from domain.when import london_day


def wanted_nations(book: RuleBook, nation: str | None) -> list[Nation]:
    """The nation that was named, or all; raises Invalid for one whose law the rule-book does not hold."""
    if nation is not None and nation not in book.nations:
        known, meant = ", ".join(book.nations), did_you_mean(nation, book.nations)
        message = f"--nation: this rule-book holds no law of that nation.{meant} It knows: {known}."
        raise Invalid(Code.INVALID_VALUE, message)
    return [nation] if nation is not None else list(book.nations)


def require_covered(book: RuleBook, nations: Iterable[Nation], day: date) -> None:
    """Refuse a day on which the rule-book is silent."""
    for nation in nations:
        if refusal := book.why_not_covered(nation, day):
            raise Invalid(Code.RULES_NOT_IN_FORCE, refusal)


def today() -> date:
    """The day in London."""
    return london_day(datetime.now(UTC))


def versions_of(book: RuleBook) -> list[ClockVersion]:
    """Every version of every clock."""
    return [version for versions in book.clocks.values() for version in versions]
