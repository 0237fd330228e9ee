"""Every role asks every command at every stage: the one table decides, everywhere, and a refusal changes nothing."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import get_args

import pytest

from domain.errors import Code, NrmError
from domain.referral.commands import COMMANDS, FOR_THE_ENGINE
from domain.referral.commands.file import CorrectFact
from domain.referral.decide import decide
from domain.referral.events import EVENTS
from domain.referral.events.clocks import OnClock, OnSafeguard
from domain.referral.events.grounds import DecisionSetAside, FurtherRecoveryPeriodDetermined, RecoveryPeriodNotOwed
from domain.referral.recorded_by import RECORDED_BY
from domain.referral.stages import Stage
from domain.referral.state import Referral
from domain.roles import PERMITTED, Role, may, who_may
from domain.rules.shelf import published
from domain.stream.command import Command
from domain.stream.context import Context
from tests.support.casework import CASE, TEXT, awaiting_reasonable_grounds
from tests.support.every_way import NOTHING, Found, asked, at_each_stage, ways

READERS = (Role.AUDITOR, Role.RAPPORTEUR, Role.ADMINISTRATOR)
STAGES = [NOTHING, *(stage.name for stage in get_args(Stage))]
LATER = datetime(2026, 9, 1, 12, tzinfo=UTC)


def refusal(found: Found, command: Command, role: Role, actor: str = "somebody") -> Code | None:
    """The code under which it is refused; None where it is accepted."""
    try:
        decide(found.state, command, Context(CASE, actor, role, LATER, published()))
    except NrmError as error:
        return error.code
    return None


def test_there_is_a_case_at_every_stage() -> None:
    assert set(STAGES) == set(at_each_stage())


def test_the_table_of_roles_and_the_commands_have_the_same_names() -> None:
    assert set(COMMANDS) == set(PERMITTED)
    assert all(PERMITTED.values())


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("role", Role)
def test_a_role_that_is_not_in_the_table_is_refused_at_every_stage(role: Role, stage: str) -> None:
    found = at_each_stage()[stage]
    before = replace(found)
    for name in COMMANDS:
        code = refusal(found, ways(name)[0], role) if not may(role, name) else None
        assert may(role, name) or Code.ROLE_NOT_PERMITTED == code
    assert before == found


@pytest.mark.parametrize("stage", STAGES)
def test_whoever_is_in_the_table_is_never_refused_for_the_role(stage: str) -> None:
    found = at_each_stage()[stage]
    for name in PERMITTED.keys() - {"correct-fact"}:
        roles = PERMITTED[name]
        answers = {refusal(found, ways(name)[0], role) for role in roles}
        assert Code.ROLE_NOT_PERMITTED not in answers
        assert 1 == len(answers), "the same is answered to each of them"


@pytest.mark.parametrize("role", READERS)
def test_who_only_reads_or_administers_writes_nothing(role: Role) -> None:
    assert [] == [name for name in COMMANDS if may(role, name)]


def test_what_is_for_the_engine_no_person_can_ask_and_the_engine_asks_for_nothing_else() -> None:
    assert {name for name in COMMANDS if may(Role.ENGINE, name)} == set(FOR_THE_ENGINE)
    assert all(PERMITTED[name] == {Role.ENGINE} for name in FOR_THE_ENGINE)


@pytest.mark.parametrize("role", sorted(PERMITTED["review-decision"]))
def test_nobody_is_the_second_reviewer_of_their_own_decision_in_whatever_role(role: Role) -> None:
    reasons = TEXT.model_dump(mode="json")
    case = awaiting_reasonable_grounds("2026-03-02")
    case = case.ask("2026-03-04", "decide-reasonable-grounds", by="ada", outcome="negative", reasons=reasons)
    review = next(command for command in ways("review-decision") if getattr(command, "outcome", "") == "agreed")

    assert Code.SAME_PERSON == refusal(Found(case.state), review, role, "ada")
    assert None is refusal(Found(case.state), review, role, "ben")


@pytest.mark.parametrize("role", sorted(PERMITTED["correct-fact"]))
def test_an_event_is_corrected_by_whoever_may_record_it_and_by_team_leaders(role: Role) -> None:
    by = {"referral-made": "refer", "reasonable-grounds-decided": "decide-reasonable-grounds"}
    case = awaiting_reasonable_grounds("2026-03-02").ask("2026-03-04", "decide-reasonable-grounds", outcome="positive")
    for event, command in by.items():
        fact = case.referral.last(event)
        assert fact is not None
        correction = CorrectFact(event=fact.version, becomes=fact.when, reasons=TEXT)
        code = refusal(Found(case.state), correction, role)
        permitted = role in who_may(command) | {Role.TEAM_LEADER}
        assert (None if permitted else Code.ROLE_NOT_PERMITTED) == code


def test_every_event_names_the_command_behind_it_or_is_found_by_the_engine() -> None:
    engines = {event.type for event in EVENTS.values() if issubclass(event, (OnClock, OnSafeguard))}
    beside = {RecoveryPeriodNotOwed.type, FurtherRecoveryPeriodDetermined.type, DecisionSetAside.type}

    assert set(EVENTS) == set(RECORDED_BY) | engines | beside
    assert set(COMMANDS) == set(RECORDED_BY.values()) | {"pass-time"}


def test_the_command_behind_an_event_is_the_one_that_records_it() -> None:
    for found in at_each_stage().values():
        for command in (way for name in COMMANDS for way in ways(name)):
            after = asked(found, command)
            known = len(found.state.history) if isinstance(found.state, Referral) else 0
            events = after.state.history[known:] if after and isinstance(after.state, Referral) else ()
            assert not events or command.name in {RECORDED_BY.get(event.type) for event, _ in events}
