"""Which rule-book a command of `nrm rules` reads, for which day and which nations. Read next: `rules.py`."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated

import typer

from cli.engine import with_records
from cli.options import day_of, named, settings_of
from domain.errors import Code, Invalid
from domain.nations import Nation
from domain.nearest import did_you_mean
from domain.rules.model import RuleBook
from domain.when import london_day
from workers.rule_files import deployed_rules

OnDay = Annotated[
    date | None,
    typer.Option(
        "--on", metavar="DATE", parser=named("--on", day_of), help="The rules of that day; today, if left out."
    ),
]
InNation = Annotated[
    str | None, typer.Option("--nation", metavar="NATION", help="Only the rules of that nation, for instance scotland.")
]
Accepted = Annotated[bool, typer.Option("--accepted", help="The rule-book that decides in the running stack.")]


def book_of(data: Path | None, *, accepted: bool) -> RuleBook:
    """The rule-book of this release, with the service standards of the deployment; or the one that decides."""
    if accepted:
        return with_records(settings_of(data), lambda records: records.law.current())
    try:
        return deployed_rules(settings_of(data).service_standards)
    except Invalid as error:
        message = f"{error.message} With --accepted you see the rules that decide in the running stack."
        raise Invalid(error.code, message) from error


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
