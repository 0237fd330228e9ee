"""Every safeguard, in one ordered table, and what all of them say of a case.

Read next: the strands, beginning with `custody.py`.
"""

from collections.abc import Mapping
from datetime import datetime

from domain.referral.state import Referral, SafeguardKey
from domain.roles import Role
from domain.rules.model import RuleBook
from domain.safeguards import children, custody, decisions, proceedings, protection
from domain.safeguards.safeguard import Report, Safeguard

_ATMG, _DOCK, _RISK = Report.ATMG_2010, Report.IN_THE_DOCK, Report.STILL_AT_RISK

_TABLE = (
    # locked up
    Safeguard(
        "detained-while-undecided", "Detained while the first decision is outstanding", "urgent", Role.TEAM_LEADER,
        "Article 10",
        "People who may be victims are kept in detention or prison while their case waits.",
        (_ATMG, _DOCK), custody.detained_while_undecided,
    ),
    Safeguard(
        "detained-after-positive", "Detained after a positive decision", "urgent", Role.TEAM_LEADER,
        "Articles 12(1) and 13",
        "Victims are locked up although they have been found to be victims, and could give evidence.",
        (_ATMG, _DOCK), custody.detained_after_positive,
    ),
    Safeguard(
        "child-in-adult-prison", "Child, or presumed child, in an adult prison", "urgent", Role.TEAM_LEADER,
        "Article 10(3)",
        "Children whose age is disputed are held in prisons for adults.",
        (_RISK,), custody.child_in_adult_prison, until_18=True,
    ),
    Safeguard(
        "child-in-immigration-detention", "Child, or presumed child, in immigration detention", "urgent",
        Role.TEAM_LEADER, "Article 10(3)",
        "Children whose age is disputed are held in immigration detention with adults.",
        (_RISK,), custody.child_in_immigration_detention, until_18=True,
    ),
    Safeguard(
        "release-without-safety-plan", "Release, or planned release, without a safety plan", "urgent", Role.CASEWORKER,
        "Article 12(2)",
        "Children leaving young offender institutions go back to those who exploited them.",
        (_DOCK,), custody.release_without_safety_plan,
    ),
    # missing and alone
    Safeguard(
        "child-missing", "Child missing", "urgent", Role.TEAM_LEADER,
        "Article 12(2)",
        "Trafficked children go missing from care.",
        (_ATMG, _RISK), children.child_missing,
    ),
    Safeguard(
        "missing-within-48-hours-of-placement", "Child missing within 48 hours of placement", "urgent",
        Role.TEAM_LEADER, "Article 12(2)",
        "Trafficked children go missing from care within days of arriving there.",
        (_ATMG, _RISK), children.missing_soon_after_placement,
    ),
    Safeguard(
        "missing-child-police-not-told", "Child missing, and the police not told", "urgent", Role.CASEWORKER,
        "Article 12(2)",
        "A child's disappearance is not reported, or is reported late.",
        (_ATMG, _RISK), children.missing_child_police_not_told, rests_on_silence=True,
    ),
    Safeguard(
        "missing-child-no-strategy-meeting", "Child missing, and no strategy meeting held", "urgent", Role.CASEWORKER,
        "Article 10(1)",
        "When a child goes missing the agencies do not meet to look for them together.",
        (_ATMG, _RISK), children.missing_child_no_strategy_meeting, rests_on_silence=True,
    ),
    Safeguard(
        "lone-child-without-guardian", "Child alone, without a guardian", "serious", Role.CASEWORKER,
        "Article 10(4)",
        "Children who are here alone have no independent adult beside them.",
        (_DOCK, _RISK), children.lone_child_without_guardian, rests_on_silence=True, until_18=True,
    ),
    # victims prosecuted
    Safeguard(
        "charged-without-non-punishment-review", "Charged, and no non-punishment review", "urgent",
        Role.PROSECUTION_LIAISON,
        "Article 26",
        "Victims are charged with what they were made to do.",
        (_ATMG, _DOCK), proceedings.charged_without_non_punishment_review, rests_on_silence=True,
    ),
    Safeguard(
        "pleaded-without-non-punishment-review", "Plea entered, and no non-punishment review", "urgent",
        Role.PROSECUTION_LIAISON,
        "Article 26",
        "Victims plead to charges, often guilty, before anybody has asked whether they should be prosecuted.",
        (_DOCK,), proceedings.pleaded_without_non_punishment_review, rests_on_silence=True,
    ),
    Safeguard(
        "sentenced-without-non-punishment-review", "Convicted or sentenced, and no non-punishment review", "urgent",
        Role.PROSECUTION_LIAISON,
        "Article 26",
        "Courts and prosecutors pass over what the NRM has found, and victims are punished.",
        (_ATMG, _DOCK), proceedings.sentenced_without_non_punishment_review, rests_on_silence=True,
    ),
    Safeguard(
        "convicted-before-conclusive-positive", "Convicted before being found conclusively a victim", "serious",
        Role.PROSECUTION_LIAISON,
        "Article 26",
        "Victims are convicted first and identified afterwards, and the conviction stands.",
        (_ATMG, _DOCK), proceedings.convicted_before_conclusive_positive,
    ),
    # traffickers not prosecuted
    Safeguard(
        "positive-without-crime-recorded", "Conclusively a victim, and no crime recorded", "serious",
        Role.PROSECUTION_LIAISON,
        "Article 27(1)",
        "Few of those responsible are ever charged.",
        (_ATMG,), proceedings.positive_without_crime_recorded, rests_on_silence=True,
    ),
    Safeguard(
        "witness-unsupported-before-trial", "Witness without support before the trial", "urgent", Role.SUPPORT_PROVIDER,
        "Articles 12(1) and 28",
        "The NRM does not help prosecutions: those who are to give evidence have lost their support by then.",
        (_ATMG,), proceedings.witness_unsupported_before_trial, rests_on_silence=True,
    ),
    # decisions
    Safeguard(
        "negative-without-evidence", "Negative decision that names no evidence", "serious", Role.TEAM_LEADER,
        "Article 10(1)",
        "Decisions are poorly reasoned, and do not say what was weighed.",
        (_ATMG,), decisions.negative_without_evidence, rests_on_silence=True,
    ),
    Safeguard(
        "negative-without-second-person", "Negative decision that no second person has looked at", "serious",
        Role.SECOND_REVIEWER,
        "Article 10(1)",
        "Refusals rest on one person's judgment.",
        (_ATMG,), decisions.negative_without_second_person, rests_on_silence=True,
    ),
    Safeguard(
        "negative-on-credibility-alone", "Negative decision on credibility alone", "serious", Role.TEAM_LEADER,
        "Article 10(1)",
        "A culture of disbelief: even not having sought help is held against the person.",
        (_ATMG, _RISK), decisions.negative_on_credibility_alone,
    ),
    Safeguard(
        "same-unit-decides-and-enforces", "One unit decides and enforces", "serious", Role.HEAD_OF_UNIT,
        "Article 10(1)",
        "Trafficking is treated as an immigration offence, by those who enforce immigration law.",
        (_ATMG,), decisions.same_unit_decides_and_enforces,
    ),
    # protection
    Safeguard(
        "enforcement-before-decision", "Enforcement step while the first decision is outstanding", "urgent",
        Role.TEAM_LEADER,
        "Article 10(2)",
        "The immigration process starts first, before anybody has asked whether the person is a victim.",
        (_ATMG,), protection.enforcement_before_decision,
    ),
    Safeguard(
        "enforcement-inside-protected-period", "Enforcement step inside a protected period or an open window", "urgent",
        Role.TEAM_LEADER,
        "Articles 10(2) and 13(1)",
        "The recovery period is not respected, and removal goes on.",
        (_ATMG,), protection.enforcement_inside_protected_period,
    ),
    Safeguard(
        "rights-not-explained", "Rights not explained in a language understood", "serious", Role.CASEWORKER,
        "Articles 12(1) and 15(1)",
        "People are told things in languages they do not understand, or not told; a child could not name the country.",
        (_RISK,), protection.rights_not_explained, rests_on_silence=True,
    ),
    Safeguard(
        "suspended-while-present", "Suspended, and the person is not missing", "serious", Role.TEAM_LEADER,
        "Article 10(1)",
        "Success depends on individuals: a case that nobody works on waits for as long as nobody asks.",
        (_DOCK, _RISK), protection.suspended_while_present,
    ),
    # never reached, and reached again
    Safeguard(
        "encounter-without-referral-or-notification", "Met, and neither referred nor notified", "serious",
        Role.FIRST_RESPONDER,
        "Article 10(1)",
        "People whom support bodies had identified were never referred, mostly for fear of the authorities.",
        (_ATMG,), protection.encounter_without_referral_or_notification, rests_on_silence=True,
    ),
    Safeguard(
        "turned-away", "Turned away by an agency", "serious", Role.FIRST_RESPONDER,
        "Article 10(1)",
        "People are sent away from police stations, above all where it is about forced labour.",
        (_DOCK,), protection.turned_away,
    ),
    Safeguard(
        "second-referral", "Referred again", "serious", Role.TEAM_LEADER,
        "Article 12(2)",
        "People are trafficked again after the NRM has let go of them.",
        (_DOCK,), protection.second_referral,
    ),
)  # fmt: skip

SAFEGUARDS: Mapping[str, Safeguard] = {safeguard.id: safeguard for safeguard in _TABLE}
"""Every safeguard by its id, in the order in which they are listed."""


def concerns(state: Referral, rules: RuleBook, now: datetime) -> tuple[SafeguardKey, ...]:
    """Everything that stands as it must not, each with the number of the event it is about, in the table's order."""
    grown = turns_18(state)
    over = grown is not None and grown <= now
    return tuple(
        (safeguard.id, about)
        for safeguard in _TABLE
        if not (over and safeguard.until_18)
        for about in safeguard.check(state, rules)
        if about > state.account_to or not safeguard.rests_on_silence
    )


def next_end(state: Referral) -> tuple[datetime, str] | None:
    """The instant at which time alone ends an open concern, and which; None where nothing but a fact can."""
    grown = turns_18(state)
    if grown is None:
        return None
    raised = (SAFEGUARDS[raised.check] for raised in state.safeguards.values() if raised.is_open)
    return next(((grown, f"{one.title}: the person turns 18") for one in raised if one.until_18), None)


def turns_18(state: Referral) -> datetime | None:
    """The end of the month in which the person turns 18, None where that is not on record."""
    month = state.strands.eighteen_in
    return month.until if month else None
