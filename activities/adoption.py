"""How a case goes over to another rule-book: by a command of the engine's own, which says which clocks have moved.

A case that nothing has moved in goes over without a word. Read next: `domain/rules/moves.py`, the comparison;
`record.py`, which asks for this before it decides anything else.
"""

from datetime import date
from uuid import UUID, uuid5

from activities.submission import Submission
from domain.referral.commands.file import AdoptRuleBook
from domain.referral.outlook import Outlook
from domain.roles import Role
from domain.rules.moves import moves
from eventlog.rule_books import Accepted


def adoption(case: UUID, before: Outlook, now: Outlook, accepted: Accepted) -> Submission | None:
    """The command that records what moved between two outlooks of one case, and why; None where nothing did.

    The same case at the same version gives the same command, so that asking twice records it once.
    """
    moved = moves(before.readings(None), now.readings(None))
    if not moved:
        return None
    return Submission(
        command_id=uuid5(case, f"{before.rules.digest}>{now.rules.digest}@{now.state.version}"),
        case=case,
        command=AdoptRuleBook.name,
        fields={
            "from_rules": before.rules.identity,
            "to_rules": now.rules.identity,
            "reason": accepted.reason,
            "accepted_by": accepted.by,
            "moves": [
                {"clock": move.clock, "run": move.run, "due_from": _text(move.due_from), "due_to": _text(move.due_to)}
                for move in moved
            ],
        },
        actor=Role.ENGINE.value,
        role=Role.ENGINE,
    )


def _text(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
