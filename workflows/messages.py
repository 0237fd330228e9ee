"""What the referral lane is started and continued with, and its search attributes. Tolerant of unknown fields."""

from uuid import UUID

from temporalio.common import SearchAttributeKey

from domain.frozen import Wire
from domain.referral.receipt import Standing

STAGE = SearchAttributeKey.for_keyword("NrmStage")
NATION = SearchAttributeKey.for_keyword("NrmNation")
NEXT_DUE = SearchAttributeKey.for_datetime("NrmNextDue")
OPEN_BREACHES = SearchAttributeKey.for_int("NrmOpenBreaches")

TASK_QUEUE = "nrm"


class Lane(Wire):
    """Whose lane it is, and how the case stands; `standing` is None until the first command has been answered."""

    case: UUID
    standing: Standing | None = None


def lane_id(case: UUID) -> str:
    """The workflow id of a person's lane."""
    return f"referral/{case}"
