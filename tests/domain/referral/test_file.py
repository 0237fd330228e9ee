"""The file of a case: who works on it, what is on it, which alerts were seen, why something was late; and corrections.

A correction changes nothing that was recorded: the case is read as corrected, its clocks move, and what they no longer
find is disproved.
"""

from dataclasses import replace
from datetime import date
from typing import Any, TypeAlias
from uuid import UUID

import pytest

from domain.errors import Code, NrmError
from domain.referral import evolve
from domain.referral.commands.file import Move
from domain.referral.events import read_event
from domain.referral.events.clocks import BreachDisproved, BreachRecorded
from domain.referral.events.file import AlertAcknowledged, ClocksMoved, FactCorrected
from domain.referral.events.intake import ReferralMade
from domain.referral.evolve import fold
from domain.referral.parse import parse
from domain.referral.stages import RecoveryPeriod
from domain.referral.views import case_views
from domain.referral.words import tell
from domain.roles import Role
from domain.stream.context import Neighbour
from domain.stream.event import body_of
from domain.when import When
from tests.support.casework import CASE, TEXT, Case, awaiting_reasonable_grounds, in_recovery, referred

NEGATIVE = {"outcome": "negative", "reasons": TEXT}


def refused(case: Case, on: str, command: str, **fields: Any) -> tuple[Code, str]:
    before = case.state
    with pytest.raises(NrmError) as caught:
        case.ask(on, command, **fields)
    assert before == case.state
    return caught.value.code, caught.value.message


def number_of(case: Case, event: str) -> int:
    """The number of the last event of this name in the history."""
    return max(place for place, (known, _) in enumerate(case.referral.history, start=1) if known.type == event)


def corrected(case: Case, on: str, event: str | int, **fields: Any) -> Case:
    """Corrected by another person than whoever recorded it."""
    number = event if isinstance(event, int) else number_of(case, event)
    return case.ask(on, "correct-fact", event=number, reasons=TEXT, **{"by": "grace", **fields})


def cannot(case: Case, on: str, event: str | int, **fields: Any) -> tuple[Code, str]:
    number = event if isinstance(event, int) else number_of(case, event)
    return refused(case, on, "correct-fact", event=number, reasons=TEXT, **fields)


def breach_status(case: Case, clock: str) -> list[str]:
    return [breach.status for key, breach in case.referral.breaches.items() if key[0] == clock]


# Who works on it, and what is on it.


def asked(case: Case, on: str, command: str, **fields: str) -> Case:
    """As `ask`, for commands with a field that is called role."""
    return case.ask_command(on, parse(command, fields))


def test_somebody_is_assigned_replaced_and_taken_off() -> None:
    case = asked(referred("2025-03-03"), "2025-03-03", "assign", duty="caseworker", assignee="ada")
    case = asked(case, "2025-03-04", "assign", duty="caseworker", assignee="ben")
    assert {"caseworker": "ben"} == case.referral.strands.assigned

    assert {} == asked(case, "2025-03-05", "unassign", duty="caseworker").referral.strands.assigned


@pytest.mark.parametrize(
    ("command", "fields"),
    [("assign", {"duty": "caseworker", "assignee": "ada"}), ("unassign", {"duty": "decision-maker"})],
)
def test_an_assignment_that_changes_nothing_is_refused(command: str, fields: dict[str, str]) -> None:
    case = asked(referred("2025-03-03"), "2025-03-03", "assign", duty="caseworker", assignee="ada")
    with pytest.raises(NrmError) as caught:
        asked(case, "2025-03-04", command, **fields)

    assert Code.CONTRADICTS_RECORD == caught.value.code


def test_notes_and_documents_are_on_file_under_their_numbers() -> None:
    case = referred("2025-03-03").ask("2025-03-04", "add-note", text=TEXT)
    case = case.ask("2025-03-04", "attach-document", kind="medical-report", content=TEXT)

    assert {number_of(case, "note-added"), number_of(case, "document-attached")} == set(case.referral.strands.documents)
    assert {TEXT.digest} == set(case.referral.strands.documents.values())


# Alerts and lateness.


def late() -> Case:
    return awaiting_reasonable_grounds("2025-03-03").ask("2025-03-20", "pass-time")


def test_an_alert_is_acknowledged_once_by_whoever_saw_it() -> None:
    case = late()
    fields = {"alert": number_of(case, "breach-recorded")}
    seen = case.ask("2025-03-20", "acknowledge-alert", by="ada", **fields)

    (said,) = [event for event in seen.last if isinstance(event, AlertAcknowledged)]
    assert "ada" == said.acknowledged_by
    assert fields["alert"] in seen.referral.strands.acknowledged
    assert Code.CONTRADICTS_RECORD == refused(seen, "2025-03-21", "acknowledge-alert", **fields)[0]


@pytest.mark.parametrize("number", [1, 999])
def test_only_an_alert_is_acknowledged_and_only_a_breach_explained(number: int) -> None:
    assert Code.EVENT_NOT_FOUND == refused(late(), "2025-03-20", "acknowledge-alert", alert=number)[0]
    fields = {"breach": number, "reason": "staffing"}
    assert Code.EVENT_NOT_FOUND == refused(late(), "2025-03-20", "explain-lateness", **fields)[0]


def test_a_breach_is_explained_by_a_code_and_another_reason_by_its_details() -> None:
    case = late()
    breach = number_of(case, "breach-recorded")

    other = {"breach": breach, "reason": "other"}
    assert Code.REASONS_REQUIRED == refused(case, "2025-03-20", "explain-lateness", **other)[0]
    explained = case.ask("2025-03-20", "explain-lateness", **other, details=TEXT)
    assert {breach: "other"} == explained.referral.strands.explained


def test_clocks_moved_by_another_rule_book_are_put_on_record() -> None:
    move = Move(clock="recovery-period", run=3, due_from=date(2025, 4, 1), due_to=date(2025, 4, 2))
    case = referred("2025-03-03").ask(
        "2025-03-04",
        "adopt-rule-book",
        from_rules="a",
        to_rules="b",
        reason="A day of national mourning",
        accepted_by="a.person",
        moves=[move],
    )

    (moved,) = [event for event in case.last if isinstance(event, ClocksMoved)]
    assert (move,) == moved.moves
    assert ("A day of national mourning", "a.person") == (moved.reason, moved.accepted_by)


@pytest.mark.parametrize("days", [{"due_from": date(2025, 4, 1)}, {"due_to": date(2025, 4, 2)}, {}])
def test_a_clock_that_is_new_or_gone_is_read_again_as_it_was_stored(days: dict[str, date]) -> None:
    move = Move(clock="recovery-period", run=3, **days)
    told = {"from_rules": "a", "to_rules": "b", "reason": "The law was put right", "accepted_by": "a.person"}
    moved = ClocksMoved.model_validate({**told, "moves": [move]})

    assert moved == read_event(moved.type, moved.schema_version, body_of(moved))


# Corrections of a date.


def test_the_day_of_a_decision_is_corrected_and_the_stage_says_so() -> None:
    case = corrected(
        in_recovery("2025-03-03", "2025-03-06"), "2025-03-20", "reasonable-grounds-decided", becomes="2025-03-05"
    )

    stage = case.referral.stage
    assert isinstance(stage, RecoveryPeriod)
    assert date(2025, 3, 5) == stage.decided.day
    (made,) = case.referral.strands.decisions
    assert date(2025, 3, 5) == made.on.day
    (period,) = [reading for reading in case.outlook.readings(None) if reading.clock == "recovery-period"]
    assert date(2025, 3, 5) == period.starts_on


def test_what_was_recorded_stays_on_record() -> None:
    before = in_recovery("2025-03-03", "2025-03-06")
    case = corrected(before, "2025-03-20", "reasonable-grounds-decided", becomes="2025-03-05")

    assert before.events == case.events[: len(before.events)]
    assert case.state == fold(case.events)


def test_a_decision_that_was_made_in_time_after_all_disproves_its_breach() -> None:
    case = late().ask("2025-03-21", "decide-reasonable-grounds", outcome="positive")
    assert ["cured"] == breach_status(case, "reasonable-grounds-decision")

    case = corrected(case, "2025-03-24", "reasonable-grounds-decided", becomes="2025-03-07")
    assert any(isinstance(event, BreachDisproved) for event in case.last)
    assert ["disproved"] == breach_status(case, "reasonable-grounds-decision")


def test_a_correction_can_show_a_breach_too() -> None:
    case = awaiting_reasonable_grounds("2025-03-03").ask("2025-03-07", "decide-reasonable-grounds", outcome="positive")
    assert [] == breach_status(case, "reasonable-grounds-decision")

    case = corrected(case, "2025-04-01", "reasonable-grounds-decided", becomes="2025-03-24")
    found = [event for event in case.last if isinstance(event, BreachRecorded)]
    assert "reasonable-grounds-decision" in {breach.clock for breach in found}


def test_the_day_of_the_referral_itself_can_be_corrected() -> None:
    case = corrected(late(), "2025-03-20", 1, becomes="2025-03-01")

    assert date(2025, 3, 1) == case.referral.opened.day
    received = case.referral.last(ReferralMade.type)
    assert received is not None
    assert date(2025, 3, 1) == received.dates["received"].day


def test_the_day_of_service_is_corrected_on_the_decision_too() -> None:
    case = in_recovery("2025-03-03", "2025-03-05").ask("2025-03-07", "serve-decision", decision="reasonable-grounds")
    case = corrected(case, "2025-03-20", "decision-served", becomes="2025-03-10")

    decided = case.referral.last("reasonable-grounds-decided")
    assert decided is not None
    assert date(2025, 3, 10) == decided.dates["served"].day


def test_the_later_correction_counts() -> None:
    case = in_recovery("2025-03-03", "2025-03-06")
    case = corrected(case, "2025-03-20", "reasonable-grounds-decided", becomes="2025-03-05")
    case = corrected(case, "2025-03-21", "reasonable-grounds-decided", becomes="2025-03-07")

    assert date(2025, 3, 7) == case.referral.strands.decisions[0].on.day


@pytest.mark.parametrize(
    ("event", "becomes", "code"),
    [
        ("reasonable-grounds-decided", "2025-07-02", Code.DATE_IN_FUTURE),
        ("reasonable-grounds-decided", "2025-03-01", Code.DATE_OUT_OF_ORDER),
        ("reasonable-grounds-decided", "2025-06-03", Code.DATE_OUT_OF_ORDER),
        ("referral-made", "2025-03-04", Code.DATE_OUT_OF_ORDER),
        ("conclusive-grounds-decided", "2025-03-04", Code.DATE_OUT_OF_ORDER),
    ],
)
def test_a_date_that_contradicts_its_neighbours_is_refused(event: str, becomes: str, code: Code) -> None:
    case = in_recovery("2025-03-03", "2025-03-05").ask("2025-06-02", "decide-conclusive-grounds", outcome="positive")

    assert code == cannot(case, "2025-07-01", event, becomes=becomes)[0]


def test_a_date_before_birth_is_refused() -> None:
    case = referred("2025-03-03", age_group="child", consent="not-needed").ask(
        "2025-03-04", "record-turned-away", agency="kent-police"
    )
    young = case.referral.strands._replace(eighteen_in=When.parse("2030-06"))
    case = replace(case, state=case.referral._replace(strands=young))

    assert Code.DATE_OUT_OF_ORDER == cannot(case, "2025-03-05", "turned-away", becomes="2012-05-31")[0]


# Striking.


def test_an_event_that_never_was_so_is_struck_and_keeps_its_number() -> None:
    case = in_recovery("2025-03-03", "2025-03-05").ask("2025-03-10", "start-support", provider="tara")
    versions = case.referral.version
    case = corrected(case, "2025-03-11", "support-started", struck=True)

    assert case.referral.last("support-started") is None
    assert versions < case.referral.version == len(case.referral.history)
    assert case.state == fold(case.events)


def test_a_struck_decision_takes_the_case_back() -> None:
    case = corrected(in_recovery("2025-03-03", "2025-03-05"), "2025-03-10", "reasonable-grounds-decided", struck=True)

    assert "awaiting-reasonable-grounds" == case.stage
    assert () == case.referral.strands.decisions
    assert "reasonable-grounds-negative" == case.ask("2025-03-11", "decide-reasonable-grounds", **NEGATIVE).stage


def test_a_struck_step_disproves_the_breach_it_was() -> None:
    case = in_recovery("2025-03-03", "2025-03-05").ask("2025-03-20", "record-enforcement-step", step="expulsion")
    assert "open" in breach_status(case, "recovery-period")

    case = corrected(case, "2025-03-21", "enforcement-step-recorded", struck=True)
    assert ["disproved"] == breach_status(case, "recovery-period")


def test_striking_a_correction_undoes_it() -> None:
    before = in_recovery("2025-03-03", "2025-03-05")
    case = corrected(before, "2025-03-10", "reasonable-grounds-decided", struck=True)
    case = corrected(case, "2025-03-11", "fact-corrected", struck=True)

    assert "recovery-period" == case.stage
    assert before.referral.strands.decisions == case.referral.strands.decisions


def test_striking_a_corrected_date_brings_the_first_date_back() -> None:
    case = corrected(
        in_recovery("2025-03-03", "2025-03-06"), "2025-03-20", "reasonable-grounds-decided", becomes="2025-03-05"
    )
    case = corrected(case, "2025-03-21", "fact-corrected", struck=True)

    assert date(2025, 3, 6) == case.referral.strands.decisions[0].on.day


def test_a_correction_may_be_undone_and_made_again() -> None:
    case = corrected(in_recovery("2025-03-03", "2025-03-05"), "2025-03-10", "reasonable-grounds-decided", struck=True)
    case = corrected(case, "2025-03-11", "fact-corrected", struck=True)
    case = corrected(case, "2025-03-12", "reasonable-grounds-decided", struck=True)

    assert "awaiting-reasonable-grounds" == case.stage
    assert case.state == fold(case.events)


# What cannot be corrected.


@pytest.mark.parametrize(
    ("case", "event", "fields", "code"),
    [
        (late(), "breach-recorded", {"struck": True}, Code.CANNOT_BE_CORRECTED),
        (late(), "breach-recorded", {"becomes": "2025-03-10"}, Code.CANNOT_BE_CORRECTED),
        (late(), "safeguard-raised", {"struck": True}, Code.CANNOT_BE_CORRECTED),
        (late(), "referral-made", {"struck": True}, Code.CANNOT_BE_CORRECTED),
        (late(), "referral-made", {}, Code.CANNOT_BE_CORRECTED),
        (late(), "referral-made", {"struck": True, "becomes": "2025-03-01"}, Code.CANNOT_BE_CORRECTED),
        (in_recovery("2025-03-03", "2025-03-05"), "competent-authority-allocated", {"struck": True},
         Code.CANNOT_BE_CORRECTED),
        (late(), 999, {"struck": True}, Code.EVENT_NOT_FOUND),
        (corrected(late(), "2025-03-20", "competent-authority-allocated", struck=True), "competent-authority-allocated",
         {"struck": True}, Code.CONTRADICTS_RECORD),
        (corrected(late(), "2025-03-20", 1, becomes="2025-03-01"), "fact-corrected", {"becomes": "2025-03-05"},
         Code.CANNOT_BE_CORRECTED),
    ],
)  # fmt: skip
def test_what_cannot_be_corrected_is_refused(case: Case, event: str | int, fields: dict[str, Any], code: Code) -> None:
    assert code == cannot(case, "2025-03-21", event, **fields)[0]


def test_what_moved_the_case_is_struck_from_the_end() -> None:
    case = in_recovery("2025-03-03", "2025-03-05").ask("2025-06-02", "decide-conclusive-grounds", outcome="positive")
    assert Code.CANNOT_BE_CORRECTED == cannot(case, "2025-06-03", "reasonable-grounds-decided", struck=True)[0]

    case = corrected(case, "2025-06-03", "conclusive-grounds-decided", struck=True)
    case = corrected(case, "2025-06-03", "reasonable-grounds-decided", struck=True)
    assert "awaiting-reasonable-grounds" == case.stage


def test_a_decision_that_was_set_aside_is_not_struck_under_what_set_it_aside() -> None:
    case = in_recovery("2025-03-03", "2025-03-05").ask("2025-06-02", "decide-conclusive-grounds", **NEGATIVE)
    case = case.ask("2025-06-10", "issue-judicial-review", decision="conclusive-grounds")
    for step in ("permission-granted", "hearing", "quashed"):
        case = case.ask("2025-09-01", "record-judicial-review-step", step=step)

    assert Code.CANNOT_BE_CORRECTED == cannot(case, "2025-09-02", "conclusive-grounds-decided", struck=True)[0]
    case = corrected(case, "2025-09-02", "judicial-review-step-recorded", struck=True)
    assert "conclusive-grounds-negative" == case.stage


def test_a_strike_is_not_undone_once_the_case_has_moved_on() -> None:
    case = corrected(in_recovery("2025-03-03", "2025-03-05"), "2025-03-10", "reasonable-grounds-decided", struck=True)
    case = case.ask("2025-03-11", "decide-reasonable-grounds", **NEGATIVE)

    assert Code.CANNOT_BE_CORRECTED == cannot(case, "2025-03-12", "fact-corrected", struck=True)[0]


def test_a_correction_needs_its_reasons() -> None:
    assert Code.MISSING_FIELD == refused(late(), "2025-03-20", "correct-fact", event=1, becomes="2025-03-01")[0]


@pytest.mark.parametrize("struck", [True, False])
def test_reading_a_history_with_corrections_step_by_step_is_reading_it_at_once(struck: bool) -> None:
    case = in_recovery("2025-03-03", "2025-03-05").ask("2025-03-10", "start-support", provider="tara")
    fields: dict[str, Any] = {"struck": True} if struck else {"becomes": "2025-03-09"}
    case = corrected(case, "2025-03-11", "support-started", **fields)
    case = case.ask("2025-03-12", "add-note", text=TEXT).ask("2025-06-01", "pass-time")

    half = len(case.events) // 2
    assert fold(case.events) == fold(case.events[half:], fold(case.events[:half])) == case.state


def test_a_long_history_is_read_anew_once_however_many_corrections_it_has(monkeypatch: pytest.MonkeyPatch) -> None:
    case = referred("2025-03-03").ask("2025-03-04", "add-note", text=TEXT)
    note = case.referral.version
    corrections = [(FactCorrected(event=note, becomes=When.parse("2025-03-03"), reasons=TEXT), case.events[-1][1])] * 40
    taken = []
    one_more = evolve._one_more
    monkeypatch.setattr(evolve, "_one_more", lambda state, dated: taken.append(dated) or one_more(state, dated))

    fold([*case.events, *corrections])
    assert len(case.events) + len(corrections) == len(taken)


# Who corrects what.


def reviewed() -> Case:
    case = awaiting_reasonable_grounds("2025-03-03")
    case = case.ask("2025-03-06", "decide-reasonable-grounds", by="ada", **NEGATIVE)
    fields = {"decision": "reasonable-grounds", "outcome": "disagreed", "reasons": TEXT}
    return case.ask("2025-03-07", "review-decision", by="ben", **fields)


@pytest.mark.parametrize(
    ("event", "role", "by", "code"),
    [
        ("reasonable-grounds-decided", Role.CASEWORKER, "cleo", Code.ROLE_NOT_PERMITTED),
        ("reasonable-grounds-decided", Role.DECISION_MAKER, "ben", Code.SAME_PERSON),
        ("reasonable-grounds-decided", Role.TEAM_LEADER, "B.E.N", Code.SAME_PERSON),
        ("decision-reviewed", Role.CASEWORKER, "cleo", Code.ROLE_NOT_PERMITTED),
        ("decision-reviewed", Role.DECISION_MAKER, "ada", Code.SAME_PERSON),
        ("decision-reviewed", Role.TEAM_LEADER, "ADA", Code.SAME_PERSON),
    ],
)
def test_nobody_corrects_what_they_may_not_record(event: str, role: Role, by: str, code: Code) -> None:
    assert code == cannot(reviewed(), "2025-03-10", event, role=role, by=by, becomes="2025-03-07")[0]


def test_the_second_person_and_a_team_leader_correct_a_review_and_the_correction_of_one_is_as_guarded() -> None:
    struck = corrected(reviewed(), "2025-03-10", "decision-reviewed", role=Role.SECOND_REVIEWER, by="ben", struck=True)
    assert () == struck.referral.strands.decisions[-1].reviews

    ada = {"role": Role.DECISION_MAKER, "by": "ada"}
    assert Code.SAME_PERSON == cannot(struck, "2025-03-11", "fact-corrected", **ada, struck=True)[0]
    back = corrected(struck, "2025-03-11", "fact-corrected", by="cleo", struck=True)
    assert 1 == len(back.referral.strands.decisions[-1].reviews)


def test_what_the_engine_says_of_a_prosecution_nobody_corrects() -> None:
    prosecution = {"prosecution": UUID(int=7)}
    case = referred("2025-03-03").ask("2025-03-04", "link-prosecution", **prosecution, witness=True)
    assert Code.CANNOT_BE_CORRECTED == cannot(case, "2025-03-05", "prosecution-linked", struck=True)[0]

    case = case.ask("2025-03-06", "end-prosecution-link", **prosecution)
    assert Code.CANNOT_BE_CORRECTED == cannot(case, "2025-03-07", "prosecution-ended", becomes="2025-03-05")[0]


# A corrected case is one that could have been recorded.

Step: TypeAlias = tuple[str, str, dict[str, Any]]


def charged(*steps: Step) -> Case:
    case = referred("2025-03-03").ask("2025-03-04", "record-charge", offence="cannabis-cultivation")
    for on, command, fields in steps:
        case = case.ask(on, command, **fields)
    return case


def lived(*steps: Step) -> Case:
    case = awaiting_reasonable_grounds("2025-03-03")
    for on, command, fields in steps:
        case = case.ask(on, command, **fields)
    return case


CONVICTED: Step = ("2025-03-10", "record-verdict", {"verdict": "convicted"})
SENTENCED: Step = ("2025-03-20", "record-sentence", {"sentence": "fine"})
MISSING: Step = ("2025-03-10", "report-missing", {})
FOUND: Step = ("2025-03-12", "record-found", {})
SUSPENDED: Step = ("2025-03-10", "suspend", {"reasons": TEXT})
RESUMED: Step = ("2025-03-12", "resume", {})
PLACED: Step = ("2025-03-10", "record-placement", {"kind": "safe-house"})
MOVED_OUT: Step = ("2025-03-12", "end-placement", {})
ELSEWHERE: Step = ("2025-03-13", "record-placement", {"kind": "hotel"})
DECIDED: Step = ("2025-03-05", "decide-reasonable-grounds", {"outcome": "positive"})
SERVED: Step = ("2025-03-07", "serve-decision", {"decision": "reasonable-grounds"})


@pytest.mark.parametrize(
    ("case", "event", "fields", "named"),
    [
        (charged(CONVICTED, SENTENCED), "verdict-recorded", {"struck": True}, "sentence-recorded"),
        (charged(CONVICTED, SENTENCED), "charge-recorded", {"struck": True}, "sentence-recorded"),
        (charged(CONVICTED, SENTENCED), "verdict-recorded", {"becomes": "2025-03-21"}, "sentence-recorded"),
        (lived(MISSING, FOUND), "person-missing", {"struck": True}, "person-found"),
        (lived(MISSING, FOUND), "person-missing", {"becomes": "2025-03-13"}, "person-found"),
        (lived(MISSING, FOUND), "person-found", {"becomes": "2025-03-09"}, None),
        (lived(SUSPENDED, RESUMED), "case-resumed", {"becomes": "2025-03-09"}, None),
        (lived(SUSPENDED, RESUMED), "case-suspended", {"becomes": "2025-03-13"}, "case-resumed"),
        (lived(PLACED, MOVED_OUT, ELSEWHERE), "placement-ended", {"struck": True}, "placement-recorded"),
        (lived(PLACED, MOVED_OUT, ELSEWHERE), "placement-ended", {"becomes": "2025-03-14"}, "placement-recorded"),
        (lived(DECIDED, SERVED), "decision-served", {"becomes": "2025-03-04"}, None),
        (lived(DECIDED, SERVED), "reasonable-grounds-decided", {"becomes": "2025-03-08"}, "decision-served"),
        (lived(DECIDED, SERVED), "reasonable-grounds-decided", {"struck": True}, "decision-served"),
    ],
)  # fmt: skip
def test_a_correction_that_contradicts_the_record_is_refused_and_names_what_to_strike_first(
    case: Case, event: str, fields: dict[str, Any], named: str | None
) -> None:
    number = next(place for place, (known, _) in enumerate(case.events, start=1) if known.type == event)
    code, message = cannot(case, "2025-03-21", number, **fields)

    assert code in (Code.CANNOT_BE_CORRECTED, Code.DATE_OUT_OF_ORDER)
    if named is not None:
        assert f"event {number_of(case, named)} ({named})" in message


def test_what_stands_in_the_way_is_struck_first() -> None:
    case = corrected(charged(CONVICTED, SENTENCED), "2025-03-21", "sentence-recorded", struck=True)
    case = corrected(case, "2025-03-21", "verdict-recorded", struck=True)

    (charge,) = case.referral.strands.charges.values()
    assert "charged" == charge.state


def test_an_account_that_contradicts_itself_can_be_corrected_all_the_same() -> None:
    facts = [{"type": "found", "date": "2020-02-01"}, {"type": "detained", "date": "2020-03-01"}]
    case = Case().ask("2025-03-03", "import-history", reference="A-1", nation="scotland", facts=facts)
    case = corrected(case, "2025-03-04", "person-detained", becomes="2020-03-02")

    assert "2 March 2020" == case.referral.facts[-2].when.in_words()


# The day a referral was received.


def received_on(case: Case) -> str:
    referral = case.referral.last("referral-made")
    assert referral is not None
    return referral.dates["received"].text


def test_the_day_of_receipt_is_corrected_and_kept_by_a_later_correction_of_the_day_itself() -> None:
    case = corrected(late(), "2025-03-20", 1, received_on="2025-03-05")
    assert "2025-03-05" == received_on(case)
    assert date(2025, 3, 3) == case.referral.opened.day

    case = corrected(case, "2025-03-21", 1, becomes="2025-03-01")
    assert ("2025-03-05", "2025-03-01") == (received_on(case), case.referral.opened.text)
    assert case.state == fold(case.events)


@pytest.mark.parametrize(
    ("event", "fields", "code"),
    [
        (1, {"received_on": "2025-03-02"}, Code.DATE_OUT_OF_ORDER),
        (1, {"received_on": "2025-03-25"}, Code.DATE_IN_FUTURE),
        (1, {"received_on": "2025-03-05", "struck": True}, Code.CANNOT_BE_CORRECTED),
        (1, {"becomes": "2025-03-03", "received_on": "2025-03-02"}, Code.DATE_OUT_OF_ORDER),
        ("competent-authority-allocated", {"received_on": "2025-03-05"}, Code.CANNOT_BE_CORRECTED),
    ],
)
def test_a_day_of_receipt_belongs_to_a_referral_and_follows_it(
    event: str | int, fields: dict[str, Any], code: Code
) -> None:
    assert code == cannot(late(), "2025-03-20", event, **fields)[0]


def test_a_referral_is_not_dated_after_its_receipt() -> None:
    case = corrected(referred("2025-03-03"), "2025-03-20", 1, received_on="2025-03-05")

    assert Code.DATE_OUT_OF_ORDER == cannot(case, "2025-03-20", 1, becomes="2025-03-06")[0]


# What is said beside an answer goes with it.


def test_that_no_recovery_period_is_owed_goes_with_its_decision() -> None:
    other = UUID(int=5)
    case = replace(awaiting_reasonable_grounds("2025-03-03"), neighbours={other: Neighbour(other, frozenset())})
    case = case.ask("2025-03-03", "link-referral", other=other, relation="earlier-referral")
    case = case.ask("2025-03-05", "decide-reasonable-grounds", outcome="positive", further_recovery="not-owed")

    moved = corrected(case, "2025-03-20", "reasonable-grounds-decided", becomes="2025-03-04")
    (said,) = [fact for fact in moved.referral.facts if fact.event == "recovery-period-not-owed"]
    assert date(2025, 3, 4) == said.when.day
    struck = corrected(case, "2025-03-20", "reasonable-grounds-decided", struck=True)
    assert struck.referral.last("recovery-period-not-owed") is None
    assert Code.CANNOT_BE_CORRECTED == cannot(case, "2025-03-20", "recovery-period-not-owed", struck=True)[0]


def test_that_a_further_period_was_determined_goes_with_its_decision() -> None:
    other = UUID(int=5)
    case = replace(awaiting_reasonable_grounds("2025-03-03"), neighbours={other: Neighbour(other, frozenset())})
    case = case.ask("2025-03-03", "link-referral", other=other, relation="earlier-referral")
    case = case.ask("2025-03-05", "decide-reasonable-grounds", outcome="positive", further_recovery="allowed")

    moved = corrected(case, "2025-03-20", "reasonable-grounds-decided", becomes="2025-03-04")
    (period,) = [one for one in moved.outlook.readings(None) if one.clock == "further-recovery-period"]
    assert (date(2025, 3, 4), date(2025, 4, 2)) == (period.starts_on, period.due_on)
    struck = corrected(case, "2025-03-20", "reasonable-grounds-decided", struck=True)
    assert struck.referral.last("further-recovery-period-determined") is None
    determined = "further-recovery-period-determined"
    assert Code.CANNOT_BE_CORRECTED == cannot(case, "2025-03-20", determined, struck=True)[0]


# Links that come back.


def test_a_link_that_comes_back_is_refused_if_it_closes_a_circle_by_now() -> None:
    other = UUID(int=5)
    case = replace(referred("2025-03-03"), neighbours={other: Neighbour(other, frozenset())})
    case = case.ask("2025-03-04", "link-referral", other=other, relation="same-scene")
    case = corrected(case, "2025-03-05", "referral-linked", struck=True)

    assert 1 == len(corrected(case, "2025-03-06", "fact-corrected", struck=True).referral.strands.links)
    circle = replace(case, neighbours={other: Neighbour(other, frozenset({CASE}))})
    assert Code.CONTRADICTS_RECORD == cannot(circle, "2025-03-06", "fact-corrected", struck=True)[0]


def test_an_assignment_may_name_the_team_and_the_list_knows_whose_the_case_is() -> None:
    case = referred("2026-03-02").ask("2026-03-03", "assign", duty="caseworker", assignee="ada", team="east-2")
    case = case.ask("2026-03-03", "assign", duty="decision-maker", assignee="bo")
    row = case_views(CASE, case.outlook).case
    assert (("ada", "bo"), ("east-2",)) == (row.owners, row.teams)

    case = case.ask("2026-03-04", "assign", duty="caseworker", assignee="ada", team="west-1")
    assert ("west-1",) == case_views(CASE, case.outlook).case.teams
    with pytest.raises(NrmError, match="already"):
        case.ask("2026-03-05", "assign", duty="caseworker", assignee="ada")
    case = case.ask("2026-03-05", "unassign", duty="caseworker")
    row = case_views(CASE, case.outlook).case
    assert (("bo",), ()) == (row.owners, row.teams)


def test_an_assignment_from_before_there_were_teams_can_still_be_read() -> None:
    event = read_event("case-assigned", 1, b'{"duty":"caseworker","assignee":"ada"}')
    assert "case assigned: caseworker, ada" == tell(((event, When.parse("2026-03-02")),), 1)
