"""What reaches a log file: one JSON line an event, who said it and the kind of error; and of a library, no word."""

import json
import logging
import subprocess
import sys
from typing import Any

import pytest

from workers.logs import ALLOWED, JsonLines
from workers.settings import CHECKOUT

TYPED = "Jane Doe was seen in Leeds"


def line_of(logger: str, message: str, error: Exception | None = None, **extra: Any) -> dict[str, Any]:
    """The line that a record of this logger becomes."""
    caught = (type(error), error, error.__traceback__) if error else None
    record = logging.LogRecord(logger, logging.ERROR, "somewhere.py", 1, message, None, caught)
    vars(record).update(extra)
    text = JsonLines().format(record)
    assert "\n" not in text
    assert TYPED not in text
    line: dict[str, Any] = json.loads(text)
    assert line.keys() <= ALLOWED
    return line


def raised(error: Exception) -> Exception:
    """The error with its traceback."""
    with pytest.raises(type(error)) as caught:
        raise error
    return caught.value


def test_a_library_is_named_and_its_words_are_left_out() -> None:
    line = line_of("asyncpg.pool", f"Failed to restore the pool connection floor: {TYPED}")
    assert {"event", "level", "timestamp", "logger"} == line.keys()
    assert ("library", "error", "asyncpg.pool") == (line["event"], line["level"], line["logger"])


def test_of_an_error_the_kind_and_the_place_are_kept_and_not_the_message() -> None:
    line = line_of("asyncio", "Task exception was never retrieved", raised(ConnectionResetError(TYPED)))
    assert line["exception"].startswith("ConnectionResetError\n")
    assert "test_logs.py" in line["exception"]


def test_what_our_workflows_say_is_kept_with_their_lane() -> None:
    about = {"workflow_id": "referral/1"}
    for said in ("time_not_passed", "time_not_passed ({'workflow_id': 'referral/1'})"):
        line = line_of("temporalio.workflow", said, temporal_workflow=about)
        assert ("time_not_passed", "referral/1") == (line["event"], line["lane"])


@pytest.mark.parametrize("said", ["Failed activation", f"time_not_passed {TYPED}", TYPED, "", "{}"])
def test_nothing_else_passes_for_the_words_of_a_workflow(said: str) -> None:
    assert "library" == line_of("temporalio.workflow", said)["event"]


SPEAKING = """
import asyncio, logging, sys, threading, warnings
from workers.logs import log_what_nobody_caught
from workers.process import begin
import structlog

begin(libraries_speak=sys.argv[1] == "worker")
if sys.argv[1] == "worker":
    log_what_nobody_caught()
TYPED = "Jane Doe was seen in Leeds"
try:
    raise ConnectionResetError(TYPED)
except ConnectionResetError:
    logging.getLogger("asyncpg.pool").exception(TYPED)
warnings.warn(TYPED)
structlog.get_logger().error("case_left_over", case="1", note=TYPED)

async def lose():
    async def fail():
        raise ValueError(TYPED)
    task = asyncio.create_task(fail())
    await asyncio.sleep(0)
    del task

if sys.argv[1] == "worker":
    asyncio.run(lose())
    thread = threading.Thread(target=lambda: 1 / 0)
    thread.start()
    thread.join()
    raise ValueError(TYPED)
"""


def spoken(of: str) -> tuple[str, list[str]]:
    done = subprocess.run(
        [sys.executable, "-c", SPEAKING, of], cwd=CHECKOUT, capture_output=True, text=True, timeout=60.0, check=False
    )
    return done.stdout, done.stderr.splitlines()


def test_whatever_happens_in_a_worker_is_one_json_line_without_a_word_of_anybody() -> None:
    out, lines = spoken("worker")
    assert "" == out
    found = [json.loads(line) for line in lines]
    assert ["library", "library", "case_left_over", "library", "not_caught", "not_caught"] == [
        line["event"] for line in found
    ]
    assert ["asyncpg.pool", "py.warnings", "asyncio"] == [line["logger"] for line in found if "logger" in line]
    kinds = [line["exception"].partition("\n")[0] for line in found if "exception" in line]
    assert ["ConnectionResetError", "ValueError", "ZeroDivisionError", "ValueError"] == kinds
    assert TYPED not in "".join(lines)


def test_at_the_command_line_libraries_say_nothing() -> None:
    out, lines = spoken("person")
    assert "" == out
    assert ["case_left_over"] == [json.loads(line)["event"] for line in lines]
