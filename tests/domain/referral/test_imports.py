"""Histories that began elsewhere, imported as they are told."""

from datetime import date
from typing import Any

import pytest

from domain.errors import Code, NrmError
from domain.referral.account_words import WORDS
from domain.referral.commands.file import MOST_FACTS
from domain.referral.events.clocks import BreachCured, BreachRecorded
from domain.referral.events.file import FactNoted, HistoryImported
from domain.referral.events.intake import ReferralMade
from domain.referral.strands import DisqualificationPending, Disqualified, Held
from domain.referral.views import case_views
from domain.roles import Role
from tests.support.casework import CASE, TEXT, Case, concerns

ON = "2026-03-02"

CHALLENGES = ("reconsideration-requested", "judicial-review-issued")
NOTES = {"note", "other", "asylum_claim", "asylum_refused", "recovery_ended", "disqualification_representations"}
"""The words for what is kept as a dated note and nothing more."""


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


@pytest.mark.parametrize(
    ("decided", "about"),
    [
        (["rg_negative"], "reasonable-grounds"),
        (["rg_positive", "cg_negative"], "conclusive-grounds"),
        (["rg_positive", "disqualified"], "disqualification"),
        (["rg_negative", "rg_positive", "disqualified"], "disqualification"),
        (["rg_positive", "disqualified", "cg_negative"], "conclusive-grounds"),
        (["rg_positive", "disqualified", "cg_negative", "cg_set_aside"], "disqualification"),
        (["rg_negative", "rg_positive"], None),
        (["rg_negative", "rg_set_aside"], None),
        (["rg_negative", "cg_positive"], None),
        (["rg_positive", "cg_negative", "cg_set_aside"], None),
        (["rg_positive", "disqualified", "disqualification_revoked"], None),
        (["rg_positive"], None),
    ],
)
@pytest.mark.parametrize("challenge", ["reconsideration_requested", "judicial_review_issued"])
def test_a_challenge_is_about_the_last_decision_against_the_person_that_stands(
    decided: list[str], about: str | None, challenge: str
) -> None:
    days = [(f"2024-0{month}-01", word) for month, word in enumerate(decided, start=2)]
    case = imported(*days, ("2024-09-02", challenge), account_ends="2024-09-02")

    assert [about] == [getattr(event, "decision", None) for event, _ in case.events if event.type in CHALLENGES]


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


@pytest.mark.parametrize("word", sorted(NOTES))
def test_a_word_for_a_note_is_kept_as_one(word: str) -> None:
    case = imported((f"2016-08-{1:02}", word), account_ends="2016-08-01")

    assert [word] == [event.kind for event in case.last if isinstance(event, FactNoted)]


@pytest.mark.parametrize("word", ["rg-positive", "rg_postive", "hearing", "positive"])
def test_a_word_that_nobody_knows_is_refused_unless_it_is_wanted_as_a_note(word: str) -> None:
    """F6: an unknown word became a note in silence, and a false breach followed."""
    with pytest.raises(NrmError) as caught:
        imported(("2016-08-31", "referral"), ("2016-09-19", word))
    assert Code.UNKNOWN_WORD == caught.value.code
    assert word not in caught.value.message

    kept = imported(("2016-08-31", "referral"), ("2016-09-19", word), keep_unknown=True)
    assert [word] == [event.kind for event in kept.last if isinstance(event, FactNoted)]


def test_a_note_beside_a_word_whose_event_has_no_place_for_one_is_kept() -> None:
    facts = [
        {"date": "2016-08-31", "type": "rg_negative"},
        {"date": "2016-10-01", "type": "rg_set_aside", "note": TEXT},
    ]
    case = Case().ask(ON, "import-history", facts=facts, reference="X-1", nation="scotland", account_ends="2017-01-01")

    assert ["decision-set-aside", "fact-noted"] == [event.type for event in case.last[2:4]]
    assert 4 == case.referral.account_to


def test_a_decision_that_was_given_up_does_not_stand_and_is_made_again() -> None:
    """B31: a negative first decision, reconsidered by agreement, then a positive one."""
    told = (("2018-09-17", "rg_negative"), ("2018-11-05", "rg_set_aside"))

    assert imported(*told).referral.standing("reasonable-grounds") is None
    again = imported(*told, ("2019-08-05", "rg_positive"))
    assert ["negative", "positive"] == [made.outcome for made in again.referral.strands.decisions]
    assert [False, True] == [made.stands for made in again.referral.strands.decisions]


def test_a_presumed_child_in_police_custody_can_be_told() -> None:
    """B37: an age disputed and assessed in a police station."""
    case = imported(
        ("2020-03-01", "held_in_police_custody"),
        ("2020-03-01", "claimed_to_be_a_child"),
        ("2020-03-02", "age_disputed"),
        ("2020-03-03", "assessed_as_an_adult"),
        account_ends="2020-03-03",
    )

    assert isinstance(case.referral.strands.custody, Held)
    assert "police-custody" == case.referral.strands.custody.kind
    assert "adult" == case.referral.age_group


def test_a_notice_of_disqualification_can_be_told() -> None:
    """B36: a notice of disqualification, and what became of it."""
    told = (("2024-01-02", "rg_positive"), ("2024-02-01", "public_order_disqualification_proposed"))
    ended = {"account_ends": "2024-06-01"}

    assert isinstance(imported(*told, **ended).referral.strands.disqualification, DisqualificationPending)
    decided = imported(*told, ("2024-03-01", "disqualified"), **ended)
    assert isinstance(decided.referral.strands.disqualification, Disqualified)


DECISIONS = (
    "rg_positive",
    "rg_negative",
    "rg_set_aside",
    "cg_positive",
    "cg_negative",
    "cg_set_aside",
    "reconsideration_refused",
    "reconsideration_outcome",
    "disqualified",
    "not_disqualified",
    "disqualification_revoked",
)


@pytest.mark.parametrize("word", sorted(WORDS))
@pytest.mark.parametrize("role", [Role.CASEWORKER, Role.TEAM_LEADER])
def test_nobody_decides_by_importing(role: Role, word: str) -> None:
    """D18: an open case with decisions, imported by a caseworker, who may then close it."""
    fields = {"facts": [{"date": "2026-02-02", "type": word}], "reference": "X-1", "nation": "scotland"}
    if word not in DECISIONS:
        assert Case().ask(ON, "import-history", role=role, **fields).referral
        return
    with pytest.raises(NrmError) as caught:
        Case().ask(ON, "import-history", role=role, **fields)

    assert Code.ROLE_NOT_PERMITTED == caught.value.code
    assert Case().ask(ON, "import-history", role=Role.DECISION_MAKER, **fields).referral
    assert Case().ask(ON, "import-history", role=role, account_ends="2026-02-03", **fields).referral


def test_nobody_imports_a_decision_and_then_closes_the_case_with_it() -> None:
    """D18, another way round: an account that is said to have ended carries decisions, whoever imports it."""
    fields = {"reference": "X-1", "nation": "scotland", "account_ends": "2026-03-01"}
    for word, reason in (("cg_negative", "negative-decision"), ("cg_positive", "identification-complete")):
        facts = [{"date": "2026-02-02", "type": word}]
        case = Case().ask(ON, "import-history", role=Role.CASEWORKER, facts=facts, **fields)
        with pytest.raises(NrmError) as caught:
            case.ask(ON, "close", role=Role.CASEWORKER, reason=reason)
        assert Code.ROLE_NOT_PERMITTED == caught.value.code
        assert "closed" == case.ask(ON, "close", role=Role.TEAM_LEADER, reason=reason).stage
        assert "closed" == case.ask(ON, "close", role=Role.CASEWORKER, reason="opened-in-error").stage


def test_who_imported_is_on_record() -> None:
    case = Case().ask(
        ON, "import-history", by="ada", facts=[{"date": "2016", "type": "other"}], reference="X-1", nation="scotland"
    )

    assert isinstance(case.last[0], HistoryImported)
    assert "ada" == case.last[0].imported_by


def test_whoever_imports_a_decision_is_not_the_second_person_who_looks_at_it() -> None:
    facts = [{"date": "2026-02-02", "type": "referral"}, {"date": "2026-02-05", "type": "rg_negative"}]
    case = Case().ask(ON, "import-history", by="ivy", facts=facts, reference="X-1", nation="scotland")
    fields = {"decision": "reasonable-grounds", "outcome": "agreed"}
    with pytest.raises(NrmError) as caught:
        case.ask(ON, "review-decision", by="Ivy", **fields)

    assert Code.SAME_PERSON == caught.value.code
    assert case.ask(ON, "review-decision", by="grace", **fields).referral


def test_an_account_has_no_more_facts_than_can_be_folded() -> None:
    """D2: one import of 50,000 facts stopped the engine for everybody."""
    fact = {"date": "2020-01-01", "type": "other"}
    fields = {"reference": "X-1", "nation": "scotland"}

    assert Case().ask(ON, "import-history", facts=[fact] * MOST_FACTS, **fields).referral
    with pytest.raises(NrmError):
        Case().ask(ON, "import-history", facts=[fact] * (MOST_FACTS + 1), **fields)


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


@pytest.mark.parametrize("kind", sorted(WORDS - NOTES))
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
