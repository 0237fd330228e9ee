"""What a person or a script sees. Documents and tables go to standard output; words and progress to standard error.

With `--json` standard output holds one document and nothing else, without colours, whatever happens. Nothing here
interprets text as markup: a citation such as `[2018] EWHC 2122` stays what it is. Everything the command line prints
passes through here, and what would not show itself (control characters, changes of writing direction, letters without
width) is shown as a placeholder, in a document as its escape. Read next: `domain/text.py`, which knows these;
`main.py`; `grid.py`, for how a table keeps all of its text.
"""

import json
import sys
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from pydantic_core import to_jsonable_python
from rich.console import Console
from rich.padding import Padding
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.text import Text

from cli.grid import laid_out, side_by_side
from desk.page import Cell, Column, Tone
from domain.errors import NrmError
from domain.text import visible

_STYLES: Mapping[Tone, str] = {"alert": "red", "quiet": "dim"}

Advance = Callable[[int, int | None], None]
"""Told how much is done and of how much; None where that is not known."""


def document(value: Any) -> None:
    """Print one JSON document: dates as ISO text, bytes as hex."""
    plain = to_jsonable_python(value, bytes_mode="hex")
    sys.stdout.write(visible(json.dumps(plain, indent=2, ensure_ascii=False)) + "\n")


def written(words: str) -> None:
    """Print what is laid out already: a line of JSON among many, or the help of a command."""
    sys.stdout.write(visible(words) + "\n")


def table(title: str, columns: Sequence[Column], rows: Sequence[Sequence[Cell]], none: str) -> None:
    """Print a table under its title, or the sentence `none` when it has no rows."""
    if not rows:
        text(none)
        return
    console = _console()
    named = [replace(column, title=visible(column.title)) for column in columns]
    shown = [[_cell(cell) for cell in row] for row in rows]
    console.print(laid_out(visible(title), named, shown, console.width))


def _cell(cell: Cell) -> str | Text:
    if isinstance(cell, str):
        return visible(cell)
    return Text(visible(cell.text), _STYLES[cell.tone]) if cell.tone else visible(cell.text)


def text(words: str, indent: int = 0) -> None:
    """Print a sentence that is the answer."""
    shown = visible(words)
    _console().print(Padding(shown, (0, 0, 0, indent)) if indent else shown)


def line(words: str) -> None:
    """Print something to be copied, such as an address: never broken, however long."""
    _console().print(visible(words), soft_wrap=True)


def heading(words: str) -> None:
    """Print a line that names what follows."""
    _console().print(visible(words), style="bold")


def lines(pairs: Sequence[tuple[str, str]]) -> None:
    """Print names and what is said of each, side by side; nothing is cut off."""
    _console().print(side_by_side([(visible(name), visible(said)) for name, said in pairs]))


def say(words: str) -> None:
    """Tell a person how it goes; never part of the answer."""
    _console(stderr=True).print(visible(words), style="dim", soft_wrap=True)


def failure(error: NrmError, *, as_json: bool) -> None:
    """Show an error: as a document for a script, as one sentence with its code for a person."""
    if as_json:
        document({"error": error.document()})
        return
    console = _console(stderr=True)
    console.print(Text.assemble((visible(error.message), "red"), (f" [{error.code}]", "dim")))
    if error.command_id is not None and str(error.command_id) not in error.message:
        console.print(f"Command id: {error.command_id}", style="dim", soft_wrap=True)


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
