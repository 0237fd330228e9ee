"""The options that several commands share, so that each means the same everywhere."""

import os
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, TypeVar
from uuid import UUID

import typer
from pydantic import TypeAdapter, ValidationError

from desk.page import MOST_ROWS
from domain.errors import Code, Invalid, NotFound
from domain.nearest import did_you_mean
from domain.roles import Role
from domain.staff import Asker, Staff, same_person
from domain.when import DAY_FORMAT, Precision, When
from workers.settings import StackSettings, stack_settings

Read = TypeVar("Read")

_ACTOR = TypeAdapter(Staff)
_ENGINE = Role.ENGINE.value
_STAFF: Mapping[str, Role] = {role.value: role for role in Role if role is not Role.ENGINE}


def named(option: str, read: Callable[[str], Read]) -> Callable[[str], Read]:
    """Reads the value of an option; what is wrong with it says which option that is."""

    def parsed(typed: str) -> Read:
        try:
            return read(typed)
        except Invalid as error:
            raise Invalid(error.code, f"{option}: {error.message}") from error

    return parsed


def staff_role(typed: str) -> Role:
    """The role of a person; raises Invalid (invalid-value)."""
    if typed not in _STAFF:
        meant, known = did_you_mean(typed, _STAFF), ", ".join(_STAFF)
        raise Invalid(Code.INVALID_VALUE, f"There is no such role for a person.{meant} The roles are: {known}.")
    return _STAFF[typed]


def _command_id(typed: str) -> UUID:
    try:
        return UUID(typed)
    except ValueError as error:
        raise Invalid(Code.WRONG_USAGE, "An id belongs here, written as uuidgen writes it.") from error


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
    str | None,
    typer.Option(
        "--as", metavar="NAME", envvar="NRM_AS", help="Who asks; kept with every event. Needed, here or as NRM_AS."
    ),
]
RoleOption = Annotated[
    Role | None,
    typer.Option(
        "--role",
        metavar="ROLE",
        envvar="NRM_ROLE",
        parser=named("--role", staff_role),
        help=f"In which role. Needed, here or as NRM_ROLE; one of: {', '.join(_STAFF)}.",
    ),
]
ReaderName = Annotated[
    str | None, typer.Option("--as", metavar="NAME", envvar="NRM_AS", help="Who asks; needed with --role.")
]
ReaderRole = Annotated[
    Role | None,
    typer.Option(
        "--role",
        metavar="ROLE",
        envvar="NRM_ROLE",
        parser=named("--role", staff_role),
        help="In which role: what that role may not read is refused.",
    ),
]
CommandId = Annotated[
    UUID | None,
    typer.Option(
        "--command-id",
        metavar="UUID",
        parser=named("--command-id", _command_id),
        help="Asking again with the same id gives the same answer, once.",
    ),
]
CaseArgument = Annotated[
    str, typer.Argument(metavar="CASE", parser=case_name, help="A case's id or reference.", show_default=False)
]
MaybeCase = Annotated[
    str | None, typer.Argument(metavar="[CASE]", parser=case_name, help="A case's id or reference; all, if left out.")
]
ClearedToo = Annotated[bool, typer.Option("--all", help="Also those that were cleared, or whose account has ended.")]
After = Annotated[
    str | None, typer.Option("--after", metavar="WHERE", help="Go on after this one, as the page before it says.")
]
Limit = Annotated[int | None, typer.Option("--limit", metavar="N", min=1, help="At most so many.")]
KnownAt = Annotated[
    When | None,
    typer.Option(
        "--known-at",
        metavar="T",
        parser=named("--known-at", When.parse),
        help="Only what was on record by then: a day or instant.",
    ),
]
EffectiveAt = Annotated[
    When | None,
    typer.Option(
        "--effective-at",
        metavar="T",
        parser=named("--effective-at", When.parse),
        help="Only what was so by then: a day or instant.",
    ),
]


def day_of(typed: str) -> date:
    """A day that was typed; raises Invalid (not-a-date) for anything else."""
    when = When.parse(typed)
    if when.precision is not Precision.DAY or when.day is None:
        raise Invalid(Code.NOT_A_DATE, f"A day belongs here, written as {DAY_FORMAT}.")
    return when.day


def page_of(limit: int | None, *, as_json: bool) -> int | None:
    """How many rows are shown at most; a document has them all, unless a number is asked for."""
    return limit if limit is not None or as_json else MOST_ROWS


def settings_of(data: Path | None) -> StackSettings:
    """The stack that is meant: the one of this folder, of NRM_DATA, or of this checkout."""
    return stack_settings(os.environ, data)


def asker(actor: str | None, role: Role | None) -> Asker:
    """Who asks; raises Invalid where that was not said, and for a name that cannot be kept."""
    if actor is None or role is None:
        missing = " and ".join(option for option, said in (("--as", actor), ("--role", role)) if said is None)
        message = (
            f"{missing} missing: who asks, and in which role, is kept with every event and is never guessed. "
            f"Say it with --as NAME and --role ROLE, or in NRM_AS and NRM_ROLE. The roles are: {', '.join(_STAFF)}."
        )
        raise Invalid(Code.WRONG_USAGE, message)
    try:
        kept = _ACTOR.validate_python(actor)
    except ValidationError as error:
        message = (
            "--as: a name has 1 to 64 characters, begins with a letter or a digit, and has only letters of one script, "
            "digits, spaces and . , ' - _ @ ( ) in it. The name engine is the engine's own."
        )
        raise Invalid(Code.INVALID_VALUE, message) from error
    if same_person(kept, _ENGINE):
        raise Invalid(Code.INVALID_VALUE, "--as: that is the name of the engine itself, and nobody else's.")
    return Asker(kept, role)
