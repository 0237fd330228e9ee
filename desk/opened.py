"""One case, as it stands or as it stood: what every question about a single case begins with.

A case can be asked for on two axes: as it was *known* at one moment, and as things were *in force* at another. Clocks
are read at the moment asked for, so a clock that is late only since then is not yet late. Read next:
`domain/referral/as_it_was.py`, which says what was so; `case_file.py`, which shows it.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from activities.history import history_of, prosecution_history_of
from desk.records import Records
from domain.clocks import Reading
from domain.errors import Code, NotFound
from domain.prosecution.evolve import as_it_was as prosecution_as_it_was
from domain.prosecution.rows import ProsecutionRow
from domain.prosecution.state import Prosecution
from domain.prosecution.views import prosecution_views
from domain.referral.as_it_was import as_it_was
from domain.referral.events.intake import ReferralLinked
from domain.referral.outlook import Outlook
from domain.referral.state import Breach, Referral
from domain.stream import prosecution_stream, stream_of
from domain.timeline import last_instant_of
from domain.when import When


@dataclass(frozen=True)
class CaseThen:
    """Which case, by its id or reference, as it was known by one moment and in force at another; now, if at none."""

    case: str
    known_at: When | None = None
    effective_at: When | None = None


@dataclass(frozen=True)
class LinkedCase:
    """Another case, by its id and reference, and what it is to this one; `is_theirs`: the link stands in that case."""

    id: str
    reference: str
    relation: str
    is_theirs: bool


@dataclass(frozen=True)
class OpenedCase:
    """A case at an instant. `id` is its uuid as text."""

    id: str
    outlook: Outlook
    now: datetime
    prosecutions: tuple[ProsecutionRow, ...]
    links: tuple[LinkedCase, ...] = ()

    @property
    def state(self) -> Referral:
        """What was true of the case."""
        return self.outlook.state

    @property
    def clocks(self) -> tuple[Reading, ...]:
        """What the clocks said."""
        return self.outlook.readings(self.now)

    @property
    def breaches(self) -> tuple[Breach, ...]:
        """The breaches on record, each as its clock counted it."""
        return tuple(self.outlook.breaches(self.now).values())


async def opened(records: Records, asked: CaseThen) -> OpenedCase:
    """The case now, or as it was known at one moment and as things were at another; raises NotFound."""
    row, effective_at = await records.find(asked.case), asked.effective_at
    known = last_instant_of(asked.known_at) if asked.known_at else None
    history = history_of(await records.log.read_stream(stream_of(row.case), known))
    rules = await (records.law.known_at(known) if known else records.law.current())
    outlook = as_it_was(history, rules, effective_at)
    if outlook is None:
        raise NotFound(Code.CASE_NOT_FOUND, "At that moment there was nothing of this case yet.")
    moment = effective_at or asked.known_at
    now = last_instant_of(moment) if moment else datetime.now(UTC)
    linked = [
        await _linked(records, one.prosecution, known, effective_at) for one in outlook.state.strands.prosecutions
    ]
    links = (*await _links_from(records, outlook), *await _links_to(records, row.case, known, effective_at))
    return OpenedCase(str(row.case), outlook, now, tuple(one for one in linked if one is not None), links)


async def _links_from(records: Records, outlook: Outlook) -> list[LinkedCase]:
    """The cases that this one is linked to."""
    links = outlook.state.strands.links
    return [
        LinkedCase(str(link.other), (await records.find(str(link.other))).reference, link.relation, is_theirs=False)
        for link in links
    ]


async def _links_to(
    records: Records, case: UUID, known: datetime | None, effective_at: When | None
) -> list[LinkedCase]:
    """The cases that are linked to this one, as each then stood: a later referral of the person names an earlier."""
    found: list[LinkedCase] = []
    for stream in await records.log.streams_saying(ReferralLinked.type, str(case)):
        history = history_of(await records.log.read_stream(stream, known))
        other = as_it_was(history, await records.law.current(), effective_at)
        links = other.state.strands.links if other else ()
        found += [
            LinkedCase(stream.partition("/")[2], other.state.reference, _LATER.get(link.relation, link.relation), True)
            for link in links
            if other and link.other == case
        ]
    return found


_LATER = {"earlier-referral": "later-referral"}
"""What a case is to another that is this to it; a family member, and somebody met at the same scene, are both ways."""


async def _linked(
    records: Records, prosecution: UUID, known: datetime | None, effective_at: When | None
) -> ProsecutionRow | None:
    """A prosecution that the case points to, from its own stream, as it stood then; None where there was none yet."""
    history = prosecution_history_of(await records.log.read_stream(prosecution_stream(prosecution), known))
    state = prosecution_as_it_was(history, effective_at)
    return prosecution_views(state).prosecution if isinstance(state, Prosecution) else None
