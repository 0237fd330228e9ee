"""What may be recorded of a prosecution, in which order; and what is refused, which changes nothing."""

from typing import Any
from uuid import UUID

import pytest

from domain.errors import Code, NrmError
from domain.prosecution.commands import COMMANDS
from domain.roles import PERMITTED_IN_PROSECUTIONS, Role
from tests.support.prosecution import VICTIMS, Told, charged, convicted, investigating, with_prosecutor

LATER = "2025-06-02"


def refused(told: Told, command: str, on: str = LATER, **fields: Any) -> Code:
    with pytest.raises(NrmError) as caught:
        told.ask(on, command, **fields)
    return caught.value.code


def test_a_prosecution_goes_from_the_first_report_to_reparation() -> None:
    told = investigating()
    assert "investigating" == told.stage
    told = told.ask("2024-01-09", "record-crime-number", number="46/1234/24")
    assert "crime-recorded" == told.stage
    told = told.ask("2024-02-01", "link-victim", case=VICTIMS[0], witness=True)
    told = told.ask("2024-03-01", "refer-to-prosecutor")
    assert "with-prosecutor" == told.stage
    told = told.ask(
        "2024-04-02", "decide-charge", defendant=1, decision="charged", offence="trafficking-2015", conduct="2023-06"
    )
    assert "charged" == told.stage
    told = told.ask("2024-05-01", "record-trial-step", step="listed").ask(
        "2024-11-04", "record-trial-step", step="begun"
    )
    assert "on-trial" == told.stage
    told = told.ask("2024-11-06", "record-special-measures", case=VICTIMS[0], kind="screens")
    told = told.ask("2024-11-20", "record-verdict", defendant=1, verdict="convicted")
    assert "convicted" == told.stage
    told = told.ask("2024-12-18", "record-sentence", defendant=1, sentence="custody", months=96)
    assert "sentenced" == told.stage
    told = told.ask("2025-02-03", "record-reparation-order", defendant=1, pounds=12000)
    told = told.ask("2025-02-04", "end-investigation", reason="proceedings-concluded")
    assert "ended" == told.stage


def test_each_defendant_has_a_path_of_their_own() -> None:
    told = charged(defendants=3).ask("2024-11-20", "record-verdict", defendant=1, verdict="convicted")
    told = told.ask("2024-11-20", "record-verdict", defendant=2, verdict="acquitted")
    assert "charged" == told.stage
    told = told.ask("2024-11-21", "record-verdict", defendant=3, verdict="discontinued")
    assert "convicted" == told.stage
    assert Code.CONTRADICTS_RECORD == refused(told, "record-sentence", defendant=2, sentence="custody")
    assert "sentenced" == told.ask("2024-12-01", "record-sentence", defendant=1, sentence="custody").stage


def test_one_defendant_can_be_acquitted_of_one_charge_and_convicted_on_another() -> None:
    told = charged().ask(
        "2024-04-02", "decide-charge", defendant=1, decision="charged", offence="slavery-2015", conduct="2023-06"
    )
    assert Code.MISSING_FIELD == refused(told, "record-verdict", defendant=1, verdict="acquitted")
    told = told.ask("2024-11-20", "record-verdict", defendant=1, verdict="acquitted", offence="slavery-2015")
    told = told.ask("2024-11-20", "record-verdict", defendant=1, verdict="convicted")
    assert "convicted" == told.stage


def test_when_all_are_acquitted_that_is_the_stage() -> None:
    assert "acquitted" == charged().ask("2024-11-20", "record-verdict", defendant=1, verdict="acquitted").stage


def test_a_decision_against_a_charge_can_be_looked_at_again() -> None:
    told = with_prosecutor().ask("2024-04-02", "decide-charge", defendant=1, decision="no-further-action")
    assert "not-charged" == told.stage
    told = told.ask("2024-06-03", "refer-to-prosecutor")
    assert "with-prosecutor" == told.stage
    told = told.ask(
        "2024-07-01", "decide-charge", defendant=1, decision="charged", offence="slavery-2015", conduct="2023-06"
    )
    assert "charged" == told.stage


def test_a_linked_person_can_become_a_witness_later() -> None:
    told = investigating().ask("2024-02-01", "link-victim", case=VICTIMS[0])
    told = told.ask("2024-03-01", "link-victim", case=VICTIMS[0], witness=True)
    assert {VICTIMS[0]: True} == {case: link.witness for case, link in told.prosecution.victims.items()}


ENDED = convicted().ask("2024-12-18", "record-sentence", defendant=1, sentence="custody").ask(
    "2025-02-04", "end-investigation", reason="proceedings-concluded"
)  # fmt: skip
CHARGE = {"defendant": 1, "decision": "charged", "offence": "trafficking-2015", "conduct": "2023-06"}


@pytest.mark.parametrize(
    ("told", "command", "fields", "code"),
    [
        (Told(), "add-note", {"text": {"ref": UUID(int=1), "digest": "0" * 64}}, Code.PROSECUTION_NOT_FOUND),
        (investigating(), "open-investigation", {"nation": "scotland", "force": "police-scotland"}, Code.ALREADY_OPEN),
        (Told(), "open-investigation", {"nation": "outside-uk", "force": "guardia-civil"}, Code.INVALID_VALUE),
        (with_prosecutor(), "record-crime-number", {"number": "46/1234/24"}, Code.CONTRADICTS_RECORD),
        (with_prosecutor(), "link-victim", {"case": VICTIMS[0], "witness": True}, Code.CONTRADICTS_RECORD),
        (investigating(), "link-victim", {"case": UUID(int=99)}, Code.CASE_NOT_FOUND),
        (investigating(), "unlink-victim", {"case": VICTIMS[0], "reason": "linked-in-error"}, Code.CONTRADICTS_RECORD),
        (investigating(), "refer-to-prosecutor", {}, Code.WRONG_STAGE),
        (with_prosecutor(), "refer-to-prosecutor", {}, Code.CONTRADICTS_RECORD),
        (investigating(), "decide-charge", CHARGE, Code.WRONG_STAGE),
        (with_prosecutor(), "decide-charge", {**CHARGE, "defendant": 2}, Code.INVALID_VALUE),
        (with_prosecutor(), "decide-charge", {**CHARGE, "defendant": 0}, Code.INVALID_VALUE),
        (with_prosecutor(), "decide-charge", {**CHARGE, "offence": "barratry"}, Code.RULE_NOT_FOUND),
        (with_prosecutor(), "decide-charge", {"defendant": 1, "decision": "charged"}, Code.MISSING_FIELD),
        (with_prosecutor(), "decide-charge", {**CHARGE, "conduct": "2025-07"}, Code.DATE_OUT_OF_ORDER),
        (charged(), "decide-charge", CHARGE, Code.ALREADY_DECIDED),
        (charged(), "decide-charge", {"defendant": 1, "decision": "no-further-action"}, Code.CONTRADICTS_RECORD),
        (with_prosecutor(), "record-trial-step", {"step": "listed"}, Code.WRONG_STAGE),
        (charged(), "record-trial-step", {"step": "begun"}, Code.CONTRADICTS_RECORD),
        (charged(), "record-trial-step", {"step": "ended"}, Code.CONTRADICTS_RECORD),
        (with_prosecutor(), "record-verdict", {"defendant": 1, "verdict": "convicted"}, Code.CONTRADICTS_RECORD),
        (convicted(), "record-verdict", {"defendant": 1, "verdict": "acquitted"}, Code.ALREADY_DECIDED),
        (charged(), "record-sentence", {"defendant": 1, "sentence": "custody"}, Code.CONTRADICTS_RECORD),
        (ENDED, "record-sentence", {"defendant": 1, "sentence": "custody"}, Code.WRONG_STAGE),
        (charged(), "record-reparation-order", {"defendant": 1}, Code.CONTRADICTS_RECORD),
        (investigating(), "record-special-measures", {"case": VICTIMS[0], "kind": "screens"}, Code.CONTRADICTS_RECORD),
        (charged(), "end-investigation", {"reason": "insufficient-evidence"}, Code.CONTRADICTS_RECORD),
        (convicted(), "end-investigation", {"reason": "proceedings-concluded"}, Code.CONTRADICTS_RECORD),
        (with_prosecutor(), "end-investigation", {"reason": "proceedings-concluded"}, Code.CONTRADICTS_RECORD),
        (ENDED, "link-victim", {"case": VICTIMS[0]}, Code.WRONG_STAGE),
    ],
)
def test_what_cannot_be_so_is_refused(told: Told, command: str, fields: dict[str, Any], code: Code) -> None:
    assert code == refused(told, command, **fields)


@pytest.mark.parametrize(
    ("told", "command", "on", "fields"),
    [
        (investigating(), "record-crime-number", "2024-01-07", {"number": "1"}),
        (with_prosecutor(), "decide-charge", "2024-02-28", CHARGE),
        (charged(), "record-verdict", "2024-04-01", {"defendant": 1, "verdict": "convicted"}),
        (convicted(), "record-sentence", "2024-11-19", {"defendant": 1, "sentence": "custody"}),
        (with_prosecutor(), "record-special-measures", "2024-01-31", {"case": VICTIMS[0], "kind": "screens"}),
    ],
)
def test_dates_out_of_order_are_refused(told: Told, command: str, on: str, fields: dict[str, Any]) -> None:
    assert Code.DATE_OUT_OF_ORDER == refused(told, command, effective_at=on, **fields)


def test_a_date_in_the_future_is_refused() -> None:
    assert Code.DATE_IN_FUTURE == refused(investigating(), "record-crime-number", number="1", effective_at="2025-06-03")


@pytest.mark.parametrize(
    ("nation", "offence", "conduct", "code"),
    [
        ("england-and-wales", "trafficking-2015", "2015-07-30", Code.RULES_NOT_IN_FORCE),
        ("england-and-wales", "trafficking-2015", "2015-07-31", None),
        ("england-and-wales", "trafficking-2015", "2015-07", Code.RULES_NOT_IN_FORCE),
        ("england-and-wales", "trafficking-for-exploitation-2004", "2015-07", None),
        ("england-and-wales", "trafficking-for-exploitation-2004", "2015-07-31", Code.RULES_NOT_IN_FORCE),
        ("england-and-wales", "slavery-or-forced-labour-2009", "2012", None),
        ("england-and-wales", "trafficking-scotland-2015", "2020", Code.RULES_NOT_IN_FORCE),
        ("scotland", "trafficking-scotland-2015", "2016-05-30", Code.RULES_NOT_IN_FORCE),
        ("scotland", "trafficking-scotland-2015", "2016-05-31", None),
        ("scotland", "trafficking-2015", "2020", Code.RULES_NOT_IN_FORCE),
    ],
)
def test_a_charge_is_under_the_law_of_the_day_of_the_conduct(
    nation: str, offence: str, conduct: str, code: Code | None
) -> None:
    charge = {"defendant": 1, "decision": "charged", "offence": offence, "conduct": conduct}
    told = with_prosecutor(nation=nation)
    if code is not None:
        assert code == refused(told, "decide-charge", **charge)
    else:
        assert "charged" == told.ask(LATER, "decide-charge", **charge).stage


def test_reparation_needs_an_offence_for_which_a_court_can_order_it() -> None:
    old = {"defendant": 1, "decision": "charged", "offence": "slavery-or-forced-labour-2009", "conduct": "2012"}
    told = with_prosecutor().ask(LATER, "decide-charge", **old)
    told = told.ask(LATER, "record-verdict", defendant=1, verdict="convicted-on-plea")
    assert Code.RULES_NOT_IN_FORCE == refused(told, "record-reparation-order", defendant=1)


def test_every_command_is_in_the_table_of_roles_and_nothing_else_is() -> None:
    assert set(COMMANDS) == set(PERMITTED_IN_PROSECUTIONS)


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.RAPPORTEUR, Role.CASEWORKER, Role.SUPPORT_PROVIDER, Role.ENGINE])
def test_others_than_liaison_and_team_leader_change_nothing(role: Role) -> None:
    with pytest.raises(NrmError) as caught:
        investigating().ask(LATER, "record-crime-number", role, number="1")
    assert Code.ROLE_NOT_PERMITTED == caught.value.code
