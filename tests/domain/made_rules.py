"""Rule-books of a single clock, so that each test shows the rule it is about. The calendars are the published ones."""

from domain.rules.loader import parse
from domain.rules.model import RuleBook
from tests.domain.histories import rule_files

CLOCK = "test-clock"

_BOOK = """
version: "1"
covers-from: 2009-04-01
nations: {england-and-wales: England and Wales, scotland: Scotland, northern-ireland: Northern Ireland,
          ireland: Ireland}
clocks: [test-clock]
"""

_COMMON = """
id: test-clock
title: A clock of this test
binds: nobody
protects: nobody
transition: None.
cure: Decide.
citation: {instrument: An Act, provision: section 1, url: "https://example.org"}
verified: true
last-checked: 2026-11-21
"""

_SINCE_2010 = "  - {in-force-from: 2010-01-01, nations: [england-and-wales]}\n"


def made(kind: str, rule: str, count: str, versions: str = _SINCE_2010) -> RuleBook:
    """A rule-book of one clock, of England and Wales unless its versions say otherwise."""
    breaches = kind in ("deadline", "review")
    rungs = "[{id: overdue, offset: 0, severity: breach, tell: team-leader}]" if breaches else "[]"
    length = "" if kind == "age" else f"count: {count}\n"
    own = f"kind: {kind}\nforce: policy\nrungs: {rungs}\n{length}"
    files = {name: text for name, text in rule_files().items() if not name.startswith("clocks/")}
    files["rule-book.yaml"] = _BOOK
    files[f"clocks/{CLOCK}.yaml"] = f"{_COMMON}{own}{rule.strip()}\nversions:\n{versions}"
    return parse(files)


def lasting(length: int, unit: str, *, first_day_counts: bool = False) -> str:
    """A count as it stands in a rule file."""
    return f"{{length: {length}, unit: {unit}, first-day-counts: {str(first_day_counts).lower()}}}"
