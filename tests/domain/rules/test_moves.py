"""What another rule-book would move in a case, and how two rule-books differ."""

from dataclasses import replace
from datetime import date

from domain.clocks import Reading
from domain.nations import ENGLAND_AND_WALES, SCOTLAND, Nation
from domain.rules.changes import changes
from domain.rules.loader import parse
from domain.rules.model import RuleBook
from domain.rules.moves import Move, moves
from domain.rules.shelf import packaged_files, published
from tests.domain.histories import CG_POSITIVE, REFERRED, RG_POSITIVE, history, readings
from tests.support.law import proclaimed

CLOCK = "reasonable-grounds-decision"
DAY = date(2024, 2, 6)
NEW = parse(proclaimed(DAY))
OPEN = history((REFERRED, "2024-02-01"))


def read(rules: RuleBook, nation: Nation = ENGLAND_AND_WALES) -> tuple[Reading, ...]:
    return readings(OPEN, nation, rules, None)


def test_the_same_law_moves_nothing() -> None:
    assert () == moves(read(published()), read(published()))


def test_a_bank_holiday_inside_a_run_moves_its_last_day() -> None:
    (moved,) = [move for move in moves(read(published()), read(NEW)) if move.clock == CLOCK]
    assert (date(2024, 2, 8), date(2024, 2, 9), True) == (moved.due_from, moved.due_to, moved.open)
    assert moved.rule_from == moved.rule_to == f"{CLOCK}@2021-06-14"


def test_another_nations_bank_holiday_moves_nothing() -> None:
    assert () == moves(read(published(), SCOTLAND), read(NEW, SCOTLAND))


def test_a_run_that_has_ended_is_told_too_and_is_not_open() -> None:
    facts = history((REFERRED, "2024-02-01"), (RG_POSITIVE, "2024-02-05"))
    old, new = (readings(facts, ENGLAND_AND_WALES, rules, None) for rules in (published(), NEW))
    assert [False] == [move.open for move in moves(old, new) if move.clock == CLOCK]


def test_a_clock_that_is_new_or_gone_is_told() -> None:
    without = [reading for reading in read(NEW) if reading.clock != CLOCK]
    (gone,) = moves(read(NEW), without)
    assert (f"{CLOCK}@2021-06-14", None, date(2024, 2, 9), None) == _law(gone)
    (new,) = moves(without, read(NEW))
    assert (None, f"{CLOCK}@2021-06-14", None, date(2024, 2, 9)) == _law(new)


def test_a_period_that_ends_on_another_day_has_moved_though_its_last_day_has_not() -> None:
    decided = history((REFERRED, "2024-02-01"), (RG_POSITIVE, "2024-02-05"), (CG_POSITIVE, "2024-05-01"))
    told = readings(decided, ENGLAND_AND_WALES, published(), None)
    cut = [one._replace(ends_at=one.due_at) if one.clock == "recovery-period" else one for one in told]
    (moved,) = moves(cut, told)

    assert (date(2024, 3, 5), date(2024, 3, 5)) == (moved.due_from, moved.due_to)
    assert (date(2024, 3, 5), date(2024, 5, 1)) == (moved.ended_from, moved.ended_to)


def _law(move: Move) -> tuple[str | None, str | None, date | None, date | None]:
    return move.rule_from, move.rule_to, move.due_from, move.due_to


def test_two_rule_books_are_compared_in_sentences() -> None:
    assert () == changes(published(), published())
    said = "Bank holiday in England and Wales: 6 February 2024 (Day of national mourning)."
    assert (said,) == changes(published(), NEW)
    assert (said.replace("Bank holiday in", "No bank holiday any more in"),) == changes(NEW, published())


def test_a_rule_that_was_changed_is_named_with_what_changed() -> None:
    files = packaged_files()
    name = f"clocks/{CLOCK}.yaml"
    files[name] = files[name].replace("length: 5, unit: working-days", "length: 6, unit: working-days")
    said = changes(published(), parse(files))
    assert said
    assert all(
        "count: before: 5 working days, the first day is not counted; now: 6 working days, the first day is not" in one
        for one in said
    )


def test_of_a_list_what_was_taken_out_and_put_in_is_told() -> None:
    files = packaged_files()
    name = f"clocks/{CLOCK}.yaml"
    files[name] = files[name].replace("  - {event: death-recorded}", "  - {event: person-found}")
    said = changes(published(), parse(files))
    assert "ends-with: taken out: death of the person; put in: finding of the person." in said[0]


def test_a_difference_ends_with_one_full_stop() -> None:
    first, *others = published().clocks[CLOCK]
    versions = (replace(first, transition="A referral keeps the day it was made on."), *others)
    (said,) = changes(published(), replace(published(), clocks={**published().clocks, CLOCK: versions}))
    assert said.endswith("; now: A referral keeps the day it was made on.")
