"""What is typed for a command, and what may be: fields as options, fields from a file, and the help about them.

Nothing is checked here that the command itself checks (`domain/referral/parse.py`); only that fields can be told
apart. Errors never repeat what was typed. Read next: `casework.py`.
"""

import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar, cast, get_args, get_origin, get_type_hints
from uuid import UUID

from activities.kinds import kind_of
from domain.errors import Code, Invalid
from domain.exact_json import read
from domain.nations import Nation
from domain.prosecution import commands as prosecution
from domain.prosecution.commands import FileNumber
from domain.referral.commands import COMMANDS
from domain.referral.commands.base import (
    Citation,
    Command,
    EventNumbers,
    Guidance,
    Month,
    Organisation,
    PublicText,
    PublishedReference,
    Reference,
    Slug,
    Source,
)
from domain.referral.commands.file import ImportedFact, Move
from domain.referral.commands.intake import Exploitation
from domain.referral.parse import command_named
from domain.referral.places import Country, PoliceArea
from domain.roles import who_may
from domain.sealed import Sealed
from domain.staff import Staff, StaffOnRecord
from domain.when import When

_FIELD_NAMES = frozenset(
    spelling
    for command in (*COMMANDS.values(), *prosecution.COMMANDS.values())
    for name in command.model_fields
    for spelling in (name, name.replace("_", "-"))
)
"""The names of fields, which are nobody's name and can be repeated."""

STANDARD_INPUT = "-"

LARGEST_INPUT = 64 * 2**20
"""In bytes. 5,000 accounts of some length have ten million; a single command never comes near it."""

HELP = "--help"

Read = TypeVar("Read")


def or_invalid(read: Callable[[], Read]) -> Read | Invalid:
    """What is read, or the error for which it cannot be, to be refused by whoever keeps the record."""
    try:
        return read()
    except Invalid as refusal:
        return refusal


def source_text(source: str) -> str:
    """The text of a file, or of standard input for `-`.

    Raises Invalid: malformed-input when it cannot be read, input-too-large when it is longer than any input can be.
    """
    try:
        content = _bytes_of(source)
        if len(content) > LARGEST_INPUT:
            raise Invalid(Code.INPUT_TOO_LARGE, f"The input is larger than {LARGEST_INPUT // 2**20} megabytes.")
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Invalid(Code.MALFORMED_INPUT, "The input is not UTF-8 text.") from error
    except OSError as error:
        raise Invalid(Code.MALFORMED_INPUT, f"The file cannot be read: {error.strerror}.") from error


def _bytes_of(source: str) -> bytes:
    """What there is, up to one byte more than can be taken."""
    if source == STANDARD_INPUT:
        return sys.stdin.buffer.read(LARGEST_INPUT + 1)
    with Path(source).open("rb") as opened:
        return opened.read(LARGEST_INPUT + 1)


def fields_of(text: str) -> dict[str, Any]:
    """The fields in a JSON object, named in kebab or snake case; raises Invalid (malformed-input)."""
    found = read(text, _FIELD_NAMES)
    if not isinstance(found, dict):
        raise Invalid(Code.MALFORMED_INPUT, "The input is not a JSON object with the command's fields.")
    fields = cast("dict[str, Any]", found)
    return each_once([(name.replace("-", "_"), value) for name, value in fields.items()])


def each_once(fields: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    """These fields, in whatever spelling and from wherever they came; raises Invalid where one is given twice."""
    once: dict[str, Any] = {}
    for name, value in fields:
        if name in once:
            which = f"The field {name}" if name in _FIELD_NAMES else "One of the fields"
            raise Invalid(Code.INVALID_VALUE, f"{which} is given twice.")
        once[name] = value
    return once


def tie(words: Sequence[str], options: Mapping[str, bool]) -> list[str]:
    """Write each field and its value as one word: `--outcome positive` becomes `--outcome=positive`.

    `options` are those that are no fields, and whether each takes a value. A field stays alone where what follows looks
    like an option: its value is missing.
    """
    tied: list[str] = []
    rest = list(words)
    while rest:
        word = rest.pop(0)
        if word == "--":
            return [*tied, word, *tie(rest, {})]
        if not options.get(word, _is_field_alone(word)) or not rest:
            tied.append(word)
        elif word in options:
            tied += [word, rest.pop(0)]
        elif not rest[0].startswith("--"):
            tied.append(f"{word}={rest.pop(0)}")
        else:
            tied.append(word)
            # Help asked for in the place of a value would be success, and nothing recorded.
            rest = [other for other in rest if other != HELP]
    return tied


def typed_fields(tied: Sequence[str]) -> dict[str, str]:
    """The fields that were typed, each tied to its value, in kebab or snake case; raises Invalid."""
    return each_once(map(_pair, tied))


def _is_field_alone(word: str) -> bool:
    return word.startswith("--") and "=" not in word


def _pair(word: str) -> tuple[str, str]:
    if not word.startswith("--"):
        raise Invalid(Code.WRONG_USAGE, "A value stands without its field; write fields as --field value.")
    if _is_field_alone(word):
        message = "A field has no value; write fields as --field value, or --field=VALUE if that begins with hyphens."
        raise Invalid(Code.MISSING_FIELD, message)
    option, _, value = word.removeprefix("--").partition("=")
    return option.replace("-", "_"), value


@dataclass(frozen=True)
class FieldHelp:
    """One field of a command, for whoever types it."""

    name: str
    meaning: str
    required: bool
    accepts: str
    values: tuple[str, ...]


def help_on(name: str) -> tuple[FieldHelp, ...]:
    """The fields of this command; raises Invalid (unknown-command)."""
    command = known(name)
    hints = get_type_hints(command, include_extras=True)
    found = [_field_help(command, field, hints[field]) for field in command.model_fields]
    return tuple(sorted(found, key=lambda field: not field.required))


def command_document(name: str) -> dict[str, Any]:
    """One command as `nrm commands --json` shows it; raises Invalid (unknown-command)."""
    fields = help_on(name)
    return {"name": as_typed(name), "summary": summary_of(known(name)), "roles": roles_of(name), "fields": fields}


def known(name: str) -> type[Command]:
    """The command of this name, of a case or of a prosecution; raises Invalid (unknown-command)."""
    return command_named(name, kind_of(name).commands)


def as_typed(name: str) -> str:
    """The name of a command without the word that says what it is asked of."""
    return name.rpartition("/")[2]


def summary_of(command: type[Command]) -> str:
    """What the command does, in a sentence."""
    return " ".join((command.__doc__ or "").split())


def roles_of(name: str) -> list[str]:
    """Who may ask for it."""
    return sorted(role.value for role in who_may(name))


def _field_help(command: type[Command], name: str, hint: Any) -> FieldHelp:
    field = command.model_fields[name]
    wanted = _without_none(hint)
    values = _values(wanted)
    accepts = " | ".join(values) or _ACCEPTS.get(wanted) or _ACCEPTS[_bare(wanted)]
    return FieldHelp(name, field.description or "", field.is_required(), accepts, values)


def _without_none(hint: Any) -> Any:
    if get_origin(hint) in (Annotated, Literal) or type(None) not in get_args(hint):
        return hint
    return next(part for part in get_args(hint) if part is not type(None))


def _bare(hint: Any) -> Any:
    """The type itself, without what is demanded of its values."""
    return get_args(hint)[0] if get_origin(hint) is Annotated else hint


def _values(hint: Any) -> tuple[str, ...]:
    hint = _bare(hint)
    if get_origin(hint) is Literal:
        return get_args(hint)
    if get_origin(hint) is tuple:
        return _values(get_args(hint)[0])
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return tuple(hint)
    return ()


_ACCEPTS: Mapping[Any, str] = {
    When: "a day, 2024-05-31, or an instant, 2024-05-31T09:30:00Z",
    Sealed: "text; kept encrypted",
    Slug: "lower-case words joined by hyphens",
    Organisation: "an organisation's name in lower-case words joined by hyphens",
    Reference: "up to 64 letters, digits and . / ( ) _ -, a digit among them, and no date",
    FileNumber: "up to 32 letters, digits, / and -, a digit among them, and no date",
    PublicText: "one line of text",
    bool: "true | false",
    Nation: "a nation of the rule-book, for instance england-and-wales",
    Staff: "a name of up to 64 characters",
    StaffOnRecord: "a name of up to 64 characters",
    Month: "a month, 2024-05",
    Exploitation: "one or more kinds, with commas between them",
    Country: "a country in lower case, as in sri-lanka",
    PoliceArea: "a police area in lower case, as in west-mercia",
    Guidance: "a version, as in 3.14",
    PublishedReference: "up to 64 letters, digits and . / ( ) _ -",
    Citation: "one line of text",
    Source: "addresses of pages, with semicolons between them",
    EventNumbers: "numbers, with commas between them",
    UUID: "an id; the reference of a case does as well",
    int: "a whole number",
    tuple[ImportedFact, ...]: "a list of {date, type, note}",
    tuple[Move, ...]: "a list of {clock, run, due_from, due_to}",
}
