"""Reads what was typed into a command, and says precisely which field is wrong and why.

It never repeats a value back: somebody may have typed a name into the wrong field.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias, cast

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from domain.errors import Code, Invalid, NotAllowed, NrmError
from domain.fields import accepts, choices, hints_of, is_list
from domain.nearest import did_you_mean
from domain.referral.commands import COMMANDS
from domain.referral.commands.intake import NotifyWithoutConsent
from domain.referral.faults import in_words, is_telling
from domain.roles import as_typed
from domain.sealed import Sealed
from domain.stream.command import Command, listed

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
    if name in commands:
        return commands[name]
    known = [as_typed(one) for one in commands]
    meant = did_you_mean(as_typed(name), known) or f" The commands are: {', '.join(known)}."
    raise Invalid(Code.UNKNOWN_COMMAND, f"There is no such command.{meant}")


def parse(name: str, fields: Mapping[str, Any], commands: Commands = COMMANDS) -> Command:
    """The command; raises Invalid naming the command or the first field that is wrong."""
    command = command_named(name, commands)
    try:
        return command.model_validate(fields)
    except ValidationError as error:
        raise _first_of(error, command, fields) from error


def text_fields(command: type[Command]) -> frozenset[str]:
    """The fields in which a person types text; it goes to the vault, and the command carries a reference."""
    return frozenset(name for name, field in command.model_fields.items() if _is_sealed(field.annotation))


def _is_sealed(annotation: Any) -> bool:
    return annotation is Sealed or annotation == Sealed | None


def _first_of(error: ValidationError, command: type[Command], fields: Mapping[str, Any]) -> NrmError:
    found = error.errors(include_url=False, include_input=False)
    if command is NotifyWithoutConsent and any(_identifies(details["loc"]) for details in found):
        return NotAllowed(Code.IDENTIFYING_DATA, _NOTHING_IDENTIFYING)
    # A field with a wrong name usually is the one that seems to be missing: say that first.
    details = min(found, key=lambda details: details["type"] != "extra_forbidden")
    name = str(details["loc"][0])
    if details["type"] == "extra_forbidden" and len(details["loc"]) == 1:
        known = tuple(command.model_fields)
        message = f"{as_typed(command.name)} has no such field.{did_you_mean(name, known)} Its fields are: "
        return Invalid(Code.UNKNOWN_FIELD, f"{message}{', '.join(known)}.")
    if fields.get(name) is None:
        message = f"The field {name} is missing: {command.model_fields[name].description}."
        return Invalid(Code.MISSING_FIELD, message, field=name)
    place = _place(details, command)
    if details["type"] == "not_a_date":
        return Invalid(Code.NOT_A_DATE, f"The field {place}: {details['msg']}", field=name)
    return Invalid(Code.INVALID_VALUE, f"The field {place}{_wrong(details, command, fields[name])}", field=name)


def _place(details: ErrorDetails, command: type[Command]) -> str:
    """The field, and which of its entries; of names inside it only those that the command itself has given."""
    name, *inside = details["loc"]
    hint = hints_of(command)[str(name)]
    known = () if choices(hint) else re.findall(r"\w+", accepts(hint))
    return ".".join(
        str(part) for part in (name, *(one for one in inside if known and (isinstance(one, int) or one in known)))
    )


def _wrong(details: ErrorDetails, command: type[Command], typed: Any) -> str:
    """What is wrong with a value: in our own words, or else by what belongs there. What was typed is not repeated."""
    if is_telling(details):
        said = in_words(details)
        return f": {said}" if said.endswith("?") else f": {said}."
    hint = hints_of(command)[str(details["loc"][0])]
    known = choices(hint)
    if not known:
        return f" takes {accepts(hint).replace(' | ', ' or ')}."
    if is_list(hint):
        return (
            f" takes one or more of these, with commas between them: {', '.join(known)}.{_meant(details, typed, known)}"
        )
    return f" takes one of these: {', '.join(known)}.{did_you_mean(typed, known)}"


def _meant(details: ErrorDetails, typed: Any, known: Sequence[str]) -> str:
    """What the entry of a list that is none of the known ones may have meant."""
    place, entries = details["loc"][-1], listed(typed)
    if not isinstance(place, int) or not isinstance(entries, list):
        return ""
    return did_you_mean(cast("list[object]", entries)[place], known)


def _identifies(place: tuple[int | str, ...]) -> bool:
    """Whether a field of this name would say who somebody is; no field the command has does."""
    words = (word.lower() for part in place for word in _WORD.findall(str(part)))
    return not _IDENTIFYING.isdisjoint(words)
