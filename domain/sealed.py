"""A text kept in the vault, as everything outside the vault knows it: where it is, and the hash of its ciphertext."""

from typing import Annotated
from uuid import UUID

from pydantic import StringConstraints

from domain.frozen import Frozen


class Sealed(Frozen):
    """`digest` is the SHA-256 of the ciphertext, in hex, so it stays checkable after the key is destroyed."""

    ref: UUID
    digest: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
