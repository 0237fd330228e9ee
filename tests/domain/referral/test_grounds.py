"""The two decisions: what defends each, who looks at it, when it is served, and when it is made again."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from domain.clocks import Reading, Status
from domain.errors import Code, NrmError
from domain.referral.commands.base import Decision
from domain.referral.commands.file import ImportedFact, ImportHistory
from domain.referral.events.challenge import ReconsiderationDecided
from domain.referral.events.grounds import (
    ConclusiveGroundsDecided,
    DecisionReviewed,
    DecisionServed,
    DecisionSetAside,
    Evidence,
    ReasonableGroundsDecided,
)
from domain.referral.evolve import evolve
from domain.referral.stages import AwaitingReasonableGrounds, Closed, RecoveryPeriod
from domain.referral.state import Referral
from domain.stream.context import Neighbour
from domain.when import When
from tests.support.casework import TEXT, Case, awaiting_reasonable_grounds, in_recovery, referred

EARLIER = UUID("55555555-5555-4555-8555-555555555555")
NEGATIVE = {"outcome": "negative", "reasons": TEXT}
RG, CG = "decide-reasonable-grounds", "decide-conclusive-grounds"


def refused(case: Case, on: str, command: str, **fields: Any) -> tuple[Code, str]:
    before = case.state
    with pytest.raises(NrmError) as caught:
        case.ask(on, command, **fields)
    assert before == case.state
    return caught.value.code, caught.value.message


def said(case: Case, event: type[Any]) -> Any:
    (one,) = [known for known in case.last if isinstance(known, event)]
    return one


def negative(on: str = "2025-03-05") -> Case:
    """A negative reasonable grounds decision by Ada, not yet looked at."""
    return awaiting_reasonable_grounds("2025-03-03").ask(on, RG, by="ada", **NEGATIVE)


def reviewed(case: Case, on: str = "2025-03-06", outcome: str = "agreed", by: str = "ben") -> Case:
    return case.ask(on, "review-decision", decision="reasonable-grounds", outcome=outcome, by=by)


# What a decision records.


def test_a_decision_records_all_that_defends_it() -> None:
    case = awaiting_reasonable_grounds("2025-03-03").ask("2025-03-04", "add-note", text=TEXT)
    case = case.ask("2025-03-04", "attach-document", kind="medical-report", content=TEXT)
    note, document = case.referral.strands.documents
    case = case.ask(
        "2025-03-05", RG, by="ada", outcome="positive", reason_codes="indicators-present, account-credible",
        evidence=f"{document},{note},{document}", guidance="3.12", unit="sca-leeds",
    )  # fmt: skip

    decided = said(case, ReasonableGroundsDecided)
    assert ("ada", "all-available-evidence", "3.12", "sca-leeds") == (
        decided.decided_by,
        decided.test,
        decided.guidance,
        decided.unit,
    )
    assert (Evidence(event=document, digest=TEXT.digest), Evidence(event=note, digest=TEXT.digest)) == decided.evidence
    (made,) = case.referral.strands.decisions
    assert ("positive", "ada", 2, False, True) == (
        made.outcome,
        made.decided_by,
        made.evidence,
        made.has_reasons,
        made.stands,
    )


@pytest.mark.parametrize(
    ("on", "test"),
    [("2010-06-01", "suspects-but-cannot-prove"), ("2023-01-29", "suspects-but-cannot-prove"),
     ("2023-01-30", "objective-factors"), ("2023-06-27", "objective-factors"),
     ("2023-06-28", "all-available-evidence")],
)  # fmt: skip
def test_the_first_decision_names_the_test_of_its_day(on: str, test: str) -> None:
    authority = "ukba" if on < "2013" else "sca"
    case = referred(on).ask(on, "allocate-competent-authority", authority=authority).ask(on, RG, outcome="positive")

    assert test == said(case, ReasonableGroundsDecided).test


@pytest.mark.parametrize(
    ("on", "test"), [("2023-01-29", "balance-of-probabilities"), ("2023-01-30", "balance-of-probabilities-by-statute")]
)
def test_the_conclusive_decision_names_the_test_of_its_day(on: str, test: str) -> None:
    case = in_recovery("2022-11-01", "2022-11-03").ask(on, CG, outcome="positive")

    assert test == said(case, ConclusiveGroundsDecided).test


def test_a_decision_needs_its_day_also_in_a_case_that_began_elsewhere() -> None:
    facts = [{"date": "2022-11-01", "type": "referral"}, {"date": "2022-11", "type": "rg_positive"}]
    case = Case().ask("2024-01-01", "import-history", reference="X-1", nation="scotland", facts=facts)

    assert Code.NOT_A_DATE == refused(case, "2024-01-02", CG, outcome="positive", effective_at="2023")[0]


@pytest.mark.parametrize("command", [RG, CG])
def test_only_what_is_on_file_can_be_weighed(command: str) -> None:
    case = awaiting_reasonable_grounds("2025-03-03") if command == RG else in_recovery("2025-03-03", "2025-03-05")

    code, message = refused(case, "2025-06-02", command, outcome="positive", evidence="1")
    assert Code.EVENT_NOT_FOUND == code
    assert "event 1 of this case is no note and no document" in message
    assert Code.EVENT_NOT_FOUND == refused(case, "2025-06-02", command, outcome="positive", evidence="99")[0]


def test_a_document_that_was_struck_is_not_weighed() -> None:
    case = awaiting_reasonable_grounds("2025-03-03").ask("2025-03-04", "add-note", text=TEXT)
    (note,) = case.referral.strands.documents
    case = case.ask("2025-03-04", "correct-fact", event=note, struck=True, reasons=TEXT)

    assert Code.EVENT_NOT_FOUND == refused(case, "2025-03-05", RG, outcome="positive", evidence=str(note))[0]


# Order and dates.


def test_reasonable_grounds_are_decided_after_the_allocation() -> None:
    assert Code.WRONG_STAGE == refused(referred("2025-03-03"), "2025-03-04", RG, outcome="positive")[0]


def test_a_decision_cannot_lie_before_the_referral_though_after_the_encounter() -> None:
    case = (
        Case()
        .ask(
            "2025-02-03", "report-encounter", nation="scotland", age_group="adult", indicators=True, organisation="tara"
        )
        .ask("2025-03-03", "refer", nation="scotland", age_group="adult", consent="given", first_responder="tara")
        .ask("2025-03-03", "allocate-competent-authority", authority="sca")
    )
    code, _ = refused(case, "2025-03-04", RG, outcome="positive", effective_at="2025-03-02")

    assert Code.DATE_OUT_OF_ORDER == code


def test_conclusive_grounds_cannot_lie_before_reasonable_grounds() -> None:
    case = in_recovery("2025-03-03", "2025-03-05")

    code, _ = refused(case, "2025-06-02", CG, outcome="positive", effective_at="2025-03-04")
    assert Code.DATE_OUT_OF_ORDER == code


@pytest.mark.parametrize("command", [RG, CG])
def test_a_negative_decision_needs_reasons(command: str) -> None:
    case = awaiting_reasonable_grounds("2025-03-03") if command == RG else in_recovery("2025-03-03", "2025-03-05")

    assert Code.REASONS_REQUIRED == refused(case, "2025-06-02", command, outcome="negative")[0]


def test_nothing_is_decided_about_the_dead_though_a_decision_made_before_may_be_recorded() -> None:
    case = awaiting_reasonable_grounds("2025-03-03").ask("2025-03-07", "record-death")

    assert Code.CONTRADICTS_RECORD == refused(case, "2025-03-10", RG, outcome="positive")[0]
    assert "recovery-period" == case.ask("2025-03-10", RG, outcome="positive", effective_at="2025-03-06").stage


def test_information_is_asked_for_while_a_decision_is_outstanding() -> None:
    asked = awaiting_reasonable_grounds("2025-03-03").ask("2025-03-04", "request-information", asked="kent-police")

    assert "information-requested" == asked.referral.facts[-1].event
    assert Code.WRONG_STAGE == refused(negative(), "2025-03-06", "request-information", asked="kent-police")[0]


# The second person.


def test_a_negative_decision_is_not_served_before_a_second_person_has_looked() -> None:
    fields = {"decision": "reasonable-grounds"}

    code, message = refused(negative(), "2025-03-06", "serve-decision", **fields)
    assert Code.REVIEW_REQUIRED == code
    assert "second caseworker" in message
    case = reviewed(negative()).ask("2025-03-06", "serve-decision", **fields)
    assert "negative" == said(case, DecisionServed).outcome


def test_a_review_after_the_day_of_service_comes_too_late_for_it() -> None:
    fields = {"decision": "reasonable-grounds", "effective_at": "2025-03-05"}

    assert Code.REVIEW_REQUIRED == refused(reviewed(negative()), "2025-03-07", "serve-decision", **fields)[0]


@pytest.mark.parametrize("by", ["ada", "Ada", " ADA "])
def test_whoever_decided_is_not_the_second_person(by: str) -> None:
    fields = {"decision": "reasonable-grounds", "outcome": "agreed"}

    assert Code.SAME_PERSON == refused(negative(), "2025-03-06", "review-decision", by=by, **fields)[0]


def test_a_review_is_of_a_decision_that_was_made_and_not_yet_served() -> None:
    fields = {"decision": "reasonable-grounds", "outcome": "agreed", "by": "ben"}
    served = reviewed(negative()).ask("2025-03-06", "serve-decision", decision="reasonable-grounds")

    undecided = awaiting_reasonable_grounds("2025-03-03")
    assert Code.WRONG_STAGE == refused(undecided, "2025-03-06", "review-decision", **fields)[0]
    early = {**fields, "effective_at": "2025-03-04"}
    assert Code.DATE_OUT_OF_ORDER == refused(negative(), "2025-03-06", "review-decision", **early)[0]
    assert Code.DATE_OUT_OF_ORDER == refused(served, "2025-03-07", "review-decision", **fields)[0]


def test_a_review_is_kept_with_its_decision() -> None:
    case = reviewed(negative())

    (made,) = case.referral.strands.decisions
    assert [("ben", "agreed")] == [(review.by, review.outcome) for review in made.reviews]
    assert ("ben", "agreed") == (said(case, DecisionReviewed).reviewed_by, case.referral.facts[-1].outcome)


def test_where_the_second_person_disagrees_the_decision_is_made_again() -> None:
    case = reviewed(negative(), outcome="disagreed")
    assert "reasonable-grounds-negative" == case.stage
    assert Code.REVIEW_REQUIRED == refused(case, "2025-03-07", "serve-decision", decision="reasonable-grounds")[0]

    again = case.ask("2025-03-07", RG, by="ada", outcome="positive")
    first, second = again.referral.strands.decisions
    assert "recovery-period" == again.stage
    assert (False, True) == (first.stands, second.stands)
    assert Code.ALREADY_DECIDED == refused(again, "2025-03-10", RG, by="ada", **NEGATIVE)[0]


def test_a_second_look_that_agrees_in_the_end_is_enough() -> None:
    case = reviewed(reviewed(negative(), outcome="disagreed"), on="2025-03-07", by="cem")

    assert "decision-served" in case.ask("2025-03-07", "serve-decision", decision="reasonable-grounds").last_types


def test_against_an_assurance_panel_the_authority_could_keep_its_decision() -> None:
    case = in_recovery("2021-03-01", "2021-03-03").ask("2021-06-01", CG, by="ada", **NEGATIVE)
    fields = {"decision": "conclusive-grounds"}
    assert Code.REVIEW_REQUIRED == refused(case, "2021-06-02", "serve-decision", **fields)[0]

    case = case.ask("2021-06-02", "review-decision", outcome="disagreed", by="panel", **fields)
    assert Code.ALREADY_DECIDED == refused(case, "2021-06-03", CG, by="ada", outcome="positive")[0]
    assert "decision-served" in case.ask("2021-06-03", "serve-decision", **fields).last_types


def test_in_2010_two_officers_looked_at_every_decision() -> None:
    case = referred("2010-06-01").ask("2010-06-01", "allocate-competent-authority", authority="ukba")
    case = case.ask("2010-06-03", RG, by="ada", outcome="positive")
    fields = {"decision": "reasonable-grounds"}

    assert Code.REVIEW_REQUIRED == refused(case, "2010-06-04", "serve-decision", **fields)[0]
    assert "decision-served" in reviewed(case, "2010-06-04").ask("2010-06-04", "serve-decision", **fields).last_types


@pytest.mark.parametrize(("referred_on", "on"), [("2016-03-01", "2016-03-03"), ("2020-03-02", "2020-03-04")])
def test_where_no_rule_is_known_nobody_has_to_look(referred_on: str, on: str) -> None:
    authority = "nca" if on < "2019" else "sca"
    case = referred(referred_on).ask(referred_on, "allocate-competent-authority", authority=authority)
    case = case.ask(on, RG, by="ada", **NEGATIVE)

    assert "decision-served" in case.ask(on, "serve-decision", decision="reasonable-grounds").last_types


# Service.


def test_the_day_of_service_is_written_on_the_decision() -> None:
    case = in_recovery("2025-03-03", "2025-03-05").ask("2025-03-07", "serve-decision", decision="reasonable-grounds")

    decided = case.referral.last("reasonable-grounds-decided")
    assert decided is not None
    assert (date(2025, 3, 5), date(2025, 3, 7)) == (decided.when.day, decided.dates["served"].day)
    (made,) = case.referral.strands.decisions
    assert made.served is not None
    assert date(2025, 3, 7) == made.served.day
    assert "reasonable-grounds-positive" == case.referral.last("decision-served").outcome  # type: ignore[union-attr]


def test_the_window_for_reconsideration_counts_from_the_decision_and_not_from_its_service() -> None:
    case = reviewed(negative()).ask("2025-03-10", "serve-decision", decision="reasonable-grounds")

    (window,) = [reading for reading in case.outlook.readings(None) if reading.clock == "reconsideration-window"]
    assert date(2025, 4, 4) == window.due_on


def test_a_decision_is_served_once_and_not_before_it_was_made() -> None:
    case = in_recovery("2025-03-03", "2025-03-05")
    served = case.ask("2025-03-07", "serve-decision", decision="reasonable-grounds")
    fields = {"decision": "reasonable-grounds"}

    assert Code.ALREADY_DECIDED == refused(served, "2025-03-10", "serve-decision", **fields)[0]
    early = {**fields, "effective_at": "2025-03-04"}
    assert Code.DATE_OUT_OF_ORDER == refused(case, "2025-03-10", "serve-decision", **early)[0]
    assert Code.WRONG_STAGE == refused(case, "2025-03-10", "serve-decision", decision="conclusive-grounds")[0]


@pytest.mark.parametrize("age", ["child", "unknown"])
def test_papers_are_never_served_on_a_child(age: str) -> None:
    case = in_recovery("2025-03-03", "2025-03-05", age_group=age, consent="not-needed")
    fields = {"decision": "reasonable-grounds"}

    assert Code.CONTRADICTS_RECORD == refused(case, "2025-03-06", "serve-decision", **fields)[0]
    assert Code.CONTRADICTS_RECORD == refused(case, "2025-03-06", "serve-decision", **fields, served_on="person")[0]
    for other in ("representative", "local-authority"):
        served = case.ask("2025-03-06", "serve-decision", **fields, served_on=other)
        assert other == said(served, DecisionServed).served_on


# A further recovery period (section 62).


def linked(on: str = "2025-03-03", relation: str = "earlier-referral") -> Case:
    case = replace(awaiting_reasonable_grounds(on), neighbours={EARLIER: Neighbour(EARLIER, frozenset())})
    return case.ask(on, "link-referral", other=str(EARLIER), relation=relation)


def has_recovery_period(case: Case) -> bool:
    return any(reading.clock == "recovery-period" for reading in case.outlook.readings(None))


def test_whether_another_recovery_period_is_owed_must_be_said() -> None:
    code, message = refused(linked(), "2025-03-05", RG, outcome="positive")

    assert Code.MISSING_FIELD == code
    assert "section 62" in message


@pytest.mark.parametrize(("answer", "clock"), [("owed", "recovery-period"), ("allowed", "further-recovery-period")])
def test_a_period_that_is_owed_or_determined_begins(answer: str, clock: str) -> None:
    """Owed where the grounds arose since the first decision; determined where they are from before it."""
    case = linked().ask("2025-03-05", RG, outcome="positive", further_recovery=answer)
    periods = [reading for reading in case.outlook.readings(None) if reading.clock.endswith("recovery-period")]

    assert [(clock, date(2025, 4, 3))] == [(reading.clock, reading.due_on) for reading in periods]
    assert ("further-recovery-period-determined" in case.last_types) == (answer == "allowed")
    assert "recovery-period" == case.stage
    assert answer == case.referral.strands.decisions[0].further_recovery


def test_a_period_that_is_not_owed_does_not_begin() -> None:
    case = linked().ask("2025-03-05", RG, outcome="positive", further_recovery="not-owed")

    assert ("recovery-period-not-owed", "reasonable-grounds-decided") == case.last_types[:2]
    assert "awaiting-conclusive-grounds" == case.stage
    assert not has_recovery_period(case)


@pytest.mark.parametrize(
    ("case", "on", "fields"),
    [
        (awaiting_reasonable_grounds("2025-03-03"), "2025-03-05", {"outcome": "positive", "further_recovery": "owed"}),
        (linked(relation="family-member"), "2025-03-05", {"outcome": "positive", "further_recovery": "owed"}),
        (linked(), "2025-03-05", {**NEGATIVE, "further_recovery": "not-owed"}),
        (linked("2023-01-03"), "2023-01-29", {"outcome": "positive", "further_recovery": "owed"}),
    ],
    ids=["no link", "another link", "a negative decision", "before section 62"],
)
def test_the_question_is_answered_only_where_it_is_asked(case: Case, on: str, fields: dict[str, Any]) -> None:
    assert Code.CONTRADICTS_RECORD == refused(case, on, RG, **fields)[0]


def test_section_62_asks_from_30_january_2023() -> None:
    case = linked("2023-01-03")

    assert "recovery-period" == case.ask("2023-01-29", RG, outcome="positive").stage
    assert Code.MISSING_FIELD == refused(case, "2023-01-30", RG, outcome="positive")[0]


# Decisions that are set aside.


def set_aside(state: Referral, decision: Decision, on: str) -> Referral:
    answered = evolve(state, (ReconsiderationDecided(outcome="decide-again"), When.parse(on)))
    after = evolve(answered, (DecisionSetAside(decision=decision, by=len(state.history) + 1), When.parse(on)))
    assert isinstance(after, Referral)
    return after


def test_setting_a_negative_first_decision_aside_leads_back_to_the_authority() -> None:
    state = negative().referral
    after = set_aside(state, "reasonable-grounds", "2025-04-01")
    (made,) = after.strands.decisions

    assert AwaitingReasonableGrounds("sca") == after.stage
    assert When.parse("2025-04-01") == made.set_aside


def test_setting_a_conclusive_decision_aside_leads_back_into_the_recovery_period() -> None:
    state = in_recovery("2025-03-03", "2025-03-05").ask("2025-06-02", CG, **NEGATIVE).referral
    after = set_aside(state, "conclusive-grounds", "2025-07-01")

    assert isinstance(after.stage, RecoveryPeriod)
    assert date(2025, 3, 5) == after.stage.decided.day
    assert [True, False] == [made.stands for made in after.strands.decisions]


def test_a_case_that_has_ended_stays_ended_and_goes_on_there_when_reopened() -> None:
    case = reviewed(negative()).ask("2025-03-06", "serve-decision", decision="reasonable-grounds")
    closed = case.ask("2025-03-07", "close", reason="negative-decision").referral
    after = set_aside(closed, "reasonable-grounds", "2025-04-01")

    assert isinstance(after.stage, Closed)
    assert AwaitingReasonableGrounds("sca") == after.stage.before


def test_where_no_such_decision_stands_nothing_is_set_aside() -> None:
    state = negative().referral
    after = set_aside(state, "conclusive-grounds", "2025-04-01")

    assert (state.stage, state.strands.decisions) == (after.stage, after.strands.decisions)


def reconsidered(case: Case) -> Case:
    asked = case.ask(
        "2025-03-12", "request-reconsideration", decision="reasonable-grounds", requested_by="legal-representative"
    )
    return asked.ask("2025-04-01", "decide-reconsideration", outcome="decide-again")


def test_a_decision_that_was_set_aside_is_made_again_and_served_again() -> None:
    case = reconsidered(reviewed(negative()).ask("2025-03-10", "serve-decision", decision="reasonable-grounds"))
    case = case.ask("2025-04-03", RG, by="cem", outcome="positive")
    case = case.ask("2025-04-04", "serve-decision", decision="reasonable-grounds")

    first, second = case.referral.strands.decisions
    assert ["2025-03-10", "2025-04-04"] == [str(made.served.day) for made in (first, second) if made.served]
    served = [fact.dates["served"].day for fact in case.referral.facts if fact.event == "reasonable-grounds-decided"]
    assert [date(2025, 3, 10), date(2025, 4, 4)] == served


def test_a_decision_that_was_set_aside_is_not_served_and_not_looked_at() -> None:
    case = reconsidered(reviewed(negative()).ask("2025-03-10", "serve-decision", decision="reasonable-grounds"))

    assert Code.WRONG_STAGE == refused(case, "2025-04-02", "serve-decision", decision="reasonable-grounds")[0]
    fields = {"decision": "reasonable-grounds", "outcome": "agreed", "by": "cem"}
    assert Code.WRONG_STAGE == refused(case, "2025-04-02", "review-decision", **fields)[0]


def test_a_decision_made_again_cannot_lie_before_the_first_was_set_aside() -> None:
    case = reconsidered(reviewed(negative()).ask("2025-03-10", "serve-decision", decision="reasonable-grounds"))

    code, _ = refused(case, "2025-04-03", RG, outcome="positive", effective_at="2025-03-31")
    assert Code.DATE_OUT_OF_ORDER == code


# When a conclusion is conclusive.


def test_a_conclusion_is_conclusive_once_it_is_made() -> None:
    case = in_recovery("2025-03-03", "2025-03-05")

    assert not case.referral.is_conclusive
    assert case.ask("2025-06-02", CG, outcome="positive").referral.is_conclusive


@pytest.mark.parametrize(("nation", "conclusive"), [("northern-ireland", False), ("scotland", True)])
def test_in_northern_ireland_a_conclusion_under_review_is_not_yet_conclusive(nation: str, conclusive: bool) -> None:
    case = in_recovery("2025-03-03", "2025-03-05", nation=nation).ask("2025-06-02", CG, **NEGATIVE)
    case = case.ask("2025-06-10", "issue-judicial-review", decision="conclusive-grounds")

    assert conclusive == case.referral.is_conclusive
    refused_permission = case.ask("2025-07-10", "record-judicial-review-step", step="permission-refused")
    assert refused_permission.referral.is_conclusive


def test_papers_are_served_on_somebody_who_had_turned_18_by_the_date_of_service() -> None:
    case = in_recovery("2025-03-03", "2025-03-05", age_group="child", consent="not-needed")
    case = case.ask("2025-03-06", "record-eighteenth-birthday", month="2025-04")

    served = {"decision": "reasonable-grounds", "served_on": "person"}
    in_april = {**served, "effective_at": "2025-04-30"}
    assert Code.CONTRADICTS_RECORD == refused(case, "2025-10-01", "serve-decision", **in_april)[0]
    assert "person" == said(case.ask("2025-10-01", "serve-decision", **served), DecisionServed).served_on


@pytest.mark.parametrize("spelling", ["ada  lovelace", "Ada.Lovelace", "ada-lovelace", "ADALOVELACE"])
def test_another_spelling_makes_nobody_the_second_person(spelling: str) -> None:
    case = awaiting_reasonable_grounds("2025-03-03")
    case = case.ask("2025-03-05", RG, by="Ada Lovelace", outcome="negative", reasons=TEXT)

    fields = {"decision": "reasonable-grounds", "outcome": "agreed"}
    assert Code.SAME_PERSON == refused(case, "2025-03-06", "review-decision", by=spelling, **fields)[0]


# A delay of the conclusive decision.


def delay(case: Case) -> list[Reading]:
    return [one for one in case.outlook.readings(None) if one.clock == "conclusive-grounds-delay"]


def asked_for_delay() -> Case:
    case = in_recovery("2026-01-02", "2026-01-05")
    return case.ask("2026-03-02", "request-decision-delay", requested_by="legal-representative", reasons=TEXT)


def test_no_conclusive_decision_is_made_while_a_delay_is_asked_for() -> None:
    (open_request,) = delay(asked_for_delay())
    (decided,) = delay(asked_for_delay().ask("2026-03-10", CG, outcome="positive"))
    refused_first = asked_for_delay().ask("2026-03-09", "answer-decision-delay", outcome="refused")
    (answered,) = delay(refused_first.ask("2026-03-10", CG, outcome="positive"))

    assert Status.RUNNING == open_request.status
    assert ["adverse-step"] == [finding.rung.split(":")[0] for finding in decided.findings]
    assert () == answered.findings


def test_a_delay_that_was_granted_lasts_to_its_day() -> None:
    granted = asked_for_delay().ask("2026-03-09", "answer-decision-delay", outcome="granted", until="2026-05-29")
    (inside,) = delay(granted.ask("2026-05-29", CG, outcome="positive"))
    (after,) = delay(granted.ask("2026-05-30", CG, outcome="positive"))

    assert (date(2026, 5, 29), 1) == (inside.due_on, len(inside.findings))
    assert () == after.findings


def test_a_delay_is_asked_for_once_and_answered_once() -> None:
    case = asked_for_delay()
    ask = {"requested_by": "person"}

    assert Code.CONTRADICTS_RECORD == refused(case, "2026-03-03", "request-decision-delay", **ask)[0]
    answered = case.ask("2026-03-09", "answer-decision-delay", outcome="refused")
    assert Code.CONTRADICTS_RECORD == refused(answered, "2026-03-10", "answer-decision-delay", outcome="refused")[0]
    assert "decision-delay-requested" in answered.ask("2026-03-11", "request-decision-delay", **ask).last_types
    early = awaiting_reasonable_grounds("2026-01-02")
    assert Code.WRONG_STAGE == refused(early, "2026-01-05", "request-decision-delay", **ask)[0]


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"outcome": "refused", "until": "2026-05-29"}, Code.CONTRADICTS_RECORD),
        ({"outcome": "granted", "until": "2026-05"}, Code.NOT_A_DATE),
        ({"outcome": "granted", "until": "2026-03-01"}, Code.DATE_OUT_OF_ORDER),
    ],
)
def test_the_answer_to_a_request_for_delay_must_make_sense(fields: dict[str, Any], code: Code) -> None:
    assert code == refused(asked_for_delay(), "2026-03-09", "answer-decision-delay", **fields)[0]


# A second positive decision in one history.


def test_a_second_positive_decision_of_an_account_leaves_nobody_in_a_recovery_period() -> None:
    facts = [("rg_positive", "2026-01-05"), ("cg_negative", "2026-02-20"), ("rg_positive", "2026-04-01")]
    told = tuple(ImportedFact(type=kind, date=When.parse(on)) for kind, on in facts)
    history = ImportHistory(reference="S-62", nation="england-and-wales", facts=told, child_at_referral=False)
    case = Case().ask_command("2026-05-01", history)

    assert "awaiting-conclusive-grounds" == case.stage
    periods = [one.run for one in case.outlook.readings(None) if one.clock.endswith("recovery-period")]
    assert [2] == periods
