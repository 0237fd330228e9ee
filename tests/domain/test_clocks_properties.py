"""What holds of every clock whatever is on record, and pauses and extensions against a counter that walks."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from hypothesis import example, given, settings
from hypothesis import strategies as st

from domain.clocks import Fact, Status
from domain.counting import Unit
from domain.nations import ENGLAND_AND_WALES, OUTSIDE_UK, UNITED_KINGDOM, Nation
from domain.rules.model import RuleBook
from domain.rules.shelf import published
from domain.rules.vocabulary import EVENTS
from domain.when import When
from tests.domain import naive
from tests.domain.histories import EXTENDED, REFERRED, RG_NEGATIVE, explain, history, read, readings
from tests.domain.made_rules import CLOCK, lasting, made

LEDGER = """
starts-on: [{event: referral-made}]
stops-on: [{event: reasonable-grounds-decided}]
pauses:
  - {pauses-on: {event: case-suspended}, resumes-on: {event: case-resumed}}
  - {pauses-on: {event: person-missing}, resumes-on: {event: person-found}}
extended-by: [{event: recovery-period-extended, date: until}]
"""
DAYS = made("deadline", LEDGER, lasting(12, "calendar-days"))
WORKING_DAYS = made("deadline", LEDGER, lasting(9, "working-days"))
MONTH = made("deadline", LEDGER, lasting(1, "months"))

START = date(2024, 3, 20)
ENTRIES = {"case-suspended": ("case", True), "case-resumed": ("case", False),
           "person-missing": ("person", True), "person-found": ("person", False)}  # fmt: skip

entries = st.lists(st.tuples(st.integers(1, 40), st.sampled_from(sorted(ENTRIES))), max_size=7).map(sorted)


def day(number: int) -> date:
    return START + timedelta(days=number)


def paused_days(told: Sequence[tuple[int, str]], until: int) -> set[date]:
    """Walk: at the end of each day, does any kind of pause hold the clock?"""
    held: set[str] = set()
    paused: set[date] = set()
    for number in range(until):
        for _, name in [entry for entry in told if entry[0] == number]:
            kind, holds = ENTRIES[name]
            (held.add if holds else held.discard)(kind)
        paused |= {day(number)} if held else set()
    return paused


def lifts_what_nobody_held(told: Sequence[tuple[int, str]]) -> bool:
    """Walk: does any kind of pause end before anything has ever begun one?"""
    ever: set[str] = set()
    for _, name in told:
        kind, holds = ENTRIES[name]
        if not holds and kind not in ever:
            return True
        ever |= {kind} if holds else set()
    return False


def walked(rules: RuleBook, paused: set[date]) -> date:
    if rules is MONTH:
        return naive.last_of_months(START, 1, first_day_counts=False, paused=paused)
    if rules is DAYS:
        return naive.last_of_days(START, 12, first_day_counts=False, paused=paused)
    return naive.last_of_days(START, 9, first_day_counts=False, paused=paused, nation=ENGLAND_AND_WALES)


@given(told=entries, rules=st.sampled_from([DAYS, WORKING_DAYS, MONTH]), decided=st.none() | st.integers(1, 90))
def test_pauses_agree_with_the_naive_counter(told: list[tuple[int, str]], rules: RuleBook, decided: int | None) -> None:
    """A hold that nothing has lifted lasts to the end of the walk, years later: the clock stands still."""
    until = 1000 if decided is None else decided
    due = walked(rules, paused_days([entry for entry in told if entry[0] <= until], until))
    lines = [(REFERRED, str(START)), *((name, str(day(number))) for number, name in told)]
    if decided is not None:
        lines.append((RG_NEGATIVE, str(day(decided))))

    reading = read(CLOCK, history(*lines), rules=rules)

    if lifts_what_nobody_held([entry for entry in told if entry[0] <= until]):
        assert (Status.CANNOT_COMPUTE, None) == (reading.status, reading.due_on)
    elif decided is not None:
        late = (day(decided) - due).days
        assert (Status.BREACHED, late) if late > 0 else (Status.MET, None) == (reading.status, reading.days_late)
    elif due > day(900):
        assert (Status.PAUSED, None) == (reading.status, reading.due_on)
    else:
        assert (Status.RUNNING, due) == (reading.status, reading.due_on)


@given(
    told=st.lists(st.tuples(st.integers(0, 60), st.integers(0, 90)), max_size=4),
    rules=st.sampled_from([DAYS, WORKING_DAYS, MONTH]),
)
def test_extensions_agree_with_a_naive_walk(told: list[tuple[int, int]], rules: RuleBook) -> None:
    due = walked(rules, set())
    for made_on, until in sorted(told, key=lambda extension: extension[0]):
        due = max(due, day(until)) if day(made_on) <= due else due

    facts = [Fact(REFERRED, When.on(START), 1)]
    for version, (made_on, until) in enumerate(told, 2):
        facts.append(Fact(EXTENDED, When.on(day(made_on)), version, None, {"until": When.on(day(until))}))

    assert due == read(CLOCK, facts, rules=rules).due_on


def _points() -> st.SearchStrategy[When]:
    days = st.dates(date(2015, 1, 1), date(2026, 12, 31))
    instants = st.datetimes(datetime(2015, 1, 1), datetime(2026, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001
    vague = days.flatmap(lambda point: st.sampled_from([f"{point:%Y-%m}", f"{point:%Y}"]))
    return st.one_of(days.map(When.on), days.map(When.on), instants.map(When.at), vague.map(When.parse))


@st.composite
def any_history(draw: st.DrawFn) -> list[Fact]:
    """Anything the rules can speak of, in any order, dated in any way."""
    facts: list[Fact] = []
    for version in range(1, draw(st.integers(1, 14)) + 1):
        event = draw(st.sampled_from(sorted(EVENTS)))
        outcome = draw(st.sampled_from([None, *EVENTS[event].outcomes]))
        dates = {name: draw(_points()) for name in EVENTS[event].dates if draw(st.booleans())}
        facts.append(Fact(event, draw(_points()), version, outcome, dates))
    return facts


NATIONS = st.sampled_from([*UNITED_KINGDOM, OUTSIDE_UK, "ireland"])
NOWS = st.none() | st.datetimes(datetime(2015, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


@given(facts=any_history(), nation=NATIONS, now=NOWS, imported_at=NOWS)
def test_whatever_is_on_record_every_run_and_every_rung_is_told_once(
    facts: list[Fact], nation: Nation, now: datetime | None, imported_at: datetime | None
) -> None:
    found = readings(facts, nation, published(), now, imported_at=imported_at)
    keys = [(reading.clock, reading.run, finding.rung) for reading in found for finding in reading.findings]

    assert len(found) == len({(reading.clock, reading.run) for reading in found})
    assert len(keys) == len(set(keys))
    assert all(bool(reading.findings) == (reading.status is Status.BREACHED) for reading in found)


@settings(max_examples=40)
@given(facts=any_history(), nation=NATIONS, now=NOWS)
def test_what_is_settled_no_time_can_change(facts: list[Fact], nation: Nation, now: datetime | None) -> None:
    by_facts = readings(facts, nation, published(), None)
    in_time = readings(facts, nation, published(), now)

    assert [one.run for one in by_facts] == [other.run for other in in_time]
    assert all(one == other for one, other in zip(by_facts, in_time, strict=True) if one.is_settled)


LEFT_BEFORE_IT_CAME = Fact(
    "leave-decided", When.on(date(2023, 2, 1)), 1, "granted", {"until": When.on(date(2015, 1, 1))}
)


@settings(max_examples=40)
@given(facts=any_history(), nation=NATIONS, now=NOWS)
@example(facts=[LEFT_BEFORE_IT_CAME], nation=ENGLAND_AND_WALES, now=None)
def test_the_steps_add_up_to_the_reading(facts: list[Fact], nation: Nation, now: datetime | None) -> None:
    explained = {clock: explain(facts, nation, published(), now, clock) for clock in published().clocks}

    assert readings(facts, nation, published(), now) == tuple(
        explanation.reading for runs in explained.values() for explanation in runs
    )
    for explanation in [explanation for runs in explained.values() for explanation in runs]:
        reading, steps, version = explanation.reading, explanation.steps, explanation.version
        assert [step.day for step in steps] == sorted(step.day for step in steps)
        if reading.due_on is None or version is None or version.count is None:
            continue
        assert (reading.starts_on, reading.due_on) == (steps[0].day, steps[-1].day)
        if version.count.unit in (Unit.CALENDAR_DAYS, Unit.WORKING_DAYS):
            added = sum(step.because.startswith("added by") for step in steps)
            assert version.count.length == sum(step.counted for step in steps) - added
