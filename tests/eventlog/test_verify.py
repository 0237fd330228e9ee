"""Whatever is changed behind the log's back is found, and is found where it was changed."""

from datetime import UTC, datetime
from hashlib import sha256

import pytest

from eventlog.log import EventLog
from eventlog.pool import Pool
from eventlog.verify import Head, Verification, verify
from tests.eventlog.given import RECEIPT, RULES, append, as_superuser, command, event, stream
from tests.support.postgres import Database

OPEN = (
    "ALTER TABLE log.events DISABLE TRIGGER ALL",
    "ALTER TABLE log.commands DISABLE TRIGGER ALL",
)
REHASH = """
CREATE FUNCTION pg_temp.rehash() RETURNS void LANGUAGE plpgsql AS $$
DECLARE e log.events; last bytea; whole bytea := decode(repeat('00', 32), 'hex');
BEGIN
  FOR e IN SELECT * FROM log.events ORDER BY position LOOP
    SELECT hash INTO last FROM log.events WHERE stream = e.stream AND version = e.version - 1;
    e.previous_hash := coalesce(last, decode(repeat('00', 32), 'hex'));
    e.hash := sha256(log.preimage(e));
    whole := sha256(whole || e.hash);
    UPDATE log.events SET previous_hash = e.previous_hash, hash = e.hash, log_hash = whole WHERE position = e.position;
  END LOOP;
END $$; SELECT pg_temp.rehash()"""

ALTERED = "The event is not what its hash was computed over."
FINGERPRINT = "The log up to this event is not what its fingerprint says."
CHAIN = "The event does not follow the previous one of its stream."
VERSION = "The version does not follow the previous one of its stream."
POSITION = "The position does not follow the previous one."
TIME = "The event is recorded as earlier than the one before it."
UNASKED = "No accepted command accounts for this event."
UNANSWERED = "A command was accepted, and its last event is missing."
UNREADABLE = "The event after this position cannot be read as one."
CUT = "The log is not a continuation of the one whose head was noted."

Found = list[tuple[int | None, str]]


def no_progress(_done: int, _all: int) -> None:
    """Nobody watches."""


def found(verified: Verification) -> Found:
    return [(problem.position, problem.what) for problem in verified.problems]


@pytest.fixture
async def filled(log: EventLog) -> EventLog:
    """Twelve events: streams A and B in turn, two at a time."""
    one, other = "case/a", "case/b"
    for version in (0, 2, 4):
        await append(log, one, version, many=2)
        await append(log, other, version, many=2)
    return log


async def _tampered(database: Database, pool: Pool, *statements: str, noted: Head | None = None) -> Verification:
    await as_superuser(database, *OPEN, *statements)
    return await verify(pool, no_progress, noted)


async def test_an_untouched_log_is_sound_and_its_head_is_the_last_events(filled: EventLog, pool: Pool) -> None:
    told: list[tuple[int, int]] = []
    verified = await verify(pool, lambda done, total: told.append((done, total)))
    last = [stored async for stored in filled.read_all()][-1]
    assert (True, 12, Head(12, last.log_hash.hex())) == (verified.ok, verified.events, verified.head)
    assert (12, 12) == told[-1]


async def test_an_empty_log_is_sound(pool: Pool) -> None:
    assert Verification(0, Head(0, "00" * 32), ()) == await verify(pool, no_progress)


async def test_a_hash_can_be_recomputed_from_the_published_format_alone(log: EventLog) -> None:
    """The format written out a second time, so that neither the database nor verify.py can change it unnoticed."""
    case, cause = stream(), event().event_id
    given = event("2016-08", '{"note":"ä\\n"}'.encode(), cause)
    await log.append(case, 0, command(), [given], rules=RULES, receipt=RECEIPT)
    (stored,) = await log.read_stream(case)

    def microseconds(instant: datetime) -> bytes:
        since = instant - datetime(2000, 1, 1, tzinfo=UTC)
        return ((since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds).to_bytes(8, "big")

    fields = (
        (1).to_bytes(8, "big"),
        (1).to_bytes(4, "big"),
        (1).to_bytes(4, "big"),
        given.event_id.bytes,
        stored.command_id.bytes,
        microseconds(given.effective.earliest),
        microseconds(stored.recorded_at),
        bytes(32),
        cause.bytes,
        case.encode(),
        b"note-added",
        b"2016-08",
        b"a.person",
        b"caseworker",
        RULES.encode(),
        given.body,
    )
    preimage = b"".join(len(field).to_bytes(4, "big") + field for field in fields)
    assert sha256(preimage).digest() == stored.hash
    assert sha256(bytes(32) + stored.hash).digest() == stored.log_hash


@pytest.mark.usefixtures("filled")
async def test_any_altered_column_is_found_where_it_is(database: Database, pool: Pool) -> None:
    changes = (
        "body = '{}'",
        "body = body || ' '",
        "actor = 'somebody else'",
        "recorded_at = recorded_at + interval '1 microsecond'",
        "role = 'auditor'",
        "type = 'note-removed'",
        "schema = 2",
        "effective = '2015'",
        "effective_at = effective_at - interval '1 day'",
        "rules = ''",
        "cause = gen_random_uuid()",
        "event_id = gen_random_uuid()",
    )
    each = [
        f"UPDATE log.events SET {change} WHERE position = {position}"  # noqa: S608
        for position, change in enumerate(changes, start=1)
    ]
    verified = await _tampered(database, pool, *each)
    assert [(position, ALTERED) for position in range(1, 13)] == found(verified)


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (
            "UPDATE log.events SET hash = sha256('') WHERE position = 5",
            [(5, ALTERED), (5, FINGERPRINT), (6, CHAIN)],
        ),
        ("UPDATE log.events SET log_hash = sha256('') WHERE position = 5", [(5, FINGERPRINT), (6, FINGERPRINT)]),
        ("UPDATE log.events SET previous_hash = sha256('') WHERE position = 5", [(5, ALTERED), (5, CHAIN)]),
        ("UPDATE log.events SET command_id = gen_random_uuid() WHERE position = 5", [(5, ALTERED), (5, UNASKED)]),
        (
            "UPDATE log.events SET recorded_at = recorded_at - interval '1 hour' WHERE position = 5",
            [(5, ALTERED), (5, TIME)],
        ),
        (
            "DELETE FROM log.events WHERE position = 5",
            [(6, FINGERPRINT), (6, CHAIN), (6, VERSION), (6, POSITION)],
        ),
        ("DELETE FROM log.events WHERE position = 12", [(None, UNANSWERED)]),
        ("DELETE FROM log.commands WHERE last_version = 4 AND stream = 'case/a'", [(5, UNASKED), (6, UNASKED)]),
        (
            "DELETE FROM log.events WHERE stream = 'case/b' AND version > 2",
            [
                (9, FINGERPRINT),
                (9, POSITION),
                (None, UNANSWERED),
                (None, UNANSWERED),
            ],
        ),
    ],
)
async def test_what_was_removed_moved_or_forged_is_found(
    database: Database, pool: Pool, change: str, expected: Found
) -> None:
    assert expected == found(await _tampered(database, pool, change))


@pytest.mark.usefixtures("filled")
async def test_two_events_that_changed_places_are_found(database: Database, pool: Pool) -> None:
    verified = await _tampered(
        database,
        pool,
        "UPDATE log.events SET position = -position WHERE position IN (5, 7)",
        "UPDATE log.events SET position = CASE position WHEN -5 THEN 7 ELSE 5 END WHERE position < 0",
    )
    assert {(5, ALTERED), (7, ALTERED)} <= set(found(verified))


@pytest.mark.usefixtures("filled")
async def test_a_forged_extra_event_is_found(database: Database, pool: Pool) -> None:
    verified = await _tampered(
        database,
        pool,
        "CREATE TEMPORARY TABLE forged AS SELECT * FROM log.events WHERE position = 12",
        "UPDATE forged SET position = 13, version = 7, event_id = gen_random_uuid()",
        "INSERT INTO log.events SELECT * FROM forged",
    )
    assert {(13, ALTERED), (13, CHAIN), (13, FINGERPRINT), (13, UNASKED)} == set(found(verified))


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize(
    "change",
    [
        "ALTER TABLE log.events ALTER previous_hash DROP NOT NULL; UPDATE log.events SET previous_hash = NULL",
        "UPDATE log.events SET previous_hash = '' WHERE position = 1",
        "ALTER TABLE log.events ALTER body DROP NOT NULL; UPDATE log.events SET body = NULL WHERE position = 1",
        "ALTER TABLE log.events ALTER body DROP NOT NULL; UPDATE log.events SET body = NULL WHERE position = 12",
    ],
)
async def test_a_row_that_cannot_be_one_is_found(database: Database, pool: Pool, change: str) -> None:
    verified = await _tampered(database, pool, change)
    assert not verified.ok
    assert {UNREADABLE, ALTERED} & {what for _, what in found(verified)}


@pytest.mark.usefixtures("filled")
async def test_a_log_cut_short_or_rewritten_whole_is_found_by_a_head_noted_earlier(
    database: Database, pool: Pool
) -> None:
    noted = (await verify(pool, no_progress)).head
    assert (await verify(pool, no_progress, noted)).ok
    rewritten = await _tampered(database, pool, "UPDATE log.events SET actor = 'x'", REHASH, noted=noted)
    assert [(None, CUT)] == found(rewritten)
    cut = await _tampered(
        database,
        pool,
        "DELETE FROM log.events WHERE position > 10",
        "DELETE FROM log.commands WHERE stream = 'case/b' AND last_version > 4",
        noted=noted,
    )
    assert [(None, CUT)] == found(cut)


async def test_a_log_that_has_grown_still_contains_the_head_noted_earlier(filled: EventLog, pool: Pool) -> None:
    noted = (await verify(pool, no_progress)).head
    await append(filled, stream(), many=3)
    assert (await verify(pool, no_progress, noted)).ok
