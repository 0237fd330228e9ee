"""How many events one case or prosecution can have: as many as can be read anew for every command, and no more.

Everybody's lanes share a worker. A history so long that reading it takes seconds would hold up other people's commands,
and one that takes longer than a workflow task may would be tried again for ever. Nothing here decides anything else.
Read next: `domain/referral/decide` and `domain/prosecution/decide.py`, which ask.
"""

from collections.abc import Collection

from domain.errors import Code, NotAllowed

MOST_EVENTS = 3_000
"""Some forty times what a long case has. To read so many, decide on them and correct one takes half a second of a
worker's time, where a workflow task has ten seconds."""

KEPT_FREE = 500
"""Of these, so many are kept for what happens to the person: notes and documents end before."""


def refuse_when_full(version: int, command: str, on_file: Collection[str], always: Collection[str]) -> None:
    """Refuse one more event of a history that has as many as it can; raises NotAllowed (case-full).

    `on_file`: the commands that only add to the file. `always`: those with which a full history is ended.
    """
    if command in always or version < MOST_EVENTS - KEPT_FREE:
        return
    if version >= MOST_EVENTS:
        message = f"This record has {version:,} events, as many as one can have. End it, and go on in a new one."
        raise NotAllowed(Code.CASE_FULL, message)
    if command in on_file:
        message = (
            f"This record has {version:,} events, and has room for {MOST_EVENTS - version:,} more. They are kept for "
            "what happens to the person, not for notes, documents and alerts."
        )
        raise NotAllowed(Code.CASE_FULL, message)
