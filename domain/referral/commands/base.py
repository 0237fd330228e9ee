"""The choices that several strands offer, and whose a case is.

Read next: `domain/stream/command.py`, what every command has; `intake.py`, where a path begins.
"""

from typing import Literal
from uuid import UUID

Outcome = Literal["positive", "negative"]
AgeGroup = Literal["adult", "child", "unknown"]
Decision = Literal["reasonable-grounds", "conclusive-grounds"]
Reconsidered = Literal["reasonable-grounds", "conclusive-grounds", "disqualification"]
"""What can be asked to be looked at again; leave is asked about by a request of its own."""
Challenged = Literal["reasonable-grounds", "conclusive-grounds", "disqualification", "leave", "reconsideration"]
"""What can be challenged in court; `reconsideration` is the answer to such a request that left a decision standing."""


def person_of(case: UUID) -> UUID:
    """The person a case is about. One referral, one person: until cases are linked, they share an id."""
    return case
