"""Nobody undoes their own lateness: not by a correction, not by deciding anew, not for what they owed."""

from typing import Any

import pytest

from domain.errors import Code, NrmError
from domain.roles import Role
from tests.support.casework import TEXT, Case, awaiting_reasonable_grounds, referred
from tests.support.casework import types as names

CLOCK = "reasonable-grounds-decision"


def decided_late(by: str = "dana") -> Case:
    """Due on 9 March 2026, decided on the 27th."""
    case = awaiting_reasonable_grounds("2026-03-02").ask("2026-03-10", "pass-time")
    return case.ask("2026-03-27", "decide-reasonable-grounds", by=by, outcome="positive")


def correction(case: Case, event: str, by: str, role: Role = Role.DECISION_MAKER, **dates: Any) -> Case:
    number = 1 + names(case.events).index(event)
    return case.ask("2026-03-30", "correct-fact", role, by, event=number, reasons=TEXT, **dates)


def refused(case: Case, event: str, by: str, role: Role = Role.DECISION_MAKER, **dates: Any) -> None:
    with pytest.raises(NrmError) as caught:
        correction(case, event, by, role, **dates)
    assert Code.SAME_PERSON == caught.value.code


def status(case: Case) -> list[tuple[str, int | None]]:
    return [(one.status, one.days_late) for key, one in case.referral.breaches.items() if key[0] == CLOCK]


@pytest.mark.parametrize("role", [Role.DECISION_MAKER, Role.TEAM_LEADER])
@pytest.mark.parametrize("by", ["dana", "Dana", "DANA", "d.ana"])
@pytest.mark.parametrize("becomes", ["2026-03-06", "2026-03-20"])
def test_whoever_decided_late_does_not_say_that_it_was_earlier(role: Role, by: str, becomes: str) -> None:
    """D18: decided 18 days late, then corrected to an earlier day by the same person."""
    case = decided_late()
    assert [("cured", 18)] == status(case)

    refused(case, "reasonable-grounds-decided", by, role, becomes=becomes)


@pytest.mark.parametrize("role", [Role.DECISION_MAKER, Role.TEAM_LEADER])
def test_another_person_who_may_does(role: Role) -> None:
    case = correction(decided_late(), "reasonable-grounds-decided", "grace", role, becomes="2026-03-06")
    assert "disproved" == status(case)[0][0]


def test_nobody_moves_the_beginning_of_what_they_did_late() -> None:
    """The day on which the referral was received makes a decision less late as well as its own day does."""
    for dates in ({"received_on": "2026-03-25"}, {"received_on": "2026-03-10"}):
        refused(decided_late(), "referral-made", "dana", Role.TEAM_LEADER, **dates)
        assert correction(decided_late(), "referral-made", "grace", Role.TEAM_LEADER, **dates).referral


def test_nobody_decides_anew_and_earlier_in_the_place_of_what_they_struck() -> None:
    struck = correction(decided_late(), "reasonable-grounds-decided", "dana", struck=True)
    assert [("open", None)] == status(struck)

    again = {"outcome": "positive", "effective_at": "2026-03-06"}
    with pytest.raises(NrmError) as caught:
        struck.ask("2026-03-30", "decide-reasonable-grounds", by="dana", **again)
    assert Code.SAME_PERSON == caught.value.code
    assert struck.ask("2026-03-30", "decide-reasonable-grounds", by="grace", **again).referral
    assert struck.ask("2026-03-30", "decide-reasonable-grounds", by="dana", outcome="positive").referral


def test_a_correction_that_shows_more_lateness_is_anybodys() -> None:
    case = correction(decided_late(), "reasonable-grounds-decided", "dana", becomes="2026-03-28")
    assert [("cured", 19)] == status(case)
    refused(case, "fact-corrected", "dana", struck=True)


def test_whoever_owes_a_thing_does_not_move_the_day_on_which_it_was_due() -> None:
    case = referred("2026-03-02").ask("2026-03-03", "assign", duty="decision-maker", assignee="dana")
    case = case.ask("2026-03-03", "allocate-competent-authority", authority="sca").ask("2026-03-10", "pass-time")
    assert [("open", None)] == status(case)

    refused(case, "referral-made", "dana", Role.TEAM_LEADER, received_on="2026-03-09")
    assert correction(case, "referral-made", "grace", Role.TEAM_LEADER, received_on="2026-03-09").referral


def test_what_an_account_tells_is_made_less_late_by_a_team_leader_only() -> None:
    facts = [{"date": "2016-08-31", "type": "referral"}, {"date": "2016-09-19", "type": "rg_positive"}]
    fields = {"facts": facts, "reference": "X-1", "nation": "scotland", "account_ends": "2016-10-01"}
    case = Case().ask("2026-03-02", "import-history", by="ivy", **fields)

    refused(case, "reasonable-grounds-decided", "grace", becomes="2016-09-05")
    told = correction(case, "reasonable-grounds-decided", "grace", Role.TEAM_LEADER, becomes="2016-09-05")
    assert "disproved" == status(told)[0][0]


def test_a_decision_made_in_time_and_recorded_late_undoes_nothing_that_somebody_did() -> None:
    case = awaiting_reasonable_grounds("2026-03-02").ask("2026-03-10", "pass-time")
    told = case.ask("2026-03-12", "decide-reasonable-grounds", by="dana", outcome="positive", effective_at="2026-03-06")
    assert "disproved" == status(told)[0][0]
