"""A person's key is destroyed by an event that says who wanted that and why, and not otherwise."""

from dataclasses import replace
from uuid import UUID, uuid4

import asyncpg
import pytest

from domain.errors import Code, Conflict, Invalid, NotFound
from eventlog.keys import KeyEncryptionKey
from eventlog.log import CommandRecord, EventLog
from eventlog.pool import Pool
from eventlog.vault import Vault, stream_of_key
from eventlog.verify import verify
from tests.eventlog.given import as_superuser, receipt_of, request
from tests.eventlog.given import event as another
from tests.eventlog.tampering import no_progress, tampered
from tests.support.postgres import Database

REASON = "asked for by the person"
KEY = KeyEncryptionKey(b"k" * 32)
GONE = "This key is gone, and no event says who destroyed it."
THERE = "An event says that this key was destroyed, and it is not so."


def destroying() -> CommandRecord:
    return CommandRecord(uuid4(), "destroy-key", "an.administrator", "administrator", "f" * 64)


@pytest.fixture
def vault(pool: Pool) -> Vault:
    return Vault(pool, KEY)


@pytest.fixture
async def person(vault: Vault) -> UUID:
    person = uuid4()
    await vault.seal(person, [(uuid4(), "a name")])
    return person


async def test_who_destroyed_it_and_why_is_on_record(vault: Vault, person: UUID, pool: Pool) -> None:
    outcome = await vault.destroy_key(person, destroying(), REASON)
    (event,) = await EventLog(pool).read_stream(stream_of_key(person))
    assert ("key-destroyed", "an.administrator", "administrator") == (event.type, event.actor, event.role)
    assert b'{"reason":"asked for by the person"}' == event.body
    assert (True, 1, 1) == (outcome.accepted, outcome.first_version, outcome.last_version)
    row = await pool.fetchrow("SELECT wrapped, destroyed_at FROM vault.keys")
    assert row is not None
    assert (True, True) == (row["wrapped"] is None, row["destroyed_at"] is not None)
    assert (await verify(pool, no_progress, key=KEY)).ok


async def test_again_is_harmless_and_leaves_one_event(vault: Vault, person: UUID, pool: Pool) -> None:
    asked = destroying()
    first = await vault.destroy_key(person, asked, REASON)
    assert replace(first, duplicate=True) == await vault.destroy_key(person, asked, REASON)
    assert (await vault.destroy_key(person, destroying(), "another reason")).duplicate
    assert 1 == len(await EventLog(pool).read_stream(stream_of_key(person)))


async def test_a_command_that_was_something_else_destroys_nothing(vault: Vault, person: UUID, pool: Pool) -> None:
    asked = destroying()
    await EventLog(pool).refuse(None, replace(asked, fingerprint="0" * 64), Code.WRONG_STAGE, "Not now.")
    with pytest.raises(Conflict) as refused:
        await vault.destroy_key(person, asked, REASON)
    assert Code.COMMAND_ID_REUSED is refused.value.code
    assert 1 == await pool.fetchval("SELECT count(wrapped) FROM vault.keys")


async def test_where_nothing_was_sealed_there_is_nothing_to_destroy(vault: Vault, pool: Pool) -> None:
    with pytest.raises(NotFound) as refused:
        await vault.destroy_key(uuid4(), destroying(), REASON)
    assert Code.SEALED_TEXT_NOT_FOUND is refused.value.code
    assert 0 == await pool.fetchval("SELECT count(*) FROM log.commands")


@pytest.mark.parametrize("reason", ["", " ", "a" * 301, "\x1b[31m", "one\ntwo"])
async def test_a_reason_is_a_sentence(vault: Vault, person: UUID, pool: Pool, reason: str) -> None:
    with pytest.raises(Invalid) as refused:
        await vault.destroy_key(person, destroying(), reason)
    assert Code.INVALID_VALUE is refused.value.code
    assert 1 == await pool.fetchval("SELECT count(wrapped) FROM vault.keys")


async def test_the_application_destroys_no_key_without_the_event(vault: Vault, person: UUID, pool: Pool) -> None:
    """Neither with no event, nor with another, nor with one that ends two keys, nor by a clock of its own."""
    whole = (another(of="key-destroyed", body=b'{"reason":"x"}'), another())
    (ended, other) = (
        (e.event_id, e.type, e.schema, e.effective.earliest, e.effective.text, None, e.body) for e in whole
    )
    to = stream_of_key(person)
    for asked in (
        request(to, views=None, events=[], receipt=receipt_of(0, [])),
        request(to, views=None, events=[other], receipt=receipt_of(1, whole[1:])),
        request(to, views=None, events=[ended, ended], receipt=receipt_of(2, [whole[0], whole[0]])),
        request(f"case/{person}", views=None, events=[ended], receipt=receipt_of(1, whole[:1])),
        request(to, 1, views=None, events=[ended], receipt=receipt_of(2, whole[:1])),
        request(to, views=None, events=[(*ended[:6], b"{}")], receipt=receipt_of(1, whole[:1])),
        request(to, views=None, events=[ended], receipt=receipt_of(1, whole[:1]), actor=""),
    ):
        with pytest.raises(asyncpg.CheckViolationError):
            await pool.fetch("SELECT vault.destroy_key($1, now())", asked)
    asked = request(to, views=None, events=[ended], receipt=receipt_of(1, whole[:1]))
    with pytest.raises(asyncpg.PostgresError, match="apart"):
        await pool.fetch("SELECT vault.destroy_key($1, now() + interval '1 day')", asked)
    assert 1 == await pool.fetchval("SELECT count(wrapped) FROM vault.keys")
    assert {} != await vault.open(await _refs(pool))


@pytest.mark.usefixtures("person")
@pytest.mark.parametrize(
    "change",
    [
        "UPDATE vault.keys SET wrapped = NULL, destroyed_at = now()",
        "UPDATE vault.keys SET wrapped = reverse(wrapped)",
        "UPDATE vault.keys SET created_at = now()",
        "DELETE FROM vault.keys",
        "TRUNCATE vault.keys CASCADE",
    ],
)
async def test_even_a_superuser_is_refused(database: Database, change: str) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await as_superuser(database, change)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("UPDATE vault.keys SET wrapped = NULL, destroyed_at = now() WHERE wrapped IS NOT NULL", [GONE]),
        (
            "UPDATE vault.keys SET destroyed_at = NULL, wrapped = decode(repeat('0', 120), 'hex')",
            [THERE],
        ),
        ("DELETE FROM vault.items; DELETE FROM vault.keys WHERE wrapped IS NULL", [THERE]),
    ],
)
async def test_a_key_that_is_not_what_the_events_say_is_found(
    vault: Vault, person: UUID, pool: Pool, database: Database, change: str, said: list[str]
) -> None:
    await vault.destroy_key(person, destroying(), REASON)
    await vault.seal(uuid4(), [(uuid4(), "another name")])
    assert said == [problem.what for problem in (await tampered(database, pool, change)).problems]


async def _refs(pool: Pool) -> list[UUID]:
    return [row["ref"] for row in await pool.fetch("SELECT ref FROM vault.items")]


async def test_a_text_of_a_destroyed_key_stays_and_stays_unreadable(vault: Vault, person: UUID, pool: Pool) -> None:
    refs = await _refs(pool)
    await vault.destroy_key(person, destroying(), REASON)
    assert refs == await _refs(pool)
    with pytest.raises(NotFound) as refused:
        await vault.open(refs)
    assert Code.KEY_DESTROYED is refused.value.code
