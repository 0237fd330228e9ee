"""Commands whose fields are options that typer does not know: `do`, and those that open a case or a prosecution.

The fields are tied to their values before typer sees them, so that it takes no value for an option of its own. Help
asked for beside the name of an engine command shows that command's fields; beside a case alone, what can be asked of
it. Read next: `fields.py`; `askable.py`.
"""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar

import typer
from typer.core import TyperCommand, TyperOption

from cli import output
from cli.ask import reader
from cli.askable import show_askable
from cli.casework import show_fields
from cli.fields import HELP, tie
from cli.options import case_name, named, settings_of, staff_role
from domain.errors import NrmError
from domain.prosecution.commands import COMMANDS as PROSECUTION_COMMANDS
from domain.prosecution.commands import KIND, OPENING
from domain.referral.commands import COMMANDS
from domain.referral.commands.intake import Refer, ReportEncounter
from domain.referral.parse import Commands, command_named
from domain.staff import Asker

_WHO = (("--as", "NRM_AS"), ("--role", "NRM_ROLE"))


class FieldsAreOptions(TyperCommand):
    """A command that keeps its fields from typer, which would take the first of them for an argument."""

    allow_extra_args = True
    ignore_unknown_options = True

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Take fields and help out before the arguments are taken apart; `ctx` is typer's own context."""
        options = _options(self)
        tied = tie(args, {**options, HELP: False})
        if HELP in tied:
            self.help_on(ctx, tied, _arguments(tied, options))
        fields = [word for word in tied if word[:2] == "--" and word.partition("=")[0] not in (*options, HELP, "--")]
        rest = super().parse_args(ctx, [word for word in tied if word not in fields])
        ctx.args = [*fields, *ctx.args]
        return rest

    def help_on(self, ctx: Any, words: Sequence[str], arguments: Sequence[str]) -> None:
        """Show help that typer does not have, and end; or return, where its own is meant."""
        raise NotImplementedError


class CommandWithFields(FieldsAreOptions):
    """`nrm do CASE COMMAND`: asked for help, it shows the fields of COMMAND, or what can be asked of CASE."""

    prefix: ClassVar[str] = ""
    commands: ClassVar[Commands] = COMMANDS

    def help_on(self, ctx: Any, words: Sequence[str], arguments: Sequence[str]) -> None:
        """The fields of a command that is named, or what can be asked of the case that is."""
        named = next((one for one in arguments if f"{self.prefix}{one}" in self.commands), None)
        if named is None and len(arguments) > 1:
            command_named(f"{self.prefix}{arguments[1]}", self.commands)  # which says that there is no such command
        if named is not None:
            show_fields(f"{self.prefix}{named}")
            raise typer.Exit
        if arguments:
            self._what_can_be_asked(ctx, arguments[0], words)
            raise typer.Exit

    def _what_can_be_asked(self, ctx: Any, of: str, words: Sequence[str]) -> None:
        as_json, data = "--json" in words, _value_of("--data", words)
        settings = settings_of(Path(data) if data else None)
        if not as_json:
            output.written(self.get_help(ctx))
        try:
            show_askable(case_name(of), settings, _reader(words), prosecution=bool(self.prefix), as_json=as_json)
        except NrmError as error:
            if as_json:
                raise
            output.say(f"What can be asked of it now cannot be shown. {error.message}")


class ProsecutionCommandWithFields(CommandWithFields):
    """`nrm prosecution do PROSECUTION COMMAND`."""

    prefix = f"{KIND}/"
    commands = PROSECUTION_COMMANDS


class OpeningCommand(FieldsAreOptions):
    """A command that opens a case or a prosecution; its help lists its fields."""

    command: ClassVar[str]

    def help_on(self, ctx: Any, words: Sequence[str], arguments: Sequence[str]) -> None:
        """Typer's help, and the fields."""
        del words, arguments  # the command is known
        output.written(self.get_help(ctx))
        show_fields(self.command)
        raise typer.Exit


class Referral(OpeningCommand):
    """`nrm refer`."""

    command = Refer.name


class Encounter(OpeningCommand):
    """`nrm report-encounter`."""

    command = ReportEncounter.name


class Investigation(OpeningCommand):
    """`nrm prosecution open`."""

    command = OPENING


def _options(command: TyperCommand) -> Mapping[str, bool]:
    """The options of typer's own, and whether each takes a value."""
    options = [param for param in command.params if isinstance(param, TyperOption)]
    return {name: not option.is_flag for option in options for name in option.opts}


def _arguments(tied: Sequence[str], options: Mapping[str, bool]) -> list[str]:
    """The words that are neither an option, nor the value of one, nor a field."""
    before = ("", *tied)
    return [word for word, last in zip(tied, before, strict=False) if word[:2] != "--" and not options.get(last, False)]


def _reader(tied: Sequence[str]) -> Asker | None:
    """Who reads, as it was typed, or set for all commands."""
    name, role = (_value_of(option, tied) or os.environ.get(set_as) for option, set_as in _WHO)
    return reader(name, named("--role", staff_role)(role) if role else None)


def _value_of(option: str, tied: Sequence[str]) -> str | None:
    """What an option was given, where typer has not yet looked."""
    words = [word for one in tied for word in (one.split("=", 1) if one.startswith(f"{option}=") else [one])]
    return words[words.index(option) + 1] if option in words[:-1] else None
