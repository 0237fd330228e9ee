"""The key-encryption key: the one secret that opens the vault, and that the database never sees.

It wraps each person's data key (AES-256-GCM, bound to that person). It comes from the environment, or, for a local
stack, from a file in the data folder that only its owner may read; that file is made on first use. Whoever loses it
has lost every name and every note. Read next: `vault.py`.
"""

import base64
import binascii
import hmac
import os
import secrets
import tempfile
from collections.abc import Mapping
from pathlib import Path
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from domain.errors import Code, Unavailable

VARIABLE = "NRM_KEY_ENCRYPTION_KEY"
FILE = Path("secrets") / "key-encryption-key"

_KEY_BYTES = 32
_NONCE_BYTES = 12
_OTHERS = 0o077
_CHECK = b"nrm key check 1"
_SIGNING = b"nrm signing 1"


class KeyEncryptionKey:
    """Wraps and unwraps data keys. Its bytes are never shown; `check_value` tells it from others, and tells no more.

    `signing_key` is derived from it (HKDF-SHA256), for the signatures of `activities/signing.py`, and opens nothing.
    """

    def __init__(self, key: bytes) -> None:
        if len(key) != _KEY_BYTES:
            raise _unreadable(f"The key-encryption key must be {_KEY_BYTES} bytes long.")
        self._cipher = AESGCM(key)
        self.check_value = hmac.digest(key, _CHECK, "sha256")
        self.signing_key = HKDF(algorithm=SHA256(), length=_KEY_BYTES, salt=None, info=_SIGNING).derive(key)

    def wrap(self, subject: UUID, data_key: bytes) -> bytes:
        """Nonce and ciphertext, of use for this person only."""
        return seal_bytes(self._cipher, data_key, _purpose(subject))

    def unwrap(self, subject: UUID, wrapped: bytes) -> bytes:
        """Return the data key; raises Unavailable (vault-unreadable) if another key wrapped it, or it was altered."""
        try:
            return open_bytes(self._cipher, wrapped, _purpose(subject))
        except InvalidTag as error:
            message = (
                "The key of this person's texts does not open with the key-encryption key at hand: it was altered, or "
                "made with another. `nrm verify` names it; no other person's texts are touched by that."
            )
            raise _unreadable(message) from error


def key_encryption_key(
    data: Path, environment: Mapping[str, str] = os.environ, *, may_make: bool = True
) -> KeyEncryptionKey:
    """The key from the environment if it is set there, else the data folder's own, made if there is none.

    Raises Unavailable (vault-unreadable) when it is not 32 bytes in base64, when others may read the file, or when
    there is none and none may be made: another key than the one in use would seal what nobody else can open. Whether
    a key is the one in use, the vault knows (`Vault`), and refuses any other.
    """
    if text := environment.get(VARIABLE):
        return KeyEncryptionKey(_decoded(text))
    path = data / FILE
    if not path.exists():
        if not may_make:
            raise _unreadable(f"Set {VARIABLE}: texts in a database of your own are sealed with a key of your own.")
        _make(path)
    if path.stat().st_mode & _OTHERS:
        raise _unreadable("The file of the key-encryption key must be readable by its owner only.")
    return KeyEncryptionKey(_decoded(path.read_text(encoding="ascii")))


def key_at_hand(data: Path, environment: Mapping[str, str] = os.environ) -> KeyEncryptionKey | None:
    """The key if there is one here, for what can be done without it too; raises as `key_encryption_key` does."""
    if environment.get(VARIABLE) or (data / FILE).exists():
        return key_encryption_key(data, environment, may_make=False)
    return None


def seal_bytes(cipher: AESGCM, plain: bytes, bound_to: bytes) -> bytes:
    """Nonce and ciphertext. The nonce is random: one data key seals far fewer than the 2^32 texts that allows."""
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return nonce + cipher.encrypt(nonce, plain, bound_to)


def open_bytes(cipher: AESGCM, sealed: bytes, bound_to: bytes) -> bytes:
    """Undo `seal_bytes`; raises InvalidTag when key, bytes or binding are not the same."""
    return cipher.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], bound_to)


def _purpose(subject: UUID) -> bytes:
    return b"nrm data key 1\n" + subject.bytes


def _make(path: Path) -> None:
    """Make the file whole or not at all, and leave one that somebody else makes meanwhile as it is."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(base64.b64encode(secrets.token_bytes(_KEY_BYTES)) + b"\n")
            file.flush()
            os.fsync(file.fileno())
        _link(Path(name), path)
    finally:
        Path(name).unlink()


def _link(made: Path, path: Path) -> None:
    try:
        path.hardlink_to(made)
    except FileExistsError:
        return
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text.strip(), validate=True)
    except binascii.Error as error:
        raise _unreadable("The key-encryption key is not written in base64.") from error


def _unreadable(message: str) -> Unavailable:
    return Unavailable(Code.VAULT_UNREADABLE, message)
