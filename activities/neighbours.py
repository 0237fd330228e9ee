"""The other cases that a command names, for a decision that depends on them. Most name none, and ask nothing here.

Links between cases are followed as far as they lead, so that a circle can be refused, with one question to the log for
each step away from the case that was named. A correction can bring back a link that was struck.
"""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from activities.history import history_of
from activities.seen import Seen
from domain.prosecution.commands import LinkVictim
from domain.referral.commands.file import CorrectFact
from domain.referral.commands.intake import LinkReferral
from domain.referral.decide.corrections import about_in_the_end
from domain.referral.events.intake import ReferralLinked
from domain.referral.evolve import fold
from domain.referral.state import Referral
from domain.stream import stream_of
from domain.stream.command import Command
from domain.stream.context import Neighbour
from eventlog.log import ToldEvent


async def neighbours(log: Seen, command: Command, told: Sequence[ToldEvent]) -> Mapping[UUID, Neighbour]:
    """The case that a command names, if it names one and there is such a case; `told`: what it is asked of."""
    match command:
        case LinkReferral():
            return await _with_its_links(log, command.other)
        case CorrectFact():
            linked = _link_spoken_of(command, told)
            return {} if linked is None else await _with_its_links(log, linked.other)
        case LinkVictim():
            found = await _cases(log, {command.case})
            return {case: Neighbour(state.person, frozenset()) for case, state in found.items()}
        case _:
            return {}


def _link_spoken_of(command: CorrectFact, told: Sequence[ToldEvent]) -> ReferralLinked | None:
    """The link that a correction strikes or brings back."""
    history = history_of(told)
    number = about_in_the_end(history, command.event)
    event = history[number - 1][0] if number <= len(history) else None
    return event if isinstance(event, ReferralLinked) else None


async def _with_its_links(log: Seen, named: UUID) -> dict[UUID, Neighbour]:
    found = (await _cases(log, {named})).get(named)
    if found is None:
        return {}
    reached, ahead = set[UUID](), _linked(found)
    while ahead:
        reached |= ahead
        cases = await _cases(log, ahead)
        ahead = set[UUID]().union(*map(_linked, cases.values())) - reached
    return {named: Neighbour(found.person, frozenset(reached))}


def _linked(case: Referral) -> set[UUID]:
    return {link.other for link in case.strands.links}


async def _cases(log: Seen, wanted: Collection[UUID]) -> dict[UUID, Referral]:
    """Those of these cases that there are."""
    streams = {stream_of(case): case for case in wanted}
    states = {streams[told[0].stream]: fold(history_of(told)) for told in await log.load_all(streams)}
    return {case: state for case, state in states.items() if isinstance(state, Referral)}
