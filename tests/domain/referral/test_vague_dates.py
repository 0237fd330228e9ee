"""A date known to its month or year switches no clock off in live work: every command, in every way, at every stage."""

from datetime import timedelta
from typing import Any

import pytest

from domain.clocks import Status
from domain.errors import Code, NrmError
from domain.referral.commands import COMMANDS, FOR_THE_ENGINE
from domain.referral.decide import Decision, decide
from domain.referral.outlook import Outlook
from domain.referral.recorded_by import RECORDED_BY
from domain.referral.state import Referral
from domain.rules.model import EFFECTIVE
from domain.rules.shelf import published
from domain.rules.vocabulary import EVENTS
from domain.stream.command import Command
from domain.stream.context import Context, Neighbour
from domain.when import When
from tests.support.casework import CASE, ROLE_FOR, TEXT, Case
from tests.support.every_way import BEGINS, OTHER, Found, of_each_kind, ways

NAMES = sorted(COMMANDS.keys() - FOR_THE_ENGINE - {"import-history"})
COUNTED = {
    RECORDED_BY[event] for event, dates in published().counted.items() if event in RECORDED_BY and EFFECTIVE in dates
}


def decided(found: Found, command: Command, vague: str) -> Decision | Code:
    at = BEGINS + timedelta(days=found.day + 1)
    context = Context(CASE, "somebody", ROLE_FOR[command.name], at, published(), {OTHER: Neighbour(OTHER, frozenset())})
    try:
        return decide(found.state, command.model_copy(update={"effective_at": When.parse(vague)}), context)
    except NrmError as refusal:
        return refusal.code


def uncounted(outlook: Outlook) -> set[tuple[str, int]]:
    """The clocks of a case of which nothing can be said, for want of a day."""
    found = outlook.readings(None)
    return {(reading.clock, reading.run) for reading in found if reading.status is Status.CANNOT_COMPUTE}


@pytest.mark.parametrize("name", NAMES)
def test_no_clock_is_lost_to_a_date_that_is_not_known_to_the_day(name: str) -> None:
    """F5: a referral of `2024-03` was taken, and then no clock ever ran."""
    for found in of_each_kind():
        before = uncounted(Outlook(found.state, published())) if isinstance(found.state, Referral) else set()
        for command in ways(name):
            for vague in (f"{BEGINS:%Y-%m}", f"{BEGINS:%Y}"):
                after = decided(found, command, vague)
                if isinstance(after, Decision):
                    assert name not in COUNTED
                    assert uncounted(after.outlook) <= before


@pytest.mark.parametrize("name", sorted(COUNTED - FOR_THE_ENGINE))
def test_what_a_clock_counts_from_or_to_is_refused_without_its_day(name: str) -> None:
    refused = {
        decided(found, command, f"{BEGINS:%Y-%m}") for found in of_each_kind() for command in ways(name)
    }  # fmt: skip
    assert Code.NOT_A_DATE in refused
    assert not any(isinstance(one, Decision) for one in refused)


def test_what_no_clock_looks_at_may_be_known_to_its_month() -> None:
    case = Case().ask(
        "2026-03-02", "refer", nation="scotland", age_group="adult", consent="given", first_responder="unseen"
    )
    case = case.ask("2026-03-02", "record-detention", kind="adult-prison", effective_at="2025-08")
    assert "August 2025" == case.referral.facts[-1].when.in_words()


def test_every_date_that_a_rule_names_is_a_date_of_its_event() -> None:
    for event, dates in published().counted.items():
        assert dates - {EFFECTIVE} <= EVENTS[event].dates.keys()


def test_what_an_account_tells_stays_as_exact_as_it_is_and_what_comes_after_is_known_to_the_day() -> None:
    facts: list[dict[str, Any]] = [{"date": "2019-08", "type": "referral"}, {"date": "2019", "type": "detained"}]
    case = Case().ask("2026-03-02", "import-history", reference="X-1", nation="scotland", facts=facts)
    with pytest.raises(NrmError) as caught:
        case.ask("2026-03-02", "allocate-competent-authority", authority="sca", effective_at="2019-09")

    assert Code.NOT_A_DATE == caught.value.code
    number = next(fact.version for fact in case.referral.facts if fact.event == "referral-made")
    corrected = case.ask("2026-03-02", "correct-fact", event=number, becomes="2019-07", reasons=TEXT, by="ada")
    assert "July 2019" in [fact.when.in_words() for fact in corrected.referral.facts]
