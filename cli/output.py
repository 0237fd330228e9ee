"""What a person or a script sees. Documents and tables go to standard output; words and progress to standard error.

With `--json` standard output holds one document and nothing else, without colours, whatever happens. Nothing here
interprets text as markup: a citation such as `[2018] EWHC 2122` stays what it is. Read next: `main.py`.
"""

import json
import sys
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Literal

from pydantic_core import to_jsonable_python
from rich import box
from rich.console import Console
from rich.padding import Padding
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from domain.errors import NrmError

_LONGEST_WORD = 14
"""Words up to this long stay whole. Longer ones, such as the names of rules, are broken where room is short."""

Row = Sequence[str]
Advance = Callable[[int, int | None], None]
"""Told how much is done and of how much; None where that is not known."""


@dataclass(frozen=True)
class Column:
    """A column of a table; a `whole` one is never broken into lines."""

    title: str
    align: Literal["left", "right"] = "left"
    whole: bool = False


def document(value: Any) -> None:
    """Print one JSON document: dates as ISO text, bytes as hex."""
    plain = to_jsonable_python(value, bytes_mode="hex")
    sys.stdout.write(json.dumps(plain, indent=2, ensure_ascii=False) + "\n")


def table(title: str, columns: Sequence[Column], rows: Sequence[Row], none: str) -> None:
    """Print a table under its title, or the sentence `none` when it has no rows."""
    if not rows:
        text(none)
        return
    grid = Table(
        title=title or None, box=box.SIMPLE_HEAD, title_justify="left", title_style="bold", padding=(0, 1, 0, 0)
    )
    for place, column in enumerate(columns):
        words = max((len(word) for row in rows for word in row[place].split()), default=0)
        width = words if column.whole else min(words, _LONGEST_WORD)
        grid.add_column(column.title, justify=column.align, no_wrap=column.whole, overflow="fold", min_width=width)
    for row in rows:
        grid.add_row(*row)
    _console().print(grid)


def text(words: str, indent: int = 0) -> None:
    """Print a sentence that is the answer."""
    _console().print(Padding(words, (0, 0, 0, indent)) if indent else words)


def line(words: str) -> None:
    """Print something to be copied, such as an address: never broken, however long."""
    _console().print(words, soft_wrap=True)


def heading(words: str) -> None:
    """Print a line that names what follows."""
    _console().print(words, style="bold")


def say(words: str) -> None:
    """Tell a person how it goes; never part of the answer."""
    _console(stderr=True).print(words, style="dim", soft_wrap=True)


def failure(error: NrmError, *, as_json: bool) -> None:
    """Show an error: as a document for a script, as one sentence with its code for a person."""
    if as_json:
        document({"error": {"code": error.code, "family": error.family, "message": error.message}})
        return
    _console(stderr=True).print(Text.assemble((error.message, "red"), (f" [{error.code}]", "dim")))


@contextmanager
def progress(what: str) -> Generator[Advance]:
    """Show a bar on standard error while something runs; it is gone afterwards, and never there in a pipe."""
    console = _console(stderr=True)
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, of: bar.update(task, completed=done, total=of)


def _console(*, stderr: bool = False) -> Console:
    return Console(stderr=stderr, markup=False, highlight=False, emoji=False)
