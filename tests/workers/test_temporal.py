"""One data folder's Temporal: one file, flushed, on local ports of its own."""

import os
import signal
import stat
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from workers.stack.probes import why_temporal_does_not_answer
from workers.stack.temporal import TemporalServer


@pytest.fixture(scope="module")
def server(folder: Path) -> Iterator[TemporalServer]:
    started = TemporalServer(folder / "temporal-tests")
    started.start()
    yield started
    started.stop()


def test_it_answers_and_its_pages_are_local(server: TemporalServer) -> None:
    assert why_temporal_does_not_answer(server.address) is None
    assert server.address.startswith("127.0.0.1:")
    assert server.ui.startswith("http://127.0.0.1:")


def test_nothing_of_it_listens_to_other_machines(server: TemporalServer) -> None:
    assert server.pid is not None
    listening = {c.laddr.ip for c in psutil.Process(server.pid).net_connections() if c.status == psutil.CONN_LISTEN}
    assert {"127.0.0.1"} == listening


def test_its_file_is_private(server: TemporalServer) -> None:
    assert 0o700 == stat.S_IMODE(server.folder.stat().st_mode)
    assert 0o600 == stat.S_IMODE((server.folder / "temporal.db").stat().st_mode)
    assert (server.folder / "temporal.db-wal").exists()


def test_a_killed_server_comes_back_under_the_same_address(server: TemporalServer) -> None:
    address, before = server.address, server.pid
    assert before is not None
    os.kill(before, signal.SIGKILL)
    server.start()
    assert before != server.pid
    assert address == server.address
    assert why_temporal_does_not_answer(address) is None


def test_a_server_that_is_not_there_is_said_not_to_answer(server: TemporalServer) -> None:
    server.stop()
    assert why_temporal_does_not_answer(server.address) is not None
    server.start()
