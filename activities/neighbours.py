"""The other cases that a command names, for a decision that depends on them. Most name none, and ask nothing here.

Links between cases are followed as far as they lead, so that a circle can be refused.
"""

from collections.abc import Mapping
from uuid import UUID

from activities.history import history_of, stream_of
from domain.errors import Code, NotAllowed
from domain.prosecution.commands import LinkVictim
from domain.referral.commands.base import Command
from domain.referral.commands.intake import LinkReferral
from domain.referral.decide import Neighbour
from domain.referral.evolve import fold
from domain.referral.state import Referral
from eventlog.log import EventLog

_MOST = 100
"""Cases that links may lead to. One person's referrals, or those of one scene, are far fewer."""


async def neighbours(log: EventLog, command: Command) -> Mapping[UUID, Neighbour]:
    """The case that a command names, if it names one and there is such a case."""
    match command:
        case LinkReferral():
            return await _with_its_links(log, command.other)
        case LinkVictim():
            found = await _case(log, command.case)
            return {} if found is None else {command.case: Neighbour(found.person, frozenset())}
        case _:
            return {}


async def _with_its_links(log: EventLog, named: UUID) -> dict[UUID, Neighbour]:
    found = await _case(log, named)
    if found is None:
        return {}
    reached, ahead = set[UUID](), _linked(found)
    while ahead:
        reached |= ahead
        if len(reached) > _MOST:
            message = f"The links of that case lead to more than {_MOST} others; that cannot be right."
            raise NotAllowed(Code.CONTRADICTS_RECORD, message)
        cases = [await _case(log, case) for case in sorted(ahead)]
        ahead = set[UUID]().union(*(_linked(case) for case in cases if case is not None)) - reached
    return {named: Neighbour(found.person, frozenset(reached))}


def _linked(case: Referral) -> set[UUID]:
    return {link.other for link in case.strands.links}


async def _case(log: EventLog, case: UUID) -> Referral | None:
    state = fold(history_of((await log.load(stream_of(case))).events))
    return state if isinstance(state, Referral) else None
