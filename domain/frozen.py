"""The two bases of every value that is stored, sent or compared. Both are immutable and compare by value.

Their errors never repeat what was typed: it could be a name.
"""

import re
from dataclasses import dataclass

from pydantic import AfterValidator, BaseModel, ConfigDict, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError


class Frozen(BaseModel):
    """Strict: refuses fields it does not know. For what people type and for what the log keeps."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class Wire(BaseModel):
    """Tolerant: ignores fields it does not know, so that an older worker can read a newer message."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)


def printable(text: str) -> str:
    """Refuse text that a screen might take for an instruction: control characters, changes of writing direction."""
    if not text.isprintable():
        raise PydanticCustomError("printable", "Only printable characters can be kept here")
    return text


@dataclass(frozen=True)
class Shaped(AfterValidator):
    """Takes only text of a pattern, which whoever describes the field is told too."""

    pattern: str = ""

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """The text, and its whole pattern."""
        return {**handler(schema), "pattern": f"^({self.pattern})$"}


def shaped(pattern: str, otherwise: str) -> Shaped:
    """Take only text of this pattern, and say in words what belongs there instead."""
    compiled = re.compile(pattern)

    def as_shaped(text: str) -> str:
        if not compiled.fullmatch(text):
            raise PydanticCustomError("shape", "{otherwise}", {"otherwise": otherwise})
        return text

    return Shaped(as_shaped, pattern)
