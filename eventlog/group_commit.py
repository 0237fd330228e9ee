"""Appends that come in while another is under way travel together, in one commit.

The log takes one writer at a time and makes each commit durable before it lets the next one in, so a disk that syncs
three thousand times a second would take no more commits than that. Sharing commits lifts the limit, and costs a lone
append nothing: it leaves at once. What shares a commit does not share its fate: when the whole is refused, each
is sent again alone. Read next: `migrations/0003_append.sql`, whose rule is one command per stream in a call.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

import asyncpg

from eventlog.pool import Pool
from eventlog.requests import Request, our_time
from eventlog.statements import statements

_MOST_TOGETHER = 32
_ONE_TO_BLAME = (
    asyncpg.IntegrityConstraintViolationError,
    asyncpg.DataError,
    asyncpg.DeadlockDetectedError,
    asyncpg.LockNotAvailableError,
    asyncpg.InterfaceError,
)


@dataclass(slots=True)
class _Waiting:
    request: Request
    answer: asyncio.Future[asyncpg.Record]


@dataclass(slots=True)
class GroupCommit:
    """The one door through which a process appends. Belongs to one event loop."""

    pool: Pool
    _waiting: list[_Waiting] = field(default_factory=list[_Waiting])
    _carrier: asyncio.Task[None] | None = None

    async def append(self, request: Request) -> asyncpg.Record:
        """The database's answer to one request; raises what the database raised for it."""
        waiting = _Waiting(request, asyncio.get_running_loop().create_future())
        self._waiting.append(waiting)
        if self._carrier is None:
            self._carrier = asyncio.create_task(self._carry())
        return await waiting.answer

    async def _carry(self) -> None:
        """Send what waits until nothing does. Its end is always seen: every group is awaited by those in it."""
        group: Sequence[_Waiting] = ()
        try:
            while self._waiting:
                group = self._next_group()
                await self._send(group)
        finally:  # if this was cut short, nobody may be left waiting
            self._carrier = None
            for waiting in (*group, *self._waiting):
                waiting.answer.cancel()

    def _next_group(self) -> list[_Waiting]:
        """The longest waiting first, at most one of each stream."""
        group: dict[str, _Waiting] = {}
        for waiting in self._waiting:
            if len(group) < _MOST_TOGETHER:
                group.setdefault(waiting.request[0], waiting)
        chosen = list(group.values())
        self._waiting = [waiting for waiting in self._waiting if waiting is not group.get(waiting.request[0])]
        return chosen

    async def _send(self, group: Sequence[_Waiting]) -> None:
        try:
            requests = [waiting.request for waiting in group]
            answers = await self.pool.fetch(statements("log")["append"], requests, our_time())
        except _ONE_TO_BLAME as error:
            await self._send_each_alone(group, error)
        except Exception as error:  # noqa: BLE001 - not ours to judge: it is raised where the append was asked for
            _fail(group, error)
        else:
            _answer(group, answers)

    async def _send_each_alone(self, group: Sequence[_Waiting], error: Exception) -> None:
        if len(group) == 1:
            _fail(group, error)
            return
        for waiting in group:
            await self._send([waiting])


def _answer(group: Sequence[_Waiting], answers: Sequence[asyncpg.Record]) -> None:
    for waiting, answer in zip(group, answers, strict=True):
        if not waiting.answer.done():
            waiting.answer.set_result(answer)


def _fail(group: Sequence[_Waiting], error: Exception) -> None:
    for waiting in group:
        if not waiting.answer.done():
            waiting.answer.set_exception(error)
