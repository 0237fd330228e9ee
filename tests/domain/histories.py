"""Short ways to write a history down in a test, and to ask one clock about it."""

from collections.abc import Sequence
from datetime import UTC, date, datetime

from domain.clocks import Explanation, Fact, Reading, Runs, Told
from domain.nations import ENGLAND_AND_WALES, Nation
from domain.rules.model import RuleBook
from domain.rules.shelf import packaged_files, published
from domain.when import When

RG_CLOCK = "reasonable-grounds-decision"
RECOVERY = "recovery-period"
CG_CLOCK = "conclusive-grounds-decision"
NOT_BEFORE = "conclusive-grounds-not-before"

REFERRED = "referral-made"
RG_POSITIVE = "reasonable-grounds-decided positive"
RG_NEGATIVE = "reasonable-grounds-decided negative"
CG_POSITIVE = "conclusive-grounds-decided positive"
CG_NEGATIVE = "conclusive-grounds-decided negative"
CG_NEGATIVE_SERVED = "decision-served conclusive-grounds-negative"
ENFORCEMENT = "enforcement-step-recorded"
REMOVAL = "enforcement-step-recorded removal-directions"
EXTENDED = "recovery-period-extended"
WITHDRAWN = "case-withdrawn"
CLOSED = "case-closed"

_TOLD_LAST = 99


def history(*lines: tuple[str, str], **dates: str) -> list[Fact]:
    """Facts in the order told; `dates` are further dates of the last one."""
    facts = [_fact(number, *line) for number, line in enumerate(lines, start=1)]
    if dates:
        last = facts[-1]
        named = {name: When.parse(text) for name, text in dates.items()}
        facts[-1] = Fact(last.event, last.when, last.version, last.outcome, named)
    return facts


def supported(*lines: tuple[str, str], **dates: str) -> list[Fact]:
    """The same, told last: on the day of the first positive decision support was started."""
    started = next(when for name, when in lines if name == RG_POSITIVE)
    return [*history(*lines, **dates), Fact("support-started", When.parse(started), _TOLD_LAST)]


def _fact(version: int, name: str, when: str) -> Fact:
    event, _, outcome = name.partition(" ")
    return Fact(event, When.parse(when), version, outcome or None)


def at(text: str) -> datetime:
    """An instant."""
    return datetime.fromisoformat(text).astimezone(UTC)


def readings(
    facts: Sequence[Fact],
    nation: Nation,
    rules: RuleBook,
    now: datetime | None,
    account_ends: date | None = None,
    imported_at: datetime | None = None,
) -> tuple[Reading, ...]:
    """Every run of every clock, at an instant or by the facts alone."""
    return Runs(Told(tuple(facts), nation, account_ends, imported_at), rules).at(now)


def explain(
    facts: Sequence[Fact], nation: Nation, rules: RuleBook, now: datetime | None, clock: str
) -> tuple[Explanation, ...]:
    """Every run of one clock, explained."""
    return Runs(Told(tuple(facts), nation), rules).explained(clock, now)


def all_of(
    clock: str,
    facts: list[Fact],
    *,
    now: str | None = None,
    nation: Nation = ENGLAND_AND_WALES,
    ends: date | None = None,
    rules: RuleBook | None = None,
) -> list[Reading]:
    """Every run of one clock."""
    found = readings(facts, nation, rules or published(), at(now) if now else None, ends)
    return [reading for reading in found if reading.clock == clock]


def read(
    clock: str,
    facts: list[Fact],
    *,
    now: str | None = None,
    nation: Nation = ENGLAND_AND_WALES,
    ends: date | None = None,
    rules: RuleBook | None = None,
) -> Reading:
    """The only run of one clock."""
    (reading,) = all_of(clock, facts, now=now, nation=nation, ends=ends, rules=rules)
    return reading


def rule_files() -> dict[str, str]:
    """A copy of the published rule files, to be changed by a test."""
    return dict(packaged_files())
