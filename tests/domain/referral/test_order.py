"""A case is what its dated facts make of it: in whatever order they are typed, all that is found is the same.

Each story is a list of dated facts, each on a day of its own, in the order of time. It is typed as it happens, with
time passing in between; and then all at once, long afterwards, in other orders. What is refused, because something it
needs is not on record yet, is typed again later; what moves the case from stage to stage is typed in its own order, as
it has to be. At the end everything must be the same: stage, strands, clocks, breaches, and when each concern stood.
"""

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest

from domain.errors import NrmError
from domain.referral.commands import MOVE_THE_CASE
from domain.referral.state import Referral
from domain.safeguards import SAFEGUARDS
from tests.support.casework import TEXT, Case, instant
from tests.support.stories import (
    BEGINS,
    OTHER,
    REASONED,
    Said,
    allocate,
    any_story,
    ask,
    cancelled,
    final,
    first,
    held,
    met,
    new_case,
    on_charge,
    plain,
    planned,
    refer,
    released,
    said,
    step,
    supported,
)

LONG_AFTER = BEGINS + timedelta(days=200)
ORDERS = 5


CHARGED = (refer(), allocate(), said(2, "record-charge", offence="cannabis-cultivation"), first(4))

STORIES: Mapping[str, Sequence[Said]] = {
    "detained-while-undecided": [refer(), allocate(), held(2), step(3), released(7), first(9), supported(10)],
    "detained-after-positive": [refer(), allocate(), first(4), held(6), released(20), final(60), held(70)],
    "child-in-adult-prison": [
        refer(age="child"), allocate(), held(3, "adult-prison"), said(5, "dispute-age", disputed_by="kent-police"),
        said(9, "assess-age", outcome="adult", assessor="kent-county-council"), released(12),
    ],
    "child-in-immigration-detention": [
        refer(), allocate(), held(3), said(5, "claim-age", claimed="child"), held(8, "young-offender-institution"),
        held(11), said(15, "assess-age", outcome="adult", assessor="kent-county-council"),
    ],
    "release-without-safety-plan": [
        refer(), allocate(), held(2), planned(3, 5), released(5, plan=False), said(6, "record-safety-plan"), held(8),
        planned(9, 20), said(11, "record-safety-plan"), released(20), held(30), released(31, plan=False), held(33),
    ],
    "child-missing": [
        refer(age="child"), allocate(), said(3, "report-missing"), said(6, "record-found"), said(9, "report-missing"),
        said(12, "record-missing-response", response="police-told"), said(30, "record-found"),
    ],
    "missing-within-48-hours-of-placement": [
        refer(age="child"), said(2, "record-placement", kind="foster-care"), said(3, "report-missing"),
        said(5, "end-placement"), said(7, "record-found"),
    ],
    "missing-child-police-not-told": [
        refer(age="child"), said(3, "report-missing"), said(4, "record-missing-response", response="police-told"),
        said(9, "record-found"), said(11, "claim-age", claimed="adult"),
    ],
    "missing-child-no-strategy-meeting": [
        refer(age="child"), said(3, "report-missing"), said(4, "record-missing-response", response="police-told"),
        said(6, "record-missing-response", response="strategy-meeting"), said(9, "record-found"),
    ],
    "lone-child-without-guardian": [
        refer(age="child"), said(2, "record-lone-child"), said(4, "appoint-guardian", scheme="ictg"),
        said(9, "end-guardianship", reason="other"), said(14, "appoint-guardian", scheme="ictg"),
    ],
    "charged-without-non-punishment-review": [
        *CHARGED, on_charge(8, "review-non-punishment", 2, outcome="continues", **REASONED),
        on_charge(9, "record-plea", 2, plea="not-guilty"),
    ],
    "pleaded-without-non-punishment-review": [
        *CHARGED, on_charge(6, "record-plea", 2, plea="guilty"),
        on_charge(9, "review-non-punishment", 2, outcome="discontinued"),
    ],
    "sentenced-without-non-punishment-review": [
        *CHARGED, on_charge(6, "record-plea", 2, plea="guilty"),
        on_charge(12, "record-sentence", 2, sentence="custody"), on_charge(20, "record-conviction-quashed", 2),
    ],
    "convicted-before-conclusive-positive": [
        *CHARGED, on_charge(6, "record-plea", 2, plea="not-guilty"),
        on_charge(8, "record-verdict", 2, verdict="convicted"), final(50),
        on_charge(70, "record-conviction-quashed", 2),
    ],
    "positive-without-crime-recorded": [
        refer(), allocate(), first(4), final(50),
        said(60, "link-prosecution", prosecution=OTHER, witness=False, crime_recorded=False),
        said(64, "link-prosecution", prosecution=OTHER, witness=False, crime_recorded=True),
        said(70, "end-prosecution-link", prosecution=OTHER, crime_recorded=False),
    ],
    "witness-unsupported-before-trial": [
        refer(), allocate(), said(2, "link-prosecution", prosecution=OTHER, witness=True), first(4), supported(5),
        said(40, "end-support", reason="left-by-choice"), supported(45),
        said(60, "end-prosecution-link", prosecution=OTHER),
    ],
    "negative-without-evidence": [
        refer(), allocate(), first(4, "negative"),
        said(9, "request-reconsideration", decision="reasonable-grounds", requested_by="person", grounds=TEXT),
        said(15, "decide-reconsideration", outcome="decide-again", **REASONED), first(18),
    ],
    "negative-without-second-person": [
        refer(), allocate(), first(4, "negative", unit="sca"),
        said(6, "review-decision", decision="reasonable-grounds", outcome="agreed", by="ben"),
        said(8, "serve-decision", decision="reasonable-grounds", served_on="person"),
    ],
    "negative-on-credibility-alone": [
        refer(), allocate(), first(4), final(50, "negative", reason_codes=("credibility",)),
        said(60, "issue-judicial-review", decision="conclusive-grounds"),
        said(65, "record-judicial-review-step", step="permission-granted"),
        said(70, "record-judicial-review-step", step="consent-order"), final(90),
    ],
    "same-unit-decides-and-enforces": [refer(), allocate(), step(2, unit="ieca"), first(4, unit="ieca"), supported(5)],
    "enforcement-before-decision": [
        refer(), allocate(), step(2), cancelled(3, 2), step(5, "charter-listing"), first(7),
    ],
    "enforcement-inside-protected-period": [
        refer(), allocate(), step(2), first(4), supported(5), cancelled(9, 2), step(11), step(13, "expulsion"),
    ],
    "rights-not-explained": [
        refer(), allocate(), first(4),
        said(9, "record-rights-information", language="albanian", interpreter=False, understood=False),
        said(14, "record-rights-information", language="albanian", interpreter=True, understood=True),
    ],
    "suspended-while-present": [
        refer(), allocate(), said(2, "report-missing"), said(3, "suspend", **REASONED), said(5, "record-found"),
        said(7, "resume"), first(9),
    ],
    "encounter-without-referral-or-notification": [met(), refer(8), allocate(9), first(12)],
    "turned-away": [
        met(), said(3, "record-turned-away", agency="kent-police"), refer(8), held(9),
        said(10, "record-turned-away", agency="kent-police"),
    ],
    "second-referral": [
        refer(), allocate(), held(2), said(6, "link-referral", other=OTHER, relation="earlier-referral"),
    ],
}  # fmt: skip

MORE: Mapping[str, Sequence[Said]] = {
    "withdrawn and back": [
        refer(), allocate(), step(2), first(4), supported(5), said(8, "withdraw"), said(12, "reopen"), cancelled(20, 2),
    ],
    "closed and back": [
        refer(), allocate(), first(4), supported(5), held(6), said(8, "close", reason="opened-in-error"), step(9),
        said(12, "reopen"), released(15),
    ],
    "closed and quashed": [
        refer(), allocate(), held(2), first(4), final(50, "negative"),
        said(60, "issue-judicial-review", decision="conclusive-grounds"), said(62, "close", reason="negative-decision"),
        said(65, "record-judicial-review-step", step="permission-granted"),
        said(70, "record-judicial-review-step", step="consent-order"), released(80),
    ],
    "disqualified and back": [
        refer(), allocate(), first(4), supported(5), said(7, "propose-disqualification", ground="public-order"),
        said(9, "decide-disqualification", outcome="disqualified", recovery_need_weighed=True,
             retrafficking_risk_weighed=True, **REASONED),
        step(10), said(14, "revoke-disqualification", **REASONED), cancelled(18, 6),
    ],
    "a child who turns 18": [
        refer(age="child"), allocate(), held(3, "adult-prison"),
        said(10, "record-eighteenth-birthday", month="2026-04"), said(70, "record-consent-at-18", answer="given"),
        released(80),
    ],
    "a child for some days": [
        refer(), allocate(), said(3, "claim-age", claimed="child"), said(5, "report-missing"), said(7, "record-found"),
        said(9, "assess-age", outcome="adult", assessor="kent-county-council"), said(11, "report-missing"),
    ],
    "directions before the referral": [
        met(), held(2), step(4), refer(8), allocate(9), first(11, "negative"), cancelled(20, 2), released(21),
    ],
    "a death": [refer(), allocate(), held(2), said(5, "record-death"), said(9, "close", reason="died")],
    "support from one to another": [
        refer(), allocate(), supported(2), first(4), said(8, "start-support", provider="migrant-help"),
        said(10, "review-recovery-period", outcome="to-be-extended"),
        said(12, "extend-recovery-period", until=str(BEGINS + timedelta(days=50))),
        said(30, "end-support", reason="left-by-choice"), supported(34), final(60),
        said(70, "decide-leave", outcome="granted", kind="temporary-permission-to-stay"),
        said(80, "end-move-on-support", reason="needs-met"),
    ],
    "information asked for": [
        refer(), allocate(), said(2, "request-information", asked="kent-police"), first(12), supported(13), final(60),
    ],
}  # fmt: skip

EVERY = {**STORIES, **MORE}

MOVES = MOVE_THE_CASE | {"reopen", "decide-reconsideration", "record-judicial-review-step"}


def test_every_safeguard_has_a_story() -> None:
    assert list(SAFEGUARDS) == list(STORIES)


@pytest.mark.parametrize("check", STORIES)
def test_a_story_raises_what_it_is_about(check: str) -> None:
    assert check in {concern[0] for concern in as_it_happened(STORIES[check]).safeguards}


@pytest.mark.parametrize("name", EVERY)
def test_all_that_is_found_is_the_same_in_whatever_order_it_was_typed(name: str) -> None:
    story = EVERY[name]
    wanted = as_it_happened(story)

    for order in orders(story):
        assert wanted == typed(story, order), order


@pytest.mark.parametrize("seed", range(24))
def test_any_facts_make_the_same_case_in_whatever_order_they_were_typed(seed: int) -> None:
    story = any_story(random.Random(seed))  # noqa: S311 - drawn by the test, not by chance
    wanted = as_it_happened(story)

    for order in orders(story)[1:4]:
        assert wanted == typed(story, order), order


@pytest.mark.parametrize("name", EVERY)
def test_what_is_struck_leaves_nothing_behind_and_neither_does_what_is_struck_by_mistake(name: str) -> None:
    story = EVERY[name]
    case, numbers = as_typed(story, range(1, len(story)))
    wanted = found(case, numbers)

    for place in range(1, len(story)):
        try:
            struck = correct(case, numbers[place])
        except NrmError:
            continue
        without = [other for other in range(1, len(story)) if other != place]
        assert found(*as_typed(story, without)) == found(struck, {**numbers, place: 0}), story[place]
        assert wanted == found(correct(struck, len(case.events) + 1), numbers), story[place]


@pytest.mark.parametrize("name", EVERY)
def test_what_is_given_another_date_was_so_on_that_date(name: str) -> None:
    story = EVERY[name]
    case, numbers = as_typed(story, range(1, len(story)))
    days = {one.day for one in story}

    for place, one in enumerate(story[1:], start=1):
        for day in {one.day - 1, one.day + 1} - days:
            moved = [*story[:place], replace(one, day=day), *story[place + 1 :]]
            told: dict[str, Any] = {"event": numbers[place], "becomes": moved[place].when, "reasons": TEXT}
            try:
                redated = case.ask(str(LONG_AFTER), "correct-fact", **told)
            except NrmError:
                continue
            assert typed(moved, range(1, len(story))) == found(redated, numbers), moved[place]


def correct(case: Case, number: int) -> Case:
    """Strike what was so; or, of a correction, take it back."""
    return case.ask(str(LONG_AFTER), "correct-fact", event=number, struck=True, reasons=TEXT)


def orders(story: Sequence[Said]) -> list[list[int]]:
    """What opens a case comes first; the rest in the order of time, backwards, and in any."""
    rest = list(range(1, len(story)))
    drawn = random.Random(len(story))  # noqa: S311 - drawn by the test, not by chance
    return [rest, rest[::-1], *(drawn.sample(rest, k=len(rest)) for _ in range(ORDERS))]


@dataclass(frozen=True)
class Found:
    """All that a case amounts to, with the facts named by their place in the story instead of their numbers."""

    stage: Any
    strands: Any
    clocks: Any
    breaches: Any
    safeguards: set[tuple[Any, ...]]


def as_it_happened(story: Sequence[Said]) -> Found:
    """Typed day by day, with time passing in between."""
    case, numbers = new_case(), dict[int, int]()
    for place, one in enumerate(story):
        if place:
            case = case.ask(one.when, "pass-time")
        case, numbers = ask(case, one, place, numbers, one.when)
    return found(case, numbers)


def typed(story: Sequence[Said], order: Sequence[int]) -> Found:
    return found(*as_typed(story, order))


def as_typed(story: Sequence[Said], order: Sequence[int]) -> tuple[Case, dict[int, int]]:
    """Typed long after, in this order; what is refused is typed again once something else is on record."""
    case, numbers = ask(new_case(), story[0], 0, {}, str(LONG_AFTER))
    waiting = list(order)
    while waiting:
        moves = next((place for place in sorted(waiting) if story[place].command in MOVES), None)
        for place in waiting:
            if story[place].command in MOVES and place != moves:
                continue
            try:
                case, numbers = ask(case, story[place], place, numbers, str(LONG_AFTER))
            except (NrmError, KeyError) as refusal:
                last = refusal
                continue
            waiting.remove(place)
            break
        else:
            message = f"{[story[place].command for place in waiting]} would never be taken: {last}"
            raise AssertionError(message)
    return case, numbers


def found(case: Case, numbers: Mapping[int, int]) -> Found:
    now = instant(str(LONG_AFTER))
    case = case.ask(str(LONG_AFTER), "pass-time")
    assert () == case.ask(str(LONG_AFTER), "pass-time").last
    state, places = case.referral, {number: place for place, number in numbers.items()}

    def named(number: int) -> Any:
        return places.get(number, f"beside {places.get(number - 1)}")

    return Found(
        stage=plain(state.stage, named),
        strands=plain(state.strands, named),
        clocks={
            (one.clock, named(one.run)): (one.status, one.starts_on, one.due_on, one.ended_on, one.days_late, one.why)
            for one in case.outlook.readings(now)
        },
        breaches={
            (key[0], named(key[1]), rung(key[2], named)): (one.status, one.days_late, one.recorded.due_on, one.due_at)
            for key, one in case.outlook.breaches(now).items()
            if one.status != "disproved"
        },
        safeguards=set(spells(state, named)),
    )


def rung(name: str, named: Callable[[int], Any]) -> Any:
    what, _, number = name.partition(":")
    return (what, named(int(number))) if number else what


def spells(state: Referral, named: Callable[[int], Any]) -> Iterator[tuple[Any, ...]]:
    for raised in state.safeguards.values():
        for one in raised.every:
            if not one.disproved:
                yield one.check, named(one.about), one.since.text, one.cleared.text if one.cleared else None
