"""Follows the two chains of the log, row by row: the events, and the answers to commands.

Each link is checked against its stored neighbour, so one altered row is one problem and not a problem for ever.
The formats are published at the head of `verify.py`; how the rows get here is `copied.py`.
"""

from abc import ABC, abstractmethod
from collections.abc import Collection, Sequence
from functools import lru_cache
from hashlib import sha256
from typing import Generic

import orjson

from eventlog.cited import CITING, Citations
from eventlog.copied import AnswerRow, CopiedRows, Cut, EventRow, NotARow, Row, answer_row, event_row
from eventlog.findings import MOST_PROBLEMS, ZERO, Head, Problem

_NEW_STREAM = (0, ZERO)
_EARLIEST = -(2**63)


@lru_cache(maxsize=1000)
def _in_bytes(stored_type: str) -> bytes:
    """A type as rows have it. There are few, and a log has each of them very often."""
    return stored_type.encode()


class _Chain(ABC, Generic[Row]):
    """How many rows were checked, and everything found wrong on the way."""

    def __init__(self, cut: Cut[Row]) -> None:
        self.rows = 0
        self.problems: list[Problem] = []
        self._copied = CopiedRows(cut)
        self._readable = True

    def take(self, piece: bytes) -> None:
        """Check the rows of the next piece. After one that cannot be read there is nothing to go by."""
        if not self._readable:
            return
        try:
            for row in self._copied.feed(piece):
                self._check(row)
                self.rows += 1
        except NotARow:
            self._give_up()

    def finish(self) -> None:
        """Say so if something was left over."""
        if self._readable and not self._copied.finished:
            self._give_up()

    def _give_up(self) -> None:
        self._readable = False
        self.problems.append(self._unreadable())

    def _say(self, wrong: dict[str, bool], position: int | None, stream: bytes, version: int | None) -> None:
        if len(self.problems) < MOST_PROBLEMS:
            name = stream.decode(errors="replace") or None
            self.problems += [Problem(what, position, name, version) for what, found in wrong.items() if found]

    @abstractmethod
    def _check(self, row: Row) -> None:
        """Check one row against those before it."""

    @abstractmethod
    def _unreadable(self) -> Problem:
        """That nothing after the row reached can be read."""


class EventChain(_Chain[EventRow]):
    """The events, by position, and by version in their streams. What they cite from the vault is collected.

    `told` are the types that the receipts name, by position from 1, one more than there are events; None for nothing.
    """

    def __init__(self, cited: Citations, told: Sequence[bytes | None]) -> None:
        super().__init__(event_row)
        self._cited = cited
        self._told = told
        self._position = 0
        self._log_hash = ZERO
        self._recorded_at = _EARLIEST
        self._streams: dict[bytes, tuple[int, bytes]] = {}

    @property
    def position(self) -> int:
        """The last position reached."""
        return self._position

    @property
    def versions(self) -> dict[str, int]:
        """The streams there are, each with its last version."""
        return {stream.decode(errors="replace"): last for stream, (last, _) in self._streams.items()}

    def _check(self, row: EventRow) -> None:
        position, version, recorded_at, previous_hash, stream, stored_type, preimage, row_hash, log_hash = row
        last_version, last_hash = self._streams.get(stream, _NEW_STREAM)
        told = self._told[position - 1 if 0 < position < len(self._told) else -1]
        if not (
            sha256(preimage).digest() == row_hash
            and sha256(self._log_hash + row_hash).digest() == log_hash
            and previous_hash == last_hash
            and version == last_version + 1
            and position == self._position + 1
            and recorded_at >= self._recorded_at
            and (told is None or told == stored_type)
        ):
            self._say_what_is_wrong(row, last_version, last_hash, told)
        self._position, self._log_hash, self._recorded_at = position, log_hash, recorded_at
        self._streams[stream] = (version, row_hash)
        if stream.startswith(CITING):
            self._cited.collect(position, stream, preimage)

    def _say_what_is_wrong(self, row: EventRow, last_version: int, last_hash: bytes, told: bytes | None) -> None:
        position, version, recorded_at, previous_hash, stream, stored_type, preimage, row_hash, log_hash = row
        wrong = {
            "The event is not what its hash was computed over.": sha256(preimage).digest() != row_hash,
            "The log up to this event is not what its fingerprint says.": (
                sha256(self._log_hash + row_hash).digest() != log_hash
            ),
            "The event does not follow the previous one of its stream.": previous_hash != last_hash,
            "The version does not follow the previous one of its stream.": version != last_version + 1,
            "The position does not follow the previous one.": position != self._position + 1,
            "The event is recorded as earlier than the one before it.": recorded_at < self._recorded_at,
            "The receipt of its command calls this event something else.": told not in (None, stored_type),
        }
        self._say(wrong, position, stream, version)

    def _unreadable(self) -> Problem:
        return Problem("The event after this position cannot be read as one.", self._position)


class AnswerChain(_Chain[AnswerRow]):
    """The answers, by number. The last one's hash stands for the whole log; `noted` are some that did so earlier.

    `told` is what their receipts say of the `events` there are (see `EventChain`).
    """

    def __init__(self, noted: Collection[Head], events: int) -> None:
        super().__init__(answer_row)
        self.told: list[bytes | None] = [None] * (events + 1)
        self.head = Head(0, ZERO.hex())
        self._noted = {head.log_hash: head.position for head in noted if head != self.head}
        self._number: int = 0
        self._position: int = 0
        self._hash: bytes = ZERO
        self._recorded_at = _EARLIEST

    def finish(self) -> None:
        """Say so also if the log does not contain the head noted earlier."""
        super().finish()
        self.head = Head(self._position, self._hash.hex())
        if self._noted:
            self.problems.append(Problem("The log is not a continuation of the one whose head was noted."))

    def _check(self, row: AnswerRow) -> None:
        number, position, recorded_at, previous_hash, events, last_version, _, receipt, preimage, row_hash = row
        if not (
            sha256(preimage).digest() == row_hash
            and previous_hash == self._hash
            and number == self._number + 1
            and position == self._position + events
            and recorded_at > self._recorded_at
            and (not receipt or self._is_told(position, events, last_version, receipt))
        ):
            self._say_what_is_wrong(row)
        self._number, self._position, self._hash, self._recorded_at = number, position, row_hash, recorded_at
        if self._noted and self._noted.get(row_hash.hex()) == position:
            del self._noted[row_hash.hex()]

    def _is_told(self, position: int, events: int, last_version: int, receipt: bytes) -> bool:
        """Whether a receipt says what its command led to: the version, if to any, and how many events. It is kept."""
        try:
            said = orjson.loads(receipt)
            named = said.get("events")
            types = None if named is None else [_in_bytes(one) for one in named]
        except (ValueError, AttributeError, TypeError):
            return False
        if types is not None and len(types) == events and events <= position < len(self.told):
            self.told[position - events : position] = types
        return (types is None or len(types) == events) and said.get("version") == (last_version or said.get("version"))

    def _say_what_is_wrong(self, row: AnswerRow) -> None:
        number, position, recorded_at, previous_hash, events, last_version, stream, receipt, preimage, row_hash = row
        told = not receipt or self._is_told(position, events, last_version, receipt)
        wrong = {
            f"Answer {number} is not what its hash was computed over.": sha256(preimage).digest() != row_hash,
            f"Answer {number} does not follow the one before it.": previous_hash != self._hash,
            f"Answer {number} comes straight after answer {self._number}.": number != self._number + 1,
            f"Answer {number} does not count on from the events before it.": position != self._position + events,
            f"Answer {number} is recorded as no later than the one before it.": recorded_at <= self._recorded_at,
            f"The receipt of answer {number} does not say what was done.": not told,
        }
        self._say(wrong, None, stream, None)

    def _unreadable(self) -> Problem:
        return Problem(f"What comes after answer {self._number} cannot be read as one.")
