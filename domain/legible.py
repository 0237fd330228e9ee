"""What the database can tell of a body by itself: whether a program could read it, as one JSON path predicate.

The log takes no event that nobody could read, whoever asks it to (`domain/shapes.py`): one such event would stop its
case for good. The predicate follows from the event's own fields, so it is written nowhere. Where it holds, the program
can read the body; it may demand more than the program does, and never less. Dates are not in it: the database has a
function of its own for those (`dates_of`). Read next: `shapes.py`, which tells the database.
"""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from domain.frozen import Frozen
from domain.when import When

Schema: TypeAlias = Mapping[str, Any]
"""A JSON schema, as pydantic makes it of a field."""

LARGEST = 2**53
"""The largest number that every reader of JSON reads alike."""

_COUNTED = 255
_UUID = "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"
_DAY_OF_MONTH = (
    "((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))"
)
_LEAP_DAY = "((19|20|21)(0[48]|[2468][048]|[13579][26])|2000)-02-29"
_DAY = f"((19|20|21)[0-9]{{2}}-{_DAY_OF_MONTH}|{_LEAP_DAY})"
_FORMATS = {
    "uuid": _UUID,
    "date": f"^{_DAY}$",
    "date-time": f"^{_DAY}T([01][0-9]|2[0-3])(:[0-5][0-9]){{2}}(\\.[0-9]{{1,6}})?Z$",
}


def legible(body: type[Frozen], fields: Collection[str]) -> str:
    """The predicate that holds only where what stands under these fields can be read as the event has it.

    Which keys there are is looked at elsewhere: a later release may write one more, or one less.
    """
    schema = body.model_json_schema()
    return _Reader(schema.get("$defs", {})).under({name: schema["properties"][name] for name in fields})


def dates_of(body: type[Frozen], fields: Collection[str]) -> frozenset[str]:
    """Those of these fields that hold a date as `domain/when.py` writes it."""
    return frozenset(name for name in fields if _is_when(body.model_fields[name].annotation))


def _is_when(annotation: Any) -> bool:
    return annotation is When or When in getattr(annotation, "__args__", ())


class _Reader:
    """Writes predicates about what stands at a path; `named` are the schemas that others refer to."""

    def __init__(self, named: Schema) -> None:
        self._named = named

    def of(self, schema: Schema, at: str) -> str:
        """Whether what stands there is of this schema."""
        return " && ".join(f"({one})" for one in self._each(self._meant(schema), at)) or "true == true"

    def under(self, fields: Mapping[str, Schema]) -> str:
        """Whether what stands under these keys is of their schemas, where there is something."""
        each = (self._optional(field, f"$.{json.dumps(name)}") for name, field in sorted(fields.items()))
        return " && ".join(f"({one})" for one in ('$.type() == "object"', *each))

    def _optional(self, schema: Schema, there: str) -> str:
        return f"!exists({there}) || ({self.of(schema, there)})"

    def _meant(self, schema: Schema) -> Schema:
        named = schema.get("$ref")
        return self._named[named.rpartition("/")[2]] if named else schema

    def _each(self, schema: Schema, at: str) -> Iterator[str]:
        if "anyOf" in schema:
            yield " || ".join(f"({self.of(one, at)})" for one in schema["anyOf"])
        if "enum" in schema or "const" in schema:
            yield " || ".join(f"{at} == {json.dumps(one)}" for one in schema.get("enum", [schema.get("const")]))
        match schema.get("type"):
            case "null":
                yield f'{at}.type() == "null"'
            case "object":
                yield from self._object(schema, at)
            case "array":
                yield from self._array(schema, at)
            case "string":
                yield from _string(schema, at)
            case "integer":
                yield from _whole_number(schema, at)
            case "boolean":
                yield f'{at}.type() == "boolean"'
            case _:
                pass

    def _object(self, schema: Schema, at: str) -> Iterator[str]:
        yield f'{at}.type() == "object"'
        fields: Mapping[str, Schema] = schema.get("properties", {})
        known = " && ".join(f"@.key != {json.dumps(name)}" for name in fields) or "@.key != null"
        yield f"!exists({at}.keyvalue() ? ({known}))"
        required: Sequence[str] = schema.get("required", ())
        for name, field in fields.items():
            there = f"{at}.{json.dumps(name)}"
            yield f"exists({there}) && {self.of(field, there)}" if name in required else self._optional(field, there)

    def _array(self, schema: Schema, at: str) -> Iterator[str]:
        yield f'{at}.type() == "array"'
        yield f'!exists({at}[*].type() ? (@ == "array"))'  # a filter looks into what is in a list within a list
        yield f"!exists({at}[*] ? (!({self.of(schema['items'], '@')})))"


def _string(schema: Schema, at: str) -> Iterator[str]:
    yield f'{at}.type() == "string"'
    if schema.get("minLength"):
        yield _like(at, r"\S")
    if "maxLength" in schema:
        yield _like(at, f"^{_at_most(schema['maxLength'])}$")
    for pattern in (schema.get("pattern"), _FORMATS.get(schema.get("format", ""))):
        if pattern:
            yield _like(at, pattern)
    if "not" in schema:
        yield f"!({_like(at, schema['not']['pattern'])})"


def _at_most(length: int) -> str:
    """A pattern of up to so many characters; PostgreSQL counts to 255, so more are as many times a part of them."""
    part = next(part for part in range(min(length, _COUNTED), 0, -1) if length % part == 0)
    return f"(.{{0,{part}}}){{0,{length // part}}}"


def _like(at: str, pattern: str) -> str:
    return f"{at} like_regex {json.dumps(pattern)}"


def _whole_number(schema: Schema, at: str) -> Iterator[str]:
    least, most = (schema.get(one, schema.get(other)) for one, other in (("minimum", "ge"), ("maximum", "le")))
    yield f'{at}.type() == "number"'
    yield f"{at} >= {-LARGEST if least is None else least} && {at} <= {LARGEST if most is None else most}"
    yield f"{at}.floor() == {at}"
