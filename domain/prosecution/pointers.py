"""What the linked cases are to be told: that they are linked, whether the crime is on record, that the link has ended.

A pointer is an ordinary command to the person's lane. It copies nothing else of what happens here: whoever looks at the
case follows it. The command id follows from the event that it is about, so that telling a case again, after whatever
failure, tells it once. What was owed once stays owed: a link that is struck afterwards is told, and then its end.
"""

from uuid import UUID, uuid5

from pydantic import JsonValue

from domain.prosecution.state import Prosecution, Telling
from domain.referral.commands.proceedings import EndProsecutionLink, LinkProsecution
from domain.stream.answers import Pointer


def pointers(state: Prosecution) -> tuple[Pointer, ...]:
    """Every pointer owed so far; those to one case in the order in which it must get them."""
    return tuple(pointer_of(state.id, telling) for telling in state.tellings)


def pointer_of(prosecution: UUID, telling: Telling) -> Pointer:
    """The command by which a case is told."""
    more: dict[str, JsonValue] = {"crime_recorded": telling.crime_recorded}
    if telling.witness is None:
        more["in_error"] = telling.in_error
    else:
        more["witness"] = telling.witness
    return Pointer(
        command_id=uuid5(prosecution, f"{telling.version}:{telling.case}"),
        case=telling.case,
        command=(EndProsecutionLink if telling.witness is None else LinkProsecution).name,
        fields={"prosecution": str(prosecution), "effective_at": telling.on.text, **more},
    )
