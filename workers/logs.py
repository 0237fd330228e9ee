"""What the processes write to their logs: one JSON line an event, with allowed fields only.

A field that is not on the list is dropped, not masked: a log line must not be able to carry personal data. Of what a
library has to say, only who said it, how grave it is and the kind of error are kept; its words could hold anything. So
too of what nobody caught. At the command line libraries say nothing at all: a person is told of errors as errors.
"""

import logging
import re
import sys
import threading
import traceback
from collections.abc import MutableMapping
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, cast

import orjson
import structlog

ALLOWED = frozenset(
    {
        "event", "level", "timestamp", "exception", "code", "case", "command_id", "part", "pid", "rules", "count",
        "logger", "lane", "said",
    }
)  # fmt: skip

_WORKFLOWS = "temporalio.workflow"
"""What our own workflows say goes through this logger of the library's."""

_OWN_WORDS = re.compile("[a-z]+(_[a-z]+)+")

_Error = tuple[type[BaseException] | None, BaseException | None, TracebackType | None]


class JsonLines(logging.Formatter):
    """A record of the standard library's logging as one JSON line, without its words."""

    def format(self, record: logging.LogRecord) -> str:
        """Who said it, how grave it is, and the kind of error; of our own workflows also what they said."""
        fields = {
            "event": _event_of(record),
            "level": record.levelname.lower(),
            "timestamp": datetime.fromtimestamp(record.created, UTC).isoformat().replace("+00:00", "Z"),
            "logger": record.name,
            "lane": getattr(record, "temporal_workflow", {}).get("workflow_id"),
            "exception": _where(record.exc_info) if record.exc_info else None,
        }
        return orjson.dumps({name: value for name, value in fields.items() if value is not None}).decode()


def log_to_stderr(*, libraries: bool = True) -> None:
    """Set structlog and the standard library's logging up here; `libraries` says whether those may speak."""
    lines = logging.StreamHandler(sys.stderr) if libraries else logging.NullHandler()
    lines.setFormatter(JsonLines())
    logging.basicConfig(level=logging.WARNING, handlers=[lines])
    logging.captureWarnings(True)
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


def log_what_nobody_caught() -> None:
    """Write what would end the process or a thread, or is lost, as a line of the log and not as a traceback."""
    log = structlog.get_logger()

    def say(*error: Any) -> None:
        log.error("not_caught", exc_info=error)

    sys.excepthook = say
    threading.excepthook = lambda lost: say(lost.exc_type, lost.exc_value, lost.exc_traceback)
    sys.unraisablehook = lambda lost: say(lost.exc_type, lost.exc_value, lost.exc_traceback)


def _event_of(record: logging.LogRecord) -> str:
    """A constant of ours, or that a library spoke. The library adds to our words in brackets who it was."""
    said = str(record.msg).partition(" (")[0]
    return said if record.name == _WORKFLOWS and _OWN_WORDS.fullmatch(said) else "library"


def _where_it_failed(_: Any, __: str, fields: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    if given := fields.pop("exc_info", None):
        fields["exception"] = _where(sys.exc_info() if given is True else cast("_Error", given))
    return fields


def _where(error: _Error) -> str:
    """The kind of error and the lines it passed through, without its message: that could hold anything."""
    kind, _, trace = error
    return f"{kind.__name__ if kind else ''}\n{''.join(traceback.format_tb(trace))}"


def _allowed_only(_: Any, __: str, fields: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    return {name: value for name, value in fields.items() if name in ALLOWED}
