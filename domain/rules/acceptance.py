"""What it means to accept a rule-book: the command that is asked, and the event that is recorded.

A rule-book decides nothing because it lies on a disk. It decides from the moment at which somebody answerable accepted
it, with a reason, and until another one is accepted. Read next: `moves.py`, what accepting one changes.
"""

from typing import Annotated, ClassVar

from pydantic import AfterValidator, StringConstraints
from pydantic_core import PydanticCustomError

from domain.frozen import Frozen, printable
from domain.text import says_something

Reason = Annotated[
    str, StringConstraints(min_length=1, max_length=300, strip_whitespace=True), AfterValidator(printable)
]
"""A sentence for the public record, such as the instrument that changed the law. No place for personal details."""


def _with_words(reason: str) -> str:
    if not says_something(reason):
        raise PydanticCustomError("blank", "A reason needs words")
    return reason


class AcceptRuleBook(Frozen):
    """Let the rule-book with this digest decide from now on."""

    name: ClassVar[str] = "accept-rule-book"

    digest: str
    reason: Annotated[Reason, AfterValidator(_with_words)]


class RuleBookAccepted(Frozen):
    """A rule-book began to decide. `replaces` is the digest of the one before it; None for the first."""

    type: ClassVar[str] = "rule-book-accepted"
    schema_version: ClassVar[int] = 1

    version: str
    digest: str
    reason: Reason
    replaces: str | None = None

    @property
    def identity(self) -> str:
        """How events name the rule-book."""
        return f"{self.version}+{self.digest[:16]}"
