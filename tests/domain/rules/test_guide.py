"""The guide for those who change rules names every key there is, and its example is a rule."""

import re
from datetime import date

from domain.rules.drafts import KEYS, OPTIONAL_KEYS
from domain.rules.loader import parse
from tests.domain.histories import rule_files
from tests.domain.rules.careless import BOOK
from tests.domain.rules.own_book import book_text
from tests.domain.rules.publish import ROOT

GUIDE = (ROOT / "docs" / "adding-a-rule.md").read_text(encoding="utf-8")


def test_the_guide_explains_every_key() -> None:
    rows = [line.split("|")[1] for line in GUIDE.splitlines() if line.startswith("| `")]
    explained = {key for row in rows for key in re.findall(r"`([^`]+)`", row)}

    assert {"id", "undone-by", *KEYS, *OPTIONAL_KEYS} == explained - {"rule-book.yaml"}


def test_the_example_of_the_guide_is_a_rule() -> None:
    example = GUIDE.partition("```yaml\n")[2].partition("```")[0]
    files = rule_files() | {"clocks/first-interview.yaml": example}
    files[BOOK] = book_text(also=("first-interview",))

    book = parse(files)

    assert book.find("first-interview", "scotland", date(2027, 3, 31)) is None
    assert book.find("first-interview", "scotland", date(2027, 4, 1)) is not None
