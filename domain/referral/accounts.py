"""Reads accounts of real people's paths: a JSON array, or one JSON object a line, of dated facts with their source.

One account looks like this (only `id` and `events` are needed):

    {"id": "PA-09389-2018", "jurisdiction": "UK (immigration tribunal)", "citation": "…", "source_address": "…",
     "child_at_referral": false, "confidence": "sourced", "what_was_late": "…", "account_ends": "2019-05-01",
     "events": [{"date": "2016-08-31", "type": "referral", "note": "…"}, …]}

A date is a day, a month, a year, or two days between which it was (`2018-09-11/2018-09-17`), and stays what it is.
`account_ends` is the last day the account speaks of: after it nothing is known, so no clock is taken to run on. Without
it the case is still open. Without a jurisdiction the law of England and Wales applies, and the report says so.

Nothing is guessed: a word or a jurisdiction that is not known is named, with what was probably meant. An account with a
fault is named by its line and does not stop the others. Read next: `account_text.py`, `account_words.py`,
`jurisdictions.py`; `decide/imports.py`.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Annotated, Any, NamedTuple

from pydantic import BeforeValidator, Field, ValidationError
from pydantic_core import ErrorDetails

from domain.errors import Code, Conflict, Invalid, NrmError
from domain.frozen import Frozen
from domain.look_alikes import likeness
from domain.nations import Nation
from domain.referral.account_text import Element, elements
from domain.referral.account_words import WORDS, Word, nearest
from domain.referral.commands.file import MOST_FACTS
from domain.referral.faults import in_words
from domain.referral.jurisdictions import KNOWN, nation_of
from domain.stream.command import Citation, PublicText, PublishedReference, Slug, Source
from domain.text import given
from domain.when import When

MOST_ACCOUNTS = 20_000
"""Accounts in one file: an import of 5,000 took two minutes, and what is larger is better brought in parts."""


class AccountFact(Frozen):
    """One dated line of an account."""

    date: When
    type: Word
    note: str = ""


class Account(Frozen):
    """One person's path as somebody else wrote it down."""

    reference: PublishedReference = Field(alias="id")
    events: tuple[AccountFact, ...] = Field(min_length=1, max_length=MOST_FACTS)
    jurisdiction: PublicText = "UK (England and Wales)"
    citation: Annotated[Citation | None, BeforeValidator(given)] = None
    source_address: Annotated[Source | None, BeforeValidator(given)] = None
    child_at_referral: bool | None = None
    confidence: Slug | None = None
    what_was_late: str = ""
    account_ends: When | None = None

    @property
    def names_no_jurisdiction(self) -> bool:
        """Whether the account leaves its jurisdiction out."""
        return "jurisdiction" not in self.model_fields_set

    @property
    def nation(self) -> Nation | None:
        """Whose law applies; None where the jurisdiction is not known."""
        return nation_of(self.jurisdiction)


class Unknown(NamedTuple):
    """What an account says and nobody knows: the field, the words in it, how often, and what was probably meant."""

    field: str
    said: str
    times: int
    nearest: str | None


@dataclass(frozen=True)
class Read:
    """One account of a file: the line it begins on, and the account with its nation, or what is wrong with it.

    `unknown` names what is not known in it, to be shown to whoever imports and never put on record; an account that can
    be imported although has words that are kept as notes.
    """

    line: int
    reference: str | None
    account: Account | None = None
    nation: Nation | None = None
    error: NrmError | None = None
    unknown: tuple[Unknown, ...] = ()


@dataclass(frozen=True)
class Wishes:
    """What whoever imports says beforehand.

    `nation`: whose law applies to accounts that name no jurisdiction, or none that is known. `keep_unknown`: words that
    are not known are kept as notes.
    """

    nation: Nation | None = None
    keep_unknown: bool = False


def read_accounts(text: str, wishes: Wishes = Wishes()) -> Iterator[Read]:
    """Each account of the text, or what is wrong with it; a text without any is at fault as a whole."""
    lines: dict[str, int] = {}
    number = 0
    for number, found in enumerate(elements(text, _NAMES), start=1):
        if number > MOST_ACCOUNTS:
            message = f"A file holds at most {MOST_ACCOUNTS:,} accounts; from line {found.line} on nothing was read."
            yield Read(found.line, None, error=Invalid(Code.INPUT_TOO_LARGE, message))
            return
        read = _read(found, wishes)
        yield _unless_twice(read, lines)
    if number == 0:
        yield _unreadable(1, "There is no account in the input.")


_NAMES = frozenset(
    field.alias or name for shape in (Account, AccountFact) for name, field in shape.model_fields.items()
)
"""The names of fields, which are nobody's name and can be repeated."""


def _unreadable(line: int, message: str) -> Read:
    return Read(line, None, error=Invalid(Code.MALFORMED_INPUT, message))


def _read(found: Element, wishes: Wishes) -> Read:
    if found.fault is not None:
        return replace(_unreadable(found.line, found.fault), reference=_named(found.value))
    try:
        account = Account.model_validate(found.value)
    except ValidationError as error:
        return Read(found.line, _named(found.value), error=_malformed(found.line, error))
    return _known(Read(found.line, account.reference, account), account, wishes)


def _known(read: Read, account: Account, wishes: Wishes) -> Read:
    """The account with its nation, if all that it says is known or settled by a wish."""
    words = _unknown_words(account)
    nation = account.nation
    if account.names_no_jurisdiction or nation is None:
        nation = wishes.nation or nation
    if nation is None:
        unknown = (Unknown("jurisdiction", account.jurisdiction, 1, None), *words)
        return replace(read, account=None, unknown=unknown, error=_unknown_jurisdiction(read.line))
    if words and not wishes.keep_unknown:
        return replace(read, account=None, unknown=words, error=_unknown_words_in(read.line, words))
    return replace(read, nation=nation, unknown=words)


def _unknown_words(account: Account) -> tuple[Unknown, ...]:
    said = Counter(fact.type for fact in account.events if fact.type not in WORDS)
    return tuple(Unknown("type", word, times, nearest(word)) for word, times in said.items())


def _unknown_jurisdiction(line: int) -> Invalid:
    message = (
        f"Line {line}: the jurisdiction names no nation for certain, so nobody knows which law applies. "
        f"Say it with --nation, or write one of these: {', '.join(KNOWN)}."
    )
    return Invalid(Code.UNKNOWN_JURISDICTION, message)


def _unknown_words_in(line: int, words: tuple[Unknown, ...]) -> Invalid:
    facts = sum(word.times for word in words)
    message = (
        f"Line {line}: {facts} of the facts {'is' if facts == 1 else 'are'} of a type that is not known, so nothing of "
        "this account was imported. Write a known word; other or note for what is to be a note; or --keep-unknown."
    )
    return Invalid(Code.UNKNOWN_WORD, message)


def _unless_twice(read: Read, lines: dict[str, int]) -> Read:
    """An account whose reference looks like that of an account before it in the file is not taken for another."""
    if read.account is None:
        return read
    first = lines.setdefault(likeness(read.account.reference), read.line)
    if first == read.line:
        return read
    message = f"Line {read.line} has the same id, or one that looks the same, as the account of line {first}."
    return replace(read, account=None, error=Conflict(Code.REFERENCE_IN_USE, message))


def _named(element: Any) -> str | None:
    match element:
        case {"id": str(reference)}:
            return reference
        case _:
            return None


def _malformed(line: int, error: ValidationError) -> NrmError:
    """What is wrong, named by line and field. A name that is no field is not repeated: it could be anybody's."""
    details: ErrorDetails = error.errors(include_url=False, include_input=False)[0]
    place, kind = ".".join(str(part) for part in details["loc"]), details["type"]
    if kind == "extra_forbidden":
        shape = AccountFact if len(details["loc"]) > 1 else Account
        known = ", ".join(field.alias or name for name, field in shape.model_fields.items())
        return Invalid(Code.MALFORMED_INPUT, f"Line {line} has a field that is not one of these: {known}.")
    if (place, kind) == ("events", "too_long"):
        return Invalid(Code.TOO_MANY_FACTS, f"Line {line}: an account has at most {MOST_FACTS:,} facts.")
    if not place:
        return Invalid(Code.MALFORMED_INPUT, f"Line {line} is not a JSON object.")
    return Invalid(Code.MALFORMED_INPUT, f"Line {line}, {place}: {in_words(details)}.")
