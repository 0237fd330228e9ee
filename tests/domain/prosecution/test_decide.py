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
CRIME_RECORDED = investigating().ask("2024-01-09", "record-crime-number", number="46/1234/24")
UNLINKED = with_prosecutor().ask("2024-04-03", "unlink-victim", case=VICTIMS[0], reason="linked-in-error")
ACQUITTED = charged().ask("2024-11-20", "record-verdict", defendant=1, verdict="acquitted")
ON_TRIAL = (
    charged().ask("2024-05-01", "record-trial-step", step="listed").ask("2024-11-01", "record-trial-step", step="begun")
)
CHARGE = {"defendant": 1, "decision": "charged", "offence": "trafficking-2015", "conduct": "2023-06"}


@pytest.mark.parametrize(
    ("told", "command", "fields", "code"),
    [
        (Told(), "add-note", {"text": {"ref": UUID(int=1), "digest": "0" * 64}}, Code.PROSECUTION_NOT_FOUND),
        (investigating(), "open-investigation", {"nation": "scotland", "force": "police-scotland"}, Code.ALREADY_OPEN),
        (Told(), "open-investigation", {"nation": "outside-uk", "force": "guardia-civil"}, Code.INVALID_VALUE),
        (with_prosecutor(), "record-crime-number", {"number": "46/1234/24"}, Code.CONTRADICTS_RECORD),
        (with_prosecutor(), "record-crime-number", {"number": "46/I234/24"}, Code.CONTRADICTS_RECORD),
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
        (charged(), "reopen-investigation", {"reason": "new-evidence"}, Code.WRONG_STAGE),
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
        (CRIME_RECORDED, "refer-to-prosecutor", "2024-01-08", {}),
        (charged(), "record-trial-step", "2024-04-01", {"step": "listed"}),
        (ON_TRIAL, "record-trial-step", "2024-10-31", {"step": "ended"}),
        (ON_TRIAL, "record-trial-step", "2024-04-30", {"step": "adjourned"}),
        (with_prosecutor(), "unlink-victim", "2024-01-31", {"case": VICTIMS[0], "reason": "linked-in-error"}),
        (UNLINKED, "link-victim", "2024-04-02", {"case": VICTIMS[0]}),
        (with_prosecutor(), "end-investigation", "2024-01-31", {"reason": "insufficient-evidence"}),
        (ACQUITTED, "end-investigation", "2024-11-19", {"reason": "proceedings-concluded"}),
        (ENDED, "reopen-investigation", "2025-02-03", {"reason": "new-evidence"}),
    ],
)
def test_dates_out_of_order_are_refused(told: Told, command: str, on: str, fields: dict[str, Any]) -> None:
    assert Code.DATE_OUT_OF_ORDER == refused(told, command, effective_at=on, **fields)


def test_what_is_told_late_is_taken_where_the_dates_allow_it() -> None:
    told = CRIME_RECORDED.ask(LATER, "refer-to-prosecutor", effective_at="2024-01")
    told = told.ask(LATER, "record-crime-number", number="46/1235/24", effective_at="2024-01-08")
    assert ("46/1235/24", "46/1234/24") == told.prosecution.crime_numbers
    assert "on-trial" == ON_TRIAL.ask(LATER, "record-trial-step", step="adjourned", effective_at="2024-09-02").stage


@pytest.mark.parametrize("reason", ["no-suspect-identified", "insufficient-evidence", "not-in-the-public-interest"])
def test_nothing_that_was_charged_ends_for_want_of_a_charge(reason: str) -> None:
    assert Code.CONTRADICTS_RECORD == refused(ACQUITTED, "end-investigation", reason=reason)
    assert "ended" == with_prosecutor().ask(LATER, "end-investigation", reason=reason).stage


def test_nobody_who_was_charged_is_decided_not_to_be() -> None:
    assert Code.CONTRADICTS_RECORD == refused(ACQUITTED, "decide-charge", defendant=1, decision="no-further-action")


def test_a_cold_case_is_reopened_and_goes_to_the_prosecutor_again() -> None:
    told = with_prosecutor().ask("2024-06-03", "end-investigation", reason="insufficient-evidence")
    told = told.ask("2025-03-03", "reopen-investigation", reason="new-evidence")
    assert ("crime-recorded", True) == (told.stage, told.prosecution.is_open)
    assert "with-prosecutor" == told.ask(LATER, "refer-to-prosecutor").stage


def test_somebody_unlinked_in_error_is_linked_again() -> None:
    told = UNLINKED.ask(LATER, "link-victim", case=VICTIMS[0])
    assert VICTIMS[0] in told.prosecution.victims
    assert "2025-06-02" == told.prosecution.victims[VICTIMS[0]].on.text[:10]


NAMES = [
    "Jane Doe", "jane-doe", "Jane Doe 1990", "46 1234 24", "jane-1990-01-01", "1990/1/1", "01/02/1990", "01-02-90",
    "19900101", "X01021990", "1" * 33, "46.1234", "46_1234", "12345678-1234-1234-1234-1234567890ab", "Zoë1", "-1", "",
]  # fmt: skip


@pytest.mark.parametrize("typed", NAMES)
def test_no_number_can_hold_a_name_or_a_date(typed: str) -> None:
    assert Code.INVALID_VALUE == refused(investigating(), "record-crime-number", number=typed)
    opening = {"nation": "scotland", "force": "police-scotland", "reference": typed}
    assert Code.INVALID_VALUE == refused(Told(), "open-investigation", **opening)


@pytest.mark.parametrize("number", ["46/1234/24", "1", "CR-20991/24", "01ZD0012324", "46/123456/24", "OP-7"])
def test_what_the_police_call_a_crime_is_taken(number: str) -> None:
    told = investigating().ask(LATER, "record-crime-number", number=number)
    assert (number,) == told.prosecution.crime_numbers


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
        ("england-and-wales", "trafficking-for-sexual-exploitation-2003", "2013-04-05", None),
        ("england-and-wales", "trafficking-for-sexual-exploitation-2003", "2013-04-06", Code.RULES_NOT_IN_FORCE),
        ("england-and-wales", "trafficking-for-sexual-exploitation-2013", "2013-04-05", Code.RULES_NOT_IN_FORCE),
        ("england-and-wales", "trafficking-for-sexual-exploitation-2013", "2013-04-06", None),
        ("northern-ireland", "trafficking-for-sexual-exploitation-2013", "2014-01-01", Code.RULES_NOT_IN_FORCE),
        ("northern-ireland", "trafficking-for-sexual-exploitation-2003-ni", "2014-01-01", None),
        ("northern-ireland", "trafficking-for-exploitation-2004-ni", "2015-01-13", None),
        ("northern-ireland", "trafficking-for-exploitation-2004-ni", "2015-01-14", Code.RULES_NOT_IN_FORCE),
        ("northern-ireland", "slavery-or-forced-labour-2009-ni", "2015-01-13", None),
        ("northern-ireland", "slavery-or-forced-labour-2009-ni", "2015-07-30", Code.RULES_NOT_IN_FORCE),
        ("northern-ireland", "offence-with-intent-northern-ireland-2015", "2015-01-13", Code.RULES_NOT_IN_FORCE),
        ("northern-ireland", "offence-with-intent-northern-ireland-2015", "2015-01-14", None),
        ("scotland", "traffic-in-prostitution-2003-scotland", "2016-05-30", None),
        ("scotland", "traffic-in-prostitution-2003-scotland", "2016-05-31", Code.RULES_NOT_IN_FORCE),
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
