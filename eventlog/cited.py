"""What the events cite from the vault is still there, still the same bytes, and still of the same person.

An event's body cites a sealed text as `{"ref":…,"digest":…}`, and whose it is follows from the stream. The bodies are
not otherwise understood here, and no text is opened. Whatever no event cites, such as what was sealed for a command
that was refused, only shows to whoever has the key: `unwrapped.py`.
"""

import re
from binascii import Error as BinasciiError
from binascii import unhexlify
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from struct import Struct
from uuid import UUID

import asyncpg

from eventlog.findings import MOST_PROBLEMS, Problem
from eventlog.pool import Connection
from eventlog.statements import statements

CITING = (b"case/", b"prosecution/")
"""How the streams begin whose events may cite the vault."""

_CITATION = re.compile(rb'\{"ref":"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})","digest":"([0-9a-f]{64})"')
_SIGN = b'"digest":'
_KEPT = Struct(">q16s16s32s")
_PAGE = 5000 * _KEPT.size


@dataclass(slots=True)
class Citations:
    """Every citation met so far, packed: a log may hold millions."""

    _packed: bytearray = field(default_factory=bytearray)

    def collect(self, position: int, stream: bytes, event: bytes) -> None:
        """Keep what an event cites, and for whom."""
        if _SIGN in event:
            subject = _bytes_of(stream.partition(b"/")[2])
            for ref, digest in _CITATION.findall(event):
                self._packed += _KEPT.pack(position, _bytes_of(ref), subject, unhexlify(digest))

    @property
    def refs(self) -> set[bytes]:
        """What is cited at all."""
        return {ref for _, ref, _, _ in _KEPT.iter_unpack(self._packed)}

    async def check(self, connection: Connection, seconds: float) -> list[Problem]:
        """What is cited and is missing, or is not as it was sealed, or for whom."""
        problems: list[Problem] = []
        for page in self._pages():
            cited = list(_KEPT.iter_unpack(page))
            refs = list({UUID(bytes=ref) for _, ref, _, _ in cited})
            rows = await connection.fetch(statements("verify")["sealed"], refs, timeout=seconds)
            kept = {row["ref"].bytes: row for row in rows}
            problems += [
                Problem(what, position)
                for position, ref, subject, digest in cited
                if (what := _wrong(kept.get(ref), subject, digest))
            ]
            if len(problems) >= MOST_PROBLEMS:
                break
        return problems

    def _pages(self) -> Iterator[bytes]:
        return (bytes(self._packed[at : at + _PAGE]) for at in range(0, len(self._packed), _PAGE))


def _wrong(kept: asyncpg.Record | None, subject: bytes, digest: bytes) -> str | None:
    if kept is None:
        return "A sealed text that this event cites is missing from the vault."
    if sha256(kept["sealed"]).digest() != digest:
        return "A sealed text that this event cites is not as it was sealed."
    if kept["subject"].bytes != subject:
        return "A sealed text that this event cites is another person's."
    return None if kept["has_key"] else "A sealed text that this event cites has no key, and never had one."


def _bytes_of(identity: bytes) -> bytes:
    """The 16 bytes of an id; none for what is no id, so that nothing equals it."""
    try:
        return unhexlify(identity.replace(b"-", b""))
    except BinasciiError:
        return b""
