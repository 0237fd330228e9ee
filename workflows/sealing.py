"""Takes what a person typed out of a command and puts it into the vault, before the command travels anywhere.

The reference of a sealed text follows from the command id and the field, so a request that is sent again finds its
text already there. Blank text is none: left out where it may be, refused where it is needed. Nothing else here decides
whether the command is allowed. Read next: `eventlog/vault.py`.
"""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any, cast
from uuid import UUID, uuid5

from pydantic import JsonValue

from domain.errors import Code, Invalid
from domain.referral.accounts import Account
from domain.referral.commands import OPENING
from domain.referral.commands.base import Command
from domain.referral.parse import text_fields
from domain.text import given, says_something
from eventlog.vault import Vault

LONGEST_TEXT = 100_000
"""In characters: some forty pages. Longer writing is a document, not a field."""

_DEEPEST = 5
"""How deep structured details may be nested."""

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
    return {name: _given(command, name, typed[name]) for name in sorted(text_fields(command)) if name in typed}


def _given(command: type[Command], name: str, typed: Any) -> str | None:
    text = _text(name, typed)
    if text is None and command.model_fields[name].is_required():
        meaning = command.model_fields[name].description
        message = f"The field {name} is blank: it needs words, with a letter or a digit in them ({meaning})."
        raise Invalid(Code.MISSING_FIELD, message, field=name)
    return text


async def seal_account(vault: Vault, person: UUID, command_id: UUID, account: Account) -> dict[str, JsonValue]:
    """An account as the fields of an `import-history` command."""
    texts = {f"facts.{place}": _text("note", fact.note) for place, fact in enumerate(account.events)}
    texts["summary"] = _text("what_was_late", account.what_was_late)
    kept = {name: text for name, text in texts.items() if text is not None}
    sealed = await _seal(vault, person, command_id, kept, newcomer=True)
    return {
        "reference": account.reference,
        "nation": account.nation,
        "facts": [
            {"type": fact.type, "date": fact.date.text, "note": sealed.get(f"facts.{place}")}
            for place, fact in enumerate(account.events)
        ],
        "account_ends": account.account_ends.text if account.account_ends else None,
        "citation": given(account.citation),
        "source": given(account.source_address),
        "confidence": account.confidence,
        "child_at_referral": account.child_at_referral,
        "summary": sealed.get("summary"),
    }


async def _seal(
    vault: Vault, person: UUID, command_id: UUID, texts: Mapping[str, str], *, newcomer: bool
) -> dict[str, JsonValue]:
    if not texts:
        return {}
    items: Sequence[tuple[UUID, str]] = [(uuid5(command_id, name), text) for name, text in texts.items()]
    sealed = await vault.seal(person, items, newcomer=newcomer)
    return {name: kept.model_dump(mode="json") for name, kept in zip(texts, sealed, strict=True)}


def _text(field: str, typed: Any) -> str | None:
    """What was typed, as text; None for blank text, or none. Structured details are kept as JSON."""
    has_words = _has_words(field, typed)
    text = typed if isinstance(typed, str) else json.dumps(typed, ensure_ascii=False, sort_keys=True)
    if len(text) > LONGEST_TEXT:
        message = f"The field {field} has {len(text):,} characters; at most {LONGEST_TEXT:,} can be kept."
        raise Invalid(Code.TEXT_TOO_LONG, message, field=field)
    if _FORBIDDEN.search(text):
        raise Invalid(Code.CONTROL_CHARACTERS, f"The field {field} contains control characters.", field=field)
    return text if has_words else None


def _has_words(field: str, typed: Any, depth: int = 0) -> bool:
    """Whether anything is said in it; raises Invalid (invalid-value) for what is neither text nor a list of details."""
    match typed:
        case None:
            return False
        case str():
            return says_something(typed)
        case dict() | list() if depth < _DEEPEST:
            inside = cast("dict[str, Any] | list[Any]", typed)
            said = inside.values() if isinstance(inside, dict) else inside
            found = [_has_words(field, one, depth + 1) for one in said]  # each is looked at: one may be no detail
            return any(found)
        case bool() | int() | float() if depth:
            return True
        case _:
            message = f"The field {field} takes text, or details named one by one, in at most {_DEEPEST} levels."
            raise Invalid(Code.INVALID_VALUE, message, field=field)
