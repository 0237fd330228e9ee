"""`nrm do CASE COMMAND --help`: the help of `do` turns into the fields of the command that is named.

The fields themselves are options that typer does not know. They are tied to their values before it sees them, so that
it takes no value for an option of its own. Read next: `fields.py`.
"""

from typing import Any, ClassVar

import typer
from typer.core import TyperCommand, TyperOption

from cli.casework import show_fields
from cli.fields import HELP, tie
from domain.referral.commands import COMMANDS
from domain.referral.parse import Commands


class CommandWithFields(TyperCommand):
    """A command that, asked for help beside the name of an engine command, shows that command's fields."""

    prefix: ClassVar[str] = ""
    commands: ClassVar[Commands] = COMMANDS

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Look at fields and help before the arguments are taken apart; `ctx` is typer's own context."""
        options = [param for param in self.params if isinstance(param, TyperOption)]
        known = {name: not option.is_flag for option in options for name in option.opts}
        tied = tie(args, {**known, HELP: False})
        named = next((argument for argument in tied if f"{self.prefix}{argument}" in self.commands), None)
        if named is not None and HELP in tied:
            show_fields(f"{self.prefix}{named}")
            raise typer.Exit
        return super().parse_args(ctx, tied)
