"""A worker that was killed is replaced by one that has everything loaded; one that ended by itself is not."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

import psutil
import pytest

from workers.settings import CHECKOUT

SCRIPT = """
import os, signal, sys
from workers import standby
from workers.logs import log_to_stderr
log_to_stderr()
standby.SHORTEST_LIFE = float(sys.argv[2])
by = standby.work_in_a_child()
assert by == os.getppid()
print(os.getpid(), flush=True)
if sys.argv[1] == "work":
    signal.pause()
sys.exit(int(sys.argv[1]))
"""


@contextmanager
def standing_by(what: str, shortest_life: float = 0.0) -> Iterator[tuple["subprocess.Popen[str]", IO[str]]]:
    command = [sys.executable, "-c", SCRIPT, what, str(shortest_life)]
    with subprocess.Popen(
        command, cwd=CHECKOUT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        assert process.stdout is not None
        yield process, process.stdout
        process.kill()


def test_one_that_is_killed_is_replaced_each_time() -> None:
    with standing_by("work") as (process, said):
        numbers = [int(said.readline())]
        for _ in range(2):
            os.kill(numbers[-1], signal.SIGKILL)
            numbers.append(int(said.readline()))
        assert 3 == len(set(numbers))
        assert process.pid == psutil.Process(numbers[-1]).ppid()
        process.send_signal(signal.SIGTERM)
        assert 0 == process.wait(20.0)
        assert not psutil.pid_exists(numbers[-1])


@pytest.mark.parametrize("status", [0, 1, 3])
def test_one_that_ended_by_itself_is_not_replaced(status: int) -> None:
    with standing_by(str(status)) as (process, said):
        assert said.readline()
        assert status == process.wait(20.0)
        assert "" == said.read()


def test_one_that_hardly_lived_is_left_to_whoever_started_it() -> None:
    with standing_by("work", shortest_life=3600.0) as (process, said):
        os.kill(int(said.readline()), signal.SIGKILL)
        assert 1 == process.wait(20.0)
        assert "" == said.read()
