"""What the events cite from the vault is still there, and still the same bytes, whether or not its key is.

An event's body cites a sealed text as `{"ref":…,"digest":…}`. The bodies are not otherwise understood here, and no
text is opened. Whatever no event cites, such as what was sealed for a command that was refused, is not looked for.
"""

import re
from binascii import unhexlify
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from struct import Struct
from uuid import UUID

from eventlog.findings import MOST_PROBLEMS, Problem
from eventlog.pool import Connection
from eventlog.statements import statements

CITING = (b"case/", b"prosecution/")
"""How the streams begin whose events may cite the vault."""

_CITATION = re.compile(rb'\{"ref":"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})","digest":"([0-9a-f]{64})"')
_SIGN = b'"digest":'
_KEPT = Struct(">q16s32s")
_PAGE = 5000 * _KEPT.size


@dataclass(slots=True)
class Citations:
    """Every citation met so far, packed: a log may hold millions."""

    _packed: bytearray = field(default_factory=bytearray)

    def collect(self, position: int, event: bytes) -> None:
        """Keep what an event cites."""
        if _SIGN in event:
            for ref, digest in _CITATION.findall(event):
                self._packed += _KEPT.pack(position, unhexlify(ref.replace(b"-", b"")), unhexlify(digest))

    async def check(self, connection: Connection, seconds: float) -> list[Problem]:
        """What is cited and is missing, or is not as it was sealed."""
        problems: list[Problem] = []
        for page in self._pages():
            cited = [(position, UUID(bytes=ref), digest) for position, ref, digest in _KEPT.iter_unpack(page)]
            refs = list({ref for _, ref, _ in cited})
            rows = await connection.fetch(statements("verify")["sealed"], refs, timeout=seconds)
            kept = {row["ref"]: sha256(row["sealed"]).digest() for row in rows}
            problems += [
                Problem(_MISSING if ref not in kept else _ALTERED, position)
                for position, ref, digest in cited
                if kept.get(ref) != digest
            ]
            if len(problems) >= MOST_PROBLEMS:
                break
        return problems

    def _pages(self) -> Iterator[bytes]:
        return (bytes(self._packed[at : at + _PAGE]) for at in range(0, len(self._packed), _PAGE))


_MISSING = "A sealed text that this event cites is missing from the vault."
_ALTERED = "A sealed text that this event cites is not as it was sealed."
