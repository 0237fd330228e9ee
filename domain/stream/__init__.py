"""The names of the streams that people's commands are asked of: a kind, and whose stream it is."""

from uuid import UUID

CASE = "case"
"""One referral of one person."""

PROSECUTION = "prosecution"
"""A criminal case against traffickers."""


def stream_of(case: UUID) -> str:
    """The name of a case's stream in the log."""
    return f"{CASE}/{case}"


def prosecution_stream(prosecution: UUID) -> str:
    """The name of a prosecution's stream in the log."""
    return f"{PROSECUTION}/{prosecution}"
