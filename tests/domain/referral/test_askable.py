"""What can be asked of a case now is what the decider takes now; the rest comes with the decider's own reason."""

from datetime import timedelta

import pytest

from domain.errors import Code, NrmError
from domain.prosecution.askable import what_can_be_asked as of_prosecution
from domain.prosecution.commands import COMMANDS as PROSECUTION_COMMANDS
from domain.prosecution.commands import OPENING
from domain.referral.askable import _ways, what_can_be_asked
from domain.referral.commands import COMMANDS, FOR_THE_ENGINE, ONLY_OPENING
from domain.referral.state import Referral
from domain.roles import PERMITTED, PERMITTED_IN_PROSECUTIONS
from domain.rules.shelf import published
from tests.support.casework import CASE, TEXT, Case, in_recovery, instant, referred
from tests.support.every_way import BEGINS, NOTHING, Found, asked, at_each_stage, search, ways
from tests.support.prosecution import PROSECUTION, Told

STAGES = [stage for stage in at_each_stage() if stage != NOTHING]
OF_A_PERSON = [name for name in COMMANDS if name not in FOR_THE_ENGINE | ONLY_OPENING]


def askable(case: Case, on: str, by: str = "-") -> dict[str, NrmError | None]:
    found = what_can_be_asked(CASE, case.referral, published(), instant(on), by)
    return {one.command: one.refusal for one in found}


def askable_of(found: Found) -> dict[str, NrmError | None]:
    assert isinstance(found.state, Referral)
    now = BEGINS + timedelta(days=found.day + 1)
    return {one.command: one.refusal for one in what_can_be_asked(CASE, found.state, published(), now)}


@pytest.mark.parametrize("stage", STAGES)
def test_at_each_stage_what_is_taken_in_any_way_can_be_asked(stage: str) -> None:
    found = at_each_stage()[stage]
    can = {name for name, refusal in askable_of(found).items() if refusal is None}
    assert {name for name in OF_A_PERSON if any(asked(found, way) for way in ways(name))} <= can


def test_with_whatever_challenge_open_no_command_is_refused_that_is_taken() -> None:
    for found in search()[0][::9]:  # all of them take half a minute, and differ in the steps of a challenge only
        if isinstance(found.state, Referral):
            cannot = {name for name, refusal in askable_of(found).items() if refusal is not None}
            assert not [name for name in cannot if any(asked(found, way) for way in ways(name))]


def test_every_command_of_a_person_is_listed_once_with_who_may_ask() -> None:
    found = what_can_be_asked(CASE, referred("2026-03-02").referral, published(), instant("2026-03-03"))
    assert OF_A_PERSON == [one.command for one in found]
    assert all(PERMITTED[one.command] == one.roles for one in found)


@pytest.mark.parametrize("name", OF_A_PERSON)
def test_of_every_command_there_is_a_way_to_ask_it(name: str) -> None:
    state = in_recovery("2026-03-02", "2026-03-05").referral
    assert next(_ways(state, COMMANDS[name], published(), instant("2026-03-06")), None) is not None


def test_why_not_is_the_deciders_own_reason() -> None:
    now = askable(referred("2026-03-02"), "2026-03-03")
    assert now["allocate-competent-authority"] is None
    refusal = now["decide-reasonable-grounds"]
    assert refusal is not None
    assert Code.WRONG_STAGE is refusal.code
    assert refusal.message.startswith("Reasonable grounds are decided after a competent authority has been allocated.")


def test_what_needs_the_number_of_an_event_can_be_asked_once_there_is_one() -> None:
    case = in_recovery("2026-03-02", "2026-03-05")
    assert askable(case, "2026-03-06")["cancel-enforcement-step"] is not None
    case = case.ask("2026-03-06", "record-enforcement-step", step="expulsion")
    now = askable(case, "2026-03-07")
    assert [None, None] == [now["cancel-enforcement-step"], now["acknowledge-alert"]]


def test_a_case_with_one_event_can_be_corrected() -> None:
    assert askable(referred("2026-03-02"), "2026-03-03")["correct-fact"] is None


def test_whoever_made_a_decision_is_told_that_another_looks_at_it() -> None:
    case = referred("2026-03-02").ask("2026-03-02", "allocate-competent-authority", authority="sca")
    case = case.ask("2026-03-05", "decide-reasonable-grounds", outcome="negative", reasons=TEXT, by="ada")
    assert askable(case, "2026-03-06")["review-decision"] is None
    own = askable(case, "2026-03-06", by="ada")["review-decision"]
    assert own is not None
    assert Code.SAME_PERSON is own.code


def test_what_lacks_only_what_nobody_can_guess_can_be_asked() -> None:
    case = in_recovery("2026-03-02", "2026-03-05")
    for offence in ("theft", "cannabis-cultivation"):
        case = case.ask("2026-03-06", "record-charge", offence=offence)
    assert askable(case, "2026-03-07")["record-plea"] is None


def test_nothing_is_recorded_by_asking_what_can_be() -> None:
    case = in_recovery("2026-03-02", "2026-03-05")
    before = case.referral
    askable(case, "2026-03-07")
    assert before == case.referral
    assert before.history == case.referral.history


def test_the_same_of_a_prosecution() -> None:
    told = Told().ask("2026-03-02", "open-investigation", nation="england-and-wales", force="kent-police")
    found = of_prosecution(PROSECUTION, told.prosecution, published(), instant("2026-03-03"))
    can = {one.command for one in found if one.refusal is None}
    assert {"prosecution/record-crime-number", "prosecution/link-victim", "prosecution/add-note"} <= can
    assert "prosecution/refer-to-prosecutor" not in can
    assert set(PROSECUTION_COMMANDS) - {OPENING, "prosecution/pass-time"} == {one.command for one in found}
    assert all(PERMITTED_IN_PROSECUTIONS[one.command] == one.roles for one in found)
