"""What can be seen of the lanes without asking them: Temporal's list of those that run, and what each shows.

The list may lag behind by a moment. Read next: `sweeping.py`, which compares it with the log's lists.
"""

from datetime import datetime, timedelta
from enum import Enum, auto
from typing import NamedTuple
from uuid import UUID

from temporalio.client import Client, WorkflowExecution

from activities.submission import CASE
from eventlog.views import Unfinished
from workflows.messages import NATION, OPEN_BREACHES, STAGE, WAKES
from workflows.names import LANES, RUNNING_LANES

_PAGE = 1000
_RPC_TIMEOUT = timedelta(seconds=20)
_SAME = timedelta(seconds=1)
_KINDS = {workflow: kind for kind, workflow in LANES.items()}


class Place(NamedTuple):
    """Whose lane it is."""

    kind: str
    id: UUID


class Shown(NamedTuple):
    """What a running lane shows."""

    stage: str | None
    nation: str | None
    open_breaches: int | None
    wakes: datetime | None


class Verdict(Enum):
    """What is to be done about a lane."""

    NOTHING = auto()
    LOOK = auto()
    """It is missing, or shows something else than the lists do: it is asked to look at the log."""
    ANEW = auto()
    """It does not show when it wakes, as lanes of earlier releases do not: nobody can see whether it is right."""


async def running_lanes(client: Client) -> dict[Place, Shown]:
    """Every lane that runs."""
    listed = client.list_workflows(RUNNING_LANES, page_size=_PAGE, rpc_timeout=_RPC_TIMEOUT)
    return {place: _shown(found) async for found in listed if (place := _place(found.id)) is not None}


def verdict(row: Unfinished, shown: Shown | None) -> Verdict:
    """What to do about the lane of what is on record, by what it shows; None where none runs."""
    if shown is None or row.owes:
        return Verdict.LOOK
    if (row.stage, row.nation) != (shown.stage, shown.nation):
        return Verdict.LOOK
    if row.kind != CASE:
        return Verdict.NOTHING
    if row.next_wake_at is not None and shown.wakes is None:
        return Verdict.ANEW
    differs = row.open_breaches != shown.open_breaches or not _same_instant(row.next_wake_at, shown.wakes)
    return Verdict.LOOK if differs else Verdict.NOTHING


def _same_instant(one: datetime | None, other: datetime | None) -> bool:
    """Whether these are the same, as exactly as Temporal's database keeps an instant."""
    if one is None or other is None:
        return one is other
    return abs(one - other) < _SAME


def _place(workflow_id: str) -> Place | None:
    """Whose lane has this id; None for one that is nobody's."""
    workflow, _, name = workflow_id.partition("/")
    try:
        return Place(_KINDS[workflow], UUID(name))
    except (KeyError, ValueError):
        return None


def _shown(found: WorkflowExecution) -> Shown:
    shown = found.typed_search_attributes
    return Shown(shown.get(STAGE), shown.get(NATION), shown.get(OPEN_BREACHES), shown.get(WAKES))
