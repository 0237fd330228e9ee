"""What the workflows are started and continued with, and their search attributes. Tolerant of unknown fields."""

from uuid import UUID

from temporalio.common import SearchAttributeKey

from activities.submission import CASE
from domain.frozen import Wire
from domain.stream.answers import ChallengeStanding, Standing
from workflows.names import LANES

STAGE = SearchAttributeKey.for_keyword("NrmStage")
NATION = SearchAttributeKey.for_keyword("NrmNation")
NEXT_DUE = SearchAttributeKey.for_datetime("NrmNextDue")
OPEN_BREACHES = SearchAttributeKey.for_int("NrmOpenBreaches")
WAKES = SearchAttributeKey.for_datetime("NrmWakes")
CHALLENGE = SearchAttributeKey.for_keyword("NrmChallenge")
STEP = SearchAttributeKey.for_keyword("NrmStep")

TIME_HAS_COME = "time_has_come"
"""The signal by which a child asks its lane to let time pass."""

SUBMIT = "submit"
"""The update by which a command is asked of a lane."""

LOOK = "look"
"""The update by which a lane is asked to look at the log, and to do what it finds. It tells a lane nothing, so that
nobody can make it believe anything."""

TASK_QUEUE = "nrm"


class Lane(Wire):
    """Whose lane it is, and how the case stands; `standing` is None until the first command has been answered.

    `told` is what each running child was told last. `shows_wake`: the lane shows when it wakes; lanes from before that
    was known do not, to their end.
    """

    case: UUID
    standing: Standing | None = None
    told: tuple[ChallengeStanding, ...] = ()
    shows_wake: bool = False


class ProsecutionLane(Wire):
    """Which prosecution's lane it is, and how it stands; `told` are the pointers handed over, by command id."""

    case: UUID
    standing: Standing | None = None
    told: tuple[UUID, ...] = ()


class Appeal(Wire):
    """Whose challenge it is, and how it stands."""

    case: UUID
    nation: str
    challenge: ChallengeStanding


def lane_id(case: UUID, kind: str = CASE) -> str:
    """The workflow id of a person's lane, or of a prosecution's."""
    return f"{LANES[kind]}/{case}"


def appeal_id(case: UUID, number: int) -> str:
    """The workflow id of the challenge that the event with this number opened."""
    return f"appeal/{case}/{number}"
