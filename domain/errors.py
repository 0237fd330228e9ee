"""Every error a person can be shown: one root, four families, one stable code each.

A family says what the caller can do about it: `Invalid` (mend the input), `NotAllowed` (wrong role or wrong
stage), `NotFound`, `Conflict` (somebody or something was first), `Unavailable` (a part of the system is down).
Codes are a contract: scripts and audits match on them, so they are added to and never renamed.

Messages are whole sentences for a caseworker. They name fields, stages, dates and ids; they never repeat
what was typed into a field, because that could be somebody's name.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import ClassVar
from uuid import UUID


class Code(StrEnum):
    """The stable codes, by family."""

    # Invalid
    WRONG_USAGE = "wrong-usage"
    UNKNOWN_COMMAND = "unknown-command"
    UNKNOWN_FIELD = "unknown-field"
    MISSING_FIELD = "missing-field"
    INVALID_VALUE = "invalid-value"
    NOT_A_DATE = "not-a-date"
    TEXT_TOO_LONG = "text-too-long"
    CONTROL_CHARACTERS = "control-characters"
    MALFORMED_INPUT = "malformed-input"
    INPUT_TOO_LARGE = "input-too-large"
    TOO_MANY_FACTS = "too-many-facts"
    UNKNOWN_WORD = "unknown-word"
    UNKNOWN_JURISDICTION = "unknown-jurisdiction"
    DATE_IN_FUTURE = "date-in-future"
    DATE_OUT_OF_ORDER = "date-out-of-order"
    RULES_NOT_IN_FORCE = "rules-not-in-force"
    RULES_INVALID = "rules-invalid"
    CALENDAR_HORIZON = "calendar-horizon"
    # NotAllowed
    ROLE_NOT_PERMITTED = "role-not-permitted"
    WRONG_STAGE = "wrong-stage"
    CONSENT_REQUIRED = "consent-required"
    REASONS_REQUIRED = "reasons-required"
    CHILD_CANNOT_WITHDRAW = "child-cannot-withdraw"
    CONTRADICTS_RECORD = "contradicts-record"
    REVIEW_REQUIRED = "review-required"
    NO_RECONSIDERATION = "no-reconsideration"
    RECOVERY_NOT_WEIGHED = "recovery-not-weighed"
    RETRAFFICKING_NOT_WEIGHED = "retrafficking-not-weighed"
    SAME_PERSON = "same-person"
    CANNOT_BE_CORRECTED = "cannot-be-corrected"
    IDENTIFYING_DATA = "identifying-data"
    NOT_A_FIRST_RESPONDER = "not-a-first-responder"
    CASE_FULL = "case-full"
    # NotFound
    CASE_NOT_FOUND = "case-not-found"
    PROSECUTION_NOT_FOUND = "prosecution-not-found"
    EVENT_NOT_FOUND = "event-not-found"
    RULE_NOT_FOUND = "rule-not-found"
    CLOCK_NOT_FOUND = "clock-not-found"
    KEY_DESTROYED = "key-destroyed"
    SEALED_TEXT_NOT_FOUND = "sealed-text-not-found"
    EVENT_UNREADABLE = "event-unreadable"
    # Conflict
    ALREADY_OPEN = "already-open"
    ALREADY_DECIDED = "already-decided"
    CASE_HAS_MOVED = "case-has-moved"
    COMMAND_ID_REUSED = "command-id-reused"
    REFERENCE_IN_USE = "reference-in-use"
    ACCOUNT_DIFFERS = "account-differs"
    ALREADY_ACCEPTED = "already-accepted"
    STACK_RUNNING = "stack-running"
    # Unavailable
    STACK_NOT_RUNNING = "stack-not-running"
    STACK_FAILED = "stack-failed"
    NO_ANSWER_YET = "no-answer-yet"
    CLOCKS_DISAGREE = "clocks-disagree"
    NO_RULE_BOOK = "no-rule-book"
    SCHEMA_MISMATCH = "schema-mismatch"
    VAULT_UNREADABLE = "vault-unreadable"
    NOT_SIGNED = "not-signed"
    CASE_TOO_LONG = "case-too-long"
    INTERNAL_ERROR = "internal-error"


class NrmError(Exception):
    """The root. `code` is stable; the message is one or more whole sentences without personal data.

    `field` is the field of a command that is to be mended, where it is one; `command_id` the request that went wrong,
    once whoever asked has said so.
    """

    family: ClassVar[str]

    def __init__(self, code: Code, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.field = field
        self.command_id: UUID | None = None

    def document(self) -> dict[str, object]:
        """For a script: also the field that is to be mended and the id of the command, where there are such."""
        more = {"field": self.field, "command_id": self.command_id}
        known = {name: value for name, value in more.items() if value is not None}
        return {"code": self.code, "family": self.family, "message": self.message, **known}


class Invalid(NrmError):
    """The input is wrong in itself, whatever the state of the case."""

    family = "invalid"


class NotAllowed(NrmError):
    """The input is sound, but not from this role or not at this stage."""

    family = "not-allowed"


class NotFound(NrmError):
    """What was named does not exist, or can no longer be read."""

    family = "not-found"


class Conflict(NrmError):
    """Somebody or something was first."""

    family = "conflict"


class Unavailable(NrmError):
    """A part of the system did not answer; the same request can be made again."""

    family = "unavailable"


_FAMILIES: Mapping[Code, type[NrmError]] = {
    Code.WRONG_USAGE: Invalid,
    Code.UNKNOWN_COMMAND: Invalid,
    Code.UNKNOWN_FIELD: Invalid,
    Code.MISSING_FIELD: Invalid,
    Code.INVALID_VALUE: Invalid,
    Code.NOT_A_DATE: Invalid,
    Code.TEXT_TOO_LONG: Invalid,
    Code.CONTROL_CHARACTERS: Invalid,
    Code.MALFORMED_INPUT: Invalid,
    Code.INPUT_TOO_LARGE: Invalid,
    Code.TOO_MANY_FACTS: Invalid,
    Code.UNKNOWN_WORD: Invalid,
    Code.UNKNOWN_JURISDICTION: Invalid,
    Code.DATE_IN_FUTURE: Invalid,
    Code.DATE_OUT_OF_ORDER: Invalid,
    Code.RULES_NOT_IN_FORCE: Invalid,
    Code.RULES_INVALID: Invalid,
    Code.CALENDAR_HORIZON: Invalid,
    Code.ROLE_NOT_PERMITTED: NotAllowed,
    Code.WRONG_STAGE: NotAllowed,
    Code.CONSENT_REQUIRED: NotAllowed,
    Code.REASONS_REQUIRED: NotAllowed,
    Code.CHILD_CANNOT_WITHDRAW: NotAllowed,
    Code.CONTRADICTS_RECORD: NotAllowed,
    Code.REVIEW_REQUIRED: NotAllowed,
    Code.NO_RECONSIDERATION: NotAllowed,
    Code.RECOVERY_NOT_WEIGHED: NotAllowed,
    Code.RETRAFFICKING_NOT_WEIGHED: NotAllowed,
    Code.SAME_PERSON: NotAllowed,
    Code.CANNOT_BE_CORRECTED: NotAllowed,
    Code.IDENTIFYING_DATA: NotAllowed,
    Code.NOT_A_FIRST_RESPONDER: NotAllowed,
    Code.CASE_FULL: NotAllowed,
    Code.CASE_NOT_FOUND: NotFound,
    Code.PROSECUTION_NOT_FOUND: NotFound,
    Code.EVENT_NOT_FOUND: NotFound,
    Code.RULE_NOT_FOUND: NotFound,
    Code.CLOCK_NOT_FOUND: NotFound,
    Code.KEY_DESTROYED: NotFound,
    Code.SEALED_TEXT_NOT_FOUND: NotFound,
    Code.EVENT_UNREADABLE: NotFound,
    Code.ALREADY_OPEN: Conflict,
    Code.ALREADY_DECIDED: Conflict,
    Code.CASE_HAS_MOVED: Conflict,
    Code.COMMAND_ID_REUSED: Conflict,
    Code.REFERENCE_IN_USE: Conflict,
    Code.ACCOUNT_DIFFERS: Conflict,
    Code.ALREADY_ACCEPTED: Conflict,
    Code.STACK_RUNNING: Conflict,
    Code.STACK_NOT_RUNNING: Unavailable,
    Code.STACK_FAILED: Unavailable,
    Code.NO_ANSWER_YET: Unavailable,
    Code.CLOCKS_DISAGREE: Unavailable,
    Code.NO_RULE_BOOK: Unavailable,
    Code.SCHEMA_MISMATCH: Unavailable,
    Code.VAULT_UNREADABLE: Unavailable,
    Code.NOT_SIGNED: Unavailable,
    Code.CASE_TOO_LONG: Unavailable,
    Code.INTERNAL_ERROR: Unavailable,
}


def error_of(code: str, message: str) -> NrmError:
    """The error a stored code and sentence stand for."""
    known = Code(code)
    return _FAMILIES[known](known, message)
