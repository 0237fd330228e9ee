"""Reads accounts of real people's paths: a JSON array, or one JSON object a line, of dated facts with their source.

One account looks like this (only `id` and `events` are needed):

    {"id": "PA-09389-2018", "jurisdiction": "UK (immigration tribunal)", "citation": "…", "source_address": "…",
     "child_at_referral": false, "confidence": "sourced", "what_was_late": "…", "account_ends": "2019-05-01",
     "events": [{"date": "2016-08-31", "type": "referral", "note": "…"}, …]}

A date is a day, a month or a year, and stays what it is. `account_ends` is the last day the account speaks of: after
it nothing is known, so no clock is taken to run on. Without it the case is still open.

A malformed account is named by its line and does not stop the others. Read next: `decide/imports.py`.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pydantic import Field, ValidationError

from domain.errors import Code, Invalid, NrmError
from domain.frozen import Frozen
from domain.nations import ENGLAND_AND_WALES, NORTHERN_IRELAND, OUTSIDE_UK, SCOTLAND, Nation
from domain.referral.commands.base import AnyReference, PublicText, Slug
from domain.when import When

_UK_PLACES = {
    "Scotland": SCOTLAND,
    "Northern Ireland": NORTHERN_IRELAND,
}


class AccountFact(Frozen):
    """One dated line of an account."""

    date: When
    type: Slug
    note: str = ""


class Account(Frozen):
    """One person's path as somebody else wrote it down."""

    reference: AnyReference = Field(alias="id")
    events: tuple[AccountFact, ...] = Field(min_length=1)
    jurisdiction: PublicText = "UK (England and Wales)"
    citation: PublicText | None = None
    source_address: PublicText | None = None
    child_at_referral: bool | None = None
    confidence: Slug | None = None
    what_was_late: str = ""
    account_ends: When | None = None

    @property
    def nation(self) -> Nation:
        """Whose law applies. Tribunals sit for the whole UK; the authorities they review count by England's days."""
        if self.jurisdiction in (ENGLAND_AND_WALES, SCOTLAND, NORTHERN_IRELAND, OUTSIDE_UK):
            return self.jurisdiction
        for place, nation in _UK_PLACES.items():
            if place in self.jurisdiction:
                return nation
        in_uk = self.jurisdiction.startswith(("UK", "England", "Wales"))
        return ENGLAND_AND_WALES if in_uk else OUTSIDE_UK


@dataclass(frozen=True)
class Read:
    """One account of a file: the line it begins on, and the account or what is wrong with it."""

    line: int
    reference: str | None
    account: Account | None = None
    error: NrmError | None = None


def read_accounts(text: str) -> Iterator[Read]:
    """Each account of the text, or what is wrong with it."""
    if text.lstrip()[:1] == "[":
        yield from _of_array(text)
        return
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            yield _of_line(number, line)


def _of_line(number: int, line: str) -> Read:
    try:
        return _read(number, json.loads(line))
    except (ValueError, RecursionError):
        return _unreadable(number, f"Line {number} is not a JSON object.")


def _of_array(text: str) -> Iterator[Read]:
    """The elements one by one, so that each is known by the line it begins on, and those before a fault are read."""
    decoder, line, counted = json.JSONDecoder(), 1, 0
    at = _past(text, text.index("[") + 1, ",")
    while at < len(text) and text[at] != "]":
        line, counted = line + text.count("\n", counted, at), at
        try:
            element, at = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            yield _unreadable(line, f"From line {line} on this is not JSON, so nothing more can be read.")
            return
        yield _read(line, element)
        at = _past(text, at, ",")
    if at >= len(text):
        yield _unreadable(line, "The array of accounts is not closed: the text may have been cut off.")
    elif text[at + 1 :].strip():
        yield _unreadable(line, "Something follows the end of the array of accounts; it was not read.")


def _unreadable(line: int, message: str) -> Read:
    return Read(line, None, error=Invalid(Code.MALFORMED_INPUT, message))


def _past(text: str, at: int, mark: str) -> int:
    while at < len(text) and (text[at].isspace() or text[at] == mark):
        at += 1
    return at


def _read(line: int, element: Any) -> Read:
    try:
        account = Account.model_validate(element)
    except ValidationError as error:
        return Read(line, _named(element), error=_malformed(line, error))
    return Read(line, account.reference, account=account)


def _named(element: Any) -> str | None:
    match element:
        case {"id": str(reference)}:
            return reference
        case _:
            return None


def _malformed(line: int, error: ValidationError) -> NrmError:
    """What is wrong, named by line and field. A name that is no field is not repeated: it could be anybody's."""
    details = error.errors(include_url=False, include_input=False, include_context=False)[0]
    if details["type"] == "extra_forbidden":
        shape = AccountFact if len(details["loc"]) > 1 else Account
        known = ", ".join(field.alias or name for name, field in shape.model_fields.items())
        return Invalid(Code.MALFORMED_INPUT, f"Line {line} has a field that is not one of these: {known}.")
    place = ".".join(str(part) for part in details["loc"]) or "the account"
    return Invalid(Code.MALFORMED_INPUT, f"Line {line}, {place}: {details['msg']}")
