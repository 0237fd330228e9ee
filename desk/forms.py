"""What a command asks for: its fields, who may ask for it, and what it does, from the one description that it has.

Whatever asks people for commands is made from this: the help at the command line, and any form. Nothing is checked
here. Read next: `domain/fields.py`, what a field takes; `domain/referral/parse.py`, which reads what was filled in.
"""

from dataclasses import dataclass
from typing import Any

from activities.kinds import kind_of
from desk.page import Column, Grid, Page, Words
from domain.fields import FieldHelp, fields_of
from domain.referral.parse import Commands, command_named
from domain.roles import as_typed, who_may
from domain.stream.command import Command


@dataclass(frozen=True)
class Form:
    """A command, by its whole name, as somebody who wants to ask it has to see it."""

    command: str
    summary: str
    roles: tuple[str, ...]
    fields: tuple[FieldHelp, ...]

    def document(self) -> dict[str, Any]:
        """Everything there is to know."""
        return {"name": as_typed(self.command), "summary": self.summary, "roles": self.roles, "fields": self.fields}

    def page(self) -> Page:
        """Each field, and who may ask."""
        columns = [Column("Field", whole=True), Column("Needed"), Column("Accepts"), Column("Meaning")]
        rows = [
            (f"--{field.name.replace('_', '-')}", "yes" if field.required else "", field.accepts, field.meaning)
            for field in self.fields
        ]
        title = f"{as_typed(self.command)}: {self.summary}"
        return [Grid(title, columns, rows, none="It has no fields."), Words(f"Asked for by: {', '.join(self.roles)}.")]


@dataclass(frozen=True)
class Forms:
    """Commands, and what each does."""

    forms: tuple[Form, ...]

    def document(self) -> list[dict[str, Any]]:
        """Each command with its fields."""
        return [form.document() for form in self.forms]

    def page(self) -> Page:
        """A line for each command."""
        columns = [Column("Command", whole=True), Column("What it does"), Column("Who may ask")]
        rows = [(as_typed(form.command), form.summary, ", ".join(form.roles)) for form in self.forms]
        return [Grid("Commands", columns, rows, none="There are no commands.")]


def form_of(name: str) -> Form:
    """The form of this command, of a case or of a prosecution; raises Invalid (unknown-command)."""
    return _form(name, command_named(name, kind_of(name).commands))


def forms_of(commands: Commands) -> Forms:
    """The forms of all these commands."""
    return Forms(tuple(_form(name, command) for name, command in commands.items()))


def _form(name: str, command: type[Command]) -> Form:
    roles = tuple(sorted(role.value for role in who_may(name)))
    return Form(name, " ".join((command.__doc__ or "").split()), roles, fields_of(command))
