"""The lane of one prosecution of traffickers: commands take turns here, and linked cases are told.

Its path, stage by stage, is the domain's (`domain/prosecution/state.py`): investigating, crime recorded, with the
prosecutor, charged, on trial, convicted or acquitted, sentenced, ended. As a person's lane it waits and asks, and never
decides. No clock runs in a prosecution, so it sleeps until somebody asks for something.

1.  A command arrives as an update and is settled by the same `record` activity as a person's. One at a time.
2.  The answer says how the prosecution stands, and with it every pointer owed to a linked case so far: that it is
    linked, that the link has ended. The lane hands each over to the person's own lane, as a command like any other, and
    tries until it is answered. Its command id follows from the event, so however often a pointer is handed over, after
    a crash or to a case that was told before, it is recorded once. Nothing else is ever told: whoever looks at the case
    follows the pointer and reads the prosecution itself.
3.  Asked to look, the lane asks the log how the prosecution stands, and hands over again what no case has on record.
4.  When the prosecution has ended and every case has been told, the lane ends. A later command starts it again.

Read next: `activities/telling.py`; `referral.py`, the lane that is told.
"""

import asyncio
from datetime import timedelta
from uuid import UUID

from temporalio import workflow
from temporalio.common import RetryPolicy
from temporalio.exceptions import FailureError

from activities.submission import Submission, submission_of
from activities.telling import Messenger
from domain.stream import PROSECUTION
from domain.stream.answers import Answer, Pointer, Standing
from workflows.messages import NATION, STAGE, ProsecutionLane
from workflows.shown import change
from workflows.turns import Turns

_TELL_ATTEMPT = timedelta(seconds=30)
_TELL = timedelta(minutes=2)
_TELL_RETRY = RetryPolicy(initial_interval=timedelta(seconds=1), maximum_interval=timedelta(seconds=30))
"""A case that cannot be told is left for a while, so that the others do not wait for it."""

_TOLD_AT_ONCE = 20
"""Cases told at the same time: Temporal takes two thousand pending activities of one workflow, and no more."""


@workflow.defn(name="prosecution")
class ProsecutionWorkflow:
    """One prosecution's lane, from the investigation to its end, and until every linked case knows of it."""

    @workflow.init
    def __init__(self, lane: ProsecutionLane) -> None:
        self._prosecution = lane.case
        self._turns = Turns(PROSECUTION, lane.case, lane.standing, _show)
        self._told = list(lane.told)
        self._telling = asyncio.Semaphore(_TOLD_AT_ONCE)

    @workflow.run
    async def run(self, lane: ProsecutionLane) -> None:  # noqa: ARG002 - Temporal hands both constructor and run the input
        """Take commands and tell the linked cases, until there is nothing left of either."""
        self._turns.show()
        while self._turns.standing is None and not self._turns.nothing_to_wait_for:
            if not await self._turns.is_begun():
                await self._ask_how_it_stands()
        while self._goes_on():
            if workflow.info().is_continue_as_new_suggested():
                await self._continue_as_new()
            elif self._turns.is_unsure:
                await self._ask_how_it_stands()
            elif self._owed():
                await self._tell_everybody()
            else:
                await workflow.wait_condition(self._has_news)

    @workflow.update
    async def submit(self, submission: Submission) -> Answer:
        """Take a command's turn and bring back its answer."""
        return await self._turns.take(submission)

    @submit.validator
    def _for_this_prosecution(self, submission: Submission) -> None:
        self._turns.refuse_others(submission)

    @workflow.update
    async def look(self) -> None:
        """Ask the log how the prosecution stands, after a recovery."""
        await self._turns.look()
        # What the log says is owed is on record in no case, whatever this lane remembers of having handed it over.
        owed = {pointer.command_id for pointer in self._pointers()}
        self._told = [command for command in self._told if command not in owed]

    @workflow.signal
    def look_again(self, standing: Standing) -> None:
        """Do nothing any more, in lanes that began after `look` was known."""
        self._turns.was_told(standing)

    def _goes_on(self) -> bool:
        standing = self._turns.standing
        is_open = standing is not None and standing.open
        return is_open or self._turns.is_unsure or bool(self._owed()) or not workflow.all_handlers_finished()

    def _has_news(self) -> bool:
        suggested = workflow.info().is_continue_as_new_suggested()
        return not self._goes_on() or self._turns.is_unsure or bool(self._owed()) or suggested

    async def _continue_as_new(self) -> None:
        await workflow.wait_condition(workflow.all_handlers_finished)
        standing = self._turns.to_carry
        # What is not among the pointers any more has its answer on record, so nobody owes it.
        owed = {pointer.command_id for pointer in standing.pointers} if standing is not None else set[UUID]()
        told = tuple(command for command in self._told if command in owed)
        workflow.continue_as_new(ProsecutionLane(case=self._prosecution, standing=standing, told=told))

    async def _ask_how_it_stands(self) -> None:
        """Ask the log. If it cannot be reached, look again in a while."""
        await self._turns.pass_time()
        if self._turns.is_unsure:
            await self._turns.rest(lambda: not self._turns.is_unsure)
        else:
            self._turns.are_rested()

    def _pointers(self) -> tuple[Pointer, ...]:
        """Every pointer that a linked case is to have, as far as this lane knows."""
        return self._turns.standing.pointers if self._turns.standing is not None else ()

    def _owed(self) -> list[Pointer]:
        """The pointers not yet handed over, as far as this lane knows."""
        return [pointer for pointer in self._pointers() if pointer.command_id not in self._told]

    async def _tell_everybody(self) -> None:
        """Hand over what is owed: to each case in order, to several cases at once."""
        owed = self._owed()
        by_case: dict[UUID, list[Pointer]] = {}
        for pointer in owed:
            by_case.setdefault(pointer.case, []).append(pointer)
        told = await asyncio.gather(*(self._tell(pointers) for pointers in by_case.values()))
        if all(told):
            self._turns.are_rested()
        else:
            await self._turns.rest(lambda: len(self._owed()) > len(owed))

    async def _tell(self, pointers: list[Pointer]) -> bool:
        """Hand over what is owed to one case, when its place is free; whether that succeeded."""
        try:
            async with self._telling:
                for pointer in pointers:
                    await _hand_over(pointer)
                    self._told.append(pointer.command_id)
        except FailureError:
            workflow.logger.error("case_not_told")
            return False
        return True


async def _hand_over(pointer: Pointer) -> None:
    await workflow.execute_activity_method(
        Messenger.tell,
        submission_of(pointer),
        start_to_close_timeout=_TELL_ATTEMPT,
        schedule_to_close_timeout=_TELL,
        retry_policy=_TELL_RETRY,
        summary=pointer.command,
    )


def _show(standing: Standing) -> None:
    """Let an operator read how the prosecution stands, in Temporal's own screens."""
    workflow.set_current_details(_details(standing))
    shown = workflow.info().typed_search_attributes
    changes = [*change(shown, STAGE, standing.stage), *change(shown, NATION, standing.nation)]
    if changes:
        workflow.upsert_search_attributes(changes)  # pyright: ignore[reportUnknownMemberType]


def _details(standing: Standing) -> str:
    """The prosecution in plain words: stage, victims, trial, defendants."""
    lines = "\n".join(f"- {line}" for line in standing.clocks)
    return f"**Stage:** {standing.stage.replace('-', ' ')}\n\n{lines}\n\n**Waiting for:** the next command"
