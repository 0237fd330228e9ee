"""Lives of children in the NRM, told from first to last."""

import pytest

from domain.errors import NotAllowed
from domain.referral.strands import Guarded
from tests.support.casework import TEXT, Case, concerns, open_breaches, referred

CHILD = {"age_group": "child", "consent": "not-needed", "alone": True, "first_responder": "kent-county-council"}


def test_a_child_found_in_a_cannabis_house_is_charged_and_the_charge_is_dropped() -> None:
    """The founding reports' oldest complaint: victims charged with what they were made to do."""
    case = referred("2024-03-04", **CHILD).ask("2024-03-04", "allocate-competent-authority", authority="sca")
    assert "lone-child-without-guardian" in concerns(case)

    case = case.ask("2024-03-05", "appoint-guardian", scheme="ictg")
    assert isinstance(case.referral.strands.guardianship, Guarded)
    assert "lone-child-without-guardian" not in concerns(case)

    case = case.ask("2024-03-06", "decide-reasonable-grounds", outcome="positive")
    case = case.ask("2024-03-07", "record-charge", offence="cannabis-cultivation")
    assert "charged-without-non-punishment-review" in concerns(case)

    case = case.ask("2024-03-20", "review-non-punishment", outcome="discontinued", reasons=TEXT)
    assert "charged-without-non-punishment-review" not in concerns(case)

    case = case.ask("2024-05-20", "decide-conclusive-grounds", outcome="positive")
    assert "positive-without-crime-recorded" in concerns(case)


def test_a_child_goes_missing_from_care_within_forty_eight_hours() -> None:
    case = referred("2024-03-04", **CHILD).ask("2024-03-04T18:00:00+00:00", "record-placement", kind="foster-care")
    case = case.ask("2024-03-05T22:00:00+00:00", "report-missing", reported_by="kent-county-council")
    assert {"child-missing", "missing-within-48-hours-of-placement", "missing-child-police-not-told"} <= concerns(case)

    case = case.ask("2024-03-06T08:00:00+00:00", "record-missing-response", response="police-told")
    assert "missing-child-police-not-told" not in concerns(case)
    assert "missing-child-no-strategy-meeting" in concerns(case)

    case = case.ask("2024-03-07", "record-missing-response", response="strategy-meeting")
    case = case.ask("2024-03-20", "record-found")
    assert not {check for check in concerns(case) if "missing" in check}


def test_a_child_whose_age_is_disputed_is_held_in_an_adult_prison() -> None:
    case = referred("2024-03-04", age_group="unknown", consent="not-needed", first_responder="kent-police")
    case = case.ask("2024-03-05", "claim-age", claimed="child")
    case = case.ask("2024-03-06", "dispute-age", disputed_by="immigration-enforcement")
    case = case.ask("2024-03-07", "record-detention", kind="adult-prison")
    assert case.referral.is_child
    assert "child-in-adult-prison" in concerns(case)

    case = case.ask("2024-04-02", "assess-age", outcome="child", assessor="kent-county-council")
    assert "child-in-adult-prison" in concerns(case)

    case = case.ask("2024-04-03", "record-release", safety_plan=True)
    assert "child-in-adult-prison" not in concerns(case)


def test_a_child_turns_eighteen_while_waiting_and_consents() -> None:
    case = referred("2023-06-05", **CHILD).ask("2023-06-05", "allocate-competent-authority", authority="sca")
    case = case.ask("2023-06-08", "decide-reasonable-grounds", outcome="positive")
    case = case.ask("2023-06-09", "record-eighteenth-birthday", month="2024-02")
    with pytest.raises(NotAllowed):
        case.ask("2023-07-01", "withdraw")

    late = case.ask("2024-03-01", "pass-time")
    assert "consent-at-18" in open_breaches(late)

    case = case.ask("2024-02-20", "record-consent-at-18", answer="given").ask("2024-03-01", "pass-time")
    assert "consent-at-18" not in open_breaches(case)
    assert not case.referral.is_child


def test_no_papers_are_served_on_a_child() -> None:
    case = _decided_positive()
    with pytest.raises(NotAllowed):
        case.ask("2024-03-07", "serve-decision", decision="reasonable-grounds", served_on="person")

    served = case.ask("2024-03-07", "serve-decision", decision="reasonable-grounds", served_on="local-authority")
    assert "decision-served" in served.last_types


def test_a_devolved_panel_decides_for_a_child_in_scotland() -> None:
    case = referred(
        "2024-03-04", nation="scotland", age_group="child", consent="not-needed", first_responder="police-scotland"
    )
    case = case.ask("2024-03-05", "allocate-competent-authority", authority="devolved-child-panel")
    case = case.ask("2024-03-20", "pass-time")
    assert "reasonable-grounds-decision" not in open_breaches(case)

    case = case.ask("2024-04-19", "pass-time")
    assert "reasonable-grounds-decision-devolved-child" in open_breaches(case)


def _decided_positive() -> Case:
    case = referred("2024-03-04", **CHILD).ask("2024-03-04", "allocate-competent-authority", authority="sca")
    return case.ask("2024-03-06", "decide-reasonable-grounds", outcome="positive")
