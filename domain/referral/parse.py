"""Reads what was typed into a command, and says precisely which field is wrong and why.

It never repeats a value back: somebody may have typed a name into the wrong field.
"""

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from domain.errors import Code, Invalid, NrmError
from domain.referral.commands import COMMANDS, Command
from domain.sealed import Sealed


def command_named(name: str) -> type[Command]:
    """The class of this command; raises Invalid (unknown-command)."""
    if name not in COMMANDS:
        raise Invalid(Code.UNKNOWN_COMMAND, f"There is no such command. The commands are: {', '.join(COMMANDS)}.")
    return COMMANDS[name]


def parse(name: str, fields: Mapping[str, Any]) -> Command:
    """The command; raises Invalid naming the command or the first field that is wrong."""
    command = command_named(name)
    try:
        return command.model_validate(fields)
    except ValidationError as error:
        raise _first_of(error, command) from error


def text_fields(command: type[Command]) -> frozenset[str]:
    """The fields in which a person types text; it goes to the vault, and the command carries a reference."""
    return frozenset(name for name, field in command.model_fields.items() if _is_sealed(field.annotation))


def _is_sealed(annotation: Any) -> bool:
    return annotation is Sealed or annotation == Sealed | None


def _first_of(error: ValidationError, command: type[Command]) -> NrmError:
    found = error.errors(include_url=False, include_input=False, include_context=False)
    # A field with a wrong name usually is the one that seems to be missing: say that first.
    details = min(found, key=lambda details: details["type"] != "extra_forbidden")
    place = ".".join(str(part) for part in details["loc"])
    match details["type"]:
        case "missing":
            return Invalid(Code.MISSING_FIELD, f"The field {place} is missing.")
        case "extra_forbidden":
            known = ", ".join(command.model_fields)
            return Invalid(Code.UNKNOWN_FIELD, f"{command.name} has no such field. Its fields are: {known}.")
        case "not_a_date":
            return Invalid(Code.NOT_A_DATE, f"The field {place}: {details['msg']}")
        case _:
            return Invalid(Code.INVALID_VALUE, f"The field {place}: {details['msg'][:1].lower() + details['msg'][1:]}.")
