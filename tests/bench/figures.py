"""A figure: what was measured, beside its floor or peer from the same run, and the bar it must reach.

Machines are noisy, so what is compared is measured in turns, and ratios are what is quoted.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median

from rich.console import Console
from rich.table import Table

ROUNDS = 5
"""How often two things that are compared take turns."""


@dataclass(frozen=True)
class Figure:
    """`value` in `unit`; `against` the floor or peer in the same unit, if any; `ratio` value / against."""

    name: str
    value: float
    unit: str
    against: float | None
    ratio: float | None
    goal: str | None
    ok: bool | None


def at_most(name: str, value: float, unit: str, limit: float) -> Figure:
    """A figure that must not exceed a limit."""
    return Figure(name, value, unit, None, None, f"≤ {limit:g} {unit}", value <= limit)


def at_least(name: str, value: float, unit: str, bar: float) -> Figure:
    """A figure that must reach a bar."""
    return Figure(name, value, unit, None, None, f"≥ {bar:,g} {unit}", value >= bar)


def compared(
    name: str, unit: str, pairs: Sequence[tuple[float, float]], goal: str, reaches: Callable[[float], bool]
) -> Figure:
    """A figure beside its peer, from rounds in which they took turns: the ratio is the median of the rounds' ratios."""
    ratio = median(ours / theirs for ours, theirs in pairs)
    ours, theirs = (median(side) for side in zip(*pairs, strict=True))
    return Figure(name, ours, unit, theirs, ratio, goal, reaches(ratio))


def noted(name: str, value: float, unit: str, against: float | None = None) -> Figure:
    """A figure without a bar, for the reader."""
    return Figure(name, value, unit, against, value / against if against else None, None, None)


def show(figures: Sequence[Figure], results: Path) -> None:
    """Print the table and write the file."""
    table = Table("figure", "value", "unit", "against", "ratio", "goal", "", title="Measured in one run on one machine")
    for figure in figures:
        mark = "" if figure.ok is None else "reached" if figure.ok else "MISSED"
        table.add_row(
            figure.name,
            f"{figure.value:,.2f}",
            figure.unit,
            "" if figure.against is None else f"{figure.against:,.2f}",
            "" if figure.ratio is None else f"{figure.ratio:.2f}",
            figure.goal or "",
            mark,
        )
    Console().print(table)
    results.write_text(json.dumps([asdict(figure) for figure in figures], indent=2, ensure_ascii=False) + "\n")
