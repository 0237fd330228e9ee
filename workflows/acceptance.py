"""Takes every case over to the rule-book that was just accepted, and lets its lane wait for the new instants.

Each case is a transaction of its own, so this can be broken off anywhere and done again: a case that went over is left
alone, and one that did not is taken over by its next command. Read next: `activities/adoption.py`.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from uuid import UUID, uuid4

from temporalio.client import Client

from activities.record import Recorder
from activities.submission import Submission, Turn
from domain.referral.commands.file import PassTime
from domain.referral.rows import CaseRow
from domain.roles import Role
from eventlog.views import Views
from workflows.lanes import OPENED_AT_ONCE, each_on_its_own, open_lane


async def adopt_everywhere(
    client: Client, recorder: Recorder, views: Views, progress: Callable[[int, int], None]
) -> int:
    """Record in each case what has moved; `progress` gets (done, of). Returns in how many cases something did.

    Raises Unavailable as `each_on_its_own` does.
    """
    rows = await views.cases()
    moved = 0

    async def one(row: CaseRow) -> None:
        nonlocal moved
        moved += await take_over(client, recorder, row)

    await each_on_its_own(rows, one, lambda row: row.case, progress, OPENED_AT_ONCE)
    return moved


async def take_over(client: Client, recorder: Recorder, row: CaseRow) -> bool:
    """Take one case over; returns whether something moved in it since the list had this row.

    Where nothing did, the case may yet have to wake at another instant, for a warning or a rung that is new. Then the
    time is passed once, which puts that instant into the list.
    """
    now = datetime.now(UTC)
    outlook = await recorder.adopt(row.case, now)
    if outlook is None or not outlook.state.is_open:
        return outlook is not None and outlook.state.version > row.version
    has_moved, wakes = outlook.state.version > row.version, outlook.next_instant
    if not has_moved and (wakes[0] if wakes else None) != row.next_wake_at:
        await recorder.settle(Turn(submission=_pass_time(row.case), at=now))
    elif not has_moved:
        return False
    await open_lane(client, row.case)
    return has_moved


def _pass_time(case: UUID) -> Submission:
    return Submission(
        command_id=uuid4(), case=case, command=PassTime.name, fields={}, actor=Role.ENGINE.value, role=Role.ENGINE
    )
