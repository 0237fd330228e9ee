"""What travels through Temporal on the way in: a command with who asks and under which id. Ids, dates and choices only.

Text that a person typed was sealed into the vault before this was made. Read next: `signing.py`, for why it is signed;
`registrar.py`, where it arrives.
"""

from datetime import datetime
from hashlib import sha256
from uuid import UUID

import orjson
from pydantic import JsonValue

from domain.errors import Code, Invalid
from domain.frozen import Wire
from domain.roles import Role
from domain.staff import Asker, StaffOnRecord
from domain.stream import CASE
from domain.stream.answers import Pointer

_MEANING_NOTHING = (UUID(int=0), UUID(int=2**128 - 1))
"""All zeros and all ones: what programs write where they have no id (RFC 9562, sections 5.9 and 5.10)."""

__all__ = ["CASE", "Glance", "Submission", "Turn", "kind_named_by", "submission_of"]


class Submission(Wire):
    """One request: the same `command_id` is the same request, however often it arrives.

    `case` is the id of a person's case, or of a prosecution. `asking` tells one asking of the request from another;
    `signature` is of the request, and the same for each.
    """

    schema_version: int = 1
    command_id: UUID
    case: UUID
    command: str
    fields: dict[str, JsonValue]
    actor: StaffOnRecord
    role: Role
    expected_version: int | None = None
    asking: UUID | None = None
    signature: str | None = None

    @classmethod
    def of(
        cls,
        asker: Asker,
        command_id: UUID,
        case: UUID,
        command: str,
        fields: dict[str, JsonValue],
        expected_version: int | None = None,
    ) -> "Submission":
        """What this asker wants, as it travels."""
        return cls(
            command_id=command_id,
            case=case,
            command=command,
            fields=fields,
            actor=asker.actor,
            role=asker.role,
            expected_version=expected_version,
        )

    @property
    def kind(self) -> str:
        """What it is asked of: the name of a prosecution's command begins with that word."""
        return kind_named_by(self.command)

    @property
    def stream(self) -> str:
        """The stream it is asked of."""
        return f"{self.kind}/{self.case}"

    @property
    def update_id(self) -> str:
        """The request's name in Temporal. Another one under the same command id must reach the log, to be refused."""
        return f"{self.command_id}:{self.fingerprint[:16]}"

    @property
    def fingerprint(self) -> str:
        """Tells a repeated request from another one that reuses its id."""
        said = (self.case.hex, self.command, self.fields, self.actor, self.role)
        return sha256(orjson.dumps(said, option=orjson.OPT_SORT_KEYS)).hexdigest()


def refuse_id_of_nothing(command_id: UUID) -> None:
    """Refuse an id that others will use too, for something else; raises Invalid (invalid-value)."""
    if command_id in _MEANING_NOTHING:
        message = "A command id of zeros or ones alone names no command; leave it out, or draw one at random."
        raise Invalid(Code.INVALID_VALUE, message)


def kind_named_by(command: str) -> str:
    """The kind of stream that a command's name begins with; a person's case, if it begins with none."""
    kind, of, _ = command.partition("/")
    return kind if of else CASE


def submission_of(pointer: Pointer) -> Submission:
    """The command that hands a pointer over: the engine's own, and signed where the pointer is."""
    return Submission(
        command_id=pointer.command_id,
        case=pointer.case,
        command=pointer.command,
        fields=pointer.fields,
        actor=Role.ENGINE.value,
        role=Role.ENGINE,
        signature=pointer.signature,
    )


class Turn(Wire):
    """A submission whose turn has come, at the lane's instant. `own`: the lane asks it by itself, for nobody."""

    submission: Submission
    at: datetime
    own: bool = False


class Glance(Wire):
    """The stream that a lane wants to know about, and the lane's instant."""

    stream: str
    at: datetime
