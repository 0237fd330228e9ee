"""Criminal proceedings against the person, in their order; and pointers to the prosecution of the traffickers."""

from typing import Any
from uuid import UUID

import pytest

from domain.errors import Code, NrmError
from domain.referral.beside import Charge
from domain.referral.events.proceedings import (
    ChargeRecorded,
    ConvictionQuashed,
    NonPunishmentReviewed,
    PleaRecorded,
    ProsecutionEnded,
    SentenceRecorded,
    VerdictRecorded,
)
from domain.referral.evolve import evolve
from domain.referral.state import Referral
from domain.roles import Role
from domain.stream.event import Event
from domain.when import When
from tests.support.casework import TEXT, Case, concerns, in_recovery, referred

PROSECUTION = UUID("33333333-3333-4333-8333-333333333333")


def charged(on: str = "2026-03-10", **fields: Any) -> Case:
    """Charged during the recovery period."""
    return in_recovery("2026-03-02", "2026-03-06").ask(on, "record-charge", offence="cannabis-cultivation", **fields)


def convicted() -> Case:
    return charged().ask("2026-06-01", "record-verdict", verdict="convicted")


def the_charge(case: Case) -> Charge:
    (charge,) = case.referral.strands.charges.values()
    return charge


def refused(before: Case, on: str, command: str, role: Role | None = None, **fields: Any) -> NrmError:
    """The refusal of this; the case is a value, so nothing can have changed."""
    with pytest.raises(NrmError) as caught:
        before.ask(on, command, role, **fields)
    return caught.value


def test_from_charge_to_a_quashed_conviction_the_case_stands_where_it_stood() -> None:
    case = charged()
    (number,) = case.referral.strands.charges
    case = case.ask("2026-03-20", "review-non-punishment", outcome="continues", reasons=TEXT)
    case = case.ask("2026-04-01", "record-plea", plea="not-guilty")
    case = case.ask("2026-06-01", "record-verdict", verdict="convicted")
    case = case.ask("2026-06-20", "record-sentence", sentence="custody")
    case = case.ask("2026-11-01", "record-conviction-quashed")

    charge = the_charge(case)
    last = case.referral.last("conviction-quashed")
    assert last is not None
    assert ("quashed", number, last.version) == (charge.state, charge.version, charge.last_version)
    assert charge.reviewed_on is not None
    assert charge.convicted_on is not None
    assert ("20 March 2026", "1 June 2026") == (charge.reviewed_on.in_words(), charge.convicted_on.in_words())
    assert "recovery-period" == case.stage


def test_outcomes_are_facts_that_clocks_and_checks_can_tell_apart() -> None:
    case = charged().ask("2026-03-20", "review-non-punishment", outcome="continues", reasons=TEXT)
    case = case.ask("2026-06-01", "record-verdict", verdict="acquitted")

    outcomes = {fact.event: fact.outcome for fact in case.referral.facts}
    assert ("continues", "acquitted") == (outcomes["non-punishment-reviewed"], outcomes["verdict-recorded"])


def test_a_review_can_end_the_proceedings() -> None:
    case = charged().ask("2026-03-20", "review-non-punishment", outcome="discontinued")

    assert "discontinued" == the_charge(case).state
    for command, fields in (
        ("record-verdict", {"verdict": "convicted"}),
        ("record-sentence", {"sentence": "fine"}),
        ("record-conviction-quashed", {}),
    ):
        assert Code.CONTRADICTS_RECORD == refused(case, "2026-04-01", command, **fields).code


def test_whoever_goes_on_against_a_victim_gives_reasons() -> None:
    assert Code.REASONS_REQUIRED == refused(charged(), "2026-03-20", "review-non-punishment", outcome="continues").code


def test_a_review_told_late_is_kept_and_does_not_undo_the_verdict() -> None:
    case = convicted().ask(
        "2026-06-02", "review-non-punishment", outcome="continues", reasons=TEXT, effective_at="2026-03-20"
    )

    charge = the_charge(case)
    assert "convicted" == charge.state
    assert charge.reviewed_on is not None


def test_nobody_discontinues_after_the_verdict_or_reviews_after_the_end() -> None:
    acquitted = charged().ask("2026-06-01", "record-verdict", verdict="acquitted")
    number = the_charge(acquitted).version
    late = refused(acquitted, "2026-06-02", "review-non-punishment", outcome="continues", reasons=TEXT, charge=number)
    ended = refused(convicted(), "2026-06-02", "review-non-punishment", outcome="discontinued")

    assert [Code.CONTRADICTS_RECORD, Code.CONTRADICTS_RECORD] == [late.code, ended.code]


def test_a_plea_of_guilty_needs_no_trial() -> None:
    case = charged().ask("2026-04-01", "record-plea", plea="guilty")
    sentenced = case.ask("2026-05-01", "record-sentence", sentence="community")
    by_verdict = case.ask("2026-04-01", "record-verdict", verdict="convicted")

    charge = the_charge(sentenced)
    assert charge.convicted_on is not None
    assert ("sentenced", "1 April 2026") == (charge.state, charge.convicted_on.in_words())
    assert "convicted" == the_charge(by_verdict).state
    assert "quashed" == the_charge(sentenced.ask("2026-11-01", "record-conviction-quashed")).state


def test_a_sentence_without_a_verdict_or_a_plea_of_guilty_contradicts_the_record() -> None:
    not_guilty = charged().ask("2026-04-01", "record-plea", plea="not-guilty")

    for case in (charged(), not_guilty):
        assert Code.CONTRADICTS_RECORD == refused(case, "2026-05-01", "record-sentence", sentence="custody").code


def test_a_plea_can_be_changed_before_the_verdict() -> None:
    case = charged().ask("2026-04-01", "record-plea", plea="guilty")
    assert Code.CONTRADICTS_RECORD == refused(case, "2026-04-20", "record-verdict", verdict="acquitted").code
    case = case.ask("2026-04-10", "record-plea", plea="not-guilty")

    assert not the_charge(case).pleaded_guilty
    assert "acquitted" == the_charge(case.ask("2026-04-20", "record-verdict", verdict="acquitted")).state


def test_an_earlier_plea_told_late_does_not_replace_the_later_one() -> None:
    case = charged().ask("2026-04-10", "record-plea", plea="guilty")
    case = case.ask("2026-04-11", "record-plea", plea="not-guilty", effective_at="2026-04-01")

    assert the_charge(case).pleaded_guilty


def test_a_plea_comes_before_the_verdict_but_may_be_told_after_it() -> None:
    told = convicted().ask("2026-06-02", "record-plea", plea="not-guilty", effective_at="2026-04-01")

    assert "convicted" == the_charge(told).state
    number = the_charge(convicted()).version
    assert (
        Code.CONTRADICTS_RECORD == refused(convicted(), "2026-06-02", "record-plea", plea="guilty", charge=number).code
    )


def test_a_retrial_is_a_new_charge_or_a_new_verdict_on_the_charge_that_is_named() -> None:
    quashed = convicted().ask("2026-09-01", "record-conviction-quashed")
    number = the_charge(quashed).version

    for case, named in ((convicted(), {"charge": number}), (quashed, {})):
        assert (
            Code.CONTRADICTS_RECORD == refused(case, "2026-10-01", "record-verdict", verdict="acquitted", **named).code
        )
    early = {"verdict": "convicted", "charge": number, "effective_at": "2026-08-31"}
    assert Code.DATE_OUT_OF_ORDER == refused(quashed, "2026-10-01", "record-verdict", **early).code
    for verdict in ("convicted", "acquitted"):
        tried_again = quashed.ask("2026-10-01", "record-verdict", verdict=verdict, charge=number)
        assert verdict == the_charge(tried_again).state
    again = quashed.ask("2026-10-01", "record-charge", offence="cannabis-cultivation")
    again = again.ask("2026-12-01", "record-verdict", verdict="acquitted")
    assert ["quashed", "acquitted"] == [charge.state for charge in again.referral.strands.charges.values()]


def test_only_a_conviction_can_be_quashed() -> None:
    acquitted = charged().ask("2026-06-01", "record-verdict", verdict="acquitted")

    for case in (charged(), acquitted):
        number = the_charge(case).version
        refusal = refused(case, "2026-09-01", "record-conviction-quashed", charge=number)
        assert Code.CONTRADICTS_RECORD == refusal.code


def test_steps_are_dated_in_their_order() -> None:
    pleaded = charged().ask("2026-04-01", "record-plea", plea="guilty")
    early = [
        refused(charged(), "2026-04-01", "record-plea", plea="guilty", effective_at="2026-03-09"),
        refused(pleaded, "2026-06-01", "record-verdict", verdict="convicted", effective_at="2026-03-31"),
        refused(convicted(), "2026-06-02", "record-sentence", sentence="fine", effective_at="2026-05-31"),
        refused(convicted(), "2026-09-01", "record-conviction-quashed", effective_at="2026-05-31"),
    ]

    assert {Code.DATE_OUT_OF_ORDER} == {refusal.code for refusal in early}


def test_nothing_is_recorded_before_it_happened() -> None:
    refusal = refused(referred("2026-03-02"), "2026-03-03", "record-charge", offence="theft", effective_at="2026-03-04")

    assert Code.DATE_IN_FUTURE == refusal.code


def test_a_charge_may_be_older_than_the_referral() -> None:
    case = referred("2026-03-02").ask("2026-03-03", "record-charge", offence="theft", effective_at="2025-12-01")

    assert "1 December 2025" == the_charge(case).on.in_words()


def test_where_several_charges_are_open_a_step_says_which_is_meant() -> None:
    case = charged().ask("2026-03-11", "record-charge", offence="theft")
    first, second = case.referral.strands.charges

    unclear = refused(case, "2026-04-01", "record-plea", plea="guilty")
    assert Code.MISSING_FIELD == unclear.code
    assert f"{first} (charge recorded: cannabis cultivation, " in unclear.message
    assert f"; {second} (charge recorded: theft, " in unclear.message
    case = case.ask("2026-04-01", "review-non-punishment", outcome="discontinued", charge=second)
    case = case.ask("2026-04-02", "record-plea", plea="not-guilty")
    assert ["pleaded", "discontinued"] == [charge.state for charge in case.referral.strands.charges.values()]


def test_a_step_needs_a_charge_and_a_number_that_is_one() -> None:
    nobody_charged = in_recovery("2026-03-02", "2026-03-06")

    assert Code.CONTRADICTS_RECORD == refused(nobody_charged, "2026-04-01", "record-verdict", verdict="convicted").code
    wrong = refused(charged(), "2026-04-01", "record-plea", plea="guilty", charge=1)
    assert Code.EVENT_NOT_FOUND == wrong.code


def test_a_link_made_in_error_records_no_crime_whatever_it_said_before() -> None:
    found = in_recovery("2026-03-02", "2026-03-06").ask("2026-06-01", "decide-conclusive-grounds", outcome="positive")
    linked = found.ask("2026-06-02", "link-prosecution", prosecution=PROSECUTION, witness=False, crime_recorded=True)
    ended = linked.ask("2026-06-03", "end-prosecution-link", prosecution=PROSECUTION, in_error=True)

    assert "positive-without-crime-recorded" not in concerns(linked)
    assert "positive-without-crime-recorded" in concerns(ended)


def test_a_conviction_can_be_quashed_long_after_the_case_was_closed() -> None:
    case = convicted().ask("2026-06-20", "record-sentence", sentence="custody")
    case = case.ask("2026-06-21", "decide-conclusive-grounds", outcome="positive", by="a.decider")
    case = case.ask("2026-06-22", "close", reason="identification-complete")
    case = case.ask("2026-11-01", "record-conviction-quashed")

    assert ("quashed", "closed") == (the_charge(case).state, case.stage)


def test_a_caseworker_does_not_review_for_the_prosecutor() -> None:
    refusal = refused(charged(), "2026-04-01", "review-non-punishment", Role.CASEWORKER, outcome="discontinued")

    assert Code.ROLE_NOT_PERMITTED == refusal.code


# Links to the prosecution of the traffickers


def linked(*, witness: bool = False) -> Case:
    case = in_recovery("2026-03-02", "2026-03-06")
    return case.ask("2026-04-01", "link-prosecution", prosecution=PROSECUTION, witness=witness)


def test_a_prosecution_is_linked_once_and_ended_once() -> None:
    again = refused(linked(), "2026-04-02", "link-prosecution", prosecution=PROSECUTION, witness=False)
    ended = linked().ask("2026-09-01", "end-prosecution-link", prosecution=PROSECUTION)
    twice = refused(ended, "2026-09-02", "end-prosecution-link", prosecution=PROSECUTION)

    assert {Code.CONTRADICTS_RECORD} == {again.code, twice.code}
    assert [True] == [link.ended for link in ended.referral.strands.prosecutions]


def test_a_prosecution_that_ended_and_goes_on_after_all_is_linked_again() -> None:
    ended = linked().ask("2026-09-01", "end-prosecution-link", prosecution=PROSECUTION)
    again = ended.ask("2027-02-01", "link-prosecution", prosecution=PROSECUTION, witness=False)

    assert [False] == [link.ended for link in again.referral.strands.prosecutions]
    assert (
        again.ask("2027-03-01", "end-prosecution-link", prosecution=PROSECUTION).referral.strands.prosecutions[0].ended
    )


def test_a_victim_can_become_a_witness_later() -> None:
    case = linked().ask("2026-05-01", "link-prosecution", prosecution=PROSECUTION, witness=True)

    assert [True] == [link.witness for link in case.referral.strands.prosecutions]


def test_what_was_never_linked_cannot_end() -> None:
    case = in_recovery("2026-03-02", "2026-03-06")

    refusal = refused(case, "2026-04-01", "end-prosecution-link", prosecution=PROSECUTION)
    assert Code.CONTRADICTS_RECORD == refusal.code


NO_CRIME = "positive-without-crime-recorded"


def victim() -> Case:
    """Conclusively a victim."""
    return in_recovery("2026-03-02", "2026-03-06").ask("2026-05-01", "decide-conclusive-grounds", outcome="positive")


def test_a_link_without_a_crime_number_leaves_the_concern_that_no_crime_is_recorded() -> None:
    told = {"prosecution": PROSECUTION, "witness": False}
    case = victim().ask("2026-05-05", "link-prosecution", **told, crime_recorded=False)
    recorded = case.ask("2026-05-20", "link-prosecution", **told, crime_recorded=True)

    assert NO_CRIME in concerns(case)
    assert NO_CRIME in concerns(victim().ask("2026-05-05", "link-prosecution", **told))
    assert NO_CRIME not in concerns(recorded)
    assert ["2026-05-20"] == [
        str(one.cleared.first_day)
        for one in recorded.referral.safeguards.values()
        if one.check == NO_CRIME and one.cleared
    ]


@pytest.mark.parametrize(("recorded", "stands"), [(True, False), (False, True), (None, False)])
def test_the_concern_returns_when_the_link_is_ended_because_it_was_made_in_error(
    recorded: bool | None, stands: bool
) -> None:
    told = {"prosecution": PROSECUTION, "witness": False, "crime_recorded": True}
    case = victim().ask("2026-05-05", "link-prosecution", **told)
    said = {} if recorded is None else {"crime_recorded": recorded}
    ended = case.ask("2026-06-01", "end-prosecution-link", prosecution=PROSECUTION, **said)

    assert stands == (NO_CRIME in concerns(ended))


def test_a_link_made_in_error_took_nobody_in() -> None:
    case = in_recovery("2026-03-02", "2026-03-06").ask("2026-04-01", "record-turned-away", agency="kent-police")
    linked = case.ask("2026-04-05", "link-prosecution", prosecution=PROSECUTION, witness=False)
    ended = linked.ask("2026-05-01", "end-prosecution-link", prosecution=PROSECUTION, in_error=False)
    mistaken = linked.ask("2026-05-01", "end-prosecution-link", prosecution=PROSECUTION, in_error=True)

    assert [True, False, False, True] == ["turned-away" in concerns(one) for one in (case, linked, ended, mistaken)]


def test_a_case_is_told_once_more_when_a_prosecution_that_had_ended_has_no_crime_on_record_after_all() -> None:
    told = {"prosecution": PROSECUTION, "witness": False, "crime_recorded": True}
    case = victim().ask("2026-05-05", "link-prosecution", **told)
    case = case.ask("2026-06-01", "end-prosecution-link", prosecution=PROSECUTION, crime_recorded=True)
    struck = case.ask("2026-07-01", "end-prosecution-link", prosecution=PROSECUTION, crime_recorded=False)

    assert (False, True) == (NO_CRIME in concerns(case), NO_CRIME in concerns(struck))


RECORDED, NOT_RECORDED = {"crime_recorded": True}, {"crime_recorded": False}


def crime_breach(case: Case, clock: str) -> tuple[str, str | None]:
    """What became of the breach that the crime was not put on record in time, and when."""
    (breach,) = [one for key, one in case.referral.breaches.items() if key[0] == clock]
    return breach.status, breach.cured.text if breach.cured else None


@pytest.mark.parametrize(("nation", "clock"), [("england-and-wales", "crime-recording"), ("scotland", "crime-record")])
def test_only_a_link_with_a_crime_on_record_cures_that_the_crime_was_not_recorded(nation: str, clock: str) -> None:
    case = in_recovery("2026-03-02", "2026-03-06", nation=nation)
    case = case.ask("2026-05-01", "decide-conclusive-grounds", outcome="positive").ask("2026-06-01", "pass-time")
    told = {"prosecution": PROSECUTION, "witness": False}
    unnumbered = case.ask("2026-06-02", "link-prosecution", effective_at="2026-06-02", **told, **NOT_RECORDED)
    numbered = unnumbered.ask("2026-06-03", "link-prosecution", effective_at="2026-06-03", **told, **RECORDED)
    struck = numbered.ask("2026-06-04", "link-prosecution", effective_at="2026-06-04", **told, **NOT_RECORDED)
    ended = numbered.ask("2026-06-04", "end-prosecution-link", prosecution=PROSECUTION, **RECORDED)
    mistaken = numbered.ask("2026-06-04", "end-prosecution-link", prosecution=PROSECUTION, in_error=True)
    anew = mistaken.ask("2026-06-05", "link-prosecution", effective_at="2026-06-05", **told, **RECORDED)

    open_still, cured = ("open", None), ("cured", "2026-06-03")
    found = [crime_breach(one, clock) for one in (case, unnumbered, numbered, struck, ended, mistaken, anew)]
    assert [open_still, open_still, cured, open_still, cured, open_still, ("cured", "2026-06-05")] == found


def test_a_crime_recorded_when_the_prosecution_has_ended_is_recorded_then() -> None:
    case = in_recovery("2026-03-02", "2026-03-06")
    case = case.ask("2026-06-02", "link-prosecution", prosecution=PROSECUTION, witness=False, **NOT_RECORDED)
    ended = case.ask("2026-06-10", "end-prosecution-link", prosecution=PROSECUTION, **NOT_RECORDED)
    told = {"prosecution": PROSECUTION, "effective_at": "2026-06-20"}
    recorded = ended.ask("2026-06-20", "end-prosecution-link", **told, **RECORDED)

    assert "open" == crime_breach(ended, "crime-recording")[0]
    assert ("cured", "2026-06-20") == crime_breach(recorded, "crime-recording")


def test_a_link_made_in_error_leaves_the_crime_on_record_in_another_prosecution() -> None:
    other = UUID("55555555-5555-4555-8555-555555555555")
    case = in_recovery("2026-03-02", "2026-03-06")
    for on, prosecution in (("2026-06-02", PROSECUTION), ("2026-06-05", other)):
        case = case.ask(on, "link-prosecution", prosecution=prosecution, witness=False, effective_at=on, **RECORDED)
    mistaken = case.ask("2026-06-10", "end-prosecution-link", prosecution=PROSECUTION, in_error=True)

    assert [("cured", "2026-06-02"), ("cured", "2026-06-05")] == [
        crime_breach(one, "crime-recording") for one in (case, mistaken)
    ]


def test_what_a_prosecution_tells_is_as_exact_as_it_is_known_there() -> None:
    told = {"prosecution": PROSECUTION, "witness": False, "effective_at": "2026-05"}
    case = in_recovery("2026-03-02", "2026-03-06").ask("2026-06-02", "link-prosecution", **told, **RECORDED)

    assert ("cured", "2026-05") == crime_breach(case, "crime-recording")


@pytest.mark.parametrize("command", ["link-prosecution", "end-prosecution-link"])
def test_only_the_engine_links(command: str) -> None:
    fields: dict[str, Any] = {"witness": False} if command == "link-prosecution" else {}
    refusal = refused(linked(), "2026-05-01", command, Role.CASEWORKER, prosecution=PROSECUTION, **fields)

    assert Code.ROLE_NOT_PERMITTED == refusal.code


# Histories told in any order


def told(state: Referral, event: Event, on: str = "2015-07") -> Referral:
    after = evolve(state, (event, When.parse(on)))
    assert isinstance(after, Referral)
    return after


def test_an_account_that_tells_of_no_charge_still_tells_that_there_was_one() -> None:
    state = referred("2026-03-02").referral
    for event, expected in (
        (NonPunishmentReviewed(outcome="discontinued"), "discontinued"),
        (PleaRecorded(plea="guilty"), "pleaded"),
        (VerdictRecorded(verdict="convicted"), "convicted"),
        (SentenceRecorded(), "sentenced"),
        (ConvictionQuashed(), "quashed"),
    ):
        (charge,) = told(state, event).strands.charges.values()
        assert (expected, None, state.version + 1) == (charge.state, charge.offence, charge.version)


def test_a_step_on_a_charge_that_is_not_there_is_a_fact_and_nothing_more() -> None:
    state = referred("2026-03-02").referral
    for event in (ConvictionQuashed(charge=99), ProsecutionEnded(prosecution=PROSECUTION)):
        after = told(state, event)
        assert event.type == after.facts[-1].event
        assert {} == dict(after.strands.charges)


def test_steps_of_an_account_are_about_its_latest_charge() -> None:
    state = told(told(referred("2026-03-02").referral, ChargeRecorded()), ChargeRecorded(offence="false-papers"))
    state = told(told(state, SentenceRecorded()), ConvictionQuashed(), "2016")

    first, second = state.strands.charges.values()
    assert ("charged", "quashed") == (first.state, second.state)
    assert second.convicted_on is not None
    assert "July 2015" == second.convicted_on.in_words()


def test_a_charge_is_struck_after_its_verdict() -> None:
    case = convicted()
    (number,) = case.referral.strands.charges
    with pytest.raises(NrmError, match="Strike or correct event"):
        case.ask("2026-06-03", "correct-fact", event=number, struck=True, reasons=TEXT)
    verdict = max(fact.version for fact in case.referral.facts if fact.event == "verdict-recorded")
    for wrong in (verdict, number):
        case = case.ask("2026-06-03", "correct-fact", event=wrong, struck=True, reasons=TEXT)

    assert {} == dict(case.referral.strands.charges)


def test_a_conviction_by_a_plea_of_guilty_can_be_quashed_which_clears_its_concern() -> None:
    pleaded = charged().ask("2026-04-01", "record-plea", plea="guilty")
    found = pleaded.ask("2026-06-01", "decide-conclusive-grounds", outcome="positive")
    quashed = found.ask("2026-06-10", "record-conviction-quashed")

    assert "convicted-before-conclusive-positive" in concerns(found)
    assert "convicted-before-conclusive-positive" not in concerns(quashed)
    early = {"charge": the_charge(pleaded).version, "effective_at": "2026-03-31"}
    assert Code.DATE_OUT_OF_ORDER == refused(found, "2026-06-10", "record-conviction-quashed", **early).code


def test_a_sentence_learnt_of_after_the_quashing_leaves_it_quashed() -> None:
    pleaded = charged().ask("2026-04-01", "record-plea", plea="guilty")
    quashed = pleaded.ask("2026-06-10", "record-conviction-quashed")
    which = {"charge": the_charge(pleaded).version, "sentence": "custody"}
    told = the_charge(quashed.ask("2026-06-12", "record-sentence", effective_at="2026-05-01", **which))

    assert ("quashed", "2026-06-10", "2026-04-01") == (told.state, day_of(told.moved), day_of(told.convicted_on))
    assert Code.CONTRADICTS_RECORD == refused(quashed, "2026-06-12", "record-sentence", **which).code


def test_a_charge_came_to_its_state_when_it_did_and_not_when_something_else_was_told() -> None:
    convicted = charged().ask("2026-05-01", "record-verdict", verdict="convicted")
    which = {"charge": the_charge(convicted).version}
    late = convicted.ask("2026-05-20", "record-plea", plea="not-guilty", effective_at="2026-04-01", **which)
    told = the_charge(late.ask("2026-05-21", "review-non-punishment", outcome="continues", reasons=TEXT, **which))

    assert ("convicted", "2026-05-01") == (told.state, day_of(told.moved))


def day_of(when: When | None) -> str:
    return str(when.day) if when else "never"
