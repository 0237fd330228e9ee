"""Takes every case over to the rule-book that was just accepted, and lets its lane wait for the new instants.

Each case is a transaction of its own, so this can be broken off anywhere and done again: a case that went over is left
alone, and one that did not is taken over by its next command. Read next: `activities/adoption.py`.
"""

from collections.abc import Callable
from datetime import UTC, datetime

from temporalio.client import Client

from activities.record import Recorder
from domain.referral.receipt import standing
from domain.referral.rows import CaseRow
from eventlog.views import Views
from workflows.lanes import each_on_its_own, open_lane


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
        now = datetime.now(UTC)
        outlook = await recorder.adopt(row.case, now)
        if outlook is not None and outlook.state.is_open:
            await open_lane(client, row.case, standing(outlook, now))
        moved += outlook is not None and outlook.state.version > row.version

    await each_on_its_own(rows, one, lambda row: row.case, progress)
    return moved
