"""Lays rows out so that none of their text is lost, however narrow the terminal.

Rich cuts off what does not fit once the columns are as narrow as they may be. So the widths are settled here, before
it sees them; and rows that fit in no way as a table are written one below the other, a line for each column.
"""

from collections.abc import Sequence
from typing import TypeAlias

from rich import box
from rich.cells import cell_len
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from desk.page import Column

_LONGEST_WORD = len("reconsideration")
"""Words up to this long stay whole. Longer ones, such as the names of rules, are broken where room is short."""

_WIDEST_NAME = 40

Row: TypeAlias = Sequence[str | Text]
"""Cells as they are, or with a colour."""


def laid_out(title: str, columns: Sequence[Column], rows: Sequence[Row], room: int) -> RenderableType:
    """The rows under their title, no line longer than `room`, with all of their text."""
    cells = [[column.title, *(str(row[place]) for row in rows)] for place, column in enumerate(columns)]
    most = [max(cell_len(line) for cell in column for line in (*cell.splitlines(), "-")) for column in cells]
    words = [max(cell_len(word) for cell in column for word in (*cell.split(), "-")) for column in cells]
    least = [
        wide if column.whole else min(word, _LONGEST_WORD)
        for column, wide, word in zip(columns, most, words, strict=True)
    ]
    spare = room - (2 * len(columns) + 1)  # the table's edges, and what stands between its columns
    if sum(least) > spare:
        return _one_below_the_other(title, columns, rows)
    return _table(title, columns, rows, _widths(least, most, spare))


def side_by_side(pairs: Sequence[Row]) -> Table:
    """Names and what is said of each, the one beside the other, with an empty line after the last."""
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(style="dim", max_width=_WIDEST_NAME, overflow="fold")
    grid.add_column(overflow="fold")
    for pair in pairs:
        grid.add_row(*pair)
    grid.add_row()
    return grid


def _widths(least: Sequence[int], most: Sequence[int], spare: int) -> list[int]:
    """As wide as the text; where there is no room for that, the widest give way first."""
    widths = [min(wide, spare) for wide in most]
    while sum(widths) > spare:
        giving = max((place for place, width in enumerate(widths) if width > least[place]), key=widths.__getitem__)
        widths[giving] -= 1
    return widths


def _table(title: str, columns: Sequence[Column], rows: Sequence[Row], widths: Sequence[int]) -> Table:
    grid = Table(
        title=title or None, box=box.SIMPLE_HEAD, title_justify="left", title_style="bold", padding=(0, 1, 0, 0)
    )
    for column, width in zip(columns, widths, strict=True):
        grid.add_column(column.title, justify=column.align, overflow="fold", width=width)
    for row in rows:
        grid.add_row(*row)
    return grid


def _one_below_the_other(title: str, columns: Sequence[Column], rows: Sequence[Row]) -> Group:
    return Group(*([Text(f"{title}\n", "bold")] if title else []), *(_card(columns, row) for row in rows))


def _card(columns: Sequence[Column], row: Row) -> Table:
    return side_by_side([(column.title, cell) for column, cell in zip(columns, row, strict=True)])
