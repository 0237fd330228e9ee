"""What is typed for a command: fields as options, and fields from a file.

Text does not have to stand on the command line, where every account of the machine can read it: `--file -` reads all
fields from standard input, and `-` in the place of a text reads that text. Nothing is checked here that the command
itself checks (`domain/referral/parse.py`); only that fields can be told apart. Errors never repeat what was typed.
Read next: `casework.py`; `desk/forms.py`, which fields there are.
"""

import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar, cast

from activities.kinds import kind_of
from domain.errors import Code, Invalid
from domain.exact_json import read
from domain.nearest import did_you_mean
from domain.prosecution import commands as prosecution
from domain.referral.commands import COMMANDS
from domain.referral.parse import text_fields

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


def read_fields(command: str, file: str | None, options: Sequence[str]) -> dict[str, Any]:
    """The fields from a file and those typed as options; raises Invalid where they cannot be read."""
    known = kind_of(command).commands.get(command)
    typed = typed_fields(options)
    texts = text_fields(known) if known is not None else frozenset[str]()
    from_input = [name for name, value in typed.items() if name in texts and value == STANDARD_INPUT]
    if len(from_input) + (file == STANDARD_INPUT) > 1:
        message = "Standard input can be read once: for one text, or with --file - for all fields."
        raise Invalid(Code.WRONG_USAGE, message)
    in_file = fields_of(source_text(file)) if file is not None else {}
    from_there = {name: source_text(STANDARD_INPUT).rstrip("\r\n") for name in from_input}
    return each_once([*in_file.items(), *{**typed, **from_there}.items()])


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
    option, _, value = word.removeprefix("--").partition("=")
    name = option.replace("-", "_")
    if _is_field_alone(word):
        meant = did_you_mean(name, _FIELD_NAMES)
        which = f"The field {name} has no value." if name in _FIELD_NAMES else f"A field has no value.{meant}"
        message = f"{which} Write fields as --field value, or --field=VALUE if that begins with hyphens."
        raise Invalid(Code.MISSING_FIELD, message)
    return name, value
