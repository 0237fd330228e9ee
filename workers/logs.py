"""What the processes write to their logs: one JSON line an event, with allowed fields only.

A field that is not on the list is dropped, not masked: a log line must not be able to carry personal data.
"""

import logging
import sys
import traceback
from collections.abc import MutableMapping
from typing import Any

import structlog

ALLOWED = frozenset(
    {"event", "level", "timestamp", "exception", "code", "case", "command_id", "part", "pid", "rules", "count"}
)


def log_to_stderr() -> None:
    """Set structlog and the standard library's logging up for this process."""
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format='{"event": "library", "message": "%(name)s"}')
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _where_it_failed,
            _allowed_only,
            structlog.processors.JSONRenderer(),
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )


def _where_it_failed(_: Any, __: str, fields: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """The kind of error and the lines it passed through, without its message: that could hold anything."""
    if fields.pop("exc_info", None):
        kind, _error, trace = sys.exc_info()
        fields["exception"] = f"{kind.__name__ if kind else ''}\n{''.join(traceback.format_tb(trace))}"
    return fields


def _allowed_only(_: Any, __: str, fields: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    return {name: value for name, value in fields.items() if name in ALLOWED}
