"""As it was: of all that is known, what was so by a day. Corrections hold, whenever they were made."""

import random
from datetime import date, timedelta
from typing import Any

import pytest

from domain.clocks import Reading
from domain.referral.as_it_was import as_it_was
from domain.referral.outlook import Outlook
from domain.referral.state import Referral
from domain.referral.strands import AtLiberty, Held
from domain.rules.shelf import published
from domain.safeguards import concerns
from domain.timeline import last_instant_of
from domain.when import When
from tests.support.casework import TEXT, Case, awaiting_reasonable_grounds, in_recovery, referred
from tests.support.stories import BEGINS, OTHER, Said, any_story, ask, new_case, plain

DETAINED = frozenset({"detained-while-undecided"})
RG_CLOCK = "reasonable-grounds-decision"


def at(case: Case, day: str) -> Outlook:
    found = as_it_was(case.events, published(), When.parse(day))
    assert found is not None
    return found


def reading(outlook: Outlook, day: str, clock: str = RG_CLOCK) -> Reading:
    return next(one for one in outlook.readings(last_instant_of(When.parse(day))) if one.clock == clock)


def number_of(case: Case, event: str) -> int:
    return next(fact.version for fact in case.referral.facts if fact.event == event)


def corrected(case: Case, event: str, on: str = "2026-11-28", **told: Any) -> Case:
    return case.ask(on, "correct-fact", event=number_of(case, event), reasons=TEXT, **told)


def test_a_redated_decision_was_made_on_its_other_day() -> None:
    case = awaiting_reasonable_grounds("2026-08-03").ask("2026-08-20", "decide-reasonable-grounds", outcome="positive")
    case = corrected(case, "reasonable-grounds-decided", becomes="2026-08-06")
    then = at(case, "2026-08-15")

    assert ("recovery-period", "met") == (then.state.stage.name, reading(then, "2026-08-15").status)
    assert ["disproved"] == [one.status for key, one in then.state.breaches.items() if key[0] == RG_CLOCK]


def test_a_decision_that_was_redated_to_a_later_day_leaves_the_real_breach() -> None:
    case = awaiting_reasonable_grounds("2026-08-03").ask("2026-08-06", "decide-reasonable-grounds", outcome="positive")
    case = corrected(case, "reasonable-grounds-decided", becomes="2026-08-20")
    then = at(case, "2026-08-15")

    assert ("awaiting-reasonable-grounds", "breached") == (then.state.stage.name, reading(then, "2026-08-15").status)
    assert ["open"] == [one.status for key, one in then.state.breaches.items() if key[0] == RG_CLOCK]


def test_a_referral_that_was_redated_was_made_on_its_other_day() -> None:
    case = corrected(referred("2026-08-03"), "referral-made", becomes="2026-07-20")

    assert "referred" == at(case, "2026-07-21").state.stage.name
    assert None is as_it_was(case.events, published(), When.parse("2026-07-19"))


def test_what_was_struck_never_was_and_what_was_brought_back_was() -> None:
    case = referred("2026-08-03").ask("2026-08-05", "record-detention", kind="adult-prison")
    struck = corrected(case, "person-detained", struck=True)
    back = struck.ask("2026-11-29", "correct-fact", event=struck.referral.version - len(struck.last) + 1, struck=True,
                      reasons=TEXT)  # fmt: skip

    assert isinstance(at(case, "2026-08-10").state.strands.custody, Held)
    assert isinstance(at(struck, "2026-08-10").state.strands.custody, AtLiberty)
    assert isinstance(at(back, "2026-08-10").state.strands.custody, Held)
    for found, stood in ((case, True), (struck, False), (back, True)):
        raised = [one for key, one in at(found, "2026-08-10").state.safeguards.items() if key[0] in DETAINED]
        assert [stood] == [one.is_open for one in raised]


def test_a_link_to_an_earlier_referral_was_so_all_along() -> None:
    case = new_case().ask("2026-08-03", "refer", nation="england-and-wales", age_group="adult", consent="given",
                          first_responder="salvation-army")  # fmt: skip
    case = case.ask("2026-11-28", "link-referral", other=OTHER, relation="earlier-referral")
    then = at(case, "2026-08-10")

    assert [OTHER] == [link.other for link in then.state.strands.links]
    assert [("2026-08-03", True)] == [
        (str(one.since.first_day), one.is_open)
        for one in then.state.safeguards.values()
        if one.check == "second-referral"
    ]


def test_the_month_of_turning_18_was_so_all_along() -> None:
    case = referred("2026-03-02", age_group="child", consent="not-needed")
    case = case.ask("2026-03-03", "record-detention", kind="adult-prison")
    case = case.ask("2026-08-03", "record-eighteenth-birthday", month="2026-04")
    (raised,) = [one for one in case.referral.safeguards.values() if one.check == "child-in-adult-prison"]

    assert When.at(When.parse("2026-04").until) == raised.cleared
    assert "2026-04" == str(at(case, "2026-03-10").state.strands.eighteen_in)


def test_what_is_said_beside_an_answer_goes_with_it() -> None:
    case = in_recovery("2026-03-02", "2026-03-05").ask(
        "2026-04-01", "decide-conclusive-grounds", outcome="negative", reasons=TEXT
    )
    asked: dict[str, Any] = {"decision": "conclusive-grounds", "requested_by": "person", "grounds": TEXT}
    case = case.ask("2026-04-10", "request-reconsideration", **asked)
    case = case.ask("2026-05-20", "decide-reconsideration", outcome="decide-again", reasons=TEXT)
    case = corrected(case, "reconsideration-decided", becomes="2026-05-04")

    assert "conclusive-grounds-negative" == at(case, "2026-05-03").state.stage.name
    assert "recovery-period" == at(case, "2026-05-10").state.stage.name


def test_a_breach_that_was_cured_later_was_open() -> None:
    case = awaiting_reasonable_grounds("2026-08-03").ask("2026-08-20", "decide-reasonable-grounds", outcome="positive")

    for day, status in (("2026-08-10", None), ("2026-08-11", "open"), ("2026-08-20", "cured")):
        found = [one.status for key, one in at(case, day).state.breaches.items() if key[0] == RG_CLOCK]
        assert ([status] if status else []) == found


def told_by(story: list[Said], day: date) -> Case:
    """The story as far as it had come by the end of a day, typed on that day."""
    case, numbers = new_case(), dict[int, int]()
    for place, one in enumerate(story):
        if BEGINS + timedelta(days=one.day) <= day:
            case, numbers = ask(case, one, place, numbers, one.when)
    return case


@pytest.mark.parametrize("seed", range(12))
def test_whatever_was_corrected_the_case_at_a_day_is_what_was_so_by_then(seed: int) -> None:
    drawn = random.Random(seed)  # noqa: S311 - drawn by the test, not by chance
    story = any_story(drawn)
    case, numbers = new_case(), dict[int, int]()
    for place, one in enumerate(story):
        case, numbers = ask(case, one, place, numbers, one.when)
    notes = [place for place in range(1, len(story)) if drawn.random() < 0.3]
    for place in notes:
        case = misdated(case, numbers[place], story[place])

    for days in range(0, 60, 3):
        day = BEGINS + timedelta(days=days)
        then, wanted = at(case, str(day)).state, told_by(story, day).referral
        assert nameless(wanted) == nameless(then)
        standing = concerns(then, published(), last_instant_of(When.on(day)))
        assert set(standing) == {key for key, raised in then.safeguards.items() if raised.is_open}


def misdated(case: Case, number: int, one: Said) -> Case:
    """The case once an event was redated by mistake, and dated right again."""
    later = str(BEGINS + timedelta(days=one.day + 1))
    told: dict[str, Any] = {"event": number, "reasons": TEXT}
    wrong = case.ask("2026-11-27", "correct-fact", becomes=later, **told)
    return wrong.ask("2026-11-28", "correct-fact", becomes=one.when, **told)


def nameless(state: Referral) -> tuple[Any, ...]:
    """Stage, strands and dated facts, without the numbers of events."""
    facts = [(fact.event, fact.when.text, fact.outcome) for fact in state.facts if fact.event != "fact-corrected"]
    return plain(state.stage, bool), plain(state.strands, bool), facts


def test_without_a_moment_the_case_is_as_it_stands() -> None:
    case = in_recovery("2026-08-03", "2026-08-06")
    found = as_it_was(case.events, published())

    assert found is not None
    assert case.state == found.state
    assert None is as_it_was((), published())
