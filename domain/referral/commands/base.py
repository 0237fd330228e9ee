"""What every command has, and the kinds of value that fields are made of.

Nothing typed freely stays in a command: text becomes `Sealed`, names of organisations and kinds are slugs, and people
are told apart by ids of the case, never by name. Read next: `intake.py`, where a path begins.
"""

import re
from typing import Annotated, Any, ClassVar, Literal
from uuid import UUID

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

from domain.frozen import Frozen, printable
from domain.when import Precision, When


def _unmistakable(reference: str) -> str:
    """A reference must not look like another: not like an id, and with single spaces inside it only."""
    if reference != " ".join(reference.split()) or _ID.fullmatch(reference):
        raise PydanticCustomError("reference", "A reference has single spaces only, and is not an id")
    return reference


def listed(typed: Any) -> Any:
    """A list may be typed as words with commas between them."""
    return [word.strip() for word in typed.split(",") if word.strip()] if isinstance(typed, str) else typed


def _month(when: When) -> When:
    """A month and nothing more exact: the day would be a date of birth."""
    if when.precision is not Precision.MONTH:
        raise PydanticCustomError("not_a_date", "A month belongs here, written as YYYY-MM; a day would tell too much.")
    return when


_ID = re.compile(r"[{(]?[0-9a-fA-F]{8}-?([0-9a-fA-F]{4}-?){3}[0-9a-fA-F]{12}[)}]?")

Reference = Annotated[
    str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9 ./()_-]{0,63}$"), AfterValidator(_unmistakable)
]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+([-_][a-z0-9]+)*$", max_length=64)]
Slugs = Annotated[tuple[Slug, ...], BeforeValidator(listed), Field(max_length=40)]
PublicText = Annotated[str, StringConstraints(max_length=1000), AfterValidator(printable)]
Staff = Annotated[str, StringConstraints(min_length=1, max_length=64, strip_whitespace=True), AfterValidator(printable)]
"""A member of staff, by the name under which they work: never a person in the NRM."""
Month = Annotated[When, AfterValidator(_month)]
EventNumber = Annotated[int, Field(ge=1)]
"""The version of an event of this case, as `nrm history` shows it."""
EventNumbers = Annotated[tuple[EventNumber, ...], BeforeValidator(listed), Field(max_length=200)]

Outcome = Literal["positive", "negative"]
AgeGroup = Literal["adult", "child", "unknown"]
Decision = Literal["reasonable-grounds", "conclusive-grounds"]


class Command(Frozen):
    """What every command has: when the thing asked for was so in the world."""

    name: ClassVar[str]

    effective_at: When | None = Field(
        default=None, description="when it was so in the world: a day or an instant; now, if left out"
    )


def person_of(case: UUID) -> UUID:
    """The person a case is about. One referral, one person: until cases are linked, they share an id."""
    return case
