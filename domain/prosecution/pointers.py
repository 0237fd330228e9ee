"""What the linked cases are to be told: that they are linked, and that the link has ended.

A pointer is an ordinary command to the person's lane. It copies nothing of what happens here: whoever looks at the
case follows it. The command id follows from the event that it is about, so that telling a case again, after whatever
failure, tells it once.
"""

from collections.abc import Iterator
from uuid import UUID, uuid5

from pydantic import JsonValue

from domain.prosecution.state import Link, Prosecution
from domain.referral.commands.proceedings import EndProsecutionLink, LinkProsecution
from domain.referral.receipt import Pointer
from domain.when import When


def pointers(state: Prosecution) -> tuple[Pointer, ...]:
    """Every pointer owed so far; those to one case in the order in which it must get them."""
    return tuple(pointer for link in state.links.values() for pointer in pointers_of(state, link))


def pointers_of(state: Prosecution, link: Link) -> tuple[Pointer, ...]:
    """The pointers owed for one link: that it is, and once it is over, that it was."""
    return tuple(_owed(state, link))


def _owed(state: Prosecution, link: Link) -> Iterator[Pointer]:
    witness: dict[str, JsonValue] = {"witness": link.witness}
    yield _pointer(state.id, link.case, link.version, LinkProsecution.name, link.on, witness)
    over = link.unlinked or state.ended
    if over is not None:
        yield _pointer(state.id, link.case, over.version, EndProsecutionLink.name, over.on, {})


def _pointer(
    prosecution: UUID, case: UUID, version: int, command: str, when: When, more: dict[str, JsonValue]
) -> Pointer:
    return Pointer(
        command_id=uuid5(prosecution, f"{version}:{case}"),
        case=case,
        command=command,
        fields={"prosecution": str(prosecution), "effective_at": when.text, **more},
    )
