"""Every subcommand of `nrm` by name, in the order in which `nrm --help` lists them. Each is loaded when it is typed.

To load them all takes ten times as long as to say which there are; so what each does is read from its own docstring,
and nothing is loaded for that. Read next: `casework.py` for what writes, `ask.py` for what reads, `rules.py` for the
law.
"""

import ast
import re
from collections.abc import Iterator, Mapping, MutableMapping
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any, NamedTuple, cast

import typer
from typer.core import TyperCommand, TyperGroup


class Place(NamedTuple):
    """Where a command is: its module, and the function in it.

    `fields`: the class in `do_help.py` that takes its fields. `says`: what a group of commands is for.
    """

    module: str
    function: str
    fields: str = ""
    says: str = ""


PLACES: Mapping[str, Place] = {
    "up": Place("stack", "up"),
    "status": Place("stack", "status"),
    "down": Place("stack", "down"),
    "recover": Place("stack", "recover"),
    "refer": Place("casework", "refer", fields="Referral"),
    "report-encounter": Place("casework", "report_encounter", fields="Encounter"),
    "do": Place("casework", "do", fields="CommandWithFields"),
    "commands": Place("casework", "commands"),
    "cases": Place("cases", "cases"),
    "show": Place("case", "show"),
    "clocks": Place("case", "clocks"),
    "why": Place("why", "why"),
    "due": Place("due", "due"),
    "history": Place("case", "history"),
    "breaches": Place("breaches", "breaches"),
    "safeguards": Place("safeguards", "safeguards"),
    "refusals": Place("refusals", "refusals"),
    "import": Place("importing", "import_file"),
    "verify": Place("audit", "verify"),
    "rebuild": Place("audit", "rebuild"),
    "prosecution": Place("prosecution", "app", says="Prosecutions of traffickers, and the victims in them."),
    "rules": Place("rules", "app", says="The law: which rules are in force, and how it changes."),
}


class _Commands(Mapping[str, Any]):
    """The commands by name; one that is asked for is loaded."""

    def __getitem__(self, name: str) -> Any:
        return _loaded(name, PLACES[name])

    def __iter__(self) -> Iterator[str]:
        return iter(PLACES)

    def __len__(self) -> int:
        return len(PLACES)


class Nrm(TyperGroup):
    """`nrm` itself: it knows which commands there are and what each does, and none of them until it is typed."""

    def __init__(self, **attrs: Any) -> None:
        super().__init__(**attrs)
        self.commands = cast("MutableMapping[str, Any]", _Commands())

    def list_commands(self, ctx: Any) -> list[str]:
        """The names, in their order; `ctx` is typer's own context."""
        del ctx
        return list(PLACES)

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """What each command does, in a sentence."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl([(name, place.says or _says(place)) for name, place in PLACES.items()])


def load(name: str) -> None:
    """Load the command of this name, if there is one."""
    if name in PLACES:
        _loaded(name, PLACES[name])


@cache
def _loaded(name: str, place: Place) -> TyperCommand | TyperGroup:
    found = getattr(import_module(f"cli.{place.module}"), place.function)
    if isinstance(found, typer.Typer):
        group = typer.main.get_group(found)
        group.help = place.says
        return group
    alone = typer.Typer(add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)
    if place.fields:
        takes_fields = getattr(import_module("cli.do_help"), place.fields)
        alone.command(name, cls=takes_fields)(found)
    else:
        alone.command(name)(found)
    return cast("TyperCommand", typer.main.get_command(alone))


def _says(place: Place) -> str:
    """The first sentence of its docstring."""
    functions = [node for node in _source(place.module).body if isinstance(node, ast.FunctionDef)]
    said = ast.get_docstring(next(node for node in functions if node.name == place.function)) or ""
    return " ".join(re.split(r"(?<=\.)\s", said, maxsplit=1)[0].split())


@cache
def _source(module: str) -> ast.Module:
    return ast.parse((Path(__file__).parent / f"{module}.py").read_text("utf-8"))


app = typer.Typer(
    name="nrm",
    cls=Nrm,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def _show_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version  # noqa: PLC0415 - it takes longer to load than help to print

        from cli import output  # noqa: PLC0415 - so does this

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
        from cli import output  # noqa: PLC0415 - as above

        output.written(context.get_help())
