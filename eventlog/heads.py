"""Heads that somebody wrote down outside the database: one a line, in a file that is only ever added to.

A head is how far the log went and the fingerprint of all of it up to there. Kept where whoever writes the database
cannot write, it shows that a log was cut short or rewritten from end to end, which nothing inside can. Read next:
`verify.py`.
"""

import os
import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from domain.errors import Code, Invalid
from eventlog.findings import Head

_HEAD = re.compile(r"(\d{1,18}):([0-9a-f]{64})(?: .*)?")
_WRITTEN = "A head is written as POSITION:FINGERPRINT, as verify prints it"


@dataclass(frozen=True)
class Noted:
    """The heads that somebody named, oldest first."""

    heads: tuple[Head, ...]


def noted(typed: str) -> Noted:
    """One head as it was printed, or those of a file; raises Invalid (invalid-value)."""
    if _HEAD.fullmatch(typed):
        return Noted((_head(typed),))
    path = Path(typed)
    if not path.is_file():
        raise Invalid(Code.INVALID_VALUE, f"{_WRITTEN}; or name a file of heads, one a line.")
    return Noted(heads_in(path))


def heads_in(path: Path) -> tuple[Head, ...]:
    """The heads of a file, oldest first; none where there is no file yet. Raises Invalid (invalid-value)."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    except (OSError, ValueError) as error:
        raise Invalid(Code.INVALID_VALUE, "The file of heads cannot be read.") from error
    return tuple(_head(line) for line in lines if line.strip())


def append_head(path: Path, head: Head, at: datetime) -> None:
    """Add a head to a file, and when it was noted; it is on disk when this returns. Raises Invalid (invalid-value)."""
    line = f"{head.position}:{head.log_hash} {at:%Y-%m-%dT%H:%M:%SZ}\n"
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), "w", encoding="ascii") as file:
            file.write(line)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise Invalid(Code.INVALID_VALUE, "The file of heads cannot be written.") from error


def _head(line: str) -> Head:
    found = _HEAD.fullmatch(line)
    if found is None:
        raise Invalid(Code.INVALID_VALUE, f"{_WRITTEN}; a line of the file of heads is none.")
    return Head(int(found[1]), found[2])
