"""What `nrm show` says of a person beside the stage of their case."""

from uuid import UUID

from domain.referral import strands as s
from domain.referral.stages import Referred
from domain.referral.state import Referral
from domain.referral.strand_words import in_words
from domain.when import When

OTHER = UUID("33333333-3333-4333-8333-333333333333")
DAY, LATER = When.parse("2024-05-01"), When.parse("2024-06")


def a_case(known: s.Strands, *raised: s.Raised) -> Referral:
    return Referral(
        reference="R-1",
        nation="scotland",
        person=OTHER,
        origin="live",
        opened=DAY,
        stage=Referred(),
        strands=known,
        version=1,
        safeguards={(one.check, one.about): one for one in raised},
    )


def said(known: s.Strands, *raised: s.Raised) -> list[tuple[str, str]]:
    return in_words(a_case(known, *raised))


def test_of_a_case_of_which_nothing_is_known_nothing_is_said() -> None:
    assert [] == said(s.Strands(s.AgeAsTold("adult")))


def test_a_child_alone_missing_and_in_dispute() -> None:
    missing = s.Missing(DAY, 7, police_told=True)
    known = s.Strands(s.AgeInDispute("child", DAY), alone=True, eighteen_in=LATER, whereabouts=missing)

    assert [
        ("Age", "in dispute since 1 May 2024: says to be a child, and is presumed to be a child"),
        ("Age", "turns 18 in June 2024"),
        ("Guardian", "none on record, and the child is here alone"),
        (
            "Whereabouts",
            "missing since 1 May 2024 (event 7); the police were told; no strategy meeting on record",
        ),
    ] == said(known)


def test_what_nobody_recorded_is_not_said_not_to_have_happened() -> None:
    known = s.Strands(s.AgeAsTold("child"), whereabouts=s.Missing(DAY, 7, strategy_meeting=True))

    words = "missing since 1 May 2024 (event 7); not on record that the police were told; a strategy meeting was held"
    assert [("Whereabouts", words)] == said(known)


def test_where_the_person_is_and_what_they_are_given() -> None:
    known = s.Strands(
        s.AgeAsTold("adult"),
        custody=s.Released(LATER, 4, safety_plan=None),
        placement=s.Placed("safe-house", DAY, 3),
        support=s.SupportOver(LATER, 5, "time-limit"),
        disqualification=s.Disqualified("bad-faith", DAY),
        leave=s.LeaveGiven(DAY, LATER),
        suspended=DAY,
        assigned={"caseworker": "ada"},
    )

    assert [
        ("Custody", "released in June 2024"),
        ("Lives in", "safe house since 1 May 2024"),
        ("Suspended", "since 1 May 2024"),
        ("Support", "ended in June 2024: time limit"),
        ("Disqualification", "disqualified on 1 May 2024: bad faith"),
        ("Leave", "granted on 1 May 2024, until June 2024"),
        ("Assigned", "ada, caseworker"),
    ] == said(known)


def test_a_decision_that_was_set_aside_is_still_shown() -> None:
    review = s.Reviewed("ben", "agreed", DAY)
    made = s.DecisionMade(
        "reasonable-grounds", "negative", DAY, 3, decided_by="ada", reviews=(review,), served=DAY, set_aside=LATER
    )

    assert [
        (
            "Decision",
            (
                "reasonable grounds negative on 1 May 2024 by ada (event 3); second person agreed on 1 May 2024; "
                "served on 1 May 2024; set aside in June 2024"
            ),
        )
    ] == said(s.Strands(s.AgeAsTold("adult"), decisions=(made,)))


def test_challenges_charges_and_links() -> None:
    challenge = s.Challenge("judicial-review", "conclusive-grounds", 6, (("issued", DAY), ("hearing", LATER)))
    known = s.Strands(
        s.AgeAsTold("adult"),
        challenges={6: challenge},
        charges={8: s.Charge("cannabis-cultivation", DAY, 8, state="convicted", moved=LATER, convicted_on=LATER)},
        links=(s.Link(OTHER, "earlier-referral", 4),),
    )

    assert [
        (
            "Challenge",
            (
                "judicial review of the conclusive grounds decision (event 6): issued on 1 May 2024, "
                "hearing in June 2024; not decided"
            ),
        ),
        (
            "Charge",
            (
                "cannabis cultivation, charged on 1 May 2024 (event 8), convicted in June 2024; "
                "no non-punishment review on record"
            ),
        ),
    ] == said(known)


def test_a_safeguard_is_shown_with_when_it_was_cleared() -> None:
    known = s.Strands(s.AgeAsTold("child"))

    assert [
        ("Safeguard", "Child missing, since 1 May 2024 (event 7)"),
        ("Safeguard", "Referred again, since 1 May 2024 (event 3); cleared in June 2024"),
    ] == said(known, s.Raised("child-missing", 7, 8, DAY), s.Raised("second-referral", 3, 4, DAY, LATER))
