"""A prosecution is what its dated facts make of it, in whatever order they are typed; and as it was on a day."""

from dataclasses import replace
from itertools import permutations
from typing import Any

import pytest

from domain.errors import NrmError
from domain.prosecution.evolve import as_it_was
from domain.prosecution.state import NoProsecution, Prosecution
from domain.when import When
from tests.support.prosecution import VICTIMS, WHY, Told, charged, investigating, with_prosecutor

LATER = "2026-03-02"

Said = tuple[str, str, dict[str, Any]]

AFTER_THE_CHARGES: list[Said] = [
    ("2024-11-01", "record-verdict", {"defendant": 1, "verdict": "convicted"}),
    ("2024-11-05", "record-verdict", {"defendant": 2, "verdict": "acquitted"}),
    ("2024-11-20", "record-sentence", {"defendant": 1, "sentence": "custody"}),
    ("2024-10-01", "record-special-measures", {"case": VICTIMS[0], "kind": "screens"}),
    ("2024-05-01", "record-crime-number", {"number": "46/1235/24"}),
]


def typed(told: Told, story: list[Said]) -> Prosecution | None:
    """Typed long after, in this order; None where that is refused."""
    try:
        for day, command, fields in story:
            told = told.ask(LATER, command, effective_at=day, **fields)
    except NrmError:
        return None
    return told.prosecution


def found(state: Prosecution) -> Prosecution:
    """What a prosecution amounts to, without the order of the record."""
    links = {case: replace(link, version=0) for case, link in state.links.items()}
    return replace(state, links=links, history=(), tellings=())


def test_the_order_of_typing_makes_no_difference() -> None:
    told = charged(defendants=2)
    wanted = typed(told, AFTER_THE_CHARGES)
    assert wanted is not None
    others = [typed(told, list(order)) for order in permutations(AFTER_THE_CHARGES)]

    assert {"sentenced"} == {other.stage for other in others if other is not None}
    assert all(found(other) == found(wanted) for other in others if other is not None)


def test_a_referral_to_the_prosecutor_told_late_leaves_the_decision_that_came_after_it() -> None:
    told = charged().ask(LATER, "refer-to-prosecutor", effective_at="2024-03-15")

    assert not told.prosecution.awaits_decision
    assert "charged" == told.stage


@pytest.mark.parametrize(
    ("day", "stage"), [("2024-01-07", None), ("2024-02-01", "crime-recorded"), ("2024-03-01", "with-prosecutor")]
)
def test_a_prosecution_as_it_was_on_a_day(day: str, stage: str | None) -> None:
    then = as_it_was(with_prosecutor().prosecution.history, When.parse(day))

    assert stage == (then.stage if isinstance(then, Prosecution) else None)


def test_a_correction_holds_for_the_days_before_it_was_made() -> None:
    told = investigating().ask("2024-03-04", "record-crime-number", number="46/1234/24")
    redated = told.ask(LATER, "correct-fact", event=2, becomes="2024-01-20", reasons=WHY)
    struck = told.ask(LATER, "correct-fact", event=2, struck=True, reasons=WHY)
    stages = []
    for one in (told, redated, struck):
        then = as_it_was(one.prosecution.history, When.parse("2024-02-01"))
        assert isinstance(then, Prosecution)
        stages.append(then.stage.value)

    assert ["investigating", "crime-recorded", "investigating"] == stages
    assert isinstance(as_it_was(()), NoProsecution)
