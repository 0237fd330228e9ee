"""Before and at referral: encounters, who is not referred and why, the duty to notify, consent, allocation, links."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from domain.errors import Code, NrmError
from domain.referral.events.grounds import ReasonableGroundsDecided
from domain.referral.events.intake import DutyToNotifyDischarged
from domain.referral.evolve import evolve
from domain.referral.parse import parse
from domain.referral.strands import AgeAsTold, AgeFound
from domain.stream.context import Neighbour
from domain.stream.event import body_of
from domain.when import When
from tests.support.casework import CASE, TEXT, Case, referred

OTHER = UUID("99999999-9999-4999-8999-999999999999")
NOTIFY = {"notifying_body": "police-force", "believed": "trafficking"}


def encountered(on: str = "2024-05-06", **fields: Any) -> Case:
    wanted = {"nation": "england-and-wales", "age_group": "adult", "indicators": True, "organisation": "kent-police"}
    return Case().ask(on, "report-encounter", **{**wanted, **fields})


def refer(case: Case, on: str = "2024-05-08", **fields: Any) -> Case:
    wanted = {"nation": "england-and-wales", "age_group": "adult", "consent": "given", "first_responder": "unseen"}
    return case.ask(on, "refer", **{**wanted, **fields})


def refused(case: Case, on: str, command: str, **fields: Any) -> tuple[Code, str]:
    before = case.state
    with pytest.raises(NrmError) as caught:
        case.ask(on, command, **fields)
    assert before == case.state
    return caught.value.code, caught.value.message


def knowing(case: Case, *reaches: UUID) -> Case:
    return replace(case, neighbours={OTHER: Neighbour(OTHER, frozenset({OTHER, *reaches}))})


# Encounters.


def test_an_encounter_opens_a_case_before_any_referral() -> None:
    case = encountered(reference="MET-1")

    assert ("encountered", "MET-1", CASE) == (case.stage, case.referral.reference, case.referral.person)
    assert "with-indicators" == case.referral.facts[0].outcome
    assert case.referral.is_open


def test_an_encounter_without_indicators_says_so() -> None:
    assert "without-indicators" == encountered(indicators=False).referral.facts[0].outcome


def test_an_encounter_is_reported_once() -> None:
    fields = {"nation": "scotland", "age_group": "adult", "indicators": True, "organisation": "tara"}

    assert Code.ALREADY_OPEN == refused(encountered(), "2024-05-07", "report-encounter", **fields)[0]
    assert Code.ALREADY_OPEN == refused(referred("2024-05-07"), "2024-05-07", "report-encounter", **fields)[0]


@pytest.mark.parametrize("nation", ["outside-uk", "narnia"])
def test_somebody_is_met_within_a_nation_whose_law_is_known(nation: str) -> None:
    fields = {"nation": nation, "age_group": "adult", "indicators": True, "organisation": "tara"}

    assert Code.INVALID_VALUE == refused(Case(), "2024-05-06", "report-encounter", **fields)[0]


def test_nothing_but_an_opening_can_be_asked_of_a_case_that_does_not_exist() -> None:
    assert Code.CASE_NOT_FOUND == refused(Case(), "2024-05-06", "record-not-referred", reason="declined")[0]


# Not referred, turned away.


def test_why_nobody_referred_the_person_is_kept() -> None:
    case = encountered().ask("2024-05-07", "record-not-referred", reason="fear-of-authorities", details=TEXT)

    assert "not-referred" == case.stage
    assert ("referral-not-made", "fear-of-authorities") == (
        case.referral.facts[-1].event,
        case.referral.facts[-1].outcome,
    )


def test_that_no_referral_followed_is_recorded_once_and_only_before_one() -> None:
    once = encountered().ask("2024-05-07", "record-not-referred", reason="declined")

    assert Code.WRONG_STAGE == refused(once, "2024-05-08", "record-not-referred", reason="declined")[0]
    assert (
        Code.WRONG_STAGE == refused(referred("2024-05-06"), "2024-05-08", "record-not-referred", reason="declined")[0]
    )


def test_that_no_referral_followed_cannot_be_dated_before_the_encounter() -> None:
    fields = {"reason": "declined", "effective_at": "2024-05-05"}

    assert Code.DATE_OUT_OF_ORDER == refused(encountered(), "2024-05-07", "record-not-referred", **fields)[0]


@pytest.mark.parametrize("case", [encountered(), referred("2024-05-06")], ids=["before", "after"])
def test_being_turned_away_is_recorded_before_and_after_a_referral(case: Case) -> None:
    turned_away = case.ask("2024-05-07", "record-turned-away", agency="kent-police", details=TEXT)

    assert case.stage == turned_away.stage
    assert ("turned-away", "kent-police") == (
        turned_away.referral.facts[-1].event,
        turned_away.referral.facts[-1].outcome,
    )


def test_being_turned_away_is_not_recorded_after_the_end() -> None:
    ended = referred("2024-05-06").ask("2024-05-07", "withdraw")

    assert Code.WRONG_STAGE == refused(ended, "2024-05-08", "record-turned-away", agency="kent-police")[0]


# The duty to notify.


def test_an_adult_who_does_not_consent_is_notified_of_without_identity() -> None:
    case = encountered().ask("2024-05-07", "notify-without-consent", **NOTIFY, exploitation="labour, domestic")

    assert "notified" == case.stage
    (said,) = [event for event in case.last if isinstance(event, DutyToNotifyDischarged)]
    assert ("labour", "domestic") == said.exploitation
    assert b'"person' not in body_of(said)


@pytest.mark.parametrize(
    "field",
    ["name", "first_name", "firstName", "surname", "FULL-NAME", "date_of_birth", "dob", "home_address", "postcode",
     "phone", "mobile_number", "email", "person_details", "account", "suspected_perpetrators"],
)  # fmt: skip
def test_whatever_may_identify_somebody_is_refused_without_repeating_it(field: str) -> None:
    with pytest.raises(NrmError) as caught:
        parse("notify-without-consent", {**NOTIFY, field: "Maria"})

    assert Code.IDENTIFYING_DATA == caught.value.code
    assert "Maria" not in caught.value.message


def test_identity_is_refused_even_beside_other_mistakes() -> None:
    with pytest.raises(NrmError) as caught:
        parse("notify-without-consent", {"colour": "blue", "believed": "maybe", "surname": "Maria"})

    assert Code.IDENTIFYING_DATA == caught.value.code


def test_another_field_that_does_not_exist_is_just_unknown() -> None:
    with pytest.raises(NrmError) as caught:
        parse("notify-without-consent", {**NOTIFY, "colour": "blue"})

    assert Code.UNKNOWN_FIELD == caught.value.code


@pytest.mark.parametrize("age", ["child", "unknown"])
def test_a_child_is_referred_without_consent_and_never_only_notified_of(age: str) -> None:
    code, message = refused(encountered(age_group=age), "2024-05-07", "notify-without-consent", **NOTIFY)

    assert Code.CONTRADICTS_RECORD == code
    assert "referred, without consent" in message


def test_whoever_was_referred_is_not_notified_of() -> None:
    assert Code.WRONG_STAGE == refused(referred("2024-05-06"), "2024-05-07", "notify-without-consent", **NOTIFY)[0]


def test_the_duty_is_discharged_once() -> None:
    done = encountered().ask("2024-05-07", "notify-without-consent", **NOTIFY)

    assert Code.WRONG_STAGE == refused(done, "2024-05-08", "notify-without-consent", **NOTIFY)[0]


@pytest.mark.parametrize("nation", ["scotland", "northern-ireland"])
def test_there_is_no_duty_to_notify_outside_england_and_wales(nation: str) -> None:
    case = encountered(nation=nation)

    assert Code.RULES_NOT_IN_FORCE == refused(case, "2024-05-07", "notify-without-consent", **NOTIFY)[0]


def test_the_duty_to_notify_began_on_1_november_2015() -> None:
    case = encountered("2015-10-30")

    assert Code.RULES_NOT_IN_FORCE == refused(case, "2015-10-31", "notify-without-consent", **NOTIFY)[0]
    assert "notified" == case.ask("2015-11-01", "notify-without-consent", **NOTIFY).stage


# Whose duty it is to notify, and of whom.


def clocks(case: Case) -> dict[str, date | None]:
    return {reading.clock: reading.starts_on for reading in case.outlook.readings(None)}


@pytest.mark.parametrize(
    ("organisation", "on", "owes"),
    [
        ("kent-police", "2024-05-06", True),
        ("metropolitan-police-service", "2024-05-06", True),
        ("british-transport-police", "2024-05-06", True),
        ("national-crime-agency", "2024-05-06", True),
        ("kent-county-council", "2024-05-06", True),
        ("london-borough-of-camden", "2024-05-06", True),
        ("city-of-westminster", "2024-05-06", True),
        ("greater-london-authority", "2024-05-06", True),
        ("council-of-the-isles-of-scilly", "2024-05-06", True),
        ("glaa", "2026-04-06", True),
        ("glaa", "2026-04-07", False),
        ("fair-work-agency", "2026-04-06", False),
        ("fair-work-agency", "2026-04-07", True),
        ("salvation-army", "2024-05-06", False),
        ("barnardos", "2024-05-06", False),
        ("refugee-council", "2024-05-06", False),
        ("ministry-of-defence-police", "2024-05-06", False),
        ("police-scotland", "2024-05-06", False),
        ("border-force", "2024-05-06", False),
        ("corner-shop", "2024-05-06", False),
        ("kent-police", "2015-10-31", False),
        ("kent-police", "2015-11-01", True),
    ],
)
def test_only_the_authorities_of_the_act_owe_a_notification(organisation: str, on: str, owes: bool) -> None:
    assert owes is ("duty-to-notify" in clocks(encountered(on, organisation=organisation)))


@pytest.mark.parametrize(
    "fields",
    [
        {"age_group": "child"},
        {"age_group": "unknown"},
        {"nation": "scotland"},
        {"nation": "northern-ireland"},
        {"indicators": False},
    ],
    ids=str,
)
def test_nobody_is_to_be_notified_of_a_child_nor_where_the_duty_is_not_in_force(fields: dict[str, Any]) -> None:
    assert "duty-to-notify" not in clocks(encountered(**fields))


def test_whoever_is_found_to_be_a_child_was_one_when_they_were_met() -> None:
    met = encountered()
    found = met.ask("2024-05-07", "assess-age", outcome="child", assessor="kent-county-council")

    assert "duty-to-notify" in clocks(met)
    assert "duty-to-notify" not in clocks(found)


# From the first contact on.


def test_the_time_to_explain_rights_runs_from_the_encounter_where_one_is_on_record() -> None:
    assert date(2024, 5, 6) == clocks(refer(encountered()))["rights-information"]
    assert date(2024, 5, 8) == clocks(refer(encountered(indicators=False)))["rights-information"]
    assert date(2024, 5, 8) == clocks(referred("2024-05-08"))["rights-information"]


# Referral after an encounter.


@pytest.mark.parametrize(
    "before",
    [
        encountered(reference="MET-1"),
        encountered(reference="MET-1").ask("2024-05-07", "record-not-referred", reason="declined"),
        encountered(reference="MET-1").ask("2024-05-07", "notify-without-consent", **NOTIFY),
    ],
    ids=["encountered", "not-referred", "notified"],
)
def test_a_referral_follows_an_encounter_and_keeps_its_case(before: Case) -> None:
    case = refer(before)

    assert ("referred", "MET-1", "england-and-wales") == (case.stage, case.referral.reference, case.referral.nation)
    assert (before.referral.person, before.referral.opened) == (case.referral.person, case.referral.opened)
    assert When.parse("2024-05-08").day == case.referral.facts[-1].dates["received"].day


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"nation": "scotland", "first_responder": "tara"}, Code.CONTRADICTS_RECORD),
        ({"reference": "MET-2"}, Code.CONTRADICTS_RECORD),
        ({"consent": "not-needed"}, Code.CONSENT_REQUIRED),
        ({"effective_at": "2024-05-05"}, Code.DATE_OUT_OF_ORDER),
        ({"effective_at": "2024-05-09"}, Code.DATE_IN_FUTURE),
        ({"received_on": "2024-05-09"}, Code.DATE_IN_FUTURE),
        ({"received_on": "2024-05-07"}, Code.DATE_OUT_OF_ORDER),
        ({"first_responder": "corner-shop"}, Code.NOT_A_FIRST_RESPONDER),
    ],
)
def test_a_referral_that_contradicts_its_encounter_is_refused(fields: dict[str, str], code: Code) -> None:
    case = encountered(reference="MET-1")
    with pytest.raises(NrmError) as caught:
        refer(case, **fields)

    assert code == caught.value.code


def test_the_same_reference_may_be_said_again() -> None:
    assert "referred" == refer(encountered(reference="MET-1"), reference="MET-1").stage


def test_somebody_is_referred_once_in_a_case() -> None:
    fields = {"nation": "england-and-wales", "age_group": "adult", "consent": "given", "first_responder": "unseen"}

    assert Code.ALREADY_OPEN == refused(refer(encountered()), "2024-05-09", "refer", **fields)[0]


def test_an_age_that_was_assessed_is_not_told_anew() -> None:
    assessed = encountered(age_group="unknown")
    found = AgeFound("child", When.parse("2024-05-07"))
    assessed = replace(
        assessed, state=assessed.referral._replace(strands=assessed.referral.strands._replace(age=found))
    )

    with pytest.raises(NrmError, match="assessed to be a child on 7 May 2024"):
        refer(assessed)
    assert found == refer(assessed, age_group="child", consent="not-needed").referral.strands.age


def test_an_age_that_was_only_told_is_the_one_told_last() -> None:
    case = refer(encountered(age_group="unknown"), age_group="child", consent="not-needed", alone=True)

    assert AgeAsTold("child") == case.referral.strands.age
    assert "lone-child" == case.referral.facts[-1].outcome


# First responders and competent authorities, by date.


@pytest.mark.parametrize("organisation", ["kent-police", "police-scotland", "kent-county-council", "tara", "barnardos"])
def test_a_first_responder_may_refer(organisation: str) -> None:
    assert "referred" == referred("2024-05-06", first_responder=organisation).stage


@pytest.mark.parametrize("organisation", ["corner-shop", "police", "salvation-army-shop"])
def test_nobody_else_may_refer(organisation: str) -> None:
    fields = {"nation": "scotland", "age_group": "adult", "consent": "given", "first_responder": organisation}

    assert Code.NOT_A_FIRST_RESPONDER == refused(Case(), "2024-05-06", "refer", **fields)[0]


def test_who_is_no_first_responder_is_told_the_names_most_like_it() -> None:
    fields = {"nation": "england-and-wales", "age_group": "adult", "consent": "given"}
    message = refused(Case(), "2026-05-06", "refer", **fields, first_responder="salvation-armee")[1]
    nothing_like_it = refused(Case(), "2026-05-06", "refer", **fields, first_responder="zzzzzz")[1]

    assert "The names most like it are salvation-army, the-salvation-army" in message
    assert "armee" not in message
    assert nothing_like_it.endswith("was a first responder on that day.")


def test_a_first_responder_refers_while_there_is_one() -> None:
    fields = {"nation": "scotland", "age_group": "adult", "consent": "given", "first_responder": "ukba"}

    assert "referred" == referred("2013-03-31", first_responder="ukba").stage
    assert Code.NOT_A_FIRST_RESPONDER == refused(Case(), "2013-04-01", "refer", **fields)[0]


@pytest.mark.parametrize("vague", ["2013", "2013-11"])
def test_a_referral_and_its_receipt_and_an_encounter_need_their_day(vague: str) -> None:
    """F5: a referral dated to its month was taken, and no clock of it ever ran."""
    wanted = {"nation": "england-and-wales", "age_group": "adult", "consent": "given", "first_responder": "unseen"}

    assert Code.NOT_A_DATE == refused(Case(), "2014-01-01", "refer", effective_at=vague, **wanted)[0]
    received = {"effective_at": "2013-10-01", "received_on": vague}
    code, message = refused(Case(), "2014-01-01", "refer", **received, **wanted)
    assert (Code.NOT_A_DATE, True) == (code, message.startswith("The field received_on needs the day"))
    met: dict[str, Any] = {"nation": "scotland", "age_group": "adult", "indicators": True, "organisation": "tara"}
    assert Code.NOT_A_DATE == refused(Case(), "2014-01-01", "report-encounter", effective_at=vague, **met)[0]
    assert Code.NOT_A_DATE == refused(encountered("2013-10-01"), "2014-01-01", "refer", effective_at=vague, **wanted)[0]


@pytest.mark.parametrize(
    ("on", "authority"),
    [("2010-06-01", "ukhtc"), ("2012-06-01", "ukba"), ("2015-06-01", "nca"), ("2015-06-01", "ukvi"),
     ("2020-06-01", "sca"), ("2024-06-03", "ieca")],
)  # fmt: skip
def test_an_authority_that_existed_is_allocated(on: str, authority: str) -> None:
    case = referred(on).ask(on, "allocate-competent-authority", authority=authority)

    assert "awaiting-reasonable-grounds" == case.stage
    assert {"referred": When.parse(on).day} == {name: day.day for name, day in case.referral.facts[-1].dates.items()}


@pytest.mark.parametrize(
    ("on", "authority"),
    [("2010-06-01", "sca"), ("2015-06-01", "ukba"), ("2019-04-28", "sca"), ("2019-04-29", "nca"),
     ("2021-06-01", "ieca"), ("2020-06-01", "devolved-child-panel")],
)  # fmt: skip
def test_an_authority_that_did_not_exist_that_day_is_refused(on: str, authority: str) -> None:
    code, message = refused(referred(on), on, "allocate-competent-authority", authority=authority)

    assert Code.CONTRADICTS_RECORD == code
    assert "no competent authority on" in message


def test_a_devolved_panel_decides_on_children_only() -> None:
    child = referred("2024-05-06", age_group="child", consent="not-needed")
    adult = referred("2024-05-06")

    fields = {"authority": "devolved-child-panel"}
    assert "awaiting-reasonable-grounds" == child.ask("2024-05-07", "allocate-competent-authority", **fields).stage
    assert Code.CONTRADICTS_RECORD == refused(adult, "2024-05-07", "allocate-competent-authority", **fields)[0]


def test_an_allocation_cannot_lie_before_the_referral_though_after_the_encounter() -> None:
    case = refer(encountered())
    fields = {"authority": "sca", "effective_at": "2024-05-07"}

    assert Code.DATE_OUT_OF_ORDER == refused(case, "2024-05-09", "allocate-competent-authority", **fields)[0]


# Links.


def test_a_case_is_linked_to_an_earlier_referral() -> None:
    case = knowing(referred("2024-05-06")).ask(
        "2024-05-07", "link-referral", other=str(OTHER), relation="earlier-referral"
    )

    (link,) = case.referral.strands.links
    assert (OTHER, "earlier-referral") == (link.other, link.relation)


@pytest.mark.parametrize(
    ("case", "other", "code"),
    [
        (knowing(referred("2024-05-06")), CASE, Code.CONTRADICTS_RECORD),
        (referred("2024-05-06"), OTHER, Code.CASE_NOT_FOUND),
        (knowing(referred("2024-05-06"), CASE), OTHER, Code.CONTRADICTS_RECORD),
        (
            knowing(referred("2024-05-06")).ask("2024-05-06", "link-referral", other=str(OTHER), relation="same-scene"),
            OTHER,
            Code.CONTRADICTS_RECORD,
        ),
    ],
    ids=["to itself", "to nothing", "in a circle", "twice"],
)
def test_a_link_that_cannot_be_is_refused(case: Case, other: UUID, code: Code) -> None:
    assert code == refused(case, "2024-05-07", "link-referral", other=str(other), relation="same-scene")[0]


def test_a_case_that_has_ended_can_still_be_linked() -> None:
    ended = knowing(referred("2024-05-06").ask("2024-05-07", "withdraw"))

    assert "withdrawn" == ended.ask("2024-06-03", "link-referral", other=str(OTHER), relation="family-member").stage


# Before birth.


def test_nothing_happened_before_the_person_was_born() -> None:
    case = referred("2024-05-06", age_group="child", consent="not-needed")
    young = case.referral.strands._replace(eighteen_in=When.parse("2030-06"))
    case = replace(case, state=case.referral._replace(strands=young))
    fields = {"agency": "kent-police"}

    code, _ = refused(case, "2024-05-07", "record-turned-away", **fields, effective_at="2012-05-31")
    assert Code.DATE_OUT_OF_ORDER == code
    assert "referred" == case.ask("2024-05-07", "record-turned-away", **fields, effective_at="2012-06").stage


def test_what_was_recorded_in_any_order_is_still_read() -> None:
    """Events never refuse: an allocation of a case that was only imported, a decision on top of it."""
    case = Case().ask(
        "2024-05-06", "import-history", reference="X-1", nation="scotland", facts=[{"date": "2020", "type": "detained"}]
    )
    state = evolve(case.state, (ReasonableGroundsDecided(outcome="negative"), When.parse("2021")))

    assert "reasonable-grounds-negative" == state.stage.name  # type: ignore[union-attr]
