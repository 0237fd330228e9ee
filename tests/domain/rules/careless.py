"""A careless hand at the rule files: one change, and the refusal it must meet."""

from typing import TypeAlias

import pytest

from domain.errors import Code, Invalid
from domain.rules.loader import parse
from tests.domain.histories import rule_files
from tests.domain.rules.own_book import book_text

BOOK = "rule-book.yaml"
RG = "clocks/reasonable-grounds-decision.yaml"
RECOVERY = "clocks/recovery-period.yaml"
CG = "clocks/conclusive-grounds-decision.yaml"
WINDOW = "clocks/reconsideration-window.yaml"
GUARDIAN = "clocks/guardian-appointment.yaml"
SUPPORT_SCOTLAND = "clocks/support-scotland.yaml"
MISSING = "clocks/missing-child-report.yaml"
NOTIFY = "clocks/duty-to-notify.yaml"
LEAVE = "clocks/leave-expiry.yaml"
SCOTLAND = "calendars/scotland.yaml"
STANDARDS = "service-standards.yaml"
CORRECTED = {"recovery-period@2009-04-01": "It was a slip."}

Change: TypeAlias = tuple[str, str, str, str | None, str]
"""The file, what is written, what is put instead, a mark of the line to be named, words of the reason."""


def assert_refused(name: str, written: str, instead: str, marked: str | None, reason: str) -> None:
    """The loader names the file, the line that bears the mark, and the reason."""
    files = rule_files() | {BOOK: book_text(corrections=CORRECTED)}
    assert written in files[name]
    files[name] = files[name].replace(written, instead, 1)

    with pytest.raises(Invalid) as refused:
        parse(files)

    assert Code.RULES_INVALID == refused.value.code
    assert reason in refused.value.message
    lines = enumerate(files[name].splitlines(), start=1)
    places = tuple(f"{name}:{number}: " for number, line in lines if marked is not None and marked in line)
    assert marked is None or refused.value.message.startswith(places)
