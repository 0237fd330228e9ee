"""Every subcommand of `nrm` by name, in the order in which `nrm --help` lists them.

Read next: `casework.py` for what writes, `ask.py` for what reads, `rules.py` for the law.
"""

from importlib.metadata import version
from typing import Annotated

import typer

from cli import (
    audit,
    breaches,
    case,
    casework,
    due,
    importing,
    lists,
    output,
    prosecution,
    rules,
    safeguards,
    stack,
    why,
)
from cli.do_help import FIELDS_FOLLOW, CommandWithFields, Encounter, Referral

app = typer.Typer(
    name="nrm",
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command()(stack.up)
app.command()(stack.status)
app.command()(stack.down)
app.command()(stack.recover)
app.command(cls=Referral, context_settings=FIELDS_FOLLOW)(casework.refer)
app.command(cls=Encounter, context_settings=FIELDS_FOLLOW)(casework.report_encounter)
app.command(cls=CommandWithFields, context_settings=FIELDS_FOLLOW)(casework.do)
app.command()(casework.commands)
app.command()(lists.cases)
app.command()(case.show)
app.command()(case.clocks)
app.command()(why.why)
app.command()(due.due)
app.command()(case.history)
app.command()(breaches.breaches)
app.command()(safeguards.safeguards)
app.command()(lists.refusals)
app.add_typer(prosecution.app, name="prosecution", help="Prosecutions of traffickers, and the victims in them.")
app.add_typer(rules.app, name="rules", help="The law: which rules are in force, and how it changes.")
app.command(name="import")(importing.import_file)
app.command()(audit.verify)
app.command()(audit.rebuild)


def _show_version(wanted: bool) -> None:
    if wanted:
        output.line(f"nrm {version('nrm-referral-engine')}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def nrm(
    *,
    context: typer.Context,
    _version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """The event-sourced case engine for the National Referral Mechanism."""
    if context.invoked_subcommand is None:
        output.written(context.get_help())
