"""YAML with its places: each value keeps its file and line, and is read strictly or refused.

Duplicate, unknown and missing keys, a number where words belong, a date that is not one: each is Invalid
(rules-invalid) with `file:line: reason`. What the YAML parser has to say is said again in words for people who have
never heard of one. It knows YAML and nothing about clocks. Read next: `loader.py`.
"""

from collections.abc import Collection, Mapping
from datetime import date
from difflib import get_close_matches
from enum import StrEnum
from typing import TypeVar

import yaml

from domain.errors import Code, Invalid
from domain.text import visible

_Choice = TypeVar("_Choice", bound=StrEnum)
_LOADER = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader
_TAG = "tag:yaml.org,2002:"
_DEEPEST = 32
"""Far deeper than anything a rule says. The parser composes a value by recursion, which without a limit would end the
whole program and not only the reading of one file."""

_MOST_LISTED = 12
_NEAREST = 5

_COLON = "a colon is missing after a key, or stands in a text that needs quotation marks; look here and one line above"
_INDENT = "a line is indented otherwise than those it belongs to, or a list lacks its hyphen: look here and above"
_BRACKET = "a bracket or brace that is opened here is not closed"
_QUOTE = "a quotation mark that is opened here is not closed"
_SINCE_OPENED = ("while scanning a simple key", "while scanning a quoted scalar", "while parsing a flow")
_FAULTS = {
    "mapping values are not allowed in this context": _COLON,
    "could not find expected ':'": "a key without its colon, or an entry of a list without its hyphen",
    "found character that cannot start any token": (
        "a tab, or a text that begins with @, % or `: indent with spaces, and put such a text between quotation marks"
    ),
    "found a tab character that violates indentation": "a tab: indent with spaces",
    "did not find expected '-' indicator": _INDENT,
    "did not find expected key": f"a quotation mark ends a text too early, or {_INDENT}",
    "did not find expected ',' or ']'": _BRACKET,
    "did not find expected ',' or '}'": _BRACKET,
    "did not find expected node content": _BRACKET,
    "found unexpected end of stream": _QUOTE,
    "found undefined alias": "a text that begins with * goes between quotation marks",
    "did not find expected alphabetic or numeric character": (
        "a text that begins with & or * goes between quotation marks"
    ),
    "but found another document": "a line of three hyphens begins a second file inside this one",
}
"""What the parser says, and what a person has most likely done."""


def refusal(file: str, line: int, reason: str) -> Invalid:
    """The error for one place in one file; lines count from 1."""
    return Invalid(Code.RULES_INVALID, f"{file}:{line}: {reason}")


class Value:
    """One value of a rule file, and where it stands."""

    def __init__(self, file: str, node: yaml.Node) -> None:
        self._file = file
        self._node = node

    @classmethod
    def document(cls, file: str, text: str) -> "Value":
        """The whole of a file."""
        try:
            _refuse_depth(file, text)
            node = yaml.compose(text, Loader=_LOADER)
        except yaml.MarkedYAMLError as error:
            problem = str(error.problem)
            raise refusal(file, _line_of(error), f"this cannot be read: {_FAULTS.get(problem, problem)}.") from error
        except yaml.YAMLError as error:
            raise refusal(file, 1, "this cannot be read: it is no plain text.") from error
        if node is None:
            raise refusal(file, 1, "the file is empty.")
        return cls(file, node)

    @property
    def line(self) -> int:
        """The line it stands on, from 1."""
        return self._node.start_mark.line + 1

    @property
    def is_empty(self) -> bool:
        """Whether nothing was written after the key."""
        return isinstance(self._node, yaml.ScalarNode) and self._node.tag == f"{_TAG}null"

    def refused(self, reason: str) -> Invalid:
        """The error to raise about this value."""
        return refusal(self._file, self.line, reason)

    def fields(self) -> dict[str, "Value"]:
        """The keys and values of a mapping, each key once."""
        if not isinstance(self._node, yaml.MappingNode):
            raise self.refused("names with values belong here.")
        result: dict[str, Value] = {}
        for key_node, node in self._node.value:
            key = Value(self._file, key_node)
            name = str(key_node.value)
            if name in result:
                raise key.refused(f"the key {name} appears twice.")
            result[name] = _Keyed(self._file, node, key.line)
        return result

    def items(self) -> list["Value"]:
        """The entries of a list."""
        if not isinstance(self._node, yaml.SequenceNode):
            raise self.refused("a list belongs here.")
        return [Value(self._file, node) for node in self._node.value]

    def text(self) -> str:
        """Words; not empty."""
        text = self._scalar("str", "words belong here (put quotes around a number or a date).").strip()
        if not text:
            raise self.refused("words are missing here.")
        if visible(text) != text:
            raise self.refused("a character stands here that cannot be seen; write the words without it.")
        return text

    def number(self) -> int:
        """A whole number in ordinary digits."""
        text = self._scalar("int", "a whole number belongs here.")
        try:
            return int(text)
        except ValueError as error:
            raise self.refused("a whole number belongs here.") from error

    def count(self) -> int:
        """A number of days, hours or months: 1 or more."""
        number = self.number()
        if number < 1:
            raise self.refused("a length is 1 or more.")
        return number

    def flag(self) -> bool:
        """`true` or `false`."""
        text = self._scalar("bool", "true or false belongs here.")
        if text not in ("true", "false"):
            raise self.refused("true or false belongs here.")
        return text == "true"

    def day(self) -> date:
        """A date that exists, written YYYY-MM-DD."""
        text = self._scalar("timestamp", "a date belongs here, written YYYY-MM-DD.")
        return _as_date(self, text)

    def choice(self, kind: type[_Choice]) -> _Choice:
        """One of the words of an enumeration."""
        return kind(self.one_of([member.value for member in kind]))

    def one_of(self, known: Collection[str]) -> str:
        """One of the words given."""
        text = self.text()
        if text not in known:
            raise self.refused(f"{text} is not known here; {_instead(text, known)}.")
        return text

    def _scalar(self, tag: str, otherwise: str) -> str:
        if not isinstance(self._node, yaml.ScalarNode) or self._node.tag != _TAG + tag:
            raise self.refused(otherwise)
        return str(self._node.value)


class _Keyed(Value):
    """A value under a key: its place is the key's line, where a person would look for it."""

    def __init__(self, file: str, node: yaml.Node, line: int) -> None:
        super().__init__(file, node)
        self._line = line

    @property
    def line(self) -> int:
        return self._line


def as_day(key: str, value: Value) -> date:
    """The date a key is, for a mapping from days to names."""
    return _as_date(value, key)


def check_keys(
    fields: Mapping[str, Value], place: Value, required: Collection[str], optional: Collection[str] = ()
) -> None:
    """Refuse a key nobody knows, and the lack of one that is needed."""
    for name, value in fields.items():
        if name not in required and name not in optional:
            raise value.refused(f"the key {name} is not known here; {_instead(name, [*required, *optional])}.")
    for name in required:
        if name not in fields:
            raise place.refused(f"the key {name} is missing.")


def _refuse_depth(file: str, text: str) -> None:
    """Refuse values nested deeper than any rule is; counted from the parser's events, which need no recursion."""
    depth = 0
    for event in yaml.parse(text, Loader=_LOADER):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > _DEEPEST:
            line = event.start_mark.line + 1 if event.start_mark else 1
            raise refusal(file, line, f"values are nested more than {_DEEPEST} deep here.")


def _line_of(error: yaml.MarkedYAMLError) -> int:
    """Where to look: an unclosed bracket or quotation mark is noticed long after the line that opened it."""
    opened = str(error.context).startswith(_SINCE_OPENED)
    mark = error.context_mark if opened else error.problem_mark
    return mark.line + 1 if mark else 1


def _instead(text: str, known: Collection[str]) -> str:
    """What may have been meant: the words nearest to it, and of a few words all."""
    nearest = get_close_matches(text, known, _NEAREST)
    if nearest and len(known) > _MOST_LISTED:
        return f"nearest: {', '.join(nearest)}"
    others = sorted(set(known).difference(nearest))
    return f"one of: {', '.join([*nearest, *others])}"


def _as_date(value: Value, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise value.refused(f"{text} is not a date that exists, written YYYY-MM-DD.") from error
