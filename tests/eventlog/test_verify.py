"""Whatever is changed behind the log's back is found, and is found where it was changed."""

from datetime import UTC, datetime
from hashlib import sha256
from uuid import UUID

import pytest

from domain.errors import Code
from eventlog.log import CommandRecord, EventLog
from eventlog.pool import Pool
from eventlog.verify import Head, Verification, verify
from tests.eventlog.given import RULES, append, command, event, put, rows_of, stream
from tests.eventlog.tampering import REHASH, no_progress, tampered
from tests.support.postgres import Database

ONE, OTHER = (f"case/{letter * 8}-0000-4000-8000-000000000000" for letter in "ab")
ALTERED = "The event is not what its hash was computed over."
FINGERPRINT = "The log up to this event is not what its fingerprint says."
CHAIN = "The event does not follow the previous one of its stream."
VERSION = "The version does not follow the previous one of its stream."
POSITION = "The position does not follow the previous one."
TIME = "The event is recorded as earlier than the one before it."
UNASKED = "No accepted command accounts for this event."
UNKNOWN_RULES = "The rule-book another that decided this event is not on record."
UNREADABLE = "The event after this position cannot be read as one."
MISCALLED = "The receipt of its command calls this event something else."
SHAPELESS = "Nobody can read this event: it is of no type and shape that is known."
CUT = "The log is not a continuation of the one whose head was noted."

Found = list[tuple[int | None, str]]


def altered(number: int) -> tuple[None, str]:
    return (None, f"Answer {number} is not what its hash was computed over.")


def unchained(number: int) -> tuple[None, str]:
    return (None, f"Answer {number} does not follow the one before it.")


def gap(last: int, number: int) -> tuple[None, str]:
    return (None, f"Answer {number} comes straight after answer {last}.")


def uncounted(number: int) -> tuple[None, str]:
    return (None, f"Answer {number} does not count on from the events before it.")


def late(number: int) -> tuple[None, str]:
    return (None, f"Answer {number} is recorded as no later than the one before it.")


def untold(number: int) -> tuple[None, str]:
    return (None, f"The receipt of answer {number} does not say what was done.")


def listed_at(version: int) -> tuple[None, str]:
    return (None, f"The lists have it at version {version}, and the log has another.")


def unasked(*positions: int) -> Found:
    return [(position, UNASKED) for position in positions]


def unbound(*numbers: int) -> Found:
    return [(None, f"The events up to answer {number} are not those there were.") for number in numbers]


def found(verified: Verification) -> Found:
    return [(problem.position, problem.what) for problem in verified.problems]


def microseconds(instant: datetime) -> bytes:
    since = instant - datetime(2000, 1, 1, tzinfo=UTC)
    return ((since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds).to_bytes(8, "big")


def preimage(*fields: bytes | None) -> bytes:
    return b"".join(b"\xff" * 4 if field is None else len(field).to_bytes(4, "big") + field for field in fields)


@pytest.fixture
async def filled(log: EventLog) -> EventLog:
    """Twelve events and six answers: streams A and B in turn, two events at a time."""
    for version in (0, 2, 4):
        await append(log, ONE, version, many=2)
        await append(log, OTHER, version, many=2)
    return log


async def test_an_untouched_log_is_sound_and_its_head_is_the_last_answer(filled: EventLog, pool: Pool) -> None:
    told: list[tuple[int, int]] = []
    verified = await verify(pool, lambda done, total: told.append((done, total)))
    last: bytes = await pool.fetchval("SELECT hash FROM log.commands WHERE number = 6")
    assert (True, 12, Head(12, last.hex())) == (verified.ok, verified.events, verified.head)
    assert (18, 18) == told[-1]
    assert [1, 2, 3, 4, 5, 6] == [stored.version async for stored in filled.read_all() if stored.stream == ONE]


async def test_an_empty_log_is_sound(pool: Pool) -> None:
    verified = await verify(pool, no_progress)
    assert (0, Head(0, "00" * 32), ()) == (verified.events, verified.head, verified.problems)


async def test_a_hash_can_be_recomputed_from_the_published_format_alone(log: EventLog) -> None:
    """The format written out a second time, so that neither the database nor verify.py can change it unnoticed."""
    case, cause = stream(), event().event_id
    given = event("2016-08", '{"duty": "caseworker","assignee":"Ä. \\"Ö\\""}'.encode(), cause, of="case-assigned")
    await put(log, case, 0, command(), [given])
    (stored,) = await log.read_stream(case)

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
        b"case-assigned",
        b"2016-08",
        b"a.person",
        b"caseworker",
        RULES.encode(),
        given.body,
    )
    assert sha256(preimage(*fields)).digest() == stored.hash
    assert sha256(bytes(32) + stored.hash).digest() == stored.log_hash


async def test_the_hash_of_an_answer_can_be_recomputed_from_the_published_format_alone(
    log: EventLog, pool: Pool
) -> None:
    """An accepted command with two events and a receipt that no JSON library would write, then a refusal."""
    case, asked, refused = stream(), command(), command()
    receipt = '{ "version":2,  "a":"ä", "b":2.50}'
    rows = rows_of(UUID(case.removeprefix("case/")), 2).model_dump_json()
    await log.append(case, 0, asked, [event(), event()], rules=RULES, receipt=receipt, views=rows)
    await log.refuse(None, refused, Code.WRONG_STAGE, "Nicht jetzt: ä.")
    one, two = await pool.fetch("SELECT hash, recorded_at FROM log.commands ORDER BY number")
    _, last = await log.read_stream(case)

    def fields(
        number: int, at: datetime, of: CommandRecord, previous: bytes, *rest: bytes | None
    ) -> tuple[bytes | None, ...]:
        start = (number.to_bytes(8, "big"), (2).to_bytes(8, "big"), microseconds(at), of.command_id.bytes)
        who = (b"end-placement", b"a.person", b"caseworker", b"f" * 64)
        return (*start, previous, last.log_hash, *rest[:3], *who, *rest[3:])

    versions = ((1).to_bytes(4, "big"), (2).to_bytes(4, "big"), case.encode())
    accepted = fields(1, one["recorded_at"], asked, bytes(32), *versions, b"accepted", None, None, receipt.encode())
    assert sha256(preimage(*accepted)).digest() == one["hash"]
    reason = (b"refused", b"wrong-stage", "Nicht jetzt: ä.".encode(), None)
    refusal = fields(2, two["recorded_at"], refused, one["hash"], None, None, None, *reason)
    assert sha256(preimage(*refusal)).digest() == two["hash"]
    assert Head(2, two["hash"].hex()) == (await verify(pool, no_progress)).head


@pytest.mark.usefixtures("filled")
async def test_any_altered_column_is_found_where_it_is(database: Database, pool: Pool) -> None:
    changes = (
        """body = '{"a":1}'""",
        "body = body || ' '",
        "actor = 'somebody else'",
        "recorded_at = recorded_at + interval '1 microsecond'",
        "role = 'auditor'",
        "type = 'note-removed'",
        "schema = 2",
        "effective = '2015'",
        "effective_at = effective_at - interval '1 day'",
        "rules = 'another'",
        "cause = gen_random_uuid()",
        "event_id = gen_random_uuid()",
    )
    each = [
        f"UPDATE log.events SET {change} WHERE position = {position}"  # noqa: S608
        for position, change in enumerate(changes, start=1)
    ]
    verified = await tampered(database, pool, *each)
    expected = [(position, ALTERED) for position in range(1, 13)]
    expected.insert(6, (6, MISCALLED))
    no_longer_asked = [(position, UNASKED) for position in (3, 4, 5)]  # other actor, instant, role than the command's
    unreadable = [(position, SHAPELESS) for position in (1, 6, 7)]
    other_law = [(10, UNKNOWN_RULES)]
    assert expected + no_longer_asked + unreadable + other_law == found(verified)


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (
            "UPDATE log.events SET hash = sha256('') WHERE position = 5",
            [(5, ALTERED), (5, FINGERPRINT), (6, CHAIN)],
        ),
        ("UPDATE log.events SET log_hash = sha256('') WHERE position = 5", [(5, FINGERPRINT), (6, FINGERPRINT)]),
        (
            "UPDATE log.events SET log_hash = sha256('') WHERE position = 6",
            [(6, FINGERPRINT), (7, FINGERPRINT), *unbound(3)],
        ),
        ("UPDATE log.events SET previous_hash = sha256('') WHERE position = 5", [(5, ALTERED), (5, CHAIN)]),
        ("UPDATE log.events SET command_id = gen_random_uuid() WHERE position = 5", [(5, ALTERED), (5, UNASKED)]),
        (
            "UPDATE log.events SET recorded_at = recorded_at - interval '1 hour' WHERE position = 5",
            [(5, ALTERED), (5, TIME), (5, UNASKED)],
        ),
        (
            "DELETE FROM log.events WHERE position = 5",
            [(6, FINGERPRINT), (6, CHAIN), (6, VERSION), (6, POSITION)],
        ),
        ("DELETE FROM log.events WHERE position = 12", [*unbound(6), listed_at(6)]),
        (
            f"DELETE FROM log.commands WHERE last_version = 4 AND stream = '{ONE}'",  # noqa: S608
            [unchained(4), gap(2, 4), uncounted(4), (5, UNASKED), (6, UNASKED)],
        ),
        (
            f"DELETE FROM log.events WHERE stream = '{OTHER}' AND version > 2",  # noqa: S608
            [
                (9, FINGERPRINT),
                (9, POSITION),
                *unbound(4, 6),
            ],
        ),
    ],
)
async def test_what_was_removed_moved_or_forged_is_found(
    database: Database, pool: Pool, change: str, expected: Found
) -> None:
    assert expected == found(await tampered(database, pool, change))


@pytest.mark.usefixtures("filled")
async def test_two_events_that_changed_places_are_found(database: Database, pool: Pool) -> None:
    verified = await tampered(
        database,
        pool,
        "UPDATE log.events SET position = -position WHERE position IN (5, 7)",
        "UPDATE log.events SET position = CASE position WHEN -5 THEN 7 ELSE 5 END WHERE position < 0",
    )
    assert {(5, ALTERED), (7, ALTERED)} <= set(found(verified))


@pytest.mark.usefixtures("filled")
async def test_a_forged_extra_event_is_found(database: Database, pool: Pool) -> None:
    verified = await tampered(
        database,
        pool,
        "CREATE TEMPORARY TABLE forged AS SELECT * FROM log.events WHERE position = 12",
        "UPDATE forged SET position = 13, version = 7, event_id = gen_random_uuid()",
        "INSERT INTO log.events SELECT * FROM forged",
    )
    expected = {(13, ALTERED), (13, CHAIN), (13, FINGERPRINT), (13, UNASKED), listed_at(6)}
    assert expected == set(found(verified))


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
    verified = await tampered(database, pool, change)
    assert not verified.ok
    assert {UNREADABLE, ALTERED} & {what for _, what in found(verified)}


@pytest.mark.usefixtures("filled")
async def test_a_log_cut_short_or_rewritten_whole_is_found_by_a_head_noted_earlier(
    database: Database, pool: Pool
) -> None:
    noted = (await verify(pool, no_progress)).head
    assert (await verify(pool, no_progress, [noted])).ok
    both = ("UPDATE log.events SET actor = 'x'", "UPDATE log.commands SET actor = 'x'")
    rewritten = await tampered(database, pool, *both, REHASH, noted=noted)
    assert [(None, CUT)] == found(rewritten)
    cut = await tampered(
        database,
        pool,
        "DELETE FROM log.events WHERE position > 10",
        f"DELETE FROM log.commands WHERE stream = '{OTHER}' AND last_version > 4",  # noqa: S608
        noted=noted,
    )
    assert [(None, CUT), listed_at(6)] == found(cut)


async def test_a_log_that_has_grown_still_contains_the_head_noted_earlier(filled: EventLog, pool: Pool) -> None:
    noted = (await verify(pool, no_progress)).head
    await append(filled, stream(), many=3)
    assert (await verify(pool, no_progress, [noted])).ok


@pytest.fixture
async def answered(filled: EventLog) -> EventLog:
    """Ten answers: six accepted, three refused, one accepted without events; the eighth belongs to no stream."""
    await filled.refuse(ONE, command(), Code.WRONG_STAGE, "Not now.")
    await filled.refuse(None, command(), Code.CASE_NOT_FOUND, "No such case.")
    await append(filled, ONE, 6, many=0)
    await filled.refuse(OTHER, command(), Code.WRONG_STAGE, "Not now.")
    return filled


@pytest.mark.usefixtures("answered")
async def test_answers_of_every_kind_are_sound(pool: Pool) -> None:
    assert (True, 12) == ((verified := await verify(pool, no_progress)).ok, verified.head.position)


@pytest.mark.usefixtures("answered")
async def test_any_altered_column_of_an_answer_is_found(database: Database, pool: Pool) -> None:
    changes = {
        1: "receipt = replace(receipt::text, ',', ', ')::json",
        2: "fingerprint = repeat('0', 64)",
        3: "type = 'withdraw'",
        7: "code = 'not-a-date'",
        8: "message = 'Another.'",
        9: "receipt = NULL",
        10: "stream = NULL",
    }
    each = [f"UPDATE log.commands SET {change} WHERE number = {number}" for number, change in changes.items()]  # noqa: S608
    assert [altered(number) for number in changes] == found(await tampered(database, pool, *each))


@pytest.mark.usefixtures("answered")
@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ("SET actor = 'x' WHERE number = 2", [altered(2), *unasked(3, 4)]),
        ("SET role = 'x' WHERE number = 2", [altered(2), *unasked(3, 4)]),
        ("SET command_id = gen_random_uuid() WHERE number = 2", [altered(2), *unasked(3, 4)]),
        (
            "SET recorded_at = recorded_at - interval '1 hour' WHERE number = 2",
            [altered(2), late(2), *unasked(3, 4)],
        ),
        (
            "SET outcome = 'refused', code = '', message = '', first_version = NULL, last_version = NULL"  # noqa: ISC004
            " WHERE number = 2",
            [altered(2), uncounted(2), untold(2), *unasked(3, 4)],
        ),
        ("SET last_version = 1 WHERE number = 2", [altered(2), uncounted(2), untold(2), *unasked(3, 4)]),
        ("SET position = 5 WHERE number = 2", [altered(2), uncounted(2), uncounted(3), *unasked(3, 4), *unbound(2)]),
        ("SET log_hash = sha256('') WHERE number = 2", [altered(2), *unbound(2)]),
        ("SET previous_hash = sha256('') WHERE number = 2", [altered(2), unchained(2)]),
        ("SET hash = sha256('') WHERE number = 2", [altered(2), unchained(3)]),
        ("SET outcome = 'accepted', code = NULL, message = NULL WHERE number = 7", [altered(7)]),
        ("SET actor = 'x' WHERE number = 8", [altered(8)]),
        ("SET number = 11 WHERE number = 10", [altered(11), gap(9, 11)]),
    ],
)
async def test_an_answer_that_no_longer_fits_is_found(
    database: Database, pool: Pool, change: str, expected: Found
) -> None:
    assert expected == found(await tampered(database, pool, f"UPDATE log.commands {change}"))


@pytest.mark.usefixtures("answered")
async def test_refusals_that_were_deleted_are_found(database: Database, pool: Pool) -> None:
    """The last of all is missed by nothing in the log, only by whoever noted a head."""
    noted = (await verify(pool, no_progress)).head
    verified = await tampered(database, pool, "DELETE FROM log.commands WHERE outcome = 'refused'", noted=noted)
    assert [unchained(9), gap(6, 9), (None, CUT)] == found(verified)


async def test_a_log_of_nothing_but_refusals_that_were_deleted_is_not_the_one_whose_head_was_noted(
    database: Database, pool: Pool
) -> None:
    empty = (await verify(pool, no_progress)).head
    await EventLog(pool).refuse(None, command(), Code.CASE_NOT_FOUND, "No such case.")
    refused = await verify(pool, no_progress, [empty])
    assert (True, 0) == (refused.ok, refused.head.position)
    assert [(None, CUT)] == found(await tampered(database, pool, "DELETE FROM log.commands", noted=refused.head))


@pytest.mark.usefixtures("answered")
@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ("number = 11, first_version = NULL, last_version = NULL", [altered(11), unchained(11), late(11), untold(11)]),
        ("number = 11", [altered(11), unchained(11), uncounted(11), late(11)]),
        (
            "number = 0, position = 0",
            [altered(0), unchained(0), gap(0, 0), uncounted(0), unchained(1), late(1), *unbound(0)],
        ),
    ],
)
async def test_a_forged_extra_answer_is_found(database: Database, pool: Pool, change: str, expected: Found) -> None:
    verified = await tampered(
        database,
        pool,
        "CREATE TEMPORARY TABLE forged AS SELECT * FROM log.commands WHERE number = 6",
        f"UPDATE forged SET command_id = gen_random_uuid(), {change}",  # noqa: S608
        "INSERT INTO log.commands SELECT * FROM forged",
    )
    assert expected == found(verified)


@pytest.mark.usefixtures("answered")
async def test_an_accepted_answer_forged_with_its_hashes_right_still_lacks_its_events(
    database: Database, pool: Pool
) -> None:
    """Whoever rehashes the chain of answers has not made the events that such an answer must have."""
    verified = await tampered(
        database,
        pool,
        "CREATE TEMPORARY TABLE forged AS SELECT * FROM log.commands WHERE number = 6",
        "UPDATE forged SET command_id = gen_random_uuid(), number = 11, position = 14, first_version = 7,"
        " last_version = 8, recorded_at = now()",
        "INSERT INTO log.commands SELECT * FROM forged",
        REHASH,
    )
    assert [untold(11), *unbound(11)] == found(verified)


@pytest.mark.usefixtures("answered")
@pytest.mark.parametrize(
    "change",
    [
        "ALTER TABLE log.commands ALTER actor DROP NOT NULL; UPDATE log.commands SET actor = NULL",
        "UPDATE log.commands SET previous_hash = ''",
        "ALTER TABLE log.commands DROP CONSTRAINT commands_hash_check; UPDATE log.commands SET hash = ''",
        "ALTER TABLE log.commands ALTER log_hash DROP NOT NULL; UPDATE log.commands SET log_hash = NULL",
    ],
)
async def test_an_answer_that_cannot_be_one_is_found(database: Database, pool: Pool, change: str) -> None:
    verified = await tampered(database, pool, change)
    assert {altered(1), (None, "What comes after answer 0 cannot be read as one.")} & set(found(verified))
