"""The options that several commands share, so that each means the same everywhere."""

import getpass
import os
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, NamedTuple
from uuid import UUID

import typer
from pydantic import TypeAdapter, ValidationError

from domain.errors import Code, Invalid, NotFound
from domain.roles import Role
from domain.staff import Staff
from domain.when import DAY_FORMAT, Precision, When
from workers.settings import StackSettings, stack_settings


class Who(NamedTuple):
    """Who asks, and in which role."""

    actor: str
    role: Role


_ACTOR = TypeAdapter(Staff)
_STAFF: Mapping[str, Role] = {role.value: role for role in Role if role is not Role.ENGINE}


def _staff_role(typed: str) -> Role:
    if typed not in _STAFF:
        raise Invalid(Code.INVALID_VALUE, f"There is no such role for a person. The roles are: {', '.join(_STAFF)}.")
    return _STAFF[typed]


def os_user() -> str:
    """The account this process runs under."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # an account without a name, as in some containers
        return f"uid-{os.getuid()}"


def case_name(typed: str) -> str:
    """A name that no database could hold is no case's; a terminal passes on bytes that are not text as surrogates."""
    if not typed.isprintable():
        raise NotFound(Code.CASE_NOT_FOUND, "There is no case with that id or reference.")
    return typed


DataFolder = Annotated[
    Path | None, typer.Option("--data", metavar="DIR", help="The stack's data folder; else NRM_DATA, else .nrm here.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document, for scripts.")]
ActorOption = Annotated[
    str,
    typer.Option(
        "--as", metavar="NAME", default_factory=os_user, show_default="you", help="Who asks; kept with every event."
    ),
]
RoleOption = Annotated[
    Role, typer.Option("--role", metavar="ROLE", parser=_staff_role, help=f"One of: {', '.join(_STAFF)}.")
]
CommandId = Annotated[
    UUID | None,
    typer.Option("--command-id", metavar="UUID", help="Asking again with the same id gives the same answer, once."),
]
CaseArgument = Annotated[
    str, typer.Argument(metavar="CASE", parser=case_name, help="A case's id or reference.", show_default=False)
]
MaybeCase = Annotated[
    str | None, typer.Argument(metavar="[CASE]", parser=case_name, help="A case's id or reference; all, if left out.")
]
ClearedToo = Annotated[bool, typer.Option("--all", help="Also those that were cleared, or whose account has ended.")]
KnownAt = Annotated[
    When | None,
    typer.Option(
        "--known-at", metavar="T", parser=When.parse, help="Only what was on record by then: a day or instant."
    ),
]
EffectiveAt = Annotated[
    When | None,
    typer.Option("--effective-at", metavar="T", parser=When.parse, help="Only what was so by then: a day or instant."),
]


def day_of(typed: str) -> date:
    """A day that was typed; raises Invalid (not-a-date) for anything else."""
    when = When.parse(typed)
    if when.precision is not Precision.DAY or when.day is None:
        raise Invalid(Code.NOT_A_DATE, f"A day belongs here, written as {DAY_FORMAT}.")
    return when.day


def settings_of(data: Path | None) -> StackSettings:
    """The stack that is meant: the one of this folder, of NRM_DATA, or of this checkout."""
    return stack_settings(os.environ, data)


def asker(actor: str, role: Role) -> Who:
    """Who asks; raises Invalid for a name that cannot be kept."""
    try:
        return Who(_ACTOR.validate_python(actor), role)
    except ValidationError as error:
        message = (
            "The name after --as needs 1 to 64 characters: letters of one script, digits, spaces and . , ' - _ @ ( ), "
            "a letter or digit first. The name engine is nobody's."
        )
        raise Invalid(Code.INVALID_VALUE, message) from error
