"""How lists spell what their rows have: short, for a column."""

from domain.when import Precision, When, clock_in_short


def short(when: str | None) -> str:
    """A date as exactly as it is known; an instant to the minute, on London's clocks."""
    if when is None:
        return ""
    known = When.parse(when)
    return clock_in_short(known.earliest) if known.precision is Precision.INSTANT else when
