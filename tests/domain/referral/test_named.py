"""What each event is about once it is folded: by number, or what its words can only have meant; old ones as ever."""

from datetime import datetime
from typing import Any

import pytest

from domain.clocks import Status
from domain.clocks.facts import NO_FACT
from domain.errors import Code, NrmError
from domain.referral.consequences import consequences
from domain.referral.decide import decide
from domain.referral.events import challenge, grounds, person, read_event
from domain.referral.events.clocks import BreachEnded
from domain.referral.events.file import HistoryImported
from domain.referral.events.intake import ReferralMade
from domain.referral.evolve import evolve, fold
from domain.referral.outlook import Outlook
from domain.referral.parse import parse
from domain.referral.state import Referral, State
from domain.roles import Role
from domain.rules.shelf import published
from domain.stream.context import Context
from domain.stream.event import Event
from domain.when import When
from tests.support.casework import CASE, TEXT, Case, in_recovery, instant, referred

NOW = datetime.fromisoformat("2026-11-28T12:00:00+00:00")


def told(state: State, event: Event, on: str) -> Referral:
    after = evolve(state, (event, When.parse(on)))
    assert isinstance(after, Referral)
    return after


def about(state: Referral) -> tuple[int | None, tuple[int, ...]]:
    """What the event recorded last is about, wherever in time it belongs."""
    last = max(state.facts, key=lambda fact: fact.version)
    return last.about, last.also_about


def refused(case: Case, on: str, command: str, **fields: Any) -> NrmError:
    with pytest.raises(NrmError) as caught:
        case.ask(on, command, **fields)
    return caught.value


def negative(on: str = "2026-03-01") -> Case:
    case = in_recovery("2026-01-02", "2026-01-05")
    return case.ask(on, "decide-conclusive-grounds", outcome="negative", reasons=TEXT, by="ada", effective_at=on)


def account(*events: tuple[Event, str]) -> Referral:
    """An account as it was imported, with everything it tells."""
    opened = HistoryImported(
        reference="R-1", nation="england-and-wales", person=CASE, imported_at=When.at(NOW), facts=len(events)
    )
    state = fold([(event, When.parse(on)) for event, on in ((opened, events[0][1]), *events)])
    assert isinstance(state, Referral)
    return state


MADE = ReferralMade(reference="R-1", nation="england-and-wales", person=CASE, age_group="adult", consent="not-recorded")


# Old stored events, read as they were meant


@pytest.mark.parametrize(
    ("stored_type", "body"),
    [
        ("reconsideration-requested", b'{"decision":"conclusive-grounds","requested_by":"person"}'),
        ("judicial-review-issued", b'{"decision":"conclusive-grounds"}'),
        ("decision-set-aside", b'{"decision":"conclusive-grounds","by":7}'),
        ("reconsideration-window-extended", b'{"until":"2026-06-01"}'),
    ],
)
def test_an_event_that_names_a_kind_only_is_about_the_decision_of_that_kind(stored_type: str, body: bytes) -> None:
    case = negative()
    decision = case.referral.last("conclusive-grounds-decided")
    assert decision is not None

    event = read_event(stored_type, 1, body.replace(b"7", str(decision.version).encode()))

    assert decision.version == about(told(case.state, event, "2026-03-10"))[0]


def test_a_claim_that_names_a_kind_is_about_each_answer_too_that_kept_the_decision() -> None:
    case = negative().ask("2026-03-02", "request-reconsideration", decision="conclusive-grounds", requested_by="person")
    case = case.ask("2026-03-20", "decide-reconsideration", outcome="maintained", reasons=TEXT)
    decision, answer = (
        case.referral.last(event) for event in ("conclusive-grounds-decided", "reconsideration-decided")
    )
    assert decision is not None
    assert answer is not None

    claim = read_event("judicial-review-issued", 1, b'{"decision":"conclusive-grounds"}')

    assert (decision.version, (answer.version,)) == about(told(case.state, claim, "2026-03-21"))


def test_a_claim_that_names_nothing_is_about_delay_and_of_an_account_nobody_knows() -> None:
    claim = challenge.JudicialReviewIssued()

    assert (NO_FACT, ()) == about(told(in_recovery("2026-01-02", "2026-01-05").state, claim, "2026-03-21"))
    assert (None, ()) == about(account((MADE, "2019-05-01"), (claim, "2020-05-01")))


def test_what_is_asked_about_a_decision_that_nobody_made_is_about_nothing_known() -> None:
    state = account((MADE, "2019-05-01"), (challenge.ReconsiderationRequested(), "2019-06-01"))
    assert (None, ()) == about(state)
    state = account(
        (MADE, "2019-05-01"), (challenge.ReconsiderationRequested(decision="conclusive-grounds"), "2019-06-01")
    )
    assert (None, ()) == about(state)


def test_a_response_is_about_the_disappearance_before_it_by_its_date_or_by_the_number_it_gives() -> None:
    case = in_recovery("2026-01-02", "2026-01-05", age_group="child", consent="not-needed")
    case = case.ask("2026-02-20", "report-missing", effective_at="2026-02-02")
    case = case.ask("2026-02-20", "record-found", effective_at="2026-02-04")
    case = case.ask("2026-02-20", "report-missing", effective_at="2026-02-10")
    first, second = (fact.version for fact in case.referral.facts if fact.event == "person-missing")

    old = person.MissingResponseRecorded(response="police-told")
    assert [first, second] == [about(told(case.state, old, on))[0] for on in ("2026-02-03", "2026-02-11")]
    named = case.ask("2026-02-20", "record-missing-response", response="police-told", missing=first,
                     effective_at="2026-02-11")  # fmt: skip
    closed = {r.run: r.closed_by for r in named.outlook.readings(None) if r.clock == "missing-child-report"}
    response = named.referral.last("missing-response-recorded")
    assert response is not None
    assert (first, True) == (response.about, closed[first] is not None)
    assert closed[second] is None
    wrong = refused(case, "2026-02-20", "record-missing-response", response="police-told", missing=1)
    early = refused(case, "2026-02-20", "record-missing-response", response="police-told", missing=second,
                    effective_at="2026-02-09")  # fmt: skip
    assert [Code.EVENT_NOT_FOUND, Code.DATE_OUT_OF_ORDER] == [wrong.code, early.code]


def test_a_review_of_one_charge_leaves_the_other_to_be_reviewed() -> None:
    case = in_recovery("2026-01-02", "2026-01-05")
    for on in ("2026-02-02", "2026-02-03"):
        case = case.ask(on, "record-charge", offence="cannabis-cultivation", effective_at=on)
    first, second = case.referral.strands.charges
    case = case.ask("2026-02-05", "review-non-punishment", charge=first, outcome="continues", reasons=TEXT)
    case = case.ask("2026-02-06", "record-verdict", charge=first, verdict="acquitted")

    found = {r.run: r.status for r in case.outlook.readings(None) if r.clock == "non-punishment-review"}
    assert {first: Status.MET, second: Status.RUNNING} == found


def test_a_step_that_names_a_struck_claim_closes_nothing_of_another() -> None:
    case = negative().ask("2026-03-02", "issue-judicial-review", decision="conclusive-grounds")
    step = challenge.JudicialReviewStepRecorded(step="acknowledged", review=99)

    after = told(case.state, step, "2026-03-10")

    (reading,) = (r for r in Outlook(after, published()).readings(None) if r.clock == "judicial-review-acknowledgment")
    assert (99, Status.RUNNING) == (after.facts[-1].about, reading.status)


# A decision given up, as an account tells it


def given_up() -> Referral:
    """A negative first decision, given up by agreement months later, and a positive one."""
    return account(
        (MADE, "2019-09-10"),
        (grounds.ReasonableGroundsDecided(outcome="negative"), "2019-09-16"),
        (grounds.DecisionSetAside(decision="reasonable-grounds"), "2019-12-02"),
        (grounds.ReasonableGroundsDecided(outcome="positive"), "2020-06-15"),
    )


def test_an_account_can_tell_that_a_decision_was_set_aside_and_made_again() -> None:
    state = given_up()
    first, second = state.strands.decisions
    runs = [r for r in Outlook(state, published()).readings(None) if r.clock == "reasonable-grounds-decision"]

    assert ("2019-12-02", None) == (str(first.set_aside), second.set_aside)
    assert "recovery-period" == state.stage.name
    assert [Status.MET, Status.BREACHED] == [run.status for run in runs]
    assert ("2019-12-09", 189) == (str(runs[1].due_on), runs[1].days_late)


def test_that_it_was_set_aside_is_redated_and_struck_like_any_fact_of_an_account() -> None:
    state = given_up()
    context = Context(CASE, "somebody", Role.TEAM_LEADER, NOW, published())
    number = next(fact.version for fact in state.facts if fact.event == "decision-set-aside")

    def corrected(state: Referral, event: int, **fields: Any) -> Referral:
        command = parse("correct-fact", {"event": event, "reasons": TEXT, **fields})
        return decide(state, command, context).outlook.state

    assert "2020-01-06" == str(corrected(state, number, becomes="2020-01-06").strands.decisions[0].set_aside)
    struck = corrected(corrected(state, number + 1, struck=True), number, struck=True)
    assert [None] == [made.set_aside for made in struck.strands.decisions]
    assert "reasonable-grounds-negative" == struck.stage.name


def test_what_is_said_beside_an_answer_is_not_corrected_by_itself() -> None:
    case = negative().ask("2026-03-02", "request-reconsideration", decision="conclusive-grounds", requested_by="person")
    case = case.ask("2026-03-20", "decide-reconsideration", outcome="decide-again")
    aside = case.referral.last("decision-set-aside")
    assert aside is not None

    assert (
        Code.CANNOT_BE_CORRECTED
        == refused(case, "2026-03-21", "correct-fact", event=aside.version, struck=True, reasons=TEXT).code
    )


# A breach that later facts leave undecided


def test_a_breach_on_record_does_not_stay_open_once_a_later_fact_shows_what_was_owed() -> None:
    state = account((MADE, "2019-05-01"))
    outlook = Outlook(state, published())
    state = outlook.after(consequences(outlook, NOW, historic=True)).state
    key = ("reasonable-grounds-decision", 2, "overdue")
    assert "open" == state.breaches[key].status

    known = told(state, grounds.ConclusiveGroundsDecided(outcome="positive"), "2021-08-25")
    following = consequences(Outlook(known, published()), NOW)

    (ended, on) = next(dated for dated in following if isinstance(dated[0], BreachEnded))
    assert isinstance(ended, BreachEnded)
    assert (known.version, "2021-08-25", None) == (ended.shown_by, str(on), ended.days_late)
    after = Outlook(known, published()).after(following)
    assert "ended" == after.state.breaches[key].status
    assert () == consequences(after, NOW), "looking again adds nothing"


def test_the_same_holds_of_a_decision_that_is_dated_only_to_a_month() -> None:
    case = referred("2026-03-02").ask("2026-03-02", "allocate-competent-authority", authority="sca")
    case = case.ask("2026-03-16", "pass-time")
    vague = told(case.state, grounds.ReasonableGroundsDecided(outcome="negative"), "2026-03")

    following = consequences(Outlook(vague, published()), instant("2026-04-02"))

    assert "reasonable-grounds-decision" in {event.clock for event, _ in following if isinstance(event, BreachEnded)}
    assert not [event for event, _ in following if event.type in ("breach-cured", "breach-disproved")]


def test_a_case_without_a_decision_has_none_to_name() -> None:
    refusal = refused(referred("2026-03-02"), "2026-03-03", "issue-judicial-review", about=1)

    assert Code.EVENT_NOT_FOUND == refusal.code
    assert "there is none" in refusal.message


def test_a_number_and_a_kind_that_do_not_go_together_are_refused() -> None:
    case = negative()
    decision = case.referral.last("conclusive-grounds-decided")
    assert decision is not None

    refusal = refused(
        case, "2026-03-03", "issue-judicial-review", decision="reasonable-grounds", about=decision.version
    )

    assert Code.INVALID_VALUE == refusal.code
    assert "conclusive-grounds decision" in refusal.message
