"""Publish the rule-book: add its entry to the index and write `docs/rules-coverage.md` anew. `make rules` runs it.

It stands among the tests because it is a tool of those who change rules, never part of what is deployed.
"""

import sys
from pathlib import Path

from domain.rules.coverage import coverage
from domain.rules.loader import parse
from domain.rules.publishing import check_index, entry_for, read_index, write_index
from domain.rules.shelf import packaged_files

ROOT = Path(__file__).parents[3]
INDEX = ROOT / "domain" / "rules" / "published-rule-books.json"
PAGE = ROOT / "docs" / "rules-coverage.md"


def publish() -> tuple[str, ...]:
    """Write both files; findings instead, and neither file, where the rule-book cannot be published."""
    book = parse(packaged_files())
    index = read_index(INDEX.read_text(encoding="utf-8"))
    if book.version not in {entry.version for entry in index}:
        index = (*index, entry_for(book, index[-1] if index else None))
    if findings := check_index(index, book):
        return findings
    INDEX.write_text(write_index(index), encoding="utf-8")
    PAGE.write_text(coverage(book), encoding="utf-8")
    return ()


if __name__ == "__main__":
    found = publish()
    sys.stderr.writelines(f"{finding}\n" for finding in found)
    sys.exit(1 if found else 0)
