"""Who may ask for what: one table, read top to bottom.

Deny is the default: a role not named beside a command may not ask for it. Nothing else in the engine decides on
permission. Read next: `referral/decide.py`, which asks this table before anything else.
"""

from collections.abc import Mapping
from enum import StrEnum


class Role(StrEnum):
    """The roles of the NRM's staff and partners, and the engine itself."""

    FIRST_RESPONDER = "first-responder"
    CASEWORKER = "caseworker"
    DECISION_MAKER = "decision-maker"
    SECOND_REVIEWER = "second-reviewer"
    TEAM_LEADER = "team-leader"
    SUPPORT_PROVIDER = "support-provider"
    PROSECUTION_LIAISON = "prosecution-liaison"
    AUDITOR = "auditor"
    RAPPORTEUR = "rapporteur"
    ADMINISTRATOR = "administrator"
    ENGINE = "engine"


_CASEWORK = frozenset({Role.CASEWORKER, Role.TEAM_LEADER})
_DECISION = frozenset({Role.DECISION_MAKER})
_WRITERS = frozenset(Role) - {Role.AUDITOR, Role.RAPPORTEUR, Role.ADMINISTRATOR, Role.ENGINE}

PERMITTED: Mapping[str, frozenset[Role]] = {
    "refer": _CASEWORK | {Role.FIRST_RESPONDER},
    "allocate-competent-authority": _CASEWORK,
    "decide-reasonable-grounds": _DECISION,
    "extend-recovery-period": _DECISION | {Role.TEAM_LEADER},
    "record-enforcement-step": _CASEWORK | {Role.SUPPORT_PROVIDER, Role.PROSECUTION_LIAISON},
    "decide-conclusive-grounds": _DECISION,
    "serve-decision": _CASEWORK | _DECISION,
    "withdraw": _CASEWORK | {Role.FIRST_RESPONDER},
    "close": _CASEWORK,
    "add-note": _WRITERS,
    "pass-time": frozenset({Role.ENGINE}),
    "import-history": _CASEWORK,
}


def may(role: Role, command: str) -> bool:
    """Whether this role may ask for this command, at any stage."""
    return role in PERMITTED.get(command, frozenset())
