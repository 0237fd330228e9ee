"""What every command has, and the kinds of value that fields are made of.

Nothing typed freely stays in a command: text becomes `Sealed`, names of organisations and kinds are slugs, and people
are told apart by ids of the case, never by name. Read next: `intake.py`, where a path begins.
"""

import re
from typing import Annotated, Any, ClassVar, Literal
from uuid import UUID

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

from domain.fields import Takes
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


def _tells_no_date(slug: str) -> str:
    if _DATE_IN_A_SLUG.search(slug):
        raise PydanticCustomError("slug", "It must not hold a date, or a number of more than four digits")
    return slug


def _numbers_a_file(reference: str) -> str:
    if not any(character.isdigit() for character in reference) or _DATE_IN_A_REFERENCE.search(reference):
        raise PydanticCustomError("reference", "A reference has a digit in it, and holds no date")
    if _TWO_NAMES.search(reference):
        raise PydanticCustomError("reference", "A reference does not have two words in small letters side by side")
    return reference


_DATE_IN_A_SLUG = re.compile(r"\d{5}|\d[-_]\d")
_DATE_IN_A_REFERENCE = re.compile(
    r"(?<!\d)((19|20)\d\d[ ./_-]\d\d?[ ./_-]\d\d?|\d\d?[ ./_-]\d\d?[ ./_-](\d{4}|\d\d)"
    r"|(19|20)\d\d(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])|(0[1-9]|[12]\d|3[01])(0[1-9]|1[0-2])(19|20)\d\d)(?!\d)"
)
_TWO_NAMES = re.compile(r"[A-Za-z][a-z]+[ ._-]+[A-Za-z][a-z]+")
_ID = re.compile(r"[{(]?[0-9a-fA-F]{8}-?([0-9a-fA-F]{4}-?){3}[0-9a-fA-F]{12}[)}]?")

AnyReference = Annotated[
    str,
    StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9 ./()_-]{0,63}$"),
    AfterValidator(_unmistakable),
    Takes("up to 64 letters, digits and . / ( ) _ -"),
]
"""A reference as the log may hold it, and as a published judgment has it, which is public: `TV-v-Spain`."""
Reference = Annotated[
    AnyReference,
    AfterValidator(_numbers_a_file),
    Takes("up to 64 letters, digits and . / ( ) _ -, a digit among them, and no date"),
]
"""What an office calls a file: with a digit, without a date, and nothing that is plainly first name and surname."""
AnySlug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+([-_][a-z0-9]+)*$", max_length=64)]
"""A slug as the log may hold it: what was once recorded stays readable, whatever is demanded of new ones."""
Slug = Annotated[
    AnySlug,
    StringConstraints(max_length=48),
    AfterValidator(_tells_no_date),
    Takes("up to 48 lower-case letters and digits, its words joined by hyphens"),
]
"""The name of an organisation or a kind. It holds no date; that it is not somebody's name cannot be proved from the
letters, so where nobody may be identified the values are a closed list instead (`notify-without-consent`)."""
AnyOrganisation = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+([-_][a-z0-9]+)*$", max_length=96)]
"""The name of an organisation as the log may hold it; the longest on the Home Office's own form has 87 letters."""
Organisation = Annotated[
    AnyOrganisation,
    AfterValidator(_tells_no_date),
    Takes("the name of an organisation, in up to 96 lower-case letters and digits, its words joined by hyphens"),
]
"""The name of an organisation as it is typed."""
Guidance = Annotated[
    str, StringConstraints(pattern=r"^v?\d{1,3}(\.\d{1,3}){0,3}$", max_length=16), Takes("a version, as in 3.14")
]
"""The version of a guidance: `3.14` or `v4.1`."""
PublicText = Annotated[
    str, StringConstraints(max_length=1000), AfterValidator(printable), Takes("one line of up to 1,000 characters")
]
Month = Annotated[When, AfterValidator(_month), Takes("a month, 2024-05")]
EventNumber = Annotated[int, Field(ge=1), Takes("the number of an event, as the history shows it")]
"""The version of an event of this case, as `nrm history` shows it."""
EventNumbers = Annotated[
    tuple[EventNumber, ...],
    BeforeValidator(listed),
    Field(max_length=200),
    Takes("up to 200 numbers of events, with commas between them"),
]

Outcome = Literal["positive", "negative"]
AgeGroup = Literal["adult", "child", "unknown"]
Decision = Literal["reasonable-grounds", "conclusive-grounds"]
Reconsidered = Literal["reasonable-grounds", "conclusive-grounds", "disqualification"]
"""What can be asked to be looked at again; leave is asked about by a request of its own."""
Challenged = Literal["reasonable-grounds", "conclusive-grounds", "disqualification", "leave", "reconsideration"]
"""What can be challenged in court; `reconsideration` is the answer to such a request that left a decision standing."""


class Command(Frozen):
    """What every command has: when the thing asked for was so in the world."""

    name: ClassVar[str]

    effective_at: When | None = Field(
        default=None, description="when it was so in the world: a day or an instant; now, if left out"
    )


def person_of(case: UUID) -> UUID:
    """The person a case is about. One referral, one person: until cases are linked, they share an id."""
    return case
