"""Each safeguard: what it raises, what stands next door and raises nothing, that it is cleared, and raised again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from domain.clocks import Fact
from domain.referral.beside import Charge, LinkedProsecution
from domain.referral.concerns import of_safeguards
from domain.referral.events.clocks import BreachRecorded, SafeguardCleared, SafeguardRaised
from domain.referral.events.file import AlertAcknowledged
from domain.referral.events.recovery import EnforcementStepRecorded
from domain.referral.evolve import fold
from domain.referral.outlook import Outlook
from domain.referral.stages import (
    AwaitingReasonableGrounds,
    Closed,
    ConclusiveGroundsNegative,
    ConclusiveGroundsPositive,
    Encountered,
    Notified,
    NotReferred,
    RecoveryPeriod,
    Referred,
    Stage,
    Withdrawn,
)
from domain.referral.state import Breach, Dated, Referral
from domain.referral.strands import (
    AgeAsTold,
    AgeFound,
    AgeInDispute,
    Dead,
    DecisionMade,
    Guarded,
    GuardianshipOver,
    Held,
    Link,
    Missing,
    PlannedRelease,
    Present,
    Released,
    Reviewed,
    Strands,
    Supported,
    SupportOver,
)
from domain.rules.shelf import published
from domain.safeguards import SAFEGUARDS, concerns, next_end
from domain.stream.event import Event
from domain.when import When
from tests.support.casework import Case

OTHER = UUID("33333333-3333-4333-8333-333333333333")
NOW = datetime(2024, 6, 3, 12, tzinfo=UTC)


def on(text: str) -> When:
    return When.parse(text)


DAY = on("2024-05-01")
LATER, LATER_STILL = on("2024-06-01"), on("2024-06-02")
ADULT, CHILD, UNKNOWN = AgeAsTold("adult"), AgeAsTold("child"), AgeAsTold("unknown")
DISPUTED = AgeInDispute("child", DAY)

RECOVERY = RecoveryPeriod(DAY)
POSITIVE = ConclusiveGroundsPositive(DAY)
NEGATIVE = ConclusiveGroundsNegative(DAY)

RG = DecisionMade("reasonable-grounds", "positive", DAY, 3, evidence=1)
CG = DecisionMade("conclusive-grounds", "positive", on("2024-05-20"), 5, evidence=1)
REFUSAL = DecisionMade("reasonable-grounds", "negative", DAY, 4, evidence=2, reason_codes=("means-not-shown",))
AGREED = Reviewed("second", "agreed", DAY)
DISAGREED = Reviewed("second", "disagreed", DAY)

PRISON = Held("adult-prison", DAY, 6)
DETAINED = Held("immigration-detention", DAY, 6)
HELD_SOMEWHERE = Held(None, DAY, 6)
GONE = Missing(on("2024-05-03"), 7)
CHARGE = Charge("cannabis-cultivation", DAY, 8)
PLEADED = replace(CHARGE, state="pleaded", plea="guilty", pleaded_on=on("2024-05-09"))
CONVICTED = replace(CHARGE, state="convicted", convicted_on=on("2024-05-10"))
WITNESS = LinkedProsecution(OTHER, witness=True, version=9)
OVER = SupportOver(DAY, 4, "time-limit")
LINK = Link(OTHER, "earlier-referral", 4)


def fact(event: str, version: int, outcome: str | None = None) -> Fact:
    return Fact(event, DAY, version, outcome)


def breach(clock: str, run: int, rung: str = "overdue", kind: str = "deadline", **told: Any) -> dict[Any, Breach]:
    recorded = BreachRecorded(
        clock=clock, run=run, rung=rung, rule=f"{clock}@2009-04-01", kind=kind, force="policy",
        due_on=date(2024, 5, 20), due_at=datetime(2024, 5, 20, 23, tzinfo=UTC), what="…", duty="…", cure="…",
    )  # fmt: skip
    return {(clock, run, rung): Breach(recorded, 9, **told)}


def a_case(
    stage: Stage = RECOVERY,
    *,
    age: Any = ADULT,
    origin: Any = "live",
    facts: Sequence[Fact] = (),
    breaches: Mapping[Any, Breach] | None = None,
    steps: Mapping[int, str | None] | None = None,
    **strands: Any,
) -> Referral:
    """A case of ten events; `steps` are the enforcement steps among them with the unit that took each."""
    taken: dict[int, Event] = {
        number: EnforcementStepRecorded(step="removal-directions", unit=unit) for number, unit in (steps or {}).items()
    }
    quiet = AlertAcknowledged(alert=1, acknowledged_by="somebody")
    history: tuple[Dated, ...] = tuple((taken.get(number, quiet), DAY) for number in range(1, 11))
    return Referral(
        reference="R-1",
        nation="england-and-wales",
        person=OTHER,
        origin=origin,
        opened=DAY,
        stage=stage,
        strands=Strands(age, **strands),
        version=10,
        facts=(*facts, *(fact("enforcement-step-recorded", number) for number in taken)),
        account_to=10 if origin == "imported" else 0,
        breaches=breaches or {},
        history=history,
    )


def dead(case: Referral) -> Referral:
    """The same case of somebody who has died."""
    return case._replace(strands=case.strands._replace(whereabouts=Dead(DAY)))


def as_account(case: Referral) -> Referral:
    """The same case, told by an account written elsewhere."""
    return case._replace(origin="imported", account_to=10)


@dataclass(frozen=True)
class Example:
    """A case of which a check has a concern, the number of the event it is about, and cases of which it has none."""

    concern: Referral
    about: int
    none: Sequence[Referral]


def a_missing_child(whereabouts: Any = GONE, age: Any = CHILD, **strands: Any) -> Referral:
    return a_case(AwaitingReasonableGrounds("sca"), age=age, whereabouts=whereabouts, **strands)


def placed(since: str, missing: str = "2024-05-03") -> Referral:
    placement = Fact("placement-recorded", on(since), 5, "foster-care")
    return a_missing_child(replace(GONE, since=on(missing)), facts=(placement,))


def alone(**told: Any) -> Referral:
    return a_case(
        **{
            "stage": Referred(),
            "age": CHILD,
            "alone": True,
            "facts": (fact("referral-made", 1, "lone-child"), fact("guardianship-ended", 4)),
            **told,
        }
    )


def charged(charge: Charge = CHARGE, *decisions: DecisionMade, **told: Any) -> Referral:
    return a_case(decisions=decisions or (RG,), charges={charge.version: charge}, **told)


def not_prosecuted(at: Charge) -> list[Referral]:
    """What clears the want of a review, whatever stage the charge has reached."""
    return [
        charged(replace(at, reviewed_on=DAY)),
        charged(replace(at, state="discontinued")),
        charged(replace(at, state="acquitted")),
        charged(replace(at, state="quashed")),
        charged(at, replace(RG, set_aside=DAY)),
        charged(at, REFUSAL),
        charged(at, RG, replace(CG, outcome="negative")),
        charged(at, origin="imported"),
    ]


def refused(**told: Any) -> Referral:
    return a_case(NEGATIVE, decisions=(replace(REFUSAL, **told),))


def decided_by(unit: str | None, steps: Mapping[int, str | None], **told: Any) -> Referral:
    return a_case(decisions=(replace(RG, unit=unit, **told),), steps=steps)


def stepped(
    kind: str = "protected", rung: str = "adverse-step:6", event: str = "enforcement-step-recorded", **told: Any
) -> Referral:
    step = "removal-directions" if event == "enforcement-step-recorded" else None
    facts = (fact("reasonable-grounds-decided", 3, "positive"), fact(event, 6, step))
    if told.get("status") == "cured":
        facts += (fact("enforcement-step-cancelled", 7),)
    return a_case(facts=facts, breaches=breach("recovery-period", 3, rung, kind, **told))


TOLD_BADLY = fact("rights-information-given", 5, "not-understood")
TOLD_WELL = fact("rights-information-given", 6, "understood")
MADE_EARLIER = fact("referral-made", 5)
MET = fact("encounter-reported", 1, "with-indicators")
AWAY = fact("turned-away", 3, "kent-police")
TAKEN_BACK = Fact("enforcement-step-cancelled", DAY, 7, about=6)
SUSPENDED = fact("case-suspended", 5)

EXAMPLES: Mapping[str, Example] = {
    "detained-while-undecided": Example(
        a_case(Referred(), custody=HELD_SOMEWHERE),
        6,
        [
            a_case(RECOVERY, custody=PRISON),
            a_case(Withdrawn(DAY, Referred()), custody=PRISON),
            a_case(Referred(), custody=Released(DAY, 7, safety_plan=True)),
            a_case(Referred(), custody=PRISON, whereabouts=Dead(DAY)),
        ],
    ),
    "detained-after-positive": Example(
        a_case(RECOVERY, custody=DETAINED), 6, [a_case(Referred(), custody=PRISON), a_case(NEGATIVE, custody=PRISON)]
    ),
    "child-in-adult-prison": Example(
        a_case(age=DISPUTED, custody=PRISON),
        6,
        [
            a_case(age=AgeFound("adult", DAY), custody=PRISON),
            a_case(age=CHILD, custody=DETAINED),
            a_case(age=CHILD, custody=HELD_SOMEWHERE),
            a_case(age=UNKNOWN, custody=PRISON, origin="imported"),
        ],
    ),
    "child-in-immigration-detention": Example(
        a_case(age=UNKNOWN, custody=DETAINED),
        6,
        [a_case(custody=DETAINED), *(a_case(age=CHILD, custody=held) for held in (PRISON, HELD_SOMEWHERE))],
    ),
    "release-without-safety-plan": Example(
        a_case(custody=Released(DAY, 6, safety_plan=False)),
        6,
        [
            *(a_case(custody=Released(DAY, 6, safety_plan=plan)) for plan in (True, None)),
            a_case(custody=PRISON),
            a_case(custody=replace(PRISON, planned=PlannedRelease(LATER, 7, safety_plan=True))),
            a_case(custody=replace(PRISON, planned=PlannedRelease(LATER, 7, safety_plan=False), safety_plan=True)),
        ],
    ),
    "child-missing": Example(
        a_missing_child(), 7, [a_missing_child(age=ADULT), a_case(age=CHILD), a_case(age=CHILD, whereabouts=Dead(DAY))]
    ),
    "missing-within-48-hours-of-placement": Example(
        placed("2024-05-01"),
        7,
        [
            placed("2024-04-30"),
            placed("2024-04"),
            placed("2024-05-04"),
            placed("2024-05-01T10:00:00Z", "2024-05-03T10:00:00Z"),
            a_missing_child(),
        ],
    ),
    "missing-child-police-not-told": Example(
        a_missing_child(),
        7,
        [
            a_missing_child(replace(GONE, police_told=True)),
            a_missing_child(age=ADULT),
            a_missing_child(origin="imported"),
        ],
    ),
    "missing-child-no-strategy-meeting": Example(
        a_missing_child(replace(GONE, police_told=True)),
        7,
        [a_missing_child(replace(GONE, strategy_meeting=True)), a_missing_child(origin="imported")],
    ),
    "lone-child-without-guardian": Example(
        alone(),
        1,
        [
            alone(alone=False),
            alone(age=ADULT),
            alone(guardianship=Guarded(DAY)),
            alone(stage=Closed(DAY, "left-the-country", Referred())),
            alone(origin="imported"),
        ],
    ),
    "charged-without-non-punishment-review": Example(
        charged(), 8, [*not_prosecuted(CHARGE), charged(replace(CHARGE, state="pleaded")), dead(charged())]
    ),
    "pleaded-without-non-punishment-review": Example(
        charged(replace(CHARGE, state="pleaded"), RG, CG),
        8,
        [*not_prosecuted(replace(CHARGE, state="pleaded")), dead(charged(replace(CHARGE, state="pleaded"), RG, CG))],
    ),
    "sentenced-without-non-punishment-review": Example(
        charged(replace(CONVICTED, state="sentenced")), 8, not_prosecuted(CONVICTED)
    ),
    "convicted-before-conclusive-positive": Example(
        charged(CONVICTED, RG, CG),
        8,
        [
            charged(CONVICTED),
            charged(replace(CONVICTED, state="quashed"), RG, CG),
            charged(replace(CONVICTED, convicted_on=on("2024-05-21")), RG, CG),
            charged(replace(CONVICTED, convicted_on=on("2024-05")), RG, CG),
            charged(CONVICTED, RG, replace(CG, set_aside=DAY)),
            charged(CHARGE, RG, CG),
            charged(replace(PLEADED, plea="not-guilty"), RG, CG),
        ],
    ),
    "positive-without-crime-recorded": Example(
        a_case(POSITIVE, decisions=(RG, CG)),
        5,
        [
            a_case(POSITIVE, decisions=(RG, CG), prosecutions=(replace(WITNESS, crime_recorded=True),)),
            a_case(POSITIVE, decisions=(RG, CG), prosecutions=(replace(WITNESS, crime_recorded=True, ended=True),)),
            a_case(RECOVERY, decisions=(RG,)),
            a_case(POSITIVE, decisions=(RG, CG), origin="imported"),
        ],
    ),
    "witness-unsupported-before-trial": Example(
        a_case(support=OVER, prosecutions=(WITNESS,)),
        4,
        [
            a_case(support=Supported(DAY), prosecutions=(WITNESS,)),
            a_case(support=OVER, prosecutions=(replace(WITNESS, ended=True),)),
            a_case(support=OVER, prosecutions=(replace(WITNESS, witness=False),)),
            a_case(support=OVER),
        ],
    ),
    "negative-without-evidence": Example(
        refused(evidence=0),
        4,
        [
            refused(),
            refused(evidence=0, set_aside=DAY),
            refused(evidence=0, outcome="positive"),
            as_account(refused(evidence=0)),
        ],
    ),
    "negative-without-second-person": Example(
        refused(),
        4,
        [
            refused(reviews=(DISAGREED,)),
            refused(reviews=(AGREED,)),
            refused(outcome="positive"),
            refused(on=on("2016-08-31")),
        ],
    ),
    "negative-on-credibility-alone": Example(
        refused(reason_codes=("credibility", "late-disclosure")),
        4,
        [refused(reason_codes=()), refused(reason_codes=("credibility", "means-not-shown")), refused()],
    ),
    "same-unit-decides-and-enforces": Example(
        decided_by("ieca", {6: None, 7: "ieca"}),
        3,
        [decided_by("sca", {6: "ieca"}), decided_by(None, {6: None}), decided_by("ieca", {6: "ieca"}, set_aside=DAY)],
    ),
    "enforcement-before-decision": Example(
        a_case(AwaitingReasonableGrounds("sca"), steps={6: None}),
        6,
        [
            a_case(RECOVERY, steps={6: None}),
            a_case(Withdrawn(DAY, Referred()), steps={6: None}),
            a_case(Referred(), facts=(TAKEN_BACK,), steps={6: None}),
            a_case(Referred(), steps={6: None}, whereabouts=Dead(DAY)),
        ],
    ),
    "enforcement-inside-protected-period": Example(
        stepped(),
        6,
        [
            stepped(status="cured"),
            stepped(status="disproved"),
            stepped(rung="overdue"),
            stepped(event="support-ended"),
        ],
    ),
    "rights-not-explained": Example(
        a_case(facts=(TOLD_BADLY,)),
        5,
        [
            a_case(facts=(TOLD_BADLY, TOLD_WELL)),
            a_case(facts=(TOLD_BADLY,), whereabouts=Dead(DAY)),
            a_case(),
            a_case(breaches=breach("rights-information", 1, status="cured")),
        ],
    ),
    "suspended-while-present": Example(
        a_case(suspended=DAY, facts=(SUSPENDED,)),
        5,
        [
            a_case(facts=(SUSPENDED, fact("case-resumed", 6))),
            a_case(suspended=DAY, facts=(SUSPENDED,), whereabouts=GONE),
            a_case(suspended=DAY, facts=(SUSPENDED,), whereabouts=Dead(DAY)),
            a_case(Closed(DAY, "left-the-country", Referred()), suspended=DAY, facts=(SUSPENDED,)),
        ],
    ),
    "encounter-without-referral-or-notification": Example(
        a_case(NotReferred("fear-of-authorities"), facts=(MET,)),
        1,
        [
            a_case(Notified(DAY), facts=(MET,)),
            a_case(Referred(), facts=(MET,)),
            a_case(Encountered(), facts=(MET._replace(outcome="without-indicators"),)),
            a_case(Encountered(), facts=(MET,), whereabouts=Dead(DAY)),
        ],
    ),
    "turned-away": Example(
        a_case(Encountered(), facts=(MET, AWAY)),
        3,
        [
            a_case(Referred(), facts=(MET, AWAY, fact("referral-made", 5))),
            a_case(Encountered(), facts=(MET,)),
            a_case(Encountered(), facts=(MET, AWAY), whereabouts=Dead(DAY)),
        ],
    ),
    "second-referral": Example(
        a_case(links=(LINK,)), 4, [a_case(links=(replace(LINK, relation="family-member"),)), a_case()]
    ),
}  # fmt: skip

EVERY = [pytest.param(check, id=check) for check in EXAMPLES]


def raised_and_cleared(case: Referral, came: When = DAY) -> tuple[Dated, ...]:
    """What is put on record about safeguards once something has come on that day."""
    before = case._replace(latest=When.on(came.first_day - timedelta(days=1)))
    asked = ((AlertAcknowledged(alert=1, acknowledged_by="somebody"), came),)
    return of_safeguards(Outlook(case, published()), NOW, asked, before, ())


def kept(case: Referral, events: Sequence[Dated]) -> Referral:
    after = fold(events, case)
    assert isinstance(after, Referral)
    return after


def standing(case: Referral) -> tuple[tuple[str, int], ...]:
    return concerns(case, published(), NOW)


def as_in(other: Referral, case: Referral) -> Referral:
    """The case as things now are in another, with what is on record about safeguards kept."""
    return other._replace(safeguards=case.safeguards, version=case.version, history=case.history)


def test_every_safeguard_has_an_example() -> None:
    assert list(SAFEGUARDS) == list(EXAMPLES)


@pytest.mark.parametrize("check", EVERY)
def test_a_safeguard_is_raised_cleared_and_raised_again(check: str) -> None:
    example = EXAMPLES[check]
    key = (check, example.about)

    first = raised_and_cleared(example.concern)
    case = kept(example.concern, first)
    assert [key] == [(e.check, e.about) for e, _ in first if isinstance(e, SafeguardRaised) and e.check == check]
    assert case.safeguards[key].is_open

    second = raised_and_cleared(as_in(example.none[0], case), LATER)
    cleared = kept(as_in(example.none[0], case), second)
    assert key in [(e.check, e.about) for e, _ in second if isinstance(e, SafeguardCleared)]
    assert not cleared.safeguards[key].is_open

    third = raised_and_cleared(as_in(example.concern, cleared), LATER_STILL)
    again = kept(as_in(example.concern, cleared), third)
    assert again.safeguards[key].is_open
    assert again.safeguards[key].version > case.safeguards[key].version


@pytest.mark.parametrize("check", EVERY)
def test_a_safeguard_is_not_raised_next_door(check: str) -> None:
    for case in EXAMPLES[check].none:
        assert check not in dict(standing(case))


@pytest.mark.parametrize("check", EVERY)
def test_a_concern_on_record_is_not_raised_twice(check: str) -> None:
    case = kept(EXAMPLES[check].concern, raised_and_cleared(EXAMPLES[check].concern))

    assert () == raised_and_cleared(case)


def test_a_concern_is_told_with_whom_and_under_which_article() -> None:
    (event, when), *_ = raised_and_cleared(a_case(Referred(), custody=PRISON))

    wanted = SafeguardRaised(check="detained-while-undecided", about=6, article="Article 10", tell="team-leader")
    assert (wanted, DAY) == (event, when)


def test_a_release_that_is_planned_without_a_safety_plan_is_a_concern_before_it_happens() -> None:
    planned = a_case(custody=replace(PRISON, planned=PlannedRelease(LATER, 7, safety_plan=False)))

    assert 7 == dict(standing(planned))["release-without-safety-plan"]


def test_the_end_of_a_guardianship_is_what_the_concern_is_then_about() -> None:
    assert 4 == dict(standing(alone(guardianship=GuardianshipOver(DAY, "other"))))["lone-child-without-guardian"]


def test_rights_nobody_explained_in_time_are_a_concern_about_the_referral() -> None:
    late = a_case(breaches=breach("rights-information", 1))

    assert 1 == dict(standing(late))["rights-not-explained"]


def test_a_second_referral_in_one_account_is_seen_in_its_facts() -> None:
    account = a_case(origin="imported", facts=(fact("referral-made", 2), fact("referral-made", 5)))

    assert (("second-referral", 5),) == standing(account)


def test_a_person_turned_away_again_after_a_referral_is_a_concern_again() -> None:
    case = a_case(facts=(AWAY, fact("referral-made", 4), fact("turned-away", 6)))

    assert (("turned-away", 6),) == standing(case)


def test_somebody_turned_away_long_before_the_referral_was_taken_in_whenever_that_is_learnt() -> None:
    learnt_later = Fact("turned-away", on("2019-03"), 6)

    assert () == standing(a_case(facts=(fact("referral-made", 4), learnt_later)))
    assert (("turned-away", 4),) == standing(a_case(facts=(Fact("turned-away", on("2024-05-02"), 4), MADE_EARLIER)))


def test_a_child_who_went_missing_soon_after_placement_did_so_also_once_the_placement_is_ended() -> None:
    placement = Fact("placement-recorded", on("2024-05-02"), 5, "foster-care")
    ended = Fact("placement-ended", on("2024-05-10"), 8)

    assert "missing-within-48-hours-of-placement" in dict(standing(a_missing_child(facts=(placement, ended))))


def test_a_witness_whom_nobody_ever_supported_is_a_concern_about_the_prosecution() -> None:
    assert (("witness-unsupported-before-trial", 9),) == standing(a_case(prosecutions=(WITNESS,)))


def test_a_review_from_before_the_first_positive_decision_does_not_count() -> None:
    check = "charged-without-non-punishment-review"

    assert check in dict(standing(charged(replace(CHARGE, reviewed_on=on("2023-05-01")))))
    assert check not in dict(standing(charged(replace(CHARGE, reviewed_on=on("2024-05-02")), RG, CG)))


def test_a_plea_of_guilty_convicts_as_a_verdict_does() -> None:
    assert "convicted-before-conclusive-positive" in dict(standing(charged(PLEADED, RG, CG)))


def test_who_is_found_to_be_alone_after_the_referral_is_a_concern_about_that() -> None:
    found = alone(facts=(fact("referral-made", 1, "adult"), fact("lone-child-recorded", 5)))

    assert 5 == dict(standing(found))["lone-child-without-guardian"]


def test_what_follows_an_imported_account_is_checked_as_in_any_case() -> None:
    case = as_account(refused(evidence=0))._replace(account_to=3)

    assert {"negative-without-evidence", "negative-without-second-person"} <= dict(standing(case)).keys()


def test_a_suspended_case_whose_person_was_found_is_a_concern() -> None:
    found = a_case(suspended=DAY, facts=(SUSPENDED,), whereabouts=Present())

    assert (("suspended-while-present", 5),) == standing(found)


def test_an_imported_account_raises_no_concern_from_its_silence() -> None:
    silent = {check for check, safeguard in SAFEGUARDS.items() if safeguard.rests_on_silence}

    for example in EXAMPLES.values():
        assert not silent & dict(standing(as_account(example.concern))).keys()


@pytest.mark.parametrize("safeguard", SAFEGUARDS.values(), ids=list(SAFEGUARDS))
def test_a_check_names_its_article_and_its_complaint(safeguard: Any) -> None:
    said = " ".join((safeguard.check.__doc__ or "").split())

    assert safeguard.article in said
    for report, name in (("2010", "ATMG 2010"), ("In the Dock", "In the Dock"), ("Still at Risk", "Still at Risk")):
        assert any(report in whole for whole in safeguard.reports) == (name in said)


def test_the_month_in_which_a_child_turns_18_ends_what_must_not_happen_to_a_child() -> None:
    child: dict[str, Any] = {"age_group": "child", "consent": "not-needed", "first_responder": "kent-police"}
    case = Case().ask("2024-05-01", "refer", nation="england-and-wales", **child)
    case = case.ask("2024-05-02", "record-eighteenth-birthday", month="2024-07")
    case = case.ask("2024-05-03", "record-detention", kind="adult-prison")
    turned = on("2024-07").until

    assert (turned, "Child, or presumed child, in an adult prison: the person turns 18") == next_end(case.referral)

    (raised,) = [one for key, one in case.referral.safeguards.items() if key[0] == "child-in-adult-prison"]
    over = case.ask("2024-08-20", "pass-time")
    assert When.at(turned) == over.referral.safeguards[raised.check, raised.about].cleared
    assert None is next_end(over.referral)


def test_a_child_who_turns_18_while_missing_is_still_missing() -> None:
    case = a_missing_child(eighteen_in=on("2024-05"))

    assert "child-missing" in dict(standing(case))
    assert "child-missing" not in dict(standing(a_missing_child(eighteen_in=on("2024-04"))))
