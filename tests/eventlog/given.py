"""Events, commands and rows for tests of the log. What they say does not matter to it."""

import asyncio
from datetime import UTC, date, datetime
from uuid import UUID, uuid4

import asyncpg

from domain.look_alikes import likeness
from domain.referral.rows import BreachRow, CaseRow, CaseViews, ClockRow, SafeguardRow
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
RECEIPT = '{"version":1,"stage":"referred"}'
SECONDS = 30.0


async def keep_rules(pool: Pool) -> None:
    """Put the rule-book on record that every event here names."""
    await RuleBooks(pool).keep(DIGEST, VERSION, FILES)


def stream_of(case: UUID) -> str:
    return f"case/{case}"


def stream() -> str:
    return stream_of(uuid4())


def event(effective: str = "2016-08-31", body: bytes = b'{"note":"none"}', cause: UUID | None = None) -> NewEvent:
    return NewEvent(uuid4(), "note-added", 1, When.parse(effective), cause, body)


def command(fingerprint: str = "f" * 64) -> CommandRecord:
    return CommandRecord(uuid4(), "add-note", "a.person", "caseworker", fingerprint)


async def append(log: EventLog, to: str, at: int = 0, many: int = 1, views: CaseViews | None = None) -> Outcome:
    rows = views.model_dump_json() if views else None
    return await log.append(to, at, command(), [event() for _ in range(many)], rules=RULES, receipt=RECEIPT, views=rows)


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
