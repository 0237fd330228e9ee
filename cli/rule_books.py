"""Which rule-book a command of `nrm rules` reads, and the options that they share. Read next: `rules.py`."""

import asyncio
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from cli.ask import reader
from cli.engine import with_records
from cli.options import day_of, named, settings_of
from cli.print import show
from desk.door import ask
from desk.page import Reply
from desk.question import Question
from domain.errors import Invalid
from domain.roles import Role
from domain.rules.model import RuleBook
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


def ask_the_law(
    question: Question[RuleBook, Reply], book: RuleBook, actor: str | None, role: Role | None, *, as_json: bool
) -> None:
    """Ask this of a rule-book, and print the reply."""
    show(asyncio.run(ask(question, book, reader(actor, role))), as_json=as_json)
