"""Reads what was typed into a command, and says precisely which field is wrong and why.

It never repeats a value back: somebody may have typed a name into the wrong field.
"""

import re
from collections.abc import Mapping
from typing import Any, TypeAlias

from pydantic import ValidationError

from domain.errors import Code, Invalid, NotAllowed, NrmError
from domain.referral.commands import COMMANDS
from domain.referral.commands.base import Command
from domain.referral.commands.intake import NotifyWithoutConsent
from domain.referral.faults import in_words
from domain.sealed import Sealed

_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")

_IDENTIFYING = frozenset(
    {
        *("name", "names", "forename", "forenames", "firstname", "surname", "lastname", "alias", "nickname"),
        *("birth", "birthday", "birthdate", "dob", "born", "address", "postcode", "phone", "telephone", "mobile"),
        *("email", "mail", "passport", "photo", "photograph", "nino", "person", "account", "contact", "identity"),
        *("suspect", "suspects", "perpetrator", "perpetrators", "relative", "relatives"),
    }
)
"""Words in the name of a field that would say who somebody is."""

_NOTHING_IDENTIFYING = (
    "Nothing that may identify an adult who does not consent can be notified: no name, date of birth or address, no "
    "other way to find them, and nobody connected with them. Leave that field out; what was typed into it is not kept."
)


Commands: TypeAlias = Mapping[str, type[Command]]


def command_named(name: str, commands: Commands = COMMANDS) -> type[Command]:
    """The class of this command; raises Invalid (unknown-command)."""
    if name not in commands:
        raise Invalid(Code.UNKNOWN_COMMAND, f"There is no such command. The commands are: {', '.join(commands)}.")
    return commands[name]


def parse(name: str, fields: Mapping[str, Any], commands: Commands = COMMANDS) -> Command:
    """The command; raises Invalid naming the command or the first field that is wrong."""
    command = command_named(name, commands)
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
    found = error.errors(include_url=False, include_input=False)
    if command is NotifyWithoutConsent and any(_identifies(details["loc"]) for details in found):
        return NotAllowed(Code.IDENTIFYING_DATA, _NOTHING_IDENTIFYING)
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
            return Invalid(Code.INVALID_VALUE, f"The field {place}: {in_words(details)}.")


def _identifies(place: tuple[int | str, ...]) -> bool:
    """Whether a field of this name would say who somebody is; no field the command has does."""
    words = (word.lower() for part in place for word in _WORD.findall(str(part)))
    return not _IDENTIFYING.isdisjoint(words)
