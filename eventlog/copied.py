"""Takes apart what `COPY … (FORMAT binary)` sends for rows of the log. Knows the layout, and judges nothing.

A row is the number of its fields, then for each field its length and its bytes. The fixed-length columns come first,
so one look takes them all in. What comes in is cut anywhere; what goes out is whole rows. Read next: `verify.py`.
"""

from collections.abc import Iterator
from struct import Struct
from struct import error as TooShort  # noqa: N812 - here it means just that
from typing import TypeAlias

Row: TypeAlias = tuple[int, int, int, bytes, bytes, bytes, bytes, bytes]
"""position, version, recorded_at (microseconds since 2000), previous_hash, stream, preimage, hash, log_hash."""

_FILE_HEADER = 19
_FIELDS = 18
_END = (-1).to_bytes(2, "big", signed=True)

# From the number of fields to the length of `cause`; each length stands before its value.
_FIXED = Struct(">h iq ii i4x i16x i16x i8x iq i32s i")
_LENGTHS = (_FIELDS, 8, 4, 4, 16, 16, 8, 8, 32)
_LENGTH = Struct(">i")
_HASHES = Struct(">i32s i32s")


class NotARow(ValueError):
    """A column has another length than any row of the log can have."""


class CopiedRows:
    """The rows of one COPY, handed in piece by piece."""

    def __init__(self) -> None:
        self._rest = b""
        self._skip = _FILE_HEADER

    def feed(self, piece: bytes) -> Iterator[Row]:
        """The rows that are whole by now; raises NotARow at the first that cannot be one."""
        data = self._rest + piece
        at = self._skip
        try:
            while data[at : at + 2] != _END:
                row, at = _row(data, at)
                yield row
        except TooShort:
            pass  # the rest of this row is in a later piece
        self._rest, self._skip = data[at:], 0

    @property
    def finished(self) -> bool:
        """Whether everything has been taken apart, to the end of the COPY."""
        return self._rest == _END


def _row(data: bytes, start: int, length: Struct = _LENGTH) -> tuple[Row, int]:
    """The row at `start`, and where the next one starts. Written out, because it runs for every event there is."""
    n, a, position, b, version, c, d, e, f, g, recorded_at, h, previous_hash, cause = _FIXED.unpack_from(data, start)
    if (n, a, b, c, d, e, f, g, h) != _LENGTHS:
        raise NotARow
    at = name = start + 134 + (max(0, cause))
    size = length.unpack_from
    at += 4 + size(data, at)[0]  # stream
    stream = data[name + 4 : at]
    at += 4 + size(data, at)[0]  # type
    at += 4 + size(data, at)[0]  # effective
    at += 4 + size(data, at)[0]  # actor
    at += 4 + size(data, at)[0]  # role
    at += 4 + size(data, at)[0]  # rules
    at += 4 + size(data, at)[0]  # body
    i, row_hash, j, log_hash = _HASHES.unpack_from(data, at)
    if (i, j) != (32, 32):
        raise NotARow
    return (position, version, recorded_at, previous_hash, stream, data[start + 2 : at], row_hash, log_hash), at + 72
