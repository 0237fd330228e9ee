"""What a decision looks at besides its own stream, so that its append can demand that all of it is still so."""

from collections.abc import Collection
from dataclasses import dataclass, field

from eventlog.log import EventLog, ToldEvent


@dataclass(frozen=True)
class Seen:
    """Reads streams of the log, and remembers at which version each was first."""

    log: EventLog
    versions: dict[str, int] = field(default_factory=dict[str, int])

    async def load_all(self, streams: Collection[str]) -> tuple[tuple[ToldEvent, ...], ...]:
        """These streams as they stand, in one round trip; those that there are."""
        found = await self.log.load_all(streams)
        versions = {told[0].stream: told[-1].version for told in found}
        for stream in streams:
            self.versions.setdefault(stream, versions.get(stream, 0))
        return found
