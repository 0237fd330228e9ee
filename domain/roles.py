"""Who may ask for what: a table for cases, one for prosecutions and one for settings, each read top to bottom.

Deny is the default: a role not named beside a command may not ask for it. Nothing else in the engine decides on
permission. Read next: `referral/decide`, which asks this table before anything else.
"""

from collections.abc import Mapping
from enum import StrEnum

from domain.errors import Code, NotAllowed


class Role(StrEnum):
    """The roles of the NRM's staff and partners, and the engine itself."""

    FIRST_RESPONDER = "first-responder"
    CASEWORKER = "caseworker"
    DECISION_MAKER = "decision-maker"
    SECOND_REVIEWER = "second-reviewer"
    TEAM_LEADER = "team-leader"
    HEAD_OF_UNIT = "head-of-unit"
    SUPPORT_PROVIDER = "support-provider"
    PROSECUTION_LIAISON = "prosecution-liaison"
    AUDITOR = "auditor"
    RAPPORTEUR = "rapporteur"
    ADMINISTRATOR = "administrator"
    ENGINE = "engine"


ON_CASES = frozenset(Role) - {Role.AUDITOR, Role.RAPPORTEUR, Role.ADMINISTRATOR, Role.ENGINE}
"""The roles of those who work on cases: whoever must be told of something holds one of them, and may answer on file."""

_CASEWORK = frozenset({Role.CASEWORKER, Role.TEAM_LEADER})
_DECISION = frozenset({Role.DECISION_MAKER})
_REFERRAL = _CASEWORK | {Role.FIRST_RESPONDER}
_SUPPORT = _CASEWORK | {Role.SUPPORT_PROVIDER}
_CARE = _SUPPORT | {Role.FIRST_RESPONDER}
_LEAD = frozenset({Role.TEAM_LEADER})
_COURTS = _CASEWORK | {Role.PROSECUTION_LIAISON}
_ENGINE = frozenset({Role.ENGINE})
_NOBODY = frozenset[Role]()
_PROSECUTION = frozenset({Role.PROSECUTION_LIAISON, Role.TEAM_LEADER})

PERMITTED: Mapping[str, frozenset[Role]] = {
    # before and at referral
    "report-encounter": _CARE,
    "record-not-referred": _CARE,
    "record-turned-away": _CARE,
    "notify-without-consent": _REFERRAL,
    "refer": _REFERRAL,
    "allocate-competent-authority": _CASEWORK,
    "link-referral": _CASEWORK,
    # the two decisions
    "request-information": _CASEWORK | _DECISION,
    "decide-reasonable-grounds": _DECISION,
    "review-decision": _LEAD | _DECISION | {Role.SECOND_REVIEWER},
    "decide-conclusive-grounds": _DECISION,
    "serve-decision": _CASEWORK | _DECISION,
    "request-decision-delay": _CARE,
    "answer-decision-delay": _DECISION,
    # the recovery period
    "start-support": _SUPPORT,
    "record-support-offer": _SUPPORT,
    "record-support-delivery": _SUPPORT,
    "review-recovery-period": _CASEWORK | _DECISION,
    "extend-recovery-period": _LEAD | _DECISION,
    "assess-recovery-needs": _SUPPORT,
    "record-enforcement-step": _SUPPORT | {Role.PROSECUTION_LIAISON},
    "cancel-enforcement-step": _SUPPORT | {Role.PROSECUTION_LIAISON},
    "end-support": _SUPPORT,
    "record-rights-information": _CARE | _DECISION,
    "record-interpreter-booked": _CARE | _DECISION,
    # challenges
    "request-reconsideration": _CARE,
    "extend-reconsideration-window": _LEAD | _DECISION,
    "decide-reconsideration": _DECISION,
    "issue-judicial-review": _CASEWORK,
    "record-judicial-review-step": _CASEWORK,
    "record-tribunal-appeal": _CASEWORK,
    # disqualification
    "propose-disqualification": _CASEWORK | _DECISION,
    "record-disqualification-representations": _CARE | _DECISION,
    "extend-disqualification-representations": _LEAD | _DECISION,
    "decide-disqualification": _DECISION,
    "revoke-disqualification": _DECISION,
    # the person meanwhile
    "report-missing": _CARE | {Role.PROSECUTION_LIAISON},
    "record-missing-response": _CARE | {Role.PROSECUTION_LIAISON},
    "record-found": _CARE | {Role.PROSECUTION_LIAISON},
    "record-return-interview": _CARE | {Role.PROSECUTION_LIAISON},
    "suspend": _CASEWORK | _DECISION,
    "resume": _CASEWORK | _DECISION,
    "withdraw": _REFERRAL,
    "record-death": _CARE,
    "record-placement": _CARE,
    "end-placement": _CARE,
    "record-detention": _CARE | {Role.PROSECUTION_LIAISON},
    "plan-release": _CARE | {Role.PROSECUTION_LIAISON},
    "record-safety-plan": _CARE | {Role.PROSECUTION_LIAISON},
    "record-release": _CARE | {Role.PROSECUTION_LIAISON},
    # age
    "claim-age": _CARE,
    "dispute-age": _CARE,
    "assess-age": _CASEWORK,
    "record-lone-child": _CARE,
    "record-eighteenth-birthday": _CARE,
    "refer-to-guardianship": _CARE,
    "appoint-guardian": _CARE,
    "end-guardianship": _CARE,
    "record-consent-at-18": _CARE,
    # after the decision
    "decide-leave": _DECISION,
    "request-leave-reconsideration": _CARE,
    "request-leave-renewal": _CARE,
    "end-move-on-support": _SUPPORT,
    "close": _CASEWORK,
    "reopen": _CASEWORK,
    # proceedings
    "record-charge": _COURTS,
    "review-non-punishment": frozenset({Role.PROSECUTION_LIAISON, Role.TEAM_LEADER}),
    "record-plea": _COURTS,
    "record-verdict": _COURTS,
    "record-sentence": _COURTS,
    "record-conviction-quashed": _COURTS,
    "link-prosecution": _ENGINE,
    "end-prosecution-link": _ENGINE,
    # the file
    "assign": _LEAD,
    "unassign": _LEAD,
    "add-note": ON_CASES,
    "attach-document": ON_CASES,
    "correct-fact": ON_CASES,
    "acknowledge-alert": ON_CASES,
    "explain-lateness": _CASEWORK | _DECISION,
    "pass-time": _ENGINE,
    "adopt-rule-book": _ENGINE,
    "import-history": _CASEWORK | _DECISION,
}


PERMITTED_IN_PROSECUTIONS: Mapping[str, frozenset[Role]] = {
    "prosecution/open-investigation": _PROSECUTION,
    "prosecution/record-crime-number": _PROSECUTION,
    "prosecution/link-victim": _PROSECUTION,
    "prosecution/unlink-victim": _PROSECUTION,
    "prosecution/refer-to-prosecutor": _PROSECUTION,
    "prosecution/decide-charge": _PROSECUTION,
    "prosecution/record-trial-step": _PROSECUTION,
    "prosecution/record-verdict": _PROSECUTION,
    "prosecution/record-sentence": _PROSECUTION,
    "prosecution/record-reparation-order": _PROSECUTION,
    "prosecution/record-special-measures": _PROSECUTION,
    "prosecution/end-investigation": _PROSECUTION,
    "prosecution/reopen-investigation": _PROSECUTION,
    "prosecution/correct-fact": _PROSECUTION,
    "prosecution/add-note": _PROSECUTION,
    "prosecution/pass-time": _ENGINE,
}
"""The same for prosecutions of traffickers."""

PERMITTED_IN_SETTINGS: Mapping[str, frozenset[Role]] = {
    "accept-rule-book": frozenset({Role.ADMINISTRATOR, Role.ENGINE}),
}
"""The same for what concerns no case."""

_TABLES = (PERMITTED, PERMITTED_IN_PROSECUTIONS, PERMITTED_IN_SETTINGS)


def who_may(command: str) -> frozenset[Role]:
    """The roles that may ask for this command; none, for one that is in no table."""
    return next((table[command] for table in _TABLES if command in table), _NOBODY)


def may(role: Role, command: str) -> bool:
    """Whether this role may ask for this command, at any stage."""
    return role in who_may(command)


def require(role: Role, command: str) -> None:
    """Refuse a role that may not ask for this command, and say which may."""
    if not may(role, command):
        message = f"The role {role} may not ask for {as_typed(command)}. It is for: {in_words(who_may(command))}."
        raise NotAllowed(Code.ROLE_NOT_PERMITTED, message)


def in_words(roles: frozenset[Role]) -> str:
    """These roles, in the order in which they are listed: `caseworker, team leader`."""
    return ", ".join(one.replace("-", " ") for one in Role if one in roles) or "nobody"


def as_typed(command: str) -> str:
    """The name of a command without the word that says what it is asked of."""
    return command.rpartition("/")[2]


def refuse_correction(role: Role, command: str | None) -> None:
    """Refuse a correction of what this command put on record; None where no command did.

    Whoever may ask for a thing may correct it, and a team leader may. What the engine recorded nobody corrects.
    """
    people = who_may(command) - _ENGINE if command is not None else _NOBODY
    if not people:
        message = "The engine put that event on record; correct the fact it follows from."
        raise NotAllowed(Code.CANNOT_BE_CORRECTED, message)
    if role not in people | _LEAD:
        known = in_words(people | _LEAD)
        message = f"The role {role} may not correct that event. It is for whoever may record such a thing: {known}."
        raise NotAllowed(Code.ROLE_NOT_PERMITTED, message)
