"""Histories that began elsewhere, imported as they are told."""

from datetime import date
from typing import Any

import pytest

from domain.errors import Code, NrmError
from domain.referral.accounts import read_accounts
from domain.referral.events.clocks import BreachCured, BreachRecorded
from domain.referral.events.file import FactNoted
from domain.referral.events.intake import ReferralMade
from domain.referral.views import case_views
from tests.support.casework import CASE, TEXT, Case, concerns

ON = "2026-03-02"


def imported(*facts: tuple[str, str], **fields: Any) -> Case:
    told = [{"date": day, "type": kind} for day, kind in facts]
    return Case().ask(ON, "import-history", facts=told, **{"reference": "X-1", "nation": "england-and-wales", **fields})


def clock_rows(case: Case) -> dict[str, Any]:
    return {row.clock: row for row in case_views(CASE, case.outlook).clocks}


def test_the_late_decision_of_pa_09389_2018_is_twelve_days_late() -> None:
    """Referred 31 August 2016, positive 19 September 2016 (PA/09389/2018, Upper Tribunal): due 7 September 2016."""
    case = imported(("2016-08-31", "referral"), ("2016-09-19", "rg_positive"), ("2018-02-26", "cg_negative"))

    recorded = [event for event in case.last if isinstance(event, BreachRecorded)]
    cured = [event for event in case.last if isinstance(event, BreachCured)]
    assert [date(2016, 9, 7), date(2016, 11, 3)] == [breach.due_on for breach in recorded]
    assert [12, 480] == [breach.days_late for breach in cured]
    assert all(breach.historic for breach in recorded)


def test_a_month_is_never_turned_into_a_day() -> None:
    rows = clock_rows(imported(("2019-08", "referral"), ("2019-08", "rg_positive"), ("2023-04", "cg_positive")))

    assert "cannot_compute" == rows["reasonable-grounds-decision"].status
    assert rows["reasonable-grounds-decision"].due_on is None
    assert "August 2019" in rows["reasonable-grounds-decision"].why


def test_an_account_that_stops_leaves_its_clock_uncomputed() -> None:
    told = imported(("2016-08-26", "rg_positive"), account_ends="2017-11-29")

    row = clock_rows(told)["conclusive-grounds-decision"]
    assert "cannot_compute" == row.status
    assert "29 November 2017" in row.why
    assert not told.referral.is_open
    assert {} == told.referral.breaches


def test_a_history_still_open_waits_for_its_next_deadline() -> None:
    case = imported(("2026-03-01", "referral"))

    assert case.referral.is_open
    assert date(2026, 3, 6) == clock_rows(case)["reasonable-grounds-decision"].due_on


def test_a_history_that_was_decided_needs_no_lane() -> None:
    assert not imported(("2016-09-19", "rg_positive"), ("2018-02-26", "cg_negative")).referral.is_open


def test_a_history_that_goes_on_after_its_import_is_watched_like_any_case() -> None:
    case = imported((ON, "referral"), child_at_referral=True)
    case = case.ask(ON, "allocate-competent-authority", authority="sca").ask(ON, "report-missing")
    assert {"child-missing", "missing-child-police-not-told", "missing-child-no-strategy-meeting"} == concerns(case)

    refused = case.ask(ON, "decide-reasonable-grounds", outcome="negative", reasons=TEXT)
    assert {"negative-without-evidence", "negative-without-second-person"} <= concerns(refused)
    assert refused.referral.is_open


def test_a_history_that_was_decided_is_opened_by_what_happens_since_and_not_by_a_note() -> None:
    case = imported(("2016-09-19", "rg_positive"), ("2018-02-26", "cg_positive"))

    assert not case.ask(ON, "add-note", text=TEXT).referral.is_open
    assert case.ask(ON, "record-detention", kind="adult-prison").referral.is_open


def test_a_challenge_in_an_account_that_has_not_stopped_keeps_it_open() -> None:
    told = (("2018-02-26", "cg_negative"), ("2018-04-01", "judicial_review_issued"))

    assert imported(*told).referral.is_open
    assert not imported(*told, account_ends="2018-05-01").referral.is_open


def test_no_clock_runs_outside_the_united_kingdom() -> None:
    rows = clock_rows(imported(("2013-04-17", "referral"), nation="outside-uk"))

    assert {"cannot_compute"} == {row.status for row in rows.values()}


def test_what_has_no_event_of_its_own_is_kept_as_a_dated_fact() -> None:
    case = imported(("2013-09-02", "asylum_claim"), ("2013-09-20", "rg_negative"))

    assert ["asylum_claim"] == [event.kind for event in case.last if isinstance(event, FactNoted)]


def test_facts_are_told_in_order_of_their_dates() -> None:
    case = imported(("2018-02-26", "cg_negative"), ("2016-08-31", "referral"))

    assert ["history-imported", "referral-made", "conclusive-grounds-decided"] == list(case.last_types[:3])
    assert isinstance(case.last[1], ReferralMade)


@pytest.mark.parametrize(
    ("code", "facts", "fields"),
    [
        (Code.DATE_IN_FUTURE, (("2026-03-03", "referral"),), {}),
        (Code.DATE_OUT_OF_ORDER, (("2016-08-31", "referral"),), {"account_ends": "2016-08-30"}),
        (Code.NOT_A_DATE, (("2016-02-30", "referral"),), {}),
        (Code.INVALID_VALUE, (), {}),
        (Code.INVALID_VALUE, (("2016-08-31", "referral"),), {"nation": "atlantis"}),
        (Code.UNKNOWN_FIELD, (("2016-08-31", "referral"),), {"colour": "red"}),
    ],
)
def test_a_history_that_cannot_be_is_refused(code: Code, facts: Any, fields: dict[str, str]) -> None:
    with pytest.raises(NrmError) as caught:
        imported(*facts, **fields)

    assert code == caught.value.code


def read(text: str) -> list[tuple[int, str | None, str | None]]:
    """Each account of a text: its line, its reference, and what is wrong with it."""
    return [(one.line, one.reference, one.error.message if one.error else None) for one in read_accounts(text)]


GOOD = '{"id": "A-1", "events": [{"date": "2016-08-31", "type": "referral"}]}'


def test_a_malformed_line_is_named_and_the_others_are_read() -> None:
    told = read(f"{GOOD}\nnot json\n\n{GOOD.replace('A-1', 'A-2')}")

    assert [1, 2, 4] == [line for line, _, _ in told]
    assert ["A-1", None, "A-2"] == [reference for _, reference, _ in told]
    assert "Line 2 is not a JSON object." == told[1][2]


def test_an_element_of_an_array_is_known_by_its_line() -> None:
    told = read(f'[\n{GOOD},\n{{"id": "A-2", "events": [{{"date": "2016-02-30", "type": "referral"}}]}}\n]')

    assert [(2, "A-1"), (3, "A-2")] == [(line, reference) for line, reference, _ in told]
    assert "Line 3, events.0.date: That is not a date" in (told[1][2] or "")


@pytest.mark.parametrize("rest", [", {", ", 12", "", "] and more", ", " + "9" * 5000 + "]", ", " + "[" * 100_000])
def test_what_stands_before_a_fault_in_an_array_is_read(rest: str) -> None:
    told = read(f"[{GOOD}{rest}")

    assert "A-1" == told[0][1]
    assert told[-1][2] is not None


def test_a_field_that_is_none_is_not_repeated() -> None:
    told = read(GOOD.replace('"id"', '"Somebody\\u0000 Real": 1, "id"'))

    assert "Somebody" not in (told[0][2] or "")
    assert "account_ends" in (told[0][2] or "")


EVERY_TYPE = (
    "referral", "rg_positive", "rg_negative", "cg_positive", "cg_negative", "reconsideration_requested",
    "reconsideration_refused", "reconsideration_outcome", "judicial_review_issued", "judicial_review_judgment",
    "tribunal_determination", "missing", "found", "withdrawn", "died", "detained", "released", "charged", "convicted",
    "acquitted", "sentenced", "conviction_quashed", "removal_directions",
)  # fmt: skip
"""The words that accounts have for what happened, where we have an event for it."""


@pytest.mark.parametrize("kind", EVERY_TYPE)
@pytest.mark.parametrize("before", [(), ("cg_negative",), ("charged", "detained", "missing")])
def test_what_accounts_tell_becomes_an_event_even_alone(kind: str, before: tuple[str, ...]) -> None:
    case = imported(*((f"2016-08-{day:02}", one) for day, one in enumerate([*before, kind], start=1)))

    told = case.last[len(before) + 1]
    assert not isinstance(told, FactNoted)
    assert case_views(CASE, case.outlook).case.version == len(case.last)


def test_a_challenge_in_an_account_is_against_the_last_negative_decision_before_it() -> None:
    case = imported(
        ("2016-08-31", "rg_negative"), ("2016-09-20", "reconsideration_requested"), ("2016-10-01", "rg_positive"),
        ("2018-02-26", "cg_negative"), ("2018-04-01", "judicial_review_issued"),
    )  # fmt: skip

    against = [challenge.decision for challenge in case.referral.strands.challenges.values()]
    assert ["reasonable-grounds", "conclusive-grounds"] == against
