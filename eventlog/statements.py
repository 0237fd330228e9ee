"""Reads the `.sql` file beside a class: named statements, each with a comment that says what it is for.

A statement begins at a line `-- name: its_name` and ends where the next begins.
"""

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType

_NAME = re.compile(r"^-- name: (\w+)$", re.MULTILINE)


@cache
def statements(file: str) -> Mapping[str, str]:
    """The statements of `eventlog/<file>.sql` by name."""
    text = (files("eventlog") / f"{file}.sql").read_text(encoding="utf-8")
    _, *parts = _NAME.split(text)
    return MappingProxyType(dict(zip(parts[::2], (sql.strip() for sql in parts[1::2]), strict=True)))
