"""The law at the command line: `nrm rules list`, `show`, `check`, `uncertain`, `diff`. Nothing here needs the stack.

They read the rule files of this release, with the service standards of the deployment. With --accepted they read the
rule-book that decides in the running stack instead. Read next: `desk/rules.py`; `rules_accept.py`,
how another rule-book comes to decide.
"""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from cli import rules_accept, rules_provisions
from cli.options import AsJson, DataFolder, ReaderName, ReaderRole, day_of, named, settings_of
from cli.rule_books import Accepted, InNation, OnDay, ask_the_law, book_of
from desk.rule_doubts import ListDoubts
from desk.rules import CheckRules, CompareRules, ListRules, ShowRule
from workers.rule_files import deployed_rules

app = typer.Typer(add_completion=False, no_args_is_help=True, rich_markup_mode=None)

Folder = Annotated[
    Path | None,
    typer.Argument(metavar="[FOLDER]", help="A folder of rule files; those of this release, if left out."),
]


@app.command("list")
def list_rules(
    *,
    on: OnDay = None,
    nation: InNation = None,
    accepted: Accepted = False,
    reader: ReaderName = None,
    role: ReaderRole = None,
    data: DataFolder = None,
    as_json: AsJson = False,
) -> None:
    """List the rules in force on a day."""
    ask_the_law(ListRules(on, nation), book_of(data, accepted=accepted), reader, role, as_json=as_json)


@app.command()
def show(
    *,
    rule: Annotated[str, typer.Argument(metavar="RULE", help="A clock, or one of its versions: CLOCK@DATE.")],
    on: OnDay = None,
    nation: InNation = None,
    accepted: Accepted = False,
    reader: ReaderName = None,
    role: ReaderRole = None,
    data: DataFolder = None,
    as_json: AsJson = False,
) -> None:
    """Show all that a rule says. Its length, its events, its ladder, its source, and how certain it is."""
    ask_the_law(ShowRule(rule, on, nation), book_of(data, accepted=accepted), reader, role, as_json=as_json)


@app.command()
def check(
    *,
    folder: Folder = None,
    reader: ReaderName = None,
    role: ReaderRole = None,
    data: DataFolder = None,
    as_json: AsJson = False,
) -> None:
    """Check rule files. Says how many rules there are, or what is wrong, in which file and line."""
    book = deployed_rules(settings_of(data).service_standards, folder)
    ask_the_law(CheckRules(), book, reader, role, as_json=as_json)


@app.command()
def uncertain(
    *,
    accepted: Accepted = False,
    reader: ReaderName = None,
    role: ReaderRole = None,
    data: DataFolder = None,
    as_json: AsJson = False,
) -> None:
    """List what is doubtful, and why. Rules, provisions and bank holidays, and what is not formalised at all."""
    ask_the_law(ListDoubts(), book_of(data, accepted=accepted), reader, role, as_json=as_json)


@app.command()
def diff(
    *,
    first: Annotated[
        date, typer.Argument(metavar="DATE", parser=named("the earlier DATE", day_of), help="The earlier day.")
    ],
    second: Annotated[
        date, typer.Argument(metavar="DATE", parser=named("the later DATE", day_of), help="The later day.")
    ],
    nation: InNation = None,
    accepted: Accepted = False,
    reader: ReaderName = None,
    role: ReaderRole = None,
    data: DataFolder = None,
    as_json: AsJson = False,
) -> None:
    """Compare the law of two days. Which rules ended, which began, and how long they were."""
    book = book_of(data, accepted=accepted)
    ask_the_law(CompareRules(first, second, nation), book, reader, role, as_json=as_json)


app.command()(rules_accept.preview)
app.command()(rules_accept.accept)
app.command()(rules_accept.accepted)
app.command()(rules_provisions.responders)
app.command()(rules_provisions.authorities)
app.command("tests")(rules_provisions.decision_tests)
app.command()(rules_provisions.reviews)
