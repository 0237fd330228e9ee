"""The events a rule may speak of, and how an event is said in a sentence.

A rule that names an event nobody records would wait for ever, so the loader refuses any name that is not here. The
names are the stored ones; adding a clock that needs a new event starts with that event, and then a line in this table.
An outcome is listed where a rule may tell it apart; reasons and kinds nobody counts by are left out.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from domain.rules.model import EFFECTIVE, EventPattern


@dataclass(frozen=True, slots=True)
class EventWords:
    """The noun phrase of an event, of each outcome a rule may tell apart, and of each date besides its own.

    `stands_until`: what ends that which the event began, by its outcome (None: every other); of what is over at once,
    nothing.
    """

    noun: str
    outcomes: Mapping[str, str] = field(default_factory=dict[str, str])
    dates: Mapping[str, str] = field(default_factory=dict[str, str])
    stands_until: Mapping[str | None, tuple[EventPattern, ...]] = field(
        default_factory=dict[str | None, tuple[EventPattern, ...]]
    )


def _decision(name: str) -> EventWords:
    signs = ("positive", "negative")
    phrases = {sign: f"{sign} {name} decision" for sign in signs}
    return EventWords(f"{name} decision", phrases, {"served": f"service of the {name} decision"})


def _service() -> EventWords:
    kinds = ("reasonable-grounds", "conclusive-grounds")
    served = {f"{kind}-{sign}": (kind, sign) for kind in kinds for sign in ("positive", "negative")}
    phrases = {name: f"service of a {sign} {kind.replace('-', ' ')} decision" for name, (kind, sign) in served.items()}
    return EventWords("service of a decision", phrases)


def _ends(support: str) -> dict[str, str]:
    return {
        "needs-met": f"end of {support} because needs were met",
        "left-by-choice": f"end of {support} by the person's choice",
        "negative-decision": f"end of {support} because of a negative decision",
        "disqualified": f"end of {support} because of disqualification",
        "withdrawn": f"end of {support} because of withdrawal",
        "time-limit": f"end of {support} because of a time limit",
        "other": f"end of {support} for another reason",
    }


_INTAKE = {
    "encounter-reported": EventWords(
        "encounter",
        {
            "with-indicators": "encounter with signs of trafficking",
            "without-indicators": "encounter without signs of trafficking",
        },
    ),
    "referral-not-made": EventWords("decision not to refer"),
    "duty-to-notify-discharged": EventWords("notification under the duty to notify"),
    "turned-away": EventWords("turning away of the person by an agency"),
    "referral-made": EventWords(
        "referral",
        {
            "adult": "referral of an adult",
            "child": "referral of a child",
            "lone-child": "referral of an unaccompanied child",
            "unknown": "referral of a person whose age is not known",
        },
        {"received": "receipt of the referral"},
    ),
    "competent-authority-allocated": EventWords(
        "allocation to a competent authority",
        {
            "sca": "allocation to the Single Competent Authority",
            "ieca": "allocation to the Immigration Enforcement Competent Authority",
            "ukhtc": "allocation to the UK Human Trafficking Centre",
            "ukba": "allocation to the UK Border Agency",
            "nca": "allocation to the National Crime Agency",
            "ukvi": "allocation to UK Visas and Immigration",
            "devolved-child-panel": "allocation to a devolved child panel",
        },
        {"referred": "receipt of the referral"},
    ),
    "referral-linked": EventWords("link to another referral of the person"),
}

_GROUNDS = {
    "information-requested": EventWords("request for information"),
    "reasonable-grounds-decided": _decision("reasonable grounds"),
    "conclusive-grounds-decided": _decision("conclusive grounds"),
    "recovery-period-not-owed": EventWords("finding that no further recovery period is owed"),
    "further-recovery-period-determined": EventWords("determination of a further recovery period"),
    "decision-delay-requested": EventWords("request to delay the conclusive grounds decision"),
    "decision-delay-answered": EventWords(
        "answer to the request to delay the conclusive grounds decision",
        {
            "granted": "grant of a delay of the conclusive grounds decision",
            "refused": "refusal to delay the conclusive grounds decision",
        },
        {"until": "end of the delay"},
    ),
    "decision-reviewed": EventWords(
        "review of a decision by a second person",
        {"agreed": "agreement of a second person", "disagreed": "disagreement of a second person"},
    ),
    "decision-served": _service(),
    "decision-set-aside": EventWords(
        "setting aside of a decision",
        {
            "reasonable-grounds": "setting aside of the reasonable grounds decision",
            "conclusive-grounds": "setting aside of the conclusive grounds decision",
            "leave": "setting aside of the decision on leave",
            "reconsideration": "setting aside of the answer to a request for reconsideration",
        },
    ),
}

_TAKEN_BACK_OR_CARRIED_OUT = (
    EventPattern("enforcement-step-cancelled"),
    EventPattern("enforcement-step-recorded", "expulsion"),
)

_RECOVERY = {
    "support-started": EventWords("start of support"),
    "support-offered": EventWords(
        "offer of support", {"accepted": "acceptance of support", "declined": "refusal of support by the person"}
    ),
    "support-delivered": EventWords("delivery of support"),
    "support-ended": EventWords("end of support", _ends("support")),
    "recovery-period-reviewed": EventWords("review of the recovery period"),
    "recovery-period-extended": EventWords("extension of the recovery period", dates={"until": "end of the extension"}),
    "recovery-needs-assessed": EventWords(
        "recovery needs assessment", dates={"support-until": "end of the support assessed as needed"}
    ),
    "rights-information-given": EventWords(
        "information about rights",
        {
            "understood": "information about rights in a language understood",
            "not-understood": "information about rights that was not understood",
        },
    ),
    "interpreter-booked": EventWords(
        "booking of an interpreter",
        {
            "interview": "booking of an interpreter for an interview",
            "information-about-rights": "booking of an interpreter for information about rights",
            "assessment": "booking of an interpreter for an assessment",
            "telling-of-a-decision": "booking of an interpreter for the telling of a decision",
            "other": "booking of an interpreter",
        },
        dates={"booked-for": "day for which an interpreter is booked"},
    ),
    "enforcement-step-recorded": EventWords(
        "enforcement step",
        {
            "removal-directions": "setting of removal directions",
            "expulsion": "expulsion",
            "charter-listing": "listing for a charter flight",
            "requirement-to-leave": "requirement to leave the United Kingdom",
            "detention-for-removal": "detention for removal",
            "removal-to-convention-state": "intended removal to a state bound by both Conventions",
            "other": "other enforcement step",
        },
        stands_until={
            None: _TAKEN_BACK_OR_CARRIED_OUT,
            "detention-for-removal": (*_TAKEN_BACK_OR_CARRIED_OUT, EventPattern("person-released")),
            "expulsion": (),
        },
    ),
    "enforcement-step-cancelled": EventWords("cancellation of the enforcement step"),
}

_CHALLENGE = {
    "reconsideration-requested": EventWords(
        "request for reconsideration",
        {
            "reasonable-grounds": "request for reconsideration of the reasonable grounds decision",
            "conclusive-grounds": "request for reconsideration of the conclusive grounds decision",
            "disqualification": "request for reconsideration of the disqualification",
        },
    ),
    "reconsideration-window-extended": EventWords(
        "extension of the time for asking", dates={"until": "end of the extended time"}
    ),
    "reconsideration-decided": EventWords(
        "decision on reconsideration",
        {
            "maintained": "reconsideration that kept the decision",
            "decide-again": "reconsideration that set the decision aside",
            "out-of-time": "refusal to reconsider because the request was late",
            "withdrawn": "withdrawal of the request for reconsideration",
        },
    ),
    "judicial-review-issued": EventWords(
        "claim for judicial review",
        {
            "court": "claim for judicial review in court",
            "upper-tribunal": "claim for judicial review in the Upper Tribunal",
        },
    ),
    "judicial-review-step-recorded": EventWords(
        "step in the judicial review",
        {
            "acknowledged": "acknowledgment of the claim for judicial review",
            "replied": "reply to the acknowledgment of the claim",
            "permission-granted": "permission for judicial review",
            "permission-refused": "refusal of permission for judicial review",
            "interim-relief": "interim relief in the judicial review",
            "hearing": "hearing of the judicial review",
            "dismissed": "dismissal of the judicial review",
            "quashed": "quashing of the decision",
            "declaration": "declaration by the court",
            "consent-order": "consent order in the judicial review",
            "withdrawn": "withdrawal of the judicial review",
        },
    ),
    "tribunal-appeal-recorded": EventWords("step in a tribunal appeal"),
    "disqualification-proposed": EventWords(
        "proposal to disqualify the person from protection",
        dates={"served": "service of the proposal to disqualify the person"},
    ),
    "disqualification-representations-received": EventWords("answer to the proposal to disqualify the person"),
    "disqualification-representations-extended": EventWords(
        "extension of the time to answer the proposal", dates={"until": "end of the extended time"}
    ),
    "disqualification-decided": EventWords(
        "decision on disqualification",
        {"disqualified": "disqualification from protection", "not-disqualified": "decision not to disqualify"},
    ),
    "disqualification-revoked": EventWords("revocation of the disqualification"),
}

_PERSON = {
    "person-missing": EventWords(
        "report that the person is missing",
        {"adult": "report that an adult is missing", "child": "report that a child is missing"},
    ),
    "missing-response-recorded": EventWords(
        "response to the disappearance",
        {"police-told": "report of the disappearance to the police", "strategy-meeting": "strategy meeting"},
    ),
    "person-found": EventWords("finding of the person"),
    "return-interview-recorded": EventWords(
        "return interview",
        {"held": "return interview that was held", "declined": "return interview that the child did not want"},
    ),
    "case-suspended": EventWords("suspension of the case"),
    "case-resumed": EventWords("resumption of the case"),
    "case-withdrawn": EventWords("withdrawal of the person from the process"),
    "death-recorded": EventWords("death of the person"),
    "placement-recorded": EventWords(
        "placement of the person", {"place-of-safety": "placement of the person in a place of safety"}
    ),
    "placement-ended": EventWords("end of the placement of the person"),
    "person-detained": EventWords("detention of the person"),
    "release-planned": EventWords("plan to release the person", dates={"planned-for": "day of the planned release"}),
    "safety-plan-made": EventWords("plan for the person's safety"),
    "person-released": EventWords("release of the person"),
    "age-claimed": EventWords("claim to an age", {"adult": "claim to be an adult", "child": "claim to be a child"}),
    "age-disputed": EventWords("dispute about the person's age"),
    "age-assessed": EventWords(
        "age assessment",
        {"adult": "assessment of the person as an adult", "child": "assessment of the person as a child"},
    ),
    "lone-child-recorded": EventWords("finding that the child is here alone"),
    "eighteenth-birthday-recorded": EventWords(
        "record of the month in which the person turns 18",
        dates={"month-begins": "first day of the month in which the person turns 18"},
    ),
    "guardianship-referral-made": EventWords("referral of the child to a guardianship service"),
    "guardian-appointed": EventWords("appointment of a guardian"),
    "guardianship-ended": EventWords("end of the guardianship"),
    "consent-at-18-recorded": EventWords(
        "answer to the question of consent at 18",
        {"given": "consent given at 18", "refused": "consent refused at 18"},
    ),
}

_AFTER = {
    "leave-decided": EventWords(
        "decision on leave",
        {"granted": "grant of leave", "refused": "refusal of leave"},
        {"until": "last day of the leave"},
    ),
    "leave-reconsideration-requested": EventWords("request for reconsideration of leave"),
    "leave-renewal-requested": EventWords("request to renew the leave"),
    "move-on-support-ended": EventWords("end of move-on support", _ends("move-on support")),
    "case-closed": EventWords("closure of the case"),
    "case-reopened": EventWords("reopening of the case"),
}

_PROCEEDINGS = {
    "charge-recorded": EventWords("charge against the person"),
    "non-punishment-reviewed": EventWords(
        "non-punishment review",
        {
            "continues": "non-punishment review after which the prosecution continues",
            "discontinued": "non-punishment review after which the prosecution is discontinued",
        },
    ),
    "plea-recorded": EventWords("plea of the person"),
    "verdict-recorded": EventWords(
        "verdict on the person", {"convicted": "conviction of the person", "acquitted": "acquittal of the person"}
    ),
    "sentence-recorded": EventWords("sentence of the person"),
    "conviction-quashed": EventWords("quashing of the person's conviction"),
    "prosecution-linked": EventWords(
        "link to a crime record against the traffickers",
        {
            "crime-recorded": "link to a crime record against the traffickers",
            "no-crime-recorded": "link to an investigation without a crime record",
        },
    ),
    "prosecution-ended": EventWords(
        "end of the prosecution of the traffickers",
        {
            "crime-recorded": "end of a prosecution of the traffickers with the crime on record",
            "no-crime-recorded": "end of an investigation without a crime record",
        },
    ),
}

_FILE = {
    "case-assigned": EventWords("assignment of the case"),
    "case-unassigned": EventWords("end of an assignment of the case"),
    "note-added": EventWords("note"),
    "document-attached": EventWords("document"),
    "fact-corrected": EventWords("correction of a fact"),
    "alert-acknowledged": EventWords("acknowledgement of an alert"),
    "lateness-explained": EventWords("explanation of a lateness"),
    "clocks-moved": EventWords("acceptance of a change of the rules"),
    "safeguard-raised": EventWords("raising of a safeguard"),
    "safeguard-cleared": EventWords("clearing of a safeguard"),
    "safeguard-disproved": EventWords("finding that a concern never stood"),
    "history-imported": EventWords("import of the history"),
    "fact-noted": EventWords("fact noted by the account"),
}

EVENTS: Mapping[str, EventWords] = {
    **_INTAKE,
    **_GROUNDS,
    **_RECOVERY,
    **_CHALLENGE,
    **_PERSON,
    **_AFTER,
    **_PROCEEDINGS,
    **_FILE,
}


def stands_until(event: str, outcome: str | None) -> tuple[EventPattern, ...]:
    """What ends that which such an event began; none of what is over at once."""
    words = EVENTS.get(event)
    return words.stands_until.get(outcome, words.stands_until.get(None, ())) if words else ()


def in_words(pattern: EventPattern) -> str:
    """What a pattern means: `positive reasonable grounds decision`, `receipt of the referral`."""
    words = EVENTS[pattern.event]
    if pattern.date != EFFECTIVE:
        return words.dates[pattern.date]
    return words.outcomes[pattern.outcome] if pattern.outcome else words.noun
