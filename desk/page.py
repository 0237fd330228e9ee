"""What a reply shows a person: plain blocks, which a terminal prints and a browser renders.

Four kinds of block and no more: a heading, words, pairs and a grid. A page knows no colours, widths or addresses; it
says what leads to which question, and what asks for attention. Read next: `door.py`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol, TypeAlias

MOST_ROWS = 200
"""How many rows of a list a page has, unless another number is asked for."""

Tone = Literal["alert", "quiet"]
"""What somebody has to act on; what is over."""


@dataclass(frozen=True)
class Link:
    """A question that says more, by its name in `questions.py`, and what is asked in it."""

    question: str
    asked: Mapping[str, str]


@dataclass(frozen=True)
class Said:
    """A text with its tone, and what leads on from it."""

    text: str
    tone: Tone | None = None
    leads_to: Link | None = None


Cell: TypeAlias = str | Said


@dataclass(frozen=True)
class Heading:
    """A line that names what follows."""

    text: str


@dataclass(frozen=True)
class Words:
    """A sentence or several. `ends`: what belongs together ends here. `leads_to`: how it goes on."""

    text: str
    indent: int = 0
    ends: bool = False
    leads_to: Link | None = None


@dataclass(frozen=True)
class Pairs:
    """Names, and what is said of each."""

    pairs: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Column:
    """A column of a grid; a `whole` one is never broken into lines."""

    title: str
    align: Literal["left", "right"] = "left"
    whole: bool = False


@dataclass(frozen=True)
class Grid:
    """Rows under a title; or, where there are none, the sentence `none`."""

    title: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    none: str


Block: TypeAlias = Heading | Words | Pairs | Grid
Page: TypeAlias = Sequence[Block]


class Reply(Protocol):
    """What was found, ready to be shown."""

    def document(self) -> Any:
        """All of it, for a script: what JSON can hold, and dates, ids and rows, which have one spelling in it."""
        ...

    def page(self) -> Page:
        """The same for a person."""
        ...
