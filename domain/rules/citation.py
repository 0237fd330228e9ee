"""Where a value of the rule-book can be checked. Read next: `model.py`."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Citation:
    """The instrument, the place in it, and the address at which it can be read."""

    instrument: str
    provision: str
    url: str
