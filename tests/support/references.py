"""References for tests: each another, and none that looks like a name or a telephone number, as a drawn one may."""

from itertools import count

_NUMBERS = count(5001)


def numbered(prefix: str) -> str:
    """`T-5001`, `T-5002` and so on, of this process."""
    return f"{prefix}-{next(_NUMBERS)}"
