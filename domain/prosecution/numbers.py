"""Which defendants and events of a prosecution can be meant where a command asks for a number.

Read next: `domain/referral/numbers.py`, the same for a person's case; `receipt.py`, how a defendant is said.
"""

from domain.prosecution.receipt import how
from domain.prosecution.state import Prosecution
from domain.prosecution.words import tell

NUMBERED = frozenset({"defendant", "event"})
"""The fields that ask for a number."""

_MOST = 8
"""How many events are listed: the last."""


def there_are(state: Prosecution, field: str) -> str:
    """` Defendants so far: 1 (slavery, charged).`, to follow a refusal about a field that asks for a number."""
    if field == "defendant":
        known = "; ".join(f"{number} ({how(one)})" for number, one in state.defendants.items())
        return f" Defendants so far: {known}." if known else " Nothing has been decided about any defendant yet."
    numbers = range(1, len(state.history) + 1)[-_MOST:]
    return f" The last are: {'; '.join(f'{number} ({tell(state.history, number)})' for number in numbers)}."
