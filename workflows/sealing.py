"""Takes what a person typed out of a command and puts it into the vault, before the command travels anywhere.

The reference of a sealed text follows from the command id and the field, so a request that is sent again finds its
text already there. Blank text is none: left out where it may be, refused where it is needed. Nothing else here decides
whether the command is allowed. Read next: `domain/text.py`, `eventlog/vault.py`.
"""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any, cast
from uuid import UUID, uuid5

from pydantic import JsonValue

from domain.errors import Code, Invalid
from domain.exact_json import DEEPEST, lies_within
from domain.referral.accounts import Read
from domain.referral.commands import OPENING
from domain.referral.parse import text_fields
from domain.stream.command import Command
from domain.text import is_blank, says_something
from eventlog.vault import Vault

LONGEST_TEXT = 100_000
"""In characters: some forty pages. Longer writing is a document, not a field."""

_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
"""Control characters, but not line breaks and tabs; and halves of surrogate pairs, which no database can keep."""


async def seal_fields(
    vault: Vault, person: UUID, command_id: UUID, command: type[Command], typed: Mapping[str, Any]
) -> dict[str, JsonValue]:
    """The command's fields with every text replaced by its reference; raises Invalid for text that cannot be kept."""
    texts = texts_of(command, typed)
    kept = {name: text for name, text in texts.items() if text is not None}
    sealed = await _seal(vault, person, command_id, kept, newcomer=command.name in OPENING)
    return {**typed, **dict.fromkeys(texts), **sealed}


def texts_of(command: type[Command], typed: Mapping[str, Any]) -> dict[str, str | None]:
    """The texts among the fields that were typed; None for one that is blank, and may be left out.

    Raises Invalid for one that cannot be kept, and for a blank one that the command needs.
    """
    named = [name for name in sorted(text_fields(command)) if name in typed]
    return {name: _needed_or_none(command, name, typed[name]) for name in named}


def _needed_or_none(command: type[Command], name: str, typed: Any) -> str | None:
    text = None if typed is None else _text(name, typed)
    if not is_blank(typed):
        return text
    if command.model_fields[name].is_required():
        meaning = command.model_fields[name].description
        message = f"The field {name} is blank: it needs words, with a letter or a digit in them ({meaning})."
        raise Invalid(Code.MISSING_FIELD, message, field=name)
    return None


async def seal_account(vault: Vault, person: UUID, command_id: UUID, read: Read) -> dict[str, JsonValue]:
    """A readable account as the fields of an `import-history` command."""
    account = read.account
    assert account is not None  # noqa: S101 - what could not be read was refused before
    notes = {place: fact.note for place, fact in enumerate(account.events) if says_something(fact.note)}
    texts = {f"facts.{place}": _text("note", note) for place, note in notes.items()}
    if says_something(account.what_was_late):
        texts["summary"] = _text("what_was_late", account.what_was_late)
    sealed = await _seal(vault, person, command_id, texts, newcomer=True)
    return {
        "reference": account.reference,
        "nation": read.nation,
        "facts": [
            {"type": fact.type, "date": fact.date.text, "note": sealed.get(f"facts.{place}")}
            for place, fact in enumerate(account.events)
        ],
        "account_ends": account.account_ends.text if account.account_ends else None,
        "citation": account.citation,
        "source": account.source_address,
        "confidence": account.confidence,
        "child_at_referral": account.child_at_referral,
        "summary": sealed.get("summary"),
        "keep_unknown": bool(read.unknown),
    }


async def _seal(
    vault: Vault, person: UUID, command_id: UUID, texts: Mapping[str, str], *, newcomer: bool
) -> dict[str, JsonValue]:
    if not texts:
        return {}
    items: Sequence[tuple[UUID, str]] = [(uuid5(command_id, name), text) for name, text in texts.items()]
    sealed = await vault.seal(person, items, newcomer=newcomer)
    return {name: kept.model_dump(mode="json") for name, kept in zip(texts, sealed, strict=True)}


def _text(field: str, typed: Any) -> str:
    """What was typed, as text: an object of details is kept as JSON."""
    if not isinstance(typed, (str, dict)):
        raise Invalid(Code.INVALID_VALUE, f"The field {field} is text: write it between quotation marks.")
    text = typed if isinstance(typed, str) else _as_json(field, cast("dict[str, Any]", typed))
    if len(text) > LONGEST_TEXT:
        message = f"The field {field} has {len(text):,} characters; at most {LONGEST_TEXT:,} can be kept."
        raise Invalid(Code.TEXT_TOO_LONG, message)
    if _FORBIDDEN.search(text):
        raise Invalid(Code.CONTROL_CHARACTERS, f"The field {field} contains control characters.")
    return text


def _as_json(field: str, details: dict[str, Any]) -> str:
    if not lies_within(details, DEEPEST):
        raise Invalid(Code.INVALID_VALUE, f"The field {field} has details that lie too deep inside one another.")
    return json.dumps(details, ensure_ascii=False, sort_keys=True)
