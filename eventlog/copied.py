"""Takes apart what `COPY … (FORMAT binary)` sends for rows of the log. Knows the layouts, and judges nothing.

A row is the number of its fields, then for each field its length and its bytes. The fixed-length columns come first,
so one look takes them all in. What comes in is cut anywhere; what goes out is whole rows. Read next: `chains.py`.
"""

from collections.abc import Callable, Iterator
from struct import Struct
from struct import error as TooShort  # noqa: N812 - here it means just that
from typing import Generic, TypeAlias, TypeVar

EventRow: TypeAlias = tuple[int, int, int, bytes, bytes, bytes, bytes, bytes, bytes]
"""position, version, recorded_at (microseconds since 2000), previous_hash, stream, type, preimage, hash, log_hash."""

AnswerRow: TypeAlias = tuple[int, int, int, bytes, int, int, bytes, bytes, bytes, bytes]
"""number, position, recorded_at, previous_hash, how many events, last version (0 for none), stream, receipt, preimage,
hash."""

Row = TypeVar("Row")
Cut: TypeAlias = Callable[[bytes, int], tuple[Row, int]]
"""The row that starts at a place, and where the next one does."""

_FILE_HEADER = 19
_FIELDS = 18
_END = (-1).to_bytes(2, "big", signed=True)

# From the number of fields to the length of `cause`; each length stands before its value.
_FIXED = Struct(">h iq ii i4x i16x i16x i8x iq i32s i")
_LENGTHS = (_FIELDS, 8, 4, 4, 16, 16, 8, 8, 32)

# From the number of fields to `log_hash`, and the columns between that and `hash`, any of which may be null.
_ANSWER = Struct(">h iq iq iq i16x i32s i32x")
_ANSWER_LENGTHS = (_FIELDS, 8, 8, 8, 16, 32, 32)
_ANSWER_TEXTS = 11

_LENGTH = Struct(">i")
_HASH = Struct(">i32s")
_HASHES = Struct(">i32s i32s")


class NotARow(ValueError):
    """A column has another length than any row of the log can have."""


class CopiedRows(Generic[Row]):
    """The rows of one COPY, handed in piece by piece."""

    def __init__(self, cut: Cut[Row]) -> None:
        self._cut = cut
        self._rest = b""
        self._skip = _FILE_HEADER

    def feed(self, piece: bytes) -> Iterator[Row]:
        """The rows that are whole by now; raises NotARow at the first that cannot be one."""
        data = self._rest + piece
        at = self._skip
        cut = self._cut
        try:
            while data[at : at + 2] != _END:
                row, at = cut(data, at)
                yield row
        except TooShort:
            pass  # the rest of this row is in a later piece
        self._rest, self._skip = data[at:], 0

    @property
    def finished(self) -> bool:
        """Whether everything has been taken apart, to the end of the COPY."""
        return self._rest == _END


def event_row(data: bytes, start: int, length: Struct = _LENGTH) -> tuple[EventRow, int]:
    """The event at `start`. Written out, because it runs for every event there is."""
    n, a, position, b, version, c, d, e, f, g, recorded_at, h, previous_hash, cause = _FIXED.unpack_from(data, start)
    if (n, a, b, c, d, e, f, g, h) != _LENGTHS:
        raise NotARow
    at = name = start + 134 + (max(0, cause))
    size = length.unpack_from
    at += 4 + size(data, at)[0]
    stream, kind = data[name + 4 : at], at
    at += 4 + size(data, at)[0]
    stored_type = data[kind + 4 : at]
    at += 4 + size(data, at)[0]  # effective
    at += 4 + size(data, at)[0]  # actor
    at += 4 + size(data, at)[0]  # role
    at += 4 + size(data, at)[0]  # rules
    at += 4 + size(data, at)[0]  # body
    i, row_hash, j, log_hash = _HASHES.unpack_from(data, at)
    if (i, j) != (32, 32):
        raise NotARow
    preimage = data[start + 2 : at]
    return (position, version, recorded_at, previous_hash, stream, stored_type, preimage, row_hash, log_hash), at + 72


def answer_row(data: bytes, start: int, length: Struct = _LENGTH) -> tuple[AnswerRow, int]:
    """The answered command at `start`."""
    n, a, number, b, position, c, recorded_at, d, e, previous_hash, f = _ANSWER.unpack_from(data, start)
    if (n, a, b, c, d, e, f) != _ANSWER_LENGTHS:
        raise NotARow
    size = length.unpack_from
    ends = [at := start + _ANSWER.size]
    for _ in range(_ANSWER_TEXTS):
        held: int = size(data, at)[0]
        at += 4 + held if held > 0 else 4
        ends.append(at)
    i, row_hash = _HASH.unpack_from(data, at)
    if i != len(row_hash):
        raise NotARow
    first, last, stream = data[ends[0] + 4 : ends[1]], data[ends[1] + 4 : ends[2]], data[ends[2] + 4 : ends[3]]
    receipt, preimage, last_version = data[ends[-2] + 4 : at], data[start + 2 : at], int.from_bytes(last, "big")
    events = last_version - int.from_bytes(first, "big") + 1 if first else 0
    row = (number, position, recorded_at, previous_hash, events, last_version, stream, receipt, preimage, row_hash)
    return row, at + 36
