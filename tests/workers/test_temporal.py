"""One data folder's Temporal: one file, flushed, on local ports of its own."""

import os
import signal
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psutil
import pytest

from domain.errors import Code, Unavailable
from workers.stack.probes import why_temporal_does_not_answer
from workers.stack.temporal import TemporalServer, is_damaged


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


def test_no_sign_in_the_name_of_its_folder_leads_it_elsewhere(folder: Path) -> None:
    odd = TemporalServer(folder / "50% of #1, really?")
    odd.start()
    odd.stop()
    assert (odd.folder / "temporal.db").stat().st_size > 0


HALF_MADE = b""  # as a server leaves it that was killed while it made its file


@pytest.mark.parametrize("content", [b"no database at all" * 1000, b"SQLite format 3\x00" + b"\x01" * 8192, HALF_MADE])
def test_a_file_that_cannot_be_read_is_set_aside_and_said_so(folder: Path, content: bytes) -> None:
    said: list[str] = []
    broken = TemporalServer(folder / f"broken-{len(content)}", report=said.append)
    broken.folder.mkdir(parents=True, mode=0o700)
    (broken.folder / "temporal.db").write_bytes(content)
    (broken.folder / "temporal.db-wal").write_bytes(b"")
    broken.start()
    broken.stop()
    assert (broken.folder / "unreadable-1.db").read_bytes().startswith(content)
    assert (broken.folder / "unreadable-1.db-wal").exists()
    assert [f"It is now {broken.folder / 'unreadable-1.db'}, and Temporal starts with an empty one."] == [
        line.partition(". ")[2] for line in said
    ]


PAGE = 4096


@pytest.mark.parametrize("pages", [3, 30])
def test_a_file_that_is_damaged_in_places_is_set_aside_and_said_so(folder: Path, pages: int) -> None:
    said: list[str] = []
    server = TemporalServer(folder / f"damaged-{pages}", report=said.append)
    server.start()
    server.stop()
    file = server.folder / "temporal.db"
    with closing(sqlite3.connect(file)) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (roots,) = zip(*database.execute("SELECT rootpage FROM sqlite_master WHERE rootpage > 1"), strict=True)
    with file.open("r+b") as written:
        for page in sorted(roots)[-pages:]:
            written.seek((page - 1) * PAGE)
            written.write(b"\x5a" * PAGE)
    assert is_damaged(file)
    server.start()
    server.stop()
    assert (server.folder / "unreadable-1.db").exists()
    assert 1 == len(said)
    assert not is_damaged(file)


def test_a_sound_file_is_kept_whoever_killed_its_server(folder: Path) -> None:
    server = TemporalServer(folder / "sound")
    server.start()
    assert server.pid is not None
    os.kill(server.pid, signal.SIGKILL)
    server.start()
    server.stop()
    assert not list(server.folder.glob("unreadable-*"))


def test_a_file_that_is_not_there_yet_is_not_damaged(folder: Path) -> None:
    assert not is_damaged(folder / "none.db")
    assert not (folder / "none.db").exists()


def test_an_earlier_complaint_in_the_log_costs_no_file(server: TemporalServer) -> None:
    server.stop()
    server.log.write_text("file is not a database\n")
    server.start()
    assert not list(server.folder.glob("unreadable-*"))


def test_attempts_become_rarer(folder: Path) -> None:
    refused = TemporalServer(folder / "refused", extra=("--no-such-option",))
    with pytest.raises(Unavailable) as failed:
        refused.start(timeout=1.0)
    assert Code.STACK_FAILED == failed.value.code
    assert refused.log.read_text("utf-8").count("Usage:") < 6  # said once an attempt, of which each is over at once
