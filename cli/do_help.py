"""`nrm do CASE COMMAND --help`: the help of `do` turns into the fields of the command that is named."""

from typing import Any

import typer
from typer.core import TyperCommand

from cli.casework import show_fields
from domain.referral.commands import COMMANDS


class CommandWithFields(TyperCommand):
    """A command that, asked for help beside the name of an engine command, shows that command's fields."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Look for the request before the arguments are taken apart; `ctx` is typer's own context."""
        named = next((argument for argument in args if argument in COMMANDS), None)
        if named is not None and "--help" in args:
            show_fields(named)
            raise typer.Exit
        return super().parse_args(ctx, args)
