"""The published rule-book, read once from the files packaged beside this module.

The one place in `domain` that touches a file; everything else is given a `RuleBook`. Read next: `data/`, which is the
law itself, written to be read.
"""

from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from domain.rules.loader import parse
from domain.rules.model import RuleBook
from domain.rules.publishing import Entry, read_index


@cache
def published() -> RuleBook:
    """The rule-book this release ships with; raises Invalid (rules-invalid)."""
    return parse(packaged_files())


@cache
def published_index() -> tuple[Entry, ...]:
    """Every rule-book that was published up to this release, oldest first."""
    return read_index((files("domain.rules") / "published-rule-books.json").read_text(encoding="utf-8"))


def packaged_files() -> dict[str, str]:
    """The text of every packaged rule file, by its name below `data/`."""
    return dict(_walk(files("domain.rules") / "data", ""))


def _walk(folder: Traversable, prefix: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for entry in sorted(folder.iterdir(), key=lambda item: item.name):
        name = f"{prefix}{entry.name}"
        if entry.is_dir():
            found += _walk(entry, f"{name}/")
        elif name.endswith(".yaml"):
            found.append((name, entry.read_text(encoding="utf-8")))
    return found
