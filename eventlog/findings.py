"""What a verification says: how far the record goes, and what in it is not as it was written.

Nothing is checked here. Read next: `verify.py`.
"""

from dataclasses import dataclass

MOST_PROBLEMS = 100
ZERO = bytes(32)


@dataclass(frozen=True)
class Head:
    """How far the log goes, and the fingerprint of all of it up to there, in hex: the hash of the last answer."""

    position: int
    log_hash: str


@dataclass(frozen=True)
class Problem:
    """Something that is not as it was written, as exactly as it can be placed."""

    what: str
    position: int | None = None
    stream: str | None = None
    version: int | None = None


@dataclass(frozen=True)
class Verification:
    """What was read, and what was not looked at. At most a hundred problems are listed."""

    events: int
    head: Head
    problems: tuple[Problem, ...]
    not_looked_at: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether everything is as it was written."""
        return not self.problems
