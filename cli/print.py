"""Prints what the desk replies: a page for a person, or the one document for a script.

Read next: `desk/page.py`, the blocks; `output.py`, through which everything printed passes.
"""

import shlex
from collections.abc import Mapping
from typing import assert_never

from cli import output
from desk.page import Block, Grid, Heading, Link, Page, Pairs, Reply, Words

_TYPED: Mapping[str, str] = {"list-cases": "nrm cases", "list-breaches": "nrm breaches"}
"""How a question is typed to which a sentence of a page leads. Its one argument is the case; the rest are options."""


def show(answer: Reply, *, as_json: bool) -> None:
    """Print a reply."""
    if as_json:
        output.document(answer.document())
    else:
        print_page(answer.page())


def print_page(page: Page) -> None:
    """Print each block of a page."""
    for block in page:
        _print(block)


def _print(block: Block) -> None:
    match block:
        case Heading():
            output.heading(block.text)
        case Words():
            output.text(_words(block), indent=block.indent)
        case Pairs():
            output.lines(block.pairs)
        case Grid():
            output.table(block.title, block.columns, block.rows, block.none)
        case _:
            assert_never(block)


def _words(block: Words) -> str:
    """The sentence, and how to type what leads on; an empty line follows what ends."""
    said = f"{block.text}: {typed(block.leads_to)}" if block.leads_to else block.text
    return f"{said}\n" if block.ends else said


def typed(link: Link) -> str:
    """A question as it is typed: `nrm breaches --status open --after R-1:4`."""
    words = [_TYPED[link.question]]
    for name, value in link.asked.items():
        words += ([f"--{name.replace('_', '-')}"] if name != "case" else []) + ([shlex.quote(value)] if value else [])
    return " ".join(words)
