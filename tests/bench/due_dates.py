"""Due dates by the rule-book beside the same sums through the `holidays` library, and the loading of the rule-book."""

import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

from holidays import HolidayBase, country_holidays

from domain.counting import Unit, last_day
from domain.due import due
from domain.nations import ENGLAND_AND_WALES, NORTHERN_IRELAND, SCOTLAND, UNITED_KINGDOM, Nation
from domain.rules.loader import parse
from domain.rules.model import ClockVersion, RuleBook
from domain.rules.shelf import packaged_files, published
from tests.bench.figures import ROUNDS, Figure, at_most, compared, noted

SUMS = 100_000
"""Clocks of each round, whose starts are spread over every nation and over the days from 2012 to 2027."""

EXPLAINED = 2_000
"""Of these, how many are also asked of the calculator, with every sentence and step."""

_FIRST, _LAST = date(2012, 1, 1), date(2027, 12, 1)
_SUBDIVISIONS = {ENGLAND_AND_WALES: "ENG", SCOTLAND: "SCT", NORTHERN_IRELAND: "NIR"}


@dataclass(frozen=True, slots=True)
class Asked:
    """One sum: a clock's version, its start, and whose working days count."""

    version: ClockVersion
    start: date
    nation: Nation


def measure() -> list[Figure]:
    """Microseconds a due date, beside the peer in turns; seconds for the rule-book; due dates explained a second."""
    rules = published()
    sums = _sums(rules)
    peer = _peer()
    assert _theirs(sums, peer) == _ours(sums, rules)
    pairs = [(_seconds(lambda: _ours(sums, rules)), _seconds(lambda: _theirs(sums, peer))) for _ in range(ROUNDS)]
    each = [(ours / SUMS * 1e6, theirs / SUMS * 1e6) for ours, theirs in pairs]
    return [
        compared(f"due date, {SUMS:,} of them, against `holidays`", "µs", each, "≤ 0.1 ×", lambda ratio: ratio <= 0.1),
        noted("due date with every sentence and step", _explained(sums, rules), "µs"),
        at_most("the whole rule-book loaded and checked", _loaded(), "s", 1),
    ]


def _sums(rules: RuleBook) -> list[Asked]:
    """Clocks of the rule-book that count working days, each where and when it was in force."""
    chance = random.Random(20090401)  # noqa: S311 - the same starts in every run
    clocks = [versions[0].clock for versions in rules.clocks.values() if any(map(_counts_working_days, versions))]
    sums: list[Asked] = []
    while len(sums) < SUMS:
        start = _FIRST + timedelta(days=chance.randrange((_LAST - _FIRST).days))
        nation = chance.choice(UNITED_KINGDOM)
        version = rules.find(chance.choice(clocks), nation, start)
        if version is not None and _counts_working_days(version):
            sums.append(Asked(version, start, nation))
    return sums


def _counts_working_days(version: ClockVersion) -> bool:
    count = version.count
    return count is not None and count.unit is Unit.WORKING_DAYS and not count.first_day_counts


def _ours(sums: Sequence[Asked], rules: RuleBook) -> list[date]:
    """What the engine calls for every clock of a case."""
    found: list[date] = []
    for asked in sums:
        count = asked.version.count
        assert count is not None
        found.append(last_day(asked.start, count, rules.calendars[asked.nation]))
    return found


def _theirs(sums: Sequence[Asked], calendars: dict[Nation, HolidayBase]) -> list[date]:
    found: list[date] = []
    for asked in sums:
        count = asked.version.count
        assert count is not None
        found.append(calendars[asked.nation].get_nth_working_day(asked.start, count.length))
    return found


def _peer() -> dict[Nation, HolidayBase]:
    """The library's calendars, with every year of the sums already worked out."""
    years = range(_FIRST.year, _LAST.year + 2)
    return {nation: country_holidays("GB", subdiv=code, years=years) for nation, code in _SUBDIVISIONS.items()}


def _explained(sums: Sequence[Asked], rules: RuleBook) -> float:
    """Microseconds each, as the calculator answers many."""
    started = time.perf_counter()
    for asked in sums[:EXPLAINED]:
        due(rules, asked.version.clock, asked.start, asked.nation)
    return (time.perf_counter() - started) / EXPLAINED * 1e6


def _loaded() -> float:
    files = packaged_files()
    return median(_seconds(lambda: parse(files)) for _ in range(ROUNDS))


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started
