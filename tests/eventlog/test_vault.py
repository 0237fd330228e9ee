"""The vault: what goes in comes out, for whoever has the key and for nobody else."""

import asyncio
from hashlib import sha256
from uuid import uuid4

import pytest

from domain.errors import Code, Conflict, NotFound, Unavailable
from domain.sealed import Sealed
from eventlog.keys import KeyEncryptionKey
from eventlog.log import CommandRecord
from eventlog.pool import Pool
from eventlog.vault import Vault
from tests.eventlog.given import as_superuser
from tests.eventlog.tampering import OPEN
from tests.support.postgres import Database

DESTROY = CommandRecord(uuid4(), "destroy-key", "a.person", "administrator", "f" * 64)
NAME = "A name, perhaps Đặng Thị 🙂"


@pytest.fixture
def vault(pool: Pool) -> Vault:
    return Vault(pool, KeyEncryptionKey(b"k" * 32))


async def test_what_was_sealed_opens(vault: Vault) -> None:
    one, other = uuid4(), uuid4()
    sealed = await vault.seal(uuid4(), [(one, NAME), (other, "")])
    assert [one, other] == [item.ref for item in sealed]
    assert {one: NAME, other: ""} == await vault.open([one, other])


async def test_nothing_to_seal_is_no_work(vault: Vault) -> None:
    assert () == await vault.seal(uuid4(), [])


async def test_the_digest_is_of_the_bytes_kept_and_the_bytes_do_not_show_the_text(vault: Vault, pool: Pool) -> None:
    ref = uuid4()
    (sealed,) = await vault.seal(uuid4(), [(ref, NAME)])
    kept: bytes = await pool.fetchval("SELECT sealed FROM vault.items")
    assert Sealed(ref=ref, digest=sha256(kept).hexdigest()) == sealed
    assert NAME.encode() not in kept


async def test_sealing_again_gives_the_same_answer(vault: Vault) -> None:
    person, items = uuid4(), [(uuid4(), NAME), (uuid4(), "another text")]
    first = await vault.seal(person, items[:1])
    again = await vault.seal(person, items)
    assert first == again[:1]
    assert again == await vault.seal(person, items)


async def test_sealing_at_once_gives_one_answer(vault: Vault) -> None:
    person, items = uuid4(), [(uuid4(), NAME)]
    answers = await asyncio.gather(*(vault.seal(person, items) for _ in range(8)))
    assert 1 == len(set(answers))


async def test_a_ref_keeps_one_text_of_one_person(vault: Vault) -> None:
    person, ref = uuid4(), uuid4()
    await vault.seal(person, [(ref, NAME)])
    for subject, text in ((person, "another text"), (uuid4(), NAME)):
        with pytest.raises(Conflict) as conflict:
            await vault.seal(subject, [(ref, text)])
        assert Code.COMMAND_ID_REUSED is conflict.value.code
    assert {ref: NAME} == await vault.open([ref])


async def test_another_key_encryption_key_opens_nothing(vault: Vault, pool: Pool) -> None:
    person, ref = uuid4(), uuid4()
    await vault.seal(person, [(ref, NAME)])
    stranger = Vault(pool, KeyEncryptionKey(b"x" * 32))
    for attempt in (stranger.open([ref]), stranger.seal(person, [(uuid4(), NAME)])):
        with pytest.raises(Unavailable) as refused:
            await attempt
        assert Code.VAULT_UNREADABLE is refused.value.code


async def test_a_key_newly_made_because_the_first_was_lost_seals_nothing(vault: Vault, pool: Pool) -> None:
    """Not even for somebody of whom the vault keeps nothing yet, which the new key could do."""
    await vault.seal(uuid4(), [(uuid4(), NAME)])
    stranger = Vault(pool, KeyEncryptionKey(b"x" * 32))
    with pytest.raises(Unavailable, match="first used with") as refused:
        await stranger.seal(uuid4(), [(uuid4(), NAME)], newcomer=True)
    assert Code.VAULT_UNREADABLE is refused.value.code
    assert 1 == await pool.fetchval("SELECT count(*) FROM vault.keys")


async def test_a_vault_whose_check_was_lost_still_knows_its_key(vault: Vault, database: Database, pool: Pool) -> None:
    ref = uuid4()
    await vault.seal(uuid4(), [(ref, NAME)])
    await as_superuser(database, *OPEN, "DELETE FROM vault.key_check")
    with pytest.raises(Unavailable):
        await Vault(pool, KeyEncryptionKey(b"x" * 32)).seal(uuid4(), [(uuid4(), NAME)], newcomer=True)
    assert {ref: NAME} == await Vault(pool, KeyEncryptionKey(b"k" * 32)).open([ref])


async def test_of_two_keys_first_used_at_once_one_stands(pool: Pool) -> None:
    vaults = [Vault(pool, KeyEncryptionKey(bytes([number]) * 32)) for number in range(4)]
    answers = await asyncio.gather(
        *(vault.seal(uuid4(), [(uuid4(), NAME)]) for vault in vaults), return_exceptions=True
    )
    assert 3 == sum(isinstance(answer, Unavailable) for answer in answers)
    assert 1 == await pool.fetchval("SELECT count(*) FROM vault.keys")


async def test_a_destroyed_key_makes_one_persons_texts_unreadable_and_no_others(vault: Vault) -> None:
    person, ref, other = uuid4(), uuid4(), uuid4()
    await vault.seal(person, [(ref, NAME)])
    await vault.seal(uuid4(), [(other, "kept")])
    await vault.destroy_key(person, DESTROY, "asked for by the person")
    for attempt in (vault.open([ref]), vault.seal(person, [(uuid4(), NAME)])):
        with pytest.raises(NotFound) as refused:
            await attempt
        assert Code.KEY_DESTROYED is refused.value.code
    assert {other: "kept"} == await vault.open([other])


async def test_an_unknown_ref_is_not_found(vault: Vault) -> None:
    with pytest.raises(NotFound) as refused:
        await vault.open([uuid4()])
    assert Code.SEALED_TEXT_NOT_FOUND is refused.value.code


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE vault.items SET sealed = set_byte(sealed, 20, get_byte(sealed, 20) # 1)",
        "UPDATE vault.items SET sealed = substr(sealed, 1, 28)",
        "UPDATE vault.items a SET sealed = b.sealed FROM vault.items b WHERE a.ref <> b.ref",
        "UPDATE vault.keys a SET wrapped = b.wrapped FROM vault.keys b WHERE a.subject <> b.subject",
    ],
)
async def test_what_was_altered_or_moved_does_not_open(vault: Vault, database: Database, change: str) -> None:
    one, other = uuid4(), uuid4()
    await vault.seal(uuid4(), [(one, NAME)])
    await vault.seal(uuid4(), [(other, "another text")])
    await as_superuser(database, *OPEN, change)
    with pytest.raises(Unavailable) as refused:
        await vault.open([one])
    assert Code.VAULT_UNREADABLE is refused.value.code
