"""What every command has, and the kinds of value that fields are made of.

Nothing typed freely stays in a command: text becomes `Sealed`, names of organisations and kinds are slugs, and people
are told apart by ids of the case, never by name. What is stored in plain is looked at in `plain.py`.
Read next: `domain/referral/commands`, where a path begins.
"""

import re
from typing import Annotated, Any, ClassVar

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints, WithJsonSchema
from pydantic_core import PydanticCustomError

from domain.fields import Takes
from domain.frozen import Frozen, printable, shaped
from domain.stream.plain import (
    UNMISTAKABLE,
    addresses,
    identifies_nobody,
    is_cited,
    names_nobody,
    numbers_a_file,
    unmistakable,
)
from domain.when import Precision, When


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


def _no_truth_value(typed: Any) -> Any:
    """`true` is no number, though a computer may count it as 1."""
    if isinstance(typed, bool):
        raise PydanticCustomError("number", "A whole number belongs here")
    return typed


_DATE_IN_A_SLUG = re.compile(r"\d{5}|\d[-_]\d")

AnyReference = Annotated[
    str,
    StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9 ./()_-]*$"),
    AfterValidator(unmistakable),
    WithJsonSchema(UNMISTAKABLE),
]
"""A reference as the log may hold it."""
_OfNobody = Annotated[
    str,
    shaped(
        r"[A-Za-z0-9][A-Za-z0-9 ./()_-]{0,63}",
        "A reference has up to 64 letters of the English alphabet, digits and . / ( ) _ -, a letter or digit first",
    ),
    AfterValidator(unmistakable),
    AfterValidator(identifies_nobody),
    AfterValidator(names_nobody),
]
Reference = Annotated[
    _OfNobody,
    AfterValidator(numbers_a_file),
    Takes("up to 64 letters, digits and . / ( ) _ -, a digit among them, and no date"),
]
"""What an office calls a file: with a digit, without a date, and nothing by which somebody is plainly named."""
PublishedReference = Annotated[_OfNobody, AfterValidator(is_cited), Takes("up to 64 letters, digits and . / ( ) _ -")]
"""What an account may be called: a file number, or a case as a published judgment has it, which is public."""
AnySlug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+([-_][a-z0-9]+)*$")]
"""A slug as the log may hold it: what was once recorded stays readable, whatever is demanded of new ones."""
Slug = Annotated[
    str,
    shaped(r"(?=.{1,48}$)[a-z0-9]+([-_][a-z0-9]+)*", "Up to 48 small letters belong here, hyphens between the words"),
    AfterValidator(_tells_no_date),
    Takes("up to 48 lower-case letters and digits, its words joined by hyphens"),
]
"""The name of an organisation or a kind. It holds no date; that it is not somebody's name cannot be proved from the
letters, so where nobody may be identified the values are a closed list instead (`notify-without-consent`)."""
AnyOrganisation = AnySlug
"""The name of an organisation as the log may hold it."""
Organisation = Annotated[
    str,
    shaped(r"(?=.{1,96}$)[a-z0-9]+([-_][a-z0-9]+)*", "Up to 96 small letters belong here, hyphens between the words"),
    AfterValidator(_tells_no_date),
    Takes("the name of an organisation, in up to 96 lower-case letters and digits, its words joined by hyphens"),
]
"""The name of an organisation as it is typed."""
Guidance = Annotated[
    str,
    shaped(r"(?=.{1,16}$)v?\d{1,3}(\.\d{1,3}){0,3}", "The version of a guidance is written as 3.14 or v4.1"),
    Takes("a version, as in 3.14"),
]
"""The version of a guidance: `3.14` or `v4.1`."""
PublicText = Annotated[
    str, StringConstraints(max_length=1000), AfterValidator(printable), Takes("one line of up to 1,000 characters")
]
_InPlain = Annotated[str, AfterValidator(printable), AfterValidator(identifies_nobody)]
Citation = Annotated[_InPlain, StringConstraints(max_length=400), Takes("one line of up to 400 characters")]
"""A public source, as lawyers name it."""
Source = Annotated[
    _InPlain,
    AfterValidator(addresses),
    StringConstraints(max_length=1000),
    Takes("addresses of pages, with semicolons between them"),
]
"""Where a public source can be read: one address or several."""
AnyText = str
"""A line as the log may hold it: whatever its length, it stays readable."""
Month = Annotated[
    When,
    AfterValidator(_month),
    WithJsonSchema({"type": "string", "pattern": "^(19|20|21)[0-9]{2}-(0[1-9]|1[0-2])$"}),
    Takes("a month, 2024-05"),
]
LARGEST_NUMBER = 2**31 - 1
"""The largest number that the record can hold."""
Count = Annotated[
    int, BeforeValidator(_no_truth_value), Field(ge=1, le=LARGEST_NUMBER), Takes("a whole number, from 1")
]
"""A whole number, from 1."""
EventNumber = Annotated[Count, Takes("the number of an event, as the history shows it")]
"""The version of an event of this case, as `nrm history` shows it."""
EventNumbers = Annotated[
    tuple[EventNumber, ...],
    BeforeValidator(listed),
    Field(max_length=200),
    Takes("up to 200 numbers of events, with commas between them"),
]


class Command(Frozen):
    """What every command has: when the thing asked for was so in the world."""

    name: ClassVar[str]

    effective_at: When | None = Field(
        default=None, description="when it was so in the world: a day or an instant; now, if left out"
    )
