"""The vault: names, details and free text, encrypted, one data key per person.

AES-256-GCM. Each text is bound to its person and its ref, so a ciphertext moved elsewhere does not open. Events hold
only ref and digest, and the digest is of the ciphertext: destroying a key makes a person's texts unreadable and leaves
every hash in the log as it was. That a key was destroyed is an event of its own stream; there is no other way. What is
not done here: deciding who may read. Read next: `keys.py`.
"""

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from uuid import UUID, uuid5

import asyncpg
import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from pydantic import ValidationError

from domain.errors import Code, Conflict, Invalid, NotFound, Unavailable
from domain.keys import KeyDestroyed
from domain.sealed import Sealed
from domain.when import When
from eventlog.keys import KeyEncryptionKey, open_bytes, seal_bytes
from eventlog.pool import Pool
from eventlog.records import CommandRecord, NewEvent, Outcome
from eventlog.requests import in_our_words, our_time, outcome_from, request_of
from eventlog.statements import statements

_KEY_BYTES = 32
_ANOTHER_KEY = (
    "The key-encryption key is not the one that the vault of this database was first used with. "
    "Put that one back; where its file was missing, a new one was made in its place."
)


class Vault:
    """Seals and opens texts; `key` unwraps the data keys.

    Only the key-encryption key that the vault was first used with will do; sealing and opening with any other, such as
    one newly made because the file of the first was lost, raises Unavailable (vault-unreadable).
    """

    def __init__(self, pool: Pool, key: KeyEncryptionKey) -> None:
        self._pool = pool
        self._key = key
        self._sql = statements("vault")
        self._key_checked = False

    async def seal(
        self, subject: UUID, items: Sequence[tuple[UUID, str]], *, newcomer: bool = False
    ) -> tuple[Sealed, ...]:
        """Keep a person's texts under their refs; the same ref and text again gives the same answer.

        For a `newcomer`, of whom nothing has been sealed yet, it saves looking for a key; if there is one after all,
        it is used. Raises Conflict (command-id-reused) for a ref that already keeps another text; NotFound
        (key-destroyed).
        """
        if not items:
            return ()
        await self._check_key()
        known = None if newcomer else await self._pool.fetchrow(self._sql["key"], subject)
        data_key = self._unwrapped(subject, known["wrapped"]) if known else secrets.token_bytes(_KEY_BYTES)
        cipher = AESGCM(data_key)
        sealed = {ref: seal_bytes(cipher, text.encode(), _place(subject, ref)) for ref, text in items}
        added = await self._add(subject, sealed, None if known else self._key.wrap(subject, data_key))
        if added is None:
            return await self.seal(subject, items)
        if earlier := sealed.keys() - added:
            sealed |= await self._kept(subject, {ref: text for ref, text in items if ref in earlier})
        return tuple(Sealed(ref=ref, digest=hashlib.sha256(sealed[ref]).hexdigest()) for ref, _ in items)

    async def open(self, refs: Sequence[UUID]) -> dict[UUID, str]:
        """The texts by ref. Raises NotFound (sealed-text-not-found, key-destroyed), Unavailable (vault-unreadable)."""
        await self._check_key()
        rows = await self._pool.fetch(self._sql["items"], list(refs))
        if set(refs) - {row["ref"] for row in rows}:
            raise NotFound(Code.SEALED_TEXT_NOT_FOUND, "The vault has no text under that reference.")
        return {row["ref"]: self._opened(row) for row in rows}

    async def destroy_key(self, subject: UUID, command: CommandRecord, reason: str) -> Outcome:
        """Make a person's texts unreadable for ever, and put on record who wanted that, and why.

        `reason` is a sentence for the public record. Destroying again is harmless and leaves no second event; the same
        command gets the same answer. Raises Invalid (invalid-value) for a reason that cannot be kept, NotFound
        (sealed-text-not-found) when nothing was ever sealed for this person, Conflict (command-id-reused), Unavailable
        (clocks-disagree). The wrapped key leaves the disk with the next vacuum and the backups with their age, not at
        this instant.
        """
        event = _end_of_key(command.command_id, reason)
        receipt = orjson.dumps({"version": 1, "events": [event.type]}).decode()
        request = request_of(stream_of_key(subject), 0, command, [event], rules="", receipt=receipt)
        try:
            with in_our_words():
                answer = await self._pool.fetchrow(self._sql["destroy_key"], request, our_time())
        except asyncpg.NoDataFoundError as error:
            raise NotFound(Code.SEALED_TEXT_NOT_FOUND, "Nothing was ever sealed for this person.") from error
        assert answer is not None  # noqa: S101 - the function always answers
        if answer["status"] == "moved":
            return Outcome(True, None, None, None, 1, 1, duplicate=True, fingerprint=None)
        return outcome_from(answer, 0)

    async def _check_key(self) -> None:
        """Once for each vault object: that this is the key-encryption key of first use, or that there was none yet."""
        if self._key_checked:
            return
        of_first_use: bytes | None = await self._pool.fetchval(self._sql["key_check"])
        if of_first_use is None:
            if other := await self._pool.fetchrow(self._sql["any_key"]):
                self._key.unwrap(other["subject"], other["wrapped"])
            await self._pool.execute(self._sql["note_key"], self._key.check_value)
            of_first_use = await self._pool.fetchval(self._sql["key_check"])
        if of_first_use != self._key.check_value:
            raise Unavailable(Code.VAULT_UNREADABLE, _ANOTHER_KEY)
        self._key_checked = True

    async def _add(self, subject: UUID, sealed: Mapping[UUID, bytes], wrapped: bytes | None) -> set[UUID] | None:
        """The refs that are new; None when the person has another key than `wrapped` already."""
        refs, texts = list(sealed), list(sealed.values())
        if wrapped is None:
            return {row["ref"] for row in await self._pool.fetch(self._sql["add"], subject, refs, texts)}
        try:
            rows = await self._pool.fetch(self._sql["add_with_key"], subject, wrapped, refs, texts)
        except asyncpg.UniqueViolationError as violation:
            if violation.table_name == "keys":
                return None
            raise
        return {row["ref"] for row in rows}

    def _unwrapped(self, subject: UUID, wrapped: bytes | None) -> bytes:
        if wrapped is None:
            raise NotFound(Code.KEY_DESTROYED, "The key to this person's details was destroyed; nobody can read them.")
        return self._key.unwrap(subject, wrapped)

    def _opened(self, row: asyncpg.Record) -> str:
        cipher = AESGCM(self._unwrapped(row["subject"], row["wrapped"]))
        try:
            return open_bytes(cipher, row["sealed"], _place(row["subject"], row["ref"])).decode()
        except InvalidTag as error:
            raise Unavailable(Code.VAULT_UNREADABLE, "A text in the vault is not as it was sealed.") from error

    async def _kept(self, subject: UUID, texts: dict[UUID, str]) -> dict[UUID, bytes]:
        """The bytes kept earlier under these refs, which must be of the same person and text."""
        rows = await self._pool.fetch(self._sql["items"], list(texts))
        if any(row["subject"] != subject or self._opened(row) != texts[row["ref"]] for row in rows):
            raise Conflict(Code.COMMAND_ID_REUSED, "This reference already keeps another text.")
        return {row["ref"]: row["sealed"] for row in rows}


def opens(key: KeyEncryptionKey, row: asyncpg.Record) -> bool:
    """Whether a text of the vault opens with the key it was sealed with."""
    subject = row["subject"]
    try:
        open_bytes(AESGCM(key.unwrap(subject, row["wrapped"])), row["sealed"], _place(subject, row["ref"]))
    except (InvalidTag, Unavailable):
        return False
    return True


def stream_of_key(subject: UUID) -> str:
    """The stream whose only event ends a person's key."""
    return f"key/{subject}"


def _end_of_key(command_id: UUID, reason: str) -> NewEvent:
    try:
        ended = KeyDestroyed(reason=reason)
    except ValidationError as error:
        message = "The reason needs 1 to 300 printable characters; it is kept in the public record."
        raise Invalid(Code.INVALID_VALUE, message) from error
    return NewEvent(
        event_id=uuid5(command_id, "1"),
        type=ended.type,
        schema=ended.schema_version,
        effective=When.at(our_time()),
        cause=None,
        body=ended.model_dump_json().encode(),
    )


def _place(subject: UUID, ref: UUID) -> bytes:
    return b"nrm sealed text 1\n" + subject.bytes + ref.bytes
