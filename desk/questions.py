"""Who may ask what: one table for everything that can be read, as `domain/roles.py` has them for what can be written.

Deny is the default: a role not named beside a question may not ask it. Whoever works on cases reads cases, and auditors
read all of them. Rapporteurs read statistics and no case, administrators settings and no case; the engine asks nothing
here. The law and the proof of the record are for everybody. Read next: `door.py`, which asks this table.
"""

from collections.abc import Mapping

from domain.errors import Code, NotAllowed
from domain.roles import Role, in_words

_EVERYBODY = frozenset(Role) - {Role.ENGINE}
_CASES = _EVERYBODY - {Role.RAPPORTEUR, Role.ADMINISTRATOR}
_SETTINGS = _CASES | {Role.ADMINISTRATOR}
_NOBODY = frozenset[Role]()

QUESTIONS: Mapping[str, frozenset[Role]] = {
    # one case
    "show-case": _CASES,
    "show-clocks": _CASES,
    "explain-clock": _CASES,
    "show-history": _CASES,
    "show-what-can-be-asked": _CASES,
    # all cases
    "list-cases": _CASES,
    "list-breaches": _CASES,
    "list-what-cannot-be-computed": _CASES,
    "list-safeguards": _CASES,
    "list-refusals": _CASES,
    # prosecutions
    "show-prosecution": _CASES,
    "show-history-of-prosecution": _CASES,
    "show-what-can-be-asked-of-prosecution": _CASES,
    "list-prosecutions": _CASES,
    # the law
    "list-rules": _EVERYBODY,
    "show-rule": _EVERYBODY,
    "check-rules": _EVERYBODY,
    "list-doubts": _EVERYBODY,
    "compare-rules": _EVERYBODY,
    "list-provisions": _EVERYBODY,
    "list-acceptances": _EVERYBODY,
    "preview-rules": _SETTINGS,
    # the record itself
    "verify-log": _EVERYBODY,
    "rebuild-lists": _SETTINGS,
}


def may_ask(role: Role, question: str) -> bool:
    """Whether this role may ask this question."""
    return role in QUESTIONS.get(question, _NOBODY)


def require(role: Role, question: str) -> None:
    """Refuse a role that may not ask this question, and say which may; raises NotAllowed (role-not-permitted)."""
    if not may_ask(role, question):
        known = in_words(QUESTIONS.get(question, _NOBODY))
        message = f"The role {role} may not ask to {question.replace('-', ' ')}. That is for: {known}."
        raise NotAllowed(Code.ROLE_NOT_PERMITTED, message)
