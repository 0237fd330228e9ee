"""What it means to destroy a person's key: the command that is asked, and the event that is recorded.

A text that was sealed with a key that is gone is gone too, for everybody and for ever. So the event says why, in a
sentence for the public record; whose key it was is the name of its stream. Read next: `eventlog/vault.py`.
"""

from typing import ClassVar

from domain.frozen import Frozen
from domain.rules.acceptance import Reason


class DestroyKey(Frozen):
    """Make everything that was sealed for a person unreadable."""

    name: ClassVar[str] = "destroy-key"

    reason: Reason


class KeyDestroyed(Frozen):
    """What was sealed for a person can never be read again."""

    type: ClassVar[str] = "key-destroyed"
    schema_version: ClassVar[int] = 1

    reason: Reason
