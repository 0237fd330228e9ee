"""Events, commands and rows for tests of the log. What they say does not matter to it; that they are whole does."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from uuid import UUID, uuid4

import asyncpg
import orjson

from domain.look_alikes import likeness
from domain.referral.rows import BreachRow, CaseRow, CaseViews, ClockRow, SafeguardRow
from domain.rules.acceptance import RuleBookAccepted
from domain.rules.loader import digest_of
from domain.when import When
from eventlog.log import CommandRecord, EventLog, NewEvent, Outcome
from eventlog.pool import Pool
from eventlog.rule_books import RuleBooks
from tests.support.postgres import Database

FILES = {"rule-book.yaml": "Nobody reads this."}
DIGEST = digest_of(FILES)
VERSION = "2026.1"
RULES = f"{VERSION}+{DIGEST[:16]}"
SECONDS = 30.0


async def keep_rules(database: Database) -> None:
    """Put the rule-book on record that every event here names, without an event that takes the first position."""
    files = orjson.dumps(FILES).decode()
    await as_superuser(
        database,
        f"INSERT INTO law.rule_books VALUES ('{DIGEST}', '{VERSION}', '{files}')",  # noqa: S608
    )


def stream_of(case: UUID) -> str:
    return f"case/{case}"


def stream() -> str:
    return stream_of(uuid4())


def event(
    effective: str = "2016-08-31", body: bytes = b"{}", cause: UUID | None = None, of: str = "placement-ended"
) -> NewEvent:
    return NewEvent(uuid4(), of, 1, When.parse(effective), cause, body)


def command(fingerprint: str = "f" * 64) -> CommandRecord:
    return CommandRecord(uuid4(), "end-placement", "a.person", "caseworker", fingerprint)


def receipt_of(version: int, events: Sequence[NewEvent]) -> str:
    return orjson.dumps({"version": version, "events": [event.type for event in events]}).decode()


async def put(
    log: EventLog,
    to: str,
    at: int,
    asked: CommandRecord,
    events: Sequence[NewEvent],
    *,
    views: CaseViews | None = None,
    seen: Mapping[str, int] | None = None,
) -> Outcome:
    """Append these events with all that belongs to them."""
    version = at + len(events)
    rows = views or rows_of(UUID(to.removeprefix("case/")), version)
    receipt = receipt_of(version, events)
    return await log.append(
        to, at, asked, events, rules=RULES, receipt=receipt, views=rows.model_dump_json(), seen=seen or {}
    )


async def append(log: EventLog, to: str, at: int = 0, many: int = 1, views: CaseViews | None = None) -> Outcome:
    return await put(log, to, at, command(), [event() for _ in range(many)], views=views)


def book(version: str) -> dict[str, str]:
    """The files of a rule-book, as far as the log looks at them."""
    return {"rule-book.yaml": f'version: "{version}"\n', "clocks/x.yaml": "# a\n\tb: “c”\n"}


async def accept(pool: Pool, files: Mapping[str, str], at: int = 0, reason: str = "first start") -> str:
    """Let this rule-book decide after that many acceptances; its digest."""
    accepted = RuleBookAccepted(version=version_of(files), digest=digest_of(files), reason=reason)
    asked = CommandRecord(uuid4(), "accept-rule-book", "a.person", "administrator", "f" * 64)
    body = accepted.model_dump_json(exclude_none=True).encode()
    new = NewEvent(uuid4(), accepted.type, accepted.schema_version, When.at(datetime.now(UTC)), None, body)
    await RuleBooks(pool).accept(at, asked, new, receipt=f'{{"version":{at + 1}}}', files=files)
    return accepted.digest


def acceptance(version: str, digest: str, at: int = 0) -> tuple[object, ...]:
    """A value of the type log.request that accepts a rule-book."""
    body = orjson.dumps({"version": version, "digest": digest, "reason": "why not"})
    new = (uuid4(), "rule-book-accepted", 1, datetime(2016, 1, 1, tzinfo=UTC), "2016", None, body)
    return request(
        "system/rules",
        at,
        rules=f"{version}+{digest[:16]}",
        views=None,
        receipt=f'{{"version":{at + 1}}}',
        events=[new],
    )


REQUEST = (
    *("stream", "expected_version", "command_id", "type", "actor", "role", "fingerprint", "rules", "receipt", "views"),
    *("events", "seen"),
)
"""The fields of log.request, in order."""


def request(to: str, at: int = 0, **other: object) -> tuple[object, ...]:
    """A value of the type log.request: one event for `to`, with all that belongs to it; `other` replaces fields."""
    new = (uuid4(), "placement-ended", 1, datetime(2016, 1, 1, tzinfo=UTC), "2016", None, b"{}")
    fields: dict[str, object] = {
        "stream": to,
        "expected_version": at,
        "command_id": uuid4(),
        "type": "end-placement",
        "actor": "a.person",
        "role": "caseworker",
        "fingerprint": "f" * 64,
        "rules": RULES,
        "receipt": receipt_of(at + 1, [event()]),
        "events": [new],
        "seen": [],
    }
    if "views" not in other:
        fields["views"] = rows_of(UUID(to.removeprefix("case/")), at + 1).model_dump_json()
    fields |= other
    return tuple(fields[name] for name in REQUEST)


def version_of(files: Mapping[str, str]) -> str:
    return files["rule-book.yaml"].split('"')[1]


def rows_of(case: UUID, version: int = 1, reference: str | None = None, *, claimed: bool = True) -> CaseViews:
    """A case with one clock, and a breach of it."""
    clock = {"case": case, "clock": "reasonable-grounds-decision", "run": 1}
    law = {"kind": "deadline", "force": "guidance", "rule": "reasonable-grounds-decision@2009-04-01"}
    due = {"due_on": date(2016, 9, 7), "due_at": datetime(2016, 9, 7, 23, tzinfo=UTC), "days_late": 12}
    return CaseViews(
        case=CaseRow(
            case=case,
            reference=reference or f"R-{case}",
            nation="england-and-wales",
            stage="recovery-period",
            origin="live",
            person=UUID(int=7),
            opened_on="2016-08-31",
            open=True,
            next_wake_at=datetime(2016, 10, 1, 23, tzinfo=UTC),
            next_wake_why="the recovery period ends",
            version=version,
            likeness=likeness(reference or f"R-{case}"),
            claimed=claimed,
        ),
        clocks=(
            ClockRow(
                **clock,
                **law,
                **due,
                starts_on=date(2016, 8, 31),
                ended_on=date(2016, 9, 19),
                status="breached",
                why="…",
            ),
        ),
        breaches=(
            BreachRow(
                **clock,
                **law,
                **due,
                rung="due",
                status="cured",
                historic=False,
                duty="the competent authority",
                cure="decide",
                recorded_version=1,
            ),
        ),
        safeguards=(
            SafeguardRow(
                case=case,
                check="child-missing",
                about=1,
                title="Child missing",
                severity="urgent",
                article="Article 12(2)",
                tell="team-leader",
                since="2016-09",
                cleared_on=None,
                status="open",
                historic=False,
                raised_version=1,
            ),
        ),
    )


async def waits_for_a_lock(connection: asyncpg.Connection) -> None:
    """Return once somebody else in this database waits for a lock; raises TimeoutError if nobody ever does."""
    async with asyncio.timeout(SECONDS):
        while not await connection.fetchval(_WAITING):
            await asyncio.wait({asyncio.get_running_loop().create_future()}, timeout=0.01)


_WAITING = """
SELECT EXISTS (SELECT FROM pg_locks l JOIN pg_stat_activity a USING (pid)
               WHERE NOT l.granted AND a.datname = current_database())
"""


async def as_superuser(database: Database, *statements: str) -> None:
    connection = await asyncpg.connect(database.owner, timeout=SECONDS, command_timeout=SECONDS)
    try:
        for statement in statements:
            await connection.execute(statement)
    finally:
        await connection.close(timeout=SECONDS)
